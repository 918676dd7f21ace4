"""Whatever people say and press, whatever time and rule edits do: a request keeps its promises at the desk."""

import shutil
import tempfile
from contextlib import ExitStack
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from msgspec.structs import replace

from bot.dialogue.replies import Paragraph, buttons_in
from bot.domain.approval_rules import load_approval_rules
from bot.domain.approvals import OPEN, Approval, ApprovalState, dues
from bot.domain.escalation import AroundTheClock
from bot.domain.people import Role
from bot.domain.refs import Kind
from bot.ports.requests import Answer, Said
from bot.storage.store import open_store
from tests.approvals.floor import PATIENT, Floor, floor_in, said, shipped

PEOPLE = st.sampled_from(["Anna", "Boris", "Mei", "Max", "Fei", "Adam"])
CODES = st.sampled_from([1, 1, 2, 2, 3])
LINES = (
    "yes",
    "yes",
    "yes it is fine",
    "no too much",
    "ask why so much?",
    "answer because",
    "withdraw",
    "nudge",
    "percent:4%",
    "percent:30%",
    "to:@Max",
    "to:@Adam",
    "also:@Fei",
    "spend PI1",
)
ASKS = (
    'discount "ABC GmbH" 8% first',
    'discount "ABC GmbH" 25% large order:PI1',
    'terms "ABC GmbH" 60 days',
    'credit "ABC GmbH" USD 30000',
)


@cache
def empty() -> tuple[Path, "tempfile.TemporaryDirectory[str]"]:
    """A folder with a new, empty database; gone when the program ends."""
    holder = tempfile.TemporaryDirectory()
    folder = Path(holder.name)
    open_store(f"sqlite:///{(folder / 'desk.db').as_posix()}", None, folder).close()
    return folder, holder


class Desk(RuleBasedStateMachine):
    """Remembers what each request was when it ended."""

    @initialize()
    def begin(self) -> None:
        self.stack = ExitStack()
        holder = self.stack.enter_context(tempfile.TemporaryDirectory())
        folder = Path(shutil.copytree(empty()[0], Path(holder) / "desk"))
        self.floor: Floor = self.stack.enter_context(floor_in(folder))
        self.floor.say("Anna", 'order new PI1 "ABC GmbH" USD 4280 FOB Shenzhen')
        self.floor.say("Anna", f"approve {ASKS[0]}")
        self.floor.say("Anna", f"approve {ASKS[2]}")
        self.post()
        self.ended: dict[int, ApprovalState] = {}

    def teardown(self) -> None:
        if hasattr(self, "floor"):
            verdict = self.floor.store.read(lambda ledger: ledger.trail.verify()).result(PATIENT)
            assert verdict.is_intact, verdict.faults
            self.stack.close()

    def hear(self, answer: Answer) -> None:
        blocks = answer.reply.blocks if answer.reply is not None else ()
        assert not any(isinstance(block, Paragraph) and block.text.key == "went-wrong" for block in blocks)
        if answer.reply is not None:
            said(answer.reply)
        self.post()

    def post(self) -> None:
        for letter in self.floor.post():
            said(letter.reply)

    # ------------------------------------------------------------------------------------------ what may happen

    @rule(who=st.sampled_from(["Anna", "Mei"]), what=st.sampled_from(ASKS))
    def ask(self, who: str, what: str) -> None:
        self.hear(self.floor.say(who, f"approve {what}"))

    @rule(
        who=st.sampled_from(["Mei", "Max", "Fei"]),
        number=CODES,
        line=st.sampled_from(["yes", "yes", "ask why?", "no so"]),
    )
    def decide(self, who: str, number: int, line: str) -> None:
        self.hear(self.floor.say(who, f"approve A{number} {line}"))

    @rule(
        number=CODES, line=st.sampled_from(["percent:4%", "reason:new", "answer so", "withdraw", "spend PI1", "nudge"])
    )
    def ask_on(self, number: int, line: str) -> None:
        self.hear(self.floor.say("Anna", f"approve A{number} {line}"))

    @rule(who=PEOPLE, number=CODES, line=st.sampled_from(LINES))
    def say(self, who: str, number: int, line: str) -> None:
        self.hear(self.floor.say(who, f"approve A{number} {line}"))

    @rule(who=PEOPLE)
    def undo(self, who: str) -> None:
        self.hear(self.floor.say(who, "undo"))

    @rule(who=PEOPLE, chance=st.integers(0, 99))
    def press(self, who: str, chance: int) -> None:
        live = [b for letter in self.floor.told for b in buttons_in(letter.reply) if b.ticket]
        if live:
            self.hear(self.floor.press(who, live[chance % len(live)]))

    @rule(who=PEOPLE, number=CODES)
    def say_twice_as_one(self, who: str, number: int) -> None:
        """A redelivery: the same request again does nothing more."""
        request = self.floor.request(who, Said(f"approve A{number} yes"))
        store, desk = self.floor.store, self.floor.desk
        first, second = (store.write(lambda ledger: desk.serve(ledger, request)).result(PATIENT) for _ in range(2))
        assert first.is_refusal == second.is_refusal
        self.hear(first)

    @rule(hours=st.sampled_from([1, 5, 25, 49, 100]))
    def time_passes(self, hours: int) -> None:
        self.floor.later(hours=hours)
        self.post()

    @rule(is_strict=st.booleans())
    def edit_the_rules(self, is_strict: bool) -> None:
        self.floor.rules = shipped()
        if is_strict:
            tables: dict[str, Any] = {
                "kinds": {"discount": {}, "terms": {}, "credit": {}},
                "rates": {"USD": 1},
                "limit": {"after": "2h", "then": [{"do": "expire"}]},
                "rules": [{"name": "strict", "people": 2, "steps": [{"mode": "all", "roles": ["manager", "admin"]}]}],
            }
            self.floor.rules = replace(self.floor.rules, approvals=load_approval_rules({"approvals": tables}))

    @rule()
    def restart(self) -> None:
        self.floor.restart()

    @rule(is_away=st.booleans())
    def leave(self, is_away: bool) -> None:
        deputy = self.floor.people["Fei"].id
        day = (self.floor.clock.at + timedelta(days=3)).date() if is_away else date(2020, 1, 1)
        self.floor.change_person("Mei", absent_until=day, deputy_id=deputy)

    @rule(role=st.sampled_from([Role.MANAGER, Role.SALES]))
    def move(self, role: Role) -> None:
        self.floor.change_person("Max", role=role)

    # ------------------------------------------------------------------------------------------ what must hold

    def approvals(self) -> list[Approval]:
        found = (self.floor.store.read(lambda ledger: ledger.approvals.many(range(1, 40))).result(PATIENT)).values()
        return list(found)

    @invariant()
    def an_end_is_an_end(self) -> None:
        for approval in self.approvals():
            was = self.ended.get(approval.id)
            assert (
                was is None
                or was is approval.state
                or (was, approval.state)
                == (
                    ApprovalState.APPROVED,
                    ApprovalState.SPENT,
                )
            )
            if approval.state not in OPEN:
                self.ended[approval.id] = approval.state

    @invariant()
    def four_eyes(self) -> None:
        for approval in self.approvals():
            assert all(word.by != approval.requester_id for word in approval.decisions)
            if approval.state in (ApprovalState.APPROVED, ApprovalState.SPENT):
                words = [word for word in approval.decisions if word.round == approval.round]
                assert len({word.by for word in words}) >= approval.people

    @invariant()
    def what_waits_is_in_the_clock_and_what_is_over_is_not(self) -> None:
        timers = self.floor.timers()
        for approval in self.approvals():
            mine = [key for key in timers if key.startswith(f"approval:{approval.id}:")]
            assert approval.is_open or not mine
            for number, due in dues(approval, AroundTheClock()):
                key = f"approval:{approval.id}:{approval.round}:{number}:{due.attempt}"
                assert due.moment <= self.floor.clock.at or timers[key].due_at == due.moment
            assert not approval.is_open or "audit_approvals" in timers

    @invariant()
    def no_posted_copy_of_what_is_over_has_a_live_button(self) -> None:
        over = {approval.id for approval in self.approvals() if not approval.is_open}
        for reply in self.floor.shown.values():
            if reply.card is not None and reply.card.kind is Kind.APPROVAL and reply.card.id in over:
                assert not buttons_in(reply), said(reply)


def test_a_request_keeps_its_promises_through_the_desk() -> None:
    run(max_examples=8, steps=20)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_a_request_keeps_its_promises_however_long_one_tries() -> None:
    run(max_examples=400, steps=40)


def run(max_examples: int, steps: int) -> None:
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    chosen = settings(max_examples=max_examples, stateful_step_count=steps, deadline=None, suppress_health_check=slow)
    run_state_machine_as_test(Desk, settings=chosen)

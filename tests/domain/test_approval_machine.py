"""Whatever people press, in whatever order and at whatever time, a request keeps its promises."""

import json
from datetime import UTC, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.domain.approval_moves import (
    add_approver,
    amend,
    answer_back,
    appoint,
    ask_back,
    begin,
    decide,
    expire,
    hand_over,
    nudge,
    spend,
    withdraw,
)
from bot.domain.approvals import (
    OPEN,
    Approval,
    ApprovalState,
    DecisionOutcome,
    Deputy,
    Mode,
    Refusal,
    Standing,
    Step,
    dues,
)
from bot.domain.escalation import AroundTheClock, Limit, Wait
from bot.storage.codec import coder, dumps

REQUESTER = 1
KEPT = coder(Approval)
"""How the store writes it down."""
PEOPLE = st.integers(1, 6)
START = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
LIMIT = Limit("approval", Wait(timedelta(hours=48)))


@st.composite
def chains(draw: st.DrawFn) -> tuple[Step, ...]:
    steps, stage = [], 0
    for _ in range(draw(st.integers(1, 3))):
        approvers = tuple(draw(st.lists(st.integers(2, 5), min_size=1, max_size=3, unique=True)))
        count = draw(st.integers(1, len(approvers)))
        steps.append(Step(stage, draw(st.sampled_from(Mode)), approvers, count, LIMIT))
        stage += draw(st.integers(0, 1))
    return tuple(steps)


class Desk(RuleBasedStateMachine):
    """Keeps its own count of what was pressed, paused and used, and compares."""

    @initialize(steps=chains(), people=st.integers(1, 2))
    def ask(self, steps: tuple[Step, ...], people: int) -> None:
        self.now = START
        self.outcomes: list[ApprovalState] = []
        self.nudges: list[datetime] = []
        self.uses = 0
        self.running = [timedelta(0)] * len(steps)
        asked = Approval(
            id=1,
            kind="price",
            customer_id=1,
            requester_id=REQUESTER,
            rule="r",
            steps=steps,
            people=people,
            asked_at=START,
        )
        self.approval = begin(asked, START)

    def take(self, result: Approval | Refusal) -> bool:
        if isinstance(result, Refusal):
            return False
        if self.approval.is_open and not result.is_open:
            self.outcomes.append(result.state)
        self.running += [timedelta(0)] * (len(result.steps) - len(self.running))
        self.approval = result
        return True

    @rule(minutes=st.integers(1, 600))
    def time_passes(self, minutes: int) -> None:
        self.time_passes_by(minutes)

    def time_passes_by(self, minutes: int) -> None:
        if self.approval.state is ApprovalState.PENDING:
            for number, step in enumerate(self.approval.steps):
                self.running[number] += timedelta(minutes=minutes) if step.is_open else timedelta(0)
        self.now += timedelta(minutes=minutes)

    @rule(person=PEOPLE, outcome=st.sampled_from([*[DecisionOutcome.APPROVE] * 9, DecisionOutcome.REJECT]))
    def press(self, person: int, outcome: DecisionOutcome) -> None:
        was_open = self.approval.is_open
        took = self.take(decide(self.approval, person, outcome, "because", self.now, Standing(True)))
        assert not took or (was_open and person != REQUESTER)

    @rule(person=PEOPLE)
    def press_without_the_right(self, person: int) -> None:
        assert not self.take(decide(self.approval, person, DecisionOutcome.APPROVE, "", self.now, Standing(False)))

    @rule(person=PEOPLE, instead_of=PEOPLE)
    def press_for_another(self, person: int, instead_of: int) -> None:
        standing = Standing(True, frozenset({instead_of}))
        took = self.take(decide(self.approval, person, DecisionOutcome.APPROVE, "", self.now, standing))
        assert not took or person != REQUESTER

    @rule(person=PEOPLE, instead_of=PEOPLE)
    def lend(self, person: int, instead_of: int) -> None:
        self.take(appoint(self.approval, [Deputy(person, instead_of, self.now, self.now + timedelta(hours=9))]))

    @rule(person=PEOPLE)
    def ask_a_question(self, person: int) -> None:
        self.take(ask_back(self.approval, person, "why?", self.now, Standing(True)))

    @rule(person=st.integers(2, 5), minutes=st.integers(1, 600))
    def ask_and_hear(self, person: int, minutes: int) -> None:
        if self.take(ask_back(self.approval, person, "why?", self.now, Standing(True))):
            self.time_passes_by(minutes)
            assert self.take(answer_back(self.approval, REQUESTER, "so", self.now))

    @precondition(lambda self: self.approval.state is ApprovalState.ASKED)
    @rule()
    def answer(self) -> None:
        assert self.take(answer_back(self.approval, REQUESTER, "so", self.now))

    @rule(person=PEOPLE, to=PEOPLE, adds=st.booleans())
    def bring_in(self, person: int, to: int, adds: bool) -> None:
        move = add_approver if adds else hand_over
        took = self.take(move(self.approval, person, to, self.now, Standing(True), Standing(True)))
        assert not took or to != REQUESTER

    @rule(person=PEOPLE, steps=chains())
    def change(self, person: int, steps: tuple[Step, ...]) -> None:
        again = amend(
            self.approval,
            person,
            self.now,
            steps,
            rule="r",
            people=1,
            amount=None,
            percent=None,
            reason="",
            valid_until=None,
        )
        if self.take(again):
            self.running = [timedelta(0)] * len(steps)
            assert not any(self.approval.voices(number) for number in range(len(steps)))

    @rule(person=PEOPLE, chance=st.integers(0, 5))
    def take_back(self, person: int, chance: int) -> None:
        if chance == 5:
            self.take(withdraw(self.approval, person, self.now))

    @rule(chance=st.integers(0, 9))
    def run_out(self, chance: int) -> None:
        if chance == 9:
            self.take(expire(self.approval, self.now))

    @rule(person=PEOPLE)
    def remind(self, person: int) -> None:
        if self.take(nudge(self.approval, person, self.now)):
            assert person == REQUESTER
            assert not self.nudges or self.now - self.nudges[-1] >= timedelta(hours=4)
            self.nudges.append(self.now)

    @rule()
    def use(self) -> None:
        was = self.approval.state
        if self.take(spend(self.approval, REQUESTER, self.now, "order:1")):
            assert was is ApprovalState.APPROVED
            self.uses += 1

    @rule()
    def restart(self) -> None:
        self.approval = KEPT.decode(json.loads(dumps(KEPT.encode(self.approval))))

    @invariant()
    def one_outcome_and_one_use(self) -> None:
        assert len(self.outcomes) <= 1
        assert self.uses <= 1
        assert (self.approval.state in OPEN) == (not self.outcomes)

    @invariant()
    def four_eyes(self) -> None:
        assert all(word.by != REQUESTER for word in self.approval.decisions)
        assert all(REQUESTER not in step.approvers for step in self.approval.steps)

    @invariant()
    def nobody_speaks_or_is_spoken_for_twice(self) -> None:
        for number in range(len(self.approval.steps)):
            voices = self.approval.voices(number)
            assert len({v.by for v in voices}) == len(voices) == len({v.seat for v in voices})

    @invariant()
    def a_yes_has_all_it_needs(self) -> None:
        if self.approval.state not in (ApprovalState.APPROVED, ApprovalState.SPENT):
            return
        people = {v.by for n in range(len(self.approval.steps)) for v in self.approval.voices(n)}
        assert len(people) >= self.approval.people
        for number, step in enumerate(self.approval.steps):
            voices = [v for v in self.approval.voices(number) if v.outcome is DecisionOutcome.APPROVE]
            assert len({v.by for v in voices}) >= step.needed
            if step.mode is Mode.ALL:
                assert {v.seat for v in voices} == set(step.approvers)

    @invariant()
    def paused_time_is_never_counted(self) -> None:
        for number, step in enumerate(self.approval.steps):
            assert step.waited(self.now) == self.running[number]

    @invariant()
    def an_open_request_is_always_in_the_clock(self) -> None:
        if self.approval.state is ApprovalState.ASKED:
            assert all(step.pauses and step.pauses[-1].until is None for step in self.approval.steps if step.is_open)
        elif self.approval.state is ApprovalState.PENDING:
            assert any(step.is_open for step in self.approval.steps)
            assert all(step.limit is not None for step in self.approval.steps if step.is_open)
        else:
            assert dues(self.approval, AroundTheClock()) == ()
            assert not any(step.is_open for step in self.approval.steps)


TestDesk = Desk.TestCase
TestDesk.settings = settings(max_examples=200, stateful_step_count=30, deadline=None)

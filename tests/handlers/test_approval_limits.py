"""Time and a request for approval: reminders in working hours, warnings, deputies, the end, and the hourly check."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from bot.domain.approval_rules import load_approval_rules
from bot.domain.approvals import ApprovalState
from bot.domain.limit_rules import load_limits
from bot.handlers.approval_clock import SENT
from bot.ports.ledger import Ledger
from tests.approvals.floor import Floor, answered, floor_in, said

ASK = 'approve discount "ABC GmbH" 8% first order'
MANAGER = {"name": "all", "steps": [{"roles": ["manager"]}]}


@pytest.fixture
def floor(fresh_desk: Path, tmp_path: Path) -> Iterator[Floor]:
    with floor_in(Path(shutil.copytree(fresh_desk, tmp_path / "floor"))) as opened:
        yield opened


def with_limit(floor: Floor, **limit: object) -> None:
    tables = {"kinds": {"discount": {}}, "limit": {"after": "48h", **limit}, "rules": [MANAGER]}
    floor.rules = replace(floor.rules, approvals=load_approval_rules({"approvals": tables}))


def told_to(floor: Floor, name: str) -> list[str]:
    return [said(reply) for reply in floor.posted_to(name)]


def hours_pass(floor: Floor, hours: int) -> None:
    for _ in range(hours):
        floor.later(hours=1)


def test_approvers_are_reminded_at_half_the_time_and_three_quarters(floor: Floor) -> None:
    floor.say("Anna", ASK)
    floor.post()
    hours_pass(floor, 23)
    assert told_to(floor, "Mei") == []
    hours_pass(floor, 1)
    assert ["waiting for 24 hours" in text for text in told_to(floor, "Mei")] == [True]
    hours_pass(floor, 12)
    assert told_to(floor, "Mei") == [], "thirty-six hours on it is ten in the evening"
    hours_pass(floor, 11)
    assert len(told_to(floor, "Mei")) == 1, "at nine the next morning"


def test_after_two_days_the_owner_and_the_superior_are_warned(floor: Floor) -> None:
    floor.say("Anna", ASK)
    floor.post()
    hours_pass(floor, 47)
    floor.post()
    hours_pass(floor, 1)
    gone = {letter.person_id: said(letter.reply) for letter in floor.post()}
    assert {floor.people["Anna"].id, floor.people["Mei"].id, floor.people["Adam"].id} <= set(gone)
    assert all("waiting for 2 days" in text or "waiting for 48 hours" in text for text in gone.values())


def test_what_fell_due_while_the_desk_was_down_comes_once_and_is_marked_late(floor: Floor) -> None:
    floor.say("Anna", ASK)
    floor.post()
    floor.restart()
    floor.later(hours=51)
    letters = floor.post()
    warned = [said(letter.reply) for letter in letters if letter.person_id == floor.people["Anna"].id]
    assert len(warned) == 1 and "late by 3 hours" in warned[0]
    assert not any("was not sent" in said(letter.reply) for letter in letters), "late is not forgotten"
    keys = [letter.key for letter in letters]
    assert len(keys) == len(set(keys))
    floor.later(minutes=1)
    assert floor.post() == []


def test_a_silent_approver_s_deputy_may_speak_at_the_limit(floor: Floor) -> None:
    with_limit(floor, then=[{"do": "deputy", "to": ["approvers"]}])
    floor.change_person("Max", is_active=False)
    floor.change_person("Mei", deputy_id=floor.people["Fei"].id)
    floor.say("Anna", ASK)
    floor.post()
    floor.later(hours=49)
    assert len(told_to(floor, "Fei")) == 1
    floor.say("Fei", "approve A1 yes")
    assert floor.approval().state is ApprovalState.APPROVED


def test_a_request_expires_where_the_rule_says_so_and_every_copy_says_it(floor: Floor) -> None:
    with_limit(floor, then=[{"do": "expire"}])
    floor.say("Anna", ASK)
    copies = len(floor.post())
    floor.later(hours=49)
    letters = floor.post()
    assert len([letter for letter in letters if letter.revises is not None]) == copies
    assert all("Expired" in said(letter.reply) for letter in letters)
    assert "expired" in answered(floor.say("Mei", "approve A1 yes"))


def test_nobody_can_say_yes_after_the_last_moment_of_use(floor: Floor) -> None:
    floor.say("Anna", f'{ASK} valid:"2026-11-25 18:00"')
    floor.later(hours=9)
    assert floor.approval().state is ApprovalState.EXPIRED


def test_working_hours_alone_count_where_the_rule_says_so(floor: Floor) -> None:
    with_limit(floor, after="9h", counting="working")
    assert "by 2026-11-26 10:00" in answered(floor.say("Anna", ASK)), "eight hours today, one tomorrow"


def test_editing_the_rules_does_not_disturb_what_runs(floor: Floor) -> None:
    floor.say("Anna", ASK)
    before = floor.timers().keys()
    with_limit(floor, after="1h", then=[{"do": "expire"}])
    floor.later(hours=3)
    assert floor.approval().is_open
    assert {key for key in floor.timers() if key.startswith("approval:")} <= before
    assert "by 2026-11-27 10:00" in answered(floor.say("Anna", "approve A1"))


def lose(floor: Floor, start: str) -> None:
    """The rows of these timers vanish, as no code of ours lets them."""
    for key in [key for key in floor.timers() if key.startswith(start)]:

        def job(ledger: Ledger, lost: str = key) -> None:
            ledger.timers.cancel(lost)

        floor.store.write(job).result(20)


def alarms(floor: Floor, text: str) -> list[str]:
    return [said(reply) for reply in floor.posted_to("Adam") if text in said(reply)]


def test_the_hourly_check_sets_a_lost_reminder_again_before_its_time(floor: Floor) -> None:
    floor.say("Anna", ASK)
    floor.post()
    lose(floor, "approval:1:1:0:1")
    hours_pass(floor, 1)
    assert len(alarms(floor, "had been lost")) == 1
    hours_pass(floor, 23)
    assert ["waiting for 24 hours" in text for text in told_to(floor, "Mei")] == [True], "and it comes in time"


def test_a_reminder_whose_time_passed_unsent_is_sent_by_the_hourly_check(floor: Floor) -> None:
    floor.say("Anna", ASK)
    hours_pass(floor, 23)
    floor.post()
    floor.clock.at += timedelta(minutes=50)
    lose(floor, "approval:1:1:0:1")
    for _ in range(2):
        floor.later(minutes=40)
    floor.later(seconds=1)
    letters = floor.post()
    alarm = [said(one.reply) for one in letters if one.person_id == floor.people["Adam"].id]
    assert len(alarm) == 1 and "was not sent" in alarm[0]
    assert floor.people["Mei"].id in {one.person_id for one in letters}, "and it is sent now"
    hours_pass(floor, 3)
    assert not any("was not sent" in said(letter.reply) for letter in floor.post()), "once"


def test_a_paused_request_never_falls_out_of_the_clock(floor: Floor) -> None:
    floor.say("Anna", ASK)
    floor.say("Mei", "approve A1 ask why?")
    floor.post()
    lose(floor, "approval:1:")
    hours_pass(floor, 1)
    assert len(alarms(floor, "had been lost")) > 1
    hours_pass(floor, 23)
    assert any("why?" in text for text in told_to(floor, "Anna"))
    lose(floor, "approval:1:1:valid")
    floor.say("Anna", "approve A1 answer because")
    hours_pass(floor, 1)
    assert any(key == "approval:1:1:valid" for key in floor.timers())


def test_the_limit_of_a_question_is_the_one_in_force_when_it_was_asked(floor: Floor) -> None:
    floor.say("Anna", ASK)
    floor.say("Mei", "approve A1 ask why?")
    floor.post()
    floor.rules = replace(floor.rules, limits={})
    hours_pass(floor, 24)
    assert any("why?" in text for text in told_to(floor, "Anna"))


def test_who_leaves_is_stood_in_for_by_the_superior_and_it_is_said(floor: Floor) -> None:
    floor.say("Anna", ASK)
    floor.post()
    floor.say("Adam", "team @Mei active:no")
    floor.say("Adam", "team @Max role:sales")
    floor.later(seconds=1)
    letters = floor.post()
    told = [said(one.reply) for one in letters if one.person_id == floor.people["Anna"].id]
    assert any("A1: Mei, Max is not here any more" in text and "Adam is asked instead" in text for text in told)
    asked = [said(one.reply) for one in letters if one.person_id == floor.people["Adam"].id]
    assert any("You are asked in the place of Mei, Max" in text for text in asked)
    floor.say("Adam", "approve A1 yes")
    assert floor.approval().state is ApprovalState.APPROVED
    assert floor.approval().decisions[0].as_deputy_of is not None
    assert "Adam may decide for Mei" in answered(floor.say("Anna", "trail A1"))


def test_one_of_all_who_leaves_does_not_hold_the_others_up(floor: Floor) -> None:
    tables = {"kinds": {"discount": {}}, "limit": {"after": "48h"}}
    rule = {"name": "both", "steps": [{"mode": "all", "roles": ["manager"]}]}
    floor.rules = replace(floor.rules, approvals=load_approval_rules({"approvals": {**tables, "rules": [rule]}}))
    floor.say("Anna", ASK)
    floor.say("Max", "approve A1 yes")
    floor.post()
    floor.change_person("Mei", is_active=False)
    hours_pass(floor, 1)
    assert any("in the place of Mei" in text for text in told_to(floor, "Adam"))
    floor.say("Adam", "approve A1 yes")
    assert floor.approval().state is ApprovalState.APPROVED


def test_where_nobody_is_left_to_decide_it_is_said_once(floor: Floor) -> None:
    floor.change_person("Max", is_active=False)
    floor.change_person("Mei", superior_id=None)
    floor.say("Adam", 'approve discount "ABC GmbH" 4%')
    floor.post()
    floor.change_person("Mei", is_active=False)
    hours_pass(floor, 2)
    assert ["A1 cannot be decided as it stands: Mei" in text for text in told_to(floor, "Adam")] == [True]


def test_the_check_goes_on_while_anything_waits_and_rests_afterwards(floor: Floor) -> None:
    floor.say("Anna", ASK)
    hours_pass(floor, 3)
    assert "audit_approvals" in floor.timers()
    floor.say("Mei", "approve A1 yes")
    hours_pass(floor, 2)
    assert "audit_approvals" not in floor.timers()


def test_each_moment_leaves_one_entry(floor: Floor) -> None:
    floor.say("Anna", ASK)
    hours_pass(floor, 60)
    sent = [(e.after["step"], e.after["attempt"]) for e in floor.trail() if e.type == SENT]
    assert sorted(sent) == [(0, 1), (0, 2), (0, 3)]
    assert floor.clock.at == datetime(2026, 11, 25, 2, tzinfo=UTC) + timedelta(hours=60)


def test_the_other_limits_of_the_desk_count_working_hours_too_where_the_rule_says_so(floor: Floor) -> None:
    source = {
        "limits": {"follow_up": {"after": "9h", "counting": "working", "then": [{"do": "notify", "to": ["owner"]}]}}
    }
    floor.rules = replace(floor.rules, limits={**floor.rules.limits, **load_limits(source)})
    floor.say("Anna", 'follow "ABC GmbH" > 2026-11-25 10:00 Ask')
    floor.later(hours=1)
    floor.post()
    (watch,) = [timer.due_at for key, timer in floor.timers().items() if key.startswith("overdue:1:")]
    assert watch == datetime(2026, 11, 26, 2, tzinfo=UTC), "eight hours on Wednesday, one on Thursday"

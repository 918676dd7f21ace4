"""One request for a written yes, from the asking to the use of it."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace

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
    Approval,
    ApprovalState,
    DecisionOutcome,
    Deputy,
    Mode,
    Refusal,
    RefusalKind,
    Standing,
    Step,
    dues,
)
from bot.domain.escalation import AroundTheClock, Limit, Wait
from bot.domain.money import Price
from bot.storage.codec import coder, dumps

T0 = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
KEPT = coder(Approval)
"""How the store writes it down."""
HOUR = timedelta(hours=1)
ANNA, BORIS, CHEN, DORA, OUTSIDER = 1, 2, 3, 4, 9
MAY, MAY_NOT = Standing(True), Standing(False)
YES, NO = DecisionOutcome.APPROVE, DecisionOutcome.REJECT
LIMIT = Limit("approval", Wait(48 * HOUR), warn=(Decimal("0.5"),))


def request(*steps: Step, people: int = 1) -> Approval:
    usual = (Step(0, Mode.ANY, (BORIS, CHEN), limit=LIMIT),)
    asked = Approval(
        id=5,
        kind="discount",
        customer_id=1,
        requester_id=ANNA,
        percent=Decimal(8),
        amount=Price(Decimal(4280), "USD"),
        reason="first order",
        rule="middle-discount",
        steps=steps or usual,
        people=people,
        asked_at=T0,
        valid_until=T0 + 240 * HOUR,
    )
    return begin(asked, T0)


def moved(result: Approval | Refusal) -> Approval:
    assert isinstance(result, Approval), result
    return result


def refused(result: Approval | Refusal) -> RefusalKind:
    assert isinstance(result, Refusal), result
    return result.kind


def yes(approval: Approval, person: int, hour: int = 1) -> Approval | Refusal:
    return decide(approval, person, YES, "", T0 + hour * HOUR, MAY)


def test_any_one_approves_and_the_second_hears_who_was_quicker() -> None:
    done = moved(yes(request(), BORIS))
    assert (done.state, done.decided_by, done.decided_at) == (ApprovalState.APPROVED, BORIS, T0 + HOUR)
    assert not done.locks_subject
    assert yes(done, CHEN, 2) == Refusal(RefusalKind.ALREADY_DECIDED, by=BORIS, at=T0 + HOUR)


@pytest.mark.parametrize(
    ("person", "standing", "round_", "kind"),
    [
        (ANNA, MAY, 1, RefusalKind.OWN_REQUEST),
        (OUTSIDER, MAY, 1, RefusalKind.NOT_AN_APPROVER),
        (BORIS, MAY_NOT, 1, RefusalKind.RIGHT_LOST),
        (BORIS, MAY, 7, RefusalKind.CHANGED_SINCE),
    ],
)
def test_who_may_not(person: int, standing: Standing, round_: int, kind: RefusalKind) -> None:
    assert refused(decide(request(), person, YES, "", T0, standing, round_)) is kind


def test_a_no_needs_its_reason_and_ends_it() -> None:
    assert refused(decide(request(), BORIS, NO, "  ", T0, MAY)) is RefusalKind.REASON_NEEDED
    assert moved(decide(request(), BORIS, NO, "too low", T0, MAY)).state is ApprovalState.REJECTED


def test_all_and_at_least_count_different_people() -> None:
    for mode, count in ((Mode.ALL, 1), (Mode.AT_LEAST, 2)):
        once = moved(yes(request(Step(0, mode, (BORIS, CHEN), count)), BORIS))
        assert once.state is ApprovalState.PENDING
        assert once.waiting_for() == (CHEN,)
        assert refused(yes(once, BORIS, 2)) is RefusalKind.ALREADY_SPOKEN
        assert moved(yes(once, CHEN, 2)).state is ApprovalState.APPROVED


def test_steps_in_sequence_and_side_by_side() -> None:
    asked = request(Step(0, Mode.ANY, (BORIS,)), Step(0, Mode.ANY, (CHEN,)), Step(1, Mode.ANY, (DORA,)))
    assert refused(yes(asked, DORA)) is RefusalKind.NOT_YOUR_TURN
    half = moved(yes(asked, BORIS, 1))
    assert not half.steps[2].is_open
    both = moved(yes(half, CHEN, 3))
    assert both.steps[2].opened_at == T0 + 3 * HOUR
    assert both.steps[0].waited(T0 + 9 * HOUR) == HOUR
    assert moved(yes(both, DORA, 4)).state is ApprovalState.APPROVED


def test_one_person_in_two_steps_is_not_two_people() -> None:
    asked = request(Step(0, Mode.ANY, (BORIS,)), Step(1, Mode.ANY, (BORIS, CHEN)), people=2)
    half = moved(yes(asked, BORIS))
    assert refused(yes(half, BORIS, 2)) is RefusalKind.NOT_ALONE
    assert moved(yes(half, CHEN, 2)).state is ApprovalState.APPROVED


def test_a_question_stops_the_clock_until_its_answer() -> None:
    asked = moved(ask_back(request(), BORIS, "which margin?", T0 + 10 * HOUR, MAY))
    assert (asked.state, asked.locks_subject) == (ApprovalState.ASKED, True)
    assert dues(asked, AroundTheClock()) == ()
    assert refused(nudge(asked, ANNA, T0 + 11 * HOUR)) is RefusalKind.QUESTION_OPEN
    assert refused(answer_back(asked, CHEN, "12 %", T0 + 11 * HOUR)) is RefusalKind.NOT_THE_REQUESTER
    going = moved(answer_back(asked, ANNA, "12 %", T0 + 30 * HOUR))
    assert going.steps[0].waited(T0 + 31 * HOUR) == 11 * HOUR
    assert dues(going, AroundTheClock())[0][1].moment == T0 + 44 * HOUR
    assert refused(answer_back(going, ANNA, "again", T0 + 31 * HOUR)) is RefusalKind.NO_QUESTION
    assert moved(yes(asked, BORIS, 12)).steps[0].waited(T0 + 40 * HOUR) == 10 * HOUR


def test_handing_over_moves_the_seat_and_not_the_clock() -> None:
    given = moved(hand_over(request(), BORIS, DORA, T0 + HOUR, MAY, MAY))
    assert given.steps[0].approvers == (DORA, CHEN)
    assert dues(given, AroundTheClock()) == dues(request(), AroundTheClock())
    assert refused(yes(given, BORIS)) is RefusalKind.NOT_AN_APPROVER
    assert refused(hand_over(request(), BORIS, ANNA, T0, MAY, MAY)) is RefusalKind.OWN_REQUEST
    assert refused(hand_over(request(), BORIS, CHEN, T0, MAY, MAY)) is RefusalKind.ALREADY_AN_APPROVER
    assert refused(hand_over(request(), BORIS, DORA, T0, MAY, MAY_NOT)) is RefusalKind.RIGHT_LOST


def test_an_added_approver_must_agree_too() -> None:
    more = moved(add_approver(request(), BORIS, DORA, T0 + HOUR, MAY, MAY))
    half = moved(yes(more, BORIS, 2))
    assert half.state is ApprovalState.PENDING
    assert moved(yes(half, DORA, 3)).state is ApprovalState.APPROVED


def test_a_deputy_fills_the_seat_within_the_dates_only() -> None:
    asked = request(Step(0, Mode.ALL, (BORIS, CHEN)))
    lent = appoint(asked, [Deputy(DORA, CHEN, T0, T0 + 5 * HOUR), Deputy(ANNA, CHEN, T0)])
    assert refused(yes(lent, DORA, 5)) is RefusalKind.NOT_AN_APPROVER
    assert refused(yes(lent, ANNA, 1)) is RefusalKind.OWN_REQUEST
    half = moved(yes(lent, DORA, 1))
    assert half.decisions[0].as_deputy_of == CHEN
    assert refused(yes(half, CHEN, 2)) is RefusalKind.ALREADY_SPOKEN
    assert moved(yes(half, BORIS, 2)).state is ApprovalState.APPROVED
    assert moved(decide(asked, DORA, YES, "", T0, Standing(True, frozenset({BORIS})))).waiting_for() == (CHEN,)


def test_withdrawing_expiring_and_nudging() -> None:
    assert refused(withdraw(request(), BORIS, T0)) is RefusalKind.NOT_THE_REQUESTER
    gone = moved(withdraw(request(), ANNA, T0 + HOUR))
    assert refused(yes(gone, BORIS)) is RefusalKind.WITHDRAWN
    late = moved(expire(request(), T0 + 48 * HOUR))
    assert refused(yes(late, BORIS)) is RefusalKind.EXPIRED
    once = moved(nudge(request(), ANNA, T0))
    again = nudge(once, ANNA, T0 + timedelta(hours=3, minutes=59))
    assert again == Refusal(RefusalKind.NUDGED_RECENTLY, at=T0, until=T0 + 4 * HOUR)
    assert moved(nudge(once, ANNA, T0 + 4 * HOUR)).nudged_at == T0 + 4 * HOUR


def test_amending_asks_again() -> None:
    half = moved(yes(request(Step(0, Mode.ALL, (BORIS, CHEN))), BORIS))
    steps = (Step(0, Mode.ALL, (BORIS, CHEN)),)
    again = amend(
        half,
        ANNA,
        T0 + 2 * HOUR,
        steps,
        rule="r",
        people=1,
        amount=None,
        percent=Decimal(12),
        reason="",
        valid_until=None,
    )
    assert moved(again).waiting_for() == (BORIS, CHEN)
    assert refused(decide(moved(again), CHEN, YES, "", T0 + 3 * HOUR, MAY, 1)) is RefusalKind.CHANGED_SINCE


def usd(amount: int) -> Price:
    return Price(Decimal(amount), "USD")


def eur(amount: int) -> Price:
    return Price(Decimal(amount), "EUR")


@pytest.mark.parametrize(
    ("amount", "percent", "hour", "kind"),
    [
        (usd(4281), Decimal(8), 2, RefusalKind.OVER_CEILING),
        (usd(4280), Decimal("8.01"), 2, RefusalKind.OVER_CEILING),
        (None, Decimal(8), 2, RefusalKind.OVER_CEILING),
        (usd(1), None, 2, RefusalKind.OVER_CEILING),
        (eur(1), Decimal(8), 2, RefusalKind.OTHER_CURRENCY),
        (usd(4280), Decimal(8), 241, RefusalKind.NO_LONGER_VALID),
    ],
)
def test_a_yes_is_not_used_beyond_what_it_says(
    amount: Price | None, percent: Decimal | None, hour: int, kind: RefusalKind
) -> None:
    done = moved(yes(request(), BORIS))
    assert refused(spend(done, ANNA, T0 + hour * HOUR, "order:1", amount=amount, percent=percent)) is kind


def test_a_yes_is_used_once() -> None:
    def use(a: Approval) -> Approval | Refusal:
        return spend(a, ANNA, T0 + 2 * HOUR, "order:1", amount=usd(4280), percent=Decimal(8))

    spent = moved(use(moved(yes(request(), BORIS))))
    assert (spent.state, spent.spent_on, spent.decided_by) == (ApprovalState.SPENT, "order:1", BORIS)
    assert use(spent) == Refusal(RefusalKind.ALREADY_SPENT, by=ANNA, at=T0 + 2 * HOUR)
    assert refused(use(request())) is RefusalKind.NOT_APPROVED
    assert refused(decide(request(), BORIS, YES, "", T0 + 241 * HOUR, MAY)) is RefusalKind.NO_LONGER_VALID


def test_it_survives_being_written_down() -> None:
    asked = moved(ask_back(request(), BORIS, "why?", T0 + HOUR, MAY))
    assert KEPT.decode(json.loads(dumps(KEPT.encode(asked)))) == asked
    assert KEPT.decode(json.loads(dumps(KEPT.encode(asked)))) != replace(asked, round=2)

"""What a time limit asks for, whatever pauses it and whichever hours count."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.escalation import (
    Act,
    After,
    AroundTheClock,
    Counting,
    Due,
    Limit,
    Pause,
    Wait,
    breach_at,
    counted,
    due_by,
    merged,
    milestones,
    missed,
    reached,
)

START = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
LIMIT = Limit(
    "approval",
    Wait(48 * HOUR),
    warn=(Decimal("0.5"), Decimal("0.75")),
    warn_to=("approvers",),
    steps=(
        After(Act.ESCALATE, ("owner", "superior")),
        After(Act.REMIND, ("approvers",), Wait(24 * HOUR), Wait(24 * HOUR), 2),
    ),
)


class NineToFive:
    """Eight hours a day, every day, in UTC."""

    working_day = 8 * HOUR

    def add(self, moment: datetime, span: timedelta) -> datetime:
        """Goes on minute by minute of working time, a day at a time."""
        while True:
            opens = moment.replace(hour=9, minute=0, second=0, microsecond=0)
            here, closes = max(moment, opens), opens + 8 * HOUR
            if here <= closes and span <= closes - here:
                return here + span
            span -= max(timedelta(0), closes - here)
            moment = opens + 15 * HOUR

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        """The sum over the days."""
        total, day = timedelta(0), start.replace(hour=9, minute=0, second=0, microsecond=0)
        while day < end:
            total += max(timedelta(0), min(end, day + 8 * HOUR) - max(start, day))
            day += 24 * HOUR
        return total


def hours(dues: tuple[Due, ...]) -> list[tuple[float, Act, int]]:
    return [((due.moment - START) / HOUR, due.action, due.attempt) for due in dues]


def test_warnings_come_before_the_breach_and_reminders_after() -> None:
    assert hours(milestones(LIMIT, START, (), NineToFive())) == [
        (24, Act.WARN, 1),
        (36, Act.WARN, 2),
        (48, Act.ESCALATE, 3),
        (72, Act.REMIND, 4),
        (96, Act.REMIND, 5),
    ]


def test_a_pause_moves_what_comes_after_it_only() -> None:
    pauses = (Pause(START + 30 * HOUR, START + 40 * HOUR),)
    assert [h for h, _, _ in hours(milestones(LIMIT, START, pauses, NineToFive()))] == [24, 46, 58, 82, 106]


def test_an_open_pause_holds_back_the_rest_and_keeps_the_numbers() -> None:
    assert hours(milestones(LIMIT, START, (Pause(START + 30 * HOUR),), NineToFive())) == [(24, Act.WARN, 1)]
    assert breach_at(LIMIT, START, (Pause(START + 30 * HOUR),), NineToFive()) is None


@pytest.mark.parametrize(
    ("wait", "breach"),
    [
        (Wait(10 * HOUR), datetime(2026, 5, 5, 12, 0, tzinfo=UTC)),
        (Wait(working_days=3), datetime(2026, 5, 7, 10, 0, tzinfo=UTC)),
    ],
)
def test_working_hours(wait: Wait, breach: datetime) -> None:
    limit = Limit("notice", wait, Counting.WORKING, (Decimal("0.5"),), (), (After(Act.NOTIFY),))
    assert breach_at(limit, START, (), NineToFive()) == breach
    assert milestones(limit, START, (), NineToFive())[-1].moment == breach


def test_a_pause_at_the_very_start_counts_from_its_end() -> None:
    assert reached(START, 2 * HOUR, (Pause(START, START + HOUR),), AroundTheClock()) == START + 3 * HOUR


def test_due_by_includes_its_own_moment_and_the_hourly_check_finds_what_was_not_sent() -> None:
    due = due_by(LIMIT, START, (), AroundTheClock(), START + 48 * HOUR)
    assert [d.attempt for d in due] == [1, 2, 3]
    assert [d.attempt for d in missed(due, {1, 3}, START + 48 * HOUR, HOUR)] == [2]
    assert missed(due, {1, 2}, START + 48 * HOUR, HOUR) == (), "within the grace nothing is missing"


def test_clock_changes_do_not_shorten_a_wait() -> None:
    assert AroundTheClock().add(START, HOUR) == START + HOUR
    assert AroundTheClock().elapsed(START, START - HOUR) == timedelta(0)


offsets = st.integers(0, 200 * 60).map(lambda minutes: timedelta(minutes=minutes))


@st.composite
def pauses(draw: st.DrawFn) -> tuple[Pause, ...]:
    pairs = draw(st.lists(st.tuples(offsets, offsets), max_size=5))
    return tuple(Pause(START + since, START + since + length) for since, length in pairs)


@given(pauses(), offsets, st.booleans())
def test_what_is_reached_has_been_counted_exactly(stops: tuple[Pause, ...], amount: timedelta, works: bool) -> None:
    calendar = NineToFive() if works else AroundTheClock()
    moment = reached(START, amount, stops, calendar)
    assert moment is not None
    assert counted(START, moment, stops, calendar) == amount


@given(pauses())
def test_merged_pauses_do_not_overlap_and_lose_nothing(stops: tuple[Pause, ...]) -> None:
    whole = merged(stops)
    assert all(a.until is not None and a.until < b.since for a, b in pairwise(whole))
    for stop in stops:
        assert any(w.since <= stop.since and (w.until or stop.since) >= (stop.until or stop.since) for w in whole)


@given(pauses(), pauses())
def test_the_order_of_pauses_and_asking_twice_change_nothing(a: tuple[Pause, ...], b: tuple[Pause, ...]) -> None:
    dues = milestones(LIMIT, START, (*a, *b), NineToFive())
    assert dues == milestones(LIMIT, START, (*b, *a), NineToFive())
    assert [d.moment for d in dues] == sorted(d.moment for d in dues)
    assert [d.attempt for d in dues] == list(range(1, len(dues) + 1))

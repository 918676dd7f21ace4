"""The next date with a customer: always a worked morning, never before its count, and a promise comes first."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.customers import Temperature
from bot.domain.follow_ups import FollowUp, FollowUpOrigin
from bot.domain.moments import When
from bot.domain.rhythm import Counted, NextReason, days_after, morning_of, next_step, temperature_of, today_still
from bot.domain.spans import weekday_only

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = st.sampled_from(["UTC", "Asia/Shanghai", "Europe/Berlin", "America/Los_Angeles", "Pacific/Auckland"])
MOMENTS = st.integers(0, 20 * 365 * 24 * 60).map(
    lambda minutes: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
NOW = datetime(2026, 11, 25, 14, 0, tzinfo=UTC)


def promised(origin: FollowUpOrigin, days: int) -> FollowUp:
    due = NOW + timedelta(days=days)
    return FollowUp(id=days, customer_id=1, owner_id=1, due_at=due, origin=origin, created_at=NOW, created_by=1)


@given(MOMENTS, st.integers(1, 30), ZONES)
def test_a_count_ends_on_a_worked_morning_after_that_many_worked_days(last: datetime, days: int, name: str) -> None:
    zone = ZoneInfo(name)
    at = days_after(last, days, zone, weekday_only)
    first, end = last.astimezone(zone).date(), at.astimezone(zone).date()
    worked = [day for n in range(1, (end - first).days + 1) if weekday_only(day := first + timedelta(days=n))]
    assert len(worked) == days and worked[-1] == end
    assert at.astimezone(zone).time() == time(9, 0)


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), ZONES)
def test_a_morning_is_on_the_day_or_the_next_worked_one(day: date, name: str) -> None:
    at = morning_of(day, ZoneInfo(name), weekday_only)
    assert weekday_only(at.date()) and 0 <= (at.date() - day).days <= 2


@given(MOMENTS, MOMENTS, st.booleans())
def test_only_a_day_alone_that_is_today_and_past_its_morning_moves(at: datetime, now: datetime, has_time: bool) -> None:
    when = When(at, has_time)
    moved = today_still(when, now)
    if moved != when:
        assert not has_time and at.date() == now.date() and at < now
        assert moved.at == now


def test_today_said_in_the_afternoon_is_now() -> None:
    nine = datetime(2026, 11, 25, 9, 0, tzinfo=BERLIN)
    assert today_still(When(nine, False), NOW) == When(NOW.astimezone(BERLIN), False)
    assert today_still(When(nine, True), NOW) == When(nine, True)


@pytest.mark.parametrize(
    ("stated", "has_ordered", "is_sample_out", "taken"),
    [
        (None, False, False, Temperature.POTENTIAL),
        (None, True, False, Temperature.EXISTING),
        (Temperature.HOT, True, False, Temperature.HOT),
        (Temperature.COLD, True, True, Temperature.SAMPLE_SENT),
    ],
)
def test_a_sample_comes_first_then_what_was_said_then_what_is_known(
    stated: Temperature | None, has_ordered: bool, is_sample_out: bool, taken: Temperature
) -> None:
    assert temperature_of(stated, has_ordered=has_ordered, is_sample_out=is_sample_out) is taken


def test_the_first_promise_comes_before_any_count() -> None:
    count = Counted(Temperature.HOT, 2, NOW, NOW + timedelta(days=2))
    later, sooner = promised(FollowUpOrigin.NAMED, 9), promised(FollowUpOrigin.QUOTE, 5)
    step = next_step([later, sooner], count)
    assert step is not None and (step.promise, step.reason) == (sooner, NextReason.QUOTE)
    alone = next_step([later], count)
    assert alone is not None and alone.reason is NextReason.PROMISED


def test_without_a_promise_the_count_says_when_and_without_both_nothing_does() -> None:
    count = Counted(Temperature.HOT, 2, NOW, NOW + timedelta(days=2))
    step = next_step([], count)
    assert step is not None and (step.at, step.reason) == (count.at, NextReason.RHYTHM)
    quote = next_step([], Counted(Temperature.HOT, 3, NOW, NOW, is_quote=True))
    assert quote is not None and quote.reason is NextReason.QUOTE
    assert next_step([], None) is None

"""Spans are counted in hours that pass, days of the calendar or working days."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.spans import Span, add_months, add_working_days, local_moment, on_working_day, weekday_only

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = [
    "Europe/Berlin", "America/New_York", "America/Sao_Paulo", "Australia/Lord_Howe", "Asia/Shanghai", "Asia/Kathmandu",
    "Pacific/Apia", "Africa/Casablanca", "Asia/Tehran", "America/St_Johns", "Antarctica/Troll", "Pacific/Chatham",
]  # fmt: skip
WALLS = st.datetimes(datetime(1990, 1, 1), datetime(2040, 1, 1))  # noqa: DTZ001


def test_a_skipped_hour_moves_forward_by_the_gap() -> None:
    moment = local_moment(datetime(2026, 3, 29, 2, 30), BERLIN)  # noqa: DTZ001
    assert moment.isoformat() == "2026-03-29T03:30:00+02:00"


def test_of_an_hour_shown_twice_the_first_is_meant() -> None:
    moment = local_moment(datetime(2026, 10, 25, 2, 30), BERLIN)  # noqa: DTZ001
    assert moment.isoformat() == "2026-10-25T02:30:00+02:00"


@given(WALLS, st.sampled_from(ZONES))
def test_a_local_moment_exists_and_shows_its_wall_or_a_later_one(wall: datetime, name: str) -> None:
    moment = local_moment(wall, ZoneInfo(name))
    assert moment.astimezone(UTC).astimezone(ZoneInfo(name)).replace(tzinfo=None) == moment.replace(tzinfo=None)
    assert timedelta(0) <= moment.replace(tzinfo=None) - wall <= timedelta(days=1)


def test_hours_pass_and_days_keep_the_wall() -> None:
    before = datetime(2026, 3, 28, 12, tzinfo=BERLIN)
    assert Span(seconds=24 * 3600).after(before, BERLIN).hour == 13
    assert Span(days=1).after(before, BERLIN).hour == 12
    assert Span(days=1).before(Span(days=1).after(before, BERLIN), BERLIN) == before


def test_working_days_skip_the_weekend_both_ways() -> None:
    friday = datetime(2026, 7, 31, 17, tzinfo=BERLIN)
    assert Span(working_days=1).after(friday, BERLIN) == datetime(2026, 8, 3, 17, tzinfo=BERLIN)
    assert Span(working_days=5).before(friday, BERLIN).date() == date(2026, 7, 24)
    assert Span(working_days=1).after(friday, BERLIN, lambda day: day.weekday() < 6).date() == date(2026, 8, 1)


def test_months_end_where_the_month_does() -> None:
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert add_months(date(2026, 1, 31), -2) == date(2025, 11, 30)
    with pytest.raises(OverflowError):
        add_months(date(9999, 12, 1), 1)


def test_a_calendar_without_work_is_no_endless_search() -> None:
    assert on_working_day(date(2026, 8, 1), lambda day: False) == date(2026, 8, 1)
    assert on_working_day(date.max, lambda day: False) == date.max
    with pytest.raises(OverflowError):
        add_working_days(date(2026, 8, 1), 1, lambda day: False)


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(-300, 300).filter(bool))
def test_a_counted_working_day_is_worked(day: date, count: int) -> None:
    found = add_working_days(day, count, weekday_only)
    assert weekday_only(found)
    assert (found > day) is (count > 0)


def test_a_span_knows_whether_it_needs_a_calendar() -> None:
    assert Span(seconds=60).is_elapsed
    assert not Span(seconds=60, days=1).is_elapsed
    assert not Span(days=1).is_elapsed
    with pytest.raises(ValueError, match="negative"):
        Span(days=-1)

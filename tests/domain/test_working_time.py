"""Office hours, holidays and quiet hours."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.working_time import (
    Hours,
    add_working_hours,
    holiday_name,
    is_quiet,
    is_working_day,
    next_awake,
    next_working_moment,
    working_elapsed,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
OFFICE = Hours("Asia/Shanghai", country="CN")
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("country", "day", "works"),
    [
        ("CN", date(2026, 1, 4), True),  # a Sunday worked for New Year's
        ("CN", date(2026, 10, 1), False),
        ("CN", date(2026, 2, 17), False),
        ("CN", date(2026, 7, 29), True),
        ("AE", date(2026, 7, 31), True),  # Friday is worked since 2022
        ("AE", date(2026, 8, 1), False),
        ("DE", date(2026, 12, 25), False),
        ("de", date(2026, 10, 3), False),
        ("US", date(2026, 11, 26), False),
        (None, date(2026, 11, 26), True),
        (None, date(2026, 11, 28), False),
        ("QQ", date(2026, 11, 28), False),
        ("CN", date(2027, 10, 1), False),
    ],
)
def test_working_days_follow_the_country(country: str | None, day: date, works: bool) -> None:
    assert is_working_day(country, day) is works


def test_a_holiday_has_a_name() -> None:
    assert holiday_name("DE", date(2026, 12, 25))
    assert holiday_name("DE", date(2026, 12, 23)) is None
    assert holiday_name("QQ", date(2026, 12, 25)) is None


@pytest.mark.parametrize(
    ("hour", "quiet", "awake"),
    [
        ("2026-07-29 20:00", True, "2026-07-30 08:00"),
        ("2026-07-29 23:59", True, "2026-07-30 08:00"),
        ("2026-07-30 00:00", True, "2026-07-30 08:00"),
        ("2026-07-30 07:59", True, "2026-07-30 08:00"),
        ("2026-07-30 08:00", False, "2026-07-30 08:00"),
        ("2026-07-30 19:59", False, "2026-07-30 19:59"),
    ],
)
def test_quiet_hours_run_over_midnight(hour: str, quiet: bool, awake: str) -> None:
    moment = datetime.fromisoformat(hour).replace(tzinfo=SHANGHAI)
    assert is_quiet(moment, "Asia/Shanghai", time(20), time(8)) is quiet
    woken = next_awake(moment.astimezone(UTC), "Asia/Shanghai", time(20), time(8))
    assert woken == datetime.fromisoformat(awake).replace(tzinfo=SHANGHAI)


def test_quiet_hours_within_a_day_and_none_at_all() -> None:
    noon = datetime(2026, 7, 29, 12, 30, tzinfo=SHANGHAI)
    assert next_awake(noon, "Asia/Shanghai", time(12), time(14)).time() == time(14)
    assert next_awake(noon, "Asia/Shanghai", time(8), time(8)) == noon


@given(MOMENTS, st.times(), st.times(), st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/New_York"]))
def test_nobody_is_woken(moment: datetime, start: time, end: time, zone: str) -> None:
    woken = next_awake(moment, zone, start.replace(fold=0), end.replace(fold=0))
    assert woken >= moment
    assert woken - moment <= timedelta(hours=25)


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-07-29 08:00", "2026-07-29 09:00"),
        ("2026-07-29 10:15", "2026-07-29 10:15"),
        ("2026-07-29 18:00", "2026-07-30 09:00"),
        ("2026-07-31 18:30", "2026-08-03 09:00"),
        ("2026-09-30 19:00", "2026-10-08 09:00"),
    ],
)
def test_the_next_working_moment(moment: str, opens: str) -> None:
    found = next_working_moment(datetime.fromisoformat(moment).replace(tzinfo=SHANGHAI), OFFICE)
    assert found == datetime.fromisoformat(opens).replace(tzinfo=SHANGHAI)


def test_office_time_skips_nights_and_weekends() -> None:
    friday = datetime(2026, 7, 31, 17, tzinfo=SHANGHAI)
    monday = datetime(2026, 8, 3, 11, tzinfo=SHANGHAI)
    assert working_elapsed(friday, monday, OFFICE) == timedelta(hours=3)
    assert working_elapsed(monday, friday, OFFICE) == timedelta(0)
    assert add_working_hours(friday, timedelta(hours=3), OFFICE) == monday
    assert add_working_hours(friday, timedelta(hours=1), OFFICE) == friday + timedelta(hours=1)


@given(MOMENTS, st.integers(0, 200))
def test_added_office_time_is_the_time_elapsed(moment: datetime, hours: int) -> None:
    amount = timedelta(hours=hours)
    assert working_elapsed(moment, add_working_hours(moment, amount, OFFICE), OFFICE) == amount


def test_own_weekdays_replace_the_weekend() -> None:
    cairo = Hours("Africa/Cairo", weekdays=frozenset({6, 0, 1, 2, 3}), country="EG")
    assert cairo.works_on(date(2026, 8, 2))
    assert not cairo.works_on(date(2026, 7, 31))
    assert not cairo.works_on(date(2026, 1, 7))


def test_hours_that_cannot_be() -> None:
    with pytest.raises(ValueError, match="end after"):
        Hours(start=time(18), end=time(9))
    with pytest.raises(ValueError, match="Monday"):
        Hours(weekdays=frozenset({7}))
    with pytest.raises(OverflowError):
        next_working_moment(datetime(2026, 1, 1, tzinfo=UTC), Hours(weekdays=frozenset()))
    with pytest.raises(ValueError, match="forward"):
        add_working_hours(datetime(2026, 1, 1, tzinfo=UTC), timedelta(hours=-1), OFFICE)

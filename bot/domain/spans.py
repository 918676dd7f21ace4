"""How long to wait: hours that pass on any clock, days of the calendar, or days on which people work."""

import calendar
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, tzinfo

from msgspec import Struct

WorkingDays = Callable[[date], bool]
"""Answers whether a day is worked."""

_LONGEST_SEARCH = 3660
"""Days looked through for working days before giving up: ten years."""


def weekday_only(day: date) -> bool:
    """Monday to Friday, where no calendar of holidays is known."""
    return day.weekday() < 5


def local_moment(wall: datetime, zone: tzinfo) -> datetime:
    """The moment at which a clock on the wall of `zone` shows the naive `wall`.

    A time skipped when the clocks go forward moves forward by the gap; one shown twice is the first of the two.
    Raises OverflowError at the ends of the calendar.
    """
    return wall.replace(tzinfo=zone, fold=0).astimezone(UTC).astimezone(zone)


def elapsed(moment: datetime, wait: timedelta) -> datetime:
    """`moment` and `wait` of real time later, in the zone of `moment`, whatever its clocks do meanwhile."""
    return (moment.astimezone(UTC) + wait).astimezone(moment.tzinfo)


def add_months(day: date, months: int) -> date:
    """The same day of a later (or earlier) month, or that month's last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise OverflowError(f"no such year: {year}")
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def add_working_days(day: date, count: int, is_working_day: WorkingDays) -> date:
    """The `count`-th working day after `day` (before it, where negative); `day` itself does not count.

    Raises OverflowError where ten years hold too few.
    """
    step = timedelta(days=1 if count > 0 else -1)
    left = abs(count)
    for _ in range(_LONGEST_SEARCH):
        if not left:
            return day
        day += step
        left -= is_working_day(day)
    raise OverflowError(f"no {count} working days within ten years")


def on_working_day(day: date, is_working_day: WorkingDays) -> date:
    """`day`, or the next working day where it is not one; `day` itself where ten years hold none."""
    for ahead in range(_LONGEST_SEARCH):
        if day > date.max - timedelta(days=ahead):
            break
        if is_working_day(day + timedelta(days=ahead)):
            return day + timedelta(days=ahead)
    return day


class Span(Struct, frozen=True):
    """A length of time as a rule or a person states it.

    `seconds` pass on any clock (None where none are named); `months` and `days` are counted on the calendar and
    keep the time on the wall; `working_days` skip days on which nobody works. Never negative: see `before`.
    """

    seconds: int | None = None
    days: int = 0
    working_days: int = 0
    months: int = 0

    def __post_init__(self) -> None:
        if min(self.seconds or 0, self.days, self.working_days, self.months) < 0:
            raise ValueError("a span is not negative")

    @property
    def is_elapsed(self) -> bool:
        """Whether it is counted in seconds alone, so that no calendar is needed."""
        return self.seconds is not None and not (self.days or self.working_days or self.months)

    def after(self, moment: datetime, zone: tzinfo, is_working_day: WorkingDays = weekday_only) -> datetime:
        """The moment this span after `moment`, in `zone`. Raises OverflowError beyond the calendar."""
        return self._moved(moment.astimezone(zone), zone, is_working_day, 1)

    def before(self, moment: datetime, zone: tzinfo, is_working_day: WorkingDays = weekday_only) -> datetime:
        """The moment this span before `moment`, in `zone`. Raises OverflowError beyond the calendar."""
        return self._moved(moment.astimezone(zone), zone, is_working_day, -1)

    def shift(self, day: date, sign: int, is_working_day: WorkingDays = weekday_only) -> date:
        """The day this span after (`sign` 1) or before (-1) `day`, leaving the seconds aside."""
        day = add_months(day, sign * self.months) + timedelta(days=sign * self.days)
        return add_working_days(day, sign * self.working_days, is_working_day) if self.working_days else day

    def _moved(self, here: datetime, zone: tzinfo, is_working_day: WorkingDays, sign: int) -> datetime:
        day = self.shift(here.date(), sign, is_working_day)
        if day != here.date():
            here = local_moment(datetime.combine(day, here.time()), zone)
        return elapsed(here, timedelta(seconds=sign * (self.seconds or 0)))

"""When people are at work: a country's weekends and holidays, office hours, and the hours not to disturb."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache, partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from msgspec import Struct

from bot.domain.spans import WorkingDays, local_moment, weekday_only

if TYPE_CHECKING:
    from holidays import HolidayBase

_LONGEST_SEARCH = 3660
"""Days looked through for a working day before giving up: ten years."""


@lru_cache(maxsize=512)
def _calendar(country: str, year: int) -> "HolidayBase | None":
    from holidays import country_holidays  # noqa: PLC0415 - takes long to load; a start asks for no holiday

    try:
        return country_holidays(country, years=year, expand=False)
    except NotImplementedError:
        return None


@lru_cache(maxsize=8192)
def is_working_day(country: str | None, day: date) -> bool:
    """Whether people work on `day` in a country (`CN`), by its public holidays, weekend and make-up days.

    Source: the `holidays` library (China's adjusted weekends as decreed; a year not yet decreed is foretold).
    Monday to Friday where the country is None or unknown there. It knows no regional and no company holidays.
    """
    calendar = _calendar(country.upper(), day.year) if country else None
    return weekday_only(day) if calendar is None else calendar.is_working_day(day)


@lru_cache(maxsize=512)
def working_days(country: str | None) -> WorkingDays:
    """The working days of a country, always by the same question, so that what was read by it can be remembered."""
    return partial(is_working_day, country)


def holiday_name(country: str, day: date) -> str | None:
    """What is kept on `day`, in the library's own words for that country, or None on an ordinary day."""
    calendar = _calendar(country.upper(), day.year)
    name = None if calendar is None else calendar.get(day)
    return None if name is None else str(name)


class Hours(Struct, frozen=True):
    """Office hours: from `start` to `end` on the wall of `zone` (an IANA name), on the working days of `country`.

    `weekdays` (Monday is 0) replaces the country's weekend, and then only its public holidays still count.
    Raises ValueError where the day would end before it starts: office hours do not run over midnight.
    """

    zone: str = "UTC"
    start: time = time(9, 0)
    end: time = time(18, 0)
    weekdays: frozenset[int] | None = None
    country: str | None = None

    def __post_init__(self) -> None:
        if self.start >= self.end:
            raise ValueError("office hours end after they start")
        if self.weekdays is not None and not self.weekdays <= set(range(7)):
            raise ValueError("weekdays are 0 (Monday) to 6")

    def works_on(self, day: date) -> bool:
        """Whether `day` is a working day by these hours."""
        if self.weekdays is None:
            return is_working_day(self.country, day)
        return day.weekday() in self.weekdays and not (self.country and holiday_name(self.country, day))

    def opening(self, day: date) -> tuple[datetime, datetime]:
        """The aware moments at which `day` opens and closes, whether or not it is a working day."""
        zone = ZoneInfo(self.zone)
        return (
            local_moment(datetime.combine(day, self.start), zone),
            local_moment(datetime.combine(day, self.end), zone),
        )


def is_quiet(moment: datetime, zone: str, start: time, end: time) -> bool:
    """Whether `moment` falls in the quiet hours from `start` to `end` of `zone`, which may run over midnight.

    Quiet from an hour to the same hour is no quiet at all.
    """
    wall = moment.astimezone(ZoneInfo(zone)).time()
    return start <= wall < end if start <= end else wall >= start or wall < end


def next_awake(moment: datetime, zone: str, start: time, end: time) -> datetime:
    """`moment` itself, or the end of the quiet hours (`start` to `end` of `zone`) it falls in; in that zone."""
    here = moment.astimezone(ZoneInfo(zone))
    if not is_quiet(moment, zone, start, end):
        return here
    day = here.date() + timedelta(days=1 if start > end and here.time() >= start else 0)
    return max(here, local_moment(datetime.combine(day, end), ZoneInfo(zone)), key=_instant)


@lru_cache(maxsize=256)
def next_working_moment(moment: datetime, hours: Hours) -> datetime:
    """`moment` itself where people are at work then, or the next opening; in the zone of `hours`.

    Raises OverflowError where ten years hold no working day.
    """
    here = moment.astimezone(ZoneInfo(hours.zone))
    for ahead in range(_LONGEST_SEARCH):
        day = here.date() + timedelta(days=ahead)
        opens, closes = hours.opening(day)
        if hours.works_on(day) and _instant(here) < _instant(closes):
            return max(here, opens, key=_instant)
    raise OverflowError("no working day within ten years")


def working_elapsed(start: datetime, end: datetime, hours: Hours) -> timedelta:
    """How much office time lies between two moments; zero where `end` is not after `start`."""
    zone, total = ZoneInfo(hours.zone), timedelta(0)
    day, last = start.astimezone(zone).date(), end.astimezone(zone).date()
    while day <= last:
        if hours.works_on(day):
            opens, closes = hours.opening(day)
            total += max(min(_instant(closes), _instant(end)) - max(_instant(opens), _instant(start)), timedelta(0))
        day += timedelta(days=1)
    return total


def add_working_hours(moment: datetime, amount: timedelta, hours: Hours) -> datetime:
    """The moment by which `amount` of office time has passed since `moment`; in the zone of `hours`.

    Raises ValueError for a negative amount, OverflowError where ten years hold too little office time.
    """
    if amount < timedelta(0):
        raise ValueError("office time is counted forward")
    left = amount
    here = next_working_moment(moment, hours)
    for _ in range(_LONGEST_SEARCH):
        closes = hours.opening(here.date())[1]
        today = _instant(closes) - _instant(here)
        if left <= today:
            return (_instant(here) + left).astimezone(ZoneInfo(hours.zone))
        left -= today
        here = next_working_moment(closes, hours)
    raise OverflowError("not that much office time within ten years")


def _instant(moment: datetime) -> datetime:
    return moment.astimezone(UTC)

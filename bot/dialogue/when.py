"""Reads when something is to happen, or did: `tomorrow 15:00`, `明天下午3点`, `3个工作日后`, `departed 8/4`.

A plan looks forward and a fact looks back. What cannot be read with certainty is None, so that the person is asked.
The house's rules: `8/4` is 4 August; a bare weekday is the nearest that is not today; `next fri` and 下周五 are in
the next calendar week, `last fri` and 上周五 in the last one; a clock without a day is its next (or last) showing.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache

from bot.dialogue.clock_words import ClockRead, Unreadable, clock_at, read_hours
from bot.dialogue.day_words import DayRead, Vantage, day_at
from bot.dialogue.span_words import amount_at, read_duration
from bot.dialogue.time_words import levelled
from bot.domain.moments import DEFAULT_TIME, When
from bot.domain.spans import WorkingDays, elapsed, local_moment, on_working_day, weekday_only

__all__ = ["leading_when", "read_duration", "read_hours", "read_when", "settle"]

_LOOKED_AT = 80
"""No time anybody types is longer; what follows is never looked at, so that a pasted book costs nothing."""

_ISO = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[t ]([0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?)"
    r" ?(?:(z)|([+-])([0-9]{2}):?([0-9]{2}))"
    r"(?![0-9a-z:])"
)
_PREFIX = re.compile(r"(?:(?:on|by|于|在) *)?")
_SEPARATOR = re.compile(r" ?t(?=[0-9])| *,? *(?:的|@)? *")
_CLOCK_FIRST = re.compile(r" *,? *(?:on )?")
_BEFORE = re.compile(r" *[以之]?前(?![天年后])")
_LEADING = " \t\r\n,，、:：;；.。-–—"


def read_when(
    text: str,
    now: datetime,
    *,
    looks_back: bool = False,
    is_working_day: WorkingDays = weekday_only,
    default_time: time = DEFAULT_TIME,
) -> When | None:
    """The moment `text` names, if it names one and says nothing else; else None.

    `now` is aware and in the reader's zone; the answer is in that zone. A day alone is at `default_time` (for a
    fact of today, never later than `now`) with `has_time` False; `settle` moves a plan off days of rest. A plan that
    names a day gone by (`yesterday`, a full date) is read as it stands: refusing it is not done here.
    """
    line = text[: 4 * _LOOKED_AT].strip().rstrip("。.!！")
    if len(text) > 4 * _LOOKED_AT or len(line) > _LOOKED_AT:
        return None
    found = _lead(levelled(line), now, looks_back, is_working_day, default_time)
    return found[0] if found and found[1] == len(line) else None


def leading_when(
    text: str,
    now: datetime,
    *,
    looks_back: bool = False,
    is_working_day: WorkingDays = weekday_only,
    default_time: time = DEFAULT_TIME,
) -> tuple[When, str] | None:
    """The time with which `text` begins and what comes after it, e.g. `3d chase the quote`; None where none does.

    The rest keeps the person's own marks; blanks and stops before it are taken off. Otherwise as `read_when`.
    """
    gap = len(text) - len(text.lstrip(_LEADING))
    line = levelled(text[gap : gap + _LOOKED_AT])
    found = _lead(line, now, looks_back, is_working_day, default_time)
    return (found[0], text[gap + found[1] :].lstrip(_LEADING).rstrip()) if found else None


def settle(when: When, is_working_day: WorkingDays = weekday_only) -> When:
    """A plan's moment: one named to the minute stays; a day alone moves to the next working day, same hour."""
    zone = when.at.tzinfo
    if when.has_time or zone is None:
        return when
    day = on_working_day(when.at.date(), is_working_day)
    return When(local_moment(datetime.combine(day, when.at.time()), zone), False) if day != when.at.date() else when


class _Sight:
    """How one line is read: from which moment, in which direction, by which calendar."""

    def __init__(self, now: datetime, looks_back: bool, is_working_day: WorkingDays, default_time: time) -> None:
        if now.tzinfo is None:
            raise ValueError("`now` must be aware, in the reader's zone")
        self.now, self.zone, self.looks_back, self.default_time = now, now.tzinfo, looks_back, default_time
        self.days = Vantage(now.date(), looks_back, is_working_day)

    def at(self, day: date, clock: ClockRead) -> datetime:
        return self.local(day + timedelta(clock.days), clock.time)

    def local(self, day: date, wall: time) -> datetime:
        return local_moment(datetime.combine(day, wall), self.zone)


@lru_cache(maxsize=16)
def _lead(
    line: str, now: datetime, looks_back: bool, is_working_day: WorkingDays, default_time: time
) -> tuple[When, int] | None:
    """The longest time at the head of a levelled line, and where it ends.

    Remembered for the moment: a line is first asked whether it begins with a time, and then which it is.
    """
    sight = _Sight(now, looks_back, is_working_day, default_time)
    try:
        found = [one for one in _readings(line, sight) if one]
    except (Unreadable, OverflowError):
        return None
    if not found:
        return None
    when, end = max(found, key=lambda one: one[1])
    if not sight.looks_back and (before := _BEFORE.match(line, end)):
        end = before.end()
    return when, end


def _readings(line: str, sight: _Sight) -> Iterator[tuple[When, int] | None]:
    if iso := _ISO.match(line):
        yield _absolute(iso, sight.zone)
        return
    yield _passing(line, sight)
    start = prefix.end() if (prefix := _PREFIX.match(line)) else 0
    day = day_at(line, start, sight.days)
    if day is None:
        yield _clock_first(line, start, sight)
    else:
        yield _day_first(line, day, sight)


def _absolute(iso: re.Match[str], zone: tzinfo) -> tuple[When, int]:
    try:
        wall = datetime.fromisoformat(f"{iso[1]}T{iso[2]}")
        ahead = timedelta(hours=int(iso[5] or 0), minutes=int(iso[6] or 0))
        offset = UTC if iso[3] else timezone(-ahead if iso[4] == "-" else ahead)
    except ValueError as wrong:
        raise Unreadable("no such moment") from wrong
    return When(wall.replace(tzinfo=offset).astimezone(zone), True), iso.end()


def _passing(line: str, sight: _Sight) -> tuple[When, int] | None:
    """Hours and minutes pass on any clock: `4h`, `半小时后`, `2 hours ago`."""
    amount = amount_at(line, 0)
    if amount is None or amount.span.seconds is None:
        return None
    sign = amount.sign or (-1 if sight.looks_back else 1)
    return When(elapsed(sight.now, timedelta(seconds=sign * amount.span.seconds)), True), amount.end


def _day_first(line: str, found: DayRead, sight: _Sight) -> tuple[When, int] | None:
    between = _SEPARATOR.match(line, found.end)
    clock = clock_at(line, between.end()) if between else None
    if clock is None:
        if found.needs_clock or (found.is_tight and found.end != len(line)):
            return None
        return _day_alone(found.day, sight), found.end
    moment = sight.at(found.day, clock.in_the_evening() if found.is_evening else clock)
    # A fact of a later hour today has not happened: which day is meant, only the person knows.
    if sight.looks_back and found.day == sight.now.date() and moment > sight.now:
        return None
    return When(moment, True), clock.end


def _day_alone(day: date, sight: _Sight) -> When:
    moment = sight.local(day, sight.default_time)
    return When(min(moment, sight.now) if sight.looks_back and day == sight.now.date() else moment, False)


def _clock_first(line: str, start: int, sight: _Sight) -> tuple[When, int] | None:
    clock = clock_at(line, start)
    if clock is None or line.startswith("一点", start):
        return None
    between = _CLOCK_FIRST.match(line, clock.end)
    day = day_at(line, between.end(), sight.days) if between else None
    if day and not day.is_tight and not amount_at(line, between.end() if between else 0):
        moment = sight.at(day.day, clock.in_the_evening() if day.is_evening else clock)
        return When(moment, True), day.end
    today = sight.now.date()
    moment = sight.at(today, clock)
    if sight.looks_back and moment > sight.now:
        moment = sight.at(today - timedelta(1), clock)
    elif not sight.looks_back and moment <= sight.now:
        moment = sight.at(today + timedelta(1), clock)
    return When(moment, True), clock.end

"""A calendar as programs read it: iCalendar (RFC 5545), with zones, and numbers that stay from fetch to fetch."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from bot.domain.agenda import Entry
from bot.domain.phrases import Phrase

if TYPE_CHECKING:
    from icalendar import Event, Timezone

PRODUCT: Final = "-//TradeTrail//calendar//EN"
LASTS: Final = timedelta(minutes=30)
"""How long an entry with a time is drawn; neither a promise nor a step has a length."""
AGAIN: Final = timedelta(hours=1)
"""How often a program may look again."""


def ics(entries: Iterable[Entry], name: str, host: str, now: datetime, say: Callable[[Phrase], str]) -> bytes:
    """The whole calendar. `host` makes the entries' numbers the firm's own; `now` is when it was made.

    A moment stands in its zone, whose rules come along; a day alone is a whole day.
    """
    from icalendar import Calendar  # noqa: PLC0415 - takes long to load; many desks never ask for a calendar

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", AGAIN, {"value": "DURATION"})
    first = now.year
    for entry in entries:
        calendar.add_component(_event(entry, host, now, say))
        first = min(first, entry.at.year)
    for tzid in sorted(calendar.get_missing_tzids()):
        calendar.subcomponents.insert(0, _zone(tzid, date(first - 1, 1, 1), date(now.year + 4, 1, 1)))
    content: bytes = calendar.to_ical()
    return content


@lru_cache(maxsize=64)
def _zone(tzid: str, first: date, last: date) -> "Timezone":
    """A zone's rules between two days; worked out once, as that takes as long as a hundred entries."""
    from icalendar import Timezone  # noqa: PLC0415 - as above

    return Timezone.from_tzid(tzid, first_date=first, last_date=last)


def _event(entry: Entry, host: str, now: datetime, say: Callable[[Phrase], str]) -> "Event":
    from icalendar import Event  # noqa: PLC0415 - as above

    event, at = Event(), entry.at.astimezone(ZoneInfo(entry.zone))
    event.add("uid", f"{entry.key}@{host}")
    event.add("sequence", entry.sequence)
    event.add("dtstamp", now)
    event.add("summary", say(entry.title))
    if entry.about is not None:
        event.add("description", say(entry.about))
    if entry.has_time:
        event.add("dtstart", at)
        event.add("dtend", at + LASTS)
    else:
        event.add("dtstart", at.date())
        event.add("dtend", at.date() + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    return event

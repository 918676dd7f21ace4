"""The morning's look in figures: its sections, how much room each gets, and what became of promises."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from msgspec import Struct

from bot.domain.contacts import Channel, Contact
from bot.domain.follow_ups import FollowUp, FollowUpState


class TodaySection(StrEnum):
    """What the morning's list is made of, in the order in which it is read."""

    HOT = "hot"
    OVERDUE = "overdue"
    DUE = "due"
    APPROVALS = "approvals"
    LATE = "late"
    DUTIES = "duties"


SHARES: Mapping[TodaySection, int] = {
    TodaySection.HOT: 3,
    TodaySection.OVERDUE: 4,
    TodaySection.DUE: 3,
    TodaySection.APPROVALS: 2,
    TodaySection.LATE: 2,
    TodaySection.DUTIES: 2,
}
"""Lines of each section on the one card: together what a Telegram message surely carries, as it must to be changed
in place."""
MOST: Mapping[TodaySection, int] = {
    TodaySection.HOT: 6,
    TodaySection.OVERDUE: 16,
    TodaySection.DUE: 16,
    TodaySection.APPROVALS: 8,
    TodaySection.LATE: 8,
    TodaySection.DUTIES: 5,
}
"""Lines a section may grow to where others are short; duties have the longest lines."""
PAGE = 10
"""Lines of one further page of a section."""


def room(counts: Mapping[TodaySection, int]) -> dict[TodaySection, int]:
    """How many lines of each section are shown; what one does not need, the others get, the first ones first."""
    given = {section: min(counts.get(section, 0), share) for section, share in SHARES.items()}
    spare = sum(SHARES.values()) - sum(given.values())
    for section in TodaySection:
        more = min(spare, min(counts.get(section, 0), MOST[section]) - given[section])
        given[section] += more
        spare -= more
    return given


class Kept(Struct, frozen=True):
    """What became of promises: kept by the end of their day, kept later or still owed after it, not due yet."""

    kept: int = 0
    missed: int = 0
    waiting: int = 0

    @property
    def due(self) -> int:
        """All of them."""
        return self.kept + self.missed + self.waiting


def kept(promises: Iterable[FollowUp], now: datetime, zone: ZoneInfo) -> Kept:
    """Count promises; those called off do not count. A promise put off counts on the day it was put off to."""
    count = Counter(_fate(one, now, zone) for one in promises if one.state is not FollowUpState.CANCELLED)
    return Kept(count["kept"], count["missed"], count["waiting"])


def kept_by_day(promises: Iterable[FollowUp], days: Sequence[date], now: datetime, zone: ZoneInfo) -> tuple[Kept, ...]:
    """The same for each of these days of the zone."""
    on: dict[date, list[FollowUp]] = {}
    for one in promises:
        on.setdefault(one.due_at.astimezone(zone).date(), []).append(one)
    return tuple(kept(on.get(day, ()), now, zone) for day in days)


def contacts_by_day(
    contacts: Iterable[Contact], days: Sequence[date], zone: ZoneInfo
) -> dict[Channel, tuple[int, ...]]:
    """How many conversations on each of these days, by channel; channels nobody used are left out."""
    count = Counter((one.channel, one.at.astimezone(zone).date()) for one in contacts)
    found = {channel: tuple(count[channel, day] for day in days) for channel in Channel}
    return {channel: numbers for channel, numbers in found.items() if any(numbers)}


def _fate(promise: FollowUp, now: datetime, zone: ZoneInfo) -> str:
    due = promise.due_at.astimezone(zone).date()
    if promise.state is FollowUpState.DONE and promise.closed_at is not None:
        return "kept" if promise.closed_at.astimezone(zone).date() <= due else "missed"
    return "missed" if due < now.astimezone(zone).date() else "waiting"

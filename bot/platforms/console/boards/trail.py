"""The trail with filters: of one thing or of everything one may see, by whom, of what kind, and since when."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct

from bot.dialogue.cards.trail import NAMED_KINDS, kind_said, what_said
from bot.domain.errors import NotFound
from bot.domain.people import Person
from bot.domain.phrases import Phrase
from bot.domain.refs import Kind, Ref
from bot.domain.trail import TrailEntry
from bot.handlers.approval_view import may_know
from bot.handlers.sight import may_see, owners_of
from bot.handlers.trail import looked_at, trail_view
from bot.platforms.console.boards.codes import PAGES, address_of, meant
from bot.ports.work import Work

PAGE: Final = 30
BATCH: Final = 120
MOST_LOOKED: Final = 1_200
"""Entries looked through for one page; a rare filter goes on by a link."""
SINCE: Final[Mapping[str, int]] = {"day": 1, "week": 7, "month": 30, "year": 365}
OF_THE_FIRM: Final = frozenset((Kind.PERSON, Kind.ACCOUNT, Kind.INVITATION, Kind.ROUTE, Kind.BINDING))
"""Kinds that belong to no customer: read by those who may check the whole trail."""


class TrailFilter(Struct, frozen=True):
    """What is asked for; what is empty does not filter."""

    about: str = ""
    who: int | None = None
    kind: Kind | None = None
    since: str = ""
    before: int | None = None


class Entry(Struct, frozen=True):
    """One line of the page."""

    seq: int
    at: datetime
    who: str
    said: Phrase
    code: str
    link: str


class TrailBoard(Struct, frozen=True):
    """The page. `is_unknown`: nothing is called what was asked for, or the reader may not see it."""

    about: Ref | None
    entries: tuple[Entry, ...]
    people: tuple[Person, ...]
    kinds: tuple[tuple[Kind, Phrase], ...]
    following: int | None = None
    is_unknown: bool = False


def read_trail_filter(query: Mapping[str, str]) -> TrailFilter:
    """The filter of an address; what is not understood does not filter."""
    kind, who, before = query.get("kind", ""), query.get("who", ""), query.get("before", "")
    return TrailFilter(
        about=query.get("about", "").strip()[:200],
        who=int(who) if who.isascii() and who.isdigit() and len(who) < 18 else None,
        kind=next((one for one in Kind if one.value == kind), None),
        since=query.get("since", ""),
        before=int(before) if before.isascii() and before.isdigit() and len(before) < 18 else None,
    )


def trail_board(wanted: TrailFilter, work: Work) -> TrailBoard:
    """A page of entries the asker may see, newest first."""
    people = tuple(person for person in work.books.people.everybody() if may_see((person.id,), work))
    kinds = tuple((kind, kind_said(kind)) for kind in Kind if kind in NAMED_KINDS)
    about, refs = None, None
    if wanted.about:
        about = meant(wanted.about, work)
        try:
            about, refs = looked_at(about, work) if about is not None else (None, None)
        except NotFound:
            about = None
        if about is None:
            return TrailBoard(None, (), people, kinds, is_unknown=True)
    found: list[TrailEntry] = []
    before, looked = wanted.before, 0
    for entry in _newest(refs, wanted.before, work):
        before, looked = entry.seq, looked + 1
        if _fits(entry, wanted, work) and (refs is not None or _may_read(entry, work)):
            found.append(entry)
        if len(found) == PAGE or looked == MOST_LOOKED:
            break
    else:
        before = None
    return TrailBoard(about, _entries(about or Ref(Kind.TODAY, 0), found, work), people, kinds, before)


def entries_about(ref: Ref, count: int, work: Work) -> tuple[Entry, ...]:
    """The newest entries of one thing's trail. Raises `NotFound` where the asker may not see it."""
    about, refs = looked_at(ref, work)
    return _entries(about, work.books.trail.about(refs, None, count), work)


def _entries(about: Ref, found: list[TrailEntry], work: Work) -> tuple[Entry, ...]:
    view = trail_view(about, found, work)
    return tuple(
        Entry(entry.seq, entry.at, _name(entry, view.people), what_said(line, view), entry.code, _link(entry.object))
        for entry, line in zip(found, view.entries, strict=True)
    )


def _newest(refs: list[Ref] | None, before: int | None, work: Work) -> Iterator[TrailEntry]:
    trail = work.books.trail
    while True:
        found = trail.latest(before, BATCH) if refs is None else trail.about(refs, before, BATCH)
        yield from found
        if len(found) < BATCH:
            return
        before = found[-1].seq


def _fits(entry: TrailEntry, wanted: TrailFilter, work: Work) -> bool:
    if wanted.who is not None and entry.actor_id != wanted.who:
        return False
    if wanted.kind is not None and entry.object.kind is not wanted.kind:
        return False
    days = SINCE.get(wanted.since)
    return days is None or entry.at >= work.clock.now() - timedelta(days=days)


def _may_read(entry: TrailEntry, work: Work) -> bool:
    """Whether the asker may see what the entry is about; one's own doings are one's own to read."""
    ref = entry.object
    if entry.actor_id == work.me.id:
        return True
    if ref.kind in OF_THE_FIRM:
        return work.may("trail.all")
    try:
        record = work.books.of(ref.kind).get(ref.id)
    except KeyError:
        return work.may("trail.all")
    if record is None:
        return False
    if ref.kind is Kind.APPROVAL:
        return may_know(record, work)
    owners = owners_of(ref.kind, record, work)
    # What belongs to nobody's customer and to nobody is the firm's.
    return may_see(owners, work) if owners else work.may("trail.all")


def _name(entry: TrailEntry, people: Mapping[int, str]) -> str:
    """Whoever did it; empty for the clock."""
    return people.get(entry.actor_id, f"P{entry.actor_id}") if entry.actor_id is not None else ""


def _link(ref: Ref) -> str:
    return address_of(ref) if ref.kind in PAGES or ref.kind is Kind.CUSTOMER else ""

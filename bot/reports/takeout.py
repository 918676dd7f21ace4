"""Everything somebody may take out of the desk, written as one workbook and a CSV per kind of record."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final, TypeAlias
from zoneinfo import ZoneInfo

from msgspec import Struct

from bot.dialogue.texts import Texts
from bot.domain.customers import ContactPerson, Customer
from bot.domain.orders import Order
from bot.domain.people import Language, Person, PlatformName
from bot.domain.phrases import Phrase, phrase
from bot.domain.records import Record
from bot.domain.refs import Kind
from bot.domain.shipments import Shipment
from bot.handlers.takeout import ALL_OF_TRAIL, is_taken, reach_of
from bot.ports.ledger import Ledger
from bot.ports.requests import Place, Speaker
from bot.ports.rules import Rules
from bot.ports.work import Work
from bot.reports.records import TABLES, TRAIL, Drawer, columns_of
from bot.reports.workbook import MOST_NAMED, Export, Head

BATCH: Final = 500
PAGE: Final = 2_000
"""Entries of the trail read together."""

Walk: TypeAlias = Callable[[Iterable[Any]], Iterator[Any]]
"""Looks on while things are gone through; gives them on unchanged."""


class Reader(Struct, frozen=True):
    """For whom it is written, in which language and zone, and of which moment. `person_id` None: everything."""

    language: Language
    zone: ZoneInfo
    at: datetime
    rules: Rules
    person_id: int | None = None
    has_plain_titles: bool = False
    """Sheets are called by the program's own words, for one that reads them."""


class _Still(Struct, frozen=True):
    """A clock that stands at the moment the books are of."""

    at: datetime

    def now(self) -> datetime:
        """That moment."""
        return self.at


def write_out(
    ledger: Ledger, folder: Path, reader: Reader, texts: Texts, forget: Callable[[], None], walk: Walk = iter
) -> dict[str, int]:
    """Write `desk.xlsx` and a CSV per table into the folder; how many rows each has.

    `forget` is called between batches, when what was read is no longer needed. Raises `NotAllowed` where the person
    may take nothing out.
    """

    def say(text: Phrase) -> str:
        return texts.say(text, reader.language, reader.zone)

    work = _work(ledger, reader)
    reach = reach_of(work) if work is not None else None
    drawer = Drawer(_Names(ledger).of, say, lambda key: texts.has(key, reader.language))
    counts: dict[str, int] = {}
    with Export(folder, reader.zone, say(phrase("export-about")), reader.at) as out:
        for name, kind, record_type in TABLES:
            found = walk(_everything(ledger, kind, forget))
            taken = (one for one in found if work is None or reach is None or is_taken(kind, one, reach, work))
            head = _head(name, columns_of(record_type), drawer, reader)
            counts[name] = out.table(head, map(drawer.row_of(record_type), taken))
        if work is None or work.may(ALL_OF_TRAIL):
            entries = walk(_trail(ledger, forget))
            counts["trail"] = out.table(_head("trail", TRAIL, drawer, reader), map(drawer.trail_row, entries))
        _tell(out, counts, reader, work, say)
    return counts


def _tell(out: Export, counts: dict[str, int], reader: Reader, work: Work | None, say: Callable[[Phrase], str]) -> None:
    """The first sheet: of when and for whom it is, what is in it, and what does not fit into a cell."""
    out.note(say(phrase("export-about-at")), say(phrase("export-moment", at=reader.at)))
    if work is not None:
        reach = say(Phrase(f"export-reach-{reach_of(work).value}"))
        out.note(say(phrase("export-about-for")), work.me.name, reach)
    else:
        out.note(say(phrase("export-about-for")), say(phrase("export-reach-all")))
    for name, count in counts.items():
        out.note(say(Phrase(f"table-{name.replace('_', '-')}")), str(count), f"{name}.csv")
    out.note(say(phrase("export-about-csv")), say(phrase("export-about-csv-why")))
    if out.long_cells:
        out.note(say(phrase("export-about-long", count=len(out.long_cells))), say(phrase("export-about-long-why")))
        for title, row in out.long_cells[:MOST_NAMED]:
            out.note("", title, str(row))


def _head(name: str, columns: tuple[str, ...], drawer: Drawer, reader: Reader) -> Head:
    title = name if reader.has_plain_titles else drawer.say(Phrase(f"table-{name.replace('_', '-')}"))
    return Head(name, columns, title, tuple(drawer.head(name, column, columns) for column in columns))


def _work(ledger: Ledger, reader: Reader) -> Work | None:
    if reader.person_id is None:
        return None
    person, rules = ledger.people.get(reader.person_id), reader.rules
    speaker, place = Speaker(PlatformName.CONSOLE, str(reader.person_id)), Place(PlatformName.CONSOLE, "export")
    clock = _Still(reader.at)
    return Work(ledger, person, clock, rules, place, "export", reader.language, reader.zone, speaker)


def _everything(ledger: Ledger, kind: Kind, forget: Callable[[], None]) -> Iterator[Any]:
    """Every record of a kind, by number."""
    book, after = ledger.of(kind), 0
    while found := book.onward(after, BATCH):
        yield from found
        after = found[-1].id
        forget()


def _trail(ledger: Ledger, forget: Callable[[], None]) -> Iterator[Any]:
    """Every entry of the trail, the earliest first."""
    after = 0
    while found := ledger.trail.onward(after, PAGE):
        yield from found
        after = found[-1].seq
        forget()


class _Names:
    """What things are called, each asked once: names are short, records are not."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._known: dict[tuple[Kind, int], str | None] = {}

    def of(self, kind: Kind, number: int) -> str | None:
        """The name of a customer, a person there or one of ours; the number of an order; the code of a shipment."""
        key = (kind, number)
        if key not in self._known:
            self._known[key] = _called(self._ledger.of(kind).get(number))
        return self._known[key]


def _called(record: Record | None) -> str | None:
    match record:
        case Customer() | ContactPerson() | Person():
            return record.name
        case Order():
            return record.number
        case Shipment():
            return record.code
        case _:
            return None

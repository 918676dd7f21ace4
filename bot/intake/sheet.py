"""One spreadsheet as it was read, and the taking over of all its rows in one transaction."""

from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from bot.desk.house import House
from bot.dialogue.vocabulary import vocabulary
from bot.domain.imports import SheetReport, TakenRow
from bot.domain.phrases import phrase
from bot.domain.places import country_code
from bot.domain.working_time import is_working_day
from bot.intake.heads import Found, SheetRow, rows_of
from bot.intake.rows import Importer
from bot.ports.ledger import Ledger
from bot.ports.requests import Place, Speaker
from bot.ports.rules import Rules
from bot.reports.sheets import SheetTrouble, read_sheets

Watching: TypeAlias = Callable[[Iterable[SheetRow]], Iterator[SheetRow]]
"""Walks over the rows, and may show how far it has come."""


class TakenBack(Exception):
    """Nothing of it is written: only shown, or a row was refused. Raised inside the transaction, to end it."""

    def __init__(self, report: SheetReport) -> None:
        super().__init__()
        self.report = report


class Source(Struct, frozen=True):
    """The file as it was read, and its digest: the same content is known again whatever it is called."""

    name: str
    digest: str
    found: Found

    def request_id(self, row: SheetRow) -> str:
        """The number under which a row is served, whoever brings the file and wherever."""
        sheet = sha256(row.sheet.encode()).hexdigest()[:8]
        return f"import:{self.digest[:32]}:{sheet}:{row.number}"

    def report(self, rows: Iterable[TakenRow]) -> SheetReport:
        """What came of it, as long as nothing is written."""
        return SheetReport(self.name, self.digest, tuple(rows), self.found.unknown, is_written=False)


def source_of(content: bytes, name: str, rules: Rules) -> Source:
    """Read a spreadsheet (xlsx, csv). Raises `SheetTrouble` for one that names no customers or orders, or is none."""
    found = rows_of(read_sheets(content, name), rules)
    if not found.has_heads:
        raise SheetTrouble(phrase("import-no-heads", file=name))
    if not found.rows:
        raise SheetTrouble(phrase("import-empty", file=name))
    return Source(name, sha256(content).hexdigest(), found)


def take_over(
    house: House,
    ledger: Ledger,
    source: Source,
    speaker: Speaker,
    place: Place,
    *,
    is_dry: bool,
    watching: Watching = iter,
) -> SheetReport:
    """Take all rows over in the speaker's name, inside a transaction; what each came to.

    Raises `TakenBack`, which ends the transaction with nothing written, where `is_dry` or a row was refused.
    """
    importer = Importer(house, ledger, speaker, place, source.name)
    report = source.report([importer.take(row, source.request_id(row)) for row in watching(source.found.rows)])
    if is_dry or report.is_refused:
        raise TakenBack(report)
    importer.finish(source.request_id(source.found.rows[-1]))
    return replace(report, is_written=True)


def make_ready(house: House) -> None:
    """Load what the rows will need: nobody else can write while they are taken over."""
    vocabulary()
    country_code("CN")
    is_working_day("CN", house.clock.now().date())

"""Tables written for Excel and as CSV: whatever somebody typed stays words and never becomes a formula or a link."""

import csv
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

import xlsxwriter
from msgspec import Struct


class Choice(Struct, frozen=True):
    """One of a closed list: its word for programs, and as people read it."""

    key: str
    shown: str


Cell: TypeAlias = str | int | Decimal | datetime | date | Choice | None

LONGEST_CELL = 32_000
"""Characters; Excel holds 32,767 in a cell. What is longer goes on in cells after the last column."""
MOST_ROWS = 1_048_575
"""Rows of a sheet below its head; Excel holds no more. What is beyond goes on in a further sheet."""
EXACT_DIGITS = 15
"""Excel reckons in floating point; a number of more digits is written as words, so that none is lost."""
MOST_NAMED = 200
"""Over-long cells that are named one by one; of more it is said how many there are."""
_DANGEROUS = frozenset("=+-@\t\r\n＝＋－＠")
_TURNING = dict.fromkeys(map(ord, "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))
"""Marks that turn the direction of what follows: a sheet is for reading, and shows the words without them."""


class Head(Struct, frozen=True):
    """A table's names and its columns: `name` and `keys` for programs, `title` and `shown` for people.

    A column whose `shown` is None is for programs only, such as the number beside a name; the workbook leaves it out.
    """

    name: str
    keys: tuple[str, ...]
    title: str
    shown: tuple[str | None, ...]


class Export:
    """Writes `desk.xlsx` and a CSV per table into a folder; moments in `zone`. Use as a context; done at its end.

    `made_at`: the moment the books are of, written into the file. The first sheet is `about`'s, filled in by `note`.
    """

    def __init__(self, folder: Path, zone: ZoneInfo, about: str, made_at: datetime) -> None:
        self._folder, self._zone = folder, zone
        self.workbook = folder / "desk.xlsx"
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(str(self.workbook), {**options, "strings_to_numbers": False})
        self._book.set_properties({"title": "TradeTrail", "created": made_at.replace(tzinfo=None)})
        self._bold = self._book.add_format({"bold": True})
        self._moment = self._book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        self._day = self._book.add_format({"num_format": "yyyy-mm-dd"})
        self._about, self._noted = self._book.add_worksheet(_title(about, 1)), 0
        self._about.set_column(0, 0, 28)
        self.long_cells: list[tuple[str, int]] = []
        """Title of the sheet and number of the row, as people count, of every cell that goes on further right."""

    def __enter__(self) -> "Export":
        return self

    def __exit__(self, kind: type[BaseException] | None, _: object, __: TracebackType | None) -> None:
        self._book.close()

    def note(self, *words: str) -> None:
        """A line of the first sheet, a cell a word."""
        for column, text in enumerate(words):
            self._about.write_string(self._noted, column, next(_pieces(text)), self._bold if column == 0 else None)
        self._noted += 1

    def table(self, head: Head, rows: Iterable[Sequence[Cell]]) -> int:
        """Write one table both ways; returns its number of rows."""
        title, sheet = self._sheet(head, 1)
        seen = [place for place, text in enumerate(head.shown) if text is not None]
        count, number, sheets = 0, 0, 1
        with (self._folder / f"{head.name}.csv").open("w", encoding="utf-8-sig", errors="replace", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(head.keys)
            for row in rows:
                writer.writerow([self._text(cell) for cell in row])
                if number == MOST_ROWS:
                    number, sheets = 0, sheets + 1
                    title, sheet = self._sheet(head, sheets)
                number, count = number + 1, count + 1
                if self._row(sheet, number, [row[place] for place in seen]):
                    self.long_cells.append((title, number + 1))
        return count

    def _sheet(self, head: Head, number: int) -> tuple[str, Any]:
        title = _title(head.title, number)
        sheet = self._book.add_worksheet(title)
        sheet.freeze_panes(1, 0)
        for column, text in enumerate(filter(None, head.shown)):
            sheet.set_column(column, column, min(max(2 * len(text), 10), 24))
            sheet.write_string(0, column, text, self._bold)
        return title, sheet

    def _row(self, sheet: Any, number: int, row: Sequence[Cell]) -> bool:
        """Whether some of its words had to go on further right."""
        beyond: list[str] = []
        for column, cell in enumerate(row):
            match cell:
                case None:
                    continue
                case str() | Choice():
                    first, *rest = _pieces(cell if isinstance(cell, str) else cell.shown)
                    sheet.write_string(number, column, first)
                    beyond += rest
                case int() | Decimal() if len(str(cell).strip("-").replace(".", "")) <= EXACT_DIGITS:
                    sheet.write_number(number, column, cell)
                case int() | Decimal():
                    sheet.write_string(number, column, f"{cell:f}" if isinstance(cell, Decimal) else str(cell))
                case datetime():
                    local = cell.astimezone(self._zone).replace(tzinfo=None)
                    sheet.write_datetime(number, column, local, self._moment)
                case date():
                    sheet.write_datetime(number, column, cell, self._day)
        for column, piece in enumerate(beyond, start=len(row)):
            sheet.write_string(number, column, piece)
        return bool(beyond)

    def _text(self, cell: Cell) -> str:
        match cell:
            case None:
                return ""
            case str():
                return harmless(cell)
            case Choice():
                return harmless(cell.key)
            case datetime():
                return cell.astimezone(self._zone).isoformat(sep=" ", timespec="seconds")
            case date():
                return cell.isoformat()
            case _:
                return f"{cell:f}" if isinstance(cell, Decimal) else str(cell)


def harmless(text: str) -> str:
    """Words as a CSV may hold them: with `'` before what a spreadsheet would take for a formula.

    Signs that nobody sees do not hide one: a program may pass over them.
    """
    if not text:
        return text
    if text[0].isalnum():
        return text
    bare = next((sign for sign in text if not _is_unseen(sign)), "")
    return f"'{text}" if text[0] in _DANGEROUS or bare in _DANGEROUS else text


def harmed(text: str) -> str:
    """The words again, without the `'` that `harmless` put before them."""
    return text[1:] if text[:1] == "'" and harmless(text[1:]) != text[1:] else text


def _is_unseen(sign: str) -> bool:
    return sign not in _DANGEROUS and (sign.isspace() or unicodedata.category(sign) in ("Cc", "Cf"))


def _title(text: str, number: int) -> str:
    """A sheet's name: Excel allows 31 characters, and some of them not."""
    beside = f" ({number})" if number > 1 else ""
    plain = "".join(" " if sign in "[]:*?/\\'" else sign for sign in text)
    return plain[: 31 - len(beside)] + beside


def _pieces(text: str) -> Iterator[str]:
    if len(text) <= LONGEST_CELL and text.isprintable():
        yield text
        return
    # Signs that XML cannot hold would make the whole workbook unreadable.
    seen = text.translate(_TURNING)
    legal = "".join(sign if sign in "\t\n\r" or (sign >= " " and sign not in "\ufffe\uffff") else " " for sign in seen)
    legal = legal.encode("utf-16", "replace").decode("utf-16")
    for start in range(0, max(len(legal), 1), LONGEST_CELL):
        yield legal[start : start + LONGEST_CELL]

"""Tables written for Excel and as CSV: whatever somebody typed stays words and never becomes a formula or a link."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

import xlsxwriter

Cell: TypeAlias = str | int | Decimal | datetime | date | bool | None

LONGEST_CELL = 32_000
"""Characters; Excel holds 32,767 in a cell. What is longer goes on in cells after the last column."""
EXACT_DIGITS = 15
"""Excel reckons in floating point; a number of more digits is written as words, so that none is lost."""
_DANGEROUS = frozenset("=+-@\t\r\n＝＋－＠")


@dataclass(frozen=True, slots=True)
class Head:
    """A table's name and its columns: `keys` for programs, `shown` for people."""

    name: str
    keys: tuple[str, ...]
    shown: tuple[str, ...]


class Export:
    """Writes `desk.xlsx` and a CSV per table into a folder; moments in `zone`. Use as a context; done at its end."""

    def __init__(self, folder: Path, zone: ZoneInfo) -> None:
        self._folder, self._zone = folder, zone
        self.workbook = folder / "desk.xlsx"
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(str(self.workbook), {**options, "strings_to_numbers": False})
        self._bold = self._book.add_format({"bold": True})
        self._moment = self._book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        self._day = self._book.add_format({"num_format": "yyyy-mm-dd"})

    def __enter__(self) -> "Export":
        return self

    def __exit__(self, kind: type[BaseException] | None, _: object, __: TracebackType | None) -> None:
        self._book.close()

    def table(self, head: Head, rows: Iterable[Sequence[Cell]]) -> int:
        """Write one table both ways; returns its number of rows."""
        sheet = self._book.add_worksheet(head.name[:31])
        sheet.freeze_panes(1, 0)
        for column, text in enumerate(head.shown):
            sheet.write_string(0, column, text, self._bold)
        count = 0
        with (self._folder / f"{head.name}.csv").open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(head.keys)
            for count, row in enumerate(rows, start=1):
                writer.writerow([self._text(cell) for cell in row])
                self._row(sheet, count, row)
        return count

    def _row(self, sheet: Any, number: int, row: Sequence[Cell]) -> None:
        beyond: list[str] = []
        for column, cell in enumerate(row):
            match cell:
                case None:
                    continue
                case bool() | str():
                    first, *rest = _pieces(_word(cell))
                    sheet.write_string(number, column, first)
                    beyond += rest
                case int() | Decimal() if len(str(cell).strip("-").replace(".", "")) <= EXACT_DIGITS:
                    sheet.write_number(number, column, cell)
                case int() | Decimal():
                    sheet.write_string(number, column, f"{cell:f}")
                case datetime():
                    local = cell.astimezone(self._zone).replace(tzinfo=None)
                    sheet.write_datetime(number, column, local, self._moment)
                case date():
                    sheet.write_datetime(number, column, cell, self._day)
        for column, piece in enumerate(beyond, start=len(row)):
            sheet.write_string(number, column, piece)

    def _text(self, cell: Cell) -> str:
        match cell:
            case None:
                return ""
            case bool() | str():
                return harmless(_word(cell))
            case datetime():
                return cell.astimezone(self._zone).isoformat(sep=" ", timespec="seconds")
            case date():
                return cell.isoformat()
            case _:
                return f"{cell:f}" if isinstance(cell, Decimal) else str(cell)


def harmless(text: str) -> str:
    """Words as a CSV may hold them: with `'` before what a spreadsheet would take for a formula."""
    bare = text.lstrip(" \u3000\u00a0")
    return f"'{text}" if text[:1] in _DANGEROUS or bare[:1] in _DANGEROUS else text


def harmed(text: str) -> str:
    """The words again, without the `'` that `harmless` put before them."""
    return text[1:] if text[:1] == "'" and harmless(text[1:]) != text[1:] else text


def _word(cell: str | bool) -> str:
    return cell if isinstance(cell, str) else str(cell).lower()


def _pieces(text: str) -> Iterator[str]:
    # Signs that XML cannot hold would make the whole workbook unreadable.
    legal = "".join(sign if sign in "\t\n\r" or (sign >= " " and sign not in "\ufffe\uffff") else " " for sign in text)
    legal = legal.encode("utf-16", "replace").decode("utf-16")
    for start in range(0, max(len(legal), 1), LONGEST_CELL):
        yield legal[start : start + LONGEST_CELL]

"""Reads the spreadsheet a desk uses today: xlsx, or csv as Excel and WPS write it, as rows of named texts."""

import csv
import io
import math
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from msgspec import Struct
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, XmlError, ZipError

from bot.domain.phrases import Phrase, phrase
from bot.reports.workbook import harmed

LARGEST_FILE = 50 * 1024 * 1024
LARGEST_UNPACKED = 300 * 1024 * 1024
"""Bytes of everything in an xlsx; a file that unpacks to more is made to harm."""
MOST_PARTS = 1_000
MOST_ROWS, MOST_COLUMNS = 100_000, 200
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
"""How an old .xls begins, and an xlsx with a password."""


class SheetTrouble(Exception):
    """A file that cannot be read as a spreadsheet; `reason` says why and what to do."""

    def __init__(self, reason: Phrase) -> None:
        super().__init__(reason.key)
        self.reason = reason


class Sheet(Struct, frozen=True):
    """One sheet as it stands: its name and its cells as texts, empty rows kept so that row numbers are those shown."""

    name: str
    rows: Sequence[Sequence[str]]


def read_sheets(content: bytes, file: str) -> tuple[Sheet, ...]:
    """The sheets of an xlsx, or the one of a csv. Raises `SheetTrouble`. `file`: its name, for the sentence."""
    if not content.strip():
        raise SheetTrouble(phrase("import-empty", file=file))
    if len(content) > LARGEST_FILE:
        raise SheetTrouble(phrase("import-too-large", file=file, most=LARGEST_FILE // 1024**2))
    if content.startswith(_OLE):
        raise SheetTrouble(phrase("import-locked", file=file))
    sheets = _workbook(content, file) if content.startswith(b"PK") else (_table(content, file),)
    if not any(any(row) for sheet in sheets for row in sheet.rows):
        raise SheetTrouble(phrase("import-empty", file=file))
    return sheets


def _workbook(content: bytes, file: str) -> tuple[Sheet, ...]:
    _check_parts(content, file)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return tuple(_sheet(book, name, file) for name in book.sheet_names)
    except PasswordError:
        raise SheetTrouble(phrase("import-locked", file=file)) from None
    except (CalamineError, XmlError, ZipError, ValueError) as error:
        raise SheetTrouble(phrase("import-unreadable", file=file)) from error


def _check_parts(content: bytes, file: str) -> None:
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError):
        raise SheetTrouble(phrase("import-unreadable", file=file)) from None
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise SheetTrouble(phrase("import-too-large", file=file, most=LARGEST_FILE // 1024**2))
    if any(part.flag_bits & 1 for part in parts):
        raise SheetTrouble(phrase("import-locked", file=file))
    if not any(part.filename.startswith("xl/") for part in parts):
        raise SheetTrouble(phrase("import-unreadable", file=file))


def _sheet(book: CalamineWorkbook, name: str, file: str) -> Sheet:
    sheet = book.get_sheet_by_name(name)
    _check_size(sheet.total_height, sheet.total_width, file)
    rows = [[_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        # What a merged cell says, it says for every row it covers.
        if top < len(rows) and left < len(rows[top]):
            for number in range(top, min(bottom + 1, len(rows))):
                for column in range(left, min(right, left) + 1):
                    rows[number][column] = rows[top][left]
    return Sheet(name, rows)


def _check_size(height: int, width: int, file: str) -> None:
    if height > MOST_ROWS or width > 16_384:
        raise SheetTrouble(phrase("import-too-many-rows", file=file, most=MOST_ROWS))


def _table(content: bytes, file: str) -> Sheet:
    text = _decoded(content)
    if text is None or any(sign < " " and sign not in "\t\n\r\x0b\x0c" for sign in text):
        raise SheetTrouble(phrase("import-unreadable", file=file))
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        rows = [[harmed(cell.strip()) for cell in row] for row in _limited(lines, file)]
    except csv.Error:
        raise SheetTrouble(phrase("import-unreadable", file=file)) from None
    return Sheet("", rows)


def _limited(lines: Iterator[list[str]], file: str) -> Iterator[list[str]]:
    for number, row in enumerate(lines):
        _check_size(number, 0, file)
        yield row


def _decoded(content: bytes) -> str | None:
    """UTF-8, then GB18030, as Chinese Excel and WPS write csv; UTF-16 where it is marked so."""
    marked = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _delimiter(text: str) -> str:
    head = next((line for line in text.splitlines() if line.strip()), "")
    return max((",", ";", "\t"), key=head.count)


def _text(cell: Any) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return str(cell).lower()
        case float() if math.isfinite(cell) and cell == int(cell):
            return str(int(cell))
        case float():
            return f"{Decimal(str(cell)):f}" if math.isfinite(cell) else ""
        case datetime() if cell.time() == time():
            return cell.date().isoformat()
        case datetime():
            return cell.isoformat(" ", "minutes")
        case date():
            return cell.isoformat()
        case _:
            return str(cell).strip()

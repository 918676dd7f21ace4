"""What somebody takes out of the desk: one workbook for people and a folder of tables for programs, for a day."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from msgspec import Struct

KEPT: Final = timedelta(days=1)
"""How long the files can be fetched; a copy of the firm's books does not lie about for longer."""
LARGEST_POSTED: Final = 45 * 1024 * 1024
"""Bytes of a file that is sent into a chat (Telegram takes 50 MB); a larger one is fetched from the desk's page."""


class Format(StrEnum):
    """How it is written down: `WORKBOOK` one xlsx, `TABLES` a zip with a CSV per kind of record."""

    WORKBOOK = "xlsx"
    TABLES = "csv"


class Reach(StrEnum):
    """How much somebody may take out: what is their own, or all that their role lets them see."""

    OWN = "own"
    ALL = "all"


class PackedFile(Struct, frozen=True):
    """One file of an export: its digest, its size in bytes."""

    format: Format
    sha256: str
    size: int


class Packed(Struct, frozen=True):
    """What was written: the files, and how many rows of each table."""

    files: tuple[PackedFile, ...]
    rows: tuple[tuple[str, int], ...]


class Export(Struct, frozen=True):
    """What one person asked for once; `packed` is None while it is being written. `number` is that of its errand."""

    number: int
    person_id: int
    asked_at: datetime
    expires_at: datetime
    packed: Packed | None = None

    def file(self, wanted: Format) -> PackedFile | None:
        """Its file of a format; None: not written yet."""
        files = self.packed.files if self.packed is not None else ()
        return next((one for one in files if one.format is wanted), None)


def file_name(export: Export, wanted: Format) -> str:
    """The name people see, which says when it was asked for: `TradeTrail-2026-11-26-7.xlsx`."""
    stem = f"TradeTrail-{export.asked_at:%Y-%m-%d}-{export.number}"
    return f"{stem}.xlsx" if wanted is Format.WORKBOOK else f"{stem}-csv.zip"

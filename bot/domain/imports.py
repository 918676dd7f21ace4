"""A firm's own spreadsheet as it is taken over: what each of its rows comes to."""

from enum import StrEnum
from typing import Final

from msgspec import Struct

from bot.domain.phrases import Phrase

LARGEST_SENT: Final = 10 * 1024 * 1024
"""Bytes of a spreadsheet that is sent in a chat; a larger one is imported at the machine itself."""
MOST_SENT: Final = 500
"""Rows of one: nobody can write anything while they are taken over, which takes some milliseconds each."""


class RowStatus(StrEnum):
    """What a row comes to. `REFUSED`: nothing of the whole file is written."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


class TakenRow(Struct, frozen=True):
    """One row, `number` as the spreadsheet shows it; `parts` are what of it is written, `code` the thing it is of."""

    sheet: str
    number: int
    status: RowStatus
    customer: str = ""
    code: str = ""
    parts: tuple[str, ...] = ()
    reason: Phrase | None = None


class SheetReport(Struct, frozen=True):
    """A whole file: its name, the digest of its content, its rows, and the heads of columns that nobody knew."""

    file: str
    digest: str
    rows: tuple[TakenRow, ...]
    unknown: tuple[str, ...]
    is_written: bool

    def count(self, status: RowStatus) -> int:
        """How many rows came to this."""
        return sum(row.status is status for row in self.rows)

    @property
    def is_refused(self) -> bool:
        """Whether a row was refused, and so all of them."""
        return any(row.status is RowStatus.REFUSED for row in self.rows)

"""Who takes a firm's spreadsheet over, for somebody who sends it in a chat."""

from collections.abc import AsyncIterator
from typing import Protocol

from bot.domain.imports import SheetReport
from bot.domain.phrases import Phrase
from bot.ports.requests import Place, Speaker


class Unreadable(Exception):
    """The file cannot be taken over; `reason` says why and what to do."""

    def __init__(self, reason: Phrase) -> None:
        super().__init__(reason.key)
        self.reason = reason


class Intake(Protocol):
    """Reads spreadsheets, and writes them into the books as if the speaker had typed every row. Keeps no file."""

    async def take(
        self, pieces: AsyncIterator[bytes], file: str, speaker: Speaker, place: Place, digest: str
    ) -> SheetReport:
        """Write all rows or none of a file whose content has this digest; an empty one: write none, and tell what
        would come of them. The same content again changes nothing.

        Raises `Unreadable`, and what the pieces and the store raise.
        """

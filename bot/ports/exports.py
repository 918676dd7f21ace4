"""What was taken out of the desk and can still be fetched, and who writes it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.exports import Export, Packed
from bot.ports.errands import Pack


class Exports(Protocol):
    """Exports asked for, for a day each. They are no records: that something was taken out stands in the trail."""

    def begin(self, export: Export) -> None:
        """Note that one was asked for."""

    def finish(self, number: int, packed: Packed, expires_at: datetime) -> Export | None:
        """It is written; None where nobody waits for it any more."""

    def get(self, number: int) -> Export | None:
        """The one of this number."""

    def of_person(self, person_id: int, at: datetime) -> Sequence[Export]:
        """Somebody's, written or being written, that are not too old; the newest first."""

    def kept(self, at: datetime) -> Collection[int]:
        """Numbers of all whose files must still be there. Reads only."""

    def forget(self, number: int) -> None:
        """It could not be written."""

    def forget_before(self, moment: datetime) -> int:
        """Drop those that were too old at the moment; how many."""


class Packs(Protocol):
    """Writes exports outside the desk's own process, and throws them away again."""

    async def pack(self, task: Pack, number: int, at: datetime) -> Packed:
        """Write the files, readable from now on by their digests. Raises `OSError` or `RuntimeError`; nothing is left
        then. The same number again begins anew."""

    async def sweep(self, kept: Collection[int]) -> int:
        """Throw away the files of all exports but these; how many exports that were."""

"""Takes over a spreadsheet that somebody sent in a chat, while the desk is at work."""

import asyncio
from collections.abc import AsyncIterator

from bot.desk.house import House
from bot.domain.imports import LARGEST_SENT, MOST_SENT, SheetReport
from bot.domain.phrases import phrase
from bot.intake.sheet import Source, TakenBack, make_ready, source_of, take_over
from bot.ports.intake import Unreadable
from bot.ports.ledger import Ledger
from bot.ports.requests import Place, Speaker
from bot.reports.sheets import SheetTrouble


class SentSheets:
    """See `bot.ports.intake.Intake`. A file too large for a chat is left to the machine itself."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def take(
        self, pieces: AsyncIterator[bytes], file: str, speaker: Speaker, place: Place, digest: str
    ) -> SheetReport:
        """All rows or none; without a digest none, and what would come of them."""
        content = await _whole(pieces, file)
        source = await asyncio.to_thread(self._source, content, file)
        if digest and source.digest != digest:
            raise Unreadable(phrase("import-other-now", file=file))

        def job(ledger: Ledger) -> tuple[SheetReport, bool]:
            report = take_over(self._house, ledger, source, speaker, place, is_dry=not digest)
            return report, ledger.leaves_work()

        try:
            if not digest:
                return (await asyncio.to_thread(self._house.store.rehearse, job))[0]
            report, leaves_work = await self._house.store.commit(job, is_patient=True)
        except TakenBack as back:
            return back.report
        if leaves_work:
            self._house.wake()
        return report

    def _source(self, content: bytes, file: str) -> Source:
        try:
            source = source_of(content, file, self._house.rules())
        except SheetTrouble as trouble:
            raise Unreadable(trouble.reason) from None
        if len(source.found.rows) > MOST_SENT:
            raise Unreadable(phrase("import-too-many-sent", file=file, most=MOST_SENT))
        make_ready(self._house)
        return source


async def _whole(pieces: AsyncIterator[bytes], file: str) -> bytes:
    content = bytearray()
    async for piece in pieces:
        content += piece
        if len(content) > LARGEST_SENT:
            raise Unreadable(phrase("import-too-large", file=file, most=LARGEST_SENT // 1024**2))
    return bytes(content)

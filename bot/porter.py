"""Does what takes longer than an answer: archives files, mails, has pictures drawn and lists written or taken over.

What comes of an errand goes through the desk's door as a request of the person it is for, under the errand's own
number, so that a crash in between repeats it and nothing is told twice.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.commands.command import Command
from bot.commands.documents import ArchiveDocument, RefuseDocument
from bot.commands.exports import ExportFailed, ExportReady
from bot.commands.imports import SheetRefused, SheetSeen, SheetTaken
from bot.commands.notices import NoticeFailed, NoticeSent
from bot.commands.shipments import PictureFailed, PostPicture
from bot.domain.filetypes import FileKind, Refusal, look
from bot.domain.people import PlatformName
from bot.domain.phrases import phrase
from bot.domain.shipping_rules import FileRules
from bot.ports.errands import Chart, Draw, Fetch, Mail, OpenErrand, Pack, Picture, Sheet
from bot.ports.exports import Packs
from bot.ports.intake import Intake, Unreadable
from bot.ports.ledger import StorageFault, Store
from bot.ports.outside import FileTooLarge, Hears, Mailer, NoRoom, NotSent, Platform, Refused, Unknown, Vault
from bot.ports.requests import Ordered, Request
from bot.ports.work import Clock

log = logging.getLogger(__name__)

AT_ONCE = 4
IDLE = 1.0
"""Seconds between looks when nobody wakes us."""
WAITS = (2, 10, 60, 300, 900)
"""Seconds before the next try of a file that its platform does not give now; after the last it is refused."""
MAIL_WAITS = (2, 10, 30)
"""The same for a mail; then it is said that it did not go, and whoever wanted it may press again."""
LONGEST_DRAWING = 30.0
SWEEP_EACH = timedelta(hours=1)
"""How often exports that lay ready long enough are thrown away."""
NO_ROOM, NOT_FETCHED = "no_room", "not_fetched"

Drawing = Callable[[Picture], Awaitable[bytes]]
"""Draws a picture, elsewhere than on the desk's own thread."""


class Porter:
    """Runs until stopped. Keeps nothing but what is in its hands."""

    def __init__(
        self,
        store: Store,
        desk: Hears,
        clock: Clock,
        platforms: tuple[Platform, ...],
        vault: Vault,
        rules: Callable[[], FileRules],
        drawing: Drawing,
        mailer: Mailer | None = None,
        packs: Packs | None = None,
        intake: Callable[[], Intake] | None = None,
    ) -> None:
        self._store, self._desk, self._clock, self._vault = store, desk, clock, vault
        self._platforms: Mapping[PlatformName, Platform] = {platform.name: platform for platform in platforms}
        self._rules, self._drawing, self._mailer = rules, drawing, mailer
        self._packs, self._intake = packs, intake
        self._writing: dict[int, asyncio.Task[None]] = {}
        self._swept_at: datetime | None = None
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin."""
        self._task = asyncio.create_task(self._run(), name="porter")

    def wake(self) -> None:
        """There may be errands."""
        self._wake.set()

    async def stop(self) -> None:
        """Leave what is in hand; it is still written down."""
        tasks = [*self._writing.values(), *([self._task] if self._task is not None else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def round(self) -> int:
        """Do all that is due now; how many. Exports are only begun: they take longer than anything may wait."""
        now, most = self._clock.now(), AT_ONCE + len(self._writing)
        await self._sweep(now)
        found = await asyncio.wrap_future(self._store.read(lambda ledger: ledger.errands.due(now, most)))
        due = [errand for errand in found if errand.number not in self._writing]
        await asyncio.gather(*(self._do(errand) for errand in due))
        return len(due)

    @property
    def writes(self) -> tuple[int, ...]:
        """Numbers of the exports that are being written."""
        return tuple(self._writing)

    async def written(self) -> None:
        """Wait for the exports that are being written."""
        await asyncio.gather(*self._writing.values())

    async def _run(self) -> None:
        while True:
            self._wake.clear()
            try:
                done = await self.round()
            except StorageFault:
                log.error("porter: the store does not answer")
                done = 0
            if not done:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(IDLE):
                        await self._wake.wait()

    async def _do(self, errand: OpenErrand) -> None:
        match errand.errand.task:
            case Fetch() as task:
                command = await self._fetched(errand, task)
            case Draw() | Chart() as task:
                command = await self._drawn(errand, task)
            case Mail() as task:
                command = await self._mailed(errand, task)
            case Sheet() as task:
                command = await self._sheet(errand, task)
            case Pack() as task:
                self._writing[errand.number] = asyncio.create_task(self._write(errand, task))
                return
        if command is not None:
            await self._tell(errand, command)

    async def _write(self, errand: OpenErrand, task: Pack) -> None:
        try:
            await self._tell(errand, await self._packed(errand, task))
        except StorageFault:
            log.error("errand %s: the store does not answer", errand.number)
        finally:
            del self._writing[errand.number]

    async def _packed(self, errand: OpenErrand, task: Pack) -> Command:
        try:
            if self._packs is None:
                raise RuntimeError("nobody writes exports here")
            packed = await self._packs.pack(task, errand.number, self._clock.now())
        except Exception:
            log.exception("errand %s: an export could not be written", errand.number)
            return ExportFailed(errand=errand.number)
        return ExportReady(errand=errand.number, packed=packed)

    async def _sweep(self, now: datetime) -> None:
        if self._packs is None or (self._swept_at is not None and now - self._swept_at < SWEEP_EACH):
            return
        self._swept_at = now
        await asyncio.wrap_future(self._store.write(lambda ledger: ledger.exports.forget_before(now)))
        kept = await asyncio.wrap_future(self._store.read(lambda ledger: ledger.exports.kept(now)))
        await self._packs.sweep(kept)

    async def _tell(self, errand: OpenErrand, command: Command) -> None:
        asked = errand.errand
        request_id = f"errand:{errand.number}"
        request = Request(request_id, asked.speaker, Ordered(command), asked.place, is_answered_inline=False)
        answer = await self._desk.hear(request)
        # Refused at the door (the person left meanwhile, or may no longer): nobody waits for it any more.
        if answer.is_refusal:
            await asyncio.wrap_future(self._store.write(lambda ledger: ledger.errands.done(errand.number)))

    async def _fetched(self, errand: OpenErrand, task: Fetch) -> Command | None:
        platform, rules = self._platforms.get(errand.errand.place.platform), self._rules()
        if platform is None:
            return _refusal(errand, task, NOT_FETCHED)
        try:
            taken = await self._vault.take(_pieces(platform, task.arrival.fetch), rules.largest_bytes)
        except FileTooLarge:
            return _refusal(errand, task, Refusal.TOO_LARGE)
        except NoRoom:
            return _refusal(errand, task, NO_ROOM)
        except Refused:
            return _refusal(errand, task, NOT_FETCHED)
        except NotSent:
            return None if await self._is_put_off(errand, WAITS) else _refusal(errand, task, NOT_FETCHED)
        except Exception:
            log.exception("errand %s: a file could not be taken", errand.number)
            return None if await self._is_put_off(errand, WAITS) else _refusal(errand, task, NOT_FETCHED)
        kind, refusal = _judged(taken.head, taken.tail, rules)
        if task.arrival.size and taken.size < task.arrival.size:
            refusal = Refusal.TRUNCATED
        if refusal is not None:
            await self._vault.drop(taken)
            return _refusal(errand, task, refusal)
        try:
            await self._vault.keep(taken)
        except NoRoom:
            return _refusal(errand, task, NO_ROOM)
        return ArchiveDocument(
            **_file(errand, task),
            is_signed=task.is_signed,
            sha256=taken.sha256,
            size=taken.size,
            content=kind,
        )

    async def _sheet(self, errand: OpenErrand, task: Sheet) -> Command | None:
        number, asked, file = errand.number, errand.errand, task.arrival
        try:
            if self._intake is None:
                raise RuntimeError("nobody takes spreadsheets over here")
            pieces = _pieces(self._platforms[asked.place.platform], file.fetch)
            report = await self._intake().take(pieces, file.name, asked.speaker, asked.place, task.digest)
        except Unreadable as unreadable:
            return SheetRefused(errand=number, reason=unreadable.reason)
        except StorageFault:
            raise
        except Exception as error:
            if not isinstance(error, NotSent | Refused):
                log.exception("errand %s: a spreadsheet could not be taken over", number)
            if not isinstance(error, Refused) and await self._is_put_off(errand, MAIL_WAITS):
                return None
            return SheetRefused(errand=number, reason=phrase("import-not-fetched", file=file.name))
        if task.digest:
            return SheetTaken(errand=number, report=report)
        return SheetSeen(errand=number, report=report, fetch=file.fetch, file=file.name, size=file.size)

    async def _mailed(self, errand: OpenErrand, task: Mail) -> Command | None:
        try:
            if self._mailer is None:
                raise Refused("away")
            text = await self._mailer.send(task, errand.number, self._clock.now())
            return NoticeSent(errand=errand.number, duty_id=task.duty_id, to=task.to, text=text)
        except NotSent:
            if await self._is_put_off(errand, MAIL_WAITS):
                return None
            reason = "away"
        except Refused as refused:
            reason = refused.reason
        except Unknown:
            reason = "perhaps"
        except Exception:
            log.exception("errand %s: a mail could not be sent", errand.number)
            reason = "refused"
        return NoticeFailed(errand=errand.number, duty_id=task.duty_id, to=task.to, reason=reason)

    async def _is_put_off(self, errand: OpenErrand, waits: tuple[int, ...]) -> bool:
        """Whether it is to be tried again; false after the last try."""
        if errand.attempts >= len(waits):
            return False
        at = self._clock.now() + timedelta(seconds=waits[errand.attempts])
        await asyncio.wrap_future(self._store.write(lambda ledger: ledger.errands.later(errand.number, at)))
        return True

    async def _drawn(self, errand: OpenErrand, task: Picture) -> Command:
        try:
            picture = await asyncio.wait_for(self._drawing(task), LONGEST_DRAWING)
            taken = await self._vault.take(_once(picture), len(picture))
            await self._vault.keep(taken)
        except Exception:
            log.exception("errand %s: a picture could not be drawn", errand.number)
            return PictureFailed(errand=errand.number)
        shows = task.shows if isinstance(task, Chart) else "shipments"
        return PostPicture(errand=errand.number, sha256=taken.sha256, shows=shows)


def _judged(head: bytes, tail: bytes, rules: FileRules) -> tuple[FileKind, Refusal | None]:
    """What the file is, and why it is not taken; its name has no say."""
    seen = look(head, tail, rules.archive)
    if seen.refusal is not None:
        return seen.kind, seen.refusal
    return seen.kind, None if seen.kind in rules.kinds else Refusal.NOT_ALLOWED


def _refusal(errand: OpenErrand, task: Fetch, reason: str) -> RefuseDocument:
    return RefuseDocument(**_file(errand, task), reason=str(reason))


def _file(errand: OpenErrand, task: Fetch) -> dict[str, Any]:
    """What is said of a fetched file whatever became of it: `FetchedFile`'s fields."""
    kept = ("shipment_id", "customer_id", "order_id", "contact_id", "kind", "note")
    return {"arrival": errand.number, **{name: getattr(task, name) for name in kept}}


async def _pieces(platform: Platform, fetch: str) -> AsyncIterator[bytes]:
    async for piece in platform.download(fetch):
        yield piece


async def _once(content: bytes) -> AsyncIterator[bytes]:
    yield content

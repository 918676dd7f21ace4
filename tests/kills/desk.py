"""The desk that is killed: the bot's own store, door, courier and round, its platforms at the other end of a pipe.

What it leaves out is the wire itself (signatures, HTTP, long polling); `tests/test_faults.py` kills that whole bot.
"""

import asyncio
import contextlib
import logging
import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from multiprocessing.connection import Connection
from pathlib import Path
from typing import assert_never
from unittest.mock import patch

from aiohttp import web

from bot import app as wiring
from bot import courier
from bot.config import Settings
from bot.domain.people import PlatformName
from bot.platforms.slack.limits import LIMITS as SLACK_LIMITS
from bot.platforms.telegram.limits import LIMITS as TELEGRAM_LIMITS
from bot.ports import pace
from bot.ports.ledger import Letter
from bot.ports.outside import CannotLookUp, Condition, Finding, Health, Later, Limits, NotSent, Unknown
from bot.ports.requests import Request
from bot.running import App
from tests.crashes import QuickClock
from tests.fresh import open_quickly

SHORT = 0.005
"""Seconds: what the desk waits for by the machine's own clock, which cannot be made quicker."""


class Act(StrEnum):
    """What the courier asks of a platform."""

    POST = "post"
    CHANGE = "change"
    FIND = "find"


class End(StrEnum):
    """How a call ended for the desk."""

    DONE = "done"
    LATER = "later"
    NOT_SENT = "not_sent"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Ready:
    """The desk is open."""


@dataclass(frozen=True, slots=True)
class Ask:
    """To the desk: somebody asks for something."""

    request: Request


@dataclass(frozen=True, slots=True)
class Done:
    """From the desk: acknowledged."""

    request: str


@dataclass(frozen=True, slots=True)
class Call:
    """From the desk: a platform is asked to do something with a letter."""

    number: int
    platform: PlatformName
    act: Act
    key: str
    is_repeat: bool = False


@dataclass(frozen=True, slots=True)
class Ended:
    """To the desk: what came of a call; `message` where one stands there."""

    number: int
    end: End
    message: str | None = None


@dataclass(slots=True)
class Wire:
    """The desk's end of the pipe."""

    pipe: Connection
    waiting: dict[int, "asyncio.Future[Ended]"] = field(default_factory=dict)
    asked: "asyncio.Queue[Request]" = field(default_factory=asyncio.Queue)
    count: int = 0

    def listen(self) -> None:
        """Take what comes, from a thread of its own."""
        loop = asyncio.get_running_loop()

        def run() -> None:
            with contextlib.suppress(EOFError, OSError):
                while True:
                    loop.call_soon_threadsafe(self._take, self.pipe.recv())

        threading.Thread(target=run, daemon=True).start()

    def _take(self, said: Ask | Ended) -> None:
        match said:
            case Ask(request):
                self.asked.put_nowait(request)
            case Ended(number):
                self.waiting.pop(number).set_result(said)
            case _:
                assert_never(said)

    async def call(self, platform: PlatformName, act: Act, key: str, *, is_repeat: bool = False) -> str | None:
        """Ask a platform; raises as platforms do."""
        self.count += 1
        future: asyncio.Future[Ended] = asyncio.get_running_loop().create_future()
        self.waiting[self.count] = future
        self.pipe.send(Call(self.count, platform, act, key, is_repeat))
        ended = await future
        match ended.end:
            case End.DONE:
                return ended.message
            case End.LATER:
                raise Later(SHORT)
            case End.NOT_SENT:
                raise NotSent("connect")
            case End.UNKNOWN:
                raise Unknown("lost")
            case _:
                assert_never(ended.end)


@dataclass(slots=True)
class FarPlatform:
    """A platform behind the pipe."""

    name: PlatformName
    limits: Limits
    wire: Wire

    async def deliver(self, letter: Letter, *, is_repeat: bool) -> tuple[str, ...]:
        return (await self.wire.call(self.name, Act.POST, letter.key, is_repeat=is_repeat) or "",)

    async def revise(self, letter: Letter) -> tuple[str, ...]:
        await self.wire.call(self.name, Act.CHANGE, letter.key)
        return (letter.revises or "",)

    async def find(self, letter: Letter, since: datetime) -> tuple[str, ...] | None:
        if not self.limits.can_be_asked:
            raise CannotLookUp
        found = await self.wire.call(self.name, Act.FIND, letter.key)
        return (found,) if found is not None else None

    async def download(self, fetch: str) -> AsyncIterator[bytes]:
        if fetch:
            raise NotSent("nothing to fetch")
        yield b""

    async def start(self) -> None:
        return

    async def stop(self) -> None:
        return

    def health(self) -> Health:
        return Health(Condition.UP)

    async def check(self, now: datetime) -> tuple[Finding, ...]:
        return ()

    def routes(self) -> list[web.RouteDef]:
        return []


def live(folder: Path, clock: QuickClock, pipe: Connection) -> None:
    """Be the desk until killed."""
    logging.disable(logging.CRITICAL)
    pace.PACES, courier.IDLE = {}, SHORT
    asyncio.run(_serve(folder, clock, pipe))


def both_doors(folder: Path) -> Settings:
    """Settings of a desk that speaks at Slack and at Telegram."""
    return Settings(
        data_dir=folder,
        bot_language="en",
        slack_bot_token="xoxb-nobody",
        slack_signing_secret="nobody",
        telegram_bot_token="1:nobody",
    )


async def _serve(folder: Path, clock: QuickClock, pipe: Connection) -> None:
    wire = Wire(pipe)
    far = [
        FarPlatform(PlatformName.SLACK, SLACK_LIMITS, wire),
        FarPlatform(PlatformName.TELEGRAM, TELEGRAM_LIMITS, wire),
    ]
    with patch.object(wiring, "_platforms", lambda *_, **__: far):
        app = open_quickly(both_doors(folder), clock)
    app.courier.start()
    wire.listen()
    pipe.send(Ready())
    ticking = asyncio.create_task(_tick(app))
    serving: set[asyncio.Task[None]] = set()
    while not ticking.done():
        task = asyncio.create_task(_hear(app, wire, await wire.asked.get()))
        serving.add(task)
        task.add_done_callback(serving.discard)


async def _tick(app: App) -> None:
    while True:
        await app.round.run()
        await asyncio.sleep(SHORT)


async def _hear(app: App, wire: Wire, request: Request) -> None:
    await app.desk.hear(request)
    wire.pipe.send(Done(request.id))

"""A desk in a process of its own that can be killed at any moment, on a clock that both sides read alike."""

import asyncio
import contextlib
import logging
import multiprocessing
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from multiprocessing.connection import Connection
from time import monotonic
from typing import Any

from bot import courier
from bot.app import open_app
from bot.config import Settings
from bot.platforms.console import platform as _console
from bot.platforms.slack import platform as _slack
from bot.platforms.telegram import platform as _telegram
from bot.ports import pace
from bot.running import serving

PRELOADED = (_console, _slack, _telegram)
"""What the wiring loads late is loaded once, before the first child is made."""


@dataclass(frozen=True, slots=True)
class QuickClock:
    """A clock that runs faster than the machine's, and shows every process the same."""

    begun_at: datetime
    begun: float
    speed: float

    def now(self) -> datetime:
        """The moment it shows."""
        return self.begun_at + timedelta(seconds=(monotonic() - self.begun) * self.speed)


@dataclass(slots=True)
class Child:
    """The desk's process and where it listens."""

    process: Any
    address: str

    def kill(self) -> None:
        """End it as a power cut would, as far as a process can."""
        self.process.kill()
        self.process.join(10)


@contextlib.contextmanager
def nursery() -> Iterator[Any]:
    """A server that has everything loaded and makes desks by forking; one for all tests of this process."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.crashes", "tests.kills.warm"])
    yield context


async def open_child(context: Any, settings: dict[str, Any], clock: QuickClock) -> Child:
    """Start a desk and wait until it listens."""
    ours, theirs = context.Pipe()
    process = context.Process(target=_live, args=(settings, clock, theirs), daemon=True)
    await asyncio.to_thread(process.start)
    theirs.close()
    address = await asyncio.to_thread(_first_word, ours)
    return Child(process, address)


def _first_word(connection: Connection) -> str:
    if not connection.poll(30):
        raise AssertionError("the desk did not open")
    word: str = connection.recv()
    return word


def _live(settings: dict[str, Any], clock: QuickClock, told: Connection) -> None:
    logging.disable(logging.CRITICAL)
    pace.PACES = {}
    courier.IDLE = 0.05
    asyncio.run(_serve(settings, clock, told))


async def _serve(settings: dict[str, Any], clock: QuickClock, told: Connection) -> None:
    async with serving(open_app(Settings(**settings), clock=clock)) as address:
        told.send(address)
        await asyncio.Event().wait()

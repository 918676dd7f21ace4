"""What comes up on the board, gathered once for all open windows: however many look, the store is asked once."""

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import AsyncIterator, Mapping, Sequence

from msgspec import Struct

from bot.platforms.console.board import Board
from bot.platforms.console.limits import GATHER_SECONDS, KEPT_CHANGES
from bot.ports.console import Message, Roster, Sessions
from bot.ports.work import Clock

log = logging.getLogger(__name__)

BATCH = 100
BEYOND = 2**62
"""Greater than every change."""


class Window(Struct, eq=False):
    """One open page. `token`: its session; empty where in the demo desk its address says as whom it looks.

    `is_welcome`: the session is still open. `is_member`: the person still belongs to the desk.
    """

    person_id: int
    token: str
    is_welcome: bool = True
    is_member: bool = True


class Feed:
    """The newest changes, held in memory while anybody looks. What is older is asked of the store, once, by whoever
    comes back from a long way."""

    def __init__(self, board: Board, sessions: Sessions, roster: Roster, clock: Clock) -> None:
        self._board, self._sessions, self._roster, self._clock = board, sessions, roster, clock
        self._kept: deque[Message] = deque()
        self._from, self._last = BEYOND, 0
        self._windows: set[Window] = set()
        self._news = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self.names: Mapping[int, str] = {}
        self.turn = 0
        """How far the trail had come: when it moves, boards look again."""

    @contextlib.asynccontextmanager
    async def open(self, window: Window) -> AsyncIterator[None]:
        """Gather for this window as long as it is open."""
        if not self.names:
            self.names = {person.id: person.name for person in await self._roster.people()}
        self._windows.add(window)
        if self._task is None:
            self._task = asyncio.create_task(self._gather_on())
        try:
            yield
        finally:
            self._windows.discard(window)
            if not self._windows:
                self.close()

    def close(self) -> None:
        """Gather no more, and wake everybody who waits for news."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
        self._kept.clear()
        self._from, self._last = BEYOND, 0
        self._tell()

    def listen(self) -> asyncio.Event:
        """Rings with the next news. Take it before looking, so that nothing falls between."""
        return self._news

    async def newest(self) -> int:
        """The newest change there is."""
        return await self._board.store.last_change()

    async def since(self, after: int, chats: Sequence[str], reader: int) -> tuple[list[Message], int]:
        """Some of what the reader sees of the changes after one, oldest first, and up to which change that is all."""
        known = self._last
        if after >= self._from:
            return [one for one in self._kept if one.change > after and one.is_seen_by(reader, chats)], known
        found = await self._board.store.changed(after, chats, reader, BATCH)
        if len(found) == BATCH:
            return list(found), found[-1].change
        return list(found), max(known, after, *(one.change for one in found))

    async def _gather_on(self) -> None:
        is_begun = False
        while True:
            bell = self._board.listen()
            try:
                if not is_begun:
                    self._last = await self._board.store.last_change()
                    self._from, is_begun = self._last, True
                await self._gather()
            except Exception as error:
                log.warning("the board could not be read for the open pages: %s", type(error).__name__)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(GATHER_SECONDS):
                    await bell.wait()

    async def _gather(self) -> None:
        windows, last, turn = tuple(self._windows), self._last, self.turn
        people = await self._roster.people()
        self.names = {person.id: person.name for person in people}
        alive = await self._sessions.alive({one.token for one in windows if one.token}, self._clock.now())
        for one in windows:
            one.is_member = one.person_id in self.names
            one.is_welcome = one.token in alive if one.token else one.is_member
        while found := await self._board.store.since(self._last, BATCH):
            self._keep(found)
        self.turn = await self._board.store.turn()
        if (last, turn) != (self._last, self.turn) or not all(one.is_welcome for one in windows):
            self._tell()

    def _keep(self, found: Sequence[Message]) -> None:
        self._kept.extend(found)
        while len(self._kept) > KEPT_CHANGES:
            self._from = self._kept.popleft().change
        self._last = found[-1].change

    def _tell(self) -> None:
        news, self._news = self._news, asyncio.Event()
        news.set()

"""One-time codes on the page: gone from it, for good, once they were used or have expired."""

import asyncio
import contextlib
import logging

from bot.platforms.console.board import Board
from bot.platforms.console.limits import FORGET_SECONDS
from bot.ports.console import ToldOnce
from bot.ports.ledger import StorageFault
from bot.ports.work import Clock

log = logging.getLogger(__name__)


class Forgetting:
    """Looks, while a code stands on the board, whether it still opens anything. Where none stands, it asks nothing."""

    def __init__(self, board: Board, once: ToldOnce, clock: Clock) -> None:
        self._board, self._once, self._clock = board, once, clock
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Look from now on; first at what an earlier run left standing."""
        self._task = asyncio.create_task(self._look_on())

    async def stop(self) -> None:
        """Look no more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _look_on(self) -> None:
        is_begun = False
        while True:
            bell = self._board.listen()
            try:
                if not is_begun:
                    self._board.showing |= await self._once.showing()
                    is_begun = True
                await self._look()
            except StorageFault as error:
                log.warning("codes on the board could not be looked at", extra={"reason": str(error)})
            if is_begun and not self._board.showing:
                await bell.wait()
                continue
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(FORGET_SECONDS):
                    await bell.wait()

    async def _look(self) -> None:
        if not self._board.showing:
            return
        changed = await self._once.strike(tuple(self._board.showing), self._clock.now())
        self._board.showing -= changed
        if changed:
            self._board.ring()

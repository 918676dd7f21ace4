"""Whose turn it is to ask Telegram: two processes that asked for one bot would drive one another away."""

import logging
from datetime import timedelta
from typing import Final

from bot.ports.ledger import StorageFault
from bot.ports.outside import NotSent, Watch
from bot.ports.work import Clock

log = logging.getLogger(__name__)

HELD_FOR: Final = timedelta(seconds=45)
"""Longer than one question to Telegram takes; a process that died holds up the next one for no longer."""
ELSEWHERE: Final = "held_elsewhere"


class Turn:
    """The turn of one process. Without a `watch` it is always its own: then there is no other."""

    def __init__(self, watch: Watch | None, clock: Clock) -> None:
        self._watch, self._clock = watch, clock

    async def keep(self) -> None:
        """Take the turn, or keep it for another question. Raises `NotSent` while another process has it."""
        now = self._clock.now()
        if self._watch is not None and not await self._watch.take(now, now + HELD_FOR):
            raise NotSent(ELSEWHERE)

    async def leave(self) -> None:
        """Let another process have it at once."""
        if self._watch is None:
            return
        try:
            await self._watch.leave(self._clock.now())
        except StorageFault:
            log.warning("the turn to ask Telegram is left to run out")

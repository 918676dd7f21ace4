"""One round: the timers that are due become requests from the clock, and go through the same door as everybody's."""

import asyncio
import logging
from datetime import datetime

from msgspec import Struct

from bot.ports.ledger import StorageFault, Store
from bot.ports.outside import HearsMany
from bot.ports.requests import CLOCK, NOWHERE, DueTimer, Ordered, Request
from bot.ports.work import Clock

log = logging.getLogger(__name__)

AT_ONCE = 1024
"""Timers looked up together, and handed to the desk together: it serves them while nobody else asks."""


class Round(Struct):
    """Looks for due timers and has them served. Two rounds, or two processes, ask for one timer only once."""

    store: Store
    desk: HearsMany
    clock: Clock
    last_at: datetime | None = None
    """When a round last ended well; the watchdog and `/healthz` look at it."""

    async def run(self) -> int:
        """Serve all that is due now; returns how many. A store that does not answer is tried again next round."""
        served = 0
        try:
            is_whole, due = True, await self._due()
            while due and is_whole:
                answers, following = await asyncio.gather(
                    self.desk.hear_all([_request(timer) for timer in due]),
                    # The next are looked up meanwhile, so that the writer need not wait for them.
                    self._due(len(due)) if len(due) == AT_ONCE else _nothing(),
                )
                served += len(due)
                if any(isinstance(answer, BaseException) for answer in answers):
                    log.error("round: the store did not take all of %s timers", len(due))
                    is_whole = False
                # Some may have been passed over, while those before them were being struck out.
                due = following or await self._due()
        except StorageFault:
            log.error("round: the store does not answer")
            return served
        self.last_at = self.clock.now()
        return served

    async def _due(self, passing: int = 0) -> list[DueTimer]:
        now = self.clock.now()
        return await asyncio.wrap_future(self.store.read(lambda ledger: ledger.alarms.due(now, AT_ONCE, passing)))


async def _nothing() -> list[DueTimer]:
    return []


def _request(timer: DueTimer) -> Request:
    request_id = f"clock:{timer.key}:{timer.due_at.isoformat()}"
    return Request(request_id, CLOCK, Ordered(timer.command, timer), NOWHERE)

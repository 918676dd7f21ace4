"""The ticking: APScheduler calls the round every second, and nothing else lives in it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MISSED, JobExecutionEvent
from apscheduler.schedulers.asyncio import AsyncIOScheduler

log = logging.getLogger(__name__)

EVERY = 1.0
"""Seconds between rounds: a reminder is at most this late while the bot is up."""


class Ticker:
    """Starts and stops the ticking. Misses are logged; the rows are still due and the next round finds them."""

    def __init__(self, tick: Callable[[], Awaitable[object]], every: float = EVERY) -> None:
        self._scheduler = AsyncIOScheduler(
            timezone="UTC", job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1}
        )
        self._tick, self._is_stopping = tick, False
        self._scheduler.add_job(self._once, "interval", seconds=every, id="round")
        self._scheduler.add_listener(_complain, EVENT_JOB_ERROR | EVENT_JOB_MISSED)

    def start(self) -> None:
        """Tick from now on; needs a running loop."""
        self._scheduler.start()

    def stop(self) -> None:
        """Tick no more."""
        self._is_stopping = True
        self._scheduler.shutdown(wait=False)

    async def _once(self) -> None:
        try:
            await self._tick()
        except asyncio.CancelledError:
            # A round broken off by our own stop is no fault: its rows are still due.
            if not self._is_stopping:
                raise


def _complain(event: JobExecutionEvent) -> None:
    log.error("the clock's round failed", exc_info=event.exception)

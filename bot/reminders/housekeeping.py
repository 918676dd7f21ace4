"""What must be true when the clock starts: somebody keeps house every hour."""

import asyncio

from bot.commands.follow_ups import KeepHouse
from bot.domain.people import PlatformName
from bot.ports.ledger import Ledger, Store, Via
from bot.ports.work import Clock


async def begin_house(store: Store, clock: Clock) -> None:
    """Set the timer that sets all the others; harmless when it stands already."""
    now = clock.now()

    def job(ledger: Ledger) -> None:
        ledger.begin(Via("start", None, PlatformName.CLOCK, "clock", now))
        ledger.timers.set("keep_house", now, KeepHouse())

    await asyncio.wrap_future(store.write(job))

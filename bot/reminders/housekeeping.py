"""What must be true when the clock starts: somebody keeps house and checks the requests every hour."""

import asyncio
from datetime import timedelta

from bot.commands.approvals import AuditApprovals
from bot.commands.follow_ups import KeepHouse
from bot.domain.people import PlatformName
from bot.handlers.approval_clock import AUDIT
from bot.ports.ledger import Ledger, Store, Via
from bot.ports.work import Clock


async def begin_house(store: Store, clock: Clock) -> None:
    """Set the timers that set all the others; harmless when they stand already."""
    now = clock.now()
    next_hour = now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)

    def job(ledger: Ledger) -> None:
        ledger.begin(Via("start", None, PlatformName.CLOCK, "clock", now))
        ledger.timers.set("keep_house", now, KeepHouse())
        ledger.timers.set(AUDIT, next_hour, AuditApprovals(planned_for=next_hour.isoformat()))

    await asyncio.wrap_future(store.write(job))

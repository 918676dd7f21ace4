"""What platforms tell that nobody asked: a group moved, somebody blocked the bot, a message nobody can read or take."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from bot.commands.people import ReportRules, ReportUndelivered
from bot.domain.people import PlatformName
from bot.ports.ledger import Lease, Ledger, Store, Via
from bot.ports.outside import HearsMany
from bot.ports.requests import Ordered, Request
from bot.ports.work import Clock
from bot.reminders.round import CLOCK, NOWHERE

log = logging.getLogger(__name__)


class Tidings:
    """Keeps the tidings of one platform; every method returns after the commit."""

    def __init__(self, store: Store, clock: Clock, platform: PlatformName) -> None:
        self._store, self._clock, self._platform = store, clock, platform

    async def moved(self, old: str, new: str) -> None:
        """A chat goes on under another number: letters, cards, routes and bindings follow it."""
        await self._write(lambda ledger: ledger.outbox.move_chat(self._platform, old, new), f"moved:{old}")

    async def blocked(self, account: str, is_blocked: bool) -> None:
        """An account does not want to hear the bot, or wants to again: it is reached elsewhere meanwhile."""

        def job(ledger: Ledger) -> None:
            known = ledger.accounts.of(self._platform, account)
            if known is not None:
                ledger.accounts.change(known, is_blocked=is_blocked)

        await self._write(job, f"blocked:{account}")

    async def poison(self, request_id: str, raw: Mapping[str, Any], problem: str) -> None:
        """Something nobody can read: kept as it came, and passed over."""
        log.error("quarantined %s: %s", request_id, problem)
        now = self._clock.now()
        await self._write(lambda ledger: ledger.quarantine(request_id, raw, problem, now), f"poison:{request_id}")

    async def _write(self, job: Callable[[Ledger], None], cause: str) -> None:
        via = Via(f"{self._platform}:{cause}", None, self._platform, "", self._clock.now())

        def begun(ledger: Ledger) -> None:
            ledger.begin(via)
            job(ledger)

        await asyncio.wrap_future(self._store.write(begun))


class Complaint:
    """Tells somebody, by another way, that a letter was definitely refused: the admins, and whoever it was for."""

    def __init__(self, desk: HearsMany) -> None:
        self._desk = desk

    async def tell(self, platform: PlatformName, lease: Lease, reason: str) -> None:
        """Ask the desk to report the failure; a report that fails itself is not reported again."""
        letter = lease.letter
        if letter.key.startswith("undelivered:"):
            return
        command = ReportUndelivered(
            letter_key=letter.key,
            platform=platform.value,
            chat=letter.place.chat,
            reason=reason,
            person_id=letter.person_id,
            is_shared=letter.place.is_shared,
        )
        await self._desk.hear_all([Request(f"undelivered:{lease.number}", CLOCK, Ordered(command), NOWHERE)])

    async def tell_rules(self, problem: str, at: datetime) -> None:
        """The firm's rules file became unusable while running: the admins hear of it, once for each change."""
        stamp = at.isoformat()
        command = ReportRules(problem=problem, at=stamp)
        await self._desk.hear_all([Request(f"rules:{stamp}", CLOCK, Ordered(command), NOWHERE)])

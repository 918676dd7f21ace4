"""What platforms tell that nobody asked: a group moved, somebody blocked the bot, a message nobody can read or take."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from bot.commands.people import ReportRules, ReportUndelivered
from bot.dialogue.replies import Small
from bot.domain.people import Account, PlatformName
from bot.domain.phrases import choice_phrase, phrase
from bot.ports.ledger import Lease, Ledger, Letter, Store, Via
from bot.ports.outside import HearsMany, refusal_said
from bot.ports.requests import CLOCK, NOWHERE, Ordered, Place, Request
from bot.ports.work import Clock

log = logging.getLogger(__name__)

SENT_ON = ":sent-on:"
"""Parts the key of a letter from the numbers of its reader's accounts that were tried."""


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
    """Sees to it that a refused letter goes another way: to its reader's other account, or to those who must know."""

    def __init__(self, desk: HearsMany, store: Store, clock: Clock, doors: frozenset[PlatformName]) -> None:
        self._desk, self._store, self._clock, self._doors = desk, store, clock, doors

    async def tell(self, platform: PlatformName, lease: Lease, reason: str) -> None:
        """Send it on, or ask the desk to report the failure; a report that fails itself is not reported again."""
        letter = lease.letter
        if letter.key.startswith("undelivered:"):
            return
        if await asyncio.wrap_future(self._store.write(lambda ledger: self._sent_on(ledger, letter, reason))):
            return
        command = ReportUndelivered(
            letter_key=letter.key,
            platform=platform.value,
            chat=letter.place.chat,
            reason=reason,
            person_id=letter.person_id,
            is_shared=letter.place.is_shared,
            about=letter.reply.card if letter.revises is None else None,
            is_change=letter.revises is not None,
        )
        await self._desk.hear_all([Request(f"undelivered:{lease.number}", CLOCK, Ordered(command), NOWHERE)])

    def _sent_on(self, ledger: Ledger, letter: Letter, reason: str) -> bool:
        """Whether the reader has another account to be reached on; the letter, saying so, goes there."""
        if letter.person_id is None or letter.place.is_shared or letter.revises is not None:
            return False
        key, *tried = letter.key.split(SENT_ON)
        accounts = ledger.accounts.of_person(letter.person_id)
        refused = {str(a.id) for a in accounts if _is_at(a, letter.place)} | set(tried)
        for account in accounts:
            if account.platform in self._doors and not account.is_blocked and str(account.id) not in refused:
                why = Small(
                    phrase(
                        "undelivered-sent-on",
                        platform=choice_phrase(letter.place.platform),
                        reason=refusal_said(reason),
                    )
                )
                place = Place(account.platform, account.chat or account.account)
                numbers = SENT_ON.join(sorted({*refused, str(account.id)}, key=int))
                onward = replace(letter, key=f"{key}{SENT_ON}{numbers}", place=place, reply=letter.reply.plus(why))
                ledger.outbox.put([onward], self._clock.now())
                return True
        return False

    async def tell_rules(self, problem: str, at: datetime) -> None:
        """The firm's rules file became unusable while running: the admins hear of it, once for each change."""
        stamp = at.isoformat()
        command = ReportRules(problem=problem, at=stamp)
        await self._desk.hear_all([Request(f"rules:{stamp}", CLOCK, Ordered(command), NOWHERE)])


def _is_at(account: Account, place: Place) -> bool:
    return account.platform is place.platform and place.chat in (account.chat, account.account)

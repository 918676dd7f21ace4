"""Carries the outbox to the platforms: in order within a chat, at the pace a platform bears, and never silently lost.

What it promises: nothing is lost; on a platform that can be asked nothing is sent twice; on one that cannot, a letter
whose fate nobody knows is sent once more and says so. What it does not do: decide what is told to whom; the desk does.
"""

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from time import monotonic
from typing import TypeAlias, TypeVar, assert_never

from msgspec import Struct, field
from msgspec.structs import replace

from bot.domain.people import PlatformName
from bot.ports import pace
from bot.ports.ledger import Lease, Ledger, Letter, StorageFault, Store
from bot.ports.outside import CannotLookUp, Later, Moved, NotSent, Platform, Refused, Unknown
from bot.ports.pace import FREE, Chat
from bot.ports.work import Clock

log = logging.getLogger(__name__)
T = TypeVar("T")
Tell = Callable[[PlatformName, Lease, str], Awaitable[None]]
"""Tells a person, some other way, that a letter was definitely refused."""
Drawn = Callable[[Ledger, Letter], Letter | None]
"""Draws the card of a letter that was written undrawn; None where there is nothing to show."""

AT_ONCE = 8
"""Letters in flight at once for one platform; also the most that can be repeated by a crash."""
IDLE = 1.0
"""Seconds between looks when nobody wakes us: other processes write letters too."""
SETTLE = timedelta(seconds=5)
"""How long a platform gets before it is asked whether a letter stands there."""
WAITS = (1, 2, 5, 15, 60, 300)
"""Seconds before the next try of a letter that was surely not sent."""


class _Sent(Struct, frozen=True):
    messages: tuple[str, ...]


class _Again(Struct, frozen=True):
    wait: timedelta
    problem: str
    is_unknown: bool = False


class _Failed(Struct, frozen=True):
    reason: str
    is_told: bool = True


_End: TypeAlias = _Sent | _Again | _Failed


class _Round(Struct):
    """One platform's rounds: chats in use, letters in flight, and what could not be found once already."""

    platform: Platform
    chats: dict[str, Chat] = field(default_factory=dict)
    flying: dict[str, "asyncio.Task[None]"] = field(default_factory=dict)
    missed: set[int] = field(default_factory=set)
    known: deque[str] = field(default_factory=deque)
    """Chats for which something may be ready, by the last look, or because a letter has just gone there."""
    has_news: bool = True
    look_at: float = 0.0
    """When the outbox is looked at again in any case: other processes write letters too."""
    wake: asyncio.Event = field(default_factory=asyncio.Event)

    def free(self, room: int) -> tuple[list[str], float]:
        """At most so many chats that can be told something now; else the seconds until one of them can.

        A letter that only waited for its chat's pace would keep one of the few places from chats that can be told.
        """
        free, waits = list[str](), {}
        while self.known and len(free) < room:
            chat = self.known.popleft()
            if chat not in self.flying and chat not in free:
                state = self.chats.get(chat)
                waits[chat] = state.left(monotonic()) if state is not None else 0.0
                if waits[chat] <= 0:
                    free.append(chat)
        self.known.extendleft(reversed([chat for chat, wait in waits.items() if wait > 0]))
        return free, min((wait for wait in waits.values() if wait > 0), default=IDLE)


class Courier:
    """Runs one round per platform until stopped."""

    def __init__(self, store: Store, clock: Clock, platforms: tuple[Platform, ...], tell: Tell, draw: Drawn) -> None:
        self._store, self._clock, self._tell, self._draw = store, clock, tell, draw
        self._rounds = [_Round(platform) for platform in platforms]
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin carrying."""
        self._tasks = [asyncio.create_task(self._run(r), name=f"courier-{r.platform.name}") for r in self._rounds]

    def wake(self) -> None:
        """There may be letters."""
        for r in self._rounds:
            r.has_news = True
            r.wake.set()

    async def stop(self) -> None:
        """Finish what is in flight, start nothing new."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        flying = [task for r in self._rounds for task in r.flying.values()]
        if flying:
            await asyncio.wait(flying, timeout=3)

    async def _run(self, r: _Round) -> None:
        while True:
            r.wake.clear()
            try:
                wait = await self._take(r)
            except StorageFault:
                log.error("courier: the store does not answer")
                wait = IDLE
            except Exception:
                # Whatever it was, the other letters must go on.
                log.exception("courier: a fault of ours")
                wait = IDLE
            if wait:
                # Not wait_for: in Python 3.11 it swallows a cancellation that comes with the wake.
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(wait):
                        await r.wake.wait()

    async def _take(self, r: _Round) -> float:
        """Send out what can go now; seconds until it is worth looking again, unless somebody wakes us before."""
        room = AT_ONCE - len(r.flying)
        if room <= 0:
            return IDLE
        now, name = self._clock.now(), r.platform.name
        if r.has_news or not r.known or monotonic() >= r.look_at:
            r.has_news, r.look_at = False, monotonic() + IDLE
            r.known.clear()
            heads = await asyncio.wrap_future(self._store.read(lambda ledger: ledger.outbox.heads(name)))
            # Those to which a letter has gone since the look began stand there already.
            r.known.extendleft(chat for chat, ready_at in reversed(heads) if ready_at <= now)
        free, wait = r.free(room)
        if not free:
            return min(IDLE, wait)
        for lease in await self._write(lambda ledger: ledger.outbox.take(name, now, free, partial(self._draw, ledger))):
            chat = _chat_key(lease)
            task = asyncio.create_task(self._carry(r, lease))
            r.flying[chat] = task
            task.add_done_callback(partial(_landed, r, chat))
        return 0.0

    async def _carry(self, r: _Round, lease: Lease) -> None:
        try:
            await self._record(r, lease, await self._end(r, lease))
        except StorageFault:
            log.error("letter %s: its end was not written; it is looked up when its lease is over", lease.number)
        except Exception:
            log.exception("letter %s: a fault of ours", lease.number)

    async def _end(self, r: _Round, lease: Lease) -> _End:
        letter = lease.letter
        if letter.expires_at is not None and letter.expires_at <= self._clock.now():
            return _Failed("expired", is_told=False)
        await self._keep_pace(r, lease)
        return await self._tried(r, lease)

    async def _tried(self, r: _Round, lease: Lease) -> _End:
        """Send the letter, or find that it stands there already; what became of it, whatever happens."""
        try:
            return await self._sent(r, lease)
        except Later as error:
            r.chats[_chat_key(lease)].blocked_until = monotonic() + error.seconds
            return _Again(timedelta(seconds=error.seconds), error.reason)
        except Moved as error:
            await self._follow(r, lease, error.new_chat)
            return _Again(timedelta(0), "moved")
        except NotSent as error:
            return _Again(timedelta(seconds=WAITS[min(lease.attempts, len(WAITS) - 1)]), error.reason)
        except Refused as error:
            return _Failed(error.reason)
        except Unknown as error:
            return _Again(SETTLE, error.reason, is_unknown=True)
        except Exception:
            log.exception("letter %s: a fault of ours", lease.number)
            return _Again(timedelta(seconds=WAITS[-1]), "fault", is_unknown=True)

    async def _sent(self, r: _Round, lease: Lease) -> _End:
        letter, found, is_repeat = lease.letter, None, False
        if lease.first_tried_at is not None and letter.revises is None:
            found, is_repeat = await self._look_up(r, lease)
            if found is None and not is_repeat and lease.number not in r.missed:
                r.missed.add(lease.number)
                return _Again(SETTLE, "not found yet", is_unknown=True)
        r.missed.discard(lease.number)
        if found is not None:
            return _Sent(found)
        if letter.revises is not None:
            return await self._revised(r, lease)
        return _Sent(await r.platform.deliver(letter, is_repeat=is_repeat))

    async def _revised(self, r: _Round, lease: Lease) -> _End:
        """Change the message; one that can be changed no more is posted anew, so that nobody reads what is past."""
        try:
            return _Sent(await r.platform.revise(lease.letter))
        except Refused as error:
            log.info("letter %s: posted anew, %s", lease.number, error.reason)
            return _Sent(await r.platform.deliver(replace(lease.letter, revises=None), is_repeat=False))

    async def _record(self, r: _Round, lease: Lease, end: _End) -> None:
        now = self._clock.now()
        match end:
            case _Sent(messages):
                await self._write(lambda ledger: ledger.outbox.sent(lease, messages, now))
            case _Again(wait, problem, is_unknown):
                at = now + wait
                await self._write(lambda ledger: ledger.outbox.again(lease, at, is_unknown=is_unknown, problem=problem))
            case _Failed(reason, is_told):
                log.warning("letter %s refused: %s", lease.number, reason)
                await self._write(lambda ledger: ledger.outbox.failed(lease, reason, now))
                if is_told:
                    await self._tell(r.platform.name, lease, reason)
            case _:
                assert_never(end)

    async def _follow(self, r: _Round, lease: Lease, new_chat: str) -> None:
        old, name = lease.letter.place.chat, r.platform.name
        await self._write(lambda ledger: ledger.outbox.move_chat(name, old, new_chat))

    async def _look_up(self, r: _Round, lease: Lease) -> tuple[tuple[str, ...] | None, bool]:
        """What stands there already, and whether sending again might be a repeat."""
        if lease.first_tried_at is None:
            return None, False
        try:
            return await r.platform.find(lease.letter, lease.first_tried_at), False
        except CannotLookUp:
            return None, True

    async def _keep_pace(self, r: _Round, lease: Lease) -> None:
        key = _chat_key(lease)
        private, shared = pace.PACES.get(r.platform.name, (FREE, FREE))
        borne = shared if lease.letter.place.is_shared else private
        chat = r.chats.setdefault(key, Chat(borne, borne.burst, monotonic()))
        while (wait := chat.wait(monotonic())) > 0:
            await asyncio.sleep(wait)

    async def _write(self, job: Callable[[Ledger], T]) -> T:
        return await asyncio.wrap_future(self._store.write(job))


def _landed(r: _Round, chat: str, _: "asyncio.Task[None]") -> None:
    r.flying.pop(chat, None)
    # Whatever else waits for this chat comes next, without a look at all the others.
    r.known.append(chat)
    r.wake.set()


def _chat_key(lease: Lease) -> str:
    """Threads and topics share their chat's pace, and the outbox gives out one letter a chat."""
    return lease.letter.place.chat

"""The courier: in order within a chat, at the platform's pace, nothing lost, nothing twice that can be looked up."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from msgspec.structs import replace

from bot import courier as room
from bot.courier import Courier
from bot.dialogue.replies import Reply, say
from bot.domain.people import Language, PlatformName
from bot.domain.phrases import words
from bot.domain.refs import Kind, Ref
from bot.ports import pace as pace_of_chats
from bot.ports.ledger import Lease, Ledger, Letter, StorageFault, Store
from bot.ports.outside import CannotLookUp, Later, Moved, NotSent, Platform, Refused, Unknown
from bot.ports.pace import FREE, PACES, Chat, Pace
from bot.ports.requests import Place
from bot.storage.outbox import LEASED_FOR
from bot.storage.store import SqlStore
from tests.fakes import until
from tests.fresh import START, store_in

CARD = Ref(Kind.FOLLOW_UP, 7)


@dataclass(slots=True)
class HandClock:
    at: datetime = START

    def now(self) -> datetime:
        return self.at


@dataclass(slots=True)
class Post:
    """A platform that does to each letter what a test ordered, else delivers it."""

    name: PlatformName = PlatformName.SLACK
    orders: dict[str, deque[Exception]] = field(default_factory=dict)
    gates: dict[str, asyncio.Event] = field(default_factory=dict)
    found: dict[str, tuple[str, ...] | Exception] = field(default_factory=dict)
    log: list[tuple[str, str, bool]] = field(default_factory=list)
    """What was done (`deliver`, `revise`, `find`), to which letter, and whether as a repeat."""
    places: dict[str, str] = field(default_factory=dict)
    standing: list[str] = field(default_factory=list)
    in_flight: dict[str, int] = field(default_factory=dict)
    most_in_flight: int = 0

    def order(self, key: str, *ends: Exception) -> None:
        self.orders[key] = deque(ends)

    async def deliver(self, letter: Letter, *, is_repeat: bool) -> tuple[str, ...]:
        return await self._done("deliver", letter, is_repeat)

    async def revise(self, letter: Letter) -> tuple[str, ...]:
        return await self._done("revise", letter, False)

    async def find(self, letter: Letter, since: datetime) -> tuple[str, ...] | None:
        self.log.append(("find", letter.key, False))
        found = self.found.get(letter.key)
        if isinstance(found, Exception):
            raise found
        return found

    async def _done(self, what: str, letter: Letter, is_repeat: bool) -> tuple[str, ...]:
        self.log.append((what, letter.key, is_repeat))
        chat = letter.place.chat
        self.in_flight[chat] = self.in_flight.get(chat, 0) + 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight[chat])
        try:
            if letter.key in self.gates:
                await self.gates[letter.key].wait()
            await asyncio.sleep(0)
        finally:
            self.in_flight[chat] -= 1
        if self.orders.get(letter.key):
            raise self.orders[letter.key].popleft()
        self.standing.append(letter.key)
        self.places[letter.key] = chat
        return (letter.revises or f"m{len(self.standing)}",) if what == "revise" else (f"m{len(self.standing)}",)

    def done(self, key: str) -> list[tuple[str, bool]]:
        return [(what, is_repeat) for what, name, is_repeat in self.log if name == key]


@dataclass(slots=True)
class Rig:
    """A courier over a real store and one platform."""

    store: SqlStore
    post: Post
    clock: HandClock = field(default_factory=HandClock)
    told: list[tuple[PlatformName, str, str]] = field(default_factory=list)
    couriers: list[Courier] = field(default_factory=list)
    undrawable: set[str] = field(default_factory=set)

    def hire(self, post: Post | None = None, store: Store | None = None) -> Courier:
        platforms = (cast("Platform", post or self.post),)
        courier = Courier(store or self.store, self.clock, platforms, self._tell, self._draw)
        self.couriers.append(courier)
        courier.start()
        return courier

    def _draw(self, _: Ledger, letter: Letter) -> Letter | None:
        """Draws what was written undrawn: nobody here has cards, so that a sentence must do."""
        if letter.key in self.undrawable:
            return None
        return replace(letter, reply=letter.reply.plus(*say(words("drawn")).blocks), is_undrawn=False)

    async def _tell(self, platform: PlatformName, lease: Lease, reason: str) -> None:
        self.told.append((platform, lease.letter.key, reason))

    def put(self, *letters: Letter) -> None:
        self.store.write(lambda ledger: ledger.outbox.put(letters, self.clock.at)).result(10)
        for courier in self.couriers:
            courier.wake()

    async def later(self, **length: float) -> None:
        """Let time pass and the courier look again."""
        self.clock.at += timedelta(**length)
        for courier in self.couriers:
            courier.wake()

    async def until(self, condition: Callable[[], Any], what: str) -> None:
        def look() -> Any:
            for courier in self.couriers:
                courier.wake()
            return condition()

        await until(look, 10, what)

    async def step(self, key: str, number: int) -> None:
        """Wait until so many things were done to a letter and how the last ended is written."""

        def is_over() -> bool:
            flying = any(r.flying for courier in self.couriers for r in courier._rounds)
            return len(self.post.done(key)) == number and not flying

        await until(is_over, 10, f"step {number} of {key}")

    async def quiet(self) -> None:
        """Wait until all letters are told or refused."""
        await self.until(lambda: self.waiting() == 0, "the outbox to be empty")

    def waiting(self) -> int:
        return self.store.read(lambda ledger: ledger.outbox.waiting()).result(10)

    def hanging(self) -> list[tuple[str, str]]:
        copies = self.store.read(lambda ledger: ledger.posted.of(CARD)).result(10)
        return [(copy.place.chat, copy.message) for copy in copies]


@pytest.fixture
def rig(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Rig]:
    monkeypatch.setattr(pace_of_chats, "PACES", {})
    store = store_in(tmp_path)
    yield Rig(store, Post())
    store.close()


@asynccontextmanager
async def working(rig: Rig) -> AsyncIterator[Courier]:
    courier = rig.hire()
    try:
        yield courier
    finally:
        for one in rig.couriers:
            await one.stop()


def letter(key: str, chat: str = "C1", **fields: Any) -> Letter:
    reply = Reply(say(words(key)).blocks, fields.pop("card", None))
    return Letter(key, Place(fields.pop("on", PlatformName.SLACK), chat), reply, Language.EN, "UTC", **fields)


async def test_one_in_flight_a_chat_in_order_while_others_go_on(rig: Rig) -> None:
    gate = rig.post.gates["a1"] = asyncio.Event()
    rig.put(letter("a1"), letter("b1", "C2"), letter("a2"), letter("a3"), letter("b2", "C2"))
    async with working(rig):
        await rig.until(lambda: "b2" in rig.post.standing, "the other chat")
        assert rig.post.standing == ["b1", "b2"]
        gate.set()
        await rig.quiet()
    assert [key for key in rig.post.standing if key.startswith("a")] == ["a1", "a2", "a3"]
    assert rig.post.most_in_flight == 1


async def test_threads_of_a_chat_share_its_line(rig: Rig) -> None:
    in_thread = Letter("t", Place(PlatformName.SLACK, "C1", "17.1"), say(words("t")), Language.EN, "UTC")
    rig.put(letter("a1"), in_thread, letter("a2"))
    async with working(rig):
        await rig.quiet()
    assert rig.post.standing == ["a1", "t", "a2"]
    assert rig.post.most_in_flight == 1


async def test_a_delivery_longer_than_its_lease_is_not_begun_a_second_time(rig: Rig) -> None:
    gate = rig.post.gates["slow"] = asyncio.Event()
    rig.put(letter("slow"), letter("b", "C2"))
    async with working(rig):
        await rig.until(lambda: rig.post.done("slow"), "the slow one to begin")
        await rig.later(seconds=LEASED_FOR.total_seconds() + 1)
        rig.put(letter("b2", "C2"))
        await rig.until(lambda: "b2" in rig.post.standing, "another chat")
        assert rig.post.done("slow") == [("deliver", False)]
        gate.set()
        await rig.quiet()
    assert rig.post.standing.count("slow") == 1


async def test_retry_after_is_obeyed_in_that_chat_only(rig: Rig) -> None:
    rig.post.order("a1", Later(20))
    rig.put(letter("a1"), letter("a2"), letter("b1", "C2"), letter("b2", "C2"))
    async with working(rig) as courier:
        await rig.until(lambda: "b2" in rig.post.standing, "the other chat")
        await rig.later(seconds=19)
        await asyncio.sleep(0.05)
        assert rig.post.standing == ["b1", "b2"], "not before the time is over, and nothing overtakes"
        (one,) = courier._rounds
        one.chats["C1"].blocked_until = 0.0
        await rig.later(seconds=2)
        await rig.quiet()
    assert rig.post.standing == ["b1", "b2", "a1", "a2"]
    assert rig.post.done("a1") == [("deliver", False)] * 2


async def test_what_was_surely_not_sent_is_tried_again_and_is_no_repeat(rig: Rig) -> None:
    rig.post.order("a", NotSent("connect"), NotSent("connect"))
    rig.put(letter("a"))
    async with working(rig):
        for number, seconds in ((1, 3), (2, 6)):
            await rig.step("a", number)
            await rig.later(seconds=seconds)
        await rig.quiet()
    assert rig.post.done("a") == [("deliver", False)] * 3, "and nothing was looked up"
    assert rig.told == []


async def test_what_is_refused_is_told_once_and_gives_way(rig: Rig) -> None:
    rig.post.order("a", Refused("channel_not_found"))
    rig.put(letter("a"), letter("b"))
    async with working(rig):
        await rig.quiet()
    assert rig.told == [(PlatformName.SLACK, "a", "channel_not_found")]
    assert rig.post.done("a") == [("deliver", False)]
    assert rig.post.standing == ["b"]


async def test_a_lost_answer_is_looked_up_and_the_message_adopted(rig: Rig) -> None:
    rig.post.order("a", Unknown("timeout"))
    rig.post.found["a"] = ("m77",)
    rig.put(letter("a", card=CARD))
    async with working(rig):
        await rig.step("a", 1)
        await rig.later(seconds=60)
        await rig.quiet()
    assert rig.post.done("a") == [("deliver", False), ("find", False)]
    assert rig.hanging() == [("C1", "m77")], "the card that stands there is the one that will be changed"


async def test_not_found_twice_is_sent_once_more(rig: Rig) -> None:
    rig.post.order("a", Unknown("timeout"))
    rig.put(letter("a"))
    async with working(rig):
        for number in (1, 2):
            await rig.step("a", number)
            await rig.later(seconds=60)
        await rig.quiet()
    assert rig.post.done("a") == [("deliver", False), ("find", False), ("find", False), ("deliver", False)]


async def test_where_nobody_can_be_asked_it_is_sent_once_more_and_says_so(rig: Rig) -> None:
    rig.post.name = PlatformName.TELEGRAM
    rig.post.order("a", Unknown("timeout"))
    rig.post.found["a"] = CannotLookUp()
    rig.put(letter("a", on=PlatformName.TELEGRAM))
    async with working(rig):
        await rig.step("a", 1)
        await rig.later(seconds=60)
        await rig.quiet()
    assert rig.post.done("a") == [("deliver", False), ("find", False), ("deliver", True)]


async def test_a_change_that_is_refused_is_posted_anew_and_hangs_there(rig: Rig) -> None:
    rig.post.order("change", Refused("message_not_found"))
    rig.put(letter("card", card=CARD))
    async with working(rig):
        await rig.quiet()
        rig.put(letter("change", card=CARD, revises="m1"))
        await rig.quiet()
    assert rig.post.done("change") == [("revise", False), ("deliver", False)]
    assert rig.hanging() == [("C1", "m2")], "what cannot be changed is not tried again with every change"
    assert rig.told == []


async def test_an_answer_that_came_too_late_is_dropped_in_silence(rig: Rig) -> None:
    rig.put(letter("late", expires_at=START - timedelta(seconds=1)), letter("next"))
    async with working(rig):
        await rig.quiet()
    assert rig.post.standing == ["next"]
    assert (rig.post.done("late"), rig.told) == ([], [])


async def test_a_moved_group_is_followed_by_all_its_letters(rig: Rig) -> None:
    rig.post.order("a", Moved("C9"))
    rig.put(letter("a", card=CARD), letter("b"))
    async with working(rig):
        await rig.quiet()
    assert rig.post.places == {"a": "C9", "b": "C9"}
    assert rig.hanging() == [("C9", "m1")]


async def test_a_fault_of_ours_loses_nothing_and_stops_nobody(rig: Rig, caplog: pytest.LogCaptureFixture) -> None:
    rig.post.order("a", ValueError("a bug"))
    rig.put(letter("a"), letter("b", "C2"))
    async with working(rig):
        await rig.until(lambda: "b" in rig.post.standing, "the other chat")
        for number in (1, 2):
            await rig.step("a", number)
            await rig.later(seconds=400)
        await rig.quiet()
    assert rig.post.standing == ["b", "a"]
    assert "a fault of ours" in caplog.text


async def test_after_a_crash_the_next_courier_looks_before_it_sends(rig: Rig) -> None:
    rig.put(letter("sent"), letter("unsent", "C2"))

    def take(ledger: Ledger) -> list[Lease]:
        return ledger.outbox.take(PlatformName.SLACK, START, ("C1", "C2"), lambda letter: letter)

    leases = rig.store.write(take).result(10)
    assert len(leases) == 2, "taken by one that died before it could write how it ended"
    rig.post.found["sent"] = ("m5",)
    async with working(rig):
        await rig.later(seconds=60)
        await rig.step("unsent", 1)
        await rig.later(seconds=60)
        await rig.quiet()
    assert rig.post.done("sent") == [("find", False)]
    assert rig.post.done("unsent") == [("find", False), ("find", False), ("deliver", False)]


async def test_two_couriers_send_each_letter_once(rig: Rig) -> None:
    rig.put(*(letter(f"{chat}-{n}", f"C{chat}") for n in range(5) for chat in range(8)))
    async with working(rig):
        rig.hire()
        await rig.quiet()
    assert len(rig.post.standing) == 40
    assert len(set(rig.post.standing)) == 40
    for chat in range(8):
        assert [k for k in rig.post.standing if k.startswith(f"{chat}-")] == [f"{chat}-{n}" for n in range(5)]


@dataclass(slots=True)
class Shaky:
    """A store that fails while told to."""

    inner: SqlStore
    failing: type[Exception] | None = None
    asked: int = 0

    def write(self, job: Any) -> Any:
        return self.inner.write(job)

    async def commit(self, job: Any, *, is_patient: bool = False) -> Any:
        return await self.inner.commit(job, is_patient=is_patient)

    def rehearse(self, job: Any) -> Any:
        return self.inner.rehearse(job)

    def read(self, job: Any) -> Any:
        self.asked += 1
        if self.failing is not None:
            raise self.failing("for a while")
        return self.inner.read(job)


@pytest.mark.parametrize("fault", [StorageFault, RuntimeError])
async def test_a_store_that_fails_is_asked_again(
    rig: Rig, fault: type[Exception], caplog: pytest.LogCaptureFixture
) -> None:
    store = Shaky(rig.store, fault)
    courier = rig.hire(store=store)
    try:
        await rig.until(lambda: store.asked, "the courier to look")
        rig.put(letter("a"))
        store.failing = None
        await rig.quiet()
    finally:
        await courier.stop()
    assert rig.post.standing == ["a"]
    assert [record for record in caplog.records if record.levelname == "ERROR"]


async def test_stopping_finishes_what_is_in_flight_and_begins_nothing(rig: Rig) -> None:
    gate = rig.post.gates["a1"] = asyncio.Event()
    rig.put(letter("a1"), letter("a2"))
    courier = rig.hire()
    await rig.until(lambda: rig.post.done("a1"), "the first to fly")
    stopping = asyncio.create_task(courier.stop())
    await asyncio.sleep(0)
    gate.set()
    await stopping
    assert rig.post.standing == ["a1"]
    assert rig.waiting() == 1


@pytest.mark.parametrize("pace", [*(p for pair in PACES.values() for p in pair), FREE, Pace(1, 2.0)])
def test_a_chat_bears_its_pace_and_never_more(pace: Pace) -> None:
    chat, now, sent = Chat(pace, pace.burst, 0.0), 0.0, list[float]()
    while len(sent) < 50:
        wait = chat.wait(now)
        if wait > 0:
            now += wait
        else:
            sent.append(now)
    most = pace.burst + 1e-6
    for window in (1.0, 10.0, 60.0):
        counts = [sum(start <= at < start + window for at in sent) for start in sent]
        assert pace.seconds == 0 or max(counts) <= most + window / pace.seconds
    assert sent[min(pace.burst, 50) - 1] == 0.0, "the first few go at once"
    assert pace.seconds == 0 or sent[-1] <= 50 * pace.seconds, "and none waits longer than it must"


def test_a_telegram_group_gets_at_most_twenty_a_minute() -> None:
    _, shared = PACES[PlatformName.TELEGRAM]
    assert 60 / shared.seconds <= 20


async def test_chats_that_must_wait_for_their_pace_keep_no_other_from_being_told(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Pace(1, 3600.0)
    monkeypatch.setattr(pace_of_chats, "PACES", {PlatformName.SLACK: (slow, slow)})
    crowd = [f"C{number}" for number in range(2 * room.AT_ONCE)]
    rig.put(*(letter(f"{turn}-{chat}", chat) for turn in range(2) for chat in crowd))
    async with working(rig):
        await rig.until(lambda: len(rig.post.standing) == len(crowd), "one letter for every chat")
        rig.put(letter("late", "C-late"))
        await rig.until(lambda: "late" in rig.post.standing, "the chat that came last")
    assert sorted(rig.post.standing) == sorted([*(f"0-{chat}" for chat in crowd), "late"])

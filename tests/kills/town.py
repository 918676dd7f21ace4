"""A desk's surroundings that outlive it: its people, Slack and Telegram, and whoever pulls the plug again and again.

They keep the history of what was asked, acknowledged and shown; at the end it is held against the books, for what was
lost and what was done twice.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from time import monotonic
from typing import Any, assert_never
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.domain.people import PlatformName
from bot.ports.ledger import Ledger
from bot.ports.requests import Place, Request, Said, Speaker
from bot.storage.tables import OUTBOX
from tests.crashes import QuickClock, nursery
from tests.firm import PEOPLE, furnish, telegram_number
from tests.fresh import START, store_in
from tests.kills.desk import Act, Ask, Call, Done, End, Ended, Ready, live

SPEED = 300.0
"""So much faster than the machine's the desk's clock runs: a lease is over after 0.15 s."""
SOON = (120, 360)
"""Minutes until a promise is due: some while it is still being killed, and the rest at the end."""
SHANGHAI = ZoneInfo("Asia/Shanghai")
CUSTOMERS = 20
FAULTS = 0.15
"""How many of the calls a platform fails."""
LONGEST = 0.03
"""Seconds after its opening by which a desk is killed, where nothing it does is waited for."""
PATIENCE = 0.5
"""Seconds for what is waited for, after which the plug is pulled all the same."""
AT_MOST = 8
"""Requests that are delivered again in one life."""


@dataclass(slots=True)
class Figures:
    """What happened, and what must not have: each of `wrong` is one broken promise, in words."""

    kills: int = 0
    in_a_send: int = 0
    asked: int = 0
    redelivered: int = 0
    calls: int = 0
    faults: int = 0
    letters: int = 0
    looked_up: int = 0
    repeats: int = 0
    reminders: int = 0
    seconds: float = 0.0
    wrong: list[str] = field(default_factory=list)

    def add(self, other: "Figures") -> None:
        """Take another town's into these."""
        for name in Figures.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass(slots=True)
class Town:
    """Everything around one desk."""

    folder: Path
    rng: random.Random
    clock: QuickClock
    context: Any
    owed: dict[str, Request] = field(default_factory=dict)
    asked: dict[str, str] = field(default_factory=dict)
    """What was asked for, by the request's id: a note, or a promise."""
    shown: dict[tuple[PlatformName, str], list[bool]] = field(default_factory=dict)
    """Every copy of every letter: whether it says that it may be a repeat."""
    unanswered: Counter[tuple[PlatformName, str]] = field(default_factory=Counter)
    """How often a letter was posted and the desk was not told so."""
    figures: Figures = field(default_factory=Figures)

    # ------------------------------------------------------------------------------------------ one life

    def one_life(self) -> None:
        """Open a desk, ask it for something, and kill it."""
        with self._desk() as (process, pipe):
            plan = self.rng.choice(("time", "time", "time", "before", "after", "acknowledged"))
            if self.rng.random() < 0.05:
                self._kill(process, pipe, self.rng.random() * 0.03)
                return
            if not self._opened(process, pipe):
                return
            again = list(self.owed.values())[:AT_MOST]
            self.figures.redelivered += len(again)
            for request in [*again, *self._new()]:
                pipe.send(Ask(request))
            ends_at = monotonic() + (self.rng.random() * LONGEST if plan == "time" else PATIENCE)
            number = self.rng.randint(1, 4)
            while (left := ends_at - monotonic()) > 0:
                if not pipe.poll(left):
                    continue
                said = pipe.recv()
                number -= self._counts(said, plan)
                if number <= 0:
                    self.figures.in_a_send += isinstance(said, Call)
                    self._last_word(said, plan)
                    break
                self._take(said, pipe)
            self._kill(process, pipe)

    @staticmethod
    def _counts(said: Done | Call, plan: str) -> bool:
        match said:
            case Call(act=act):
                return act is Act.POST and plan in ("before", "after")
            case Done():
                return plan == "acknowledged"
            case _:
                assert_never(said)

    def _last_word(self, said: Done | Call, plan: str) -> None:
        """What was being said when the plug was pulled."""
        if isinstance(said, Done):
            self.owed.pop(said.request, None)
        elif plan == "after":
            self._post(said, is_told=False)

    @contextmanager
    def _desk(self) -> Iterator[tuple[Any, Connection]]:
        ours, theirs = self.context.Pipe()
        process = self.context.Process(target=live, args=(self.folder, self.clock, theirs), daemon=True)
        process.start()
        theirs.close()
        try:
            yield process, ours
        finally:
            process.kill()
            process.join(10)
            ours.close()

    def _opened(self, process: Any, pipe: Connection) -> bool:
        if not pipe.poll(30) or not isinstance(pipe.recv(), Ready):
            self.figures.wrong.append(f"a desk did not open after {self.figures.kills} kills")
            return False
        return True

    def _kill(self, process: Any, pipe: Connection, after: float = 0.0) -> None:
        """Pull the plug; what was said before and is still on its way arrives, or does not."""
        ends_at = monotonic() + after
        while (left := ends_at - monotonic()) > 0:
            if pipe.poll(left):
                pipe.recv()
        process.kill()
        process.join(10)
        self.figures.kills += 1
        try:
            while pipe.poll():
                self._too_late(pipe.recv())
        except (EOFError, OSError):
            return

    def _too_late(self, said: object) -> None:
        match said:
            case Done(request):
                self.owed.pop(request, None)
            case Call(act=Act.POST) if self.rng.random() < 0.5:
                self._post(said, is_told=False)
            case _:
                return

    # ------------------------------------------------------------------------------------------ people

    def _new(self) -> list[Request]:
        made = [self._request() for _ in range(self.rng.randint(1, 2))]
        self.owed |= {request.id: request for request in made}
        return made

    def _request(self) -> Request:
        self.figures.asked += 1
        mark, customer = f"n{self.figures.asked}", self.rng.randint(1, CUSTOMERS)
        place = self.rng.randrange(len(PEOPLE))
        if self.rng.random() < 0.2:
            at = self.clock.now().astimezone(SHANGHAI) + timedelta(minutes=self.rng.randint(*SOON))
            line = f"follow C{customer} > {at.strftime('%Y-%m-%d %H:%M')} {mark}"
        else:
            line = f"log C{customer} email {mark}"
        if self.rng.random() < 0.5:
            name = PEOPLE[place][0]
            speaker = Speaker(PlatformName.SLACK, f"T1:U{name}", name)
            where = Place(PlatformName.SLACK, f"D{name}")
        else:
            number = telegram_number(place)
            speaker = Speaker(PlatformName.TELEGRAM, number, PEOPLE[place][0])
            where = Place(PlatformName.TELEGRAM, number)
        self.asked[mark] = line.split()[0]
        return Request(f"town:{mark}", speaker, Said(line), where, is_answered_inline=False)

    # ------------------------------------------------------------------------------------------ platforms

    def _take(self, said: Done | Call, pipe: Connection) -> None:
        match said:
            case Done(request):
                self.owed.pop(request, None)
            case Call():
                pipe.send(self._served(said))
            case _:
                assert_never(said)

    def _served(self, call: Call) -> Ended:
        self.figures.calls += 1
        if self.rng.random() < FAULTS:
            self.figures.faults += 1
            end = self.rng.choice((End.LATER, End.NOT_SENT, End.UNKNOWN, End.UNKNOWN))
            if call.act is Act.FIND:
                end = End.NOT_SENT
            elif call.act is Act.POST and end is End.UNKNOWN and self.rng.random() < 0.7:
                self._post(call, is_told=False)
            return Ended(call.number, end)
        match call.act:
            case Act.POST:
                return Ended(call.number, End.DONE, self._post(call, is_told=True))
            case Act.CHANGE:
                return Ended(call.number, End.DONE)
            case Act.FIND:
                self.figures.looked_up += 1
                copies = self.shown.get((call.platform, call.key), [])
                return Ended(call.number, End.DONE, f"{call.key}/0" if copies else None)
            case _:
                assert_never(call.act)

    def _post(self, call: Call, *, is_told: bool) -> str:
        where = (call.platform, call.key)
        copies = self.shown.setdefault(where, [])
        copies.append(call.is_repeat)
        self.unanswered[where] += not is_told
        return f"{call.key}/{len(copies) - 1}"

    # ------------------------------------------------------------------------------------------ the end

    def finish(self) -> None:
        """Let desks live until everything is acknowledged, and then until everything is due and told."""
        store = store_in(self.folder)
        try:
            self._in_peace(lambda: bool(self.owed))
            self.clock = replace(self.clock, begun_at=self.clock.begun_at + timedelta(minutes=SOON[1]))
            self._in_peace(lambda: store.read(self._is_busy).result(20))
            self._judge(store.read(_kept).result(60), store.read(lambda ledger: ledger.trail.verify()).result(120))
            self._judge_letters(store._engine)
        finally:
            store.close()

    def _in_peace(self, is_busy: Callable[[], bool]) -> None:
        """One desk that nobody kills, until it has nothing more to do."""
        self.figures.redelivered += len(self.owed)
        with self._desk() as (process, pipe):
            if not self._opened(process, pipe):
                return
            for request in self.owed.values():
                pipe.send(Ask(request))
            ends_at = monotonic() + 120
            while monotonic() < ends_at:
                if pipe.poll(0.2):
                    self._take(pipe.recv(), pipe)
                elif not is_busy():
                    return
            self.figures.wrong.append("it has not come to rest")

    def _is_busy(self, ledger: Ledger) -> bool:
        return ledger.outbox.waiting() > 0 or bool(ledger.alarms.due(self.clock.now(), 1))

    def _judge(self, kept: Counter[str], verdict: Any) -> None:
        """Everything asked for is there once, everything was acknowledged, and the trail is whole."""
        wrong = self.figures.wrong
        wrong += [f"{mark} is there {kept[mark]} times" for mark in self.asked if kept[mark] != 1]
        wrong += [f"{mark} was never asked for" for mark in kept if mark not in self.asked]
        wrong += [f"{name} was never acknowledged" for name in self.owed]
        if not verdict.is_intact:
            wrong.append(f"the trail: {verdict}")

    def _judge_letters(self, engine: Any) -> None:
        """Every letter was told: once at Slack; at Telegram again only where its fate was unknown, and saying so."""
        figures, wrong = self.figures, self.figures.wrong
        with engine.connect() as connection:
            rows = list(connection.execute(select(OUTBOX.c.key, OUTBOX.c.platform, OUTBOX.c.state, OUTBOX.c.letter)))
        posts = [(key, PlatformName(on), state) for key, on, state, text in rows if '"revises":' not in text]
        figures.letters += len(posts)
        reminders = Counter(key.split(":")[1] for key, _, _ in posts if key.startswith("remind:F"))
        figures.reminders += sum(reminders.values())
        promised = sum(verb == "follow" for verb in self.asked.values())
        wrong += [f"{which} was reminded of {count} times" for which, count in reminders.items() if count != 1]
        if len(reminders) != promised:
            wrong.append(f"{promised} promises, but {len(reminders)} were reminded of")
        for key, on, state in posts:
            copies = self.shown.get((on, key), [])
            if state != "sent" or not copies:
                wrong.append(f"letter {key} at {on}: {state}, {len(copies)} copies")
            if on is PlatformName.SLACK and len(copies) > 1:
                wrong.append(f"letter {key} stands {len(copies)} times at Slack")
            if not all(copies[1:]):
                wrong.append(f"letter {key} was repeated without saying so")
            figures.repeats += max(0, len(copies) - 1)
        if figures.repeats > figures.kills + self.unanswered.total():
            wrong.append(f"{figures.repeats} copies too many: more than sends whose end nobody knew")


def _kept(ledger: Ledger) -> Counter[str]:
    found: Counter[str] = Counter()
    for customer in range(1, CUSTOMERS + 1):
        found.update(contact.note for contact in ledger.contacts.latest(customer, 100_000))
        found.update(promise.what for promise in ledger.follow_ups.open_of_customer(customer))
    return found


def besieged(folder: Path, kills: int, seed: int) -> Figures:
    """Kill a town's desk so often, and judge what is left."""
    begun = monotonic()
    store = store_in(folder)
    furnish(store, CUSTOMERS)
    store.close()
    with nursery() as context:
        town = Town(folder, random.Random(seed), QuickClock(START, begun, SPEED), context)
        while town.figures.kills < kills and not town.figures.wrong:
            town.one_life()
        town.finish()
    town.figures.seconds = monotonic() - begun
    return town.figures

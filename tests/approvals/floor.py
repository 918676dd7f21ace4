"""A desk without platforms: people speak and press, letters are collected, the clock is moved by hand."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from bot.commands.command import Command
from bot.desk import Desk, House
from bot.dialogue.replies import Button, Facts, Heading, Listing, Paragraph, Reply, Small, buttons_in
from bot.dialogue.texts import Texts
from bot.domain.approvals import Approval
from bot.domain.customers import Customer
from bot.domain.people import Account, Language, Person, PlatformName, Role
from bot.domain.phrases import Phrase
from bot.domain.refs import Kind, Ref
from bot.domain.routes import Route, Topic
from bot.domain.trail import TrailEntry
from bot.ports.books import UNSAVED
from bot.ports.ledger import Ledger, Letter, Via
from bot.ports.requests import Answer, DueTimer, Ordered, Place, Pressed, Request, Said, Speaker
from bot.ports.rules import Rules
from bot.reminders.round import Round
from bot.rulebook import load_rules
from bot.storage.store import SqlStore, open_store

ZONE = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
"""A Wednesday, ten in the morning in Shanghai."""
PATIENT = 60.0
"""Seconds: a busy machine is no fault of the desk."""
DOORS = (PlatformName.SLACK, PlatformName.TELEGRAM)
ROOM = Place(PlatformName.SLACK, "C-ROOM", is_shared=True)
STAFF = (
    ("Anna", Role.SALES, "Mei"),
    ("Boris", Role.SALES, "Mei"),
    ("Mei", Role.MANAGER, "Adam"),
    ("Max", Role.MANAGER, "Adam"),
    ("Fei", Role.FINANCE, None),
    ("Adam", Role.ADMIN, None),
)


@cache
def texts() -> Texts:
    return Texts.load(is_strict=True)


@cache
def shipped() -> Rules:
    return load_rules(None, ZONE)


class HandClock:
    """A clock moved by hand."""

    def __init__(self) -> None:
        self.at = START

    def now(self) -> datetime:
        return self.at


@dataclass(slots=True)
class Floor:
    """The desk and everybody at it. `told`: every letter that has gone, in order."""

    store: SqlStore
    rules: Rules = field(default_factory=shipped)
    clock: HandClock = field(default_factory=HandClock)
    told: list[Letter] = field(default_factory=list)
    shown: dict[tuple[str, str], Reply] = field(default_factory=dict)
    """What each posted message shows now, by its room and number."""
    people: dict[str, Person] = field(default_factory=dict)
    asked: int = 0
    desk: Desk = field(init=False)
    name: str = ""

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """A new desk over the same store, as after a restart of the program."""
        house = House(
            store=self.store,
            clock=self.clock,
            texts=texts(),
            rules=lambda: self.rules,
            language=Language.EN,
            zone=ZONE.key,
            doors=frozenset(DOORS),
        )
        self.desk = Desk(house)

    # ------------------------------------------------------------------------------------------ speaking

    def request(self, who: str, asked: Said | Pressed, place: Place | None = None) -> Request:
        platform = DOORS[0] if place is None else place.platform
        self.asked += 1
        where = place or Place(platform, f"D-{who}")
        return Request(f"{self.name}r{self.asked}", Speaker(platform, who, who), asked, where)

    def say(self, who: str, text: str, place: Place | None = None) -> Answer:
        """What somebody types, and what they are answered."""
        return asyncio.run(self.desk.hear(self.request(who, Said(text), place)))

    def write(self, who: str, text: str, place: Place) -> None:
        """What somebody types where the answer comes as a letter, as on Telegram."""
        request = replace(self.request(who, Said(text), place), is_answered_inline=False)
        asyncio.run(self.desk.hear(request))

    def press(self, who: str, button: Button, place: Place | None = None) -> Answer:
        """A press on a button that was handed out."""
        assert button.ticket, "this button was never handed out"
        return asyncio.run(self.desk.hear(self.request(who, Pressed(button.ticket), place)))

    def command(self, command: Command) -> Answer:
        """What the clock asks for."""
        self.asked += 1
        nowhere = Place(PlatformName.CLOCK, "clock")
        request = Request(f"c{self.asked}", Speaker(PlatformName.CLOCK, "clock"), Ordered(command), nowhere)
        return asyncio.run(self.desk.hear(request))

    # ------------------------------------------------------------------------------------------ time and letters

    def later(self, **length: float) -> None:
        """Let time pass, and the clock's round run."""
        self.clock.at += timedelta(**length)
        asyncio.run(Round(self.store, self.desk, self.clock).run())

    def post(self) -> list[Letter]:
        """Carry all letters; what has gone just now."""
        gone: list[Letter] = []

        def job(ledger: Ledger) -> list[Letter]:
            ledger.begin(Via("courier", None, PlatformName.CLOCK, "", self.clock.now()))
            found = []
            for door in DOORS:
                chats = [chat for chat, _ in ledger.outbox.heads(door)]
                for lease in ledger.outbox.take(door, self.clock.now(), chats, partial(self.desk.draw, ledger)):
                    message = lease.letter.revises or f"m{lease.number}"
                    ledger.outbox.sent(lease, [message], self.clock.now())
                    self.shown[f"{door}:{lease.letter.place.chat}", message] = lease.letter.reply
                    found.append(lease.letter)
            return found

        while found := self.store.write(job).result(PATIENT):
            gone += found
        self.told += gone
        return gone

    def posted_to(self, who: str) -> list[Reply]:
        """What has just been told to somebody privately."""
        return [letter.reply for letter in self.post() if letter.person_id == self.people[who].id]

    # ------------------------------------------------------------------------------------------ looking

    def approval(self, number: int = 1) -> Approval:
        found = self.store.read(lambda ledger: ledger.approvals.get(number)).result(PATIENT)
        assert found is not None
        return found

    def trail(self, number: int = 1) -> list[TrailEntry]:
        ref = Ref(Kind.APPROVAL, number)
        return self.store.read(lambda ledger: ledger.trail.about((ref,), None, 500)).result(PATIENT)

    def timers(self) -> dict[str, DueTimer]:
        far = self.clock.now() + timedelta(days=3650)
        return {t.key: t for t in self.store.read(lambda ledger: ledger.alarms.due(far, 1000)).result(PATIENT)}

    def change_person(self, name: str, **fields: object) -> None:
        """A change in the team."""

        def job(ledger: Ledger) -> Person:
            self._begin(ledger)
            person = ledger.people.get(self.people[name].id)
            assert person is not None
            return ledger.people.change(person, **fields)

        self.people[name] = self.store.write(job).result(PATIENT)

    def open(self) -> "Floor":
        """Place everybody, a customer ABC GmbH of Anna's, and a room that hears of approvals."""

        def job(ledger: Ledger) -> dict[str, Person]:
            self._begin(ledger)
            people: dict[str, Person] = {}
            for name, role, _ in STAFF:
                people[name] = ledger.people.add(Person(id=UNSAVED, name=name, role=role, language=Language.EN))
                for door in DOORS:
                    ledger.accounts.add(
                        Account(id=UNSAVED, person_id=people[name].id, platform=door, account=name, chat=f"D-{name}")
                    )
            for name, _, superior in STAFF:
                if superior is not None:
                    people[name] = ledger.people.change(people[name], superior_id=people[superior].id)
            customer = ledger.customers.add(
                Customer(id=UNSAVED, name="ABC GmbH", owner_id=people["Anna"].id, created_at=self.clock.now())
            )
            ledger.names.learn(Ref(Kind.CUSTOMER, customer.id, customer.name), (customer.name,))
            ledger.routes.add(
                Route(
                    id=UNSAVED,
                    platform=ROOM.platform,
                    chat=ROOM.chat,
                    thread=None,
                    topic=Topic.APPROVALS,
                    added_by=people["Adam"].id,
                )
            )
            return people

        self.people = self.store.write(job).result(PATIENT)
        return self

    def _begin(self, ledger: Ledger) -> None:
        self.asked += 1
        ledger.begin(Via(f"floor{self.asked}", None, PlatformName.TERMINAL, "", self.clock.now()))


@contextmanager
def floor_in(folder: Path, url: str | None = None) -> Iterator[Floor]:
    """A desk on an empty database."""
    store = open_store(url or f"sqlite:///{(folder / 'desk.db').as_posix()}", None, folder)
    try:
        yield Floor(store).open()
    finally:
        store.close()


def said(reply: Reply | None) -> str:
    """Everything a reply says, a line a block; said in every language, given back in English."""
    assert reply is not None, "nothing was said"
    for language in (Language.ZH_CN, Language.EN):
        lines = _lines(reply, language)
    return "\n".join(lines)


def answered(answer: Answer) -> str:
    """What an answer says, its pop-up included."""
    return "\n".join([*([said(answer.reply)] if answer.reply else []), answer.glance])


def button(reply: Reply | None, key: str) -> Button:
    """The first button with this label."""
    assert reply is not None, "nothing was said"
    named = {one.label.key: one for one in reversed(buttons_in(reply))}
    assert key in named, f"no {key} among {list(named)}"
    return named[key]


def _lines(reply: Reply, language: Language) -> list[str]:
    def say(text: Phrase) -> str:
        return texts().say(text, language, ZONE)

    lines: list[str] = []
    for block in reply.blocks:
        match block:
            case Heading(text) | Paragraph(text) | Small(text):
                lines.append(say(text))
            case Facts(pairs):
                lines += [f"{say(label)}: {say(value)}" for label, value in pairs]
            case Listing(items, title):
                lines += [say(title)] if title is not None else []
                lines += [say(item.text) for item in items]
            case _:
                continue
    for one in buttons_in(reply):
        say(one.label)
    return lines

"""A desk with its door and its clock but no platform: people speak lines, press buttons, send files; time is moved."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.desk import Desk, House
from bot.dialogue.replies import Reply, buttons_in
from bot.dialogue.texts import Texts
from bot.domain.people import Account, Language, Person, PlatformName, Role
from bot.domain.phrases import Phrase
from bot.domain.refs import Ref
from bot.domain.routes import Route, Topic
from bot.porter import Porter
from bot.ports.books import UNSAVED
from bot.ports.ledger import Ledger, Letter, Via
from bot.ports.outside import Mailer, NotSent, Refused
from bot.ports.requests import Answer, Arrival, Place, Pressed, Request, Said, Speaker
from bot.reminders.round import Round
from bot.rulebook import load_rules
from bot.storage.codec import coder
from bot.storage.files import FileVault
from bot.storage.store import SqlStore, open_store
from bot.storage.tables import OUTBOX

SHANGHAI = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
"""A Wednesday, ten in the morning in Shanghai."""
TEXTS = Texts.load(is_strict=True)
RULES = load_rules(None, SHANGHAI)
LETTERS = coder(Letter)
ROOM = Place(PlatformName.CONSOLE, "room:cargo", is_shared=True)
T = TypeVar("T")


@dataclass(slots=True)
class HandClock:
    """A clock moved by hand."""

    at: datetime = START

    def now(self) -> datetime:
        return self.at


@dataclass(slots=True)
class Shelf:
    """A platform that has nothing but files: by their number, or the error that fetching one raises."""

    files: dict[str, bytes | Exception] = field(default_factory=dict)
    name: PlatformName = PlatformName.CONSOLE

    async def download(self, fetch: str) -> AsyncIterator[bytes]:
        content = self.files.get(fetch, Refused("no_such_file"))
        if isinstance(content, Exception):
            raise content
        for start in range(0, len(content), 7000):
            yield content[start : start + 7000]
        if isinstance(self.files.get(f"{fetch}:breaks"), bytes):
            raise NotSent("broken_off")


class Dock:
    """Anna sells, Liu does logistics, Mei manages; `ABC GmbH` has the order PI-1; a room hears of shipments."""

    def __init__(self, folder: Path, mailer: Mailer | None = None) -> None:
        self.folder, self.clock = folder, HandClock()
        # A desk opened again must not be taken for the same requests said again.
        self.numbers = count(1 + 1_000_000 * (folder / "desk.db").exists())
        self.store: SqlStore = open_store(f"sqlite:///{(folder / 'desk.db').as_posix()}", data_dir=folder, key=None)
        house = House(
            store=self.store,
            clock=self.clock,
            texts=TEXTS,
            rules=lambda: RULES,
            language=Language.EN,
            zone="Asia/Shanghai",
            doors=frozenset({PlatformName.CONSOLE}),
            has_mail=mailer is not None,
        )
        self.desk = Desk(house)
        self.round = Round(self.store, self.desk, self.clock)
        self.shelf = Shelf()
        self.vault = FileVault(folder / "files", folder / "second" / "files")
        platforms: Any = (self.shelf,)
        self.porter = Porter(
            self.store,
            self.desk,
            self.clock,
            platforms,
            self.vault,
            lambda: RULES.shipping.files,
            _no_picture,
            mailer,
        )
        self.people: dict[str, Person] = self.write(self._begin)

    def _begin(self, ledger: Ledger) -> dict[str, Person]:
        standing = {person.name: person for person in ledger.people.everybody()}
        if standing:
            return standing
        found: dict[str, Person] = {}
        for name, role in (("mei", Role.MANAGER), ("anna", Role.SALES), ("liu", Role.LOGISTICS), ("bo", Role.SALES)):
            superior = found["mei"].id if "mei" in found else None
            person = ledger.people.add(
                Person(id=UNSAVED, name=name, role=role, language=Language.EN, superior_id=superior)
            )
            account = Account(
                id=UNSAVED, person_id=person.id, platform=PlatformName.CONSOLE, account=name, chat=f"chat:{name}"
            )
            ledger.accounts.add(account)
            found[name] = person
        for topic in (Topic.SHIPMENTS, Topic.OVERDUE):
            chat = ROOM.chat if topic is Topic.SHIPMENTS else "room:overdue"
            route = Route(id=UNSAVED, topic=topic, platform=PlatformName.CONSOLE, chat=chat, added_by=found["mei"].id)
            ledger.routes.add(route)
        return found

    def write(self, job: Callable[[Ledger], T]) -> T:
        via = Via(f"test:{next(self.numbers)}", None, PlatformName.TERMINAL, "", self.clock.now())

        def run(ledger: Ledger) -> T:
            ledger.begin(via)
            return job(ledger)

        return self.store.write(run).result(20)

    def read(self, job: Callable[[Ledger], T]) -> T:
        return self.store.read(job).result(20)

    def say(self, text: str, by: str = "anna", files: tuple[Arrival, ...] = (), place: Place | None = None) -> Answer:
        """Somebody speaks a line in their own chat."""
        return self._ask(Said(text, files=files), by, place)

    def press(self, answer: Answer | Reply | None, label: str, by: str = "anna") -> Answer:
        """Somebody presses the first button of this label."""
        reply = answer.reply if isinstance(answer, Answer) else answer
        assert reply is not None
        named = {self.said_phrase(button.label): button for button in reversed(buttons_in(reply))}
        fitting = [button for shown, button in named.items() if shown.startswith(label)]
        assert fitting, f"no button {label!r} among {list(named)}"
        return self._ask(Pressed(fitting[0].ticket), by, None)

    def _ask(self, asked: Said | Pressed, by: str, place: Place | None) -> Answer:
        speaker = Speaker(PlatformName.CONSOLE, by, by)
        where = place or Place(PlatformName.CONSOLE, f"chat:{by}")
        request = Request(f"r{next(self.numbers)}", speaker, asked, where, has_modal=True)
        return run(self.desk.hear(request))

    def send(
        self, content: bytes | Exception, text: str, by: str = "anna", name: str = "scan.pdf", size: int = 0
    ) -> Answer:
        """Somebody sends a file with a line as its text."""
        fetch = f"f{next(self.numbers)}"
        self.shelf.files[fetch] = content
        return self.say(text, by, (Arrival(fetch, name, size),))

    def carry(self) -> str:
        """The porter does what is due; what was told of it since."""
        before = len(self.letters())
        run(self.porter.round())
        return "\n".join(self.said(letter.reply) for letter in self.letters()[before:])

    def pass_time(self, length: timedelta) -> list[Letter]:
        """Let time pass, the clock looking at every due timer's own moment; what was told since."""
        before, end = len(self.letters()), self.clock.at + length
        while due := [timer.due_at for timer in self.timers() if timer.due_at <= end]:
            self.clock.at = max(self.clock.at, min(due))
            run(self.round.run())
        self.clock.at = end
        return self.letters()[before:]

    def look(self) -> None:
        """Have the clock look once, at all that is due by now."""
        run(self.round.run())

    def timers(self) -> list[Any]:
        far = self.clock.at + timedelta(days=3650)
        return self.read(lambda ledger: ledger.alarms.due(far, 10_000))

    def letters(self) -> list[Letter]:
        """Everything ever written to be told, oldest first; no courier takes it here."""
        with self.store._engine.connect() as connection:
            rows = connection.execute(select(OUTBOX.c.letter).order_by(OUTBOX.c.number)).scalars().all()
        return [LETTERS.decode(json.loads(row)) for row in rows]

    def said(self, answer: Answer | Reply | None, language: Language = Language.EN) -> str:
        """Everything an answer says, a line a phrase."""
        if isinstance(answer, Answer):
            parts = [self.said(answer.reply, language)] if answer.reply is not None else []
            return "\n".join([*parts, answer.glance, *(answer.field_errors.values())])
        return "\n".join(TEXTS.say(text, language, SHANGHAI) for text in phrases_of(answer))

    def said_phrase(self, text: Phrase) -> str:
        return TEXTS.say(text, Language.EN, SHANGHAI)

    def open_order(self, number: str = "PI-1", customer: str = "ABC GmbH", terms: str = "FOB Shenzhen") -> None:
        self.say(f'customer new "{customer}" country:DE city:Berlin')
        answer = self.say(f'order new {number} "{customer}" USD 4280 {terms}')
        assert number in self.said(answer), self.said(answer)

    def close(self) -> None:
        self.store.close()


def phrases_of(thing: object) -> list[Phrase]:
    """Every phrase of a reply, in reading order."""
    if isinstance(thing, Phrase):
        return [thing]
    if isinstance(thing, tuple):
        return [found for part in thing for found in phrases_of(part)]
    if hasattr(thing, "__struct_fields__") and not isinstance(thing, Ref):
        names = [name for name in thing.__struct_fields__ if name not in ("press", "card")]
        return [found for name in names for found in phrases_of(getattr(thing, name))]
    return []


async def _no_picture(task: object) -> bytes:
    return b"\x89PNG\r\n\x1a\nstand-in"


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run to the end on a loop of its own."""
    return asyncio.run(work)

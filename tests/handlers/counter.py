"""A desk without its door: handlers over a real store, with three people, two customers and a clock that is moved."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TypeVar
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from bot.commands.command import Command
from bot.dialogue.replies import Button, Reply, buttons_in
from bot.dialogue.texts import Texts
from bot.domain.customers import Customer
from bot.domain.people import Language, Person, PlatformName, Role
from bot.domain.phrases import Phrase
from bot.domain.refs import Kind, Ref
from bot.ports.books import UNSAVED
from bot.ports.ledger import Ledger, Via
from bot.ports.requests import DueTimer, Outcome, Place, Speaker
from bot.ports.rules import Rules
from bot.ports.work import Work
from bot.rulebook import load_rules
from bot.storage.store import SqlStore

SHANGHAI = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
"""A Wednesday, ten in the morning in Shanghai."""

T = TypeVar("T")


class HandClock:
    """A clock moved by hand."""

    def __init__(self) -> None:
        self.at = START

    def now(self) -> datetime:
        return self.at


class Counter:
    """Where handlers are asked directly: Anna and Boris sell, Mei is their manager."""

    def __init__(self, store: SqlStore) -> None:
        self.store, self.clock, self._requests = store, HandClock(), count(1)
        self.rules: Rules = load_rules(None, SHANGHAI)
        self.texts = Texts.load()
        self.place = Place(PlatformName.CONSOLE, "here")
        self.anna, self.boris, self.mei = self._people()
        self.abc = self.add_customer("ABC GmbH", self.anna, country="DE", zone="Europe/Berlin")
        self.xyz = self.add_customer("XYZ Trading", self.boris)

    def ask(
        self,
        handler: Callable[..., Outcome],
        command: Command,
        by: Person | None = None,
        place: Place | None = None,
        language: Language = Language.EN,
    ) -> Outcome:
        """What the handler gives for a command, committed."""
        actor = by or self.anna
        return self.look(lambda work: handler(command, work), actor, place, language)

    def look(
        self,
        job: Callable[[Work], T],
        by: Person | None = None,
        place: Place | None = None,
        language: Language = Language.EN,
    ) -> T:
        """Do something with the books in one transaction."""
        actor, request = by or self.anna, f"test:{next(self._requests)}"

        def serve(ledger: Ledger) -> T:
            where = place or self.place
            ledger.begin(Via(request, actor.id, where.platform, where.chat, self.clock.now()))
            person = ledger.people.get(actor.id) or actor
            work = Work(
                books=ledger,
                actor=person,
                clock=self.clock,
                rules=self.rules,
                place=where,
                request_id=request,
                language=language,
                zone=SHANGHAI,
                speaker=Speaker(where.platform, str(actor.id), actor.name),
            )
            return job(work)

        return self.store.write(serve).result(timeout=20)

    def timers(self) -> dict[str, DueTimer]:
        """Every timer that stands, by its key."""
        far = self.clock.now() + timedelta(days=3650)
        due = self.store.write(lambda ledger: ledger.alarms.due(far, 1000)).result(timeout=20)
        return {timer.key: timer for timer in due}

    def add_customer(self, name: str, owner: Person | None, **fields: object) -> Customer:
        """A customer that goes by its name."""

        def add(work: Work) -> Customer:
            owner_id = owner.id if owner is not None else None
            blank = Customer(id=UNSAVED, name=name, owner_id=owner_id, created_at=self.clock.now())
            customer = work.books.customers.add(replace(blank, **fields))
            work.books.names.learn(Ref(Kind.CUSTOMER, customer.id, name), (name,))
            return customer

        return self.look(add)

    def customer(self, customer: Customer | Ref) -> Customer:
        """The customer as it stands now."""
        found = self.look(lambda work: work.books.customers.get(customer.id))
        assert found is not None
        return found

    def said(self, reply: Reply | None, language: Language = Language.EN) -> str:
        """Everything a reply says, a line a phrase, with no gap left open."""
        assert reply is not None, "nothing was answered"
        return "\n".join(self.texts.say(text, language, SHANGHAI) for text in phrases_of(reply))

    def button(self, reply: Reply | None, key: str) -> Button:
        """The first button whose label is this sentence."""
        assert reply is not None
        named = {button.label.key: button for button in reversed(buttons_in(reply))}
        assert key in named, f"no button {key!r} among {list(named)}"
        return named[key]

    def _people(self) -> tuple[Person, Person, Person]:
        mei = Person(id=UNSAVED, name="Mei", role=Role.MANAGER)
        anna = Person(id=UNSAVED, name="Anna", role=Role.SALES)

        def add(ledger: Ledger) -> tuple[Person, Person, Person]:
            ledger.begin(Via("test:people", None, PlatformName.TERMINAL, "", self.clock.now()))
            boss = ledger.people.add(mei)
            first = ledger.people.add(replace(anna, superior_id=boss.id))
            return first, ledger.people.add(replace(anna, name="Boris", superior_id=boss.id)), boss

        return self.store.write(add).result(timeout=20)


def phrases_of(thing: object) -> Iterator[Phrase]:
    """Every phrase in a reply, in reading order."""
    if isinstance(thing, Phrase):
        yield thing
    elif isinstance(thing, tuple):
        for part in thing:
            yield from phrases_of(part)
    elif hasattr(thing, "__struct_fields__") and not isinstance(thing, Ref):
        for name in thing.__struct_fields__:
            if name not in ("press", "card"):
                yield from phrases_of(getattr(thing, name))


def ref(customer: Customer) -> Ref:
    """The customer as a command names it."""
    return Ref(Kind.CUSTOMER, customer.id, customer.name)

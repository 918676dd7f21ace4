"""The books as handlers see them: one per noun. A book is the only way to write, and writes the trail itself."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar

from msgspec import Struct

from bot.commands.command import Command
from bot.domain.contacts import Contact
from bot.domain.customers import Campaign, ContactPerson, Customer, TierFigures
from bot.domain.follow_ups import FollowUp
from bot.domain.orders import Order
from bot.domain.people import Account, Invitation, Person, PlatformName
from bot.domain.records import Record
from bot.domain.refs import Kind, Ref
from bot.domain.routes import Binding, Route, Topic
from bot.domain.trail import TrailEntry

R = TypeVar("R", bound=Record)

UNSAVED = 0
"""The number of a record that is not in its book yet."""


class Book(Protocol[R]):
    """Records of one kind. Nothing is ever deleted."""

    def get(self, number: int) -> R | None:
        """The record of this number."""

    def many(self, numbers: Iterable[int]) -> dict[int, R]:
        """The records of these numbers that exist."""

    def onward(self, after: int, limit: int) -> list[R]:
        """Records of all numbers above `after`, the lowest first."""

    def add(self, record: R) -> R:
        """Write a new record (its `id` is UNSAVED) and its trail; returns it with its number."""

    def change(self, record: R, **fields: Any) -> R:
        """Write changed fields and their trail; a field that is the same leaves no trace.

        Raises `Conflict` when the record is no longer at this version.
        """


class Customers(Book[Customer], Protocol):
    """Customers and the names they are known by."""

    def listed(self, owners: Sequence[int] | None, after: int, limit: int) -> list[Customer]:
        """Customers of these owners (None: everybody's, nobody's too), by number after `after`; no merged ones."""

    def left_alone(self, owner_id: int, since: datetime, limit: int) -> list[Customer]:
        """Hot ones of an owner nobody spoke to since the moment and nobody promised to; the longest alone first."""

    def figures(self, customer_id: int) -> TierFigures:
        """What the tier is reckoned from: its orders, cancelled ones left out."""

    def figures_of(self, customer_ids: Sequence[int]) -> dict[int, TierFigures]:
        """The same of many; who never ordered is not among them."""

    def alike(self, name: str, emails: Sequence[str], phones: Sequence[str], website: str | None) -> list[Ref]:
        """Customers that are perhaps the same: by name, mail domain or address, phone, web domain. At most five."""

    def quiet_since(self, moment: datetime, limit: int) -> list[Customer]:
        """Owned customers whose last contact (or creation) is before the moment and who have no open follow-up."""


class ContactPersons(Book[ContactPerson], Protocol):
    """People at customers."""

    def of_customer(self, customer_id: int) -> list[ContactPerson]:
        """Everybody known there who has not left."""

    def named(self, customer_id: int, name: str) -> ContactPerson | None:
        """The one of this name, whatever its case."""


class Campaigns(Book[Campaign], Protocol):
    """Fairs and campaigns of customers."""

    def of_customer(self, customer_id: int) -> list[Campaign]:
        """All of one customer, newest first."""


class Contacts(Book[Contact], Protocol):
    """Logged conversations."""

    def latest(self, customer_id: int, limit: int, before: int | None = None) -> list[Contact]:
        """Newest first by moment; retracted ones left out."""

    def of_author(self, author_id: int, since: datetime, until: datetime) -> list[Contact]:
        """What one person logged of conversations between the moments, oldest first; retracted ones left out."""

    def last_at(self, customer_ids: Sequence[int]) -> dict[int, datetime]:
        """When each was last spoken to."""

    def newest_of(self, customer_ids: Sequence[int]) -> dict[int, Contact]:
        """The latest of each, retracted ones left out; who never was spoken to is not among them."""


class FollowUps(Book[FollowUp], Protocol):
    """Promises."""

    def open_of_customer(self, customer_id: int) -> list[FollowUp]:
        """Open ones, soonest first."""

    def next_due(self, customer_ids: Sequence[int]) -> dict[int, datetime]:
        """When the soonest open one of each is due; who has none is not among them."""

    def of_customer(self, customer_id: int) -> list[FollowUp]:
        """All, whatever became of them, newest first."""

    def open_of_owner(self, owner_id: int, until: datetime) -> list[FollowUp]:
        """Open ones due before the moment, soonest first."""

    def count_open(self, owner_id: int, until: datetime) -> int:
        """How many open ones are due before the moment."""

    def due_between(self, owner_ids: Sequence[int], since: datetime, until: datetime) -> list[FollowUp]:
        """All of these owners due between the moments, whatever became of them, by owner and moment."""

    def open_overdue(self, before: datetime, limit: int) -> list[FollowUp]:
        """Open ones of everybody due before the moment, oldest first."""


class Orders(Book[Order], Protocol):
    """Orders."""

    def by_number(self, number: str) -> Order | None:
        """The order of this number, whatever its case."""

    def of_customer(self, customer_id: int) -> list[Order]:
        """All of a customer, newest first."""

    def listed(self, owners: Sequence[int] | None, limit: int) -> list[Order]:
        """Orders not cancelled of customers with these owners (None: all), newest first."""


class People(Book[Person], Protocol):
    """The team."""

    def named(self, name: str) -> list[Person]:
        """Active people whose name, or one of whose shown names, is this or begins with it as a whole word."""

    def everybody(self) -> list[Person]:
        """All people, by number; few enough to be read whole."""

    def with_role(self, role: str) -> list[Person]:
        """Active people of a role."""


class Accounts(Book[Account], Protocol):
    """People's accounts on the platforms."""

    def of(self, platform: PlatformName, account: str) -> Account | None:
        """The account of this platform number."""

    def of_person(self, person_id: int) -> list[Account]:
        """All of one person, last seen first."""

    def saw(self, account: Account, at: datetime, chat: str | None, locale: str | None, zone: str | None) -> None:
        """Note that somebody was here just now, where they are reached privately, and what their profile says.

        Leaves no trail, and writes nothing when all is as noted less than a minute ago.
        """

    def last_seen(self, person_ids: Sequence[int]) -> dict[int, datetime]:
        """When each was last here."""


class Invitations(Book[Invitation], Protocol):
    """One-time codes; only their hashes are kept."""

    def by_hash(self, code_hash: str) -> Invitation | None:
        """The unspent or spent code of this hash."""

    def of_person(self, person_id: int, purpose: str) -> list[Invitation]:
        """Every code of this purpose that was given for a person, oldest first."""


class Routes(Book[Route], Protocol):
    """Which place hears which topic."""

    def of_topic(self, topic: Topic) -> list[Route]:
        """Places of a topic that are not off."""

    def of_place(self, platform: PlatformName, chat: str, thread: str | None) -> list[Route]:
        """Topics of a place that are not off."""

    def in_chat(self, platform: PlatformName, chat: str) -> list[Route]:
        """Topics of a whole room, whatever the thread, that are not off."""

    def everything(self) -> list[Route]:
        """All that are not off."""


class Bindings(Book[Binding], Protocol):
    """Which room is about whom."""

    def of_place(self, platform: PlatformName, chat: str, thread: str | None) -> Binding | None:
        """What this room is about: its topic's own binding first, then the whole room's."""


class Trail(Protocol):
    """The journal, for reading; books write it."""

    def note(self, type: str, about: Ref, facts: Mapping[str, Any], private: Mapping[str, Any] | None = None) -> int:
        """Write an entry that is no change of a record (a refused press, a file handed out); returns its number."""

    def about(self, refs: Sequence[Ref], before: int | None, limit: int) -> list[TrailEntry]:
        """Entries of these things, newest first, below `before`."""

    def latest(self, before: int | None, limit: int) -> list[TrailEntry]:
        """Entries of everything, newest first, below `before`."""

    def onward(self, after: int, limit: int) -> list[TrailEntry]:
        """Entries of everything, oldest first, above `after`."""

    def last_of(self, actor_id: int) -> list[TrailEntry]:
        """All entries of the actor's last request that changed something."""

    def later_than(self, seq: int, refs: Sequence[Ref]) -> bool:
        """Whether anything was recorded of these things after an entry."""

    def written(self) -> int:
        """Entries written so far in this request; 0: nothing was changed."""

    def touched(self) -> tuple[Ref, ...]:
        """The things written of so far in this request, each once, without their names."""

    def has_made(self, ref: Ref) -> bool:
        """Whether this request wrote the thing for the first time, so that its card can stand nowhere yet."""

    def former(self) -> tuple[int, ...]:
        """People to whom a thing belonged, or whose word it waited for, before this request wrote of it."""

    def receipt(self) -> tuple[int, str]:
        """Number and code of the newest entry of this request. Raises `LookupError` where there is none."""

    def size(self) -> int:
        """How many entries there are."""

    def verify(self) -> "Verdict":
        """Walk everything: numbers, hashes, commitments, and whether the books say what the journal says."""


class Verdict(Struct, frozen=True):
    """What `verify` found. `faults`: entry number (0: none) and what is wrong there, as a closed word."""

    entries: int
    head: str
    faults: tuple[tuple[int, str], ...] = ()

    @property
    def is_intact(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults


class Timers(Protocol):
    """Future moments at which the clock asks for something."""

    def set(self, key: str, due_at: datetime, command: Command, about: Ref | None = None) -> None:
        """Ask for the command at the moment; the same key again moves it."""

    def due_at(self, key: str) -> datetime | None:
        """The moment for which something is asked; None: nothing is."""

    def cancel(self, key: str) -> None:
        """Ask no more; unknown keys are no fault."""

    def cancel_about(self, about: Ref) -> None:
        """Ask no more of anything about a thing."""


class Names(Protocol):
    """What things are called, and what a word may mean."""

    def exact(self, keys: Sequence[str], kinds: Sequence[Kind]) -> dict[str, list[Ref]]:
        """Things known by exactly these keys (see `bot.domain.naming.name_key`), whole names and initials alike."""

    def shortened(self, key: str, kinds: Sequence[Kind]) -> list[Ref]:
        """Things whose name begins with this whole word or words, or two Chinese characters or more; at most three."""

    def nearest(self, text: str, kinds: Sequence[Kind], limit: int) -> list[Ref]:
        """Names most like the text, best first, typing mistakes allowed."""

    def search(self, text: str, kinds: Sequence[Kind], limit: int) -> list[Ref]:
        """Names that hold the text or are like it, best first."""

    def learn(self, ref: Ref, names: Iterable[str]) -> None:
        """From now on the thing goes by these names (all of them; earlier ones not among them are forgotten)."""

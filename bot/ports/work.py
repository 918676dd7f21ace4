"""All that a handler may touch: the books of this transaction, who asks, the clock, and the firm's rules."""

from datetime import datetime, tzinfo
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from msgspec import Struct

from bot.domain.errors import NotAllowed, NotFound
from bot.domain.people import Language, Person, Rights
from bot.domain.phrases import phrase
from bot.domain.refs import Kind, Ref
from bot.ports import books as b
from bot.ports import trade_books as t
from bot.ports.entrances import Entrances
from bot.ports.errands import Errands
from bot.ports.exports import Exports
from bot.ports.requests import Arrival, Place, Speaker
from bot.ports.rules import Rules


class Clock(Protocol):
    """The only one who knows the time."""

    def now(self) -> datetime:
        """This moment, aware, UTC."""


class Books(Protocol):
    """Every book of one transaction."""

    @property
    def customers(self) -> b.Customers: ...
    @property
    def contact_persons(self) -> b.ContactPersons: ...
    @property
    def campaigns(self) -> b.Campaigns: ...
    @property
    def contacts(self) -> b.Contacts: ...
    @property
    def follow_ups(self) -> b.FollowUps: ...
    @property
    def orders(self) -> b.Orders: ...
    @property
    def approvals(self) -> t.Approvals: ...
    @property
    def shipments(self) -> t.Shipments: ...
    @property
    def milestones(self) -> t.Milestones: ...
    @property
    def duties(self) -> t.Duties: ...
    @property
    def documents(self) -> t.Documents: ...
    @property
    def errands(self) -> Errands: ...
    @property
    def entrances(self) -> Entrances: ...
    @property
    def exports(self) -> Exports: ...
    @property
    def people(self) -> b.People: ...
    @property
    def accounts(self) -> b.Accounts: ...
    @property
    def invitations(self) -> b.Invitations: ...
    @property
    def routes(self) -> b.Routes: ...
    @property
    def bindings(self) -> b.Bindings: ...
    @property
    def trail(self) -> b.Trail: ...
    def of(self, kind: Kind) -> b.Book[Any]:
        """The book of a kind, for what treats all kinds alike (undo, merge)."""

    @property
    def timers(self) -> b.Timers: ...
    @property
    def names(self) -> b.Names: ...


class Work(Struct, frozen=True):
    """One request's working place. `actor` is None for the clock and for strangers at the door."""

    books: Books
    actor: Person | None
    clock: Clock
    rules: Rules
    place: Place
    request_id: str
    language: Language
    zone: ZoneInfo
    speaker: Speaker
    files: tuple[Arrival, ...] = ()
    """Files that came along with what was said."""
    pressed_card: Ref | None = None
    """The card whose button was pressed."""
    is_unread: bool = False
    """Nobody reads the answer, as with a thousand rows taken over at once: cards need not be filled in for it."""
    rhythms: set[int] | None = None
    """Where much is written of one customer in one request: those whose rhythm is to be kept at its end, once."""
    has_mail: bool = False
    """Whether the desk can send mails."""
    bot_link: str | None = None
    """Telegram's `https://t.me/BOTNAME`, where Telegram is on and its name is known."""
    desk_link: str | None = None
    """Where the desk's pages are, without a slash at its end; None where nothing is served."""

    @property
    def rights(self) -> Rights:
        """Who may do what, by the rules in force."""
        return self.rules.rights

    @property
    def me(self) -> Person:
        """The asker; a stranger is refused."""
        if self.actor is None:
            raise NotAllowed(phrase("who-are-you"))
        return self.actor

    def now(self) -> datetime:
        """This moment in the asker's zone."""
        return self.clock.now().astimezone(self.zone)

    def may(self, right: str) -> bool:
        """Whether the asker has a right."""
        return self.actor is not None and self.rights.may(self.actor, right)

    def owner(self, person_id: int | None) -> Person | None:
        """The person a thing belongs to."""
        return self.books.people.get(person_id) if person_id is not None else None

    def owner_name(self, person_id: int | None) -> str | None:
        """What the person a thing belongs to is called; None where it is nobody's."""
        owner = self.owner(person_id)
        return owner.name if owner is not None else None

    def must_see(self, owner_id: int | None) -> None:
        """Refuse, as if there were no such thing, what the asker may not see. The clock sees all."""
        if self.actor is not None and not self.rights.sees(self.actor, self.owner(owner_id)):
            raise NotFound(phrase("not-yours-to-see"))

    def must_change(self, owner_id: int | None) -> None:
        """Refuse what the asker may see but not change."""
        self.must_see(owner_id)
        if self.actor is not None and not self.rights.changes(self.actor, self.owner(owner_id)):
            raise NotAllowed(phrase("not-yours-to-change"))

    def zone_of(self, person: Person) -> tzinfo:
        """A person's own zone, else the firm's."""
        return ZoneInfo(person.zone) if person.zone else self.rules.firm_zone

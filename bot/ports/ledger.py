"""What only the desk and the courier may touch, beside the books: receipts, tickets, drafts, the outbox."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, Protocol, TypeAlias, TypeVar

from msgspec import Struct

from bot.dialogue.forms import Draft
from bot.dialogue.replies import Press, Reply
from bot.domain.people import Language, PlatformName
from bot.domain.refs import Ref
from bot.ports.requests import Answer, DueTimer, Place
from bot.ports.work import Books

T = TypeVar("T")


class StorageFault(Exception):
    """The store itself failed: locked, full, read-only, broken. Nothing was written, and nobody may acknowledge."""


class Via(Struct, frozen=True):
    """By which request something is written: who, through which door, when. The books write it into the trail."""

    request_id: str
    actor_id: int | None
    platform: PlatformName
    chat: str
    at: datetime


class Receipts(Protocol):
    """Requests already served, and what they were answered. Kept 30 days."""

    def find(self, request_id: str) -> Answer | None:
        """The stored answer of a request seen before."""

    def keep(self, request_id: str, answer: Answer, at: datetime) -> None:
        """Remember that this was served."""

    def forget_before(self, moment: datetime) -> int:
        """Drop receipts older than the moment; returns how many."""


class Ticket(Struct, frozen=True):
    """What a button asks, for whom, and until when."""

    token: str
    press: Press
    card: Ref | None
    person_id: int | None
    """Only this person may press it; None: anybody with the right."""
    expires_at: datetime | None


class Tickets(Protocol):
    """Buttons handed out. A ticket is `token.n`: 128 random bits for the reply, and the button's number in it."""

    def issue(self, reply: Reply, person_id: int | None, at: datetime, expires_at: datetime | None = None) -> Reply:
        """The same reply with every button's ticket filled in, one stored row for all of them."""

    def find(self, ticket: str) -> Ticket | None:
        """What was handed out under this ticket; None for a forged one or one whose command is no longer known."""


class Drafts(Protocol):
    """Half-answered forms. One is *asked* in a place for a person at a time; a later one takes its turn."""

    def keep(self, draft: Draft, person_id: int, place: Place, at: datetime, is_asked: bool) -> Draft:
        """Write or rewrite; an empty key gets a new one. `is_asked`: the next line there is its answer."""

    def find(self, key: str, person_id: int) -> Draft | None:
        """The draft of this key, if it is this person's."""

    def asked(self, person_id: int, place: Place) -> Draft | None:
        """The draft whose question stands open in this place for this person; in their own chat, in whatever place."""

    def close(self, key: str) -> None:
        """Answered or left."""


class Letter(Struct, frozen=True):
    """A row of the outbox before it has one: what is to be told, where, in which language.

    `key` is unique for ever. Exactly one of `person_id` (resolved when written), or a `place`. `revises`: the
    message to be changed instead of a new one. `only_for`: an account that alone may see it in a shared place.
    """

    key: str
    place: Place
    reply: Reply
    language: Language
    zone: str
    person_id: int | None = None
    only_for: str | None = None
    revises: str | None = None
    expires_at: datetime | None = None
    cause: str = ""
    is_pinned: bool = False
    """Kept at the head of its chat, where the platform can do so."""
    unpins: str | None = None
    """The message whose place at the head it takes."""
    hidden: tuple[str, ...] = ()
    """One-time codes in the reply; kept until it is delivered, and no longer."""
    is_undrawn: bool = False
    """The reply only names its card, and bears what is to be marked on it: it is drawn when it is first taken."""


Draw: TypeAlias = Callable[[Letter], Letter | None]
"""Makes an undrawn letter one that can be read, in the transaction that takes it; None: there is nothing to show."""


class Lease(Struct, frozen=True):
    """A letter taken out to be delivered. `fence` must come back with the result, or the result is ignored."""

    number: int
    letter: Letter
    fence: int
    attempts: int
    first_tried_at: datetime | None
    """When a send was first begun whose end is unknown; None: surely not sent yet."""


class Outbox(Protocol):
    """What is to be told, until it is told."""

    def put(self, letters: Sequence[Letter], at: datetime) -> None:
        """Write letters; a key already there is passed over."""

    def heads(self, platform: PlatformName) -> list[tuple[str, datetime]]:
        """Every chat for which there is a letter, and when its first is ready; that of the oldest letter first."""

    def take(self, platform: PlatformName, at: datetime, chats: Sequence[str], draw: Draw) -> list[Lease]:
        """Lease, for 45 s, the first letter of each of these chats, where that is ready.

        One that is undrawn yet is drawn, and from then on kept as it was drawn; what cannot be drawn is given up.
        """

    def sent(self, lease: Lease, messages: Sequence[str], at: datetime) -> bool:
        """Delivered as these platform messages; false when the lease was lost. A card is noted in `posted`."""

    def has_open(self, card: Ref) -> bool:
        """Whether a letter that shows the card is still to go."""

    def renew(self, card: Ref, drawn: Callable[[Letter], Reply], at: datetime) -> None:
        """The card has changed: letters that would post it anew bear what `drawn` gives, so that nobody gets the past.

        One that is being sent, or perhaps stands there already, is sent as it is, or found, and then changed in its
        place by a further letter. Changes of posted copies are left alone: the newest comes last. What one person
        alone saw in a shared place, and a lost copy on a platform that cannot be asked, can be changed no more.
        """

    def rewrite(self, letter: Letter) -> bool:
        """A waiting change of the same posted copy bears this one's content instead; false: there is none."""

    def again(self, lease: Lease, at: datetime, *, is_unknown: bool, problem: str) -> None:
        """Not delivered, or nobody knows: try (or look up) at the moment."""

    def failed(self, lease: Lease, problem: str, at: datetime) -> None:
        """Definitely refused. Nobody tries again; a person is told by who asked."""

    def waiting(self) -> int:
        """Letters not yet delivered or failed."""

    def move_chat(self, platform: PlatformName, old: str, new: str) -> None:
        """A group got a new number: letters, posted cards, routes and bindings follow it."""


class PostedCopy(Struct, frozen=True):
    """One visible copy of a card."""

    place: Place
    message: str
    language: Language
    zone: str
    person_id: int | None
    is_pinned: bool = False


class Posted(Protocol):
    """Every copy of every card that can still be changed."""

    def of(self, card: Ref) -> list[PostedCopy]:
        """All copies."""

    def note(self, card: Ref, copy: PostedCopy) -> None:
        """A copy stands there now; the same message again is no fault."""

    def leave(self, place: Place, message: str) -> None:
        """The copy is history: it is changed no more."""

    def card_at(self, place: Place, message: str) -> Ref | None:
        """Which card a message shows."""


class Alarms(Protocol):
    """The clock's side of the timers."""

    def due(self, at: datetime, limit: int, passing: int = 0) -> list[DueTimer]:
        """Timers due by the moment, earliest first, the first `passing` left out.

        Reads only; meant to be cheap with a million rows.
        """

    def strike(self, timers: Sequence[DueTimer]) -> frozenset[str]:
        """Strike many out; the keys of those that still stood for their moments."""

    def done(self, timer: DueTimer) -> bool:
        """Strike it out, if it still stands for that moment; false when somebody moved it or was quicker."""


class Ledger(Books, Protocol):
    """One transaction, whole: the books, and what only the desk may touch."""

    @property
    def receipts(self) -> Receipts: ...
    @property
    def tickets(self) -> Tickets: ...
    @property
    def drafts(self) -> Drafts: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def posted(self) -> Posted: ...
    @property
    def alarms(self) -> Alarms: ...

    def begin(self, via: Via) -> None:
        """From now on, what is written is written by this request."""

    def leaves_work(self) -> bool:
        """Whether the request being served wrote letters or errands, so that courier and porter must be woken."""

    def attempt(self) -> AbstractContextManager[None]:
        """All or nothing: an exception inside takes back everything written inside, and goes on."""

    def quarantine(self, request_id: str, raw: Mapping[str, Any], problem: str, at: datetime) -> None:
        """Keep a request that could not be served, so that it cannot stop the queue and can be looked at."""


class Store(Protocol):
    """The one writer and the readers."""

    def write(self, job: Callable[[Ledger], T]) -> "Future[T]":
        """Run a job in the next group commit; done only after it. Jobs may run twice, so they touch only the ledger."""

    async def commit(self, job: Callable[[Ledger], T], *, is_patient: bool = False) -> T:
        """As `write`, for coroutines: those whose jobs share a commit are woken together.

        `is_patient`: nobody sits and waits for it, so it shares no commit with jobs for which somebody does.
        """

    def read(self, job: Callable[[Ledger], T]) -> "Future[T]":
        """Run a question on a reader connection; writing raises."""

    def rehearse(self, job: Callable[[Ledger], T]) -> T:
        """What a job would give or raise, were it to write; nothing of it stays. Keeps the caller's thread so long."""

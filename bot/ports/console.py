"""What the console needs kept: its notice board, the browsers it knows, and the people who may sit at it."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Final, Protocol, TypeVar

from msgspec import Struct

from bot.dialogue.replies import Reply
from bot.domain.people import Person
from bot.ports.requests import Answer, Speaker
from bot.ports.work import Work

T = TypeVar("T")

ROOM: Final = "room:"
DIRECT: Final = "dm:"
NOTHING: Final = Answer()


class Post(Struct, frozen=True, kw_only=True):
    """Something to be put up. `key` makes it once: a second one of the same key is the first.

    Either somebody's line (`author`, `text`, names of `files`) or the desk's `answer`: a reply, a form, or a glance.
    `only_for`: the one person who sees it in a room.
    """

    key: str
    chat: str
    at: datetime
    author: int | None = None
    text: str = ""
    files: tuple[str, ...] = ()
    answer: Answer = NOTHING
    only_for: int | None = None

    @property
    def is_gone(self) -> bool:
        """Whether nothing of it is to be seen any more: a form that was answered or left."""
        return self.author is None and self.answer == NOTHING


class Message(Struct, frozen=True, kw_only=True):
    """A post as it stands. `number` is its place for ever; `change` grows with every new or changed message."""

    number: int
    change: int
    post: Post

    def is_seen_by(self, reader: int, chats: Sequence[str]) -> bool:
        """Whether a person who is in these conversations may read it."""
        return self.post.chat in chats and self.post.only_for in (None, reader)


class ConsoleStore(Protocol):
    """Where the board is kept. Every method is one transaction, and durable when it returns."""

    async def add(self, posts: Sequence[Post]) -> tuple[Message, ...]:
        """Put up in order, all or none; for a key that stands already, the message that stands."""

    async def change(self, number: int, answer: Answer) -> Message | None:
        """Put another answer in the place of a message's; None where no message has this number."""

    async def get(self, number: int) -> Message | None:
        """The message of this number."""

    async def find(self, key: str) -> Message | None:
        """The message of this key."""

    async def page(self, chat: str, reader: int, before: int | None, limit: int) -> tuple[Message, ...]:
        """The last `limit` messages of a conversation that the reader sees, oldest first; before a number, if given.

        What is gone is left out.
        """

    async def changed(self, after: int, chats: Sequence[str], reader: int, limit: int) -> tuple[Message, ...]:
        """Messages the reader sees, or saw, whose `change` is greater, in the order of their changes."""

    async def since(self, after: int, limit: int) -> tuple[Message, ...]:
        """All messages whose `change` is greater, whoever sees them, in the order of their changes."""

    async def turn(self) -> int:
        """How far the trail has come: it moves whenever anything was written, on whatever platform."""

    async def last_change(self) -> int:
        """The greatest `change` there is; 0 on an empty board."""


class ToldOnce(Protocol):
    """One-time codes that stand on the board."""

    async def showing(self) -> frozenset[int]:
        """The messages in which codes stand; asked once, at the start."""

    async def strike(self, numbers: Collection[int], at: datetime) -> frozenset[int]:
        """Strike out, in these messages, the codes that open nothing any more; gives the messages that were changed.

        Durable when it returns; raises `StorageFault` where the store fails.
        """


class Sessions(Protocol):
    """Browsers that are known. Only hashes of codes and tokens are kept."""

    async def issue(self, person_id: int, at: datetime) -> str:
        """A one-time code for a person's link; good for a quarter of an hour."""

    async def enter(self, code: str, at: datetime) -> str | None:
        """Use up a one-time code; the new session's token, or None for a code unknown, used or too old."""

    async def begin(self, person_id: int, at: datetime) -> str:
        """A new session for a person, without a code: where one chooses as whom to speak."""

    async def person_of(self, token: str, at: datetime) -> int | None:
        """Whose session it is; None once it has ended."""

    async def alive(self, tokens: Collection[str], at: datetime) -> frozenset[str]:
        """Those of these sessions that have not ended."""

    async def end(self, token: str) -> None:
        """Leave. A token that is not known is no fault."""


class Roster(Protocol):
    """The people of the desk, as the books have them just now."""

    async def people(self) -> Sequence[Person]:
        """Everybody who is active, in the order of their numbers."""


class Windows(Protocol):
    """What somebody may look at on the boards: by the same rights as everything they ask in words."""

    async def look(self, speaker: Speaker, question: Callable[[Work], T]) -> T:
        """Ask the books; the question must not write. Raises `NotAllowed` for strangers."""

    async def hand_out(self, speaker: Speaker, replies: Sequence[Reply]) -> tuple[Reply, ...]:
        """The same replies, every button of theirs good for this person alone."""

"""The console's notice board: everything said in its rooms and private conversations, kept, and told as it comes."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from bot.ports.requests import Answer

ROOM: Final = "room:"
DIRECT: Final = "dm:"
NOTHING: Final = Answer()


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
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
        """The last `limit` messages of a conversation that the reader sees, oldest first; before a number, if given."""

    async def changed(self, after: int, chats: Sequence[str], reader: int, limit: int) -> tuple[Message, ...]:
        """Messages the reader sees whose `change` is greater, in the order of their changes."""

    async def last_change(self) -> int:
        """The greatest `change` there is; 0 on an empty board."""


class Board:
    """The store, and a bell that rings whenever something on it changes."""

    def __init__(self, store: ConsoleStore) -> None:
        self.store = store
        self._bell = asyncio.Event()

    async def add(self, *posts: Post) -> tuple[Message, ...]:
        """Put up and ring."""
        put_up = await self.store.add(posts)
        self.ring()
        return put_up

    async def change(self, number: int, answer: Answer) -> Message | None:
        """Change a message and ring."""
        changed = await self.store.change(number, answer)
        self.ring()
        return changed

    def ring(self) -> None:
        """Wake everybody who listens; also at the end, so that they look up and see it."""
        bell, self._bell = self._bell, asyncio.Event()
        bell.set()

    def listen(self) -> asyncio.Event:
        """The bell that rings at the next change. Take it before looking, so that nothing falls between."""
        return self._bell


def direct_chat(person_id: int | str) -> str:
    """The conversation of one person with the desk."""
    return f"{DIRECT}{person_id}"


def chat_of(named: str) -> str:
    """A conversation as letters name it: a bare person's number is their private one."""
    return named if named.startswith((ROOM, DIRECT)) else direct_chat(named)

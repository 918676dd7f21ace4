"""The console's notice board: everything said in its rooms and private conversations, told as it comes."""

import asyncio

from bot.ports.console import DIRECT, ROOM, ConsoleStore, Message, Post
from bot.ports.requests import Answer


class Board:
    """The store, and a bell that rings whenever something on it changes."""

    def __init__(self, store: ConsoleStore) -> None:
        self.store = store
        self.showing: set[int] = set()
        """Messages in which one-time codes stand."""
        self._bell = asyncio.Event()

    async def add(self, *posts: Post) -> tuple[Message, ...]:
        """Put up and ring."""
        put_up = await self.store.add(posts)
        self.showing.update(message.number for message in put_up if message.post.answer.hidden)
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

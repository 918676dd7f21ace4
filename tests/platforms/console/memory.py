"""The console's store, sessions and roster in memory, for tests of the page."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from msgspec.structs import replace

from bot.domain.people import Language, Person, Role
from bot.ports.console import Message, Post
from bot.ports.requests import Answer

ANNA, BORIS, LI = 1, 2, 3
GONE = 99


@dataclass(slots=True)
class MemoryStore:
    """See `bot.platforms.console.board.ConsoleStore`."""

    messages: dict[int, Message] = field(default_factory=dict)
    changes: int = 0
    written: int = 0
    asked: int = 0
    """How often the board was asked what is new."""
    fault: Exception | None = None

    async def add(self, posts: Sequence[Post]) -> tuple[Message, ...]:
        self._maybe_fail()
        put_up = []
        for post in posts:
            message = await self.find(post.key)
            if message is None:
                self.changes += 1
                message = Message(number=len(self.messages) + 1, change=self.changes, post=post)
                self.messages[message.number] = message
            put_up.append(message)
        return tuple(put_up)

    async def change(self, number: int, answer: Answer) -> Message | None:
        self._maybe_fail()
        message = self.messages.get(number)
        if message is None:
            return None
        self.changes += 1
        changed = replace(message, change=self.changes, post=replace(message.post, answer=answer))
        self.messages[number] = changed
        return changed

    async def get(self, number: int) -> Message | None:
        return self.messages.get(number)

    async def find(self, key: str) -> Message | None:
        return next((one for one in self.messages.values() if one.post.key == key), None)

    async def page(self, chat: str, reader: int, before: int | None, limit: int) -> tuple[Message, ...]:
        seen = [
            one
            for one in self.messages.values()
            if one.is_seen_by(reader, [chat]) and (before is None or one.number < before) and not one.post.is_gone
        ]
        return tuple(seen[-limit:])

    async def changed(self, after: int, chats: Sequence[str], reader: int, limit: int) -> tuple[Message, ...]:
        self.asked += 1
        seen = [one for one in self.messages.values() if one.change > after and one.is_seen_by(reader, chats)]
        return tuple(sorted(seen, key=lambda one: one.change)[:limit])

    async def since(self, after: int, limit: int) -> tuple[Message, ...]:
        self.asked += 1
        found = sorted((one for one in self.messages.values() if one.change > after), key=lambda one: one.change)
        return tuple(found[:limit])

    async def turn(self) -> int:
        return self.written

    async def last_change(self) -> int:
        return self.changes

    def _maybe_fail(self) -> None:
        if self.fault is not None:
            raise self.fault


@dataclass(slots=True)
class MemorySessions:
    """See `bot.platforms.console.people.Sessions`."""

    codes: dict[str, int] = field(default_factory=dict)
    open: dict[str, int] = field(default_factory=dict)

    async def issue(self, person_id: int, at: datetime) -> str:
        code = f"code-{len(self.codes) + 1}"
        self.codes[code] = person_id
        return code

    async def enter(self, code: str, at: datetime) -> str | None:
        person_id = self.codes.pop(code, None)
        return await self.begin(person_id, at) if person_id is not None else None

    async def begin(self, person_id: int, at: datetime) -> str:
        token = f"session-{len(self.open) + 1}-of-{person_id}"
        self.open[token] = person_id
        return token

    async def person_of(self, token: str, at: datetime) -> int | None:
        return self.open.get(token)

    async def alive(self, tokens: Collection[str], at: datetime) -> frozenset[str]:
        return frozenset(tokens & self.open.keys())

    async def end(self, token: str) -> None:
        self.open.pop(token, None)


@dataclass(slots=True)
class MemoryRoster:
    """Anna sells, Boris leads, Li ships; what they speak is left to the browser unless it is set."""

    language: Language | None = None
    who: tuple[tuple[int, str, Role], ...] = (
        (ANNA, "Anna Zhang", Role.SALES),
        (BORIS, "Boris Wang", Role.MANAGER),
        (LI, "李单证", Role.LOGISTICS),
    )

    async def people(self) -> Sequence[Person]:
        return [Person(id=number, name=name, role=role, language=self.language) for number, name, role in self.who]

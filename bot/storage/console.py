"""The console's notice board and its sessions, kept beside the desk's own tables and by the same one writer."""

import asyncio
import json
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Any, Final, TypeVar

from msgspec.structs import replace
from sqlalchemy import BigInteger, Boolean, Column, Index, Table, Text, and_, bindparam, func, or_, select

from bot.dialogue.replies import Block, Button, Buttons, Listing, Reply
from bot.domain.people import Person
from bot.ports.console import NOTHING, Message, Post
from bot.ports.entrances import Entrances
from bot.ports.ledger import Ledger, Store
from bot.ports.requests import Answer
from bot.storage.codec import Outdated, coder, dumps
from bot.storage.ledger import SqlLedger
from bot.storage.statements import Statement, insertion
from bot.storage.tables import METADATA, Number
from bot.storage.unit import Unit

T = TypeVar("T")

CONSOLE_MESSAGES = Table(
    "console_messages",
    METADATA,
    Column("number", Number, primary_key=True, autoincrement=False),
    Column("key", Text, nullable=False, unique=True),
    Column("change", BigInteger, nullable=False, index=True),
    Column("chat", Text, nullable=False),
    Column("only_for", BigInteger),
    Column("is_gone", Boolean, nullable=False),
    Column("post", Text, nullable=False),
    Index(None, "chat", "number"),
)
_M = CONSOLE_MESSAGES.c
_POST = coder(Post)
_WHOLE = select(_M.number, _M.change, _M.post)
_BY_KEY = Statement(_WHOLE.where(_M.key == bindparam("key")))
_BY_NUMBER = Statement(_WHOLE.where(_M.number == bindparam("number")))
_LAST = Statement(select(func.max(_M.change)))
_PAGE = Statement(
    _WHOLE.where(
        _M.chat == bindparam("chat"),
        _M.number < bindparam("before"),
        or_(_M.only_for.is_(None), _M.only_for == bindparam("reader")),
        _M.is_gone.is_(False),
    )
    .order_by(_M.number.desc())
    .limit(bindparam("most", type_=BigInteger()))
)
_SINCE = Statement(
    _WHOLE.where(_M.change > bindparam("after")).order_by(_M.change).limit(bindparam("most", type_=BigInteger()))
)
_PUT = insertion(CONSOLE_MESSAGES, replaces=["change", "is_gone", "post"])
_BEYOND: Final = 2**62


class SqlConsoleStore:
    """See `bot.ports.console.ConsoleStore`."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def add(self, posts: Sequence[Post]) -> tuple[Message, ...]:
        """Put up in order, all or none; for a key that stands already, the message that stands."""
        return await asyncio.wrap_future(self._store.write(lambda ledger: _add(unit_of(ledger), posts)))

    async def change(self, number: int, answer: Answer) -> Message | None:
        """Put another answer in the place of a message's; None where no message has this number."""
        return await asyncio.wrap_future(self._store.write(lambda ledger: _change(unit_of(ledger), number, answer)))

    async def get(self, number: int) -> Message | None:
        """The message of this number."""
        return await asyncio.wrap_future(
            self._store.read(lambda ledger: _one(unit_of(ledger), _BY_NUMBER, number=number))
        )

    async def find(self, key: str) -> Message | None:
        """The message of this key."""
        return await asyncio.wrap_future(self._store.read(lambda ledger: _one(unit_of(ledger), _BY_KEY, key=key)))

    async def page(self, chat: str, reader: int, before: int | None, limit: int) -> tuple[Message, ...]:
        """The last `limit` messages of a conversation that the reader sees, oldest first; before a number, if given."""
        asked = {"chat": chat, "reader": reader, "before": _BEYOND if before is None else before, "most": limit}
        found = await asyncio.wrap_future(self._store.read(lambda ledger: unit_of(ledger).rows(_PAGE, asked)))
        return tuple(_message(row) for row in reversed(found))

    async def changed(self, after: int, chats: Sequence[str], reader: int, limit: int) -> tuple[Message, ...]:
        """Messages the reader sees, or saw, whose `change` is greater, in the order of their changes."""
        is_seen = and_(_M.chat.in_(chats), or_(_M.only_for.is_(None), _M.only_for == reader))
        asked = _WHOLE.where(_M.change > after, is_seen).order_by(_M.change).limit(limit)
        found = await asyncio.wrap_future(self._store.read(lambda ledger: unit_of(ledger).select(asked)))
        return tuple(_message(row) for row in found)

    async def since(self, after: int, limit: int) -> tuple[Message, ...]:
        """All messages whose `change` is greater, whoever sees them, in the order of their changes."""
        asked = {"after": after, "most": limit}
        found = await asyncio.wrap_future(self._store.read(lambda ledger: unit_of(ledger).rows(_SINCE, asked)))
        return tuple(_message(row) for row in found)

    async def turn(self) -> int:
        """How far the trail has come: it moves whenever anything was written, on whatever platform."""
        return await asyncio.wrap_future(self._store.read(lambda ledger: ledger.trail.size()))

    async def last_change(self) -> int:
        """The greatest `change` there is; 0 on an empty board."""
        found = await asyncio.wrap_future(self._store.read(lambda ledger: unit_of(ledger).rows(_LAST)))
        return int(found[0][0] or 0)


class SqlSessions:
    """See `bot.ports.console.Sessions`."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def issue(self, person_id: int, at: datetime) -> str:
        """A one-time code for a person's link; good for a quarter of an hour."""
        return await self._write(lambda entrances: entrances.issue(person_id, at))

    async def enter(self, code: str, at: datetime) -> str | None:
        """Use up a one-time code; the new session's token, or None for a code unknown, used or too old."""
        entered = await self._write(lambda entrances: entrances.enter(code, at))
        return entered[0] if entered is not None else None

    async def begin(self, person_id: int, at: datetime) -> str:
        """A new session for a person, without a code: where one chooses as whom to speak."""
        return await self._write(lambda entrances: entrances.begin(person_id, at))

    async def person_of(self, token: str, at: datetime) -> int | None:
        """Whose session it is; None once it has ended."""
        return await asyncio.wrap_future(self._store.read(lambda ledger: ledger.entrances.person_of(token, at)))

    async def alive(self, tokens: Collection[str], at: datetime) -> frozenset[str]:
        """Those of these sessions that have not ended."""
        return await asyncio.wrap_future(self._store.read(lambda ledger: ledger.entrances.alive(tokens, at)))

    async def end(self, token: str) -> None:
        """Leave. A token that is not known is no fault."""
        await self._write(lambda entrances: entrances.end(token))

    async def _write(self, job: Callable[[Entrances], T]) -> T:
        return await asyncio.wrap_future(self._store.write(lambda ledger: job(ledger.entrances)))


class SqlRoster:
    """See `bot.ports.console.Roster`."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def people(self) -> Sequence[Person]:
        """Everybody who is active, in the order of their numbers."""
        found = await asyncio.wrap_future(self._store.read(lambda ledger: ledger.people.everybody()))
        return [person for person in found if person.is_active]


def unit_of(ledger: Ledger) -> Unit:
    """The unit of work under a ledger."""
    if not isinstance(ledger, SqlLedger):
        raise TypeError("the board is kept in the desk's own database")
    return ledger._unit


def _add(unit: Unit, posts: Sequence[Post]) -> tuple[Message, ...]:
    put_up = []
    for post in posts:
        standing = unit.rows(_BY_KEY, {"key": post.key}, topic=post.key)
        if standing:
            put_up.append(_message(standing[0]))
            continue
        message = Message(number=unit.number("console_messages"), change=unit.number("console_changes"), post=post)
        unit.queue(_PUT, _row(message), topic=post.key)
        put_up.append(message)
    return tuple(put_up)


def _change(unit: Unit, number: int, answer: Answer) -> Message | None:
    message = message_numbered(unit, number)
    return put_in_place(unit, message, answer) if message is not None else None


def message_numbered(unit: Unit, number: int) -> Message | None:
    """The message of this number, as it stands in this transaction."""
    return _one(unit, _BY_NUMBER, number=number)


def put_in_place(unit: Unit, message: Message, answer: Answer) -> Message:
    """Put another answer in the place of a message's."""
    changed = replace(message, change=unit.number("console_changes"), post=replace(message.post, answer=answer))
    unit.queue(_PUT, _row(changed), topic=changed.post.key)
    return changed


def _one(unit: Unit, statement: Statement, **values: Any) -> Message | None:
    found = unit.rows(statement, values)
    return _message(found[0]) if found else None


def _row(message: Message) -> dict[str, Any]:
    post = message.post
    return {
        "number": message.number,
        "key": post.key,
        "change": message.change,
        "chat": post.chat,
        "only_for": post.only_for,
        "is_gone": post.is_gone,
        "post": dumps(_POST.encode(replace(post, answer=_without_presses(post.answer)))),
    }


def _message(row: Sequence[Any]) -> Message:
    kept = json.loads(row[2])
    try:
        post: Post = _POST.decode(kept)
    except Outdated:
        # Said by an earlier release in a way that is no longer known; its place stays, so that nothing moves.
        kept.pop("answer", None)
        post = replace(_POST.decode(kept), answer=NOTHING)
    return Message(number=int(row[0]), change=int(row[1]), post=post)


def _without_presses(answer: Answer) -> Answer:
    """What a button asks is kept with its ticket; here it would only grow old."""
    if answer.reply is None:
        return answer
    return replace(answer, reply=Reply(tuple(_bare(block) for block in answer.reply.blocks), answer.reply.card))


def _bare(block: Block) -> Block:
    match block:
        case Buttons(buttons):
            return Buttons(_bare_buttons(buttons))
        case Listing(items, title):
            return Listing(tuple(replace(item, buttons=_bare_buttons(item.buttons)) for item in items), title)
        case _:
            return block


def _bare_buttons(buttons: Sequence[Button]) -> tuple[Button, ...]:
    return tuple(replace(button, press=None) for button in buttons)

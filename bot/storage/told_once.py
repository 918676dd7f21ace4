"""Codes that stand on the console's board until they are used or have expired, and are struck out then."""

import asyncio
import json
from collections.abc import Collection
from datetime import datetime

from msgspec.structs import replace
from sqlalchemy import select

from bot.domain.codes import code_hash, struck
from bot.ports.console import Post
from bot.ports.ledger import Ledger, Store
from bot.ports.requests import Answer
from bot.storage.codec import coder, dumps
from bot.storage.console import CONSOLE_MESSAGES, message_numbered, put_in_place, unit_of

_M = CONSOLE_MESSAGES.c
_SHOWING = select(_M.number).where(_M.post.like('%"hidden":["%'), _M.is_gone.is_(False)).order_by(_M.number)
"""What somebody typed cannot look so: in kept text a quotation mark bears a stroke before it."""
_ANSWER = coder(Answer)


class SqlToldOnce:
    """See `bot.ports.console.ToldOnce`."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def showing(self) -> frozenset[int]:
        """The messages in which codes stand. Reads the whole board."""
        rows = await asyncio.wrap_future(self._store.read(lambda ledger: unit_of(ledger).select(_SHOWING)))
        return frozenset(int(row[0]) for row in rows)

    async def strike(self, numbers: Collection[int], at: datetime) -> frozenset[int]:
        """Strike out, in these messages, the codes that open nothing any more; gives the messages that were changed."""
        spent = await asyncio.wrap_future(self._store.read(lambda ledger: _spent(ledger, numbers, at)))
        if not spent:
            return frozenset()
        return await asyncio.wrap_future(self._store.write(lambda ledger: _strike(ledger, spent, at)))


def _spent(ledger: Ledger, numbers: Collection[int], at: datetime) -> frozenset[int]:
    found = (message_numbered(unit_of(ledger), number) for number in numbers)
    return frozenset(one.number for one in found if one is not None and _closed(one.post, ledger, at))


def _strike(ledger: Ledger, numbers: Collection[int], at: datetime) -> frozenset[int]:
    unit, changed = unit_of(ledger), set()
    for number in numbers:
        message = message_numbered(unit, number)
        if message is not None and (codes := _closed(message.post, ledger, at)):
            put_in_place(unit, message, _without(message.post.answer, codes))
            changed.add(number)
    return frozenset(changed)


def _closed(post: Post, ledger: Ledger, at: datetime) -> tuple[str, ...]:
    return tuple(code for code in post.answer.hidden if not _is_open(code, ledger, at))


def _is_open(code: str, ledger: Ledger, at: datetime) -> bool:
    invitation = ledger.invitations.by_hash(code_hash(code))
    if invitation is None:
        return ledger.entrances.is_open(code, at)
    return invitation.used_at is None and invitation.expires_at > at


def _without(answer: Answer, codes: tuple[str, ...]) -> Answer:
    left = tuple(code for code in answer.hidden if code not in codes)
    kept: Answer = _ANSWER.decode(json.loads(struck(dumps(_ANSWER.encode(answer)), codes)))
    return replace(kept, hidden=left)

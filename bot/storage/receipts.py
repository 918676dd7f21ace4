"""Which requests were served, and what each was answered, so that a repeated one gets the same answer."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select

from bot.domain.codes import struck
from bot.ports.requests import Answer
from bot.storage.codec import Outdated, coder, dumps
from bot.storage.plain import plain
from bot.storage.statements import Statement, insertion
from bot.storage.tables import QUARANTINE, RECEIPTS
from bot.storage.unit import Unit

_ANSWER = coder(Answer)
_FIND = Statement(select(RECEIPTS.c.answer).where(RECEIPTS.c.request_id == bindparam("request")))
_KEEP = insertion(RECEIPTS)
_FORGET = Statement(delete(RECEIPTS).where(RECEIPTS.c.at < bindparam("moment")))
_QUARANTINE = insertion(QUARANTINE)


class SqlReceipts:
    """Receipts of one transaction."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def find(self, request_id: str) -> Answer | None:
        """The stored answer of a request seen before; an empty one where it can no longer be read."""
        kept = self._unit.rows(_FIND, {"request": request_id}, topic=request_id)
        if not kept:
            return None
        try:
            answer: Answer = _ANSWER.decode(json.loads(kept[0][0]))
        except Outdated:
            return Answer()
        return answer

    def keep(self, request_id: str, answer: Answer, at: datetime) -> None:
        """Remember that this was served, and how it was answered but for one-time codes."""
        kept = struck(dumps(_ANSWER.encode(answer)), answer.hidden)
        row = {"request_id": request_id, "answer": kept, "at": at}
        self._unit.queue(_KEEP, row, topic=request_id)

    def forget_before(self, moment: datetime) -> int:
        """Drop receipts older than the moment; returns how many."""
        return self._unit.execute(_FORGET, {"moment": moment})


def put_aside(unit: Unit, request_id: str, raw: Mapping[str, Any], problem: str, at: datetime) -> None:
    """Keep a request that could not be served."""
    row = {"number": unit.number("quarantine"), "request_id": request_id, "problem": problem, "at": at}
    unit.queue(_QUARANTINE, row | {"raw": dumps(plain(raw))})

"""Until when a platform's line was listened to, and by which process: kept for all processes of the desk."""

import asyncio
import secrets
from datetime import datetime
from typing import TypeVar

from sqlalchemy import bindparam, or_, select, update

from bot.ports.ledger import Ledger, Store
from bot.storage.ledger import SqlLedger
from bot.storage.statements import Statement, insertion
from bot.storage.tables import WATCHES
from bot.storage.unit import Unit

T = TypeVar("T")

_W = WATCHES.c
_BEGIN = insertion(WATCHES, passes_over=True)
_UNTIL = Statement(select(_W.until).where(_W.line == bindparam("which")))
_EXTEND = Statement(
    update(WATCHES)
    .where(_W.line == bindparam("which"), _W.until < bindparam("to", type_=_W.until.type))
    .values(until=bindparam("to", type_=_W.until.type))
)
_TAKE = Statement(
    update(WATCHES)
    .where(
        _W.line == bindparam("which"),
        or_(_W.holder == bindparam("me"), _W.until <= bindparam("moment", type_=_W.until.type)),
    )
    .values(holder=bindparam("me"), until=bindparam("to", type_=_W.until.type))
)
_LEAVE = Statement(
    update(WATCHES)
    .where(_W.line == bindparam("which"), _W.holder == bindparam("me"))
    .values(until=bindparam("moment", type_=_W.until.type))
)


class SqlWatch:
    """See `bot.ports.outside.Watch`. Each one is a holder of its own."""

    def __init__(self, store: Store, line: str) -> None:
        self._store, self._line, self._holder = store, line, secrets.token_hex(8)

    async def until(self) -> datetime | None:
        """The moment until which it was listened to, or is spoken for; None: never yet."""
        return await asyncio.wrap_future(self._store.read(lambda ledger: self._until(_unit(ledger))))

    async def extend(self, to: datetime) -> None:
        """It was listened to until this moment, whoever it was; an earlier one changes nothing."""

        def job(unit: Unit) -> None:
            if unit.execute(_EXTEND, {"which": self._line, "to": to}) == 0:
                unit.execute(_BEGIN, {"line": self._line, "holder": "", "until": to})

        await self._store.commit(lambda ledger: job(_unit(ledger)))

    async def take(self, at: datetime, to: datetime) -> bool:
        """Take or keep it until a moment; false while another process has it."""

        def job(unit: Unit) -> bool:
            if unit.execute(_TAKE, {"which": self._line, "me": self._holder, "moment": at, "to": to}):
                return True
            return unit.execute(_BEGIN, {"line": self._line, "holder": self._holder, "until": to}) > 0

        return await self._store.commit(lambda ledger: job(_unit(ledger)))

    async def leave(self, at: datetime) -> None:
        """Let it go before its time; what another holds is left alone."""
        values = {"which": self._line, "me": self._holder, "moment": at}
        await self._store.commit(lambda ledger: _unit(ledger).execute(_LEAVE, values))

    def _until(self, unit: Unit) -> datetime | None:
        found = unit.rows(_UNTIL, {"which": self._line})
        return found[0][0] if found else None


def _unit(ledger: Ledger) -> Unit:
    if not isinstance(ledger, SqlLedger):
        raise TypeError("a watch is kept by the store it was made for")
    return ledger._unit

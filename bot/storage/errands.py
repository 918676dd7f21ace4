"""The book of errands: what the porter fetches and draws, kept until it is done."""

import json
from datetime import datetime

from sqlalchemy import bindparam, select, update

from bot.ports.errands import Errand, Fetch, OpenErrand
from bot.storage.codec import coder, dumps
from bot.storage.statements import Statement, insertion
from bot.storage.tables import ERRANDS
from bot.storage.unit import Unit

_E = ERRANDS.c
_INSERT = insertion(ERRANDS)
_DUE = Statement(
    select(_E.number, _E.errand, _E.attempts)
    .where(_E.is_open, _E.ready_at <= bindparam("at"))
    .order_by(_E.ready_at, _E.number)
    .limit(bindparam("most"))
)
_RECENT = Statement(select(_E.errand).order_by(_E.number.desc()).limit(bindparam("most")))
_LATER = Statement(
    update(ERRANDS).where(_E.number == bindparam("of")).values(ready_at=bindparam("at"), attempts=_E.attempts + 1)
)
_DONE = Statement(update(ERRANDS).where(_E.number == bindparam("of"), _E.is_open).values(is_open=False))
_CODER = coder(Errand)
LOOKED_AT = 200
"""Newest errands among which an album's are looked for: its files come within seconds."""


class SqlErrands:
    """Errands of one transaction."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def put(self, errand: Errand, at: datetime) -> int:
        """Write it; gives its number."""
        number = self._unit.number("errand")
        row = {"number": number, "errand": dumps(_CODER.encode(errand)), "attempts": 0, "ready_at": at, "is_open": True}
        self._unit.queue(_INSERT, row)
        return number

    def due(self, at: datetime, limit: int) -> list[OpenErrand]:
        """Those to be done now, the longest ready first."""
        rows = self._unit.rows(_DUE, {"at": at, "most": limit})
        return [OpenErrand(int(number), _CODER.decode(json.loads(text)), int(tries)) for number, text, tries in rows]

    def of_album(self, album: str) -> Errand | None:
        """The last one that fetches, or fetched, a file of this album."""
        for (text,) in self._unit.rows(_RECENT, {"most": LOOKED_AT}):
            if dumps(album) in text:
                errand: Errand = _CODER.decode(json.loads(text))
                if isinstance(errand.task, Fetch) and errand.task.arrival.album == album:
                    return errand
        return None

    def later(self, number: int, at: datetime) -> None:
        """Try again at the moment."""
        self._unit.execute(_LATER, {"of": number, "at": at})

    def done(self, number: int) -> bool:
        """Strike it out; false when it was struck out already."""
        return self._unit.execute(_DONE, {"of": number}) > 0

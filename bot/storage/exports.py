"""The book of exports: who asked for one, and which files can still be fetched."""

import json
from datetime import datetime

from sqlalchemy import BigInteger, Column, Table, Text, bindparam, delete, select, update

from bot.domain.exports import Export, Packed
from bot.storage.codec import coder, dumps
from bot.storage.columns import UtcDateTime
from bot.storage.statements import Statement, insertion
from bot.storage.tables import METADATA
from bot.storage.unit import Unit

EXPORTS = Table(
    "exports",
    METADATA,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("person_id", BigInteger, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("packed", Text),
)

_E = EXPORTS.c
_BEGIN = insertion(EXPORTS)
_ALL = select(_E.number, _E.person_id, _E.asked_at, _E.expires_at, _E.packed)
_GET = Statement(_ALL.where(_E.number == bindparam("of")))
_OF_PERSON = Statement(
    _ALL.where(_E.person_id == bindparam("person"), _E.expires_at > bindparam("moment")).order_by(_E.number.desc())
)
_KEPT = Statement(select(_E.number).where(_E.expires_at > bindparam("moment")))
_FINISH = Statement(
    update(EXPORTS)
    .where(_E.number == bindparam("of"))
    .values(packed=bindparam("what"), expires_at=bindparam("to", type_=_E.expires_at.type))
)
_FORGET = Statement(delete(EXPORTS).where(_E.number == bindparam("of")), (EXPORTS,))
_DROP_OLD = Statement(delete(EXPORTS).where(_E.expires_at <= bindparam("moment")), (EXPORTS,))
_CODER = coder(Packed)


class SqlExports:
    """See `bot.ports.exports.Exports`."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def begin(self, export: Export) -> None:
        """Note that one was asked for."""
        row = {"number": export.number, "person_id": export.person_id, "asked_at": export.asked_at}
        self._unit.queue(_BEGIN, row | {"expires_at": export.expires_at, "packed": None})

    def finish(self, number: int, packed: Packed, expires_at: datetime) -> Export | None:
        """It is written; None where nobody waits for it any more."""
        what = dumps(_CODER.encode(packed))
        return self.get(number) if self._unit.execute(_FINISH, {"of": number, "what": what, "to": expires_at}) else None

    def get(self, number: int) -> Export | None:
        """The one of this number."""
        rows = self._unit.rows(_GET, {"of": number})
        return _export(rows[0]) if rows else None

    def of_person(self, person_id: int, at: datetime) -> list[Export]:
        """Somebody's, written or being written, that are not too old; the newest first."""
        return [_export(row) for row in self._unit.rows(_OF_PERSON, {"person": person_id, "moment": at})]

    def kept(self, at: datetime) -> frozenset[int]:
        """Numbers of all whose files must still be there."""
        return frozenset(int(row[0]) for row in self._unit.rows(_KEPT, {"moment": at}))

    def forget(self, number: int) -> None:
        """It could not be written."""
        self._unit.execute(_FORGET, {"of": number})

    def forget_before(self, moment: datetime) -> int:
        """Drop those that were too old at the moment; how many."""
        return self._unit.execute(_DROP_OLD, {"moment": moment})


def _export(row: tuple[object, ...]) -> Export:
    number, person_id, asked_at, expires_at, packed = row
    what = _CODER.decode(json.loads(str(packed))) if packed is not None else None
    return Export(int(str(number)), int(str(person_id)), asked_at, expires_at, what)  # type: ignore[arg-type]

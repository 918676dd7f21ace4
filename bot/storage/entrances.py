"""One-time codes and sessions of the web pages: only hashes of them are kept, and old ones are swept away."""

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import BigInteger, Column, Table, Text, bindparam, delete, select

from bot.storage.columns import UtcDateTime
from bot.storage.statements import Statement, insertion
from bot.storage.tables import METADATA
from bot.storage.unit import Unit

CONSOLE_SESSIONS = Table(
    "console_sessions",
    METADATA,
    Column("token_hash", Text, primary_key=True),
    Column("person_id", BigInteger, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
)
CONSOLE_CODES = Table(
    "console_codes",
    METADATA,
    Column("code_hash", Text, primary_key=True),
    Column("person_id", BigInteger, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
)

SESSION: Final = timedelta(days=7)
CODE: Final = timedelta(minutes=15)
MOST_AT_ONCE: Final = 500
"""Sessions asked for in one question; SQLite takes no endless list."""

_S, _C = CONSOLE_SESSIONS.c, CONSOLE_CODES.c
_OPEN = insertion(CONSOLE_SESSIONS)
_ISSUE = insertion(CONSOLE_CODES)
_PERSON = Statement(
    select(_S.person_id).where(_S.token_hash == bindparam("token"), _S.expires_at > bindparam("moment"))
)
_CODE = Statement(select(_C.person_id).where(_C.code_hash == bindparam("code"), _C.expires_at > bindparam("moment")))
_CLOSE = Statement(delete(CONSOLE_SESSIONS).where(_S.token_hash == bindparam("token")), (CONSOLE_SESSIONS,))
_CLOSE_ALL = Statement(delete(CONSOLE_SESSIONS).where(_S.person_id == bindparam("person")), (CONSOLE_SESSIONS,))
_SPEND = Statement(delete(CONSOLE_CODES).where(_C.code_hash == bindparam("code")), (CONSOLE_CODES,))
_SPEND_ALL = Statement(delete(CONSOLE_CODES).where(_C.person_id == bindparam("person")), (CONSOLE_CODES,))
_END_OLD = Statement(delete(CONSOLE_SESSIONS).where(_S.expires_at <= bindparam("moment")), (CONSOLE_SESSIONS,))
_DROP_OLD = Statement(delete(CONSOLE_CODES).where(_C.expires_at <= bindparam("moment")), (CONSOLE_CODES,))


class SqlEntrances:
    """See `bot.ports.entrances.Entrances`."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def issue(self, person_id: int, at: datetime) -> str:
        """A one-time code for a person's link; good for a quarter of an hour."""
        code = secrets.token_urlsafe(24)
        self._unit.execute(_DROP_OLD, {"moment": at})
        self._unit.queue(_ISSUE, {"code_hash": _hash(code), "person_id": person_id, "expires_at": at + CODE})
        return code

    def enter(self, code: str, at: datetime) -> tuple[str, int] | None:
        """Use up a one-time code: the new session's token and whose it is."""
        found = self._unit.rows(_CODE, {"code": _hash(code), "moment": at})
        if not found or not self._unit.execute(_SPEND, {"code": _hash(code)}):
            return None
        person_id = int(found[0][0])
        return self.begin(person_id, at), person_id

    def is_open(self, code: str, at: datetime) -> bool:
        """Whether a one-time code still lets somebody in."""
        return bool(self._unit.rows(_CODE, {"code": _hash(code), "moment": at}))

    def begin(self, person_id: int, at: datetime) -> str:
        """A new session without a code; its token."""
        token = secrets.token_urlsafe(32)
        self._unit.execute(_END_OLD, {"moment": at})
        self._unit.queue(_OPEN, {"token_hash": _hash(token), "person_id": person_id, "expires_at": at + SESSION})
        return token

    def person_of(self, token: str, at: datetime) -> int | None:
        """Whose session it is; None once it has ended."""
        found = self._unit.rows(_PERSON, {"token": _hash(token), "moment": at})
        return int(found[0][0]) if found else None

    def alive(self, tokens: Collection[str], at: datetime) -> frozenset[str]:
        """Those of these sessions that have not ended."""
        by_hash = {_hash(token): token for token in tokens}
        alive: set[str] = set()
        hashes = tuple(by_hash)
        for start in range(0, len(hashes), MOST_AT_ONCE):
            some = _S.token_hash.in_(hashes[start : start + MOST_AT_ONCE])
            asked = select(_S.token_hash).where(some, _S.expires_at > at)
            alive.update(by_hash[row[0]] for row in self._unit.select(asked))
        return frozenset(alive)

    def end(self, token: str) -> None:
        """Close one session."""
        self._unit.execute(_CLOSE, {"token": _hash(token)})

    def end_of(self, person_id: int) -> int:
        """Close every session of a person and strike out their unused codes; how many sessions were open."""
        self._unit.execute(_SPEND_ALL, {"person": person_id})
        return self._unit.execute(_CLOSE_ALL, {"person": person_id})


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()

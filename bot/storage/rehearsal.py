"""What would come of a job, found out on a copy of the database, so that whoever writes meanwhile waits for nothing.

On PostgreSQL it is played in a transaction of its own that is taken back: others read meanwhile, and who writes waits.
"""

import contextlib
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from sqlalchemy.engine import Engine, make_url
from sqlalchemy.exc import SQLAlchemyError

from bot.ports.ledger import Ledger, StorageFault
from bot.storage.backup import vacuum_into
from bot.storage.engine import CannotOpen, is_sqlite, open_engine
from bot.storage.gram_index import GramIndex
from bot.storage.keys import Keyring
from bot.storage.ledger import SqlLedger
from bot.storage.unit import Unit

T = TypeVar("T")

_MARK = ".rehearsal-"


class Rehearsal:
    """Plays jobs on copies of one database. `url`, `key`: as for `open_engine`."""

    def __init__(self, engine: Engine, url: str, key: str | None, keyring: Keyring, index: GramIndex) -> None:
        self._engine, self._url, self._key = engine, url, key
        self._keyring, self._index = keyring, index

    def play(self, job: Callable[[Ledger], T]) -> T:
        """What the job gives, or what it raises; nothing that it writes stays. Runs on the caller's thread."""
        try:
            with self._stage() as engine, engine.connect() as connection:
                transaction = connection.begin()
                try:
                    with contextlib.closing(Unit(connection)) as unit, unit.attempt():
                        return job(SqlLedger(unit, self._keyring, self._index))
                finally:
                    transaction.rollback()
        except (SQLAlchemyError, CannotOpen, OSError) as error:
            raise StorageFault(str(error)) from error

    @contextlib.contextmanager
    def _stage(self) -> Iterator[Engine]:
        if not is_sqlite(self._url):
            yield self._engine
            return
        present = Path(make_url(self._url).database or "")
        copy = present.with_name(f"{present.name}{_MARK}{secrets.token_hex(4)}")
        try:
            vacuum_into(self._engine, copy)
            engine = open_engine(f"sqlite:///{copy.as_posix()}", self._key)
            try:
                yield engine
            finally:
                engine.dispose()
        finally:
            _remove(copy)

    def clear(self) -> None:
        """Remove what rehearsals left that were broken off."""
        if is_sqlite(self._url):
            present = Path(make_url(self._url).database or "")
            for left in present.parent.glob(f"{present.name}{_MARK}*"):
                left.unlink(missing_ok=True)


def _remove(copy: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        copy.with_name(copy.name + suffix).unlink(missing_ok=True)

"""The books read from a process of its own, all as they were at one moment, however long that takes."""

import contextlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from msgspec import Struct

from bot.storage.engine import DEFERRED, is_sqlite, open_engine
from bot.storage.gram_index import GramIndex
from bot.storage.keys import Keyring, open_master_key
from bot.storage.ledger import SqlLedger
from bot.storage.recall import Recall
from bot.storage.unit import Unit


class Library(Struct, frozen=True):
    """Where the books are: the database's address, its key where it has one, and the folder of the master key."""

    url: str
    key: str | None
    data_dir: Path


class Reading(SqlLedger):
    """All books of one moment, to be read through once. Writing raises."""

    def __init__(self, unit: Unit, keyring: Keyring) -> None:
        super().__init__(unit, keyring, GramIndex())
        self._recall = unit.recall

    def forget(self) -> None:
        """Let go of what was read so far, where that is much; to be called between batches."""
        if self._recall.is_full:
            self._recall.forget()


@contextlib.contextmanager
def read_through(library: Library) -> Iterator[Reading]:
    """Open the books for reading; a database that this release has not yet brought up is refused by its driver."""
    engine = open_engine(library.url, library.key)
    keyring = Keyring(open_master_key(library.data_dir / "key"))
    options: dict[str, Any] = {"sqlite_begin": DEFERRED}
    if not is_sqlite(library.url):
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    try:
        with engine.execution_options(**options).connect() as connection, connection.begin():
            with closing(Unit(connection, Recall(), is_reader=True)) as unit:
                yield Reading(unit, keyring)
    finally:
        engine.dispose()

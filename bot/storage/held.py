"""A thread's own connection, and what is recalled on it from one transaction to the next.

SQLite tells whether another connection has written since (`data_version`). So the connection is held, and what was read
on it stays true until then. PostgreSQL does not tell, and many processes may write there: each transaction has a
connection of the pool's and recalls nothing.
"""

import contextlib
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.engine import Engine

from bot.storage.recall import LARGEST, Recall


class HeldConnection:
    """For one thread. `most`: how much is recalled at the most, see `Recall`."""

    def __init__(self, engine: Engine, most: int = LARGEST, **options: Any) -> None:
        self._engine, self._is_held = engine.execution_options(**options), engine.dialect.name == "sqlite"
        self._connection: Connection | None = None
        self._most, self._recall = most, Recall(most=most)
        self._version: int | None = None

    @contextlib.contextmanager
    def connected(self) -> Iterator[Connection]:
        """A connection for one transaction. Where anything goes wrong, it is let go and nothing of it is recalled."""
        connection = self._connection or self._engine.connect()
        self._connection = None
        try:
            yield connection
        except BaseException:
            self._version = None
            connection.close()
            raise
        if self._is_held:
            self._connection = connection
        else:
            connection.close()

    def recalled(self, connection: Connection) -> Recall:
        """What is still true in the transaction that has just begun on this connection."""
        if not self._is_held:
            return Recall()
        with contextlib.closing(connection.connection.cursor()) as cursor:
            cursor.execute("PRAGMA data_version")
            row = cursor.fetchone()
        version = int(row[0]) if row is not None else None
        if version is None or version != self._version or self._recall.is_full:
            self._recall = Recall(most=self._most)
        self._version = version
        return self._recall

    def close(self) -> None:
        """Let the connection go."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

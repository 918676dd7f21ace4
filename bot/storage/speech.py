"""What is said to the driver: prepared statements with their values, as seldom as can be, and what its faults mean."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from sqlalchemy import Connection

from bot.ports.ledger import StorageFault
from bot.storage.statements import Compiled, Statement

Waiting: TypeAlias = tuple[Statement, Mapping[str, Any], Any]
"""A row to be written: how, its values, and its topic (see `Unit.queue`)."""


class ReadOnly(StorageFault):
    """Something was to be written while only a question was asked."""


class Clash(Exception):
    """A row that may exist once would exist twice, or points nowhere. The request is at fault, not the store."""


class Entangled(StorageFault):
    """A clash among requests that share a transaction: each must be tried alone."""


class Speech:
    """Speaks on one connection, within one transaction. `is_eager`: whose clash it is is known."""

    def __init__(self, connection: Connection, *, is_eager: bool) -> None:
        self._dialect, self._is_eager = connection.dialect, is_eager
        self._driver: Any = connection.dialect.dbapi
        self._cursor: Any = connection.connection.cursor()

    def close(self) -> None:
        """Say no more. Must be called by the thread that spoke.

        A cursor left to the rubbish may be taken away by another thread, and the driver then resets a statement that is
        being said again: the next time it cannot be bound.
        """
        self._cursor.close()

    def compiled(self, statement: Statement) -> Compiled:
        """A statement as this database wants it."""
        return statement.compiled(self._dialect)

    def ask(self, statement: Statement, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """The rows a question is answered with, as the driver gives them."""
        self.tell(statement, values)
        rows: list[tuple[Any, ...]] = self._cursor.fetchall()
        return rows

    def tell(self, statement: Statement, values: Mapping[str, Any]) -> int:
        """Say it once; returns how many rows it met."""
        compiled = statement.compiled(self._dialect)
        try:
            self._cursor.execute(compiled.sql, compiled.bound(values))
        except self._driver.Error as error:
            raise self.fault(error) from error
        return int(self._cursor.rowcount)

    def send(self, rows: Sequence[Waiting]) -> None:
        """Write rows of one table, in as few statements as keep what they mean."""
        for statement, values in _runs(rows):
            if len(values) == 1:
                self.tell(statement, values[0])
                continue
            compiled = statement.compiled(self._dialect)
            try:
                self._cursor.executemany(compiled.sql, [compiled.bound(each) for each in values])
            except self._driver.Error as error:
                raise self.fault(error) from error

    def raw(self, sql: str) -> None:
        """Say a sentence without gaps."""
        try:
            self._cursor.execute(sql)
        except self._driver.Error as error:
            raise self.fault(error) from error

    def fault(self, error: BaseException) -> Exception:
        """What the driver's complaint means to us."""
        if isinstance(error, self._driver.IntegrityError):
            return Clash(type(error).__name__) if self._is_eager else Entangled(type(error).__name__)
        return StorageFault(f"{type(error).__name__}: {error}")


def _runs(rows: Sequence[Waiting]) -> list[tuple[Statement, list[Mapping[str, Any]]]]:
    """The rows in runs of one statement. Rows of different topics do not touch one another: they may change places."""
    runs: list[tuple[Statement, list[Mapping[str, Any]]]] = []
    newest: dict[Statement, int] = {}
    reached: dict[Any, int] = {}
    barrier = 0
    for statement, values, topic in rows:
        # A row of no topic may touch any: it comes after all before it, and all after it come after it.
        earliest = max(barrier, reached.get(topic, 0)) if topic is not None else len(runs) - 1
        place = newest.get(statement, -1)
        if place < earliest or place < 0:
            runs.append((statement, []))
            place = newest[statement] = len(runs) - 1
        runs[place][1].append(values)
        reached[topic] = place
        barrier = place if topic is None else barrier
    return runs

"""One transaction and what is to be written in it: gathered, and sent to the database in as few steps as possible.

Rows to be written wait in order, per table, and are sent together: at the latest before the commit, and before a
question whose answer they could change. `attempt()` costs nothing while everything in it only waits: then taking it
back means forgetting what waits. Only when something inside must reach the database is a savepoint made.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, Table, bindparam, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import Executable

from bot.storage.order import in_order, with_parents
from bot.storage.recall import Recall
from bot.storage.speech import ReadOnly, Speech, Waiting
from bot.storage.statements import Statement, insertion, touched
from bot.storage.tables import COUNTERS, JOURNAL_HEAD

_HEAD = select(JOURNAL_HEAD.c.seq, JOURNAL_HEAD.c.head, JOURNAL_HEAD.c.origin).where(JOURNAL_HEAD.c.id == 1)
READ_HEAD = Statement(_HEAD)
LOCK_HEAD = Statement(_HEAD.with_for_update())
"""Also makes processes queue up: whoever writes holds the journal's end."""
_MOVE_HEAD = Statement(
    update(JOURNAL_HEAD).where(JOURNAL_HEAD.c.id == 1).values(seq=bindparam("seq"), head=bindparam("head"))
)
_COUNTERS = Statement(select(COUNTERS.c.kind, COUNTERS.c.last))
_COUNT = insertion(COUNTERS, replaces=["last"])


class _Scope(Struct):
    marks: dict[Table, int]
    undo: int
    wrote: int
    counters: dict[str, int]
    chain: tuple[int, bytes] | None
    savepoint: str | None = None


class Unit:
    """One transaction. `is_eager`: what one attempt wrote is sent before the next, so that its faults are its own.

    `recall`: what an earlier transaction left, where nobody else has written since.
    """

    def __init__(
        self, connection: Connection, recall: Recall | None = None, *, is_reader: bool = False, is_eager: bool = False
    ) -> None:
        self._connection = connection
        self._speech = Speech(connection, is_eager=is_eager)
        self._is_reader, self._is_eager = is_reader, is_eager
        self._waiting: dict[Table, list[Waiting]] = {}
        self._topics: dict[Table, set[Any]] = {}
        self._scopes: list[_Scope] = []
        self._undo: list[Callable[[], None]] = []
        self._savepoints = 0
        self._counters: dict[str, int] = {}
        self._wrote: list[tuple[Table, Any]] = []
        self.notes: dict[Any, Any] = {}
        """What books note of this transaction only."""
        self.recall = Recall() if recall is None else recall
        self._chain: tuple[int, bytes] | None = None
        if not is_reader:
            self._beginning()

    @property
    def chain(self) -> tuple[int, bytes]:
        """Number and head of the newest entry of the journal."""
        return self._chain or self._beginning()[:2]

    @chain.setter
    def chain(self, newest: tuple[int, bytes]) -> None:
        self._chain = newest

    @property
    def origin(self) -> str:
        """The desk's own beginning, of which every journal has another."""
        return self._beginning()[2]

    def _beginning(self) -> tuple[int, bytes, str]:
        """Where the journal ended before this transaction; whoever writes holds its end from then on."""
        if self.recall.chain is None:
            seq, head, origin = self.rows(READ_HEAD if self._is_reader else LOCK_HEAD)[0]
            self.recall.chain = (int(seq), bytes(head), origin)
        return self.recall.chain

    def close(self) -> None:
        """The transaction is over; to be called by the thread it ran on."""
        self._speech.close()

    # ---------------------------------------------------------------------------------------------- asking

    def rows(
        self, statement: Statement, values: Mapping[str, Any] | None = None, *, topic: Any = None
    ) -> list[tuple[Any, ...]]:
        """Ask. `topic`: the answer depends only on rows written with this topic, or with one of a frozenset of them."""
        read = self.reading(statement)
        return [read(row) for row in self.raw_rows(statement, values, topic=topic)]

    def reading(self, statement: Statement) -> Callable[[tuple[Any, ...]], tuple[Any, ...]]:
        """What makes a row of `raw_rows` one of `rows`."""
        return self._speech.compiled(statement).read

    def raw_rows(
        self, statement: Statement, values: Mapping[str, Any] | None = None, *, topic: Any = None
    ) -> list[tuple[Any, ...]]:
        """As `rows`, each row as the driver gives it: for whoever knows most of them already. Not to be changed."""
        question = (statement, *values.values()) if values and statement.is_kept else (statement,)
        if statement.is_kept:
            kept = self.recall.answer(question, statement.tables, topic)
            if kept is not None:
                return kept
        if self._waiting:
            self._settle(statement.tables, topic)
        answer = self._speech.ask(statement, values or {})
        if statement.is_kept:
            self.recall.keep(question, answer)
        return answer

    def select(self, statement: Executable) -> list[Any]:
        """Ask something whose shape differs each time; slower than `rows`."""
        if self._waiting:
            self._settle(touched(statement), None)
        try:
            return list(self._connection.execute(statement))
        except DBAPIError as error:
            raise self._speech.fault(error.orig or error) from error

    # ---------------------------------------------------------------------------------------------- writing

    def queue(self, statement: Statement, values: Mapping[str, Any], *, topic: Any = None) -> None:
        """Write a row, soon."""
        if self._is_reader:
            raise ReadOnly("a question may not write")
        table = statement.tables[0]
        self._waiting.setdefault(table, []).append((statement, values, topic))
        self._topics.setdefault(table, set()).add(topic)
        self._note(table, topic)

    def execute(self, statement: Statement, values: Mapping[str, Any]) -> int:
        """Write now; returns how many rows it met."""
        if self._is_reader:
            raise ReadOnly("a question may not write")
        self._open_savepoints()
        self._settle(statement.tables, None)
        self._note(statement.tables[0], None)
        return self._speech.tell(statement, values)

    def number(self, kind: str) -> int:
        """The next number of a kind, counted up from 1."""
        last = self._counters.get(kind)
        if last is None:
            last = self._last_number(kind)
        number = last + 1
        self._counters[kind] = number
        return number

    def _last_number(self, kind: str) -> int:
        if self.recall.counted is None:
            if self._is_reader:
                raise ReadOnly("a question may not write")
            self.recall.counted = {name: int(last) for name, last in self.rows(_COUNTERS)}
        return self.recall.counted.get(kind, 0)

    def turn(self) -> int:
        """How much was written so far."""
        return len(self._wrote)

    def has_written(self, tables: tuple[Table, ...], since: int) -> bool:
        """Whether anything was written to these tables since a turn."""
        return any(table in tables for table, _ in self._wrote[since:])

    def undo(self, step: Callable[[], None]) -> None:
        """What must also be done when the present attempt is taken back."""
        if self._scopes:
            self._undo.append(step)

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """All or nothing; an exception inside takes back everything written inside, and goes on."""
        scope = _Scope(
            {t: len(rows) for t, rows in self._waiting.items()},
            len(self._undo),
            len(self._wrote),
            self._counters.copy(),
            self._chain,
        )
        self._scopes.append(scope)
        try:
            yield
            if self._is_eager and not self._is_reader:
                self._flush_all()
        except BaseException:
            self._scopes.pop()
            self._take_back(scope)
            raise
        self._scopes.pop()
        if scope.savepoint is not None:
            self._speech.raw(f"RELEASE SAVEPOINT {scope.savepoint}")
        if not self._scopes:
            self._undo.clear()

    def finish(self) -> None:
        """Send all that waits; the commit follows."""
        for kind, last in self._counters.items():
            self.queue(_COUNT, {"kind": kind, "last": last})
        if self.chain != self._beginning()[:2]:
            self.queue(_MOVE_HEAD, {"seq": self.chain[0], "head": self.chain[1]})
        self._flush_all()

    def kept(self) -> None:
        """The commit succeeded: what was counted and written is so for the next transaction too."""
        self.recall.chain = (*self.chain, self.origin)
        if self.recall.counted is not None:
            self.recall.counted |= self._counters

    # ---------------------------------------------------------------------------------------------- inside

    def _take_back(self, scope: _Scope) -> None:
        for table, rows in self._waiting.items():
            del rows[scope.marks.get(table, 0) :]
        if scope.savepoint is not None:
            self._speech.raw(f"ROLLBACK TO SAVEPOINT {scope.savepoint}")
            self._speech.raw(f"RELEASE SAVEPOINT {scope.savepoint}")
        while len(self._undo) > scope.undo:
            self._undo.pop()()
        for table, topic in self._wrote[scope.wrote :]:
            self.recall.wrote(table, topic)
        self._counters, self._chain = scope.counters, scope.chain

    def _note(self, table: Table, topic: Any) -> None:
        self._wrote.append((table, topic))
        self.recall.wrote(table, topic)

    def _settle(self, tables: tuple[Table, ...], topic: Any) -> None:
        """Send what waits and could change the answer to a question about these tables."""
        for table in tables:
            if self._waiting.get(table) and _meets(topic, self._topics[table]):
                self._open_savepoints()
                for needed in with_parents(table):
                    self._flush(needed)

    def _open_savepoints(self) -> None:
        for depth, scope in enumerate(self._scopes):
            if scope.savepoint is None:
                self._flush_before(depth)
                self._savepoints += 1
                name = f"s{self._savepoints}"
                self._speech.raw(f"SAVEPOINT {name}")
                scope.savepoint = name

    def _flush_before(self, depth: int) -> None:
        """Send what waited before a scope began."""
        marks = self._scopes[depth].marks
        for table in in_order(tuple(t for t, mark in marks.items() if mark)):
            mark, rows = marks[table], self._waiting[table]
            sent, rows[:] = rows[:mark], rows[mark:]
            self._speech.send(sent)
            for scope in self._scopes[depth:]:
                scope.marks[table] = max(scope.marks.get(table, 0) - mark, 0)

    def _flush_all(self) -> None:
        if any(self._waiting.values()):
            self._open_savepoints()
            for table in in_order(tuple(self._waiting)):
                self._flush(table)

    def _flush(self, table: Table) -> None:
        rows = self._waiting.get(table)
        if rows:
            sent, rows[:] = rows[:], []
            self._topics[table].clear()
            self._speech.send(sent)


def _meets(topic: Any, written: set[Any]) -> bool:
    """Whether rows of these topics could change the answer to a question about this one; None is any topic."""
    if topic is None or None in written:
        return True
    return not written.isdisjoint(topic) if isinstance(topic, frozenset) else topic in written

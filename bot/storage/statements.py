"""Questions and writes said to the database once and then only repeated: the one place that speaks to the raw driver.

SQLAlchemy's Core writes the SQL and knows the types; compiling, binding and fetching through it would cost more than
the database itself, so a statement is compiled once per database and its values go straight to the driver.
"""

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from sqlalchemy import Dialect, Select, Table, Update
from sqlalchemy.dialects import sqlite
from sqlalchemy.sql import Executable
from sqlalchemy.sql.visitors import iterate

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql

UNLOOKED = "LIMIT ? + 0"
"""SQLite looks at the number in a bare gap, and therefore plans such a question anew each time it is asked, which takes
longer than to answer it; it does not look into a sum."""


class Compiled(Struct, frozen=True):
    """A statement as one database's driver wants it."""

    sql: str
    names: tuple[str, ...]
    pick: Callable[[Mapping[str, Any]], tuple[Any, ...]]
    binds: tuple[tuple[int, Callable[[Any], Any]], ...]
    results: tuple[tuple[int, Callable[[Any], Any]], ...]
    is_positional: bool
    fixed: Mapping[str, Any]

    def bound(self, values: Mapping[str, Any]) -> Any:
        """The values in the driver's form and order."""
        ready = list(self.pick({**self.fixed, **values} if self.fixed else values))
        for index, bind in self.binds:
            ready[index] = bind(ready[index])
        return ready if self.is_positional else dict(zip(self.names, ready, strict=True))

    def read(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        """A row with every value as its type wants it."""
        if not self.results:
            return row
        values = list(row)
        for index, process in self.results:
            values[index] = process(values[index])
        return tuple(values)


class Statement:
    """A statement with named gaps (`bindparam`). `is_kept`: answers are remembered, as they change seldom."""

    __slots__ = ("_build", "_compiled", "_tables", "is_kept")

    def __init__(
        self,
        build: Executable | Callable[[Dialect], Executable],
        tables: Sequence[Table] = (),
        *,
        is_kept: bool = False,
    ) -> None:
        self._build, self.is_kept = build, is_kept
        self._compiled: dict[str, Compiled] = {}
        self._tables = tuple(tables)

    @property
    def tables(self) -> tuple[Table, ...]:
        """What it touches; found out on first use, since a start says hardly any of the statements there are."""
        if not self._tables and not callable(self._build):
            self._tables = touched(self._build)
        return self._tables

    def compiled(self, dialect: Dialect) -> Compiled:
        """For this database; compiled on first use."""
        found = self._compiled.get(dialect.name)
        if found is None:
            built = self._build(dialect) if callable(self._build) else self._build
            found = self._compiled[dialect.name] = _compile(built, dialect)
        return found


def touched(statement: Executable) -> tuple[Table, ...]:
    """Every table named in a statement."""
    found = [element for element in iterate(statement) if isinstance(element, Table)]  # type: ignore[arg-type]
    if isinstance(statement, Select):
        found.extend(f for f in statement.get_final_froms() if isinstance(f, Table))
    if isinstance(statement, Update) and isinstance(statement.table, Table):
        found.append(statement.table)
    return tuple(dict.fromkeys(found))


def insertion(table: Table, *, passes_over: bool = False, replaces: Sequence[str] = ()) -> Statement:
    """Insert a whole row. `passes_over`: one already there is left; `replaces`: its columns are written anew."""

    def build(dialect: Dialect) -> Executable:
        insert = _insert(table, dialect)
        if passes_over:
            return insert.on_conflict_do_nothing()
        if replaces:
            keys = [column.name for column in table.primary_key]
            return insert.on_conflict_do_update(
                index_elements=keys, set_={name: insert.excluded[name] for name in replaces}
            )
        return insert

    return Statement(build, (table,))


def _insert(table: Table, dialect: Dialect) -> "sqlite.Insert | postgresql.Insert":
    if dialect.name != "postgresql":
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415 - a desk on SQLite needs nothing of it

    return postgresql.insert(table)


def _compile(statement: Executable, dialect: Dialect) -> Compiled:
    compiled = statement.compile(dialect=dialect)  # type: ignore[attr-defined]
    by_name = {name: bind for bind, name in compiled.bind_names.items()}
    names = tuple(compiled.positiontup) if compiled.positional else tuple(by_name)
    binders = ((i, by_name[name].type.dialect_impl(dialect).bind_processor(dialect)) for i, name in enumerate(names))
    binds = tuple((i, bind) for i, bind in binders if bind is not None)
    columns = tuple(getattr(statement, "selected_columns", ()))
    processors = ((i, c.type.dialect_impl(dialect).result_processor(dialect, None)) for i, c in enumerate(columns))
    fixed = {name: bind.effective_value for name, bind in by_name.items() if not bind.required}
    results = tuple((i, process) for i, process in processors if process is not None)
    sql = str(compiled)
    if dialect.name == "sqlite":
        sql = sql.replace("LIMIT ?", UNLOOKED)
    return Compiled(sql, names, _picker(names), binds, results, bool(compiled.positional), fixed)


def _picker(names: tuple[str, ...]) -> Callable[[Mapping[str, Any]], tuple[Any, ...]]:
    if len(names) > 1:
        return itemgetter(*names)
    return lambda values: tuple(values[name] for name in names)

"""Which rows one request writes, found by looking at the database before and after, so that the bare handler can
write the same ones: same tables, same columns, same sizes, same indexes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlcipher3.dbapi2 as driver

Tables = Mapping[str, Mapping[tuple[Any, ...], tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Write:
    """A row written: `fresh` are the columns that must differ each time; an update names its row by `key`."""

    table: str
    columns: tuple[str, ...]
    values: tuple[Any, ...]
    fresh: tuple[str, ...]
    key: tuple[str, ...] = ()

    @property
    def sql(self) -> str:
        """The statement."""
        if self.key:
            told = ", ".join(f"{c} = ?" for c in self.columns if c not in self.key)
            return f"UPDATE {self.table} SET {told} WHERE " + " AND ".join(f"{c} = ?" for c in self.key)
        return f"INSERT INTO {self.table} ({', '.join(self.columns)}) VALUES ({', '.join('?' * len(self.columns))})"

    def bound(self, number: int) -> list[Any]:
        """Its values for the n-th request."""
        values = [_fresh(v, number) if c in self.fresh else v for c, v in zip(self.columns, self.values, strict=True)]
        if not self.key:
            return values
        row = dict(zip(self.columns, values, strict=True))
        return [row[c] for c in self.columns if c not in self.key] + [row[c] for c in self.key]


def seen(path: str) -> Tables:
    """All rows of all tables by their primary keys."""
    connection = driver.connect(path)
    try:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found: dict[str, dict[tuple[Any, ...], tuple[Any, ...]]] = {}
        for name in names:
            columns, key = _columns(connection, name), _key(connection, name)
            at = [columns.index(column) for column in key]
            found[name] = {tuple(r[i] for i in at): tuple(r) for r in connection.execute(f"SELECT * FROM {name}")}
        return found
    finally:
        connection.close()


def written(path: str, before: Tables, after: Tables) -> list[Write]:
    """What was written between two looks, parents before children as the tables stand in the file."""
    connection = driver.connect(path)
    try:
        writes = []
        for name, rows in after.items():
            columns, key = tuple(_columns(connection, name)), tuple(_key(connection, name))
            links = {row[3] for row in connection.execute(f"PRAGMA foreign_key_list({name})")}
            for at, row in rows.items():
                old = before.get(name, {}).get(at)
                if old is None:
                    writes.append(Write(name, columns, row, _unique(connection, name, links)))
                elif old != row:
                    writes.append(Write(name, columns, row, (), key))
        return writes
    finally:
        connection.close()


def _columns(connection: Any, table: str) -> list[str]:
    return [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]


def _key(connection: Any, table: str) -> list[str]:
    keyed = [(row[5], row[1]) for row in connection.execute(f"PRAGMA table_info({table})") if row[5]]
    return [name for _, name in sorted(keyed)] or _columns(connection, table)


def _unique(connection: Any, table: str, links: set[str]) -> tuple[str, ...]:
    """One column of each unique index; one that points to another table only where no other is left."""
    groups: list[Sequence[str]] = [_key(connection, table)]
    for index in connection.execute(f"PRAGMA index_list({table})").fetchall():
        if index[2]:
            groups.append([row[2] for row in connection.execute(f"PRAGMA index_info({index[1]})")])
    chosen = [next((c for c in reversed(group) if c not in links), group[-1]) for group in groups]
    return tuple(dict.fromkeys(chosen))


def _fresh(value: Any, number: int) -> Any:
    match value:
        case int():
            # Two rows of one request stay apart, and one that points to another still does.
            return 1_000_000 + number * 1000 + value % 1000
        case bytes():
            return number.to_bytes(8, "big") + value[8:]
        case _:
            return f"{value}-{number}"

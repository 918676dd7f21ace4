"""Which rows must be written before which: those that others point to come first."""

from functools import cache

from sqlalchemy import Table

from bot.storage.tables import METADATA


@cache
def with_parents(table: Table) -> tuple[Table, ...]:
    """A table and all that its rows may point to, those first."""
    found: dict[Table, None] = {}

    def visit(one: Table) -> None:
        if one not in found:
            found[one] = None
            for key in one.foreign_keys:
                visit(key.column.table)

    visit(table)
    return in_order(tuple(found))


@cache
def _places() -> dict[Table, int]:
    return {table: place for place, table in enumerate(METADATA.sorted_tables)}


def in_order(tables: tuple[Table, ...]) -> tuple[Table, ...]:
    places = _places()
    return tuple(sorted(tables, key=places.__getitem__))

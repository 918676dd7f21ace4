"""How one kind of record lies in its table, and how its changes are told to the trail."""

from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
from typing import Any, Generic, TypeVar

from sqlalchemy import Table, bindparam, select, update

from bot.domain.records import Record, personal_fields
from bot.domain.refs import Kind
from bot.storage.columns import FieldColumns, field_columns
from bot.storage.rooms import gaps
from bot.storage.statements import Statement, insertion

R = TypeVar("R", bound=Record)


class Shape(Generic[R]):
    """Built once per kind. `untold`: fields that change too often for the trail, such as when somebody was seen.

    `derived`: see `record_table`."""

    def __init__(
        self,
        kind: Kind,
        table: Table,
        record_type: type[R],
        *,
        untold: Sequence[str] = (),
        derived: Mapping[str, Callable[[R], Any]] | None = None,
    ) -> None:
        self.kind, self.table = kind, table
        self.record_type = record_type
        self.fields: tuple[FieldColumns, ...] = field_columns(self.record_type)
        self.told = tuple(f for f in self.fields if f.name not in untold)
        self._pick_told = attrgetter(*(f.name for f in self.told))
        self.personal = personal_fields(self.record_type)
        self.has_customer = any(f.name == "customer_id" for f in self.fields)
        self._by_name = {f.name: f for f in self.fields}
        self._derived = derived or {}
        self._widths = [(f, len(f.columns)) for f in self.fields]
        self._is_narrow = all(width == 1 for _, width in self._widths)
        self._names = ("id", "version", *(f.name for f in self.fields))
        self._outs = tuple((f.name, f.out) for f, width in self._widths if width == 1 and not f.is_same)
        same = ["id", "version"] + [f.name for f in self.fields if f.is_same]
        self._same, self._pick_same = tuple(same), attrgetter(*same)
        self._other = tuple(f for f in self.fields if not f.is_same)
        self.columns = tuple(table.c[name] for f in self.fields for name in f.columns)
        self.all = select(table.c.id, table.c.version, *self.columns)
        """Begins every question for records of this kind."""
        self.by_id = Statement(self.all.where(table.c.id == bindparam("number")))
        self._by_ids: dict[int, Statement] = {}
        self.insert = insertion(table)
        values: dict[str, Any] = {c.name: bindparam(c.name) for c in table.columns if c.name != "id"}
        self.update = Statement(update(table).where(table.c.id == bindparam("record_id")).values(**values))

    def by_ids(self, room: int) -> Statement:
        """The question for so many records by their numbers, see `rooms`."""
        found = self._by_ids.get(room)
        if found is None:
            found = self._by_ids[room] = Statement(self.all.where(self.table.c.id.in_(gaps(room))), (self.table,))
        return found

    def row(self, record: R) -> dict[str, Any]:
        """Column values of a record."""
        row: dict[str, Any] = dict(zip(self._same, self._pick_same(record), strict=True))
        for field in self._other:
            value = getattr(record, field.name)
            if value is None:
                row.update(dict.fromkeys(field.columns))
            elif len(field.columns) == 1:
                row[field.columns[0]] = field.into(value)
            else:
                row.update(zip(field.columns, field.into(value), strict=True))
        for column, derive in self._derived.items():
            row[column] = derive(record)
        return row

    def record(self, row: Sequence[Any]) -> R:
        """The record of a row that `all` selected."""
        values = dict(zip(self._names, row, strict=False)) if self._is_narrow else self._gathered(row)
        for name, out in self._outs:
            if (value := values[name]) is not None:
                values[name] = out(value)
        return self.record_type(**values)

    def _gathered(self, row: Sequence[Any]) -> dict[str, Any]:
        """Values by field, those of several columns already put together."""
        values: dict[str, Any] = {"id": row[0], "version": row[1]}
        at = 2
        for field, width in self._widths:
            if width == 1:
                values[field.name] = row[at]
            else:
                values[field.name] = None if row[at] is None else field.out(*row[at : at + width])
            at += width
        return values

    def changes(self, before: R | None, after: R) -> tuple[dict[str, Any], dict[str, Any]]:
        """What differs, as field -> [before, after]: what anyone may read in the trail, and what is personal."""
        pub: dict[str, Any] = {}
        private: dict[str, Any] = {}
        news = self._pick_told(after)
        olds = self._pick_told(before) if before is not None else (None,) * len(news)
        for field, old, new in zip(self.told, olds, news, strict=True):
            if old is new or old == new or (before is None and not new and is_blank(new)):
                continue
            if not field.json.is_plain:
                encode = field.json.encode
                old, new = None if old is None else encode(old), None if new is None else encode(new)
            (private if field.name in self.personal else pub)[field.name] = [old, new]
        return pub, private

    def plain(self, record: R) -> dict[str, Any]:
        """The told fields as plain JSON, blank ones left out; what the trail must add up to."""
        found = {f.name: getattr(record, f.name) for f in self.told}
        return {f.name: f.json.encode(found[f.name]) for f in self.told if not is_blank(found[f.name])}

    def from_plain(self, field: str, value: Any) -> Any:
        """A field's value again, from the trail; an empty one where it was blank."""
        known = self._by_name.get(field)
        return value if known is None or value is None else known.json.decode(value)


def is_blank(value: Any) -> bool:
    """Whether a value is one that a new record's entry need not name."""
    return value is None or value is False or (isinstance(value, str | tuple | Mapping) and not value)

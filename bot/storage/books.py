"""A book: records of one kind, which can be written in no other way, and whose every change is told to the trail."""

from collections.abc import Iterable, Sequence
from typing import Any, Generic, TypeVar

from msgspec.structs import replace
from sqlalchemy import Select, Table

from bot.domain.errors import Conflict
from bot.domain.phrases import phrase
from bot.domain.records import Record, subject_of
from bot.domain.refs import Kind, Ref
from bot.ports.books import UNSAVED
from bot.storage.journal import CHANGED, CREATED, SqlTrail
from bot.storage.rooms import in_rooms, named
from bot.storage.shape import Shape
from bot.storage.statements import Statement
from bot.storage.unit import Unit

R = TypeVar("R", bound=Record)


class SqlBook(Generic[R]):
    """Records of one kind in one transaction. Kinds with questions of their own are subclasses in their own files."""

    def __init__(self, shape: Shape[R], unit: Unit, trail: SqlTrail) -> None:
        self._shape, self._unit, self._trail = shape, unit, trail
        self._records = unit.recall.records

    @property
    def kind(self) -> Kind:
        """What the records are."""
        return self._shape.kind

    @property
    def table(self) -> Table:
        """Where the records lie."""
        return self._shape.table

    def get(self, number: int) -> R | None:
        """The record of this number."""
        found: R | None = self._records.get((self._shape.kind, number))
        if found is None:
            rows = self._unit.rows(self._shape.by_id, {"number": number})
            found = self._known(rows[0]) if rows else None
        return found

    def many(self, numbers: Iterable[int]) -> dict[int, R]:
        """The records of these numbers that exist."""
        wanted, kind = list(dict.fromkeys(numbers)), self._shape.kind
        for some in in_rooms([number for number in wanted if (kind, number) not in self._records]):
            self.found(self._shape.by_ids(len(some)), **named(some))
        return {number: self._records[kind, number] for number in wanted if (kind, number) in self._records}

    def onward(self, after: int, limit: int) -> list[R]:
        """Records of all numbers above `after`, the lowest first."""
        return self.chosen(self._shape.all.where(self.table.c.id > after).order_by(self.table.c.id).limit(limit))

    def add(self, record: R) -> R:
        """Write a new record and its trail; returns it with its number."""
        if record.id != UNSAVED:
            raise ValueError("this record is in its book already")
        shape = self._shape
        added = replace(record, id=self._unit.number(shape.kind.value), version=1)
        pub, private = shape.changes(None, added)
        self._tell(CREATED, added, pub, private)
        self._unit.queue(shape.insert, shape.row(added), topic=self._topic(added))
        self._remember(added)
        self._written(None, added)
        return added

    def change(self, record: R, **fields: Any) -> R:
        """Write changed fields and their trail; raises `Conflict` when the record is no longer at this version."""
        shape = self._shape
        current = self.get(record.id)
        if current is None or current.version != record.version:
            raise Conflict(phrase("changed-meanwhile"), about=Ref(shape.kind, record.id))
        after = replace(current, **fields)
        pub, private = shape.changes(current, after)
        if not pub and not private:
            return self._overwrite(current, after) if after != current else current
        after = replace(after, version=current.version + 1)
        self._tell(CHANGED, after, pub, private)
        self._overwrite(current, after)
        self._written(current, after)
        return after

    # ---------------------------------------------------------------------------------------------- for subclasses

    def found(self, statement: Statement, *, topic: Any = None, **values: Any) -> list[R]:
        """Records a prepared question (which begins with `shape.all`) chooses."""
        kind, records, read = self._shape.kind, self._records, self._unit.reading(statement)
        rows = self._unit.raw_rows(statement, values, topic=topic)
        # Most records are known already: their rows need not be read.
        return [records.get((kind, row[0])) or self._known(read(row)) for row in rows]

    def chosen(self, statement: Select[Any]) -> list[R]:
        """Records that a question made for the moment chooses."""
        return [self._known(tuple(row)) for row in self._unit.select(statement)]

    def _written(self, before: R | None, after: R) -> None:
        """Called after a record was written, for what must be kept in step with it."""

    def _overwrite(self, before: R, after: R) -> R:
        row = self._shape.row(after)
        # Not `number`: orders have a column of that name, which would then be overwritten with the id.
        row["record_id"] = row.pop("id")
        topics = {self._topic(before), self._topic(after)}
        for topic in topics if len(topics) == 1 else (None,):
            self._unit.queue(self._shape.update, row, topic=topic)
        self._remember(after)
        return after

    def _tell(self, what: str, record: R, pub: dict[str, Any], private: dict[str, Any]) -> None:
        kind = self._shape.kind
        about = Ref(kind, record.id)
        self._trail.append(kind.value + what, about, record.version, pub, private, subject_of(kind, record))

    def _topic(self, record: R) -> Any:
        return record.customer_id if self._shape.has_customer else None  # type: ignore[attr-defined]

    def _known(self, row: Sequence[Any]) -> R:
        """A record as it was read, or as this transaction remembers it."""
        key = (self._shape.kind, row[0])
        known: R | None = self._records.get(key)
        if known is None:
            known = self._records[key] = self._shape.record(row)
        return known

    def _remember(self, record: R) -> None:
        key, records = (self._shape.kind, record.id), self._records
        before = records.get(key)

        def back() -> None:
            if before is None:
                records.pop(key, None)
            else:
                records[key] = before

        self._unit.undo(back)
        records[key] = record

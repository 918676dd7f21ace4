"""How a record's fields stand in a table: moments in UTC, money as whole numbers, choices as their words.

`record_table` makes a table from a record's class, so that a new kind of record is one line in `tables.py`.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from msgspec import Struct
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    Time,
    TypeDecorator,
)

from bot.domain.money import Money, Price
from bot.domain.records import Record, field_names
from bot.storage.codec import Coder, coder, dumps
from bot.storage.moments import column_text, moment_in

_SCALE = Decimal(10**6)

Name = Text().with_variant(Text(collation="C"), "postgresql")
"""Text that is compared byte by byte, so that a prefix is a range on every database."""


class UtcDateTime(TypeDecorator[datetime]):
    """Aware in, aware UTC out, on every database; refuses naive moments."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any]:
        """To UTC; on SQLite as text, which sorts as time does."""
        return _utc_text if dialect.name == "sqlite" else _utc

    def result_processor(self, dialect: Dialect, coltype: Any) -> Callable[[Any], datetime | None]:
        """From UTC."""
        return _from_utc_text if dialect.name == "sqlite" else _utc


def _utc(value: datetime | None) -> datetime | None:
    if value is None:
        return None
    if value.tzinfo is None:
        raise ValueError(f"naive moment {value!r}")
    return value.astimezone(UTC)


def _utc_text(value: datetime | None) -> str | None:
    return None if value is None else column_text(value)


def _from_utc_text(text: str | None) -> datetime | None:
    return None if text is None else moment_in(text)


class FieldColumns(Struct, frozen=True):
    """One field of a record: its columns, and the way in and out for a value that is there.

    `out` takes as many values as there are columns; `into` gives one value for one column, else a tuple. `is_same`: the
    value stands in its column as it is.
    """

    name: str
    columns: tuple[str, ...]
    types: tuple[Any, ...]
    into: Callable[[Any], Any]
    out: Callable[..., Any]
    is_optional: bool
    is_same: bool
    json: Coder


@cache
def field_columns(record_type: type[Record]) -> tuple[FieldColumns, ...]:
    """Every field of a record but its number and version, in order."""
    hints = get_type_hints(record_type)
    return tuple(_field(name, hints[name]) for name in field_names(record_type))


def record_table(
    metadata: MetaData,
    name: str,
    record_type: type[Record],
    *,
    links: Mapping[str, str] = {},
    unique: Sequence[Sequence[str]] = (),
    indexes: Sequence[Sequence[str]] = (),
    derived: Sequence[str] = (),
) -> Table:
    """A table for a record. `links`: field -> `table.id`. `derived`: text columns the shape computes, to find it by."""
    columns: list[Column[Any]] = [
        Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False)
    ]
    columns.append(Column("version", Integer, nullable=False))
    for field in field_columns(record_type):
        keys = [ForeignKey(links[field.name])] if field.name in links else []
        for column, type_ in zip(field.columns, field.types, strict=True):
            columns.append(Column(column, type_, *keys, nullable=field.is_optional))
    columns.extend(Column[Any](column, Name) for column in derived)
    found = [Index(None, *names, unique=True) for names in unique] + [Index(None, *names) for names in indexes]
    return Table(name, metadata, *columns, *found)


def _field(name: str, hint: Any) -> FieldColumns:
    bare, is_optional = _bare(hint)
    json = coder(hint)
    if bare is Money:
        columns, types = (f"{name}_amount", f"{name}_currency"), (BigInteger, Text)
        return FieldColumns(name, columns, types, _money_in, _money_out, is_optional, False, json)
    if bare is Price:
        priced = (f"{name}_amount", f"{name}_currency", f"{name}_unit")
        return FieldColumns(name, priced, (BigInteger, Text, Text), _price_in, _price_out, is_optional, False, json)
    type_, into, out = _single(bare, coder(bare))
    return FieldColumns(name, (name,), (type_,), into, out, is_optional, into is _same, json)


def _bare(hint: Any) -> tuple[Any, bool]:
    if get_origin(hint) in (Union, UnionType):
        arms = [arm for arm in get_args(hint) if arm is not type(None)]
        if len(arms) == 1 and len(get_args(hint)) == 2:
            return arms[0], True
    return hint, False


def _single(bare: Any, code: Coder) -> tuple[Any, Callable[[Any], Any], Callable[[Any], Any]]:
    plain = {int: BigInteger, str: Text, bool: Boolean, datetime: UtcDateTime, date: Date, time: Time}
    if bare in plain:
        return plain[bare], _same, _same
    if bare is Decimal or (isinstance(bare, type) and issubclass(bare, StrEnum)):
        return Text, code.encode, code.decode
    return Text, lambda value: dumps(code.encode(value)), _reading(code.decode)


def _reading(decode: Callable[[Any], Any]) -> Callable[[str], Any]:
    """From text. Most fields of most records are empty; what an empty one is, is worked out once."""
    blanks: dict[str, Any] = {}

    def out(text: str) -> Any:
        blank = blanks.get(text)
        if blank is not None:
            return {} if isinstance(blank, dict) else blank
        value = decode(json.loads(text))
        if text in ("[]", "{}"):
            blanks[text] = value
        return value

    return out


def _money_in(value: Money) -> tuple[int, str]:
    return int(value.amount * _SCALE), value.currency


def _money_out(amount: int, currency: str) -> Money:
    return Money(scaled(amount), currency)


def _price_in(value: Price) -> tuple[int, str, str | None]:
    return int(value.amount * _SCALE), value.currency, value.unit


def _price_out(amount: int, currency: str, unit: str | None) -> Price:
    return Price(scaled(amount), currency, unit)


def scaled(amount: int) -> Decimal:
    """The number behind a money column."""
    return (Decimal(amount) / _SCALE).normalize() + Decimal(0)


def _same(value: Any) -> Any:
    return value

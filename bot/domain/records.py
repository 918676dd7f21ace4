"""What every record of the desk has in common: a number, a version, and which of its words are personal."""

from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any

from bot.domain.refs import Kind, Ref


def personal(**options: Any) -> Any:
    """A record's field whose content is somebody's personal words: the journal keeps only a commitment of it."""
    return field(metadata={"personal": True}, **options)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One row of a book. Frozen: a change makes a new one with the next version."""

    id: int
    version: int = 1


@cache
def personal_fields(record_type: type[Record]) -> frozenset[str]:
    """Names of the fields that may be erased one day."""
    return frozenset(f.name for f in fields(record_type) if f.metadata.get("personal"))


@cache
def field_names(record_type: type[Record]) -> tuple[str, ...]:
    """All fields but the number and the version, in order."""
    return tuple(f.name for f in fields(record_type) if f.name not in ("id", "version"))


def subject_of(kind: Kind, record: Record) -> Ref:
    """Under whose key a record's personal words are kept: its customer where it has one, else itself."""
    customer_id = getattr(record, "customer_id", None)
    return Ref(Kind.CUSTOMER, customer_id) if customer_id is not None else Ref(kind, record.id)

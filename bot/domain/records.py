"""What every record of the desk has in common: a number, a version, and which of its words are personal."""

from functools import cache
from typing import Annotated, Any, Final, TypeAlias, TypeVar, get_type_hints

from msgspec import NODEFAULT, Struct
from msgspec.structs import fields

from bot.domain.refs import Kind, Ref

T = TypeVar("T")

_PERSONAL: Final = "personal"

Personal: TypeAlias = Annotated[T, _PERSONAL]
"""The content of such a field is somebody's personal words: the journal keeps only a commitment of it."""


class Record(Struct, frozen=True, kw_only=True):
    """One row of a book. Frozen: a change makes a new one with the next version."""

    id: int
    version: int = 1


@cache
def personal_fields(record_type: type[Record]) -> frozenset[str]:
    """Names of the fields that may be erased one day."""
    hints = get_type_hints(record_type, include_extras=True)
    return frozenset(name for name, hint in hints.items() if _PERSONAL in getattr(hint, "__metadata__", ()))


@cache
def field_names(record_type: type[Record]) -> tuple[str, ...]:
    """All fields but the number and the version, in order."""
    return tuple(name for name in record_type.__struct_fields__ if name not in ("id", "version"))


@cache
def defaults_of(record_type: type[Record]) -> dict[str, Any]:
    """What a field is where nothing was said of it; one that must be said, or is made anew each time, is not there."""
    return {one.name: one.default for one in fields(record_type) if one.default is not NODEFAULT}


@cache
def needed_fields(record_type: type[Record]) -> frozenset[str]:
    """Fields that must be said of every record of a kind."""
    return frozenset(one.name for one in fields(record_type) if one.required)


def subject_of(kind: Kind, record: Record) -> Ref:
    """Under whose key a record's personal words are kept: its customer where it has one, else itself."""
    customer_id = getattr(record, "customer_id", None)
    return Ref(Kind.CUSTOMER, customer_id) if customer_id is not None else Ref(kind, record.id)

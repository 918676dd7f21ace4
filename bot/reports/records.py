"""Records as rows of a table: their columns, with names beside numbers, and their cells."""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum, StrEnum
from operator import attrgetter
from typing import Any, Final, get_args, get_type_hints

from msgspec import Struct
from msgspec.structs import asdict

from bot.domain.approvals import Approval
from bot.domain.contacts import Contact
from bot.domain.customers import Campaign, ContactPerson, Customer
from bot.domain.follow_ups import FollowUp
from bot.domain.money import Money, Price
from bot.domain.orders import Order
from bot.domain.papers import Document
from bot.domain.people import Person
from bot.domain.phrases import Phrase, kebab, phrase
from bot.domain.records import Record
from bot.domain.refs import Kind
from bot.domain.shipments import Duty, Shipment
from bot.domain.timeline import MilestoneEvent
from bot.domain.trail import TrailEntry
from bot.reports.workbook import Cell, Choice

TABLES: Final[tuple[tuple[str, Kind, type[Record]], ...]] = (
    ("customers", Kind.CUSTOMER, Customer),
    ("contact_persons", Kind.CONTACT_PERSON, ContactPerson),
    ("campaigns", Kind.CAMPAIGN, Campaign),
    ("contacts", Kind.CONTACT, Contact),
    ("follow_ups", Kind.FOLLOW_UP, FollowUp),
    ("orders", Kind.ORDER, Order),
    ("shipments", Kind.SHIPMENT, Shipment),
    ("milestones", Kind.MILESTONE, MilestoneEvent),
    ("duties", Kind.DUTY, Duty),
    ("documents", Kind.DOCUMENT, Document),
    ("approvals", Kind.APPROVAL, Approval),
    ("people", Kind.PERSON, Person),
)
"""Kinds of records that are taken out. Accounts, codes and sessions are not: they are keys, not records."""
TRAIL: Final = ("seq", "at", "actor", "type", "object", "before", "after", "code", "request")
NAMED: Final[Mapping[str, Kind]] = {
    "customer_id": Kind.CUSTOMER,
    "order_id": Kind.ORDER,
    "shipment_id": Kind.SHIPMENT,
    "contact_person_id": Kind.CONTACT_PERSON,
}
PERSONS: Final = ("owner", "author", "requester", "superior", "deputy")
BY: Final = ("created_by", "closed_by", "added_by", "decided_by", "spent_by")
"""Fields that hold a person's number without saying so; the name stands in a column of its own beside it."""
OF_MONEY: Final = ("currency", "unit")
"""Parts of an amount that have a column of their own beside it."""

FAMILIES: Final[Mapping[tuple[type[Record], str], str]] = {
    (Contact, "stage"): "stage",
    (Order, "stage"): "stage",
    (Approval, "kind"): "approval-kind",
}
"""Fields that hold the word of a choice which the firm may add to, and the family of its sentences."""

NameOf = Callable[[Kind, int], str | None]
"""What a customer, an order, a shipment or a person is called; None where there is no such one."""
Say = Callable[[Phrase], str]
Has = Callable[[str], bool]
"""Whether there is a sentence of this key."""


Draw = Callable[[Any], Cell]
"""What one column shows of a record."""


class Drawer:
    """How rows are made for one reader: names by `name_of`, choices and heads in the reader's words."""

    def __init__(self, name_of: NameOf, say: Say, has: Has) -> None:
        self._name_of, self.say, self._has = name_of, say, has
        self._choices: dict[tuple[type, str], Choice] = {}
        self._yes, self._no = Choice("true", say(phrase("cell-yes"))), Choice("false", say(phrase("cell-no")))

    def head(self, table: str, column: str, columns: Sequence[str]) -> str | None:
        """A column's head for people; None where it says nothing to them: the number beside a name, the version."""
        bare = column.removesuffix("_id")
        if column == "version" or (bare != column and bare in columns) or f"{column}_name" in columns:
            return None
        key, of = column.replace("_", "-"), table.replace("_", "-")
        found = next((one for one in (f"column-{of}-{key}", f"column-{key}", f"field-{key}") if self._has(one)), None)
        return self.say(Phrase(found)) if found is not None else column

    def row_of(self, record_type: type[Record]) -> Callable[[Record], list[Cell]]:
        """What makes a record of this kind a row, in the order of its columns."""
        fields_of = set(record_type.__struct_fields__)
        draws = [
            self._worded(column, family)
            if (family := FAMILIES.get((record_type, column))) is not None
            else self._draw(column, fields_of)
            for column in columns_of(record_type)
        ]
        return lambda record: [draw(record) for draw in draws]

    def trail_row(self, entry: TrailEntry) -> list[Cell]:
        """The same of an entry of the trail."""
        actor = self._name_of(Kind.PERSON, entry.actor_id) if entry.actor_id is not None else None
        before, after = self._value(entry.before), self._value(entry.after)
        return [entry.seq, entry.at, actor, entry.type, entry.object.key, before, after, entry.code, entry.request]

    def _draw(self, column: str, fields_of: Collection[str]) -> Draw:
        named, _, part = column.rpartition("_")
        if column in fields_of:
            read = attrgetter(column)
            return lambda record: self._value(read(record))
        if part in OF_MONEY:
            amount = attrgetter(named)
            return lambda record: getattr(amount(record), part, None)
        if part == "name" and named in BY:
            return self._named(named, Kind.PERSON)
        return self._named(f"{column}_id", NAMED.get(f"{column}_id", Kind.PERSON))

    def _worded(self, column: str, family: str) -> Draw:
        read = attrgetter(column)

        def draw(record: Any) -> Cell:
            word = read(record)
            key = f"{family}-{word.replace('_', '-')}" if word else ""
            return Choice(word, self.say(Phrase(key))) if word and self._has(key) else word

        return draw

    def _named(self, field: str, kind: Kind) -> Draw:
        read = attrgetter(field)
        return lambda record: self._name_of(kind, number) if (number := read(record)) is not None else None

    def _value(self, value: Any) -> Cell:
        match value:
            case StrEnum():
                return self._choices.get((type(value), value.value)) or self._choice(value)
            case bool():
                return self._yes if value else self._no
            case None | str() | int() | Decimal() | datetime() | date():
                return value
            case Money():
                return value.amount
            case tuple() | list() if all(isinstance(one, str) for one in value):
                return "; ".join(value)
            case time():
                return value.isoformat("minutes")
            case _ if not value:
                return None
            case _:
                return json.dumps(_plain(value), ensure_ascii=False, sort_keys=True)

    def _choice(self, value: StrEnum) -> Choice:
        key = f"{kebab(type(value).__name__)}-{value.value.replace('_', '-')}"
        choice = Choice(value.value, self.say(Phrase(key)) if self._has(key) else value.value)
        self._choices[type(value), value.value] = choice
        return choice


def columns_of(record_type: type[Record]) -> tuple[str, ...]:
    """The fields of a kind of record, each followed by the name it points to, or the currency it is in."""
    columns: list[str] = []
    hints = get_type_hints(record_type)
    for name in record_type.__struct_fields__:
        columns.append(name)
        bare = name.removesuffix("_id")
        if name in NAMED or bare in PERSONS:
            columns.append(bare)
        elif name in BY:
            columns.append(f"{name}_name")
        elif {Money, Price} & set(arms := get_args(hints[name])):
            columns.append(f"{name}_currency")
            columns += [f"{name}_unit"] if Price in arms else []
    return tuple(columns)


def _plain(value: Any) -> Any:
    match value:
        case Enum():
            return value.value
        case Mapping():
            return {str(key): _plain(one) for key, one in value.items()}
        case tuple() | list():
            return [_plain(one) for one in value]
        case None | bool() | int() | str():
            return value
        case Struct() if not isinstance(value, Money):
            return _plain(asdict(value))
        case _:
            return str(value)

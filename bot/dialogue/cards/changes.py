"""How a change is said: the field, what it was and what it is now; what was erased is said to be erased."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Any

from bot.dialogue.cards.shipments import place_said
from bot.dialogue.shipping_vocabulary import port_table
from bot.domain.approvals import Approval, ApprovalState, Decision, Question
from bot.domain.contacts import Channel, Contact
from bot.domain.customers import Campaign, ContactPerson, Customer, CustomerType, Temperature, Tier
from bot.domain.documents import DocumentKind
from bot.domain.follow_ups import FollowUp, FollowUpOrigin, FollowUpState
from bot.domain.milestones import Classifier, Milestone
from bot.domain.money import Money
from bot.domain.orders import Order
from bot.domain.papers import Document
from bot.domain.people import Account, Invitation, Language, Person, PlatformName, Role
from bot.domain.phrases import Phrase, Value, choice_phrase, phrase, words
from bot.domain.records import Record, defaults_of, field_names, needed_fields, personal_fields
from bot.domain.refs import Kind
from bot.domain.routes import Binding, Route, Topic
from bot.domain.shipments import Duty, DutyKind, Shipment, Transport
from bot.domain.timeline import MilestoneEvent

RECORDS: Mapping[Kind, type[Record]] = {
    Kind.CUSTOMER: Customer,
    Kind.CONTACT: Contact,
    Kind.CONTACT_PERSON: ContactPerson,
    Kind.CAMPAIGN: Campaign,
    Kind.FOLLOW_UP: FollowUp,
    Kind.ORDER: Order,
    Kind.SHIPMENT: Shipment,
    Kind.MILESTONE: MilestoneEvent,
    Kind.DUTY: Duty,
    Kind.DOCUMENT: Document,
    Kind.APPROVAL: Approval,
    Kind.PERSON: Person,
    Kind.ACCOUNT: Account,
    Kind.INVITATION: Invitation,
    Kind.ROUTE: Route,
    Kind.BINDING: Binding,
}
"""Kinds whose fields have a name for people, `kept-<field>` in the language files."""


NAMED_FIELDS = frozenset(name for record in RECORDS.values() for name in field_names(record))
UNSAID = frozenset(
    (
        "created_at",
        "created_by",
        "logged_at",
        "author_id",
        "added_by",
        "invited_by",
        "customer_id",
        "has_time",
        "code_hash",
        "steps",
        "people",
        "asked_at",
        "requester_id",
        "spent_on",
        "key",
    )
)
"""Fields the entry itself says already, or that say nothing to people."""
SPOKEN = (
    ApprovalState,
    Channel,
    Classifier,
    CustomerType,
    DocumentKind,
    DutyKind,
    FollowUpOrigin,
    FollowUpState,
    Language,
    Milestone,
    PlatformName,
    Role,
    Temperature,
    Tier,
    Topic,
    Transport,
)
"""Choices that have a name in the language files; others are shown by their own word."""
PLACES = ("pol", "pod")
"""Fields that hold a port by its code."""
LONGEST_SAID = 200
"""Characters of one value; a note is shown whole where it is kept."""
ERASED = phrase("erased")
NOTHING = phrase("nothing")

NameOf = Callable[[str, int | str], Phrase | str | None]
"""The name of what stands in a field: of a person or an order by its number, of a stage by its key."""


def changes_said(before: Mapping[str, Any], after: Mapping[str, Any], name_of: NameOf) -> tuple[Phrase, ...]:
    """One phrase for each changed field. Empty for a change whose words were all erased."""
    return tuple(
        phrase(
            "change",
            field=field_said(name),
            before=_side(name, before.get(name), after.get(name), name_of),
            after=_side(name, after.get(name), before.get(name), name_of),
        )
        for name in dict.fromkeys((*before, *after))
        if name not in UNSAID
    )


def content_said(kind: Kind, after: Mapping[str, Any], name_of: NameOf) -> tuple[Phrase, ...]:
    """What was written down when a thing began: its fields that say something, in the order of the record."""
    record = RECORDS.get(kind)
    order = field_names(record) if record is not None else tuple(after)
    gone = erased_fields(kind, after)
    said: list[Phrase] = []
    for name in order:
        if name in gone:
            said.append(phrase("content", field=field_said(name), value=ERASED))
        elif name not in UNSAID and not _says_nothing(record, name, after.get(name)):
            said.append(phrase("content", field=field_said(name), value=value_said(name, after[name], name_of)))
    return tuple(said)


def erased_fields(kind: Kind, after: Mapping[str, Any]) -> frozenset[str]:
    """Personal fields that every thing of a kind has and that are no longer there."""
    record = RECORDS.get(kind)
    if record is None:
        return frozenset()
    return frozenset(n for n in needed_fields(record) & personal_fields(record) if after.get(n) is None)


def field_said(name: str) -> Phrase:
    """A field as people call it."""
    return Phrase(f"kept-{name.replace('_', '-')}") if name in NAMED_FIELDS else words(name)


def value_said(name: str, value: Any, name_of: NameOf) -> Value:
    """One value for people: numbers of things by name, long texts cut."""
    match value:
        case None | "" | () | []:
            return NOTHING
        case bool():
            return phrase("yes") if value else phrase("no")
        case int() if name.endswith(("_id", "_by", "_into")):
            return name_of(name, value) or f"#{value}"
        case StrEnum():
            return choice_phrase(value) if isinstance(value, SPOKEN) else value.value
        case str():
            return _text_said(name, value, name_of)
        case int() | Decimal() | Money() | datetime() | date():
            return value
        case time():
            return value.strftime("%H:%M")
        case Mapping():
            return tuple(_pair_said(name, key, part) for key, part in value.items()) or NOTHING
        case tuple() | list() | frozenset():
            return tuple(_spoken(_bare(name, part), name_of) for part in value)
        case _:
            return str(value)


def _text_said(name: str, text: str, name_of: NameOf) -> Value:
    """A port or a stage by its name; other words as they stand, long ones cut."""
    if name in PLACES:
        return place_said(text, port_table())
    if name == "stage":
        return name_of(name, text) or text
    return text if len(text) <= LONGEST_SAID else text[: LONGEST_SAID - 1] + "…"


def _pair_said(name: str, key: str, value: object) -> Phrase:
    """One of several named values; what a customer was told is named by the step, what is known of it by its field."""
    match name:
        case "told":
            label = choice_phrase(Milestone(key))
        case "background" | "preferences":
            label = Phrase(f"field-{key.replace('_', '-')}")
        case _:
            label = words(key)
    return phrase("content", field=label, value=value if isinstance(value, datetime) else str(value))


def _bare(name: str, part: object) -> object:
    """A number in doubt without the field it stands in."""
    return part.partition(":")[2] if name == "doubtful" and isinstance(part, str) else part


def _spoken(part: object, name_of: NameOf) -> Value:
    """One of several values; what somebody said about a request for a written yes, with their name."""
    if not isinstance(part, Decision | Question):
        return str(part)
    by = name_of("decided_by", part.by) or f"#{part.by}"
    if isinstance(part, Decision):
        outcome = choice_phrase(part.outcome)
        return phrase("approval-word-why", by=by, outcome=outcome, at=part.at, why=part.comment or "–")
    return phrase("approval-word-why", by=by, outcome=part.text, at=part.at, why=part.answer or "–")


def _side(name: str, value: Any, other: Any, name_of: NameOf) -> Value:
    # A change has a difference: where neither side is there, the words were erased.
    return ERASED if value is None and other is None else value_said(name, value, name_of)


def _says_nothing(record: type[Record] | None, name: str, value: Any) -> bool:
    if value is None or value == "" or value == () or value == {}:
        return True
    return record is not None and defaults_of(record).get(name) == value

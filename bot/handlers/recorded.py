"""Entries of the trail as people read them: with the names of the people and things that they hold by number."""

from collections.abc import Mapping

from bot.dialogue.cards.changes import NameOf
from bot.domain.refs import Kind, Ref
from bot.ports.work import Work

PEOPLE_FIELDS = frozenset(
    (
        "owner_id",
        "author_id",
        "deputy_id",
        "superior_id",
        "person_id",
        "closed_by",
        "created_by",
        "requester_id",
        "decided_by",
        "spent_by",
    )
)


def names_in(work: Work) -> NameOf:
    """The name of what a field's number stands for, in the books of this request."""
    people = {person.id: person.name for person in work.books.people.everybody()}
    return lambda field, number: _name_of(field, number, people, work)


def _name_of(field: str, number: int, people: Mapping[int, str], work: Work) -> str | None:
    if field in PEOPLE_FIELDS:
        return people.get(number)
    if field == "order_id":
        order = work.books.orders.get(number)
        return order.number if order is not None else None
    if field == "shipment_id":
        return Ref(Kind.SHIPMENT, number).code
    if field == "contact_id":
        contact = work.books.contacts.get(number)
        return contact.note[:60] if contact is not None else None
    if field == "contact_person_id":
        person = work.books.contact_persons.get(number)
        return person.name if person is not None else None
    return Ref(Kind.CUSTOMER, number).code if field in ("customer_id", "merged_into") else None

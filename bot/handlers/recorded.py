"""Entries of the trail as people read them: with the names of the people and things that they hold by number."""

from collections.abc import Mapping

from bot.dialogue.cards.changes import NameOf
from bot.dialogue.stages import stage_in
from bot.domain.phrases import Phrase
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
    """The name of what stands in a field, in the books of this request and by the rules in force."""
    people = {person.id: person.name for person in work.books.people.everybody()}

    def name_of(field: str, kept: int | str) -> Phrase | str | None:
        if isinstance(kept, str):
            return stage_in(work.rules.stage_words, kept) if field == "stage" else None
        return _name_of(field, kept, people, work)

    return name_of


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

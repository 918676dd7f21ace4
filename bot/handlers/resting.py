"""What rests on a thing: everything written that names it, so that it cannot simply be taken back."""

from collections.abc import Iterable, Iterator
from typing import Any

from bot.domain.records import Record
from bot.domain.refs import Kind, Ref
from bot.ports.work import Work

LOOKED_AT = 200
"""Newest conversations and requests looked through for one that names the thing."""


def resting_on(ref: Ref, work: Work) -> Iterator[Ref]:
    """All that names the thing, what came with it in the same breath included. Of a step: what was told later."""
    match ref.kind:
        case Kind.CUSTOMER:
            yield from _of_customer(ref.id, work)
        case Kind.ORDER:
            yield from _of_order(ref.id, work)
        case Kind.CONTACT:
            contact: Any = work.books.contacts.get(ref.id)
            papers = work.books.documents.of_customer(contact.customer_id) if contact is not None else []
            yield from _refs(Kind.DOCUMENT, (paper for paper in papers if paper.contact_id == ref.id))
        case Kind.SHIPMENT:
            yield from _of_shipment(ref.id, work)
        case Kind.MILESTONE:
            event = work.books.milestones.get(ref.id)
            told = work.books.milestones.of_shipment(event.shipment_id) if event is not None else []
            yield from _refs(Kind.MILESTONE, (one for one in told if one.id > ref.id))
        case _:
            return


def _of_customer(number: int, work: Work) -> Iterator[Ref]:
    books = work.books
    yield from _refs(Kind.CONTACT, books.contacts.latest(number, LOOKED_AT))
    yield from _refs(Kind.FOLLOW_UP, books.follow_ups.of_customer(number))
    yield from _refs(Kind.ORDER, books.orders.of_customer(number))
    yield from _refs(Kind.CONTACT_PERSON, books.contact_persons.of_customer(number))
    yield from _refs(Kind.CAMPAIGN, books.campaigns.of_customer(number))
    yield from _refs(Kind.APPROVAL, books.approvals.of_customer(number, LOOKED_AT))
    yield from _refs(Kind.DOCUMENT, books.documents.of_customer(number))


def _of_order(number: int, work: Work) -> Iterator[Ref]:
    order = work.books.orders.get(number)
    if order is None:
        return
    books = work.books
    contacts = books.contacts.latest(order.customer_id, LOOKED_AT)
    promises = books.follow_ups.open_of_customer(order.customer_id)
    yield from _refs(Kind.CONTACT, (one for one in contacts if one.order_id == number))
    yield from _refs(Kind.FOLLOW_UP, (one for one in promises if one.order_id == number))
    yield from _refs(Kind.SHIPMENT, books.shipments.of_order(number))
    yield from _refs(Kind.APPROVAL, books.approvals.of_order(number))
    yield from _refs(Kind.DOCUMENT, books.documents.of_order(number))


def _of_shipment(number: int, work: Work) -> Iterator[Ref]:
    books = work.books
    yield from _refs(Kind.MILESTONE, books.milestones.of_shipment(number))
    yield from _refs(Kind.DUTY, books.duties.of_shipment(number))
    yield from _refs(Kind.DOCUMENT, books.documents.of_shipment(number))


def _refs(kind: Kind, records: Iterable[Record]) -> Iterator[Ref]:
    return (Ref(kind, record.id) for record in records)

"""From a name in a request to the record it means, if the asker may see it; a merged one leads to what it became."""

from collections.abc import Iterable

from bot.domain.customers import Customer
from bot.domain.errors import NotAllowed, NotFound
from bot.domain.orders import Order
from bot.domain.phrases import phrase
from bot.domain.records import Record, subject_of
from bot.domain.refs import Kind, Ref
from bot.handlers.promises import must_find_customer
from bot.ports.work import Work

LONGEST_CHAIN = 20
"""Merges followed one after another; a longer chain, or a ring, would be a fault of ours."""


def customer_ref(customer: Customer) -> Ref:
    """The customer as something that has a code and a card."""
    return Ref(Kind.CUSTOMER, customer.id, customer.name)


def order_ref(order: Order) -> Ref:
    """The order as something that has a card; its code is its own number."""
    return Ref(Kind.ORDER, order.id, order.number)


def latest_customer(number: int, work: Work) -> Customer | None:
    """The customer of this number, or the one it was merged into."""
    customer = work.books.customers.get(number)
    for _ in range(LONGEST_CHAIN):
        if customer is None or customer.merged_into is None:
            return customer
        customer = work.books.customers.get(customer.merged_into)
    raise RuntimeError("customers merged in a ring")


def customer_to_change(ref: Ref, work: Work) -> Customer:
    """The customer a request changes; refused where the asker may only look."""
    customer = must_find_customer(ref, work)
    work.must_change(customer.owner_id)
    return customer


def order_seen(ref: Ref, work: Work) -> Order:
    """The order a request is about. Whoever may see its customer, or what its own owner has, may see it."""
    order = work.books.orders.get(ref.id)
    if order is None:
        raise NotFound(phrase("order-gone", number=ref.code))
    if not may_see(_owners(order, work), work):
        raise NotFound(phrase("not-yours-to-see"))
    return order


def order_to_change(ref: Ref, work: Work) -> Order:
    """The order a request changes."""
    order = order_seen(ref, work)
    owners = (work.owner(number) for number in _owners(order, work))
    if work.actor is not None and not any(work.rights.changes(work.actor, owner) for owner in owners):
        raise NotAllowed(phrase("not-yours-to-change"))
    return order


def may_see(owner_ids: Iterable[int | None], work: Work) -> bool:
    """Whether the asker may see what belongs to any of these people (None: to nobody yet). The clock sees all."""
    return work.actor is None or any(work.rights.sees(work.actor, work.owner(number)) for number in owner_ids)


def owners_seen(work: Work) -> list[int] | None:
    """The people whose things the asker may see; None: everybody's, and what is nobody's."""
    everybody = work.books.people.everybody()
    seen = [person.id for person in everybody if may_see((person.id,), work)]
    return None if len(seen) == len(everybody) else seen


def owners_of(kind: Kind, record: Record, work: Work) -> list[int | None]:
    """Whose customer it is about, and whose order or shipment; empty for what has none of them."""
    shipment_id = getattr(record, "shipment_id", None)
    shipment = work.books.shipments.get(shipment_id) if shipment_id is not None else None
    thing = shipment if shipment is not None else record
    subject = subject_of(kind, thing)
    customer = latest_customer(subject.id, work) if subject.kind is Kind.CUSTOMER else None
    owners = [customer.owner_id] if customer is not None else []
    if shipment is not None or kind in (Kind.ORDER, Kind.SHIPMENT):
        owners.append(getattr(thing, "owner_id", None))
    return owners


def _owners(order: Order, work: Work) -> tuple[int | None, ...]:
    customer = latest_customer(order.customer_id, work)
    return (order.owner_id, customer.owner_id) if customer is not None else (order.owner_id,)

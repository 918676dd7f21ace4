"""Where a file belongs: to a shipment, a conversation, an order or a customer; what it is called there."""

from collections.abc import Iterable
from typing import Any

from msgspec import Struct

from bot.commands.documents import ArchiveDocument, RefuseDocument
from bot.dialogue.cards.shipments import shipment_ref
from bot.dialogue.shipping_vocabulary import shipping_words
from bot.domain.contacts import Channel, Contact
from bot.domain.customers import Customer
from bot.domain.documents import DocumentKind, call_name, chat_name, contract_name, email_name, paper_name
from bot.domain.errors import NotFound
from bot.domain.orders import Order
from bot.domain.papers import Document
from bot.domain.phrases import phrase
from bot.domain.refs import Kind, Ref
from bot.domain.shipments import Shipment
from bot.handlers.cargo import shipment_seen, touched
from bot.handlers.promises import must_find_customer
from bot.handlers.sight import customer_ref, order_ref, order_seen
from bot.ports.errands import Fetch
from bot.ports.requests import Arrival
from bot.ports.work import Work

KEYWORDS = 5
"""Words of a conversation that go into the name of a file that came with it."""
TALK = (Channel.WHATSAPP, Channel.WECHAT, Channel.SKYPE, Channel.LINKEDIN, Channel.MESSAGE)
_NEAREST = (
    Kind.SHIPMENT,
    Kind.MILESTONE,
    Kind.DUTY,
    Kind.CONTACT,
    Kind.ORDER,
    Kind.APPROVAL,
    Kind.FOLLOW_UP,
    Kind.CONTACT_PERSON,
    Kind.CUSTOMER,
)
"""Of several things that a line wrote of, a file that came with it belongs to the first of these kinds."""


class Home(Struct, frozen=True):
    """Whose a file is. Papers of a customer alone have neither shipment nor order."""

    customer: Customer
    order: Order | None = None
    shipment: Shipment | None = None
    contact: Contact | None = None

    @property
    def ref(self) -> Ref:
        """The thing in whose list of papers it stands, as people type it."""
        if self.shipment is not None:
            return shipment_ref(self.shipment)
        return order_ref(self.order) if self.order is not None else customer_ref(self.customer)

    @property
    def called(self) -> str:
        """The customer as files are named after it."""
        return self.customer.short_name or self.customer.name

    @property
    def about(self) -> Ref:
        """The thing whose trail tells what became of the file."""
        return Ref(Kind.CONTACT, self.contact.id) if self.contact is not None else self.ref

    def fetch(self, arrival: Arrival, kind: DocumentKind, note: str, *, is_signed: bool = False) -> Fetch:
        """The errand of fetching one file for it."""
        return Fetch(
            arrival,
            self.shipment.id if self.shipment is not None else None,
            kind,
            note,
            is_signed,
            customer_id=self.customer.id,
            order_id=self.order.id if self.order is not None else None,
            contact_id=self.contact.id if self.contact is not None else None,
        )


def home_of_ref(ref: Ref, work: Work) -> Home:
    """Where the papers of a shipment, an order or a customer lie. Raises NotFound for what may not be seen."""
    match ref.kind:
        case Kind.SHIPMENT:
            shipment = shipment_seen(ref, work)
            return Home(_customer(shipment.customer_id, work), work.books.orders.get(shipment.order_id), shipment)
        case Kind.ORDER:
            order = order_seen(ref, work)
            return Home(_customer(order.customer_id, work), order)
        case _:
            return Home(must_find_customer(ref, work))


def home_again(kept: ArchiveDocument | RefuseDocument | Document | Fetch, work: Work) -> Home:
    """The same as it was written down, if the asker may still see it."""
    if kept.shipment_id is not None:
        return home_of_ref(Ref(Kind.SHIPMENT, kept.shipment_id, f"S{kept.shipment_id}"), work)
    order = work.books.orders.get(kept.order_id) if kept.order_id is not None else None
    contact = work.books.contacts.get(kept.contact_id) if kept.contact_id is not None else None
    customer = must_find_customer(Ref(Kind.CUSTOMER, kept.customer_id or 0), work)
    return Home(customer, order, contact=contact)


def home_of_line(named: Iterable[Ref], work: Work) -> Home | None:
    """Where a file belongs that came with a line: to what the line wrote, else to what it named; None to nothing."""
    written = {ref.kind: ref for ref in work.books.trail.touched()}
    nearest = [written[kind] for kind in _NEAREST if kind in written]
    for ref in (*nearest, *named):
        if (home := _home_of_thing(ref, work)) is not None:
            return home
    return None


def papers_at(home: Home, work: Work) -> list[Document]:
    """The papers among which a new one counts its edition: of the shipment, else of the order or customer alone."""
    books = work.books.documents
    if home.shipment is not None:
        return books.of_shipment(home.shipment.id)
    found = books.of_order(home.order.id) if home.order is not None else books.of_customer(home.customer.id)
    return [paper for paper in found if paper.shipment_id is None]


def name_of(command: ArchiveDocument, home: Home, edition: int, work: Work) -> str:
    """The generated name: of a conversation's file by its channel, of a paper by its kind."""
    on, order = work.now().date(), home.order.number if home.order is not None else ""
    if home.contact is not None:
        return _of_talk(home.contact, home, order, edition, work)
    if command.kind is DocumentKind.CONTRACT:
        return contract_name(home.called, on, edition, is_signed=command.is_signed)
    usual = shipping_words().usual(command.kind)
    return paper_name(usual, home.called, on, edition, is_signed=command.is_signed, order=order)


def changed_with(home: Home) -> tuple[Ref, ...]:
    """What must be drawn anew when its papers changed."""
    return touched(home.shipment) if home.shipment is not None else (customer_ref(home.customer),)


def _of_talk(contact: Contact, home: Home, order: str, edition: int, work: Work) -> str:
    on = contact.at.astimezone(work.zone).date()
    topic = contact.note.split()[:KEYWORDS] if " " in contact.note else [contact.note[:24]]
    if contact.channel is Channel.CALL:
        name = call_name(home.called, " ".join(topic), on)
    elif contact.channel in TALK:
        name = chat_name(on, contact.channel.value, home.called, order, " ".join(topic), "")
    else:
        name = email_name(home.called, on, topic)
    return name if edition == 1 else f"{name}_{edition}"


def _home_of_thing(ref: Ref, work: Work) -> Home | None:
    if ref.kind in (Kind.SHIPMENT, Kind.ORDER, Kind.CUSTOMER):
        return home_of_ref(ref, work)
    if ref.kind not in _NEAREST:
        return None
    record: Any = work.books.of(ref.kind).get(ref.id)
    if record is None:
        return None
    if (shipment_id := getattr(record, "shipment_id", None)) is not None:
        return home_of_ref(Ref(Kind.SHIPMENT, shipment_id, f"S{shipment_id}"), work)
    order_id = getattr(record, "order_id", None)
    order = work.books.orders.get(order_id) if order_id is not None else None
    return Home(_customer(record.customer_id, work), order, contact=record if ref.kind is Kind.CONTACT else None)


def _customer(number: int, work: Work) -> Customer:
    customer = work.books.customers.get(number)
    if customer is None:
        raise NotFound(phrase("not-yours-to-see"))
    return customer

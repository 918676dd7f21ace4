"""Which kinds of record there are and where each lies: the list that a new kind is added to."""

from collections.abc import Mapping
from typing import Any

from bot.domain.approvals import Approval
from bot.domain.contacts import Contact
from bot.domain.customers import Campaign, ContactPerson, Customer
from bot.domain.follow_ups import FollowUp
from bot.domain.naming import name_key
from bot.domain.orders import Order
from bot.domain.papers import Document
from bot.domain.people import Account, Invitation, Person
from bot.domain.refs import Kind
from bot.domain.routes import Binding, Route
from bot.domain.shipments import Duty, Shipment
from bot.domain.timeline import MilestoneEvent
from bot.storage import tables
from bot.storage.shape import Shape

_ALL: tuple[Shape[Any], ...] = (
    Shape(Kind.CUSTOMER, tables.CUSTOMERS, Customer),
    Shape(Kind.CONTACT_PERSON, tables.CONTACT_PERSONS, ContactPerson),
    Shape(Kind.CAMPAIGN, tables.CAMPAIGNS, Campaign),
    Shape(Kind.CONTACT, tables.CONTACTS, Contact),
    Shape(Kind.FOLLOW_UP, tables.FOLLOW_UPS, FollowUp),
    Shape(Kind.ORDER, tables.ORDERS, Order, derived={"number_key": lambda order: name_key(order.number)}),
    Shape(Kind.APPROVAL, tables.APPROVALS, Approval),
    Shape(Kind.SHIPMENT, tables.SHIPMENTS, Shipment),
    Shape(Kind.MILESTONE, tables.MILESTONES, MilestoneEvent),
    Shape(Kind.DUTY, tables.DUTIES, Duty),
    Shape(Kind.DOCUMENT, tables.DOCUMENTS, Document),
    Shape(Kind.PERSON, tables.PEOPLE, Person),
    Shape(Kind.ACCOUNT, tables.ACCOUNTS, Account, untold=("chat", "locale", "zone", "seen_at")),
    Shape(Kind.INVITATION, tables.INVITATIONS, Invitation),
    Shape(Kind.ROUTE, tables.ROUTES, Route),
    Shape(Kind.BINDING, tables.BINDINGS, Binding),
)

SHAPES: Mapping[Kind, Shape[Any]] = {shape.kind: shape for shape in _ALL}

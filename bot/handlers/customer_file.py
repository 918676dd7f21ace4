"""What belongs to a customer beside its own fields: people, fairs, rooms, and other files of the same customer."""

from typing import Any

from bot.commands.customers import AddCampaign, BindPlace, ChangeContactPerson, MergeCustomers
from bot.dialogue.cards.customer_lists import merge_question
from bot.dialogue.replies import say
from bot.domain.customers import Campaign, ContactPerson, Customer
from bot.domain.errors import DomainError
from bot.domain.phrases import phrase
from bot.domain.refs import Kind, Ref
from bot.domain.routes import Binding
from bot.handlers.entries import CLEARED, learn_customer, learn_person
from bot.handlers.glances import customer_reply
from bot.handlers.promises import must_find_customer
from bot.handlers.rhythm import keep_rhythm
from bot.handlers.sight import customer_ref, customer_to_change
from bot.ports.books import UNSAVED
from bot.ports.requests import Outcome
from bot.ports.work import Work

HERE, OFF = "here", "off"
PERSON_FIELDS = ("position", "decides", "cares", "email", "phone", "whatsapp", "wechat", "skype", "address_as")
BATCH = 500
"""Contacts moved at a time in a merge."""
FILLED = ("country", "city", "zone", "address", "website", "linkedin", "type", "owner_id", "temperature", "short_name")
"""Fields of the kept file that the other one fills where nothing stands."""


def change_contact_person(command: ChangeContactPerson, work: Work) -> Outcome:
    """Write somebody into the customer's file, or what is new about them; `-` takes a value out."""
    customer = customer_to_change(command.customer, work)
    given = {name: value for name in PERSON_FIELDS if (value := getattr(command, name)) is not None}
    fields: dict[str, Any] = {name: None if value in CLEARED else value for name, value in given.items()}
    if command.channel is not None:
        fields["channel"] = command.channel.value
    name = command.contact.strip()
    known = work.books.contact_persons.named(customer.id, name)
    if known is None:
        person = work.books.contact_persons.add(ContactPerson(id=UNSAVED, customer_id=customer.id, name=name, **fields))
    else:
        person = work.books.contact_persons.change(known, **fields)
    learn_person(person, work)
    return _shown(customer, work)


def add_campaign(command: AddCampaign, work: Work) -> Outcome:
    """Write down a fair or campaign and what came of it; the same one again is completed."""
    customer = customer_to_change(command.customer, work)
    name = command.campaign.strip()
    given = {"held_on": command.held, "part": command.part, "result": command.result}
    fields: dict[str, Any] = {field: value for field, value in given.items() if value is not None}
    same = [c for c in work.books.campaigns.of_customer(customer.id) if c.name.casefold() == name.casefold()]
    known = next((c for c in same if command.held in (None, c.held_on) or c.held_on is None), None)
    if known is None:
        work.books.campaigns.add(Campaign(id=UNSAVED, customer_id=customer.id, name=name, **fields))
    else:
        work.books.campaigns.change(known, **fields)
    return _shown(customer, work)


def bind_place(command: BindPlace, work: Work) -> Outcome:
    """Make a room the customer's own, or nobody's again. Only a room that others read can be bound."""
    customer = customer_to_change(command.customer, work)
    place = work.place
    if not place.is_shared:
        raise DomainError(phrase("bind-needs-room"))
    word = command.bind.strip().casefold()
    if word not in (HERE, OFF):
        raise DomainError(phrase("bind-what", typed=command.bind), field="bind")
    found = work.books.bindings.of_place(place.platform, place.chat, place.thread)
    known = found if found is not None and found.thread == place.thread else None
    if word == OFF:
        if known is not None:
            work.books.bindings.change(known, is_off=True)
        said = say(phrase("place-unbound"))
    else:
        if known is None:
            work.books.bindings.add(
                Binding(
                    id=UNSAVED,
                    platform=place.platform,
                    chat=place.chat,
                    thread=place.thread,
                    customer_id=customer.id,
                    added_by=work.me.id,
                )
            )
        else:
            work.books.bindings.change(known, customer_id=customer.id, order_id=None)
        said = say(phrase("place-bound", name=customer.name, code=f"C{customer.id}"))
    return Outcome(reply=said, says_in_place=said)


def merge_customers(command: MergeCustomers, work: Work) -> Outcome:
    """Make two files one: all of the other's contacts, people, promises, orders, shipments, papers, fairs and
    names move to the first.

    Contacts that were taken back stay where they were written.
    """
    kept, other = customer_to_change(command.customer, work), customer_to_change(command.other, work)
    if kept.id == other.id:
        raise DomainError(phrase("customer-merge-same", name=kept.name), field="other")
    if not command.is_sure:
        return Outcome(reply=merge_question(command, kept, other), is_quiet=True)
    _move_contacts(other, kept, work)
    _move_people(other, kept, work)
    for campaign in work.books.campaigns.of_customer(other.id):
        work.books.campaigns.change(campaign, customer_id=kept.id)
    promises = work.books.follow_ups.of_customer(other.id)
    for promise in promises:
        work.books.follow_ups.change(promise, customer_id=kept.id)
    orders = work.books.orders.of_customer(other.id)
    for order in orders:
        work.books.orders.change(order, customer_id=kept.id)
    shipped = _move_cargo(other, kept, work)
    gone = work.books.customers.change(other, merged_into=kept.id)
    work.books.timers.cancel(f"rhythm:{other.id}")
    work.books.names.learn(customer_ref(gone), ())
    after = work.books.customers.change(kept, **_joined(kept, other))
    learn_customer(after, work)
    keep_rhythm(after, work)
    moved = [Ref(Kind.FOLLOW_UP, promise.id, f"F{promise.id}") for promise in promises]
    moved += [*(Ref(Kind.ORDER, order.id, order.number) for order in orders), *shipped]
    return Outcome(reply=customer_reply(after, work), changed=(customer_ref(after), customer_ref(gone), *moved))


def _shown(customer: Customer, work: Work) -> Outcome:
    latest = must_find_customer(customer_ref(customer), work)
    return Outcome(reply=customer_reply(latest, work), changed=(customer_ref(latest),))


def _move_contacts(other: Customer, kept: Customer, work: Work) -> None:
    while batch := work.books.contacts.latest(other.id, BATCH):
        for contact in batch:
            work.books.contacts.change(contact, customer_id=kept.id)


def _move_people(other: Customer, kept: Customer, work: Work) -> None:
    """Somebody known in both files stays once, with what either file knows."""
    for person in work.books.contact_persons.of_customer(other.id):
        twin = work.books.contact_persons.named(kept.id, person.name)
        if twin is None:
            work.books.contact_persons.change(person, customer_id=kept.id)
            continue
        known = {f: getattr(person, f) for f in (*PERSON_FIELDS, "channel") if getattr(twin, f) is None}
        learn_person(work.books.contact_persons.change(twin, **known), work)
        work.books.contact_persons.change(person, customer_id=kept.id, is_gone=True)


def _move_cargo(other: Customer, kept: Customer, work: Work) -> list[Ref]:
    """Shipments with what is owed of them, and all papers; gives the shipments."""
    books, shipments = work.books, work.books.shipments.of_customer(other.id)
    for shipment in shipments:
        books.shipments.change(shipment, customer_id=kept.id)
        for duty in books.duties.of_shipment(shipment.id):
            books.duties.change(duty, customer_id=kept.id)
    for paper in books.documents.of_customer(other.id):
        books.documents.change(paper, customer_id=kept.id)
    return [Ref(Kind.SHIPMENT, shipment.id, shipment.code) for shipment in shipments]


def _joined(kept: Customer, other: Customer) -> dict[str, Any]:
    """What the kept file takes over: the other's names, tags and words, and what it lacks."""
    fields: dict[str, Any] = {f: getattr(other, f) for f in FILLED if getattr(kept, f) is None}
    own = {kept.name, kept.short_name or fields.get("short_name")}
    names = (*kept.aliases, other.name, other.short_name, *other.aliases)
    fields["aliases"] = tuple(dict.fromkeys(name for name in names if name and name not in own))
    fields["tags"] = tuple(dict.fromkeys((*kept.tags, *other.tags)))
    for name in ("preferences", "background", "extra"):
        fields[name] = {**getattr(other, name), **getattr(kept, name)}
    return fields

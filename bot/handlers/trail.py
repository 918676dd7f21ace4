"""Reading the trail of a thing, and recomputing the whole of it."""

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from bot.commands.people import ShowTrail, VerifyTrail
from bot.dialogue.cards.trail import TrailView, trail_page, verdict_card
from bot.domain.customers import Customer
from bot.domain.errors import NotFound
from bot.domain.phrases import phrase
from bot.domain.records import subject_of
from bot.domain.refs import PREFIXES, Kind, Ref
from bot.domain.trail import TrailEntry
from bot.handlers.promises import must_find_customer
from bot.handlers.recorded import names_in
from bot.handlers.sight import customer_ref, latest_customer, order_ref, order_seen
from bot.ports.requests import Outcome
from bot.ports.work import Work

PAGE = 20
"""Entries shown at a time."""
MOST_CONTACTS = 5_000
"""Conversations of one customer whose entries are looked through, the newest ones."""


def show_trail(command: ShowTrail, work: Work) -> Outcome:
    """What was recorded about something, newest first, twenty at a time."""
    about, refs = looked_at(command.about, work)
    found = work.books.trail.about(tuple(refs), command.before, PAGE + 1)
    if command.since is not None:
        found = [entry for entry in found if entry.at >= command.since.at]
    entries, has_more = found[:PAGE], len(found) > PAGE
    view = trail_view(about, entries, work)
    more = entries[-1].seq if has_more else None
    return Outcome(reply=trail_page(replace(view, more_before=more, command=command)))


def trail_view(about: Ref, entries: list[TrailEntry], work: Work) -> TrailView:
    """Entries with all the names that saying them needs."""
    people = {person.id: person.name for person in work.books.people.everybody()}
    return TrailView(
        about=about,
        entries=entries,
        people=people,
        name_of=names_in(work),
        labels=_labels(entries, work),
    )


def verify_trail(command: VerifyTrail, work: Work) -> Outcome:
    """Recompute the whole trail."""
    verdict = work.books.trail.verify()
    return Outcome(reply=verdict_card(verdict.entries, verdict.head, verdict.faults))


def looked_at(about: Ref, work: Work) -> tuple[Ref, list[Ref]]:
    """The thing itself, if the asker may see it, and all whose entries belong to its trail."""
    match about.kind:
        case Kind.CUSTOMER:
            customer = _customer_seen(about, work)
            return customer_ref(customer), list(_of_customer(customer, work))
        case Kind.ORDER:
            order = order_seen(about, work)
            asked = (Ref(Kind.APPROVAL, approval.id) for approval in work.books.approvals.of_order(order.id))
            shipments = work.books.shipments.of_order(order.id)
            sent = (ref for shipment in shipments for ref in _of_shipment(shipment.id, work))
            papers = (Ref(Kind.DOCUMENT, paper.id) for paper in work.books.documents.of_order(order.id))
            return order_ref(order), list(dict.fromkeys((order_ref(order), *asked, *sent, *papers)))
        case Kind.SHIPMENT:
            _seen(about, work)
            return about, list(_of_shipment(about.id, work))
        case _:
            return about, [_seen(about, work)]


def _of_shipment(number: int, work: Work) -> Iterator[Ref]:
    """A shipment, what was told of its way, the duties it gave, and its papers."""
    books = work.books
    yield Ref(Kind.SHIPMENT, number)
    yield from (Ref(Kind.MILESTONE, event.id) for event in books.milestones.of_shipment(number))
    yield from (Ref(Kind.DUTY, duty.id) for duty in books.duties.of_shipment(number))
    yield from (Ref(Kind.DOCUMENT, paper.id) for paper in books.documents.of_shipment(number))


def _customer_seen(about: Ref, work: Work) -> Customer:
    """Also one that was taken back: what was written of it stays to be read."""
    customer = latest_customer(about.id, work)
    if customer is None or not customer.is_retired:
        return must_find_customer(about, work)
    work.must_see(customer.owner_id)
    return customer


def _seen(about: Ref, work: Work) -> Ref:
    record = work.books.of(about.kind).get(about.id)
    if record is None:
        raise NotFound(phrase("not-yours-to-see"))
    subject = subject_of(about.kind, record)
    if subject.kind is Kind.CUSTOMER:
        must_find_customer(subject, work)
    else:
        work.must_see(getattr(record, "owner_id", None))
    return about


def _of_customer(customer: Customer, work: Work) -> Iterator[Ref]:
    books = work.books
    yield customer_ref(customer)
    for person in books.contact_persons.of_customer(customer.id):
        yield Ref(Kind.CONTACT_PERSON, person.id)
    for campaign in books.campaigns.of_customer(customer.id):
        yield Ref(Kind.CAMPAIGN, campaign.id)
    for contact in books.contacts.latest(customer.id, MOST_CONTACTS):
        yield Ref(Kind.CONTACT, contact.id)
    for follow_up in books.follow_ups.of_customer(customer.id):
        yield Ref(Kind.FOLLOW_UP, follow_up.id)
    for order in books.orders.of_customer(customer.id):
        yield order_ref(order)
    for approval in books.approvals.of_customer(customer.id, MOST_CONTACTS):
        yield Ref(Kind.APPROVAL, approval.id)
    for paper in books.documents.of_customer(customer.id):
        yield Ref(Kind.DOCUMENT, paper.id)


def _labels(entries: list[TrailEntry], work: Work) -> dict[str, str]:
    """What each thing on the page is called: its code or number, else its name."""
    found: dict[str, str] = {}
    for entry in entries:
        ref = entry.object
        if ref.kind in PREFIXES:
            found[ref.key] = ref.code
        elif ref.key not in found and ref.kind in (Kind.ORDER, Kind.CONTACT_PERSON, Kind.CAMPAIGN, Kind.PERSON):
            record: Any = work.books.of(ref.kind).get(ref.id)
            found[ref.key] = "" if record is None else record.number if ref.kind is Kind.ORDER else record.name
    return found

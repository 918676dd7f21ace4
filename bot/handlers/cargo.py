"""What all that concerns a shipment needs: finding it, drawing it, and telling those who must know."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from bot.dialogue.cards.notices import Draft, draft_of, send_button
from bot.dialogue.cards.shipments import ShipmentView, shipment_card, shipment_ref
from bot.dialogue.replies import Block, Buttons, Paragraph, Reply, Small
from bot.dialogue.shipping_vocabulary import port_table
from bot.domain.customers import ContactPerson, Customer
from bot.domain.delays import missed
from bot.domain.documents import DocumentKind, PaperCase, checklist
from bot.domain.errors import Conflict, NotAllowed, NotFound
from bot.domain.incoterms import Incoterm
from bot.domain.milestones import MILESTONES, Classifier, Milestone, PlaceRole
from bot.domain.papers import Document
from bot.domain.people import Role
from bot.domain.phrases import Phrase, phrase
from bot.domain.refs import Kind, Ref
from bot.domain.routes import Topic
from bot.domain.shipments import Duty, Shipment, Transport
from bot.domain.timeline import MilestoneEvent, timeline
from bot.handlers.sight import latest_customer, may_see
from bot.ports.requests import Notice, ToPerson, ToTopic
from bot.ports.work import Work

_CHINESE = frozenset(("CN", "TW", "HK", "MO"))


def shipment_seen(ref: Ref, work: Work) -> Shipment:
    """The shipment a request is about, if the asker may see it or its customer."""
    shipment = work.books.shipments.get(ref.id)
    if shipment is None or not may_see(owners(shipment, work), work):
        raise NotFound(phrase("shipment-gone", code=ref.code), field="shipment")
    return shipment


def shipment_to_change(ref: Ref, work: Work) -> Shipment:
    """The shipment a request changes."""
    shipment = shipment_seen(ref, work)
    if shipment.is_cancelled:
        raise Conflict(phrase("shipment-taken-back", code=shipment.code))
    found = (work.owner(number) for number in owners(shipment, work))
    if work.actor is not None and not any(work.rights.changes(work.actor, owner) for owner in found):
        raise NotAllowed(phrase("not-yours-to-change"), about=shipment_ref(shipment))
    return shipment


def owners(shipment: Shipment, work: Work) -> tuple[int | None, ...]:
    """Whose it is: its own owner's and its customer's."""
    customer = latest_customer(shipment.customer_id, work)
    return (shipment.owner_id, customer.owner_id) if customer is not None else (shipment.owner_id,)


def shipment_view(
    shipment: Shipment, work: Work, events: list[MilestoneEvent] | None = None, duties: list[Duty] | None = None
) -> ShipmentView:
    """All that the card needs; `events` and `duties` where they were read already."""
    told = work.books.milestones.of_shipment(shipment.id) if events is None else events
    owed = work.books.duties.of_shipment(shipment.id) if duties is None else duties
    way, now = timeline(told), work.now()
    order = work.books.orders.get(shipment.order_id)
    customer = work.books.customers.get(shipment.customer_id)
    owner = work.owner(shipment.owner_id)
    return ShipmentView(
        shipment=shipment,
        order=order.number if order is not None else "–",
        customer=(customer.short_name or customer.name) if customer is not None else "–",
        owner=owner.name if owner is not None else "",
        way=way,
        ports=port_table(),
        now=now,
        open_duties=tuple(duty for duty in owed if duty.is_open),
        told_duties=tuple(duty for duty in owed if not duty.is_open),
        late=() if shipment.is_closed else missed(way, now),
        corrected=_corrected(told),
    )


def shipment_reply(shipment: Shipment, work: Work, *before: Block) -> Reply:
    """The shipment's card as it stands."""
    view = shipment_view(shipment, work)
    lines = checklist(work.rules.shipping.demands, paper_case(shipment, work), _filed(shipment, work))
    there = sum(line.is_there for line in lines)
    return shipment_card(replace(view, papers=(there, len(lines))), *before)


def late_first(shipments: Iterable[Shipment], work: Work) -> list[ShipmentView]:
    """The views of many shipments: late ones first, then by expected arrival."""
    found = list(shipments)
    events = work.books.milestones.of_shipments([shipment.id for shipment in found])
    duties = work.books.duties.open_of([shipment.id for shipment in found])
    views = [shipment_view(one, work, events.get(one.id, []), duties.get(one.id, [])) for one in found]
    return sorted(views, key=_rank)


def _rank(view: ShipmentView) -> tuple[bool, bool, float, int]:
    arrival = view.way.best(Milestone.ARRIVED)
    return not view.is_late, view.shipment.is_closed, arrival.timestamp() if arrival else float("inf"), view.shipment.id


def draw_shipment(ref: Ref, work: Work) -> Reply | None:
    """Its card for those who have it already."""
    shipment = work.books.shipments.get(ref.id)
    return shipment_reply(shipment, work) if shipment is not None else None


def paper_case(shipment: Shipment, work: Work) -> PaperCase:
    """What decides on its papers. Payment is told by its words: an L/C, D/P, D/A, O/A or T/T."""
    order = work.books.orders.get(shipment.order_id)
    payment = shipment.payment or (order.payment or "" if order is not None else "")
    squeezed = "".join(sign for sign in payment.casefold() if sign.isalnum())
    means = next((word for word in ("lc", "dp", "da", "oa", "tt") if squeezed.startswith(word) or word in squeezed), "")
    if shipment.lc_expiry is not None:
        means = "lc"
    term = shipment.incoterm if shipment.incoterm in Incoterm.__members__ else ""
    destination = shipment.pod[:2] if len(shipment.pod) == 5 and shipment.pod.isupper() else ""
    mode = shipment.mode.value if shipment.mode in (Transport.SEA, Transport.AIR) else Transport.SEA.value
    return PaperCase(term, destination, means, mode)


def papers_of(shipment: Shipment, work: Work) -> list[Document]:
    """Its own papers, and those of its order that belong to no shipment alone, such as the contract or the credit."""
    papers = work.books.documents.of_order(shipment.order_id)
    return [paper for paper in papers if paper.shipment_id in (None, shipment.id)]


def zone_at(shipment: Shipment, milestone: Milestone, work: Work) -> str:
    """The zone of the place where a step happens; the asker's own where the place is not known."""
    role = MILESTONES[milestone].place
    code = shipment.pol if role in (PlaceRole.POL, PlaceRole.ORIGIN) else shipment.pod if role in _FAR else ""
    port = port_table().ports.get(code)
    return port.zone if port is not None else work.zone.key


_FAR = (PlaceRole.POD, PlaceRole.DESTINATION)


def concerned(shipment: Shipment, work: Work) -> list[int]:
    """Its owner, the customer's owner, and logistics."""
    people = [number for number in owners(shipment, work) if number is not None]
    people += [person.id for person in work.books.people.with_role(Role.LOGISTICS)]
    return list(dict.fromkeys(people))


def alerts(card: Reply, key: str, to: Iterable[int]) -> tuple[Notice, ...]:
    """The same alert to each of these people and to the rooms that hear of shipments, once for one `key`."""
    notices = tuple(Notice(ToPerson(number), card, key) for number in to)
    return (*notices, Notice(ToTopic(Topic.SHIPMENTS), card, key))


def duty_blocks(duty: Duty, shipment: Shipment, work: Work) -> tuple[Block, ...]:
    """The alert's own lines: what happened, the drafted notice in the customer's language, and how it can be sent."""
    draft = draft_for(duty, shipment, work)
    alert = Paragraph(phrase("shipment-alert", kind=_kind_said(duty)))
    said = (alert, Paragraph(phrase("draft-shown", draft=draft.text)))
    if not work.has_mail or not duty.is_open:
        return said
    contact = mail_contact(shipment, work)
    if contact is None:
        return (*said, Small(phrase("notice-no-address")))
    if duty.mailing_to:
        return (*said, Small(phrase("notice-going", to=duty.mailing_to)))
    return (*said, Buttons((send_button(duty, contact.name, contact.email or ""),)))


def draft_for(duty: Duty, shipment: Shipment, work: Work) -> Draft:
    """The notice as it would be written now, to whoever is mailed, else to the first person known there."""
    customer = work.books.customers.get(shipment.customer_id)
    people = [person for person in work.books.contact_persons.of_customer(shipment.customer_id) if not person.is_gone]
    person = mail_contact(shipment, work) or next(iter(people), None)
    name = (person.address_as or person.name) if person is not None else ""
    return draft_of(duty, shipment_view(shipment, work), language_of(customer), name)


def mail_contact(shipment: Shipment, work: Work) -> ContactPerson | None:
    """Who at the customer is mailed: the first who is still there and has an address."""
    people = work.books.contact_persons.of_customer(shipment.customer_id)
    return next((person for person in people if person.email and not person.is_gone), None)


def language_of(customer: Customer | None) -> str:
    """The language one writes to a customer in: as its file says, else by its country; `zh` or `en`."""
    if customer is None:
        return "en"
    said = customer.preferences.get("language", "").casefold()
    if said:
        return "zh" if said.startswith("zh") else "en"
    return "zh" if customer.country in _CHINESE else "en"


def touched(shipment: Shipment) -> tuple[Ref, ...]:
    """What must be drawn anew when something of a shipment changed: its card, and its owner's morning list."""
    return shipment_ref(shipment), Ref(Kind.TODAY, shipment.owner_id)


def on_spot(at: datetime, zone: str, *, has_time: bool) -> datetime:
    """A day alone is meant where it happens, at nine; a moment stays the moment it is."""
    if has_time:
        return at
    return at.replace(hour=9, minute=0, second=0, microsecond=0, tzinfo=ZoneInfo(zone))


def _kind_said(duty: Duty) -> Phrase:
    return Phrase(f"duty-kind-{duty.kind.value}")


def _filed(shipment: Shipment, work: Work) -> list[DocumentKind]:
    return [paper.kind for paper in papers_of(shipment, work) if not paper.is_retracted]


def _corrected(events: list[MilestoneEvent]) -> dict[Milestone, MilestoneEvent]:
    """Facts that were told again with another moment: the one before, by step."""
    latest: dict[tuple[Milestone, str], MilestoneEvent] = {}
    found: dict[Milestone, MilestoneEvent] = {}
    for event in events:
        if event.classifier is Classifier.ACTUAL and not event.is_retracted:
            before = latest.get((event.milestone, event.container))
            if before is not None and before.at != event.at:
                found[event.milestone] = before
            latest[event.milestone, event.container] = event
    return found

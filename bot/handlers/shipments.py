"""Shipments: opened, changed, shown and listed, late first."""

from bot.commands.shipments import (
    ChangeShipment,
    CreateShipment,
    DrawShipments,
    KeepNumber,
    ListShipments,
    PictureFailed,
    PostPicture,
    PresentCredit,
    ShipmentTerms,
    ShowShipment,
)
from bot.dialogue.cards.shipments import LISTED, picture_reply, shipment_ref, shipments_page
from bot.dialogue.replies import Block, Button, Buttons, Paragraph, say
from bot.domain.milestones import Classifier, Milestone
from bot.domain.phrases import Phrase, phrase
from bot.domain.records import field_names
from bot.domain.refs import Kind, Ref
from bot.domain.shipments import Shipment
from bot.domain.timeline import MilestoneEvent
from bot.handlers.cargo import (
    alerts,
    late_first,
    shipment_reply,
    shipment_seen,
    shipment_to_change,
    touched,
)
from bot.handlers.drawing import draw_errand
from bot.handlers.duties import Settled
from bot.handlers.milestones import after_change, planned, record
from bot.handlers.promises import must_find_customer
from bot.handlers.shipment_numbers import Numbers, numbers_of
from bot.handlers.sight import order_seen, order_to_change, owners_seen
from bot.ports.books import UNSAVED
from bot.ports.requests import Outcome
from bot.ports.work import Work

MOST = 1_000
"""Open shipments looked through for a list; more are under way in no firm of the desk's size."""
STEPS: tuple[tuple[str, Milestone, Classifier], ...] = (
    ("etd", Milestone.DEPARTED, Classifier.ESTIMATED),
    ("eta", Milestone.ARRIVED, Classifier.ESTIMATED),
    ("si", Milestone.DOCUMENTS_CUT_OFF, Classifier.PLANNED),
    ("vgm", Milestone.VGM_CUT_OFF, Classifier.PLANNED),
    ("port", Milestone.PORT_CUT_OFF, Classifier.PLANNED),
    ("customs", Milestone.CUT_OFF, Classifier.PLANNED),
)
"""Fields that are moments of the way."""
WORDS = ("vessel", "voyage", "consignee", "notify", "forwarder", "incoterm", "place", "payment", "note")
"""Fields that are kept as they are typed."""


def create_shipment(command: CreateShipment, work: Work) -> Outcome:
    """Open a shipment of an order; its card goes to every room that hears of shipments."""
    order = order_to_change(command.order, work)
    numbers = numbers_of(command)
    blank = Shipment(
        id=UNSAVED,
        order_id=order.id,
        customer_id=order.customer_id,
        owner_id=order.owner_id,
        incoterm=order.incoterm or "",
        place=order.place or "",
        payment=order.payment or "",
        created_at=work.clock.now(),
        created_by=work.actor.id if work.actor is not None else order.owner_id,
    )
    values = {name: getattr(blank, name) for name in field_names(Shipment)} | numbers.fields | _terms(command)
    shipment = work.books.shipments.add(Shipment(id=UNSAVED, **values))
    settled = record(shipment, _moments(shipment, command, work), work)
    _learn(settled.shipment, work)
    card = shipment_reply(settled.shipment, work, *_warnings(settled.shipment, numbers))
    notices = alerts(shipment_reply(settled.shipment, work), f"shipment:{shipment.id}", ())
    changed = (shipment_ref(shipment), Ref(Kind.ORDER, order.id, order.number))
    return Outcome(reply=card, notices=notices + settled.notices, changed=changed)


def change_shipment(command: ChangeShipment, work: Work) -> Outcome:
    """Change numbers, terms and expected moments."""
    shipment = shipment_to_change(command.shipment, work)
    numbers = numbers_of(command)
    fields = numbers.fields | _terms(command)
    # What was typed anew has no old doubt any more.
    kept = [doubt for doubt in shipment.doubtful if doubt.partition(":")[0] not in numbers.looked_at]
    fields["doubtful"] = (*kept, *(doubt.key for doubt in numbers.doubts))
    shipment = work.books.shipments.change(shipment, **fields)
    _learn(shipment, work)
    events = _moments(shipment, command, work)
    settled = record(shipment, events, work) if events else Settled(after_change(shipment, work))
    card = shipment_reply(settled.shipment, work, *_warnings(settled.shipment, numbers), *settled.blocks)
    return Outcome(reply=card, notices=settled.notices, changed=touched(settled.shipment))


def keep_number(command: KeepNumber, work: Work) -> Outcome:
    """A number whose check failed is right as it stands, or the one that fits takes its place."""
    shipment = shipment_to_change(command.shipment, work)
    if command.number not in shipment.doubtful:
        return Outcome(reply=shipment_reply(shipment, work), is_quiet=True)
    field, _, number = command.number.partition(":")
    fields: dict[str, object] = {"doubtful": tuple(doubt for doubt in shipment.doubtful if doubt != command.number)}
    if command.instead and field == "container":
        fields["containers"] = tuple(command.instead if one == number else one for one in shipment.containers)
    elif command.instead:
        fields[field] = command.instead
    shipment = work.books.shipments.change(shipment, **fields)
    _learn(shipment, work)
    return Outcome(reply=shipment_reply(shipment, work), changed=touched(shipment))


def present_credit(command: PresentCredit, work: Work) -> Outcome:
    """The papers of the credit lie at the bank; its clock stops."""
    shipment = shipment_to_change(command.shipment, work)
    day = (command.at.at if command.at is not None else work.now()).date()
    shipment = after_change(work.books.shipments.change(shipment, lc_presented=day), work)
    said = Paragraph(phrase("credit-presented", on=day))
    return Outcome(reply=shipment_reply(shipment, work, said), changed=touched(shipment))


def show_shipment(command: ShowShipment, work: Work) -> Outcome:
    """One card; or a customer's, an order's, or all open shipments, late first."""
    about = command.about
    if about is None:
        return list_shipments(ListShipments(), work)
    match about.kind:
        case Kind.SHIPMENT:
            return Outcome(reply=shipment_reply(shipment_seen(about, work), work))
        case Kind.ORDER:
            order = order_seen(about, work)
            found = work.books.shipments.of_order(order.id)
            title = phrase("shipments-of", name=order.number, count=len(found))
        case _:
            customer = must_find_customer(about, work)
            found = work.books.shipments.of_customer(customer.id)
            title = phrase("shipments-of", name=customer.name, count=len(found))
    if len(found) == 1:
        return Outcome(reply=shipment_reply(found[0], work))
    page = tuple(late_first(found, work)[:LISTED])
    return Outcome(reply=shipments_page(page, len(found), title, 0, has_picture=False))


def list_shipments(command: ListShipments, work: Work) -> Outcome:
    """All open shipments one may see, late first, a page at a time."""
    views = late_first(work.books.shipments.open(owners_seen(work), MOST), work)
    page = tuple(views[command.skip : command.skip + LISTED])
    return Outcome(reply=shipments_page(page, len(views), phrase("shipments-title", count=len(views)), command.skip))


def draw_shipments(command: DrawShipments, work: Work) -> Outcome:
    """The picture of the open shipments: ordered here, drawn and sent outside."""
    views = late_first(work.books.shipments.open(owners_seen(work), MOST), work)
    if not views:
        return Outcome(reply=say(phrase("shipments-none")), is_quiet=True)
    work.books.errands.put(draw_errand(views, work), work.clock.now())
    return Outcome(reply=say(phrase("picture-ordered")), is_quiet=True)


def post_picture(command: PostPicture, work: Work) -> Outcome:
    """The picture that was asked for."""
    if not work.books.errands.done(command.errand):
        return Outcome(is_quiet=True)
    return Outcome(reply=picture_reply(command.sha256, command.shows), is_quiet=True)


def picture_failed(command: PictureFailed, work: Work) -> Outcome:
    """The picture could not be drawn; nobody waits for it in vain."""
    work.books.errands.done(command.errand)
    return Outcome(reply=say(phrase("picture-failed")), is_quiet=True)


def _terms(command: ShipmentTerms) -> dict[str, object]:
    given = {name: getattr(command, name) for name in WORDS}
    found: dict[str, object] = {name: value for name, value in given.items() if value is not None}
    for name in ("lc_expiry", "lc_latest"):
        if (when := getattr(command, name)) is not None:
            found[name] = when.at.date()
    if command.lc_period is not None:
        digits = "".join(sign for sign in command.lc_period if sign.isdigit())
        found["lc_period"] = int(digits[:3]) if digits else None
    return found


def _moments(shipment: Shipment, command: ShipmentTerms, work: Work) -> tuple[MilestoneEvent, ...]:
    now = work.clock.now()
    return tuple(
        planned(shipment, step, classifier, when, now, work)
        for name, step, classifier in STEPS
        if (when := getattr(command, name)) is not None
    )


def _learn(shipment: Shipment, work: Work) -> None:
    numbers = (*shipment.containers, shipment.bl, shipment.hbl, shipment.booking, shipment.awb)
    work.books.names.learn(shipment_ref(shipment), tuple(number for number in numbers if number))


def _warnings(shipment: Shipment, numbers: Numbers) -> tuple[Block, ...]:
    """What is odd about the numbers, each with its buttons; they are written as they were typed."""
    blocks: list[Block] = [Paragraph(remark) for remark in numbers.remarks]
    for doubt in numbers.doubts:
        ref = shipment_ref(shipment)
        keep = Button(phrase("button-keep"), KeepNumber(shipment=ref, number=doubt.key))
        buttons = (keep,) if not doubt.instead else (_use(ref, doubt.key, doubt.instead), keep)
        blocks += [Paragraph(doubt.said), Buttons(buttons)]
    return tuple(blocks)


def _use(ref: Ref, key: str, instead: str) -> Button:
    label: Phrase = phrase("button-use", number=instead)
    return Button(label, KeepNumber(shipment=ref, number=key, instead=instead), "primary")

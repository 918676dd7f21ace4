"""How a shipment looks: its numbers, its way as a timeline in text, what is owed, and what may be pressed next."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec import Struct

from bot.commands.documents import ShowDocuments
from bot.commands.notices import ShowNotice
from bot.commands.shipments import (
    DrawShipments,
    EstimateMilestone,
    KeepNumber,
    ListShipments,
    NotifyCustomer,
    RaiseException,
    ReachMilestone,
    ShowShipment,
)
from bot.dialogue.cards.desk import desk_button
from bot.dialogue.cards.duties import duty_line, time_to_inform
from bot.dialogue.replies import (
    Attachment,
    Blank,
    Block,
    Button,
    Buttons,
    Facts,
    Heading,
    Item,
    Listing,
    Paragraph,
    Reply,
    Small,
)
from bot.domain.milestones import RANK, Milestone
from bot.domain.moments import When
from bot.domain.phrases import Name, Phrase, Value, choice_phrase, named_choice, phrase, words
from bot.domain.ports import Carrier, PortTable
from bot.domain.refs import Kind, Ref
from bot.domain.shipments import Duty, Shipment
from bot.domain.timeline import MilestoneEvent, Moments, Timeline, next_likely

LISTED = 15
"""Shipments on one page of the list."""


class ShipmentView(Struct, frozen=True):
    """All that the card shows of one shipment, at one moment."""

    shipment: Shipment
    order: str
    customer: str
    owner: str
    way: Timeline
    ports: PortTable
    now: datetime
    open_duties: tuple[Duty, ...] = ()
    told_duties: tuple[Duty, ...] = ()
    late: tuple[MilestoneEvent, ...] = ()
    """Expected steps whose moment has gone by."""
    papers: tuple[int, int] = (0, 0)
    """How many of the wanted papers are there."""
    corrected: Mapping[Milestone, MilestoneEvent] | None = None
    """Steps told twice: the fact that stood before."""

    @property
    def is_late(self) -> bool:
        """Whether something on the way is not as it should be."""
        return bool(self.open_duties or self.late)


def shipment_ref(shipment: Shipment) -> Ref:
    """The shipment as something that has a card."""
    return Ref(Kind.SHIPMENT, shipment.id, shipment.code)


def shipment_card(view: ShipmentView, *before: Block) -> Reply:
    """The card of one shipment."""
    shipment = view.shipment
    title = phrase("shipment-title", code=shipment.code, order=view.order, customer=view.customer)
    blocks: list[Block] = [Heading(title), *before]
    if shipment.is_cancelled:
        return Reply((*blocks, Paragraph(phrase("shipment-taken-back", code=shipment.code))), shipment_ref(shipment))
    for duty in view.open_duties:
        blocks.append(Paragraph(phrase("shipment-customer-untold", why=duty_line(duty, view.ports, shipment))))
    blocks.append(Facts(_facts(view)))
    if view.way.steps:
        ordered = sorted(view.way.steps, key=RANK.__getitem__)
        lines = tuple(Item(step_line(step, view.way.of(step), view)) for step in ordered)
        blocks.append(Listing(lines, phrase("shipment-way")))
    for duty in view.told_duties:
        if duty.informed_after is not None:
            at, kind = duty.closed_at or duty.opened_at, choice_phrase(duty.kind)
            blocks.append(
                Small(phrase("shipment-customer-told", kind=kind, how=duty.how, at=at, after=time_to_inform(duty)))
            )
    if shipment.doubtful:
        blocks.extend(_doubts(shipment))
    blocks.append(Buttons(_buttons(view)))
    return Reply(tuple(blocks), shipment_ref(shipment))


def step_line(step: Milestone, moments: Moments, view: ShipmentView) -> Phrase:
    """One step in one line: what happened, what was expected, what was planned."""
    name = choice_phrase(step)
    parts: list[Phrase] = []
    for key, event in (("actual", moments.actual), ("estimated", moments.estimated), ("planned", moments.planned)):
        if event is not None:
            parts.append(phrase(f"told-{key}", at=when_said(event)))
    before = (view.corrected or {}).get(step)
    if before is not None:
        parts.append(phrase("told-before", at=when_said(before)))
    place = next((event.place for event in (moments.actual, moments.outlook) if event is not None and event.place), "")
    if place:
        parts.append(phrase("place", where=place_said(place, view.ports)))
    is_missed = any(event.milestone is step for event in view.late)
    mark = "step-done" if moments.actual is not None else "step-late" if is_missed else "step-open"
    return phrase(mark, step=name, told=tuple(parts))


def when_said(event: MilestoneEvent) -> Value:
    """A moment in full, or the day alone where only a day was named, as it was on the spot."""
    return event.at if event.has_time else event.at.astimezone(ZoneInfo(event.zone)).date()


def place_said(code: str, ports: PortTable) -> Value:
    """`CNSZX Shenzhen` or `CNSZX 深圳`; a code without a name, or somebody's words, as they stand."""
    port = ports.ports.get(code)
    return phrase("coded", code=code, name=Name(port.name, port.name_zh)) if port is not None else code


def shipments_page(
    views: tuple[ShipmentView, ...], count: int, title: Phrase, skip: int, *, has_picture: bool = True
) -> Reply:
    """Shipments, late first, each with the button that opens it."""
    if not views:
        return Reply((Heading(title), Paragraph(phrase("shipments-none"))))
    items = tuple(Item(shipment_line(view), (_open(view.shipment),)) for view in views)
    late = sum(view.is_late for view in views)
    blocks: list[Block] = [Heading(title)]
    if late:
        blocks.append(Paragraph(phrase("shipments-late", count=late)))
    blocks.append(Listing(items))
    buttons: list[Button] = []
    if count > skip + len(views):
        buttons.append(Button(phrase("button-more"), ListShipments(skip=skip + len(views))))
    if has_picture:
        buttons.append(Button(phrase("button-picture"), DrawShipments()))
    return Reply((*blocks, Buttons(tuple(buttons))) if buttons else tuple(blocks))


def shipment_line(view: ShipmentView) -> Phrase:
    """A shipment in one line: code, order, way, the last fact, what is expected next, and what is wrong."""
    shipment, way = view.shipment, view.way
    fact, arrival = way.latest_fact, way.of(Milestone.ARRIVED).best
    state = phrase("ship-not-yet")
    if fact is not None:
        state = phrase("ship-last", step=choice_phrase(fact.milestone), at=when_said(fact))
    eta = phrase("ship-eta", at=when_said(arrival)) if arrival is not None else phrase("ship-no-eta")
    marks: tuple[Phrase, ...] = tuple(phrase("ship-missed", step=choice_phrase(event.milestone)) for event in view.late)
    if view.open_duties:
        marks = (*marks, phrase("customer-untold"))
    return phrase(
        "shipment-line",
        code=shipment.code,
        order=view.order,
        customer=view.customer,
        way=f"{shipment.pol or '?'}–{shipment.pod or '?'}",
        told=(state, eta, *marks),
    )


def picture_reply(sha256: str, shows: str) -> Reply:
    """The picture that was drawn, with what it shows as its caption."""
    caption = named_choice("picture-of", shows)
    return Reply((Attachment(sha256, f"{shows}.png", is_picture=True, caption=caption),))


def duty_item(duty: Duty, shipment: Shipment, customer: str, ports: PortTable) -> Item:
    """A line of *today*: the customer is not yet told."""
    why = duty_line(duty, ports, shipment)
    text = phrase("today-duty", code=shipment.code, customer=customer, why=why)
    return Item(text, (notified_button(shipment), _open(shipment)))


def notified_button(shipment: Shipment) -> Button:
    """*Customer told*: asks how."""
    return Button(phrase("button-notified"), Blank(NotifyCustomer.__name__, {"shipment": shipment.code}), "primary")


def _open(shipment: Shipment) -> Button:
    return Button(phrase("button-open"), ShowShipment(about=shipment_ref(shipment)))


def _facts(view: ShipmentView) -> tuple[tuple[Phrase, Phrase], ...]:
    shipment = view.shipment
    pairs: list[tuple[Phrase, Phrase]] = []
    if shipment.pol or shipment.pod:
        ends = tuple(place_said(end, view.ports) if end else "?" for end in (shipment.pol, shipment.pod))
        pairs.append((phrase("shipment-route"), phrase("shipment-from-to", pol=ends[0], pod=ends[1])))
    carrier = view.ports.carriers.get(shipment.carrier)
    ship = " ".join(part for part in (shipment.vessel, shipment.voyage, shipment.imo) if part)
    term = " ".join(part for part in (shipment.incoterm, shipment.place) if part)
    if carrier is not None:
        pairs.append((phrase("field-carrier"), phrase("coded", code=carrier.code, name=_name_of(carrier))))
    shown = (
        ("field-carrier", shipment.carrier if carrier is None else ""),
        ("field-vessel", ship),
        ("field-container", ", ".join(shipment.containers)),
        ("field-seal", ", ".join(shipment.seals)),
        ("field-booking", shipment.booking),
        ("field-bl", shipment.bl),
        ("field-hbl", shipment.hbl),
        ("field-awb", shipment.awb),
        ("field-consignee", shipment.consignee),
        ("field-notify", shipment.notify),
        ("field-forwarder", shipment.forwarder),
        ("field-incoterm", term),
        ("field-payment", shipment.payment),
        ("field-owner", view.owner),
        ("field-note", shipment.note),
    )
    pairs += [(Phrase(key), words(text)) for key, text in shown if text]
    if shipment.lc_expiry is not None:
        pairs.append((phrase("field-lc-expiry"), phrase("day", on=shipment.lc_expiry)))
    there, wanted = view.papers
    if wanted:
        pairs.append((phrase("shipment-papers"), phrase("papers-count", there=there, wanted=wanted)))
    return tuple(pairs)


def _doubts(shipment: Shipment) -> list[Block]:
    return [Paragraph(_doubt_said(*doubt.split(":", 1))) for doubt in shipment.doubtful]


def _doubt_said(field: str, typed: str) -> Phrase:
    return phrase("port-unknown", typed=typed) if field in ("pol", "pod") else phrase("number-doubtful", number=typed)


def _buttons(view: ShipmentView) -> tuple[Button, ...]:
    shipment, ref, code = view.shipment, shipment_ref(view.shipment), view.shipment.code
    buttons: list[Button] = []
    if view.open_duties:
        draft = Button(phrase("button-draft"), ShowNotice(duty_id=view.open_duties[0].id))
        buttons += [notified_button(shipment), draft]
    step = next_likely(view.way)
    if step is not None and not shipment.is_closed:
        at = When(view.now.replace(hour=9, minute=0, second=0, microsecond=0), has_time=False)
        label = phrase("button-reach", step=choice_phrase(step), day=view.now.date())
        buttons.append(Button(label, ReachMilestone(shipment=ref, milestone=step, at=at)))
    buttons += [
        Button(phrase("button-eta"), Blank(EstimateMilestone.__name__, {"shipment": code, "expected": "est_arrived"})),
        Button(phrase("button-milestone"), Blank(ReachMilestone.__name__, {"shipment": code})),
        Button(phrase("button-exception"), Blank(RaiseException.__name__, {"shipment": code}), "danger"),
        Button(phrase("button-papers"), ShowDocuments(about=ref)),
        desk_button(ref),
    ]
    for doubt in shipment.doubtful:
        number = doubt.partition(":")[2]
        buttons.append(Button(phrase("button-keep-number", number=number), KeepNumber(shipment=ref, number=doubt)))
    return tuple(buttons)


def problem_line(kind: str, other: MilestoneEvent | None) -> Phrase:
    """What speaks against a told milestone."""
    said = named_choice("milestone-problem", kind)
    if other is None:
        return said
    return phrase("milestone-problem-with", problem=said, step=choice_phrase(other.milestone), at=when_said(other))


def _name_of(carrier: Carrier) -> Name:
    return Name(carrier.name, carrier.name_zh)

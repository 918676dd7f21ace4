"""The list that is opened first every morning: one card of all that waits for somebody, and its further pages."""

from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from bot.commands.approvals import AskBack, DecideApproval, RejectApproval
from bot.commands.follow_ups import CloseFollowUp, ShowToday, SnoozeFollowUp
from bot.commands.shipments import ShowShipment
from bot.commands.today import ShowKept, ShowMoreToday, ShowWeek
from bot.dialogue.cards.approvals import ApprovalView, approval_ref, title_of
from bot.dialogue.cards.desk import desk_button
from bot.dialogue.cards.follow_ups import follow_up_ref, what_of
from bot.dialogue.cards.shipments import ShipmentView, duty_item, shipment_ref, when_said
from bot.dialogue.replies import Blank, Block, Button, Buttons, Heading, Item, Listing, Paragraph, Reply
from bot.domain.customers import Customer
from bot.domain.follow_ups import FollowUp
from bot.domain.mornings import PAGE, TodaySection
from bot.domain.people import Person
from bot.domain.phrases import Phrase, choice_phrase, phrase
from bot.domain.ports import PortTable
from bot.domain.refs import Kind, Ref
from bot.domain.shipments import Duty, Shipment

LONGEST_NAME = 40
LONGEST_WORDS = 70
"""Of somebody's words on a line: the card must fit into one message everywhere; the thing's own card says all."""


class TodayLine(Struct, frozen=True):
    """One promise of the morning list."""

    follow_up: FollowUp
    customer: Customer
    is_awake: bool
    """Whether the customer's office is open now."""
    is_overdue: bool


class SectionView(Struct, frozen=True):
    """The lines of a section that are shown, how many there are, and how many came before."""

    section: TodaySection
    items: tuple[Item, ...]
    count: int
    skip: int = 0


class TodayView(Struct, frozen=True):
    """Somebody's day. `has_team`: they may see how promises are kept by everybody."""

    person: Person
    now: datetime
    sections: tuple[SectionView, ...]
    has_team: bool = False


def today_ref(person_id: int) -> Ref:
    """Somebody's day as something that has a card."""
    return Ref(Kind.TODAY, person_id)


def today_card(view: TodayView) -> Reply:
    """Hot customers left alone, overdue, due, waiting for a yes, late at sea, and customers still to be told."""
    count = sum(section.count for section in view.sections)
    title = phrase("today-title", person=short(view.person.name), day=view.now.date(), count=count)
    blocks: list[Block] = [Heading(title), *(_listing(view.person, section) for section in view.sections)]
    if not view.sections:
        blocks.append(Paragraph(phrase("today-nothing")))
    buttons = [Button(phrase("button-week"), ShowWeek(person_id=view.person.id))]
    if view.has_team:
        buttons.append(Button(phrase("button-kept"), ShowKept()))
    buttons.append(desk_button(today_ref(view.person.id)))
    return Reply((*blocks, Buttons(tuple(buttons))), today_ref(view.person.id))


def today_page(person: Person, view: SectionView, *, is_own: bool) -> Reply:
    """A further page of one section, and the way on and back. It is no copy of the card: it stays as it was read."""
    ref = None if is_own else Ref(Kind.PERSON, person.id, person.name)
    back = Button(phrase("button-today"), ShowToday(person=ref))
    title = phrase("today-page", person=short(person.name), first=view.skip + 1, last=view.skip + len(view.items))
    return Reply((Heading(title), _listing(person, view), Buttons((back,))))


def promise_item(line: TodayLine) -> Item:
    """A promise, with *Done* and *Snooze 1d*."""
    follow_up = line.follow_up
    what = what_of(follow_up)
    if follow_up.what:
        what = what_of(replace(follow_up, what=short(follow_up.what, LONGEST_WORDS)))
    text = phrase(
        "today-line",
        code=f"F{follow_up.id}",
        customer=short(line.customer.name),
        tier=str(line.customer.tier or "–"),
        what=what,
        due=follow_up.due_at,
        office=phrase("office-open") if line.is_awake else phrase("office-closed"),
    )
    ref = follow_up_ref(follow_up)
    done = Button(phrase("button-done"), CloseFollowUp(follow_up=ref))
    return Item(text, (done, Button(phrase("button-snooze-1d"), SnoozeFollowUp(follow_up=ref, snooze="1d"))))


def hot_item(customer: Customer, last: datetime | None) -> Item:
    """A hot customer nobody spoke to, with *Log*."""
    name = short(customer.name)
    never = phrase("today-alone-never", customer=name)
    text = never if last is None else phrase("today-alone", customer=name, last=last)
    return Item(text, (Button(phrase("button-log"), Blank("LogContact", {"customer": f"C{customer.id}"})),))


def approval_item(view: ApprovalView) -> Item:
    """A request that waits for this person, with *Approve*, *Reject* and *Ask*."""
    approval, ref = view.approval, approval_ref(view.approval)
    known = {"approval": ref.code}
    named = replace(view, customer=replace(view.customer, name=short(view.customer.name)))
    by = short(view.names.get(approval.requester_id, ""))
    text = phrase("today-approval", title=title_of(named), by=by)
    if view.deadline is not None:
        text = phrase("today-approval-until", title=title_of(named), by=by, deadline=view.deadline)
    reject = Blank(RejectApproval.__name__, known | {"seen": str(approval.round)})
    buttons = (
        Button(phrase("button-approve"), DecideApproval(approval=ref, seen=approval.round), "primary"),
        Button(phrase("button-reject"), reject, "danger"),
        Button(phrase("button-ask"), Blank(AskBack.__name__, known)),
    )
    return Item(text, buttons)


def late_item(view: ShipmentView) -> Item:
    """A shipment that is not where it should be, with *Open*."""
    step = next(iter(view.late), None)
    why: Phrase = phrase("customer-untold")
    if step is not None:
        why = phrase("today-late-step", step=choice_phrase(step.milestone), at=when_said(step))
    code, order, customer = view.shipment.code, short(view.order), short(view.customer)
    text = phrase("today-late-line", code=code, order=order, customer=customer, why=why)
    return Item(text, (Button(phrase("button-open"), ShowShipment(about=shipment_ref(view.shipment))),))


def untold_item(duty: Duty, shipment: Shipment, customer: Customer, ports: PortTable) -> Item:
    """A customer who has not yet been told, with *Customer told* and *Open*."""
    return duty_item(replace(duty, what=short(duty.what, LONGEST_WORDS)), shipment, short(customer.name), ports)


def short(text: str, length: int = LONGEST_NAME) -> str:
    """Somebody's words on one line of this length, at most."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1] + "…"


def _listing(person: Person, view: SectionView) -> Listing:
    shown = view.skip + len(view.items)
    more: tuple[Item, ...] = ()
    if shown < view.count:
        press = ShowMoreToday(person_id=person.id, section=view.section, skip=shown)
        left = min(PAGE, view.count - shown)
        button = Button(phrase("button-more-of", count=left), press)
        more = (Item(phrase("today-more", count=view.count - shown), (button,)),)
    return Listing((*view.items, *more), Phrase(f"today-section-{view.section.value}", {"count": view.count}))

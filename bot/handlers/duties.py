"""The duty to tell a customer: opened once for each change, alerted at once, open until somebody says it was done."""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from bot.commands.shipments import NotifyCustomer, RaiseException, ShowShipment
from bot.dialogue.cards.duties import duty_line, time_to_inform
from bot.dialogue.cards.shipments import notified_button, shipment_ref
from bot.dialogue.replies import Block, Button, Buttons, Heading, Paragraph, Reply
from bot.dialogue.shipping_vocabulary import port_table
from bot.domain.delays import WATCHED, delays
from bot.domain.milestones import Milestone
from bot.domain.phrases import choice_phrase, phrase
from bot.domain.shipments import Duty, DutyKind, Shipment
from bot.domain.timeline import Timeline, timeline
from bot.handlers.cargo import alerts, concerned, duty_blocks, shipment_reply, shipment_to_change, touched
from bot.handlers.shipment_timers import duty_ref, set_duty_timers
from bot.ports.books import UNSAVED
from bot.ports.requests import Notice, Outcome
from bot.ports.work import Work


class Settled(Struct, frozen=True):
    """What followed from a change: the shipment as it is now, whom to tell, and what the asker sees of it."""

    shipment: Shipment
    notices: tuple[Notice, ...] = ()
    blocks: tuple[Block, ...] = ()


class Cause(Struct, frozen=True):
    """Why a duty is opened. `key` is the same for the same change."""

    kind: DutyKind
    key: str
    milestone: Milestone | None = None
    told_at: datetime | None = None
    new_at: datetime | None = None
    what: str = ""


def raise_exception(command: RaiseException, work: Work) -> Outcome:
    """Something went wrong on the way: everybody concerned hears of it, and the customer must."""
    shipment = shipment_to_change(command.shipment, work)
    kind = command.kind or DutyKind.OTHER
    known = [duty for duty in work.books.duties.of_shipment(shipment.id) if duty.is_open]
    if any(duty.kind is kind and duty.what == command.what for duty in known):
        told = Paragraph(phrase("exception-known"))
        return Outcome(reply=shipment_reply(shipment, work, told), is_quiet=True)
    cause = Cause(kind, f"{shipment.id}:exception:{work.request_id}", what=command.what)
    settled = open_duty(shipment, cause, work)
    card = shipment_reply(shipment, work, *settled.blocks)
    return Outcome(reply=card, notices=settled.notices, changed=touched(shipment))


def notify_customer(command: NotifyCustomer, work: Work) -> Outcome:
    """The customer was told, and how: every open duty of the shipment is done; what they know now is noted."""
    shipment = shipment_to_change(command.shipment, work)
    shipment, said = close_duties(shipment, work.books.duties.of_shipment(shipment.id), command.how, work)
    if not said:
        work.books.trail.note("shipment.notified", shipment_ref(shipment), {}, {"how": command.how})
        said = (Paragraph(phrase("customer-told-without-duty")),)
    return Outcome(reply=shipment_reply(shipment, work, *said), changed=touched(shipment))


def close_duties(
    shipment: Shipment, duties: Iterable[Duty], how: str, work: Work
) -> tuple[Shipment, tuple[Block, ...]]:
    """The customer was told: those of the duties that are open are done, and what the customer knows now is noted."""
    now, actor = work.clock.now(), work.actor.id if work.actor is not None else None
    way = timeline(work.books.milestones.of_shipment(shipment.id))
    known = {step.value: at for step in WATCHED if (at := way.best(step)) is not None}
    said: list[Block] = []
    for duty in duties:
        if duty.is_open:
            done = work.books.duties.change(duty, closed_at=now, closed_by=actor, how=how)
            work.books.timers.cancel_about(duty_ref(done))
            said.append(Paragraph(phrase("customer-told", kind=choice_phrase(done.kind), after=time_to_inform(done))))
    return work.books.shipments.change(shipment, told={**shipment.told, **known}), tuple(said)


def settle_changes(shipment: Shipment, before: Timeline, work: Work) -> Settled:
    """Hold what is known now against what the customer knows; a move beyond the threshold opens a duty.

    The first ETD and ETA count as told: the customer gets them with the booking.
    """
    after = timeline(work.books.milestones.of_shipment(shipment.id))
    first = {
        step.value: at
        for step in WATCHED
        if step.value not in shipment.told and before.best(step) is None and (at := after.best(step)) is not None
    }
    if first:
        shipment = work.books.shipments.change(shipment, told={**shipment.told, **first})
    settled = Settled(shipment)
    for delay in delays(before, after, shipment.last_told, work.rules.shipping.delay.threshold):
        what = delay.event.reason
        cause = Cause(DutyKind.DELAY, f"delay:{delay.key}", delay.milestone, delay.told_at, delay.new_at, what)
        settled = _joined(settled, open_duty(shipment, cause, work))
    _keep_true(shipment, after, work)
    return settled


def open_duty(shipment: Shipment, cause: Cause, work: Work) -> Settled:
    """Open the duty, or move the open one for the same step on; alert those concerned. Nothing for a known change."""
    duties = work.books.duties.of_shipment(shipment.id)
    if (known := next((duty for duty in duties if duty.key == cause.key), None)) is not None:
        return Settled(shipment, blocks=_opened_again(known, shipment, work))
    same = (duty for duty in duties if duty.is_open and duty.kind is cause.kind and duty.milestone is cause.milestone)
    standing = next(same, None) if cause.milestone is not None else None
    if standing is not None:
        duty = work.books.duties.change(standing, key=cause.key, new_at=cause.new_at, what=cause.what or standing.what)
    else:
        duty = work.books.duties.add(_new(shipment, cause, work))
        set_duty_timers(duty, work)
    alert = alert_reply(duty, shipment, work)
    me = work.actor.id if work.actor is not None else None
    others = [number for number in concerned(shipment, work) if number != me]
    notices = alerts(alert, f"alert:{duty.key}", others)
    return Settled(shipment, notices, duty_blocks(duty, shipment, work))


def alert_reply(duty: Duty, shipment: Shipment, work: Work, *before: Block) -> Reply:
    """What is told of an open duty: what happened, the drafted notice, and the button that closes it."""
    line = Paragraph(phrase("shipment-customer-untold", why=duty_line(duty, port_table(), shipment)))
    customer = work.books.customers.get(shipment.customer_id)
    order = work.books.orders.get(shipment.order_id)
    title = phrase(
        "shipment-title",
        code=shipment.code,
        order=order.number if order is not None else "–",
        customer=customer.name if customer is not None else "–",
    )
    show = Button(phrase("button-open"), ShowShipment(about=shipment_ref(shipment)))
    buttons = Buttons((notified_button(shipment), show))
    return Reply((Heading(title), *before, line, *duty_blocks(duty, shipment, work), buttons))


def _new(shipment: Shipment, cause: Cause, work: Work) -> Duty:
    return Duty(
        id=UNSAVED,
        shipment_id=shipment.id,
        customer_id=shipment.customer_id,
        owner_id=shipment.owner_id,
        kind=cause.kind,
        key=cause.key,
        milestone=cause.milestone,
        told_at=cause.told_at,
        new_at=cause.new_at,
        what=cause.what,
        opened_at=work.clock.now(),
    )


def drop_moot(shipment: Shipment, work: Work) -> None:
    """After something was taken back: a delay that there never was needs no telling; what is open keeps its clock."""
    after = timeline(work.books.milestones.of_shipment(shipment.id))
    for duty in work.books.duties.of_shipment(shipment.id):
        is_late = duty.milestone is None or _is_late(duty, after.best(duty.milestone), work)
        if not duty.is_open:
            work.books.timers.cancel_about(duty_ref(duty))
        elif shipment.is_cancelled or (duty.kind is DutyKind.DELAY and not is_late):
            _close_untold(duty, work)
        else:
            set_duty_timers(duty, work)
    _keep_true(shipment, after, work)


def _keep_true(shipment: Shipment, after: Timeline, work: Work) -> None:
    """A missed step that, it turns out, happened in time needs no telling; an open delay names the day known now."""
    for duty in work.books.duties.of_shipment(shipment.id):
        if not duty.is_open or duty.milestone is None or duty.told_at is None:
            continue
        now = after.best(duty.milestone)
        if duty.kind is DutyKind.DELAY and now is not None and now != duty.new_at:
            work.books.duties.change(duty, new_at=now)
        elif duty.kind is DutyKind.MISSED and after.of(duty.milestone).actual and not _is_late(duty, now, work):
            _close_untold(duty, work)


def _is_late(duty: Duty, now: datetime | None, work: Work) -> bool:
    threshold = work.rules.shipping.delay.threshold
    return now is not None and duty.told_at is not None and now - duty.told_at > threshold


def _close_untold(duty: Duty, work: Work) -> None:
    """There is nothing to tell any more; nobody told it."""
    closed = work.books.duties.change(duty, closed_at=work.clock.now())
    work.books.timers.cancel_about(duty_ref(closed))


def _opened_again(duty: Duty, shipment: Shipment, work: Work) -> tuple[Block, ...]:
    """The same change once more, after it was taken back: the duty stands again, though nobody is alerted twice."""
    if duty.is_open or duty.is_told:
        return ()
    duty = work.books.duties.change(duty, closed_at=None, opened_at=work.clock.now())
    set_duty_timers(duty, work)
    return duty_blocks(duty, shipment, work)


def _joined(one: Settled, other: Settled) -> Settled:
    return replace(other, notices=one.notices + other.notices, blocks=one.blocks + other.blocks)

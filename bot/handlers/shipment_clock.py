"""What the clock asks about shipments: cut-offs near, steps missed, customers not told, the credit's last day."""

from collections.abc import Callable
from datetime import date, timedelta

from bot.commands.shipments import CutOffDue, DutyDue, LcClock, MilestoneMissed
from bot.dialogue.replies import Block, Paragraph
from bot.domain.cutoffs import CutOff, Deadline, Debt, Owed, debts
from bot.domain.delays import missed
from bot.domain.documents import DocumentKind
from bot.domain.escalation import Act
from bot.domain.lengths import lasted
from bot.domain.milestones import MILESTONES, Milestone
from bot.domain.people import Person
from bot.domain.phrases import Phrase, choice_phrase, named_choice, phrase
from bot.domain.refs import Kind, Ref
from bot.domain.routes import Topic
from bot.domain.shipments import Duty, DutyKind, Shipment
from bot.domain.timeline import Timeline, timeline
from bot.handlers.cargo import alerts, shipment_reply, touched
from bot.handlers.duties import Cause, alert_reply, open_duty
from bot.handlers.shipment_timers import credit_of, duty_plan, moment_key
from bot.handlers.told import Whose, day_of, good_moment, is_overtaken, late, people_told
from bot.ports.requests import Notice, Outcome, ToPerson, ToTopic
from bot.ports.work import Work

_DONE_BY_PAPER = {
    Owed.SHIPPING_INSTRUCTIONS: (DocumentKind.SHIPPING_INSTRUCTIONS,),
    Owed.VGM: (DocumentKind.VGM,),
    Owed.EXPORT_DECLARATION: (DocumentKind.EXPORT_DECLARATION,),
    Owed.DANGEROUS_GOODS_DECLARATION: (DocumentKind.DANGEROUS_GOODS,),
}
_DONE_BY_STEP = {
    Owed.SHIPPING_INSTRUCTIONS: (Milestone.DOCUMENTS_CUT_OFF, Milestone.BL_APPROVED),
    Owed.VGM: (Milestone.VGM_CUT_OFF,),
    Owed.GATE_IN: (Milestone.PORT_CUT_OFF, Milestone.GATED_IN),
    Owed.EXPORT_DECLARATION: (Milestone.CUT_OFF, Milestone.EXPORT_CLEARED),
    Owed.EMPTY_PICK_UP: (Milestone.EMPTY_PICKED_UP, Milestone.STUFFED),
}


def cut_off_due(command: CutOffDue, work: Work) -> Outcome:
    """A cut-off is near: those who still owe something for it are called; nobody where all is done."""
    shipment = work.books.shipments.get(command.shipment_id)
    if shipment is None or shipment.is_closed:
        return Outcome(is_quiet=True)
    way = timeline(work.books.milestones.of_shipment(shipment.id))
    step = Milestone(command.milestone)
    expected = way.of(step).outlook
    if expected is None or moment_key(expected.at) != command.planned_for:
        return Outcome(is_quiet=True)
    deadline = Deadline(CutOff(MILESTONES[step].cut_off), expected.at)
    now, calls = work.clock.now(), work.rules.shipping.cutoffs.warn_before
    if any(left < timedelta(hours=command.hours) and expected.at - left <= now for left in calls):
        # A nearer call is due too: after a silence only that one is made.
        return Outcome(is_quiet=True)
    roles = {one: tuple(role.value for role in who) for one, who in work.rules.shipping.cutoffs.roles.items()}
    owed = debts((deadline,), things_done(shipment, way, work), roles, now)
    if not owed:
        return Outcome(is_quiet=True)
    said = phrase("cut-off-near", step=choice_phrase(step), at=expected.at, hours=command.hours, owed=_owed(owed))
    card = shipment_reply(shipment, work, Paragraph(said), *late(expected.at - timedelta(hours=command.hours), work))
    people = people_told(("owner", *owed[0].roles), Whose((shipment.owner_id,)), work)
    key = f"cut-off:{shipment.id}:{command.milestone}:{command.planned_for}:{command.hours}"
    return Outcome(notices=alerts(card, key, people), is_quiet=True)


def milestone_missed(command: MilestoneMissed, work: Work) -> Outcome:
    """An expected step's moment has gone by with nobody telling that it happened: an alert, and a duty."""
    shipment = work.books.shipments.get(command.shipment_id)
    if shipment is None or shipment.is_closed:
        return Outcome(is_quiet=True)
    way = timeline(work.books.milestones.of_shipment(shipment.id))
    grace = work.rules.shipping.delay.missed_after
    late = {event.milestone: event for event in missed(way, work.clock.now(), grace)}
    event = late.get(Milestone(command.milestone))
    if event is None or moment_key(event.at) != command.planned_for:
        return Outcome(is_quiet=True)
    key = f"missed:{shipment.id}:{command.milestone}:{command.planned_for}"
    settled = open_duty(shipment, Cause(DutyKind.MISSED, key, event.milestone, told_at=event.at), work)
    return Outcome(notices=settled.notices, changed=touched(shipment), is_quiet=True)


def duty_due(command: DutyDue, work: Work) -> Outcome:
    """A customer has still not been told: those who owe it are reminded in their hours, then all concerned are told."""
    duty = work.books.duties.get(command.duty_id)
    shipment = work.books.shipments.get(duty.shipment_id) if duty is not None else None
    if duty is None or shipment is None or not duty.is_open:
        return Outcome(is_quiet=True)
    plan = duty_plan(duty, work)
    due = next((one for one in plan if one.attempt == command.attempt), None)
    if due is None:
        return Outcome(is_quiet=True)
    waits = due.action in (Act.WARN, Act.REMIND)
    if waits and is_overtaken(due, plan, work.clock.now()):
        return Outcome(is_quiet=True)
    card = alert_reply(duty, shipment, work, _open_since(duty, work), *late(due.moment, work))
    notices: list[Notice] = []
    # A duty that was closed and stands again is reminded anew.
    key = f"duty:{duty.id}:{duty.opened_at.timestamp():.0f}"
    for number in people_told(due.to, Whose((shipment.owner_id,)), work):
        person = work.books.people.get(number)
        if person is None or command.person_id not in (None, number) or (waits and _put_off(command, person, work)):
            continue
        day = f"warn:{due.attempt}" if due.action is Act.WARN else day_of(person, work)
        notices.append(Notice(ToPerson(number), card, f"{key}:{day}"))
    if "routed" in due.to:
        notices.append(Notice(ToTopic(Topic.OVERDUE), card, f"{key}:{due.attempt}"))
    return Outcome(notices=tuple(notices), is_quiet=True)


def lc_clock(command: LcClock, work: Work) -> Outcome:
    """The last day for the papers of a letter of credit comes near."""
    shipment = work.books.shipments.get(command.shipment_id)
    if shipment is None:
        return Outcome(is_quiet=True)
    way = timeline(work.books.milestones.of_shipment(shipment.id))
    clock = credit_of(shipment, way, work)
    if clock is None or clock.present_by.isoformat() != command.present_by:
        return Outcome(is_quiet=True)
    by = date.fromisoformat(command.present_by)
    said = Paragraph(phrase("credit-near", by=by, days=command.days, why=_why(clock.limited_by.value)))
    card = shipment_reply(shipment, work, said)
    people = people_told(("owner", "logistics", "finance"), Whose((shipment.owner_id,)), work)
    key = f"credit:{shipment.id}:{command.present_by}:{command.days}"
    return Outcome(notices=tuple(Notice(ToPerson(number), card, key) for number in people), is_quiet=True)


def things_done(shipment: Shipment, way: Timeline, work: Work) -> frozenset[Owed]:
    """What nobody owes any more: its paper is there, its step has happened, or the ship has sailed."""
    if way.of(Milestone.DEPARTED).actual is not None or way.of(Milestone.LOADED).actual is not None:
        return frozenset(Owed)
    filed = {paper.kind for paper in work.books.documents.of_shipment(shipment.id) if not paper.is_retracted}
    by_paper = {owed for owed, kinds in _DONE_BY_PAPER.items() if filed & set(kinds)}
    is_done: Callable[[Milestone], bool] = lambda step: way.of(step).actual is not None  # noqa: E731
    return frozenset(by_paper | {owed for owed, steps in _DONE_BY_STEP.items() if any(map(is_done, steps))})


def _owed(owed: tuple[Debt, ...]) -> tuple[Phrase, ...]:
    return tuple(choice_phrase(debt.owed) for debt in owed)


def _why(limit: str) -> Phrase:
    return named_choice("credit-limit", limit)


def _open_since(duty: Duty, work: Work) -> Block:
    return Paragraph(phrase("duty-still-open", after=lasted(work.clock.now() - duty.opened_at)))


def _put_off(command: DutyDue, person: Person, work: Work) -> bool:
    """Whether somebody who is not at work now is reminded only when they are."""
    moment = good_moment(person, work)
    if moment <= work.clock.now():
        return False
    later = command.model_copy(update={"person_id": person.id})
    key = f"duty:{command.duty_id}:{command.attempt}:{person.id}"
    work.books.timers.set(key, moment, later, Ref(Kind.DUTY, command.duty_id))
    return True

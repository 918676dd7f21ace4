"""A step is told: as a fact, as expected, as planned; held against what is known and what the customer knows."""

from datetime import datetime

from msgspec.structs import replace

from bot.commands.shipments import EstimateMilestone, ReachMilestone, RetractMilestone
from bot.dialogue.cards.shipments import problem_line, shipment_ref
from bot.dialogue.replies import Button, Paragraph, Reply, say
from bot.dialogue.shipping_vocabulary import port_table, told_as
from bot.domain.errors import DomainError
from bot.domain.milestones import Classifier, Milestone
from bot.domain.moments import When
from bot.domain.numbers import check_container
from bot.domain.phrases import choice_phrase, phrase
from bot.domain.shipments import Shipment
from bot.domain.timeline import MilestoneEvent, Problem, ProblemKind, problems, timeline
from bot.handlers.cargo import on_spot, shipment_reply, shipment_to_change, touched, zone_at
from bot.handlers.duties import Settled, drop_moot, settle_changes
from bot.handlers.shipment_timers import set_timers
from bot.ports.books import UNSAVED
from bot.ports.requests import Outcome
from bot.ports.work import Work

ENDS = (Milestone.DELIVERED, Milestone.UNPACKED, Milestone.EMPTY_RETURNED)
"""After one of these a shipment is under way no more."""
SAID_ONLY = (ProblemKind.ACTUAL_DIFFERS,)
"""Not asked about: two who tell the same step differently are both kept, and the answer says so."""


def reach_milestone(command: ReachMilestone, work: Work) -> Outcome:
    """A step has happened. What cannot be is asked about first."""
    shipment = shipment_to_change(command.shipment, work)
    when = command.at or When(work.now(), has_time=True)
    event = _event(shipment, command.milestone, Classifier.ACTUAL, when, command, work)
    return _tell(shipment, event, command.model_copy(update={"at": when}), work)


def estimate_milestone(command: EstimateMilestone, work: Work) -> Outcome:
    """A step is expected, or planned, for another time than before."""
    shipment = shipment_to_change(command.shipment, work)
    told = told_as(command.expected)
    return _tell(shipment, _event(shipment, told.milestone, told.classifier, command.at, command, work), command, work)


def retract_milestone(command: RetractMilestone, work: Work) -> Outcome:
    """The latest fact told of a step was wrong: it counts no more, and stays in the trail."""
    shipment = shipment_to_change(command.shipment, work)
    events = work.books.milestones.of_shipment(shipment.id)
    wrong = timeline(events).of(command.milestone).best
    if wrong is None:
        raise DomainError(phrase("milestone-not-told", step=choice_phrase(command.milestone)), field="milestone")
    # Where several reports carry one feed's number, all of them are taken back.
    for event in events:
        if event.identity == wrong.identity and not event.is_retracted:
            work.books.milestones.change(event, is_retracted=True, reason=command.reason or event.reason)
    shipment = correct_shipment(shipment.id, work) or shipment
    told = Paragraph(phrase("milestone-retracted", step=choice_phrase(command.milestone)))
    return Outcome(reply=shipment_reply(shipment, work, told), changed=touched(shipment))


def record(shipment: Shipment, events: tuple[MilestoneEvent, ...], work: Work) -> Settled:
    """Write events without asking, and do what follows from them: duties, alerts, timers."""
    before = timeline(work.books.milestones.of_shipment(shipment.id))
    for event in events:
        work.books.milestones.add(event)
    settled = settle_changes(shipment, before, work)
    return replace(settled, shipment=after_change(settled.shipment, work))


def after_change(shipment: Shipment, work: Work) -> Shipment:
    """Close or open it again by what is known now, and set the clock anew."""
    way = timeline(work.books.milestones.of_shipment(shipment.id))
    is_closed = shipment.is_cancelled or any(way.of(step).actual is not None for step in ENDS)
    if is_closed != shipment.is_closed:
        shipment = work.books.shipments.change(shipment, is_closed=is_closed)
    set_timers(shipment, way, work)
    return shipment


def correct_shipment(number: int, work: Work) -> Shipment | None:
    """After something of it was taken back: its state, clock, duties and names follow what still stands."""
    shipment = work.books.shipments.get(number)
    if shipment is None:
        return None
    if shipment.is_cancelled:
        work.books.names.learn(shipment_ref(shipment), ())
    shipment = after_change(shipment, work)
    drop_moot(shipment, work)
    return shipment


def planned(
    shipment: Shipment, milestone: Milestone, classifier: Classifier, when: When, now: datetime, work: Work
) -> MilestoneEvent:
    """An event somebody named by a moment alone, such as the ETA of a new shipment."""
    zone = zone_at(shipment, milestone, work)
    return MilestoneEvent(
        id=UNSAVED,
        shipment_id=shipment.id,
        milestone=milestone,
        classifier=classifier,
        at=on_spot(when.at, zone, has_time=when.has_time),
        reported_at=now,
        zone=zone,
        has_time=when.has_time,
    )


def _event(
    shipment: Shipment,
    milestone: Milestone,
    classifier: Classifier,
    when: When,
    command: ReachMilestone | EstimateMilestone,
    work: Work,
) -> MilestoneEvent:
    port = port_table().port(command.place) if command.place else None
    zone = port.zone if port is not None else zone_at(shipment, milestone, work)
    return MilestoneEvent(
        id=UNSAVED,
        shipment_id=shipment.id,
        milestone=milestone,
        classifier=classifier,
        at=on_spot(when.at, zone, has_time=when.has_time),
        reported_at=work.clock.now(),
        zone=zone,
        has_time=when.has_time,
        place=port.code if port is not None else command.place or "",
        container=_container(shipment, command.container),
        reason=command.reason or "",
    )


def _container(shipment: Shipment, typed: str | None) -> str:
    if not typed:
        return ""
    number = check_container(typed).normal
    if number not in shipment.containers:
        raise DomainError(phrase("container-not-here", number=typed, code=shipment.code), field="container")
    return number


def _tell(
    shipment: Shipment, event: MilestoneEvent, command: ReachMilestone | EstimateMilestone, work: Work
) -> Outcome:
    before = timeline(work.books.milestones.of_shipment(shipment.id))
    if event.container:
        before = timeline(work.books.milestones.of_shipment(shipment.id), event.container)
    found = problems(before, event, work.clock.now())
    if any(problem.kind is ProblemKind.ALREADY_TOLD for problem in found):
        told = phrase("milestone-already-told", step=choice_phrase(event.milestone), code=shipment.code)
        return Outcome(reply=shipment_reply(shipment, work, Paragraph(told)), is_quiet=True)
    asked = [problem for problem in found if problem.kind not in SAID_ONLY]
    if asked and not command.is_kept:
        return Outcome(reply=_question(asked, command), is_quiet=True)
    settled = record(shipment, (event,), work)
    lines = (problem_line(problem.kind.value, problem.other) for problem in found if problem.kind in SAID_ONLY)
    said = (Paragraph(phrase("milestone-differs", before=line)) for line in lines)
    card = shipment_reply(settled.shipment, work, *said, *settled.blocks)
    return Outcome(reply=card, notices=settled.notices, changed=touched(settled.shipment))


def _question(found: list[Problem], command: ReachMilestone | EstimateMilestone) -> Reply:
    lines = tuple(Paragraph(problem_line(problem.kind.value, problem.other)) for problem in found)
    kept = Button(phrase("button-record-anyway"), command.model_copy(update={"is_kept": True}), "primary")
    asked = say(phrase("milestone-asked"), kept)
    return Reply((*lines, *asked.blocks))

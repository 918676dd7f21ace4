"""When the clock must ask about a shipment: before its cut-offs, after expected steps, before its credit's last day."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from bot.commands.shipments import CutOffDue, DutyDue, LcClock, MilestoneMissed
from bot.dialogue.cards.shipments import shipment_ref
from bot.domain.credit import Credit, CreditClock, CreditProblem, credit_clock, credit_problems
from bot.domain.cutoffs import CutOff, Deadline, countdowns
from bot.domain.escalation import Due, milestones
from bot.domain.milestones import MILESTONES, RANK, Milestone
from bot.domain.refs import Kind, Ref
from bot.domain.shipments import Duty, Shipment
from bot.domain.spans import local_moment
from bot.domain.timeline import MilestoneEvent, Timeline
from bot.handlers.told import calendar_of
from bot.ports.work import Work

_INSTANT = timedelta(seconds=1)
"""Missed means *after* the moment."""


def set_timers(shipment: Shipment, way: Timeline, work: Work) -> None:
    """Set everything the clock must ask about a shipment, and nothing of what it asked before."""
    ref = shipment_ref(shipment)
    work.books.timers.cancel_about(ref)
    if shipment.is_closed:
        return
    fact = way.latest_fact
    reached = RANK[fact.milestone] if fact is not None else -1
    for step, moments in way.steps.items():
        expected = moments.outlook
        if expected is None or moments.actual is not None or RANK[step] < reached:
            continue
        if MILESTONES[step].cut_off:
            _count_down(shipment, expected, work)
        else:
            _watch(shipment, expected, work)
    _watch_credit(shipment, way, work)


def set_duty_timers(duty: Duty, work: Work) -> None:
    """Remind and escalate, as the rules' limit `notice` says, until the customer was told."""
    for due in duty_plan(duty, work):
        command = DutyDue(duty_id=duty.id, attempt=due.attempt)
        work.books.timers.set(f"duty:{duty.id}:{due.attempt}", due.moment, command, duty_ref(duty))


def duty_plan(duty: Duty, work: Work) -> tuple[Due, ...]:
    """Everything the limit asks for about one duty, in order of time."""
    return milestones(work.rules.limits["notice"], duty.opened_at, (), calendar_of(duty.owner_id, work))


def duty_ref(duty: Duty) -> Ref:
    """The duty as something that has a trail."""
    return Ref(Kind.DUTY, duty.id)


def credit_of(shipment: Shipment, way: Timeline, work: Work) -> CreditClock | None:
    """The credit's clock once the goods are on board; None without a credit, or once the papers lie at the bank."""
    credit, on_board = _credit(shipment, work), on_board_on(way)
    if credit is None or on_board is None or shipment.lc_presented is not None:
        return None
    return credit_clock(credit, on_board)


def credit_faults(shipment: Shipment, way: Timeline, work: Work) -> tuple[CreditProblem, ...]:
    """What the bank would refuse for its days alone; nothing before the goods are on board."""
    credit, on_board = _credit(shipment, work), on_board_on(way)
    if credit is None or on_board is None:
        return ()
    return credit_problems(credit, on_board, shipment.lc_presented)


def on_board_on(way: Timeline) -> date | None:
    """The day on which the goods went on board, where they did."""
    event = way.of(Milestone.LOADED).actual or way.of(Milestone.DEPARTED).actual
    return event.at.astimezone(ZoneInfo(event.zone)).date() if event is not None else None


def _credit(shipment: Shipment, work: Work) -> Credit | None:
    """The credit's days; the firm's own period where the credit names none."""
    credit = shipment.credit
    if credit is None or credit.period_days is not None:
        return credit
    return replace(credit, period_days=work.rules.shipping.credit.presentation_days)


def moment_key(at: datetime) -> str:
    """A moment as the clock's commands carry it."""
    return at.astimezone(UTC).isoformat()


def missed_at(expected: MilestoneEvent, grace: timedelta) -> datetime:
    """From when an expected step counts as missed: after its moment, or after its day on the spot, and the grace."""
    if expected.has_time:
        return expected.at + grace + _INSTANT
    zone = ZoneInfo(expected.zone)
    following = expected.at.astimezone(zone).date() + timedelta(days=1)
    return local_moment(datetime.combine(following, time(0, 0)), zone) + grace


def _count_down(shipment: Shipment, expected: MilestoneEvent, work: Work) -> None:
    deadline = Deadline(CutOff(MILESTONES[expected.milestone].cut_off), expected.at)
    for call in countdowns(deadline, work.rules.shipping.cutoffs.warn_before, work.clock.now()):
        hours = int(call.left.total_seconds()) // 3600
        command = CutOffDue(
            shipment_id=shipment.id,
            milestone=expected.milestone.value,
            planned_for=moment_key(expected.at),
            hours=hours,
        )
        work.books.timers.set(f"cut-off:{call.key(shipment.id)}", call.warn_at, command, shipment_ref(shipment))


def _watch(shipment: Shipment, expected: MilestoneEvent, work: Work) -> None:
    command = MilestoneMissed(
        shipment_id=shipment.id, milestone=expected.milestone.value, planned_for=moment_key(expected.at)
    )
    due_at = missed_at(expected, work.rules.shipping.delay.missed_after)
    work.books.timers.set(f"missed:{shipment.id}:{expected.milestone.value}", due_at, command, shipment_ref(shipment))


def _watch_credit(shipment: Shipment, way: Timeline, work: Work) -> None:
    clock = credit_of(shipment, way, work)
    if clock is None:
        return
    for days in work.rules.shipping.credit.warn_days:
        day = clock.present_by - timedelta(days=days)
        at = local_moment(datetime.combine(day, work.rules.reminders.work_from), work.rules.firm_zone)
        if at > work.clock.now():
            command = LcClock(shipment_id=shipment.id, present_by=clock.present_by.isoformat(), days=days)
            work.books.timers.set(f"credit:{shipment.id}:{days}", at, command, shipment_ref(shipment))

"""How the duty to tell a customer is said: why it is open, and how long it took."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.lengths import lasted
from bot.domain.milestones import Milestone
from bot.domain.moments import DEFAULT_TIME
from bot.domain.phrases import Phrase, Value, choice_phrase, phrase
from bot.domain.ports import PortTable
from bot.domain.shipments import Duty, Shipment


def time_to_inform(duty: Duty) -> Phrase:
    """How long the customer waited to be told."""
    return lasted(duty.informed_after or timedelta())


def duty_line(duty: Duty, ports: PortTable, shipment: Shipment) -> Phrase:
    """Why the customer must be told, in one line."""
    kind = choice_phrase(duty.kind)
    if duty.milestone is not None and duty.new_at is not None and duty.told_at is not None:
        step = choice_phrase(duty.milestone)
        zone = _zone_of(duty.milestone, shipment, ports)
        told, new = _moment_or_day(duty.told_at, zone), _moment_or_day(duty.new_at, zone)
        moved = phrase("duty-moved", kind=kind, step=step, told=told, new=new)
        return phrase("duty-moved-why", moved=moved, what=said_of(duty)) if duty.what else moved
    if duty.milestone is not None:
        expected = duty.told_at if duty.told_at is not None else duty.opened_at
        told = _moment_or_day(expected, _zone_of(duty.milestone, shipment, ports))
        return phrase("duty-missed", step=choice_phrase(duty.milestone), told=told)
    return phrase("duty-exception", kind=kind, what=duty.what)


def _zone_of(step: Milestone, shipment: Shipment, ports: PortTable) -> ZoneInfo:
    end = shipment.pol if step is Milestone.DEPARTED else shipment.pod
    return ZoneInfo(zone_at(end, ports) or "UTC")


def _moment_or_day(at: datetime, zone: ZoneInfo) -> Value:
    """A duty keeps moments only: nine on the spot is how a day alone is kept."""
    local = at.astimezone(zone)
    return local.date() if local.time() == DEFAULT_TIME else at


def zone_at(code: str, ports: PortTable) -> str | None:
    """The zone of a port that is known."""
    port = ports.ports.get(code)
    return port.zone if port is not None else None


def said_of(duty: Duty) -> str:
    """Somebody's words about it, on one line."""
    return " ".join(duty.what.split())

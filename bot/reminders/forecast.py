"""What the clock will ask for by a moment, said before it happens; reads only."""

from dataclasses import dataclass
from datetime import datetime

from bot.commands.command import Command
from bot.commands.follow_ups import EscalateFollowUp, PlanRhythm, PostToday, RemindFollowUp
from bot.ports.ledger import Ledger

MOST = 100_000


@dataclass(frozen=True, slots=True)
class Coming:
    """Something that will be posted: when, about what, for whom, and what sort of thing it is."""

    at: datetime
    code: str
    customer: str
    whom: str
    kind: str


def coming(ledger: Ledger, until: datetime) -> list[Coming]:
    """What will have been posted by the moment, earliest first. What later events bring is not known yet."""
    rows = (_said(ledger, timer.command, timer.due_at) for timer in ledger.alarms.due(until, MOST))
    return [row for row in rows if row is not None]


def _said(ledger: Ledger, command: Command, at: datetime) -> Coming | None:
    match command:
        case RemindFollowUp(follow_up_id=number) | EscalateFollowUp(follow_up_id=number):
            follow_up = ledger.follow_ups.get(number)
            if follow_up is None or not follow_up.is_open:
                return None
            customer = ledger.customers.get(follow_up.customer_id)
            kind = "reminder" if isinstance(command, RemindFollowUp) else "overdue"
            return Coming(at, f"F{number}", customer.name if customer else "", _name(ledger, follow_up.owner_id), kind)
        case PlanRhythm(customer_id=number):
            customer = ledger.customers.get(number)
            owner = _name(ledger, customer.owner_id) if customer else ""
            return Coming(at, f"C{number}", customer.name if customer else "", owner, "rhythm")
        case PostToday(person_id=number):
            return Coming(at, "today", "", _name(ledger, number), "today")
        case _:
            return None


def _name(ledger: Ledger, person_id: int | None) -> str:
    person = ledger.people.get(person_id) if person_id is not None else None
    return person.name if person else ""

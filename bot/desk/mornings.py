"""Whose morning's look a change concerns: its posted copies are drawn anew a moment later, once for many changes."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.commands.today import RefreshToday, refresh_key
from bot.dialogue.cards.today import today_ref
from bot.domain.people import Role
from bot.domain.refs import Kind, Ref
from bot.ports.ledger import Ledger

AT_SEA = frozenset((Kind.SHIPMENT, Kind.MILESTONE, Kind.DUTY))
MOMENT = timedelta(milliseconds=1)
"""After the change, never in the moment itself: what is asked for twice in one moment would be one and the same."""
SLOT = timedelta(seconds=10)
"""Those who watch every shipment have their list drawn anew at most this often: drawing it reads all of them."""


def ask_for_drawing(ledger: Ledger, now: datetime, besides: Ref | None = None) -> None:
    """See that the looks of everybody concerned by what this request wrote are drawn anew, where any stand posted.

    `besides`: the look that was drawn anew in this request already.
    """
    touched = ledger.trail.touched()
    own = {person for ref in touched for person in _concerned(ref, ledger) if person is not None}
    own.update(ledger.trail.former())
    for person in own:
        if besides is None or besides.id != person:
            _ask(ledger, person, now + MOMENT)
    if any(ref.kind in AT_SEA for ref in touched):
        later = now + SLOT - timedelta(seconds=now.timestamp() % SLOT.total_seconds())
        for role in (Role.LOGISTICS, Role.MANAGER):
            for watcher in ledger.people.with_role(role):
                if watcher.id not in own:
                    _ask(ledger, watcher.id, later)


def is_seen(ledger: Ledger, ref: Ref) -> bool:
    """Whether a thing's card stands anywhere, or is on its way there."""
    return not ledger.trail.has_made(ref) and (bool(ledger.posted.of(ref)) or ledger.outbox.has_open(ref))


def _ask(ledger: Ledger, person_id: int, at: datetime) -> None:
    if is_seen(ledger, today_ref(person_id)):
        ledger.timers.set(refresh_key(person_id), at, RefreshToday(person_id=person_id))


def _concerned(ref: Ref, ledger: Ledger) -> Iterator[int | None]:
    match ref.kind:
        case Kind.FOLLOW_UP | Kind.CUSTOMER:
            record = ledger.of(ref.kind).get(ref.id)
            yield getattr(record, "owner_id", None)
        case Kind.CONTACT | Kind.SHIPMENT | Kind.DUTY:
            record = ledger.of(ref.kind).get(ref.id)
            customer = ledger.customers.get(getattr(record, "customer_id", 0))
            yield getattr(record, "owner_id", None)
            yield customer.owner_id if customer is not None else None
        case Kind.MILESTONE:
            event = ledger.of(ref.kind).get(ref.id)
            if event is not None:
                yield from _concerned(Ref(Kind.SHIPMENT, event.shipment_id), ledger)
        case Kind.APPROVAL:
            yield from _asked(ref.id, ledger)
        case _:
            return


def _asked(approval_id: int, ledger: Ledger) -> Iterator[int]:
    """Everybody who has a seat in a request, and those who stand in for them."""
    approval = ledger.approvals.get(approval_id)
    for step in approval.steps if approval is not None else ():
        yield from (*step.approvers, *(deputy.person for deputy in step.deputies))

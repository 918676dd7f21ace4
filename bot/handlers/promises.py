"""Making a promise and setting its reminder: what a logged contact, a plan and a rhythm have in common."""

from datetime import UTC, datetime

from bot.commands.follow_ups import RemindFollowUp
from bot.dialogue.cards.follow_ups import follow_up_ref
from bot.dialogue.when import settle
from bot.domain.contacts import CLOCK_TOLERANCE
from bot.domain.customers import Customer
from bot.domain.days import works_on
from bot.domain.errors import DomainError, NotFound
from bot.domain.follow_ups import FollowUp, FollowUpOrigin, FollowUpState
from bot.domain.moments import When
from bot.domain.people import Person
from bot.domain.phrases import phrase
from bot.domain.refs import Ref
from bot.domain.spans import local_moment
from bot.ports.books import UNSAVED, Timers
from bot.ports.work import Work


def must_find_customer(ref: Ref, work: Work) -> Customer:
    """The customer of a reference, the one it was merged into where it was, if the asker may see it."""
    customer = work.books.customers.get(ref.id)
    while customer is not None and customer.merged_into is not None:
        customer = work.books.customers.get(customer.merged_into)
    if customer is None:
        raise NotFound(phrase("not-yours-to-see"))
    work.must_see(customer.owner_id)
    if customer.is_retired:
        raise NotFound(phrase("customer-taken-back", code=ref.code))
    return customer


def promise(
    customer: Customer,
    when: When,
    what: str,
    owner: Person,
    work: Work,
    *,
    origin: FollowUpOrigin = FollowUpOrigin.NAMED,
    order_id: int | None = None,
    contact_id: int | None = None,
) -> FollowUp:
    """Write an open follow-up and its timer. A named one takes the place of what rhythm and rules had asked for."""
    at = settle(_nine_of(when, owner, work), works_on(owner, work.rules.firm_country))
    if at.at < work.clock.now() - CLOCK_TOLERANCE:
        raise DomainError(phrase("follow-up-in-the-past", at=at.at), field="next")
    if origin is FollowUpOrigin.NAMED:
        call_off_automatic(customer.id, work)
    follow_up = work.books.follow_ups.add(
        FollowUp(
            id=UNSAVED,
            customer_id=customer.id,
            owner_id=owner.id,
            due_at=at.at,
            has_time=at.has_time,
            what=what,
            origin=origin,
            order_id=order_id,
            contact_id=contact_id,
            created_at=work.clock.now(),
            created_by=work.actor.id if work.actor else owner.id,
        )
    )
    remind_at(follow_up, work)
    return follow_up


def stamp(moment: datetime) -> str:
    """A moment as the timers name it; the same whatever zone it was written in."""
    return moment.astimezone(UTC).isoformat()


def _nine_of(when: When, owner: Person, work: Work) -> When:
    """A day alone is nine in the morning where its owner is, not where it was typed."""
    if when.has_time:
        return when
    return When(local_moment(datetime.combine(when.at.date(), when.at.time()), work.zone_of(owner)), False)


def remind_at(follow_up: FollowUp, work: Work) -> None:
    """Set the promise's reminder for when it is due; an earlier one is moved."""
    set_reminder(follow_up, work.books.timers)


def set_reminder(follow_up: FollowUp, timers: Timers) -> None:
    """The same for whoever holds nothing but the timers."""
    command = RemindFollowUp(follow_up_id=follow_up.id, planned_for=stamp(follow_up.due_at))
    timers.set(f"follow_up:{follow_up.id}", follow_up.due_at, command, follow_up_ref(follow_up))


def call_off_automatic(customer_id: int, work: Work) -> tuple[Ref, ...]:
    """Call off what rhythm and rules had asked for: the customer was just spoken to, or a day was named."""
    gone = []
    for old in work.books.follow_ups.open_of_customer(customer_id):
        if old.origin in (FollowUpOrigin.RHYTHM, FollowUpOrigin.QUOTE):
            by = work.actor.id if work.actor else None
            work.books.follow_ups.change(old, state=FollowUpState.CANCELLED, closed_at=work.clock.now(), closed_by=by)
            work.books.timers.cancel_about(follow_up_ref(old))
            gone.append(follow_up_ref(old))
    return tuple(gone)

"""Keeps the next date with a customer right, whoever spoke to it and wherever: promises, and the rhythm between them."""

from datetime import UTC, datetime

from bot.commands.follow_ups import PlanRhythm, RemindFollowUp
from bot.domain.customers import Customer, Temperature
from bot.domain.days import works_on
from bot.domain.follow_ups import FollowUp, FollowUpOrigin, FollowUpState
from bot.domain.refs import Kind, Ref
from bot.domain.rhythm import Counted, NextStep, counted_from, next_step, temperature_of
from bot.ports.work import Work


def warmth(customer: Customer, work: Work) -> Temperature:
    """How warm the customer is taken to be just now."""
    latest = work.books.contacts.latest(customer.id, 1)
    return temperature_of(
        customer.temperature,
        has_ordered=customer.temperature is None and work.books.customers.figures(customer.id).order_count > 0,
        is_sample_out=bool(latest) and latest[0].stage == work.rules.sample_stage,
    )


def counted(customer: Customer, work: Work) -> Counted | None:
    """What the rhythm counts to; None where nobody owns the customer or the firm set no rhythm for its kind."""
    owner = work.owner(customer.owner_id)
    temperature = warmth(customer, work)
    rhythm = work.rules.rhythms.get(temperature)
    if owner is None or rhythm is None:
        return None
    last = work.books.contacts.last_at([customer.id]).get(customer.id, customer.created_at)
    works = works_on(owner, work.rules.firm_country)
    return counted_from(last, temperature, rhythm.working_days, work.zone_of(owner), works)


def look_ahead(customer: Customer, work: Work) -> NextStep | None:
    """The next date with a customer and why. Writes nothing."""
    return next_step(work.books.follow_ups.open_of_customer(customer.id), counted(customer, work))


def keep_rhythm(customer: Customer, work: Work) -> NextStep | None:
    """Count anew from the last contact: to be asked whenever a contact, a promise, an owner or a temperature changed.

    A rhythm's own promise gives way to a named one, and otherwise moves; the timer that would make one is set or
    struck out. Gives the next date and why.
    """
    promises = work.books.follow_ups.open_of_customer(customer.id)
    by_rhythm = [promise for promise in promises if promise.origin is FollowUpOrigin.RHYTHM]
    count = counted(customer, work)
    step = next_step(promises, count)
    key = f"rhythm:{customer.id}"
    if count is None or (step is not None and step.counted is None):
        for promise in by_rhythm:
            close_promise(promise, FollowUpState.CANCELLED, work)
        work.books.timers.cancel(key)
    elif by_rhythm:
        work.books.timers.cancel(key)
        _move(by_rhythm[0], count.at, work)
        for promise in by_rhythm[1:]:
            close_promise(promise, FollowUpState.CANCELLED, work)
    else:
        command = PlanRhythm(customer_id=customer.id, counted_from=count.since.astimezone(UTC).isoformat())
        work.books.timers.set(key, count.at, command, Ref(Kind.CUSTOMER, customer.id))
    return step


def make_promise(promise: FollowUp, work: Work) -> FollowUp:
    """Write a new promise and have its owner reminded when it is due."""
    made = work.books.follow_ups.add(promise)
    set_reminder(made, work)
    return made


def close_promise(promise: FollowUp, state: FollowUpState, work: Work) -> FollowUp:
    """Done, or called off: nobody is reminded of it any more. The clock closes in nobody's name."""
    closed_by = work.actor.id if work.actor is not None else None
    closed = work.books.follow_ups.change(promise, state=state, closed_at=work.clock.now(), closed_by=closed_by)
    work.books.timers.cancel_about(Ref(Kind.FOLLOW_UP, promise.id))
    return closed


def set_reminder(promise: FollowUp, work: Work) -> None:
    """Have the owner reminded when the promise is due; an earlier reminder, or alert, is struck out."""
    about = Ref(Kind.FOLLOW_UP, promise.id)
    work.books.timers.cancel_about(about)
    planned_for = promise.due_at.astimezone(UTC).isoformat()
    command = RemindFollowUp(follow_up_id=promise.id, planned_for=planned_for)
    work.books.timers.set(f"remind:{promise.id}", promise.due_at, command, about)


def _move(promise: FollowUp, at: datetime, work: Work) -> None:
    if promise.due_at != at:
        set_reminder(work.books.follow_ups.change(promise, due_at=at, has_time=False), work)

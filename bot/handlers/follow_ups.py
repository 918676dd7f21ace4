"""Promises: made, kept, put off, called off, and shown."""

from datetime import datetime

from bot.commands.follow_ups import (
    CancelFollowUp,
    CloseAndPlan,
    CloseFollowUp,
    PlanFollowUp,
    ShowFollowUp,
    SnoozeFollowUp,
)
from bot.dialogue.cards.follow_ups import follow_up_ref
from bot.dialogue.replies import Reply
from bot.dialogue.span_words import read_duration
from bot.dialogue.when import settle
from bot.domain.days import works_on
from bot.domain.errors import Conflict, DomainError, NotFound
from bot.domain.follow_ups import FollowUp, FollowUpState
from bot.domain.moments import When
from bot.domain.people import Person
from bot.domain.phrases import phrase
from bot.domain.refs import Ref
from bot.handlers.promises import must_find_customer, promise, remind_at
from bot.handlers.rhythm import keep_rhythm
from bot.handlers.views import follow_up_reply
from bot.ports.requests import Notice, Outcome, ToPerson
from bot.ports.work import Work


def plan_follow_up(command: PlanFollowUp, work: Work) -> Outcome:
    """Promise to come back to a customer; somebody else's new promise is told to them."""
    customer = must_find_customer(command.customer, work)
    work.must_change(customer.owner_id)
    owner = work.books.people.get(command.owner.id) if command.owner is not None else work.me
    if owner is None or not owner.is_active:
        raise NotFound(phrase("person-unknown", typed=command.owner.name if command.owner else ""), field="owner")
    follow_up = promise(customer, command.next.when, command.next.what, owner, work)
    reply = draw_follow_up(follow_up_ref(follow_up), work)
    notices: tuple[Notice, ...] = ()
    if work.actor is not None and owner.id != work.actor.id:
        told = follow_up_reply(follow_up, work)
        notices = (Notice(ToPerson(owner.id), told, f"assigned:F{follow_up.id}"),)
    return Outcome(reply=reply, notices=notices)


def close_follow_up(command: CloseFollowUp, work: Work) -> Outcome:
    """The promise is kept. With a next step, the next promise is made too."""
    follow_up = _must_be_open(command.follow_up, work)
    closed = _close(follow_up, FollowUpState.DONE, work)
    ref = follow_up_ref(closed)
    if command.next is None:
        return Outcome(reply=draw_follow_up(ref, work), changed=(ref,), replaces=_was_pressed_on(ref, work))
    customer = work.books.customers.get(follow_up.customer_id)
    owner = work.books.people.get(follow_up.owner_id)
    if customer is None or owner is None:
        raise NotFound(phrase("not-yours-to-see"))
    following = promise(customer, command.next.when, command.next.what, owner, work)
    return Outcome(reply=draw_follow_up(follow_up_ref(following), work), changed=(ref,))


def close_and_plan(command: CloseAndPlan, work: Work) -> Outcome:
    """*Done + next*."""
    return close_follow_up(CloseFollowUp(follow_up=command.follow_up, next=command.next), work)


def cancel_follow_up(command: CancelFollowUp, work: Work) -> Outcome:
    """The promise is called off."""
    follow_up = _must_be_open(command.follow_up, work)
    cancelled = _close(follow_up, FollowUpState.CANCELLED, work)
    if command.reason:
        work.books.trail.note("follow_up.reason", follow_up_ref(cancelled), {}, {"reason": command.reason})
    ref = follow_up_ref(cancelled)
    return Outcome(reply=draw_follow_up(ref, work), changed=(ref,), replaces=_was_pressed_on(ref, work))


def snooze_follow_up(command: SnoozeFollowUp, work: Work) -> Outcome:
    """Put the promise off; days lead to nine in the morning of the owner's working day."""
    follow_up = _must_be_open(command.follow_up, work)
    owner = work.books.people.get(follow_up.owner_id)
    # A promise that is not yet due is put off from its own day: from today it would come sooner, not later.
    start = max(work.now(), follow_up.due_at.astimezone(work.zone))
    when = command.until or _after(command.snooze or "", start, work, owner)
    at = settle(when, works_on(owner, work.rules.firm_country))
    if at.at <= work.now():
        raise DomainError(phrase("follow-up-in-the-past", at=at.at), field="until")
    moved = work.books.follow_ups.change(follow_up, due_at=at.at, has_time=at.has_time, snoozed=follow_up.snoozed + 1)
    remind_at(moved, work)
    ref = follow_up_ref(moved)
    return Outcome(reply=draw_follow_up(ref, work), changed=(ref,), replaces=_was_pressed_on(ref, work))


def show_follow_up(command: ShowFollowUp, work: Work) -> Outcome:
    """One promise."""
    follow_up = work.books.follow_ups.get(command.follow_up.id)
    customer = work.books.customers.get(follow_up.customer_id) if follow_up else None
    if follow_up is None or customer is None:
        raise NotFound(phrase("follow-up-gone", code=command.follow_up.code))
    if work.actor is None or follow_up.owner_id != work.actor.id:
        work.must_see(customer.owner_id)
    return Outcome(reply=draw_follow_up(command.follow_up, work))


def draw_follow_up(ref: Ref, work: Work) -> Reply | None:
    """The promise's card as it stands."""
    follow_up = work.books.follow_ups.get(ref.id)
    return follow_up_reply(follow_up, work) if follow_up is not None else None


def _must_be_open(ref: Ref, work: Work) -> FollowUp:
    follow_up = work.books.follow_ups.get(ref.id)
    customer = work.books.customers.get(follow_up.customer_id) if follow_up else None
    if follow_up is None or customer is None:
        raise NotFound(phrase("follow-up-gone", code=ref.code))
    if work.actor is None or follow_up.owner_id != work.actor.id:
        work.must_change(customer.owner_id)
    if not follow_up.is_open:
        by = work.owner(follow_up.closed_by)
        raise Conflict(
            phrase(
                "follow-up-closed-already",
                code=f"F{follow_up.id}",
                by=by.name if by else "",
                at=follow_up.closed_at or work.now(),
            )
        )
    return follow_up


def _close(follow_up: FollowUp, state: FollowUpState, work: Work) -> FollowUp:
    work.books.timers.cancel_about(follow_up_ref(follow_up))
    by = work.actor.id if work.actor else None
    closed = work.books.follow_ups.change(follow_up, state=state, closed_at=work.clock.now(), closed_by=by)
    customer = work.books.customers.get(follow_up.customer_id)
    if customer is not None:
        # A promise kept without a contact must not leave the customer without a next date.
        keep_rhythm(customer, work, since=work.clock.now())
    return closed


def _was_pressed_on(ref: Ref, work: Work) -> bool:
    """Whether the button stood on the promise's own card; a list of many is not to become the card of one."""
    card = work.pressed_card
    return card is not None and card.key == ref.key


def _after(span: str, start: datetime, work: Work, owner: Person | None) -> When:
    length = read_duration(span)
    if length is None:
        raise DomainError(phrase("span-unreadable", typed=span), field="snooze")
    moment = length.after(start, work.zone, works_on(owner, work.rules.firm_country))
    return When(moment) if length.is_elapsed else When(moment.replace(hour=9, minute=0, second=0, microsecond=0), False)

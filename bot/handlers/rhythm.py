"""Keeps the next date with a customer right, whoever spoke to it and wherever: counts where nobody named a day."""

from collections.abc import Sequence
from datetime import UTC, datetime

from msgspec import Struct

from bot.commands.follow_ups import PlanRhythm
from bot.domain.contacts import Contact
from bot.domain.customers import Customer, Temperature
from bot.domain.days import works_on
from bot.domain.follow_ups import FollowUp
from bot.domain.refs import Kind, Ref
from bot.domain.rhythm import Counted, NextStep, days_after, next_step, temperature_of
from bot.ports.work import Work


class Standing(Struct, frozen=True):
    """How things stand with a customer: its last contact, and what is promised. Once read, it is handed on."""

    last: Contact | None
    promises: Sequence[FollowUp]


def standing_of(customer: Customer, work: Work) -> Standing:
    """Read from the books how things stand."""
    last = next(iter(work.books.contacts.latest(customer.id, 1)), None)
    return Standing(last, work.books.follow_ups.open_of_customer(customer.id))


def warmth(customer: Customer, last: Contact | None, work: Work, orders: int | None = None) -> Temperature:
    """How warm the customer is taken to be just now; `last` is its last contact.

    `orders`: how many it gave, where that is known; else it is looked up if it matters.
    """
    if orders is None:
        orders = work.books.customers.figures(customer.id).order_count if customer.temperature is None else 0
    return temperature_of(
        customer.temperature,
        has_ordered=orders > 0,
        is_sample_out=last is not None and last.stage == work.rules.sample_stage,
    )


def counted(customer: Customer, last: Contact | None, work: Work, since: datetime | None = None) -> Counted | None:
    """What is counted to from the last contact, or from the file's opening where there was none.

    `since`: a later moment to count from, such as that of a promise kept without a contact; a rhythm with a second
    look (`again`) still counts that one from the contact. None where nobody owns the customer or the firm set no
    rhythm for its kind.
    """
    owner = work.owner(customer.owner_id)
    temperature = warmth(customer, last, work)
    rhythm = work.rules.rhythms.get(temperature)
    if owner is None or rhythm is None:
        return None
    begun = last.at if last is not None else customer.created_at
    works, zone = works_on(owner, work.rules.firm_country), work.zone_of(owner)
    if since is None and last is not None and last.stage == work.rules.quote_stage:
        days = work.rules.reminders.quote_unanswered_days
        return Counted(temperature, days, begun, days_after(begun, days, zone, works), is_quote=True)
    if since is not None and rhythm.again is not None:
        again = days_after(begun, rhythm.again, zone, works)
        if again > since:
            return Counted(temperature, rhythm.again, begun, again)
    at = days_after(max(begun, since or begun), rhythm.working_days, zone, works)
    return Counted(temperature, rhythm.working_days, begun, at)


def look_ahead(customer: Customer, standing: Standing, work: Work) -> NextStep | None:
    """The next date with a customer and why. Writes nothing."""
    return next_step(standing.promises, counted(customer, standing.last, work))


def keep_rhythm(
    customer: Customer, work: Work, since: datetime | None = None, standing: Standing | None = None
) -> NextStep | None:
    """Set or strike out the customer's timer, and give the next date and why.

    To be asked whenever a contact, a promise, an owner or a temperature changed: while a promise is open there is no
    timer, so closing one without a contact must ask it too, with the moment it was closed as `since`. Where the work
    puts it off (`rhythms`), it is only noted, and gives None.
    """
    if work.rhythms is not None and since is None:
        work.rhythms.add(customer.id)
        return None
    now = standing if standing is not None else standing_of(customer, work)
    count = counted(customer, now.last, work, since)
    key = f"rhythm:{customer.id}"
    if count is None or now.promises:
        work.books.timers.cancel(key)
    else:
        command = PlanRhythm(customer_id=customer.id, counted_from=count.since.astimezone(UTC).isoformat())
        work.books.timers.set(key, count.at, command, Ref(Kind.CUSTOMER, customer.id))
    return next_step(now.promises, count)

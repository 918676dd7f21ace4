"""The table that is opened first every morning."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.commands.follow_ups import ShowToday
from bot.dialogue.cards.follow_ups import TodayLine, TodayView, today_card
from bot.dialogue.cards.shipments import duty_item
from bot.dialogue.replies import Item, Reply
from bot.dialogue.shipping_vocabulary import port_table
from bot.domain.customers import Customer, Temperature
from bot.domain.days import is_office_open
from bot.domain.errors import NotAllowed, NotFound
from bot.domain.people import Person
from bot.domain.phrases import phrase
from bot.domain.refs import Ref
from bot.domain.spans import local_moment
from bot.ports.requests import Outcome
from bot.ports.work import Work

MOST_CUSTOMERS = 2_000
"""Of one owner, looked through for hot ones left alone."""


def show_today(command: ShowToday, work: Work) -> Outcome:
    """One's own day, or for a manager somebody else's."""
    person = work.me
    if command.person is not None and command.person.id != person.id:
        if not work.may("others.today"):
            raise NotAllowed(phrase("today-of-others"))
        found = work.books.people.get(command.person.id)
        if found is None:
            raise NotFound(phrase("person-unknown", typed=command.person.name))
        person = found
    return Outcome(reply=today_reply(person, work))


def draw_today(ref: Ref, work: Work) -> Reply | None:
    """Somebody's list as it stands now."""
    person = work.books.people.get(ref.id)
    return today_reply(person, work) if person is not None else None


def today_reply(person: Person, work: Work) -> Reply:
    """The list: hot customers left alone, overdue first, then by tier, offices that are open before the others."""
    zone = ZoneInfo(str(work.zone_of(person)))
    now = work.clock.now().astimezone(zone)
    midnight = local_moment(datetime.combine(now.date() + timedelta(days=1), time(0, 0)), zone)
    due = work.books.follow_ups.open_of_owner(person.id, midnight)
    customers = work.books.customers.many({follow_up.customer_id for follow_up in due})
    lines = [
        TodayLine(follow_up, customer, bool(is_office_open(customer, now)), follow_up.due_at < now)
        for follow_up in due
        if (customer := customers.get(follow_up.customer_id)) is not None
    ]
    lines.sort(key=_order)
    return today_card(TodayView(person, now, tuple(lines), _hot_alone(person, now, work), _untold(person, work)))


def _untold(person: Person, work: Work) -> tuple[Item, ...]:
    """Customers of theirs who have not yet been told of a delay or an exception."""
    found = []
    for duty in work.books.duties.open_of_owner(person.id):
        shipment = work.books.shipments.get(duty.shipment_id)
        customer = work.books.customers.get(duty.customer_id)
        if shipment is not None and customer is not None:
            found.append(duty_item(duty, shipment, customer.name, port_table()))
    return tuple(found)


def _order(line: TodayLine) -> tuple[bool, str, bool, datetime]:
    return (not line.is_overdue, str(line.customer.tier or "Z"), not line.is_awake, line.follow_up.due_at)


def _hot_alone(person: Person, now: datetime, work: Work) -> tuple[tuple[Customer, datetime | None], ...]:
    """Hot customers nobody spoke to for the rule's days and nobody promised to; the longest alone first."""
    mine = work.books.customers.listed([person.id], 0, MOST_CUSTOMERS)
    hot = [c for c in mine if c.temperature is Temperature.HOT and c.owner_id == person.id]
    last = work.books.contacts.last_at([customer.id for customer in hot])
    limit = now - timedelta(days=work.rules.reminders.hot_alone_days)
    alone = [
        (customer, last.get(customer.id))
        for customer in hot
        if last.get(customer.id, customer.created_at) <= limit
        and not work.books.follow_ups.open_of_customer(customer.id)
    ]
    return tuple(sorted(alone, key=lambda pair: pair[1] or pair[0].created_at))

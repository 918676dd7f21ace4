"""The table that is opened first every morning."""

from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from bot.commands.follow_ups import ShowToday
from bot.commands.today import RefreshToday, ShowMoreToday
from bot.dialogue.cards.today import (
    SectionView,
    TodayLine,
    TodayView,
    approval_item,
    hot_item,
    late_item,
    promise_item,
    today_card,
    today_page,
    today_ref,
    untold_item,
)
from bot.dialogue.replies import Item, Reply
from bot.dialogue.shipping_vocabulary import port_table
from bot.domain.approvals import Approval
from bot.domain.customers import Customer
from bot.domain.days import is_office_open
from bot.domain.errors import NotAllowed, NotFound
from bot.domain.mornings import PAGE, TodaySection, room
from bot.domain.people import Person, Role
from bot.domain.phrases import phrase
from bot.domain.refs import Ref
from bot.domain.shipments import Duty
from bot.domain.spans import local_moment
from bot.handlers.approval_people import asked_people
from bot.handlers.approval_view import approval_view
from bot.handlers.cargo import late_first
from bot.handlers.sight import owners_seen
from bot.ports.requests import Outcome
from bot.ports.work import Work

MOST_ALONE = 500
"""Hot customers left alone that are counted and paged through."""
MOST_SHIPMENTS = 1_000
SEA_WATCH = frozenset((Role.LOGISTICS, Role.MANAGER))
"""Roles whose day shows every late shipment they may see; of others only their own."""

Line = Callable[[], Item]
"""A line that is put together only if it is shown."""


def show_today(command: ShowToday, work: Work) -> Outcome:
    """One's own day, or for a manager somebody else's."""
    person = _person(command.person.id if command.person is not None else work.me.id, work)
    return Outcome(reply=today_reply(person, work), replaces=work.place.is_page)


def show_more_today(command: ShowMoreToday, work: Work) -> Outcome:
    """A further page of a section, as it stands now; in place of the page it was asked on."""
    person = _person(command.person_id, work)
    lines = _lines(_as_seen_by(person, work))[command.section]
    skip = command.skip if command.skip < len(lines) else max(0, len(lines) - PAGE)
    view = SectionView(command.section, _items(lines[skip : skip + PAGE]), len(lines), skip)
    if not lines:
        return Outcome(reply=today_reply(person, work), replaces=work.place.is_page)
    page = today_page(person, view, is_own=person.id == work.me.id)
    return Outcome(reply=page, replaces=work.place.is_page or work.pressed_card is None)


def refresh_today(command: RefreshToday, work: Work) -> Outcome:
    """Draw the posted copies anew."""
    return Outcome(changed=(today_ref(command.person_id),), is_quiet=True)


def draw_today(ref: Ref, work: Work) -> Reply | None:
    """Somebody's list as it stands now."""
    person = work.books.people.get(ref.id)
    return today_reply(person, work) if person is not None else None


def today_reply(person: Person, work: Work) -> Reply:
    """Everything that waits for somebody, as they may see it, whoever has it drawn."""
    seen = _as_seen_by(person, work)
    lines = _lines(seen)
    shown = room({section: len(found) for section, found in lines.items()})
    sections = tuple(
        SectionView(section, _items(found[: shown[section]]), len(found)) for section, found in lines.items() if found
    )
    return today_card(TodayView(person, seen.now(), sections, has_team=seen.may("others.today")))


def _person(person_id: int, work: Work) -> Person:
    """Whose day it is; somebody else's only for those who may."""
    if person_id == work.me.id:
        return work.me
    if not work.may("others.today"):
        raise NotAllowed(phrase("today-of-others"))
    person = work.books.people.get(person_id)
    if person is None:
        raise NotFound(phrase("person-gone"))
    return person


def _as_seen_by(person: Person, work: Work) -> Work:
    return replace(work, actor=person, zone=ZoneInfo(str(work.zone_of(person))))


def _items(lines: Sequence[Line]) -> tuple[Item, ...]:
    return tuple(line() for line in lines)


def _lines(work: Work) -> dict[TodaySection, list[Line]]:
    """All lines of each section; promises overdue first, then by tier, offices that are open before the others."""
    person, now = work.me, work.now()
    midnight = local_moment(datetime.combine(now.date() + timedelta(days=1), time(0, 0)), work.zone)
    due = work.books.follow_ups.open_of_owner(person.id, midnight)
    customers = work.books.customers.many({follow_up.customer_id for follow_up in due})
    promises = [
        TodayLine(follow_up, customer, bool(is_office_open(customer, now)), follow_up.due_at < now)
        for follow_up in due
        if (customer := customers.get(follow_up.customer_id)) is not None
    ]
    promises.sort(key=_order)
    untold = work.books.duties.open_of_owner(person.id)
    asked = [one for one in work.books.approvals.open() if person.id in asked_people(one, work)]
    return {
        TodaySection.HOT: [partial(hot_item, *pair) for pair in _hot_alone(work)],
        TodaySection.OVERDUE: [partial(promise_item, line) for line in promises if line.is_overdue],
        TodaySection.DUE: [partial(promise_item, line) for line in promises if not line.is_overdue],
        TodaySection.APPROVALS: [partial(_approval, one, work) for one in asked],
        TodaySection.LATE: _late({duty.shipment_id for duty in untold}, work),
        TodaySection.DUTIES: _untold(untold, work),
    }


def _approval(approval: Approval, work: Work) -> Item:
    return approval_item(approval_view(approval, work))


def _late(untold: set[int], work: Work) -> list[Line]:
    """Late shipments; those whose customer must be told stand under that duty already."""
    person = work.me
    owners = owners_seen(work) if person.role in SEA_WATCH else [person.id]
    views = late_first(work.books.shipments.open(owners, MOST_SHIPMENTS), work)
    return [partial(late_item, view) for view in views if view.is_late and view.shipment.id not in untold]


def _untold(duties: Sequence[Duty], work: Work) -> list[Line]:
    """Customers of theirs who have not yet been told of a delay or an exception."""
    shipments = work.books.shipments.many({duty.shipment_id for duty in duties})
    customers = work.books.customers.many({duty.customer_id for duty in duties})
    return [
        partial(untold_item, duty, shipments[duty.shipment_id], customers[duty.customer_id], port_table())
        for duty in duties
        if duty.shipment_id in shipments and duty.customer_id in customers
    ]


def _order(line: TodayLine) -> tuple[bool, str, bool, datetime]:
    return (not line.is_overdue, str(line.customer.tier or "Z"), not line.is_awake, line.follow_up.due_at)


def _hot_alone(work: Work) -> list[tuple[Customer, datetime | None]]:
    """Hot customers nobody spoke to for the rule's days and nobody promised to; the longest alone first."""
    since = work.clock.now() - timedelta(days=work.rules.reminders.hot_alone_days)
    alone = work.books.customers.left_alone(work.me.id, since, MOST_ALONE)
    last = work.books.contacts.last_at([customer.id for customer in alone])
    return [(customer, last.get(customer.id)) for customer in alone]

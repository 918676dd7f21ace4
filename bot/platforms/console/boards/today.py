"""The first page of the morning: one's own list with its buttons; beside it what comes next, and the team's day."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from msgspec import Struct

from bot.dialogue.cards.follow_ups import what_of
from bot.dialogue.replies import Reply
from bot.domain.people import Person
from bot.domain.phrases import Phrase, choice_phrase
from bot.domain.refs import Kind, Ref
from bot.domain.spans import local_moment
from bot.handlers.cargo import late_first
from bot.handlers.shipments import MOST
from bot.handlers.sight import may_see, owners_seen
from bot.handlers.today import today_reply
from bot.platforms.console.boards.codes import address_of
from bot.ports.work import Work

SHOWN: Final = 8
AHEAD: Final = timedelta(days=7)
MOST_PEOPLE: Final = 30
"""Of the team, beside one's own day; anybody's day can be chosen above."""


class Coming(Struct, frozen=True):
    """Something of the next days in one line."""

    at: datetime
    title: str
    what: Phrase
    link: str


class Teammate(Struct, frozen=True):
    """How somebody stands: promises overdue, and due later today."""

    person: Person
    overdue: int
    due: int


class TodayBoard(Struct, frozen=True):
    """The page of somebody's day. What is on the card stands nowhere else on it."""

    person: Person
    card: Reply
    coming: tuple[Coming, ...]
    at_sea: tuple[Coming, ...]
    team: tuple[Teammate, ...]
    people: tuple[Person, ...]
    """Whose days the reader may look at; empty: only their own."""


def today_board(person_id: int | None, work: Work) -> TodayBoard:
    """One's own day, or for those who may, somebody else's."""
    may_choose = work.may("others.today")
    everybody = [one for one in work.books.people.everybody() if one.is_active and may_see((one.id,), work)]
    chosen = next((one for one in everybody if one.id == person_id), None) if may_choose else None
    person = chosen or work.me
    tomorrow = _tomorrow(person, work)
    return TodayBoard(
        person=person,
        card=today_reply(person, work),
        coming=_promised(person, tomorrow, work),
        at_sea=_at_sea(work),
        team=_team(everybody, work) if may_choose else (),
        people=tuple(everybody) if may_choose else (),
    )


def _promised(person: Person, tomorrow: datetime, work: Work) -> tuple[Coming, ...]:
    open_ones = work.books.follow_ups.open_of_owner(person.id, tomorrow + AHEAD)
    found = [one for one in open_ones if one.due_at >= tomorrow][:SHOWN]
    customers = work.books.customers.many({one.customer_id for one in found})
    return tuple(
        Coming(one.due_at, customers[one.customer_id].name, what_of(one), address_of(Ref(Kind.FOLLOW_UP, one.id)))
        for one in found
        if one.customer_id in customers
    )


def _at_sea(work: Work) -> tuple[Coming, ...]:
    """Steps that the shipments one may see are expected to reach within the next days."""
    now, steps = work.now(), list[Coming]()
    for view in late_first(work.books.shipments.open(owners_seen(work), MOST), work):
        link = address_of(Ref(Kind.SHIPMENT, view.shipment.id))
        for step, moments in view.way.steps.items():
            best = moments.best
            if moments.actual is None and best is not None and now <= best.at < now + AHEAD:
                title = f"{view.shipment.code} {view.customer}"
                steps.append(Coming(best.at, title, choice_phrase(step), link))
    return tuple(sorted(steps, key=lambda one: (one.at, one.title))[:SHOWN])


def _team(people: Sequence[Person], work: Work) -> tuple[Teammate, ...]:
    """Everybody who owes anything by the end of their day, whoever owes most first."""
    now, found = work.clock.now(), list[Teammate]()
    for person in people[:MOST_PEOPLE]:
        owed = work.books.follow_ups.count_open(person.id, _tomorrow(person, work))
        if owed and person.id != work.me.id:
            overdue = work.books.follow_ups.count_open(person.id, now)
            found.append(Teammate(person, overdue, owed - overdue))
    return tuple(sorted(found, key=lambda one: (-one.overdue, -one.due, one.person.id)))


def _tomorrow(person: Person, work: Work) -> datetime:
    """When the person's day ends."""
    zone = ZoneInfo(str(work.zone_of(person)))
    today = work.clock.now().astimezone(zone).date()
    return local_moment(datetime.combine(today + timedelta(days=1), time(0)), zone)

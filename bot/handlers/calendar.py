"""One's own calendar address: given privately, taken back, and what a calendar program finds behind it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from bot.dialogue.cards.follow_ups import what_of
from bot.dialogue.replies import Block, Paragraph, Small
from bot.domain.agenda import PURPOSE, Entry
from bot.domain.codes import code_hash, new_code
from bot.domain.errors import NotFound
from bot.domain.people import Invitation, Person, Role
from bot.domain.phrases import choice_phrase, phrase, words
from bot.domain.timeline import timeline
from bot.handlers.sight import owners_seen
from bot.ports.books import UNSAVED
from bot.ports.work import Books, Work

AHEAD = timedelta(days=400)
BEHIND = timedelta(days=30)
"""How far back a shipment's steps are shown; promises are shown while they are open."""
LASTS = timedelta(days=3650)
MOST_SHIPMENTS = 300
NEAR = frozenset(("127.0.0.1", "localhost", "::1"))
"""Names of the desk's own machine, which calendar programs elsewhere cannot reach."""


def switch_calendar(is_on: bool, work: Work) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    """Give the asker a new address, or none; an older one leads nowhere from now on.

    What is to be said of it, and the code in it that is told once.
    """
    now = work.clock.now()
    if is_on and work.desk_link is None:
        raise NotFound(phrase("desk-nowhere"), field="calendar")
    for old in _open_addresses(work):
        work.books.invitations.change(old, used_at=now)
    if not is_on:
        return (Paragraph(phrase("calendar-off")),), ()
    code = new_code()
    address = Invitation(
        id=UNSAVED, code_hash=code_hash(code), purpose=PURPOSE, person_id=work.me.id, expires_at=now + LASTS
    )
    work.books.invitations.add(address)
    told: tuple[Block, ...] = (Paragraph(phrase("calendar-on")), Small(words(f"{work.desk_link}/calendar/{code}.ics")))
    if urlsplit(work.desk_link or "").hostname in NEAR:
        told = (*told, Paragraph(phrase("calendar-near")))
    return told, (code,)


def calendar_given_at(work: Work) -> datetime | None:
    """When the address that holds now was given; None: there is none."""
    found = _open_addresses(work)
    return found[-1].expires_at - LASTS if found else None


def _open_addresses(work: Work) -> list[Invitation]:
    given = work.books.invitations.of_person(work.me.id, PURPOSE)
    return [one for one in given if one.used_at is None]


def calendar_owner(books: Books, code: str, now: datetime) -> tuple[Person, Invitation] | None:
    """Whose calendar an address is; None once it was taken back, or the person has left."""
    found = books.invitations.by_hash(code_hash(code))
    is_open = found is not None and found.purpose == PURPOSE and found.used_at is None and now < found.expires_at
    if found is None or not is_open or found.person_id is None:
        return None
    person = books.people.get(found.person_id)
    return (person, found) if person is not None and person.is_active else None


def calendar_entries(work: Work) -> tuple[Entry, ...]:
    """One's open promises, and the steps of the shipments one looks after, as far as one may see them."""
    return (*_promises(work), *_steps(work))


def _promises(work: Work) -> Iterator[Entry]:
    zone = ZoneInfo(str(work.zone_of(work.me)))
    found = work.books.follow_ups.open_of_owner(work.me.id, work.clock.now() + AHEAD)
    customers = work.books.customers.many({one.customer_id for one in found})
    for one in found:
        customer = customers.get(one.customer_id)
        if customer is None:
            continue
        title = phrase("calendar-follow-up", code=f"F{one.id}", customer=customer.name, what=what_of(one))
        yield Entry(f"follow-up-{one.id}", one.version - 1, one.due_at, zone.key, one.has_time, title)


def _steps(work: Work) -> Iterator[Entry]:
    owners = owners_seen(work) if work.me.role is Role.LOGISTICS else [work.me.id]
    shipments = work.books.shipments.open(owners, MOST_SHIPMENTS)
    told = work.books.milestones.of_shipments([one.id for one in shipments])
    customers = work.books.customers.many({one.customer_id for one in shipments})
    orders = work.books.orders.many({one.order_id for one in shipments})
    since = work.clock.now() - BEHIND
    for one in shipments:
        way, events = timeline(told.get(one.id, [])), told.get(one.id, [])
        for step, moments in way.steps.items():
            best = moments.best
            if best is None or best.at < since:
                continue
            order, customer = orders.get(one.order_id), customers.get(one.customer_id)
            title = phrase(
                "calendar-step",
                step=choice_phrase(step),
                code=one.code,
                order=order.number if order is not None else "–",
                customer=customer.name if customer is not None else "–",
            )
            about = phrase("calendar-happened") if moments.actual is not None else phrase("calendar-expected")
            sequence = sum(event.milestone is step for event in events) - 1
            yield Entry(f"{one.code.lower()}-{step.value}", sequence, best.at, best.zone, best.has_time, title, about)

"""One customer, whole: the card as chat shows it, and everything that happened with them in one line of time."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from msgspec import Struct

from bot.dialogue.cards.approvals import standing_said, title_of
from bot.dialogue.cards.follow_ups import what_of
from bot.dialogue.cards.orders import order_line
from bot.dialogue.replies import Reply
from bot.dialogue.stages import stage_in
from bot.domain.customers import Customer
from bot.domain.milestones import Classifier
from bot.domain.phrases import Phrase, choice_phrase, phrase, words
from bot.domain.refs import Kind, Ref
from bot.handlers.approval_view import approval_view, may_know
from bot.handlers.glances import customer_reply
from bot.handlers.promises import must_find_customer
from bot.handlers.sight import may_see
from bot.platforms.console.boards.codes import address_of
from bot.ports.work import Work

SHOWN: Final = 40
MOST: Final = 400
"""Events shown at the most; the trail has them all."""


class Event(Struct, frozen=True):
    """Something that happened with the customer, or is to happen. `kind` is a word for the eye, `who` did it."""

    at: datetime
    kind: str
    title: Phrase
    text: Phrase
    who: str = ""
    link: str = ""
    is_ahead: bool = False
    is_late: bool = False


class CustomerBoard(Struct, frozen=True):
    """The page of one customer."""

    customer: Customer
    card: Reply
    events: tuple[Event, ...]
    more: int | None


def customer_board(number: int, count: int, work: Work) -> CustomerBoard:
    """Everything of one customer the asker may see, newest first. Raises `NotFound` as if there were none."""
    customer = must_find_customer(Ref(Kind.CUSTOMER, number), work)
    wanted = min(max(count, SHOWN), MOST)
    events = sorted(_events(customer, wanted, work), key=lambda event: event.at, reverse=True)
    more = wanted + SHOWN if len(events) > wanted and wanted < MOST else None
    return CustomerBoard(customer, customer_reply(customer, work), tuple(events[:wanted]), more)


def _events(customer: Customer, count: int, work: Work) -> Iterator[Event]:
    yield from _spoken(customer, count, work)
    yield from _promised(customer, count, work)
    yield from _asked(customer, count, work)
    yield from _ordered(customer, work)
    yield Event(customer.created_at, "opened", phrase("boards-opened"), words(customer.name))


def _spoken(customer: Customer, count: int, work: Work) -> Iterator[Event]:
    for contact in work.books.contacts.latest(customer.id, count + 1):
        title = choice_phrase(contact.channel)
        who = work.owner(contact.author_id)
        yield Event(contact.at, "contact", title, words(contact.note), who.name if who is not None else "")


def _promised(customer: Customer, count: int, work: Work) -> Iterator[Event]:
    now = work.clock.now()
    for promise in work.books.follow_ups.of_customer(customer.id)[: count + 1]:
        who = work.owner(promise.owner_id)
        yield Event(
            at=promise.due_at if promise.is_open else promise.closed_at or promise.due_at,
            kind="promise",
            title=Phrase(f"boards-promise-{promise.state.value}"),
            text=what_of(promise),
            who=who.name if who is not None else "",
            link=address_of(Ref(Kind.FOLLOW_UP, promise.id)),
            is_ahead=promise.is_open and promise.due_at > now,
            is_late=promise.is_open and promise.due_at <= now,
        )


def _asked(customer: Customer, count: int, work: Work) -> Iterator[Event]:
    for approval in work.books.approvals.of_customer(customer.id, count):
        if not may_know(approval, work):
            continue
        view = approval_view(approval, work)
        link = address_of(Ref(Kind.APPROVAL, approval.id))
        who = view.names.get(approval.requester_id, "")
        at = approval.decided_at or approval.asked_at
        yield Event(at, "approval", title_of(view), standing_said(view), who, link, is_ahead=approval.is_open)


def _ordered(customer: Customer, work: Work) -> Iterator[Event]:
    for order in work.books.orders.of_customer(customer.id):
        link = address_of(Ref(Kind.ORDER, order.id))
        who = work.owner(order.created_by)
        line = order_line(order, customer.name, stage_in(work.rules.stage_words, order.stage))
        yield Event(order.created_at, "order", words(order.number), line, who.name if who is not None else "", link)
    now = work.clock.now()
    for shipment in work.books.shipments.of_customer(customer.id):
        if not may_see((shipment.owner_id, customer.owner_id), work):
            continue
        link = address_of(Ref(Kind.SHIPMENT, shipment.id))
        for told in work.books.milestones.of_shipment(shipment.id):
            if told.is_retracted:
                continue
            is_ahead = told.classifier is not Classifier.ACTUAL
            at = told.reported_at if is_ahead else min(told.at, now)
            step = choice_phrase(told.milestone)
            said = step if not is_ahead else phrase("boards-expected", step=step, on=told.at.date())
            yield Event(at, "shipment", words(shipment.code), said, "", link)

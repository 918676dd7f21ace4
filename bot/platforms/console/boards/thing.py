"""The page of any other thing with a card: a shipment, an order, a request, a promise; with what became of it."""

from typing import Final

from msgspec import Struct

from bot.dialogue.cards.orders import order_card
from bot.dialogue.replies import Reply
from bot.domain.errors import NotFound
from bot.domain.phrases import phrase
from bot.domain.refs import Kind, Ref
from bot.handlers.approval_view import approval_found, approval_reply
from bot.handlers.cargo import shipment_reply, shipment_seen
from bot.handlers.glances import order_view
from bot.handlers.promises import must_find_customer
from bot.handlers.sight import order_seen
from bot.handlers.views import follow_up_reply
from bot.platforms.console.boards.trail import Entry, entries_about
from bot.ports.work import Work

SHOWN: Final = 12
"""Entries of its trail; the trail's own page has them all."""


class ThingBoard(Struct, frozen=True):
    """Its card, the customer it belongs to, and what became of it, newest first."""

    ref: Ref
    card: Reply
    customer_id: int
    customer: str
    entries: tuple[Entry, ...]


def thing_board(ref: Ref, work: Work) -> ThingBoard:
    """The thing, if the asker may see it. Raises `NotFound` as if there were none."""
    code = ref.code
    match ref.kind:
        case Kind.SHIPMENT:
            shipment = shipment_seen(ref, work)
            card, customer_id = shipment_reply(shipment, work), shipment.customer_id
        case Kind.ORDER:
            order = order_seen(ref, work)
            card, customer_id, code = order_card(order_view(order, work)), order.customer_id, order.number
        case Kind.APPROVAL:
            approval = approval_found(ref, work)
            card, customer_id = approval_reply(approval, work, seen_by=work.me.id), approval.customer_id
        case Kind.FOLLOW_UP if (promise := work.books.follow_ups.get(ref.id)) is not None:
            must_find_customer(Ref(Kind.CUSTOMER, promise.customer_id), work)
            card, customer_id = follow_up_reply(promise, work), promise.customer_id
        case _:
            raise NotFound(phrase("not-yours-to-see"))
    customer = work.books.customers.get(customer_id)
    name = customer.name if customer is not None else ""
    return ThingBoard(Ref(ref.kind, ref.id, code), card, customer_id, name, entries_about(ref, SHOWN, work))

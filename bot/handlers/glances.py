"""Puts together what the cards of customers and orders show, for an answer, a notice and every posted copy alike."""

from datetime import datetime

from bot.dialogue.cards.customers import CustomerView, customer_card, merged_card
from bot.dialogue.cards.orders import OrderView, order_card
from bot.dialogue.replies import Block, Heading, Reply
from bot.dialogue.stages import stage_in
from bot.domain.customers import Customer, Tier, TierFigures, tier_by_figures
from bot.domain.days import OFFICE, customer_zone
from bot.domain.errors import NotFound
from bot.domain.orders import Order
from bot.domain.phrases import Phrase, phrase, words
from bot.domain.refs import Kind, Ref
from bot.domain.working_time import is_working_day
from bot.handlers.rhythm import Standing, look_ahead, warmth
from bot.handlers.sight import customer_ref, latest_customer
from bot.ports.work import Work

LATEST = 5
"""Contacts on a customer's card, as the newest promises and orders too; the rest is one press away."""


def figures_tier(figures: TierFigures, work: Work) -> Tier:
    """The tier that the figures give by the firm's rules."""
    return tier_by_figures(figures, work.rules.tiers, work.rules.rates)


def customer_view(customer: Customer, work: Work) -> CustomerView:
    """Everything the 360° card shows, read from the books. Writes nothing."""
    books = work.books
    figures = books.customers.figures(customer.id)
    contacts = books.contacts.latest(customer.id, LATEST)
    promises = books.follow_ups.open_of_customer(customer.id)
    last = contacts[0] if contacts else None
    return CustomerView(
        customer=customer,
        owner=work.owner_name(customer.owner_id),
        temperature=warmth(customer, last, work),
        figures=figures,
        figures_tier=figures_tier(figures, work),
        step=look_ahead(customer, Standing(last, promises), work),
        their_time=their_time(customer, work.clock.now()),
        persons=tuple(books.contact_persons.of_customer(customer.id)),
        campaigns=tuple(books.campaigns.of_customer(customer.id)),
        contacts=tuple(contacts),
        promises=tuple(promises[:LATEST]),
        orders=tuple(_open(books.orders.of_customer(customer.id), work)[:LATEST]),
        stages=work.rules.stage_words,
        labels=labels(Kind.CUSTOMER, work),
    )


def customer_reply(customer: Customer, work: Work, *before: Block) -> Reply:
    """The customer's card as it stands."""
    if work.is_unread:
        return Reply((), customer_ref(customer))
    return customer_card(customer_view(customer, work), *before)


def draw_customer(ref: Ref, work: Work) -> Reply | None:
    """The card of a customer for its posted copies; one that was merged says where it went."""
    customer = work.books.customers.get(ref.id)
    if customer is None:
        return None
    if customer.is_retired:
        gone = Heading(phrase("customer-taken-back", code=customer_ref(customer).code))
        return Reply((gone,), customer_ref(customer))
    into = latest_customer(customer.id, work) if customer.merged_into is not None else None
    return merged_card(customer, customer_ref(into)) if into is not None else customer_reply(customer, work)


def order_view(order: Order, work: Work) -> OrderView:
    """Everything an order's card shows."""
    customer = latest_customer(order.customer_id, work)
    if customer is None:
        raise NotFound(phrase("not-yours-to-see"))
    stage = stage_in(work.rules.stage_words, order.stage)
    return OrderView(order, customer, work.owner_name(order.owner_id), stage, labels(Kind.ORDER, work))


def draw_order(ref: Ref, work: Work) -> Reply | None:
    """The order's card as it stands."""
    order = work.books.orders.get(ref.id)
    return order_card(order_view(order, work)) if order is not None else None


def their_time(customer: Customer, now: datetime) -> Phrase | None:
    """What the customer's clock shows, and whether they are at work; None where their zone is unknown."""
    zone = customer_zone(customer)
    if zone is None:
        return None
    local, (start, end) = now.astimezone(zone), customer.hours or OFFICE
    if not is_working_day(customer.country, local.date()):
        office = phrase("office-day-off")
    else:
        office = phrase("office-open") if start <= local.time() < end else phrase("office-closed")
    return phrase("their-time", at=local.strftime("%m-%d %H:%M"), zone=zone.key, office=office)


def labels(kind: Kind, work: Work) -> tuple[tuple[str, Phrase], ...]:
    """The firm's own fields of a kind, as the firm calls them in the asker's language or in any it gave."""
    named = []
    for field in work.rules.extras(kind):
        said = field.labels.get(work.language.value) or next(iter(field.labels.values()), field.key)
        named.append((field.key, words(said)))
    return tuple(named)


def _open(orders: list[Order], work: Work) -> list[Order]:
    last = work.rules.stages[-1].key
    return [order for order in orders if not order.is_cancelled and order.stage != last]

"""Orders: opened, changed with everybody concerned told, listed and shown."""

from typing import Any

from bot.commands.orders import ChangeOrder, CreateOrder, ListOrders, OrderTerms, ShowOrder
from bot.dialogue.cards.approvals import approval_ref
from bot.dialogue.cards.orders import (
    OrderChange,
    changed_notice,
    created_notice,
    order_card,
    order_list,
    term_warning,
    unknown_term,
)
from bot.dialogue.replies import Paragraph, Reply
from bot.dialogue.stages import stage_in
from bot.domain.errors import DomainError, NotFound
from bot.domain.incoterms import DeadTerm, DeliveryTerm, NotATerm, TermRead, read_term, term_warnings
from bot.domain.money import Money
from bot.domain.orders import Order
from bot.domain.phrases import Phrase, phrase, words
from bot.domain.refs import Kind, Ref
from bot.handlers.approval_use import refuse_if_locked, spend_on, spent_notices
from bot.handlers.entries import CLEARED, own_fields
from bot.handlers.glances import order_view
from bot.handlers.promises import must_find_customer
from bot.handlers.rhythm import keep_rhythm
from bot.handlers.sight import customer_ref, latest_customer, order_ref, order_seen, order_to_change, owners_seen
from bot.ports.books import UNSAVED
from bot.ports.requests import Notice, Outcome, ToPerson
from bot.ports.work import Work

LISTED = 20
"""Orders of one list; more are counted."""
MOST_COUNTED = 500
"""Orders counted in a list; the export holds all."""
PLAIN = ("amount", "incoterm", "place", "payment", "product", "quantity", "note", "stage")


def create_order(command: CreateOrder, work: Work) -> Outcome:
    """Open an order at the firm's first stage of orders; its number is given once. The customer's owner is told."""
    customer = must_find_customer(command.customer, work)
    number = command.number.strip()
    taken = work.books.orders.by_number(number)
    if taken is not None:
        raise DomainError(phrase("order-number-taken", number=taken.number), field="number", about=order_ref(taken))
    term = _term(command.incoterm, command.place)
    order = work.books.orders.add(
        Order(
            id=UNSAVED,
            number=number,
            customer_id=customer.id,
            owner_id=_owner(command, work) or work.me.id,
            amount=command.amount,
            incoterm=_term_word(term, command.incoterm),
            place=_term_place(term, command.place),
            payment=command.payment,
            stage=command.stage or work.rules.order_begins_at,
            product=command.product,
            quantity=command.quantity,
            note=command.note,
            extra=own_fields(Kind.ORDER, command.extra, {}, work),
            created_at=work.clock.now(),
            created_by=work.me.id,
        )
    )
    work.books.names.learn(order_ref(order), (order.number,))
    keep_rhythm(customer, work)
    used = spend_on(command.approval, order, work) if command.approval is not None else None
    if work.is_unread and used is None:
        return Outcome(reply=Reply((), order_ref(order)), changed=(customer_ref(customer),))
    view = order_view(order, work)
    told = created_notice(view, work.me.name)
    concerned = _concerned((order.owner_id, customer.owner_id), work)
    notices = tuple(Notice(ToPerson(person), told, f"order:{order.id}:1") for person in concerned)
    changed: tuple[Ref, ...] = (customer_ref(customer),)
    if used is not None:
        notices, changed = (*notices, *spent_notices(used, work)), (*changed, approval_ref(used))
    return Outcome(reply=order_card(view, *_warnings(term)), notices=notices, changed=changed)


def change_order(command: ChangeOrder, work: Work) -> Outcome:
    """Change an order and tell at once everybody concerned: its owner, an earlier one, and the customer's."""
    before = order_to_change(command.order, work)
    refuse_if_locked(before, work)
    term = _term(command.incoterm, command.place) if command.incoterm is not None else None
    fields = _changed_fields(command, before, term, work)
    after = work.books.orders.change(before, **fields)
    if work.is_unread:
        return Outcome(
            reply=Reply((), order_ref(after)), changed=(order_ref(after), Ref(Kind.CUSTOMER, after.customer_id))
        )
    view = order_view(after, work)
    changes = _changes(before, after, work)
    customer = latest_customer(after.customer_id, work)
    owners = (before.owner_id, after.owner_id, customer.owner_id if customer is not None else None)
    told = changed_notice(view, work.me.name, changes)
    key = f"order:{after.id}:{after.version}"
    notices = tuple(Notice(ToPerson(person), told, key) for person in _concerned(owners, work)) if changes else ()
    reply = order_card(view, *_warnings(term))
    return Outcome(reply=reply, notices=notices, changed=(order_ref(after), customer_ref(view.customer)))


def list_orders(command: ListOrders, work: Work) -> Outcome:
    """Orders under way that one may see, or all of one customer, newest first."""
    if command.customer is not None:
        customer = must_find_customer(command.customer, work)
        orders = [order for order in work.books.orders.of_customer(customer.id) if not order.is_cancelled]
    else:
        customer, done = None, work.rules.stages[-1].key
        listed = work.books.orders.listed(owners_seen(work), MOST_COUNTED)
        orders = [order for order in listed if order.stage != done]
    views = tuple(order_view(order, work) for order in orders[:LISTED])
    return Outcome(reply=order_list(views, customer, len(orders)))


def show_order(command: ShowOrder, work: Work) -> Outcome:
    """The order's card."""
    return Outcome(reply=order_card(order_view(order_seen(command.order, work), work)))


def _term(incoterm: str | None, place: str | None) -> TermRead | None:
    """The delivery term as read; refused where it is none."""
    if incoterm is None:
        return None
    read = read_term(f"{incoterm} {place or ''}")
    if isinstance(read, NotATerm):
        raise DomainError(unknown_term(incoterm), field="incoterm")
    return read


def _term_word(term: TermRead | None, typed: str | None) -> str | None:
    """The term as it is kept: a dead one as it was written, for so it stands on the papers."""
    match term:
        case DeliveryTerm():
            return term.term.value
        case DeadTerm():
            return term.typed
        case _:
            return typed


def _term_place(term: TermRead | None, typed: str | None) -> str | None:
    match term:
        case DeliveryTerm():
            return term.place or None
        case DeadTerm():
            return term.instead.place or None
        case _:
            return typed


def _warnings(term: TermRead | None) -> tuple[Paragraph, ...]:
    match term:
        case DeadTerm():
            return (term_warning(term),)
        case DeliveryTerm():
            return tuple(term_warning(warning) for warning in term_warnings(term, is_container=False))
        case _:
            return ()


def _owner(command: OrderTerms, work: Work) -> int | None:
    if command.owner is None:
        return None
    person = work.books.people.get(command.owner.id)
    if person is None or not person.is_active:
        raise NotFound(phrase("person-unknown", typed=command.owner.name), field="owner")
    return person.id


def _changed_fields(command: ChangeOrder, before: Order, term: TermRead | None, work: Work) -> dict[str, Any]:
    given = {name: value for name in PLAIN if (value := getattr(command, name)) is not None}
    fields: dict[str, Any] = {name: None if value in CLEARED else value for name, value in given.items()}
    if term is not None:
        fields["incoterm"] = _term_word(term, command.incoterm)
        fields["place"] = _term_place(term, command.place) or before.place
    if (owner_id := _owner(command, work)) is not None:
        fields["owner_id"] = owner_id
    if command.extra:
        fields["extra"] = own_fields(Kind.ORDER, command.extra, dict(before.extra), work)
    return fields


def _changes(before: Order, after: Order, work: Work) -> tuple[OrderChange, ...]:
    """What differs, field by field, in words."""
    told = ((name, getattr(before, name), getattr(after, name)) for name in PLAIN)
    found = [
        OrderChange(Phrase(f"field-{name}"), _said(name, old, work), _said(name, new, work))
        for name, old, new in told
        if old != new
    ]
    if before.owner_id != after.owner_id:
        earlier, later = work.owner(before.owner_id), work.owner(after.owner_id)
        names = [words(person.name) if person is not None else None for person in (earlier, later)]
        found.append(OrderChange(phrase("field-owner"), names[0], names[1]))
    labels = {field.key: next(iter(field.labels.values()), field.key) for field in work.rules.extras(Kind.ORDER)}
    for key in dict.fromkeys((*before.extra, *after.extra)):
        old, new = before.extra.get(key), after.extra.get(key)
        if old != new:
            found.append(OrderChange(words(labels.get(key, key)), _said("", old, work), _said("", new, work)))
    return tuple(found)


def _said(name: str, value: str | Money | None, work: Work) -> Phrase | None:
    if value is None:
        return None
    if isinstance(value, Money):
        return phrase("order-amount", amount=value)
    return stage_in(work.rules.stage_words, value) if name == "stage" else words(value)


def _concerned(owners: tuple[int | None, ...], work: Work) -> tuple[int, ...]:
    """The people to be told, each once, without the asker."""
    return tuple(dict.fromkeys(owner for owner in owners if owner is not None and owner != work.me.id))

"""How an order looks, what is said when one changes, and the list of orders."""

from msgspec import Struct

from bot.commands.orders import ChangeOrder, ListOrders, ShowOrder
from bot.dialogue.cards.desk import desk_button
from bot.dialogue.replies import (
    WHICH,
    Blank,
    Block,
    Button,
    Buttons,
    Facts,
    Heading,
    Item,
    Listing,
    Paragraph,
    Reply,
    say,
)
from bot.domain.customers import Customer
from bot.domain.incoterms import DeadTerm, TermWarning
from bot.domain.orders import Order
from bot.domain.phrases import Phrase, named_choice, phrase, words
from bot.domain.refs import Kind, Ref


class OrderView(Struct, frozen=True):
    """What an order's card needs: it, its customer, and the names of those concerned."""

    order: Order
    customer: Customer
    owner: str | None
    stage: Phrase
    labels: tuple[tuple[str, Phrase], ...] = ()
    """The firm's own fields and what each is called."""


class OrderChange(Struct, frozen=True):
    """One field before and after; None: there was, or is, nothing."""

    label: Phrase
    before: Phrase | None
    after: Phrase | None


def order_card(view: OrderView, *before: Block) -> Reply:
    """The card of one order."""
    order = view.order
    ref = Ref(Kind.ORDER, order.id, order.number)
    title = phrase("order-title", number=order.number, customer=view.customer.name)
    blocks: tuple[Block, ...] = (Heading(title), *before)
    if order.is_cancelled:
        blocks += (Paragraph(phrase("order-cancelled")),)
    customer = phrase("customer-named", name=view.customer.name, code=f"C{view.customer.id}")
    pairs = [
        (phrase("field-customer"), customer),
        (phrase("field-stage"), view.stage),
    ]
    if order.amount is not None:
        pairs.append((phrase("field-amount"), phrase("order-amount", amount=order.amount)))
    if term := " ".join(part for part in (order.incoterm, order.place) if part):
        pairs.append((phrase("field-incoterm"), words(term)))
    for label, text in _terms(view):
        if text:
            pairs.append((label, words(text)))
    blocks += (Facts(tuple(pairs)),)
    return Reply(blocks if order.is_cancelled else (*blocks, Buttons(_buttons(view, ref))), ref)


def term_warning(warning: TermWarning | DeadTerm) -> Paragraph:
    """What may be wrong with a delivery term."""
    match warning:
        case DeadTerm(typed, instead):
            return Paragraph(phrase("incoterm-dead", typed=typed, instead=instead.short))
        case _:
            return Paragraph(named_choice("incoterm-warning", warning.value))


def unknown_term(typed: str) -> Phrase:
    """A delivery term that is none."""
    return phrase("incoterm-unknown", typed=typed)


def changed_notice(view: OrderView, by: str, changes: tuple[OrderChange, ...]) -> Reply:
    """What those concerned are told: who changed what, and the card as it is now."""
    lines = Listing(tuple(Item(_change_line(change)) for change in changes))
    said = phrase("order-changed-by", by=by, number=view.order.number)
    return order_card(view, Paragraph(said), lines)


def created_notice(view: OrderView, by: str) -> Reply:
    """What the customer's owner is told when somebody else opens an order."""
    return order_card(view, Paragraph(phrase("order-created-by", by=by)))


def order_list(views: tuple[OrderView, ...], customer: Customer | None, count: int) -> Reply:
    """Orders, newest first, each with the button that opens it; `count` is how many there are in all."""
    if not views:
        return say(phrase("orders-none"))
    title = (
        phrase("orders-title", count=count)
        if customer is None
        else phrase("orders-of", customer=customer.name, count=count)
    )
    blocks: list[Block] = [Heading(title), Listing(tuple(order_item(view) for view in views))]
    if count > len(views):
        blocks.append(Paragraph(phrase("orders-more", count=count - len(views))))
    return Reply(tuple(blocks))


def order_item(view: OrderView) -> Item:
    """An order as a line."""
    show = Button(phrase("button-open"), ShowOrder(order=Ref(Kind.ORDER, view.order.id, view.order.number)))
    return Item(order_line(view.order, view.customer.name, view.stage), (show,))


def order_line(order: Order, customer: str, stage: Phrase) -> Phrase:
    """An order in one line: number, customer, amount, stage."""
    if order.amount is None:
        return phrase("order-line-bare", number=order.number, customer=customer, stage=stage)
    return phrase("order-line", number=order.number, customer=customer, amount=order.amount, stage=stage)


def orders_button(customer: Ref) -> Button:
    """All orders of one customer."""
    return Button(phrase("button-orders"), ListOrders(customer=customer))


def _change_line(change: OrderChange) -> Phrase:
    nothing = phrase("nothing-yet")
    return phrase("order-change", field=change.label, before=change.before or nothing, after=change.after or nothing)


def _terms(view: OrderView) -> list[tuple[Phrase, str | None]]:
    order = view.order
    own = [(label, order.extra.get(key)) for key, label in view.labels]
    return [
        (phrase("field-payment"), order.payment),
        (phrase("field-product"), order.product),
        (phrase("field-quantity"), order.quantity),
        (phrase("field-owner"), view.owner),
        *own,
        (phrase("field-note"), order.note),
    ]


def _buttons(view: OrderView, ref: Ref) -> tuple[Button, ...]:
    customer = f"C{view.customer.id}"
    return (
        Button(phrase("button-log"), Blank("LogContact", {"customer": customer, "order": ref.code})),
        Button(phrase("button-change"), Blank(ChangeOrder.__name__, {"order": ref.code}, WHICH)),
        Button(phrase("button-plan"), Blank("PlanFollowUp", {"customer": customer})),
        Button(phrase("button-approval"), Blank("AskApproval", {"customer": customer, "order": ref.code})),
        desk_button(ref),
    )

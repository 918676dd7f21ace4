"""Orders and proforma invoices."""

from bot.commands.command import Command, Key
from bot.commands.fields import (
    AmountField,
    ApprovalField,
    CustomerField,
    IncotermField,
    OrderExtra,
    OrderField,
    PersonField,
    StageField,
    TextField,
    WordField,
)


class OrderTerms(Command):
    """The fields that a new order and a changed one share."""

    owner: PersonField | None = None
    payment: WordField | None = None
    product: WordField | None = None
    quantity: WordField | None = None
    stage: StageField | None = None
    extra: OrderExtra = {}


class CreateOrder(OrderTerms):
    """Open an order for a customer."""

    verb = "order"
    shape = (Key("new"), "number", "customer", "amount", "incoterm", "place")
    right = "orders.write"
    example = ('order new PI20240517-A "ABC International Ltd." USD 4280 FOB Shenzhen',)

    number: WordField
    customer: CustomerField
    amount: AmountField | None = None
    incoterm: IncotermField | None = None
    place: TextField | None = None
    note: WordField | None = None
    approval: ApprovalField | None = None
    """The written yes that this order uses, once."""


class ListOrders(Command):
    """Open orders one may see, or those of one customer."""

    verb = "order"
    shape = (Key("list"), "customer")
    right = "records.read"
    changes = False

    customer: CustomerField | None = None


class ChangeOrder(OrderTerms):
    """Change an order; everyone concerned is told."""

    verb = "order"
    shape = ("order",)
    needs_any = ("*",)
    right = "orders.write"
    example = ("order PI20240517-A stage:production",)

    order: OrderField
    amount: AmountField | None = None
    incoterm: IncotermField | None = None
    place: WordField | None = None
    note: WordField | None = None


class ShowOrder(Command):
    """The order's card."""

    verb = "order"
    shape = ("order",)
    right = "records.read"
    changes = False
    example = ("order PI20240517-A",)

    order: OrderField

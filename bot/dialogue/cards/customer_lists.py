"""Several customers at once: found, listed, perhaps the same, and about to be made one."""

from bot.commands.customers import CreateCustomer, ListCustomers, MergeCustomers, ShowCustomer
from bot.dialogue.cards.customers import CustomerView
from bot.dialogue.replies import Block, Button, Buttons, Continue, Heading, Item, Listing, Paragraph, Reply, say
from bot.domain.customers import Customer
from bot.domain.phrases import Phrase, choice_phrase, phrase
from bot.domain.refs import Kind, Ref


def customers_found(text: str, views: tuple[CustomerView, ...]) -> Reply:
    """What a search gave, best first, each with the button that opens it."""
    if not views:
        return say(phrase("customers-none-found", text=text))
    items = tuple(_opened(view) for view in views)
    return Reply((Heading(phrase("customers-found", text=text)), Listing(items)))


def customers_listed(views: tuple[CustomerView, ...], following: int | None) -> Reply:
    """A page of customers, by tier and name; `following`: the number after which the next page begins."""
    if not views:
        return say(phrase("customers-none"))
    by_tier = sorted(views, key=lambda view: (view.tier.value, view.customer.name.casefold()))
    blocks: list[Block] = [Heading(phrase("customers-title")), Listing(tuple(_opened(view) for view in by_tier))]
    if following is not None:
        blocks.append(Buttons((Button(phrase("button-more"), ListCustomers(after=following)),)))
    return Reply(tuple(blocks))


def customers_alike(command: CreateCustomer, views: tuple[CustomerView, ...], owners: tuple[str, ...]) -> Reply:
    """Customers that are perhaps the one to be created; a press says which, or that it is a new one.

    `owners`: colleagues who have one like it that the asker may not see.
    """
    blocks: list[Block] = [Paragraph(phrase("customer-alike", name=command.name))]
    if views:
        blocks.append(Listing(tuple(Item(customer_line(view), (_this_one(command, view),)) for view in views)))
    if owners:
        blocks.append(Paragraph(phrase("customer-alike-hidden", owners=owners)))
    anyway = command.model_copy(update={"is_surely_new": True})
    blocks.append(Buttons((Button(phrase("button-create-anyway"), anyway),)))
    return Reply(tuple(blocks))


def merge_question(command: MergeCustomers, kept: Customer, other: Customer) -> Reply:
    """Asks once more before two files become one."""
    asked = phrase(
        "customer-merge-sure",
        name=kept.name,
        code=f"C{kept.id}",
        other=other.name,
        other_code=f"C{other.id}",
    )
    sure = command.model_copy(update={"is_sure": True})
    return say(asked, Button(phrase("button-merge"), sure, "danger"))


def given_to(by: str) -> Phrase:
    """What somebody is told who now has a customer."""
    return phrase("customer-given-to-you", by=by)


def customer_line(view: CustomerView) -> Phrase:
    """A customer in one line: name, code, tier, where, whose."""
    customer = view.customer
    where = ", ".join(part for part in (customer.city, customer.country) if part) or "–"
    return phrase(
        "customer-line",
        name=customer.name,
        code=f"C{customer.id}",
        tier=choice_phrase(view.tier),
        where=where,
        owner=view.owner if view.owner is not None else phrase("nobody"),
    )


def _opened(view: CustomerView) -> Item:
    return Item(customer_line(view), (Button(phrase("button-open"), ShowCustomer(customer=_ref(view))),))


def _this_one(command: CreateCustomer, view: CustomerView) -> Button:
    label = phrase("button-this-one", name=view.customer.name)
    if command.then is None:
        return Button(label, ShowCustomer(customer=_ref(view)))
    return Button(label, Continue(command.then.replace("{about}", f"C{view.customer.id}")))


def _ref(view: CustomerView) -> Ref:
    return Ref(Kind.CUSTOMER, view.customer.id, view.customer.name)

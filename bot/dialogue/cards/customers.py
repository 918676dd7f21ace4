"""The customer at one glance: who they are, who decides, how they like it, what they are worth, and what is open."""

from collections.abc import Iterator

from msgspec import Struct

from bot.commands.customers import ChangeContactPerson, ChangeCustomer
from bot.dialogue.cards.contacts import contact_line, promises_listed, step_line
from bot.dialogue.cards.desk import desk_button
from bot.dialogue.cards.orders import order_line, orders_button
from bot.dialogue.replies import WHICH, Blank, Block, Button, Buttons, Facts, Heading, Item, Listing, Paragraph, Reply
from bot.dialogue.stages import Stages, stage_in
from bot.domain.contacts import Contact
from bot.domain.customers import Campaign, ContactPerson, Customer, Temperature, Tier, TierFigures
from bot.domain.follow_ups import FollowUp
from bot.domain.money import Money
from bot.domain.orders import Order
from bot.domain.phrases import Phrase, choice_phrase, phrase, words
from bot.domain.refs import Kind, Ref
from bot.domain.rhythm import NextStep


class CustomerView(Struct, frozen=True):
    """All that the card shows of one customer, at one moment."""

    customer: Customer
    owner: str | None
    temperature: Temperature
    figures: TierFigures
    figures_tier: Tier
    step: NextStep | None
    their_time: Phrase | None = None
    persons: tuple[ContactPerson, ...] = ()
    campaigns: tuple[Campaign, ...] = ()
    contacts: tuple[Contact, ...] = ()
    promises: tuple[FollowUp, ...] = ()
    orders: tuple[Order, ...] = ()
    stages: Stages = {}
    labels: tuple[tuple[str, Phrase], ...] = ()
    """The firm's own fields and what each is called."""

    @property
    def tier(self) -> Tier:
        """The tier in force: a person's word, else the figures'."""
        return self.customer.tier or self.figures_tier


def _order_items(view: CustomerView) -> Iterator[Item]:
    for order in view.orders:
        yield Item(order_line(order, view.customer.name, stage_in(view.stages, order.stage)))


def customer_card(view: CustomerView, *before: Block) -> Reply:
    """The 360° card."""
    customer = view.customer
    ref = Ref(Kind.CUSTOMER, customer.id, customer.name)
    title = phrase("customer-title", name=customer.name, code=ref.code, tier=choice_phrase(view.tier))
    blocks: list[Block] = [Heading(title), *before, Facts(_first_facts(view))]
    lists: tuple[tuple[Phrase, tuple[Item, ...]], ...] = (
        (phrase("customer-people"), tuple(Item(person_line(person)) for person in view.persons)),
        (phrase("customer-preferences"), _pairs_as_items(customer.preferences, {})),
        (phrase("customer-background"), _pairs_as_items(customer.background, {})),
        (phrase("customer-own-fields"), _pairs_as_items(customer.extra, dict(view.labels))),
        (phrase("customer-campaigns"), tuple(Item(_campaign_line(campaign)) for campaign in view.campaigns)),
        (phrase("customer-contacts"), tuple(Item(contact_line(contact)) for contact in view.contacts)),
        (phrase("contact-promises"), promises_listed(view.promises).items),
        (phrase("customer-orders"), tuple(_order_items(view))),
    )
    blocks.extend(Listing(items, title) for title, items in lists if items)
    blocks.append(Buttons(_buttons(ref)))
    return Reply(tuple(blocks), ref)


def merged_card(customer: Customer, into: Ref) -> Reply:
    """What remains of a file that was merged: where it went."""
    ref = Ref(Kind.CUSTOMER, customer.id, customer.name)
    title = phrase("customer-named", name=customer.name, code=ref.code)
    gone = phrase("customer-merged-into", name=into.name, code=into.code)
    return Reply((Heading(title), Paragraph(gone)), ref)


def person_line(person: ContactPerson) -> Phrase:
    """Somebody at the customer, in one line."""
    known: tuple[tuple[str, str | None], ...] = (
        ("position", person.position),
        ("decides", person.decides),
        ("cares", person.cares),
        ("email", person.email),
        ("phone", person.phone),
        ("whatsapp", person.whatsapp),
        ("wechat", person.wechat),
        ("skype", person.skype),
        ("address-as", person.address_as),
    )
    details = tuple(_labelled(name, text) for name, text in known if text)
    if person.channel:
        details += (phrase("labelled", label=phrase("field-channel"), text=Phrase(f"channel-{person.channel}")),)
    return phrase("customer-person", name=person.name, details=details) if details else words(person.name)


def figures_line(figures: TierFigures, tier: Tier) -> Phrase:
    """The figures behind a tier, and which tier they give."""
    totals = tuple(Money(amount, currency) for currency, amount in sorted(figures.totals.items()))
    said = choice_phrase(tier)
    if figures.order_count == 0 or figures.last_order_at is None:
        return phrase("tier-figures-none", tier=said)
    since, last = figures.first_order_at or figures.last_order_at, figures.last_order_at
    days = (since.date(), last.date())
    return phrase("tier-figures", orders=figures.order_count, totals=totals, since=days[0], last=days[1], tier=said)


def tier_line(view: CustomerView) -> Phrase:
    """The tier in force, why, and the figures behind it."""
    figures = figures_line(view.figures, view.figures_tier)
    stated, reason = view.customer.tier, view.customer.tier_reason
    if stated is None:
        return phrase("tier-by-figures", tier=choice_phrase(view.tier), figures=figures)
    if reason is None:
        return phrase("tier-stated", tier=choice_phrase(stated), figures=figures)
    return phrase("tier-because", tier=choice_phrase(stated), reason=reason, figures=figures)


def _first_facts(view: CustomerView) -> tuple[tuple[Phrase, Phrase], ...]:
    customer = view.customer
    where = ", ".join(part for part in (customer.city, customer.country) if part)
    names = tuple(name for name in (customer.short_name, *customer.aliases) if name)
    known: list[tuple[str, Phrase | None]] = [
        ("alias", phrase("several", items=names) if names else None),
        ("country" if customer.country else "city", words(where) if where else None),
        ("their-time", view.their_time),
        ("type", choice_phrase(customer.type) if customer.type is not None else None),
        ("owner", words(view.owner) if view.owner is not None else phrase("nobody")),
        ("tier", tier_line(view)),
        ("temperature", choice_phrase(view.temperature)),
        ("tags", phrase("several", items=customer.tags) if customer.tags else None),
        ("address", words(customer.address) if customer.address else None),
        ("website", words(customer.website) if customer.website else None),
        ("linkedin", words(customer.linkedin) if customer.linkedin else None),
        ("next", step_line(view.step)),
    ]
    return tuple((Phrase(f"field-{name}"), said) for name, said in known if said is not None)


def _pairs_as_items(pairs: object, labels: dict[str, Phrase]) -> tuple[Item, ...]:
    known = dict(pairs) if isinstance(pairs, dict) else {}
    return tuple(
        Item(phrase("labelled", label=labels.get(name) or Phrase(f"field-{name.replace('_', '-')}"), text=text))
        for name, text in known.items()
        if text
    )


def _labelled(name: str, text: str) -> Phrase:
    return phrase("labelled", label=Phrase(f"field-{name}"), text=text)


def _campaign_line(campaign: Campaign) -> Phrase:
    parts = tuple(part for part in (campaign.name, campaign.held_on, campaign.part, campaign.result) if part)
    return phrase("several", items=parts)


def _buttons(ref: Ref) -> tuple[Button, ...]:
    known = {"customer": ref.code}
    return (
        Button(phrase("button-log"), Blank("LogContact", known), "primary"),
        Button(phrase("button-plan"), Blank("PlanFollowUp", known)),
        Button(phrase("button-new-order"), Blank("CreateOrder", known)),
        orders_button(ref),
        Button(phrase("button-person"), Blank(ChangeContactPerson.__name__, known)),
        Button(phrase("button-change"), Blank(ChangeCustomer.__name__, known, WHICH)),
        Button(phrase("button-approval"), Blank("AskApproval", known)),
        desk_button(ref),
    )

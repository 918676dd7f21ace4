"""The customer file: who a customer is, who decides there, how they like to be treated, and what they are worth."""

from collections.abc import Mapping
from datetime import datetime, time
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct, field

from bot.domain.records import Personal, Record


class CustomerType(StrEnum):
    """What kind of firm a customer is."""

    FACTORY = "factory"
    AGENT = "agent"
    BRAND = "brand"
    RETAILER = "retailer"
    TRADER = "trader"
    OTHER = "other"


class Tier(StrEnum):
    """Value of a customer to the firm."""

    A = "A"
    B = "B"
    C = "C"


class Temperature(StrEnum):
    """How warm a customer is; it decides the follow-up rhythm."""

    HOT = "hot"
    POTENTIAL = "potential"
    COLD = "cold"
    EXISTING = "existing"
    SAMPLE_SENT = "sample_sent"


class Customer(Record, frozen=True, kw_only=True):
    """One customer, in the three layers of its file. Preferences and background are free words of the firm."""

    name: Personal[str]
    short_name: Personal[str | None] = None
    aliases: Personal[tuple[str, ...]] = ()
    country: str | None = None
    city: str | None = None
    zone: str | None = None
    address: Personal[str | None] = None
    website: Personal[str | None] = None
    linkedin: Personal[str | None] = None
    type: CustomerType | None = None
    tags: Personal[tuple[str, ...]] = ()
    owner_id: int | None = None
    temperature: Temperature | None = None
    tier: Tier | None = None
    tier_reason: Personal[str | None] = None
    """Set when a person overrode the figures; without it the tier follows the figures."""
    preferences: Personal[Mapping[str, str]] = field(default_factory=dict)
    """talk, hours, holidays, taboos, gifts, style, channel, decision"""
    background: Personal[Mapping[str, str]] = field(default_factory=dict)
    """industry, market, competitors, growth, needs, willingness, risks"""
    extra: Personal[Mapping[str, str]] = field(default_factory=dict)
    """The firm's own fields, named by `rules/fields.toml`."""
    merged_into: int | None = None
    is_retired: bool = False
    """Begun by mistake and taken back: it goes by no name and is in no list."""
    created_at: datetime

    @property
    def hours(self) -> tuple[time, time] | None:
        """Working hours the customer asked for, as written `HH:MM-HH:MM`; None where none are known."""
        start, _, end = self.preferences.get("hours", "").partition("-")
        return (time.fromisoformat(start), time.fromisoformat(end)) if start and end else None


class ContactPerson(Record, frozen=True, kw_only=True):
    """Somebody at the customer: what they do, their part in the decision, and how to reach them."""

    customer_id: int
    name: Personal[str]
    position: Personal[str | None] = None
    decides: Personal[str | None] = None
    cares: Personal[str | None] = None
    email: Personal[str | None] = None
    phone: Personal[str | None] = None
    whatsapp: Personal[str | None] = None
    wechat: Personal[str | None] = None
    skype: Personal[str | None] = None
    channel: str | None = None
    address_as: Personal[str | None] = None
    is_gone: bool = False


class Campaign(Record, frozen=True, kw_only=True):
    """A fair or campaign the customer took part in."""

    customer_id: int
    name: Personal[str]
    held_on: str | None = None
    part: Personal[str | None] = None
    result: Personal[str | None] = None


class TierFigures(Struct, frozen=True):
    """The figures behind a tier: money by currency, how many orders, over how many years, and when last."""

    order_count: int = 0
    totals: Mapping[str, Decimal] = field(default_factory=dict)
    first_order_at: datetime | None = None
    last_order_at: datetime | None = None


class TierRule(Struct, frozen=True):
    """From `rules/customers.toml`: the least that makes a tier, all in one currency."""

    tier: Tier
    orders: int
    total: Decimal


def tier_by_figures(figures: TierFigures, rules: tuple[TierRule, ...], rates: Mapping[str, Decimal]) -> Tier:
    """The tier the figures give: the first rule whose order count *or* total is reached, else C.

    `rates` turns each currency into the rules' own; an amount in a currency without a rate does not count.
    """
    total = sum((amount * rates.get(currency, Decimal(0)) for currency, amount in figures.totals.items()), Decimal(0))
    for rule in rules:
        if figures.order_count >= rule.orders or total >= rule.total:
            return rule.tier
    return Tier.C

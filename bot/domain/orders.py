"""An order or proforma invoice: for whom, how much, on which terms, and how far it has come."""

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct, field

from bot.domain.money import Money
from bot.domain.records import Personal, Record


class Order(Record, frozen=True, kw_only=True):
    """One order, known by the number the firm gives it (`PI20240517-A`). Its stage is one of `rules/stages.toml`."""

    number: str
    customer_id: int
    owner_id: int
    amount: Money | None = None
    incoterm: str | None = None
    place: str | None = None
    payment: str | None = None
    stage: str
    product: Personal[str | None] = None
    quantity: str | None = None
    note: Personal[str | None] = None
    extra: Personal[Mapping[str, str]] = field(default_factory=dict)
    created_at: datetime
    created_by: int
    is_cancelled: bool = False


class Stage(Struct, frozen=True):
    """A step from inquiry to money, as the firm's rules name it; `rank` orders them."""

    key: str
    rank: int

"""An order or proforma invoice: for whom, how much, on which terms, and how far it has come."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain.money import Money
from bot.domain.records import Record, personal


@dataclass(frozen=True, slots=True, kw_only=True)
class Order(Record):
    """One order, known by the number the firm gives it (`PI20240517-A`). Its stage is one of `rules/stages.toml`."""

    number: str
    customer_id: int
    owner_id: int
    amount: Money | None = None
    incoterm: str | None = None
    place: str | None = None
    payment: str | None = None
    stage: str
    product: str | None = personal(default=None)
    quantity: str | None = None
    note: str | None = personal(default=None)
    extra: Mapping[str, str] = personal(default_factory=dict)
    created_at: datetime
    created_by: int
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Stage:
    """A step from inquiry to money, as the firm's rules name it; `rank` orders them."""

    key: str
    rank: int

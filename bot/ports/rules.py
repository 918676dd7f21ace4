"""The firm's rules as the rooms inside see them, read once from `rules/*.toml` and checked at start."""

from collections.abc import Mapping
from datetime import time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from msgspec import Struct, field

from bot.domain.approval_rules import ApprovalRules
from bot.domain.customers import Temperature, TierRule
from bot.domain.escalation import Limit
from bot.domain.orders import Stage
from bot.domain.people import Rights
from bot.domain.refs import Kind
from bot.domain.shipping_rules import ShippingRules


class Rhythm(Struct, frozen=True):
    """How long a customer of a temperature may go without a contact, in the owner's working days."""

    temperature: Temperature
    working_days: int
    again: int | None = None
    """Working days to the second look, counted from the same contact, where the first passed without one."""


class ExtraField(Struct, frozen=True):
    """A field of the firm's own: its key, the words people use for it in each language, and its choices, if any."""

    kind: Kind
    key: str
    labels: Mapping[str, str]
    words: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    is_required: bool = False


class ReminderRules(Struct, frozen=True):
    """When reminders and digests go out, and when the superior is told."""

    digest_at: time = time(8, 30)
    work_from: time = time(9, 0)
    work_to: time = time(18, 0)
    quote_unanswered_days: int = 3
    undo_within: timedelta = timedelta(minutes=10)
    hot_alone_days: int = 3


class Rules(Struct, frozen=True):
    """All rules in force."""

    firm_zone: ZoneInfo
    firm_country: str
    rights: Rights
    stages: tuple[Stage, ...]
    stage_words: Mapping[str, tuple[str, ...]]
    order_begins_at: str
    quote_stage: str
    sample_stage: str
    rhythms: Mapping[Temperature, Rhythm]
    tiers: tuple[TierRule, ...]
    tier_currency: str
    rates: Mapping[str, Decimal]
    """What one unit of a currency is in the tier currency."""
    shipping: ShippingRules
    approvals: ApprovalRules
    limits: Mapping[str, Limit]
    extra_fields: tuple[ExtraField, ...] = ()
    reminders: ReminderRules = field(default_factory=ReminderRules)

    def extras(self, kind: Kind) -> tuple[ExtraField, ...]:
        """The firm's own fields of one kind of record; those of approvals are needed only for their kind of request."""
        if kind is Kind.APPROVAL:
            rows = {name: own for rule in self.approvals.kinds.values() for name, own in rule.fields.items()}
            return tuple(ExtraField(kind, name, own.names, (name,), own.choices) for name, own in rows.items())
        return tuple(f for f in self.extra_fields if f.kind is kind)

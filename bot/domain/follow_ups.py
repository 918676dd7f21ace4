"""A promise to come back: to whom, when, about what, and what became of it."""

from datetime import datetime
from enum import StrEnum

from bot.domain.records import Personal, Record


class FollowUpState(StrEnum):
    """A follow-up is open until it is done or called off."""

    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"


class FollowUpOrigin(StrEnum):
    """Why a follow-up exists: named by a person, made by a rhythm, or by a rule."""

    NAMED = "named"
    RHYTHM = "rhythm"
    QUOTE = "quote"
    RULE = "rule"


class FollowUp(Record, frozen=True, kw_only=True):
    """One promise. A rhythm's follow-up gives way to a named one and moves when the customer was spoken to."""

    customer_id: int
    owner_id: int
    due_at: datetime
    has_time: bool = True
    what: Personal[str] = ""
    origin: FollowUpOrigin = FollowUpOrigin.NAMED
    order_id: int | None = None
    contact_id: int | None = None
    state: FollowUpState = FollowUpState.OPEN
    created_at: datetime
    created_by: int
    closed_at: datetime | None = None
    closed_by: int | None = None
    snoozed: int = 0

    @property
    def is_open(self) -> bool:
        """Whether it is still owed."""
        return self.state is FollowUpState.OPEN

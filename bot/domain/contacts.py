"""One conversation with a customer: when, by which channel, what was said, and at which stage."""

from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.errors import DomainError
from bot.domain.phrases import phrase
from bot.domain.records import Personal, Record


class Channel(StrEnum):
    """How people talk to customers."""

    EMAIL = "email"
    WHATSAPP = "whatsapp"
    CALL = "call"
    WECHAT = "wechat"
    MEETING = "meeting"
    FAIR = "fair"
    VISIT = "visit"
    SKYPE = "skype"
    LINKEDIN = "linkedin"
    MESSAGE = "message"


CLOCK_TOLERANCE = timedelta(minutes=5)
"""A contact may be dated this far ahead of our clock before it counts as being in the future."""


class Contact(Record, frozen=True, kw_only=True):
    """A logged conversation. A correction is a new version or a retraction, never a deletion."""

    customer_id: int
    channel: Channel
    note: Personal[str]
    at: datetime
    stage: str | None = None
    contact_person_id: int | None = None
    order_id: int | None = None
    author_id: int
    logged_at: datetime
    source: Personal[str | None] = None
    """Who said it first, for a forwarded message."""
    is_retracted: bool = False


def check_contact_time(at: datetime, now: datetime) -> None:
    """A conversation that is logged has happened."""
    if at > now + CLOCK_TOLERANCE:
        raise DomainError(phrase("contact-in-the-future", at=at), field="at")

"""Which room hears what, and which room is about which customer or order."""

from enum import StrEnum

from bot.domain.people import PlatformName
from bot.domain.records import Personal, Record


class Topic(StrEnum):
    """What the desk posts into rooms."""

    APPROVALS = "approvals"
    SHIPMENTS = "shipments"
    OVERDUE = "overdue"
    FOLLOWUPS = "followups"
    SEAL = "seal"


class Route(Record, frozen=True, kw_only=True):
    """A topic is posted to this place. `room`: what it was called then, where the platform said so."""

    topic: Topic
    platform: PlatformName
    chat: str
    thread: str | None = None
    added_by: int
    room: Personal[str] = ""
    is_off: bool = False


class Binding(Record, frozen=True, kw_only=True):
    """A room that is about one customer or order: what is said there need not name it."""

    platform: PlatformName
    chat: str
    thread: str | None = None
    customer_id: int
    order_id: int | None = None
    added_by: int
    is_off: bool = False

"""A shipment of an order, and the duty to tell its customer when something on the way is not as they were told."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum

from msgspec import field

from bot.domain.credit import Credit
from bot.domain.milestones import Milestone
from bot.domain.records import Personal, Record


class Transport(StrEnum):
    """By which means it goes."""

    SEA = "sea"
    AIR = "air"
    RAIL = "rail"
    ROAD = "road"


class Shipment(Record, frozen=True, kw_only=True):
    """One consignment of an order: its numbers, its way, its terms.

    Numbers stand as typed, in their normal form where they have one. `doubtful` names those whose check failed and
    nobody has answered for yet, as `container:CSQU3054384`; `told` the moments the customer was last told, by
    milestone. `pol` and `pod` are UN/LOCODEs, or somebody's words where no such port is known.
    """

    order_id: int
    customer_id: int
    owner_id: int
    mode: Transport = Transport.SEA
    containers: tuple[str, ...] = ()
    seals: tuple[str, ...] = ()
    booking: str = ""
    bl: str = ""
    hbl: str = ""
    awb: str = ""
    carrier: str = ""
    vessel: str = ""
    imo: str = ""
    voyage: str = ""
    pol: str = ""
    pod: str = ""
    incoterm: str = ""
    place: str = ""
    payment: str = ""
    lc_expiry: date | None = None
    lc_latest: date | None = None
    lc_period: int | None = None
    lc_presented: date | None = None
    doubtful: tuple[str, ...] = ()
    told: Personal[Mapping[str, datetime]] = field(default_factory=dict)
    consignee: Personal[str] = ""
    notify: Personal[str] = ""
    forwarder: Personal[str] = ""
    note: Personal[str] = ""
    created_at: datetime
    created_by: int
    is_closed: bool = False
    """Delivered, or given up: it is in no list of open ones."""
    is_cancelled: bool = False
    """Opened by mistake and taken back: it is in no list at all."""

    @property
    def code(self) -> str:
        """What people type for it."""
        return f"S{self.id}"

    @property
    def credit(self) -> Credit | None:
        """The letter of credit's days, where one is known."""
        if self.lc_expiry is None:
            return None
        return Credit(self.lc_expiry, self.lc_latest, self.lc_period)

    @property
    def last_told(self) -> Mapping[Milestone, datetime]:
        """What the customer was last told, by milestone."""
        return {Milestone(step): at for step, at in self.told.items()}


class DutyKind(StrEnum):
    """Why the customer must be told."""

    DELAY = "delay"
    MISSED = "missed"
    DAMAGE = "damage"
    ROLLOVER = "rollover"
    OTHER = "other"


class Duty(Record, frozen=True, kw_only=True):
    """The open duty to tell a customer of one delay or exception. Open until somebody says that, and how, it was done.

    `key` is the same for the same change, so that it is alerted once. A delay that grows while its duty is open stays
    one duty: `opened_at` and its clock stand, `new_at` and `key` move.
    """

    shipment_id: int
    customer_id: int
    owner_id: int
    kind: DutyKind
    key: str
    milestone: Milestone | None = None
    told_at: datetime | None = None
    new_at: datetime | None = None
    what: Personal[str] = ""
    opened_at: datetime
    closed_at: datetime | None = None
    closed_by: int | None = None
    how: Personal[str] = ""
    mailing_to: Personal[str] = ""
    """The address to which its notice is under way just now."""

    @property
    def is_open(self) -> bool:
        """Whether the customer is still to be told."""
        return self.closed_at is None

    @property
    def is_told(self) -> bool:
        """Whether the customer was told; a duty without a cause any more is closed without that."""
        return self.closed_at is not None and self.how != ""

    @property
    def informed_after(self) -> timedelta | None:
        """Time to inform: from the alert to the customer's being told; None where nobody was."""
        return self.closed_at - self.opened_at if self.closed_at is not None and self.is_told else None

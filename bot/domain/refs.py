"""What a line can be about: a thing's kind, its number and the name people call it by."""

from enum import StrEnum

from bot.domain.carried import Carried


class Kind(StrEnum):
    """The nouns that have codes, cards and a trail."""

    CUSTOMER = "customer"
    CONTACT = "contact"
    CONTACT_PERSON = "contact_person"
    CAMPAIGN = "campaign"
    FOLLOW_UP = "follow_up"
    ORDER = "order"
    SHIPMENT = "shipment"
    MILESTONE = "milestone"
    DUTY = "duty"
    DOCUMENT = "document"
    APPROVAL = "approval"
    PERSON = "person"
    ACCOUNT = "account"
    INVITATION = "invitation"
    ROUTE = "route"
    BINDING = "binding"
    TODAY = "today"


PREFIXES = {
    Kind.CUSTOMER: "C",
    Kind.FOLLOW_UP: "F",
    Kind.SHIPMENT: "S",
    Kind.APPROVAL: "A",
    Kind.DOCUMENT: "D",
    Kind.PERSON: "P",
}
"""Letters of the codes people type; orders go by their own number instead."""


class Ref(Carried, frozen=True):
    """One thing: what it is, its number within its kind, and its name for people."""

    kind: Kind
    id: int
    name: str = ""

    @property
    def code(self) -> str:
        """What people type for it: `C12`, `F33`; an order's own number."""
        prefix = PREFIXES.get(self.kind)
        return f"{prefix}{self.id}" if prefix else (self.name or f"{self.kind.value}:{self.id}")

    @property
    def key(self) -> str:
        """Stable text for storage: `customer:12`."""
        return f"{self.kind.value}:{self.id}"

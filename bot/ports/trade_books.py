"""The books of what travels and what is asked for: approvals, shipments, milestones, duties and papers."""

from collections.abc import Sequence
from typing import Protocol

from bot.domain.approvals import Approval
from bot.domain.papers import Document
from bot.domain.shipments import Duty, Shipment
from bot.domain.timeline import MilestoneEvent
from bot.ports.books import Book


class Approvals(Book[Approval], Protocol):
    """Requests for a written yes."""

    def open(self) -> list[Approval]:
        """All that wait for a decision, oldest first."""

    def of_requester(self, person_id: int, limit: int) -> list[Approval]:
        """What one person asked for, newest first."""

    def of_customer(self, customer_id: int, limit: int) -> list[Approval]:
        """All about one customer, newest first."""

    def of_order(self, order_id: int) -> list[Approval]:
        """All about one order, newest first."""

    def locking(self, order_id: int) -> list[Approval]:
        """Open ones about an order: until they are decided, it may not be changed."""

    def decided(self, kind: str | None, limit: int) -> list[Approval]:
        """Decided ones of a kind (None: of any), the newest request first; withdrawn ones left out."""


class Shipments(Book[Shipment], Protocol):
    """Shipments."""

    def of_order(self, order_id: int) -> list[Shipment]:
        """All of an order, newest first."""

    def of_customer(self, customer_id: int) -> list[Shipment]:
        """All of a customer, newest first."""

    def open(self, owners: Sequence[int] | None, limit: int) -> list[Shipment]:
        """Those under way of these owners or of their customers (None: everybody's), newest first."""


class Milestones(Book[MilestoneEvent], Protocol):
    """What was told of shipments' ways: planned, expected, happened."""

    def of_shipment(self, shipment_id: int) -> list[MilestoneEvent]:
        """All of one shipment, retracted ones too, in the order they were told."""

    def of_shipments(self, shipment_ids: Sequence[int]) -> dict[int, list[MilestoneEvent]]:
        """The same of many; one without any is not there."""

    def by_source(self, shipment_id: int, source_id: str) -> MilestoneEvent | None:
        """What a feed told under its own number."""


class Duties(Book[Duty], Protocol):
    """Duties to tell customers."""

    def of_shipment(self, shipment_id: int) -> list[Duty]:
        """All of one shipment, oldest first."""

    def open_of_owner(self, owner_id: int) -> list[Duty]:
        """Open ones of one owner, oldest first."""

    def open_of(self, shipment_ids: Sequence[int]) -> dict[int, list[Duty]]:
        """Open ones of many shipments; one without any is not there."""


class Documents(Book[Document], Protocol):
    """Archived papers."""

    def of_shipment(self, shipment_id: int) -> list[Document]:
        """All of one shipment, retracted ones too, oldest first."""

    def of_order(self, order_id: int) -> list[Document]:
        """All of one order and its shipments, oldest first."""

    def of_customer(self, customer_id: int) -> list[Document]:
        """All of one customer, oldest first."""

"""The books of shipments, of what was told of their way, and of the duties to tell their customers."""

from collections.abc import Sequence
from itertools import groupby

from sqlalchemy import bindparam

from bot.domain.refs import Kind
from bot.domain.shipments import Duty, Shipment
from bot.domain.timeline import MilestoneEvent
from bot.storage.books import SqlBook
from bot.storage.shapes import SHAPES
from bot.storage.statements import Statement
from bot.storage.tables import CUSTOMERS, DUTIES, MILESTONES, SHIPMENTS

_S, _M, _D = SHIPMENTS.c, MILESTONES.c, DUTIES.c
_ALL = SHAPES[Kind.SHIPMENT].all.where(_S.is_cancelled.is_(False)).order_by(_S.id.desc())
_OF_ORDER = Statement(_ALL.where(_S.order_id == bindparam("order_number")))
_OF_CUSTOMER = Statement(_ALL.where(_S.customer_id == bindparam("customer")))
_EVENTS = SHAPES[Kind.MILESTONE].all.order_by(_M.id)
_OF_SHIPMENT = Statement(_EVENTS.where(_M.shipment_id == bindparam("shipment")))
_BY_SOURCE = Statement(
    SHAPES[Kind.MILESTONE]
    .all.where(_M.shipment_id == bindparam("shipment"), _M.source_id == bindparam("source"))
    .order_by(_M.reported_at.desc(), _M.id.desc())
    .limit(1)
)
_DUTIES = SHAPES[Kind.DUTY].all.order_by(_D.id)
_DUTIES_OF_SHIPMENT = Statement(_DUTIES.where(_D.shipment_id == bindparam("shipment")))
_DUTIES_OF_OWNER = Statement(_DUTIES.where(_D.owner_id == bindparam("owner"), _D.closed_at.is_(None)))
_AT_ONCE = 500


class SqlShipments(SqlBook[Shipment]):
    """Shipments. Those taken back are in no list."""

    def of_order(self, order_id: int) -> list[Shipment]:
        """All of an order, newest first."""
        return self.found(_OF_ORDER, order_number=order_id)

    def of_customer(self, customer_id: int) -> list[Shipment]:
        """All of a customer, newest first."""
        return self.found(_OF_CUSTOMER, topic=customer_id, customer=customer_id)

    def open(self, owners: Sequence[int] | None, limit: int) -> list[Shipment]:
        """Those under way of these owners or of their customers (None: everybody's), newest first."""
        wanted = _ALL.where(_S.is_closed.is_(False)).limit(limit)
        if owners is not None:
            wanted = wanted.join(CUSTOMERS, CUSTOMERS.c.id == _S.customer_id)
            wanted = wanted.where(_S.owner_id.in_(owners) | CUSTOMERS.c.owner_id.in_(owners))
        return self.chosen(wanted)


class SqlMilestones(SqlBook[MilestoneEvent]):
    """What was told of shipments' ways."""

    def of_shipment(self, shipment_id: int) -> list[MilestoneEvent]:
        """All of one shipment, retracted ones too, in the order they were told."""
        return self.found(_OF_SHIPMENT, shipment=shipment_id)

    def of_shipments(self, shipment_ids: Sequence[int]) -> dict[int, list[MilestoneEvent]]:
        """The same of many."""
        found: list[MilestoneEvent] = []
        for start in range(0, len(shipment_ids), _AT_ONCE):
            found += self.chosen(_EVENTS.where(_M.shipment_id.in_(shipment_ids[start : start + _AT_ONCE])))
        found.sort(key=lambda event: (event.shipment_id, event.id))
        return {number: list(events) for number, events in groupby(found, key=lambda event: event.shipment_id)}

    def by_source(self, shipment_id: int, source_id: str) -> MilestoneEvent | None:
        """What a feed told under its own number."""
        return next(iter(self.found(_BY_SOURCE, shipment=shipment_id, source=source_id)), None)


class SqlDuties(SqlBook[Duty]):
    """Duties to tell customers."""

    def of_shipment(self, shipment_id: int) -> list[Duty]:
        """All of one shipment, oldest first."""
        return self.found(_DUTIES_OF_SHIPMENT, shipment=shipment_id)

    def open_of_owner(self, owner_id: int) -> list[Duty]:
        """Open ones of one owner, oldest first."""
        return self.found(_DUTIES_OF_OWNER, owner=owner_id)

    def open_of(self, shipment_ids: Sequence[int]) -> dict[int, list[Duty]]:
        """Open ones of many shipments."""
        found: list[Duty] = []
        for start in range(0, len(shipment_ids), _AT_ONCE):
            chosen = _DUTIES.where(_D.closed_at.is_(None), _D.shipment_id.in_(shipment_ids[start : start + _AT_ONCE]))
            found += self.chosen(chosen)
        found.sort(key=lambda duty: (duty.shipment_id, duty.id))
        return {number: list(duties) for number, duties in groupby(found, key=lambda duty: duty.shipment_id)}

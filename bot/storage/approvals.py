"""The book of requests for a written yes."""

from sqlalchemy import bindparam, or_

from bot.domain.approvals import OPEN, Approval, ApprovalState
from bot.domain.refs import Kind
from bot.storage.books import SqlBook
from bot.storage.shapes import SHAPES
from bot.storage.statements import Statement
from bot.storage.tables import APPROVALS

_A = APPROVALS.c
_ALL = SHAPES[Kind.APPROVAL].all
_NEWEST = _ALL.order_by(_A.id.desc())
_DONE = tuple(state for state in ApprovalState if state not in OPEN | {ApprovalState.WITHDRAWN})
_IS_OPEN = or_(*(_A.state == state.value for state in sorted(OPEN)))
_IS_DECIDED = or_(*(_A.state == state.value for state in _DONE))
_OPEN = Statement(_ALL.where(_IS_OPEN).order_by(_A.id))
_OF_REQUESTER = Statement(_NEWEST.where(_A.requester_id == bindparam("person")).limit(bindparam("most")))
_OF_CUSTOMER = Statement(_NEWEST.where(_A.customer_id == bindparam("customer")).limit(bindparam("most")))
_OF_ORDER = Statement(_NEWEST.where(_A.order_id == bindparam("order_number")))
_LOCKING = Statement(_NEWEST.where(_A.order_id == bindparam("order_number"), _IS_OPEN))
_DECIDED = Statement(_NEWEST.where(_IS_DECIDED).limit(bindparam("most")))
_DECIDED_OF_KIND = Statement(_NEWEST.where(_IS_DECIDED, _A.kind == bindparam("sort")).limit(bindparam("most")))


class SqlApprovals(SqlBook[Approval]):
    """Requests for a written yes."""

    def open(self) -> list[Approval]:
        """All that wait for a decision, oldest first."""
        return self.found(_OPEN)

    def of_requester(self, person_id: int, limit: int) -> list[Approval]:
        """What one person asked for, newest first."""
        return self.found(_OF_REQUESTER, person=person_id, most=limit)

    def of_customer(self, customer_id: int, limit: int) -> list[Approval]:
        """All about one customer, newest first."""
        return self.found(_OF_CUSTOMER, topic=customer_id, customer=customer_id, most=limit)

    def of_order(self, order_id: int) -> list[Approval]:
        """All about one order, newest first."""
        return self.found(_OF_ORDER, order_number=order_id)

    def locking(self, order_id: int) -> list[Approval]:
        """Open ones about an order."""
        return self.found(_LOCKING, order_number=order_id)

    def decided(self, kind: str | None, limit: int) -> list[Approval]:
        """Decided ones of a kind, the newest request first; withdrawn ones left out."""
        if kind is None:
            return self.found(_DECIDED, most=limit)
        return self.found(_DECIDED_OF_KIND, sort=kind, most=limit)

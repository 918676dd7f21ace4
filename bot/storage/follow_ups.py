"""The book of promises."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import bindparam, func, select

from bot.domain.follow_ups import FollowUp, FollowUpState
from bot.domain.refs import Kind
from bot.storage.books import SqlBook
from bot.storage.rooms import gaps, in_rooms, named
from bot.storage.shapes import SHAPES
from bot.storage.statements import Statement
from bot.storage.tables import FOLLOW_UPS

_F = FOLLOW_UPS.c
_OPEN = SHAPES[Kind.FOLLOW_UP].all.where(_F.state == FollowUpState.OPEN.value).order_by(_F.due_at, _F.id)
_OF_CUSTOMER = Statement(_OPEN.where(_F.customer_id == bindparam("customer")), is_kept=True)
_ALL_OF_CUSTOMER = Statement(
    SHAPES[Kind.FOLLOW_UP].all.where(_F.customer_id == bindparam("customer")).order_by(_F.id.desc())
)
_OF_OWNER = Statement(_OPEN.where(_F.owner_id == bindparam("owner"), _F.due_at < bindparam("until")))
_COUNT = Statement(
    select(func.count())
    .select_from(FOLLOW_UPS)
    .where(_F.owner_id == bindparam("owner"), _F.state == FollowUpState.OPEN.value, _F.due_at < bindparam("until"))
)
_OVERDUE = Statement(_OPEN.where(_F.due_at < bindparam("until")).limit(bindparam("most")))
_DUE_BETWEEN = Statement(
    SHAPES[Kind.FOLLOW_UP]
    .all.where(_F.owner_id == bindparam("owner"), _F.due_at >= bindparam("since"), _F.due_at < bindparam("until"))
    .order_by(_F.due_at, _F.id)
)


@cache
def _next_due(room: int) -> Statement:
    due = select(_F.customer_id, func.min(_F.due_at)).where(_F.state == FollowUpState.OPEN.value)
    return Statement(due.where(_F.customer_id.in_(gaps(room))).group_by(_F.customer_id))


class SqlFollowUps(SqlBook[FollowUp]):
    """Promises."""

    def open_of_customer(self, customer_id: int) -> list[FollowUp]:
        """Open ones, soonest first."""
        return self.found(_OF_CUSTOMER, topic=customer_id, customer=customer_id)

    def next_due(self, customer_ids: Sequence[int]) -> dict[int, datetime]:
        """When the soonest open one of each is due; who has none is not among them."""
        asked = (self._unit.rows(_next_due(len(some)), named(some)) for some in in_rooms(customer_ids))
        return {int(number): at for rows in asked for number, at in rows}

    def of_customer(self, customer_id: int) -> list[FollowUp]:
        """All, whatever became of them, newest first."""
        return self.found(_ALL_OF_CUSTOMER, topic=customer_id, customer=customer_id)

    def open_of_owner(self, owner_id: int, until: datetime) -> list[FollowUp]:
        """Open ones due before the moment, soonest first."""
        return self.found(_OF_OWNER, owner=owner_id, until=until)

    def count_open(self, owner_id: int, until: datetime) -> int:
        """How many open ones are due before the moment."""
        return int(self._unit.rows(_COUNT, {"owner": owner_id, "until": until})[0][0])

    def due_between(self, owner_ids: Sequence[int], since: datetime, until: datetime) -> list[FollowUp]:
        """All of these owners due between the moments, whatever became of them, by owner and moment."""
        return [one for owner in owner_ids for one in self.found(_DUE_BETWEEN, owner=owner, since=since, until=until)]

    def open_overdue(self, before: datetime, limit: int) -> list[FollowUp]:
        """Open ones of everybody due before the moment, oldest first."""
        return self.found(_OVERDUE, until=before, most=limit)

"""The book of orders."""

from collections.abc import Sequence

from sqlalchemy import bindparam

from bot.domain.naming import name_key
from bot.domain.orders import Order
from bot.domain.refs import Kind
from bot.storage.books import SqlBook
from bot.storage.shapes import SHAPES
from bot.storage.statements import Statement
from bot.storage.tables import CUSTOMERS, ORDERS

_O = ORDERS.c
_ALL = SHAPES[Kind.ORDER].all.order_by(_O.id.desc())
_BY_NUMBER = Statement(
    SHAPES[Kind.ORDER].all.where(_O.number_key == bindparam("key")).order_by(_O.is_cancelled, _O.id.desc()).limit(1)
)
_OF_CUSTOMER = Statement(_ALL.where(_O.customer_id == bindparam("customer")))


class SqlOrders(SqlBook[Order]):
    """Orders."""

    def by_number(self, number: str) -> Order | None:
        """The order of this number, whatever its case; a cancelled one only where no other has it."""
        return next(iter(self.found(_BY_NUMBER, key=name_key(number))), None)

    def of_customer(self, customer_id: int) -> list[Order]:
        """All of a customer, newest first."""
        return self.found(_OF_CUSTOMER, topic=customer_id, customer=customer_id)

    def listed(self, owners: Sequence[int] | None, limit: int) -> list[Order]:
        """Orders not cancelled of customers with these owners, newest first."""
        wanted = _ALL.where(_O.is_cancelled.is_(False)).limit(limit)
        if owners is not None:
            wanted = wanted.join(CUSTOMERS, CUSTOMERS.c.id == _O.customer_id).where(CUSTOMERS.c.owner_id.in_(owners))
        return self.chosen(wanted)

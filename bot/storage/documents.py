"""The book of archived papers. Their contents lie in `files.py`'s folder; here stands what they are."""

from sqlalchemy import bindparam

from bot.domain.papers import Document
from bot.domain.refs import Kind
from bot.storage.books import SqlBook
from bot.storage.shapes import SHAPES
from bot.storage.statements import Statement
from bot.storage.tables import DOCUMENTS

_D = DOCUMENTS.c
_ALL = SHAPES[Kind.DOCUMENT].all.order_by(_D.id)
_OF_SHIPMENT = Statement(_ALL.where(_D.shipment_id == bindparam("shipment")))
_OF_ORDER = Statement(_ALL.where(_D.order_id == bindparam("order_number")))
_OF_CUSTOMER = Statement(_ALL.where(_D.customer_id == bindparam("customer")))


class SqlDocuments(SqlBook[Document]):
    """Archived papers."""

    def of_shipment(self, shipment_id: int) -> list[Document]:
        """All of one shipment, retracted ones too, oldest first."""
        return self.found(_OF_SHIPMENT, shipment=shipment_id)

    def of_order(self, order_id: int) -> list[Document]:
        """All of one order and its shipments, oldest first."""
        return self.found(_OF_ORDER, order_number=order_id)

    def of_customer(self, customer_id: int) -> list[Document]:
        """All of one customer, oldest first."""
        return self.found(_OF_CUSTOMER, topic=customer_id, customer=customer_id)

"""A paper in the archive: what it is, whose, which edition, and the digest under which its content is kept."""

from datetime import datetime

from bot.domain.documents import DocumentKind
from bot.domain.filetypes import FileKind
from bot.domain.records import Personal, Record


class Document(Record, frozen=True, kw_only=True):
    """One archived file, of a shipment or of a conversation with a customer; of an order or a customer alone otherwise.

    `name` is generated and only a label; `edition` counts the papers of one kind of its shipment (else of its order
    or customer) from 1. A newer edition never replaces an older one. A wrong one is retracted; its content stays.
    """

    customer_id: int
    order_id: int | None = None
    shipment_id: int | None = None
    contact_id: int | None = None
    kind: DocumentKind
    name: Personal[str]
    folder: Personal[str]
    """Year, customer and kind, joined by `/`: how it is filed for people, never a path on a disk."""
    edition: int
    is_signed: bool = False
    sha256: str
    size: int
    content: FileKind
    note: Personal[str] = ""
    added_at: datetime
    added_by: int
    is_retracted: bool = False

    @property
    def code(self) -> str:
        """What people type for it."""
        return f"D{self.id}"

    @property
    def digest(self) -> str:
        """The first 12 digits of its SHA-256, as people see them."""
        return self.sha256[:12]

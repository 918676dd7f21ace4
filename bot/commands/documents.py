"""The papers of a shipment: sent in, filed, listed, and handed out again."""

from typing import ClassVar

from bot.commands.command import Command, Key, Part
from bot.commands.fields import DocumentKindField, FolderField, HomeField, TextField
from bot.domain.documents import DocumentKind
from bot.domain.filetypes import FileKind


class FileDocument(Command):
    """The word that goes with a file: whose paper it is (a shipment's, an order's, a customer's), and which."""

    verb = "doc"
    shape: ClassVar[tuple[Part, ...]] = ("about", "kind", "note")
    right = "documents.write"
    example: ClassVar[tuple[str, ...]] = ("doc S7 BL", "doc PI20240517-A contract")

    about: HomeField
    kind: DocumentKindField
    note: TextField | None = None


class FileSignedDocument(FileDocument):
    """The same for a signed copy."""

    shape: ClassVar[tuple[Part, ...]] = ("about", "kind", Key("signed"), "note")
    example = ("doc S7 contract signed",)


class FileAlbum(Command):
    """From the desk: a further file of an album belongs where the first one went, which brought the words."""

    right = "documents.write"

    album: str


class ShowDocuments(Command):
    """A shipment's papers: what is there and missing, who owes it and by when; an order's; a customer's; or one."""

    verb = "doc"
    shape = ("about",)
    right = "records.read"
    changes = False
    example = ("doc S7", "doc ABC")

    about: FolderField


class FetchedFile(Command):
    """What the porter's words on a fetched file share: the errand, where the file belongs, and its note."""

    arrival: int
    shipment_id: int | None = None
    customer_id: int | None = None
    order_id: int | None = None
    contact_id: int | None = None
    kind: DocumentKind
    note: str = ""


class ArchiveDocument(FetchedFile):
    """From the porter: the file has come, its content is kept, and it can be filed."""

    right = "documents.write"

    is_signed: bool = False
    sha256: str
    size: int
    content: FileKind


class RefuseDocument(FetchedFile):
    """From the porter: the file cannot be kept; the one who sent it is told why."""

    right = "documents.write"

    reason: str
    """One of `filetypes.Refusal`, or `no_room`, `not_fetched`."""


class HandOutDocument(Command):
    """*Get file*: somebody takes a paper out of the archive, which the trail remembers."""

    right = "documents.read"

    document_id: int


class RetractDocument(Command):
    """*Wrong paper*: it was filed wrongly and counts no more; its content stays."""

    right = "documents.write"

    document_id: int

"""What takes longer than an answer: a file to fetch, a picture to draw, a mail to send, a list to write or read."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol, TypeAlias

from msgspec import Struct

from bot.domain.documents import DocumentKind
from bot.domain.people import Language
from bot.domain.phrases import Phrase
from bot.ports.requests import Arrival, Place, Speaker


class Fetch(Struct, frozen=True):
    """A file that came along, to be fetched, looked at, kept and filed where it belongs."""

    arrival: Arrival
    shipment_id: int | None
    kind: DocumentKind
    note: str = ""
    is_signed: bool = False
    customer_id: int | None = None
    order_id: int | None = None
    contact_id: int | None = None


class Bar(Struct, frozen=True):
    """One shipment of the picture: its code and name, and its planned and actual way, as aware moments."""

    label: str
    planned_from: datetime | None = None
    planned_to: datetime | None = None
    actual_from: datetime | None = None
    actual_to: datetime | None = None
    is_late: bool = False


class Draw(Struct, frozen=True):
    """A picture of shipments, with its words, for a reader of one language and zone."""

    bars: tuple[Bar, ...]
    title: Phrase
    planned: Phrase
    actual: Phrase
    late: Phrase
    now: datetime
    language: Language
    zone: str


class Series(Struct, frozen=True):
    """One sort of thing counted: its name, a colour as `#rrggbb`, and its number under each label of the panel."""

    name: Phrase
    colour: str
    counts: tuple[int, ...]


class Panel(Struct, frozen=True):
    """Columns of stacked counts over the same labels; `is_lying`: bars from the left instead, for names."""

    title: Phrase
    labels: tuple[Phrase, ...]
    series: tuple[Series, ...]
    is_lying: bool = False


class Chart(Struct, frozen=True):
    """A picture of counts, with its words, for a reader of one language and zone. `shows`: week or kept."""

    title: Phrase
    panels: tuple[Panel, ...]
    shows: str
    language: Language
    zone: str


class Mail(Struct, frozen=True):
    """A notice to a customer: to which address, and its words in the customer's language. `parts`: a paragraph each."""

    duty_id: int
    to: str
    subject: Phrase
    parts: tuple[Phrase, ...]
    language: Language
    zone: str


class Pack(Struct, frozen=True):
    """All that somebody may take out of the desk, to be written into files in that person's language and zone."""

    person_id: int
    language: Language
    zone: str


class Sheet(Struct, frozen=True):
    """A spreadsheet to be taken over, or only looked at. `digest`: of the content that was looked at and is to be
    written; empty: only look."""

    arrival: Arrival
    digest: str = ""


class Errand(Struct, frozen=True):
    """One thing to be done outside the desk, for whom, and where its answer goes."""

    speaker: Speaker
    place: Place
    task: Fetch | Draw | Chart | Mail | Pack | Sheet


class OpenErrand(Struct, frozen=True):
    """An errand as it stands in its book."""

    number: int
    errand: Errand
    attempts: int


Task: TypeAlias = Fetch | Draw | Chart | Mail | Pack | Sheet
Picture: TypeAlias = Draw | Chart


class Errands(Protocol):
    """Errands not yet done. They leave no trail of their own; what comes of them does."""

    def put(self, errand: Errand, at: datetime) -> int:
        """Write it, in the transaction of whoever asked; gives its number."""

    def due(self, at: datetime, limit: int) -> Sequence[OpenErrand]:
        """Those to be done now, the longest ready first. Reads only."""

    def of_album(self, album: str) -> Errand | None:
        """The last one that fetches, or fetched, a file of this album. Reads only."""

    def later(self, number: int, at: datetime) -> None:
        """It could not be done; try again at the moment."""

    def done(self, number: int) -> bool:
        """Strike it out; false when it was struck out already."""

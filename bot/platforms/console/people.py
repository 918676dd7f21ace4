"""Who sits at the console: the people of the desk, and the sessions by which a browser is known as one of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.people import Language, Person


class Roster(Protocol):
    """The people of the desk, as the books have them just now."""

    async def people(self) -> Sequence[Person]:
        """Everybody who is active, by name."""


class Sessions(Protocol):
    """Browsers that are known. Only hashes of codes and tokens are kept."""

    async def enter(self, code: str, at: datetime) -> str | None:
        """Use up a one-time code; the new session's token, or None for a code unknown, used or too old."""

    async def begin(self, person_id: int, at: datetime) -> str:
        """A new session for a person, without a code: where one chooses as whom to speak."""

    async def person_of(self, token: str, at: datetime) -> int | None:
        """Whose session it is; None once it has ended."""

    async def end(self, token: str) -> None:
        """Leave. A token that is not known is no fault."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody before the page: their number, and the person if they (still) belong to the desk."""

    person_id: int
    person: Person | None
    language: Language
    zone: str
    locale: str | None
    csrf: str

    @property
    def name(self) -> str:
        """As the desk calls them."""
        return self.person.name if self.person is not None else f"#{self.person_id}"

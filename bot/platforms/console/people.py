"""Who sits before the page."""

from msgspec import Struct

from bot.domain.people import Language, Person


class Visitor(Struct, frozen=True):
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

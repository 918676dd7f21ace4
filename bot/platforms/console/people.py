"""Who sits before the page."""

from dataclasses import dataclass

from bot.domain.people import Language, Person


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

"""Who may be meant by a mention or a name in a line."""

from bot.domain.refs import Kind, Ref
from bot.ports.ledger import Ledger
from bot.ports.requests import Request


class People:
    """Who may be meant by a mention or a name; the grammar asks it."""

    def __init__(self, ledger: Ledger, request: Request) -> None:
        self._ledger, self._platform = ledger, request.place.platform

    def by_account(self, account: str) -> Ref | None:
        """The person behind an account of the platform that is spoken on."""
        found = self._ledger.accounts.of(self._platform, account)
        person = self._ledger.people.get(found.person_id) if found else None
        return Ref(Kind.PERSON, person.id, person.name) if person else None

    def by_name(self, name: str) -> list[Ref]:
        """People of this name."""
        return [Ref(Kind.PERSON, p.id, p.name) for p in self._ledger.people.named(name)]

"""The books of the team: people, their accounts on the platforms, and one-time codes."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from msgspec.structs import replace
from sqlalchemy import bindparam, func, select

from bot.domain.naming import name_key
from bot.domain.people import Account, Invitation, Person, PlatformName
from bot.domain.refs import Kind
from bot.storage.books import SqlBook
from bot.storage.shapes import SHAPES
from bot.storage.statements import Statement
from bot.storage.tables import ACCOUNTS, INVITATIONS, PEOPLE

NOTED_FOR = timedelta(minutes=1)
"""Somebody seen less than this ago need not be noted again."""

_A = ACCOUNTS.c
_EVERYBODY = Statement(SHAPES[Kind.PERSON].all.order_by(PEOPLE.c.id), is_kept=True)
_ACCOUNT = Statement(
    SHAPES[Kind.ACCOUNT].all.where(_A.platform == bindparam("on"), _A.account == bindparam("number")), is_kept=True
)
_ACCOUNTS_OF = Statement(
    SHAPES[Kind.ACCOUNT].all.where(_A.person_id == bindparam("person")).order_by(_A.id), is_kept=True
)
_NAMED_SO = Statement(select(_A.person_id, _A.shown_name).where(_A.shown_name != ""))
_CODE = Statement(SHAPES[Kind.INVITATION].all.where(INVITATIONS.c.code_hash == bindparam("hash")))
_CODES_OF = Statement(
    SHAPES[Kind.INVITATION]
    .all.where(INVITATIONS.c.person_id == bindparam("person"), INVITATIONS.c.purpose == bindparam("what"))
    .order_by(INVITATIONS.c.id)
)


class SqlPeople(SqlBook[Person]):
    """The team."""

    def named(self, name: str) -> list[Person]:
        """Active people called so, or whose name begins with it as a whole word; those called exactly so alone."""
        key = name_key(name)
        if not key:
            return []
        names: dict[int, set[str]] = {}
        for person_id, shown in self._unit.rows(_NAMED_SO):
            names.setdefault(person_id, set()).add(name_key(shown))
        active = [person for person in self.everybody() if person.is_active]
        for person in active:
            names.setdefault(person.id, set()).add(name_key(person.name))
        exact = [person for person in active if key in names[person.id]]
        return exact or [p for p in active if any(known.startswith(f"{key} ") for known in names[p.id])]

    def everybody(self) -> list[Person]:
        """All people, by number."""
        return self.found(_EVERYBODY)

    def with_role(self, role: str) -> list[Person]:
        """Active people of a role."""
        return [person for person in self.everybody() if person.is_active and person.role.value == role]


class SqlAccounts(SqlBook[Account]):
    """People's accounts on the platforms."""

    def of(self, platform: PlatformName, account: str) -> Account | None:
        """The account of this platform number."""
        return next(iter(self.found(_ACCOUNT, on=platform.value, number=account)), None)

    def of_person(self, person_id: int) -> list[Account]:
        """All of one person, last seen first."""
        found = self.found(_ACCOUNTS_OF, person=person_id)
        seen = [account for account in found if account.seen_at is not None]
        return sorted(seen, key=_seen_at, reverse=True) + [account for account in found if account.seen_at is None]

    def saw(self, account: Account, at: datetime, chat: str | None, locale: str | None, zone: str | None) -> None:
        """Note that somebody was here, where they are reached, and what their profile says; leaves no trail."""
        current = self.get(account.id) or account
        told = {"chat": chat, "locale": locale, "zone": zone}
        news: dict[str, Any] = {
            name: value for name, value in told.items() if value is not None and value != getattr(current, name)
        }
        if not news and current.seen_at is not None and at - current.seen_at < NOTED_FOR:
            return
        self._overwrite(current, replace(current, seen_at=at, **news))

    def last_seen(self, person_ids: Sequence[int]) -> dict[int, datetime]:
        """When each was last here."""
        wanted = select(_A.person_id, func.max(_A.seen_at)).where(_A.person_id.in_(person_ids), _A.seen_at.is_not(None))
        return {int(number): at for number, at in self._unit.select(wanted.group_by(_A.person_id))}


class SqlInvitations(SqlBook[Invitation]):
    """One-time codes."""

    def by_hash(self, code_hash: str) -> Invitation | None:
        """The unspent or spent code of this hash."""
        return next(iter(self.found(_CODE, hash=code_hash)), None)

    def of_person(self, person_id: int, purpose: str) -> list[Invitation]:
        """Every code of this purpose that was given for a person, oldest first."""
        return self.found(_CODES_OF, person=person_id, what=purpose)


def _seen_at(account: Account) -> datetime:
    if account.seen_at is None:
        raise ValueError("never seen")
    return account.seen_at

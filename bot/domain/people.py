"""The people of the firm: who they are, on which platforms they are met, and what their role lets them see and do."""

from collections.abc import Mapping
from datetime import date, datetime, time
from enum import StrEnum

from msgspec import Struct

from bot.domain.records import Personal, Record


class Role(StrEnum):
    """What somebody is in the firm. `CLOCK` is the program itself and is nobody's role."""

    SALES = "sales"
    MERCHANDISER = "merchandiser"
    LOGISTICS = "logistics"
    FINANCE = "finance"
    MANAGER = "manager"
    ADMIN = "admin"
    CLOCK = "clock"


class Scope(StrEnum):
    """How far a right reaches: nothing, one's own, one's team's, everybody's."""

    NONE = "none"
    OWN = "own"
    TEAM = "team"
    ALL = "all"


class PlatformName(StrEnum):
    """Where people speak to the desk."""

    SLACK = "slack"
    TELEGRAM = "telegram"
    CONSOLE = "console"
    TERMINAL = "terminal"
    CLOCK = "clock"

    @property
    def opens_forms_by_press(self) -> bool:
        """Whether a form can be opened only by a press, and a line that needs one is answered with a button."""
        return self is PlatformName.SLACK


class Language(StrEnum):
    """The languages the desk speaks."""

    ZH_CN = "zh-CN"
    ZH_TW = "zh-TW"
    EN = "en"


class Standing(StrEnum):
    """What a platform says of an account: one of the house, a guest, or a stranger."""

    MEMBER = "member"
    GUEST = "guest"
    OUTSIDER = "outsider"


class Person(Record, frozen=True, kw_only=True):
    """One human being, however many accounts they have."""

    name: Personal[str]
    role: Role
    team: str | None = None
    superior_id: int | None = None
    language: Language | None = None
    zone: str | None = None
    country: str | None = None
    quiet_from: time | None = None
    quiet_to: time | None = None
    reach: PlatformName | None = None
    """Where they want to be reached; None: where they were last seen."""
    is_active: bool = True
    absent_from: date | None = None
    absent_until: date | None = None
    deputy_id: int | None = None


class Account(Record, frozen=True, kw_only=True):
    """A person on one platform. `account` is the platform's own number (`T01:U0123`, `4567`), never a shown name."""

    person_id: int
    platform: PlatformName
    account: Personal[str]
    shown_name: Personal[str] = ""
    chat: str | None = None
    """Where the person is reached privately, once known."""
    locale: str | None = None
    zone: str | None = None
    """What the platform's profile last said; a person's own settings come first."""
    seen_at: datetime | None = None
    is_blocked: bool = False


class Invitation(Record, frozen=True, kw_only=True):
    """A one-time code: to join as a role, to link a second account, or to become the first admin."""

    code_hash: str
    purpose: str
    role: Role | None = None
    person_id: int | None = None
    invited_by: int | None = None
    expires_at: datetime
    used_at: datetime | None = None


class RoleRights(Struct, frozen=True):
    """One role's rights, as `rules/roles.toml` gives them. What is not named is not allowed."""

    role: Role
    sees: Scope
    changes: Scope
    may: frozenset[str]


class Rights(Struct, frozen=True):
    """The whole table of roles; deny by default."""

    by_role: Mapping[Role, RoleRights]

    def may(self, person: Person, right: str) -> bool:
        """Whether the person's role has this right at all."""
        rights = self.by_role.get(person.role)
        return person.is_active and rights is not None and right in rights.may

    def sees(self, person: Person, owner: Person | None) -> bool:
        """Whether the person may see what belongs to `owner` (None: nobody's yet)."""
        rights = self.by_role.get(person.role)
        return rights is not None and _reaches(rights.sees, person, owner)

    def changes(self, person: Person, owner: Person | None) -> bool:
        """Whether the person may change what belongs to `owner`."""
        rights = self.by_role.get(person.role)
        return rights is not None and _reaches(rights.changes, person, owner)


def _reaches(scope: Scope, person: Person, owner: Person | None) -> bool:
    match scope:
        case Scope.NONE:
            return False
        case Scope.ALL:
            return True
        case Scope.OWN:
            return owner is None or owner.id == person.id
        case Scope.TEAM:
            if owner is None or owner.id == person.id or owner.superior_id == person.id:
                return True
            return person.team is not None and owner.team == person.team

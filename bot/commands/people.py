"""The team, the rooms, one's own settings, and the desk's rules and help."""

from typing import ClassVar

from bot.commands.command import Command, Key, Part
from bot.commands.fields import (
    AnythingField,
    FactField,
    HoursField,
    LanguageField,
    PersonField,
    PlanField,
    PlatformField,
    RoleField,
    TopicField,
    VerbField,
    WordField,
)
from bot.domain.refs import Ref


class ShowHelp(Command):
    """The verbs, or one verb with its fields and examples."""

    verb = "help"
    shape = ("topic",)
    changes = False
    example = ("help", "help ship")

    topic: VerbField | None = None


class Greet(Command):
    """Telegram's `/start`: the way in, with or without a code."""

    verb = "start"
    shape = ("code",)

    code: WordField | None = None


class ClaimDesk(Command):
    """Become the first admin with the code that the start printed."""

    verb = "team"
    shape = (Key("claim"), "code")

    code: WordField


class InvitePerson(Command):
    """A one-time way in for somebody new."""

    verb = "team"
    shape = (Key("invite"),)
    right = "team.manage"
    example = ("team invite role:sales",)

    role: RoleField
    name: WordField | None = None
    team: WordField | None = None


class LinkAccount(Command):
    """Join two accounts to one person: without a code it gives one, with a code it joins."""

    verb = "team"
    shape = (Key("link"), "code")

    code: WordField | None = None


class ChangePerson(Command):
    """Place somebody: role, team, superior, deputy, absence, or out of the firm."""

    verb = "team"
    shape: ClassVar[tuple[Part, ...]] = ("person",)
    needs_any: ClassVar[tuple[str, ...]] = ("*",)
    right = "team.manage"
    example: ClassVar[tuple[str, ...]] = ("team @boris role:manager",)

    person: PersonField
    role: RoleField | None = None
    team: WordField | None = None
    superior: PersonField | None = None
    name: WordField | None = None
    country: WordField | None = None
    active: WordField | None = None


class PlacePerson(ChangePerson):
    """The same by the role's bare word."""

    shape: ClassVar[tuple[Part, ...]] = ("person", "role")
    needs_any: ClassVar[tuple[str, ...]] = ()
    example: ClassVar[tuple[str, ...]] = ("team @boris manager",)

    role: RoleField


class SetAbsence(Command):
    """Away from one day until another, with a deputy who may decide meanwhile."""

    verb = "team"
    shape = (Key("away"),)
    needs_any = ("until",)

    until: PlanField
    since: PlanField | None = None
    deputy: PersonField | None = None
    person: PersonField | None = None


class ShowTeam(Command):
    """Who is on the desk, in which role, and when last seen."""

    verb = "team"
    shape = ("person",)
    right = "records.read"
    changes = False
    example = ("team",)

    person: PersonField | None = None


class RouteTopic(Command):
    """Post a topic into this place."""

    verb = "route"
    shape = ("topic",)
    right = "routes.manage"
    example = ("route approvals", "route shipments", "route overdue", "route followups", "route seal")

    topic: TopicField


class RouteOff(Command):
    """Take this place out of all topics."""

    verb = "route"
    shape = (Key("off"),)
    right = "routes.manage"
    example = ("route off",)


class ShowRoutes(Command):
    """Which topics are posted where."""

    verb = "route"
    shape = (Key("list"),)
    right = "records.read"
    changes = False


class ChangeSettings(Command):
    """One's own language, zone, quiet hours, where to be reached, and the private calendar address."""

    verb = "settings"
    needs_any = ("*",)
    example = ("settings language:en timezone:Europe/Berlin quiet:20:00-08:00",)

    language: LanguageField | None = None
    timezone: WordField | None = None
    quiet: HoursField | None = None
    reach: PlatformField | None = None
    country: WordField | None = None
    calendar: WordField | None = None


class ShowSettings(Command):
    """One's own settings, as they are."""

    verb = "settings"
    changes = False


class ShowRules(Command):
    """The rules in force, in words."""

    verb = "rules"
    right = "records.read"
    changes = False
    example = ("rules",)


class ShowTrail(Command):
    """What was recorded about something, newest first, twenty at a time."""

    verb = "trail"
    shape = ("about",)
    right = "records.read"
    changes = False
    example = ("trail ABC", "trail PI20240517-A", "trail A5")

    about: AnythingField
    before: int | None = None
    """Only entries below this number; set by *More*."""
    since: FactField | None = None


class VerifyTrail(Command):
    """Recompute the whole trail and say whether it is intact."""

    verb = "verify"
    right = "records.read"
    changes = False
    example = ("verify",)


class UndoLast(Command):
    """Take back one's own last entry, within ten minutes, unless something rests on it."""

    verb = "undo"
    example = ("undo",)


class ReportUndelivered(Command):
    """From the courier: a platform definitely refused a letter; somebody must hear of it another way."""

    right = "clock"

    letter_key: str
    platform: str
    chat: str
    reason: str
    person_id: int | None
    is_shared: bool
    about: Ref | None = None
    """The card that was to be posted."""
    is_change: bool = False
    """Only the change of a message that stands there."""


class ReportRules(Command):
    """From the wiring: the firm's rules file cannot be used any more; the old rules stay in force."""

    right = "clock"

    problem: str
    at: str

"""Whom the words of a rule mean, and when somebody may be disturbed: the same for every time limit of the desk."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from bot.dialogue.replies import Paragraph
from bot.domain.days import office_hours
from bot.domain.escalation import Due
from bot.domain.lengths import lasted
from bot.domain.people import Person, Role
from bot.domain.phrases import phrase
from bot.domain.working_time import (
    Hours,
    add_working_hours,
    is_quiet,
    next_awake,
    next_working_moment,
    working_elapsed,
)
from bot.ports.work import Work

LATE = timedelta(seconds=5)
"""What is posted this long after its time says so: the clock looks every second, and a round may take a few."""
ROLES = frozenset(role.value for role in Role if role is not Role.CLOCK)


class Whose(Struct, frozen=True):
    """Who has to do with a thing that is due. `below`: whose superiors are meant; without it, the owners'."""

    owners: Sequence[int | None]
    requester: int | None = None
    approvers: Sequence[int] = ()
    below: Sequence[int | None] = ()


def people_told(to: Iterable[str], whose: Whose, work: Work) -> tuple[int, ...]:
    """The people behind a rule's words (`owner`, `superior`, a role …) who are still here, each once.

    Where nobody concerned has a superior, the managers answer for it, and where there is none, the admins.
    """
    people: list[int | None] = []
    for word in to:
        match word:
            case "owner":
                people += whose.owners
            case "requester":
                people.append(whose.requester)
            case "approvers":
                people += whose.approvers
            case "superior":
                people += _superiors(whose.below or whose.owners, work)
            case _ if word in ROLES:
                people += [person.id for person in work.books.people.with_role(word)]
    known = (work.books.people.get(number) for number in dict.fromkeys(people) if number is not None)
    return tuple(person.id for person in known if person is not None and person.is_active)


def superior_of(person_id: int | None, work: Work) -> int | None:
    """Somebody's superior, if there is one who is still here."""
    known = work.owner(person_id)
    superior = work.owner(known.superior_id) if known is not None else None
    return superior.id if superior is not None and superior.is_active else None


def hours_of(person: Person | None, work: Work) -> Hours:
    """Somebody's working hours; the firm's, where nobody is named."""
    zone = ZoneInfo(str(work.zone_of(person))) if person is not None else work.rules.firm_zone
    reminders = work.rules.reminders
    return office_hours(person, zone, work.rules.firm_country, reminders.work_from, reminders.work_to)


def good_moment(person: Person, work: Work) -> datetime:
    """Now, or when the person is next at work and may be disturbed."""
    hours = hours_of(person, work)
    moment = next_working_moment(work.clock.now(), hours)
    if person.quiet_from is not None and person.quiet_to is not None:
        if is_quiet(moment, hours.zone, person.quiet_from, person.quiet_to):
            return next_awake(moment, hours.zone, person.quiet_from, person.quiet_to)
    return moment


class OfficeTime(Struct, frozen=True):
    """Only somebody's working hours count."""

    hours: Hours

    @property
    def working_day(self) -> timedelta:
        """The counted time of one working day."""
        start, end = self.hours.start, self.hours.end
        return timedelta(hours=end.hour - start.hour, minutes=end.minute - start.minute)

    def add(self, moment: datetime, span: timedelta) -> datetime:
        """The moment by which `span` of office time has passed."""
        return add_working_hours(moment, span, self.hours)

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        """Office time between the two."""
        return working_elapsed(start, end, self.hours)


def calendar_of(person_id: int | None, work: Work) -> OfficeTime:
    """The working calendar of whoever must act, for limits that count working hours only."""
    return OfficeTime(hours_of(work.owner(person_id), work))


def late(due_at: datetime, work: Work) -> tuple[Paragraph, ...]:
    """The mark on what is posted after its time; nothing where it is posted in time."""
    length = work.clock.now() - due_at
    return (Paragraph(phrase("late-by", length=lasted(length))),) if length > LATE else ()


def is_overtaken(due: Due, plan: Iterable[Due], now: datetime) -> bool:
    """Whether something later of the same plan is due too: after a silence only the last word is said, once."""
    return any(one.attempt > due.attempt and one.moment <= now for one in plan)


def day_of(person: Person, work: Work) -> str:
    """Today where somebody is: nobody is reminded of one thing twice in it."""
    return work.clock.now().astimezone(work.zone_of(person)).date().isoformat()


def _superiors(people: Iterable[int | None], work: Work) -> list[int]:
    below = [number for number in people if number is not None]
    found = [superior for number in below if (superior := superior_of(number, work)) is not None]
    if found:
        return found
    managers = [person.id for person in work.books.people.with_role(Role.MANAGER) if person.id not in below]
    return managers or [person.id for person in work.books.people.with_role(Role.ADMIN)]

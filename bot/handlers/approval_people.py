"""Who may say yes just now: the team as the rules look at it, who stands in for whom, and whom a rule's word means."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.approvals import Approval, Deputy, Standing, Step
from bot.domain.customers import Customer
from bot.domain.people import Person, Role
from bot.domain.spans import local_moment
from bot.handlers.told import Whose, people_told, superior_of
from bot.ports.work import Work

RIGHT = "approvals.decide"


@dataclass(frozen=True, slots=True)
class Team:
    """The people of the firm as the rules of approval choose among them."""

    work: Work

    def with_role(self, role: Role) -> tuple[int, ...]:
        """Everybody of this role."""
        return tuple(person.id for person in self.work.books.people.with_role(role))

    def named(self, name: str) -> int | None:
        """The one person a rules file calls so (`@anna`, a shown name), if there is one."""
        found = self.work.books.people.named(name.removeprefix("@"))
        return found[0].id if len(found) == 1 else None

    def superior_of(self, person: int) -> int | None:
        """The person's superior, if there is one who is still here."""
        return superior_of(person, self.work)

    def deputies_of(self, person: int) -> tuple[Deputy, ...]:
        """Who stands in for the person, and when."""
        known = self.work.books.people.get(person)
        deputy = self.work.owner(known.deputy_id) if known is not None else None
        if known is None or deputy is None or not deputy.is_active or known.absent_until is None:
            return ()
        zone = ZoneInfo(str(self.work.zone_of(known)))
        since = self.work.clock.now()
        if known.absent_from is not None:
            since = local_moment(datetime.combine(known.absent_from, time(0)), zone).astimezone(UTC)
        until = local_moment(datetime.combine(known.absent_until + timedelta(days=1), time(0)), zone)
        return (Deputy(deputy.id, person, since, until.astimezone(UTC)),)


def is_away(person: Person, work: Work) -> bool:
    """Whether somebody is on leave today, in their own zone."""
    day = work.clock.now().astimezone(work.zone_of(person)).date()
    since, until = person.absent_from, person.absent_until
    return until is not None and (since is None or since <= day) and day <= until


def standing_of(person: Person, approval: Approval, work: Work) -> Standing:
    """What is true of a person at this moment: whether they may decide, and for whom they stand in."""
    lent = (p.id for p in work.books.people.everybody() if p.deputy_id == person.id and is_away(p, work))
    keeps_role = all(
        person.role.value in step.roles for step in approval.steps if step.is_open and person.id in step.by_role
    )
    return Standing(work.rights.may(person, RIGHT) and keeps_role, frozenset(lent))


def standing_to_join(person: Person, steps: Iterable[Step], work: Work) -> Standing:
    """Whether somebody may be given a seat in these steps: not past the roles that the rule asks for."""
    fits = all(not step.roles or person.role.value in step.roles for step in steps)
    return Standing(work.rights.may(person, RIGHT) and (fits or work.rights.may(person, "approvals.all")))


def asked_people(approval: Approval, work: Work) -> tuple[int, ...]:
    """Those a request waits for now, and those who stand in for the absent ones among them."""
    now, waiting = work.clock.now(), approval.waiting_for()
    lent = [
        deputy.person
        for step in approval.steps
        if step.is_open
        for deputy in step.deputies
        if deputy.instead_of in waiting and deputy.since <= now and (deputy.until is None or now < deputy.until)
    ]
    return tuple(dict.fromkeys((*waiting, *lent)))


def fit_people(approval: Approval, work: Work) -> tuple[int, ...]:
    """Of those asked, the ones who are here and could decide if they pressed now."""
    people = (work.books.people.get(number) for number in asked_people(approval, work))
    return tuple(p.id for p in people if p is not None and p.is_active and standing_of(p, approval, work).may_decide)


def meant_by(to: tuple[str, ...], approval: Approval, customer: Customer, work: Work) -> tuple[int, ...]:
    """The people behind the words of a rule, each once. The owner is who asked, and whose customer it is; the superior
    is that of the requester and of everybody who has not spoken."""
    below = (approval.requester_id, *approval.waiting_for())
    owners = (approval.requester_id, customer.owner_id)
    return people_told(to, Whose(owners, approval.requester_id, asked_people(approval, work), below), work)


def admins(work: Work) -> tuple[int, ...]:
    """Everybody who looks after the desk."""
    return Team(work).with_role(Role.ADMIN)


def is_reachable(person_id: int, work: Work) -> bool:
    """Whether somebody has an account that the desk could write to."""
    return any(not account.is_blocked for account in work.books.accounts.of_person(person_id))

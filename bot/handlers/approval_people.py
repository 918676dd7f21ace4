"""Who may say yes just now: the team as the rules look at it, who stands in for whom, and whom a rule's word means."""

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from bot.domain.approvals import Approval, Deputy, Standing, Step
from bot.domain.customers import Customer
from bot.domain.people import Person, Role
from bot.domain.spans import local_moment
from bot.handlers.told import Whose, people_told, superior_of
from bot.ports.work import Work

RIGHT = "approvals.decide"


class Team(Struct, frozen=True):
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


def unfilled(approval: Approval, work: Work) -> tuple[int, ...]:
    """The seats that nobody can fill any more, of open steps that cannot be agreed without them.

    A seat is filled while its person, or somebody who stands in, is here and may decide.
    """
    lame: dict[int, None] = {}
    for number, step in enumerate(approval.steps):
        if not step.is_open:
            continue
        taken = {voice.seat for voice in approval.voices(number)}
        empty = [seat for seat in step.approvers if seat not in taken and not _is_filled(approval, step, seat, work)]
        free = len(step.approvers) - len(taken) - len(empty)
        if len(taken) + free < step.needed:
            lame |= dict.fromkeys(empty)
    return tuple(lame)


def stand_ins(approval: Approval, seat: int, work: Work) -> tuple[Deputy, ...]:
    """Who may fill the seat of somebody who cannot: the superior, else the admins; never who asked, or sits beside."""
    now, superior = work.clock.now(), superior_of(seat, work)
    neighbours = {person for step in approval.steps if seat in step.approvers for person in step.approvers}
    for group in ((superior,) if superior is not None else (), admins(work)):
        fit = (p for number in group if (p := work.books.people.get(number)) is not None)
        found = tuple(
            Deputy(p.id, seat, now)
            for p in fit
            if p.id not in (approval.requester_id, *neighbours) and work.rights.may(p, RIGHT)
        )
        if found:
            return found
    return ()


def lent_seats(approval: Approval, work: Work) -> tuple[Deputy, ...]:
    """Deputies of those who went on leave and have not spoken, who do not stand in for them yet."""
    team = Team(work)
    known = {(deputy.person, deputy.instead_of) for step in approval.steps for deputy in step.deputies}
    away = (p for number in approval.waiting_for() if (p := work.books.people.get(number)) and is_away(p, work))
    deputies = (deputy for person in away for deputy in team.deputies_of(person.id))
    return tuple(deputy for deputy in deputies if (deputy.person, deputy.instead_of) not in known)


def _is_filled(approval: Approval, step: Step, seat: int, work: Work) -> bool:
    now, person = work.clock.now(), work.books.people.get(seat)
    if person is not None and person.is_active and standing_of(person, approval, work).may_decide:
        return True
    lent = [d.person for d in step.deputies if d.instead_of == seat and d.since <= now and (d.until or now) >= now]
    if person is not None and person.deputy_id is not None and is_away(person, work):
        lent.append(person.deputy_id)
    others = (work.books.people.get(number) for number in lent)
    return any(other is not None and other.is_active and work.rights.may(other, RIGHT) for other in others)


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

"""The team: who is on the desk, in which role, under whom, and who is away."""

from typing import Any

from bot.commands.people import ChangePerson, PlacePerson, SetAbsence, ShowTeam
from bot.dialogue.cards.people import PersonView, absence_said, person_card, team_card
from bot.dialogue.replies import say
from bot.dialogue.vocabulary import vocabulary
from bot.domain.errors import DomainError, NotAllowed, NotFound
from bot.domain.naming import name_key
from bot.domain.people import Person, Role
from bot.domain.phrases import choice_phrase, phrase
from bot.domain.places import country_code
from bot.domain.refs import Kind, Ref
from bot.handlers.approval_clock import audit_soon
from bot.ports.requests import Notice, Outcome, ToPerson
from bot.ports.work import Work

NOBODY = "-"
"""What is typed to leave a field empty again."""


def show_team(command: ShowTeam, work: Work) -> Outcome:
    """Everybody on the desk, or one of them."""
    if command.person is not None:
        return Outcome(reply=person_card(_view(_found(command.person, work), work)))
    people = sorted(work.books.people.everybody(), key=lambda person: (not person.is_active, person.role, person.id))
    seen = work.books.accounts.last_seen([person.id for person in people])
    lines = [(person, seen.get(person.id)) for person in people]
    return Outcome(reply=team_card(lines, has_figures=work.may("others.today"), may_place=work.may("team.manage")))


def change_person(command: ChangePerson, work: Work) -> Outcome:
    """Place somebody; the person is told of a new role."""
    person = _found(command.person, work)
    fields = _wanted(command, person, work)
    _keep_an_admin(person, fields, work)
    changed = work.books.people.change(person, **fields)
    audit_soon(work)
    notices: tuple[Notice, ...] = ()
    is_placed = (changed.role, changed.is_active) != (person.role, person.is_active) and changed.is_active
    if is_placed and changed.id != work.me.id:
        told = say(phrase("role-told", role=choice_phrase(changed.role), by=work.me.name))
        notices = (Notice(ToPerson(changed.id), told, f"role:{changed.id}:{changed.version}"),)
    reply = person_card(_view(changed, work))
    return Outcome(reply=reply, notices=notices, changed=(Ref(Kind.PERSON, changed.id),))


def place_person(command: PlacePerson, work: Work) -> Outcome:
    """The same by the role's bare word."""
    return change_person(command, work)


def set_absence(command: SetAbsence, work: Work) -> Outcome:
    """Away from one day to another, both included; one's own, or by an admin somebody else's."""
    person = _found(command.person, work) if command.person is not None else work.me
    if person.id != work.me.id and not work.may("team.manage"):
        raise NotAllowed(phrase("absence-not-yours"))
    deputy = _found(command.deputy, work) if command.deputy is not None else None
    if deputy is not None and deputy.id == person.id:
        raise DomainError(phrase("deputy-oneself"), field="deputy")
    since = command.since.at.date() if command.since is not None else work.now().date()
    until = command.until.at.date()
    if until < since:
        raise DomainError(phrase("absence-backwards", since=since, until=until), field="until")
    deputy_id = deputy.id if deputy is not None else None
    work.books.people.change(person, absent_from=since, absent_until=until, deputy_id=deputy_id)
    audit_soon(work)
    notices: tuple[Notice, ...] = ()
    if deputy is not None and deputy.id != work.me.id:
        told = say(phrase("deputy-told", name=person.name, since=since, until=until))
        notices = (Notice(ToPerson(deputy.id), told, f"deputy:{work.request_id}"),)
    text = absence_said(person.name, since, until, deputy.name if deputy is not None else None)
    return Outcome(reply=say(text), notices=notices, changed=(Ref(Kind.PERSON, person.id),))


def _found(ref: Ref, work: Work) -> Person:
    person = work.books.people.get(ref.id)
    if person is None:
        raise NotFound(phrase("person-gone"))
    return person


def _wanted(command: ChangePerson, person: Person, work: Work) -> dict[str, Any]:
    """The fields that were named, as the record holds them."""
    fields: dict[str, Any] = {}
    if command.role is Role.CLOCK:
        raise DomainError(phrase("role-nobodys"), field="role")
    if command.role is not None:
        # Whoever is given a role is let in, were they a stranger until now or somebody who comes back.
        fields |= {"role": command.role, "is_active": True}
    if command.team is not None:
        fields["team"] = None if command.team == NOBODY else command.team
    if command.superior is not None:
        fields["superior_id"] = _superior(_found(command.superior, work), person, work)
    if command.name is not None:
        fields["name"] = command.name
    if command.country is not None:
        fields["country"] = _country(command.country)
    if command.active is not None:
        fields["is_active"] = _yes_or_no(command.active)
    return fields


def _superior(superior: Person, person: Person, work: Work) -> int:
    """The superior's number; nobody is above themselves, however many stand between."""
    above: Person | None = superior
    while above is not None:
        if above.id == person.id:
            raise DomainError(phrase("superior-ring", name=superior.name), field="superior")
        above = work.owner(above.superior_id)
    return superior.id


def _country(text: str) -> str:
    code = country_code(text)
    if code is None:
        raise DomainError(phrase("country-unread", typed=text), field="country")
    return code


def _yes_or_no(text: str) -> bool:
    known, key = vocabulary(), name_key(text) or text
    if key in known.yes:
        return True
    if key in known.no:
        return False
    raise DomainError(phrase("yes-or-no", typed=text), field="active")


def _keep_an_admin(person: Person, fields: dict[str, Any], work: Work) -> None:
    """The desk is never left without an admin."""
    stays = fields.get("role", person.role) is Role.ADMIN and fields.get("is_active", person.is_active)
    if person.role is not Role.ADMIN or not person.is_active or stays:
        return
    if all(admin.id == person.id for admin in work.books.people.with_role(Role.ADMIN)):
        raise DomainError(phrase("last-admin", name=person.name))


def _view(person: Person, work: Work) -> PersonView:
    return PersonView(
        person=person,
        superior=work.owner(person.superior_id),
        deputy=work.owner(person.deputy_id),
        accounts=tuple(work.books.accounts.of_person(person.id)),
        today=work.now().date(),
    )

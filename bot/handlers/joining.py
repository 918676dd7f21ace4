"""The ways onto the desk: an invitation, a code that joins two accounts, and the first admin's code."""

from datetime import datetime, timedelta

from bot.commands.follow_ups import ShowToday
from bot.commands.people import ClaimDesk, Greet, InvitePerson, LinkAccount, ShowHelp
from bot.dialogue.replies import Button, Reply, Small, say
from bot.domain.codes import TRIES_AN_HOUR, VALID_FOR, Purpose, code_hash, fingerprint, new_code
from bot.domain.errors import DomainError, NotAllowed
from bot.domain.people import Account, Invitation, Person, PlatformName, Role
from bot.domain.phrases import Phrase, choice_phrase, phrase, words
from bot.domain.refs import Kind, Ref
from bot.ports.books import UNSAVED
from bot.ports.requests import Outcome
from bot.ports.work import Books, Work

WRONG_CODE = "code.wrong"
"""Type of the trail entry that counts a wrong try."""


def first_claim(books: Books, now: datetime) -> str | None:
    """A fresh code for the first admin, to be printed at the start; None where the desk has an admin.

    Not asked where the settings name admins. Writes, so a transaction must have begun; only the code's hash is kept.
    """
    if books.people.with_role(Role.ADMIN):
        return None
    return _issue(books, Purpose.CLAIM, now)


def invite_person(command: InvitePerson, work: Work) -> Outcome:
    """A one-time way in. With a name the person stands in the team at once; otherwise when they come."""
    if command.role is Role.CLOCK:
        raise DomainError(phrase("role-nobodys"), field="role")
    if command.team and not command.name:
        raise DomainError(phrase("invite-needs-name"), field="name")
    person_id = None
    if command.name:
        person = Person(id=UNSAVED, name=command.name, role=command.role, team=command.team)
        person_id = work.books.people.add(person).id
    code = _issue(work.books, Purpose.INVITE, work.clock.now(), command.role, person_id, work.me.id)
    text = phrase("invite-given", role=choice_phrase(command.role), code=code, until=_until(Purpose.INVITE, work))
    return Outcome(reply=_with_link(text, code, work), hidden=(code,))


def link_account(command: LinkAccount, work: Work) -> Outcome:
    """Without a code: give one for the asker. With one: this account becomes one of the code giver's."""
    if command.code:
        return _enter(command.code, (Purpose.LINK,), work)
    code = _issue(work.books, Purpose.LINK, work.clock.now(), None, work.me.id, work.me.id)
    text = phrase("link-given", code=code, until=_until(Purpose.LINK, work))
    return Outcome(reply=_with_link(text, code, work), hidden=(code,))


def claim_desk(command: ClaimDesk, work: Work) -> Outcome:
    """The first admin comes in with the code the start printed."""
    return _enter(command.code, (Purpose.CLAIM,), work)


def greet(command: Greet, work: Work) -> Outcome:
    """`/start`: a greeting for those who are known, the way in for those who are not; a code opens the door."""
    if command.code:
        return _enter(command.code, tuple(Purpose), work)
    if work.actor is None:
        is_telegram = work.speaker.platform is PlatformName.TELEGRAM
        return Outcome(reply=say(phrase("stranger-telegram") if is_telegram else phrase("stranger")), is_quiet=True)
    return Outcome(reply=_greeting(work.actor), is_quiet=True)


def _enter(code: str, purposes: tuple[Purpose, ...], work: Work) -> Outcome:
    if _wrong_tries(work) >= TRIES_AN_HOUR:
        raise NotAllowed(phrase("code-too-many"))
    invitation = _valid(code, purposes, work)
    if invitation is None:
        # A refusal would take the note back with everything else, and wrong tries would never be counted.
        work.books.trail.note(WRONG_CODE, _trier(work), {})
        return Outcome(reply=say(phrase("code-wrong")), is_quiet=True)
    match Purpose(invitation.purpose):
        case Purpose.INVITE:
            return _come_in(invitation, work)
        case Purpose.LINK:
            return _join(invitation, work)
        case Purpose.CLAIM:
            return _become_admin(invitation, work)


def _come_in(invitation: Invitation, work: Work) -> Outcome:
    if work.actor is not None:
        raise DomainError(phrase("invite-already-here", role=choice_phrase(work.actor.role)))
    books, role = work.books, invitation.role or Role.SALES
    account = books.accounts.of(work.speaker.platform, work.speaker.account)
    person = books.people.get(invitation.person_id or (account.person_id if account else UNSAVED))
    if person is None:
        name = work.speaker.name or work.speaker.account
        person = books.people.add(Person(id=UNSAVED, name=name, role=role))
    elif not person.is_active:
        person = books.people.change(person, is_active=True, role=role)
    _attach(account, person, work)
    _spend(invitation, work)
    return Outcome(reply=_greeting(person))


def _join(invitation: Invitation, work: Work) -> Outcome:
    books = work.books
    person = books.people.get(invitation.person_id or UNSAVED)
    if person is None or not person.is_active:
        raise DomainError(phrase("code-wrong"))
    account = books.accounts.of(work.speaker.platform, work.speaker.account)
    other = books.people.get(account.person_id) if account else None
    if other is not None and other.id == person.id:
        raise DomainError(phrase("link-same"))
    if account is not None and other is not None:
        _leave(other, account, work)
    _attach(account, person, work)
    _spend(invitation, work)
    changed = tuple(Ref(Kind.PERSON, one.id) for one in (person, other) if one is not None)
    return Outcome(reply=say(phrase("link-done", name=person.name, role=choice_phrase(person.role))), changed=changed)


def _leave(other: Person, account: Account, work: Work) -> None:
    """A person whose only account goes over to another is no longer one of the desk."""
    if any(one.id != account.id for one in work.books.accounts.of_person(other.id)) or not other.is_active:
        return
    admins = work.books.people.with_role(Role.ADMIN)
    if other.role is Role.ADMIN and all(admin.id == other.id for admin in admins):
        raise DomainError(phrase("link-last-admin"))
    work.books.people.change(other, is_active=False)


def _become_admin(invitation: Invitation, work: Work) -> Outcome:
    books = work.books
    if books.people.with_role(Role.ADMIN):
        raise NotAllowed(phrase("claim-too-late"))
    person = work.actor
    if person is not None:
        person = books.people.change(person, role=Role.ADMIN)
    else:
        account = books.accounts.of(work.speaker.platform, work.speaker.account)
        name = work.speaker.name or work.speaker.account
        person = books.people.add(Person(id=UNSAVED, name=name, role=Role.ADMIN))
        _attach(account, person, work)
    _spend(invitation, work)
    return Outcome(reply=say(phrase("claim-done", name=person.name)), changed=(Ref(Kind.PERSON, person.id),))


def _attach(account: Account | None, person: Person, work: Work) -> None:
    if account is not None:
        work.books.accounts.change(account, person_id=person.id, is_blocked=False)
        return
    speaker = work.speaker
    work.books.accounts.add(
        Account(
            id=UNSAVED,
            person_id=person.id,
            platform=speaker.platform,
            account=speaker.account,
            shown_name=speaker.name,
            chat=None if work.place.is_shared else work.place.chat,
            locale=speaker.locale,
            zone=speaker.zone,
            seen_at=work.clock.now(),
        )
    )


def _issue(
    books: Books,
    purpose: Purpose,
    now: datetime,
    role: Role | None = None,
    person_id: int | None = None,
    invited_by: int | None = None,
) -> str:
    code = new_code()
    books.invitations.add(
        Invitation(
            id=UNSAVED,
            code_hash=code_hash(code),
            purpose=purpose.value,
            role=role,
            person_id=person_id,
            invited_by=invited_by,
            expires_at=now + VALID_FOR[purpose],
        )
    )
    return code


def _valid(code: str, purposes: tuple[Purpose, ...], work: Work) -> Invitation | None:
    found = work.books.invitations.by_hash(code_hash(code))
    if found is None or found.used_at is not None or found.expires_at <= work.clock.now():
        return None
    return found if found.purpose in purposes else None


def _spend(invitation: Invitation, work: Work) -> None:
    work.books.invitations.change(invitation, used_at=work.clock.now())


def _trier(work: Work) -> Ref:
    return Ref(Kind.ACCOUNT, fingerprint(work.speaker.platform, work.speaker.account))


def _wrong_tries(work: Work) -> int:
    since = work.clock.now() - timedelta(hours=1)
    latest = work.books.trail.about((_trier(work),), None, TRIES_AN_HOUR)
    return sum(entry.type == WRONG_CODE and entry.at > since for entry in latest)


def _until(purpose: Purpose, work: Work) -> datetime:
    return work.clock.now() + VALID_FOR[purpose]


def _with_link(text: Phrase, code: str, work: Work) -> Reply:
    if work.bot_link is None:
        return say(text)
    link = f"{work.bot_link}?start={code}"
    return say(text, Button(phrase("button-open-telegram"), link=link)).plus(Small(words(link)))


def _greeting(person: Person) -> Reply:
    today = Button(phrase("button-today"), ShowToday(), "primary")
    text = phrase("greeting", name=person.name, role=choice_phrase(person.role))
    return say(text, today, Button(phrase("button-help"), ShowHelp()))

"""How the team looks: a line a person, and one person in full."""

from collections.abc import Sequence
from datetime import date, datetime

from msgspec import Struct

from bot.commands.people import ChangePerson
from bot.commands.today import ShowKept
from bot.dialogue.replies import Blank, Block, Button, Buttons, Facts, Heading, Item, Listing, Paragraph, Reply, Small
from bot.domain.people import Account, Person
from bot.domain.phrases import Phrase, choice_phrase, phrase, words
from bot.domain.refs import Kind, Ref


class PersonView(Struct, frozen=True):
    """What a person's card needs: them, those above and beside them, and where they are met."""

    person: Person
    superior: Person | None
    deputy: Person | None
    accounts: tuple[Account, ...]
    today: date


def team_card(
    people: Sequence[tuple[Person, datetime | None]], *, has_figures: bool = False, may_place: bool = False
) -> Reply:
    """Everybody with role, team and when last here; those who left come last. `has_figures`: how promises are kept.

    `may_place`: whoever reads may invite and place people; how that is typed is said too.
    """
    active = tuple(Item(_line(person, seen)) for person, seen in people if person.is_active)
    left = [(person, seen) for person, seen in people if not person.is_active]
    gone = tuple(Item(_line(person, seen), _back(person) if may_place else ()) for person, seen in left)
    blocks: tuple[Block, ...] = (Heading(phrase("team-title", count=len(active))), Listing(active))
    blocks += (Listing(gone, phrase("team-gone")),) if gone else ()
    blocks += (Small(phrase("team-how")),) if may_place else ()
    buttons: tuple[Button, ...] = (Button(phrase("button-invite"), Blank("InvitePerson")),) if may_place else ()
    buttons += (Button(phrase("button-kept"), ShowKept()),) if has_figures else ()
    return Reply((*blocks, Buttons(buttons)) if buttons else blocks)


def _back(person: Person) -> tuple[Button, ...]:
    ref = Ref(Kind.PERSON, person.id, person.name)
    return (Button(phrase("button-person-back"), ChangePerson(person=ref, active="yes")),)


def person_card(view: PersonView) -> Reply:
    """One person: role, team, superior, accounts, absence."""
    person = view.person
    pairs: list[tuple[Phrase, Phrase]] = [(phrase("kept-role"), choice_phrase(person.role))]
    for label, text in (
        (phrase("kept-team"), person.team),
        (phrase("kept-superior-id"), view.superior.name if view.superior else None),
        (phrase("kept-country"), person.country),
        (phrase("kept-zone"), person.zone),
    ):
        if text:
            pairs.append((label, words(text)))
    pairs.extend((choice_phrase(account.platform), _account(account)) for account in view.accounts)
    blocks = (Heading(words(person.name)), Facts(tuple(pairs)))
    return Reply((*blocks, *_notes(view)), Ref(Kind.PERSON, person.id, person.name))


def absence_said(name: str, since: date, until: date, deputy: str | None) -> Phrase:
    """Who is away, from which day to which, and who stands in."""
    if deputy is None:
        return phrase("absence-set", name=name, since=since, until=until)
    return phrase("absence-set-deputy", name=name, since=since, until=until, deputy=deputy)


def _notes(view: PersonView) -> tuple[Paragraph, ...]:
    notes = [] if view.person.is_active else [Paragraph(phrase("person-left"))]
    since, until = view.person.absent_from, view.person.absent_until
    if until is not None and until >= view.today:
        deputy = view.deputy.name if view.deputy else None
        notes.append(Paragraph(absence_said(view.person.name, since or view.today, until, deputy)))
    return tuple(notes)


def _line(person: Person, seen: datetime | None) -> Phrase:
    last = phrase("seen-at", at=seen) if seen is not None else phrase("seen-never")
    role = choice_phrase(person.role)
    if person.team:
        return phrase("team-line-team", name=person.name, role=role, team=person.team, seen=last)
    return phrase("team-line", name=person.name, role=role, seen=last)


def _account(account: Account) -> Phrase:
    name = account.shown_name or account.account
    return phrase("account-seen", name=name, at=account.seen_at) if account.seen_at else words(name)

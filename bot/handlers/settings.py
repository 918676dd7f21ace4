"""One's own settings: language, zone, quiet hours, and where to be reached."""

from functools import cache
from typing import Any
from zoneinfo import available_timezones

from bot.commands.people import ChangeSettings, ShowSettings
from bot.dialogue.replies import Block, Facts, Heading, Paragraph, Reply
from bot.dialogue.vocabulary import vocabulary
from bot.domain.errors import DomainError
from bot.domain.naming import name_key
from bot.domain.people import Person, PlatformName
from bot.domain.phrases import Phrase, choice_phrase, phrase, words
from bot.domain.places import country_code, zone_of
from bot.domain.refs import Kind, Ref
from bot.handlers.calendar import switch_calendar
from bot.ports.requests import Outcome
from bot.ports.work import Work


def change_settings(command: ChangeSettings, work: Work) -> Outcome:
    """Change what was named; the rest stays."""
    fields: dict[str, Any] = {}
    if command.language is not None:
        fields["language"] = command.language
    if command.timezone is not None:
        fields["zone"] = _zone(command.timezone, work.me)
    if command.country is not None:
        fields["country"] = _country(command.country)
    if command.quiet is not None:
        is_empty = command.quiet.start == command.quiet.end
        fields["quiet_from"] = None if is_empty else command.quiet.start
        fields["quiet_to"] = None if is_empty else command.quiet.end
    if command.reach is not None:
        fields["reach"] = _reach(command.reach, work)
    said: tuple[Block, ...] = ()
    hidden: tuple[str, ...] = ()
    if command.calendar is not None:
        said, hidden = switch_calendar(_yes_or_no(command.calendar), work)
    person = work.books.people.change(work.me, **fields)
    reply = _card(person, work, Paragraph(phrase("settings-kept")), *said)
    return Outcome(reply=reply, changed=(Ref(Kind.PERSON, person.id),), hidden=hidden)


def show_settings(command: ShowSettings, work: Work) -> Outcome:
    """One's own settings as they are, and what follows where none was chosen."""
    return Outcome(reply=_card(work.me, work))


def _zone(text: str, person: Person) -> str:
    """A zone by its own name, by a city, or by a country that keeps one time."""
    name = _zone_names().get(text.strip().casefold().replace(" ", "_"))
    zone = name or zone_of(None, text) or zone_of(person.country, text) or zone_of(text)
    if zone is None:
        raise DomainError(phrase("zone-unread", typed=text), field="timezone")
    return zone


@cache
def _zone_names() -> dict[str, str]:
    return {name.casefold(): name for name in available_timezones() if "/" in name or name == "UTC"}


def _yes_or_no(text: str) -> bool:
    known, key = vocabulary(), name_key(text) or text
    if key in known.yes or key in known.no:
        return key in known.yes
    raise DomainError(phrase("yes-or-no", typed=text), field="calendar")


def _country(text: str) -> str:
    code = country_code(text)
    if code is None:
        raise DomainError(phrase("country-unread", typed=text), field="country")
    return code


def _reach(platform: PlatformName, work: Work) -> PlatformName:
    if all(account.platform is not platform for account in work.books.accounts.of_person(work.me.id)):
        raise DomainError(phrase("reach-no-account", platform=choice_phrase(platform)), field="reach")
    return platform


def _card(person: Person, work: Work, *before: Block) -> Reply:
    zone = words(person.zone) if person.zone else phrase("settings-usual", value=work.zone.key)
    quiet = phrase("settings-none")
    if person.quiet_from is not None and person.quiet_to is not None:
        quiet = words(f"{person.quiet_from:%H:%M}-{person.quiet_to:%H:%M}")
    pairs: tuple[tuple[Phrase, Phrase], ...] = (
        (phrase("kept-language"), choice_phrase(person.language or work.language)),
        (phrase("kept-zone"), zone),
        (phrase("settings-now"), phrase("settings-moment", at=work.clock.now())),
        (phrase("settings-quiet"), quiet),
        (phrase("kept-reach"), choice_phrase(person.reach) if person.reach else phrase("settings-last-seen")),
        (phrase("kept-country"), words(person.country or work.rules.firm_country)),
        (phrase("kept-role"), choice_phrase(person.role)),
    )
    return Reply((*before, Heading(phrase("settings-title", name=person.name)), Facts(pairs)))

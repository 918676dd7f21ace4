"""Who is speaking: the person behind an account, in which language and zone, or a stranger."""

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec import Struct
from msgspec.structs import replace

from bot.desk.house import House
from bot.domain.people import Account, Language, Person, PlatformName, Role, Standing
from bot.ports.books import UNSAVED
from bot.ports.ledger import Ledger
from bot.ports.requests import Place, Speaker


class Known(Struct, frozen=True):
    """The asker as the desk sees them. `person` is None for a stranger and for the clock."""

    person: Person | None
    account: Account | None
    language: Language
    zone: ZoneInfo


def recognise(house: House, ledger: Ledger, speaker: Speaker) -> Known:
    """Find the person behind an account. Reads only; somebody who left the firm is a stranger again."""
    if speaker.platform is PlatformName.CLOCK:
        return Known(None, None, house.language, ZoneInfo(house.zone))
    account = ledger.accounts.of(speaker.platform, speaker.account)
    person_id = account.person_id if account is not None else _number_of(speaker)
    person = ledger.people.get(person_id) if person_id is not None else None
    if person is not None and not person.is_active:
        person = None
    return _known(house, person, account, speaker)


def welcome(house: House, ledger: Ledger, speaker: Speaker, place: Place, now: datetime) -> Known:
    """Recognise, note that they were here, and place a new member of the house where the settings allow it."""
    known = recognise(house, ledger, speaker)
    account, person = known.account, known.person
    if account is None and person is None and (role := _role_of_newcomer(house, speaker)) is not None:
        person = ledger.people.add(_newcomer(speaker, role))
    if account is None and person is not None:
        account = ledger.accounts.add(_account(speaker, person))
    elif account is not None and person is not None and speaker.name and person.name == _nameless(speaker):
        account = ledger.accounts.change(account, shown_name=speaker.name)
        person = ledger.people.change(person, name=speaker.name)
    if account is not None:
        private = None if place.is_shared or place.is_page else place.chat
        ledger.accounts.saw(account, now, private, speaker.locale, speaker.zone)
    return _known(house, person, account, speaker)


def meet(house: House, ledger: Ledger, by: Person, named: Speaker) -> None:
    """Open a page for somebody who is spoken of before they have spoken themselves.

    A member of the house gets the role the settings give. Anybody else is put down only by whoever may place people,
    and stays a stranger until they are given a role.
    """
    if ledger.accounts.of(named.platform, named.account) is not None:
        return
    role = _role_of_newcomer(house, named)
    if role is None and not house.rules().rights.may(by, "team.manage"):
        return
    stranger = replace(_newcomer(named, Role.SALES), is_active=False)
    person = ledger.people.add(_newcomer(named, role) if role is not None else stranger)
    # Whoever comes in is seen in the same breath; of somebody who was only named, the profile is kept right away.
    ledger.accounts.add(replace(_account(named, person), locale=named.locale, zone=named.zone))


def expect(house: House, ledger: Ledger, named: Speaker) -> bool:
    """Open a page for an admin whom the settings name, before their first word; false: the platform does not vouch for
    them. Who is on the desk already stays what the desk made of them, unless it has no admin at all."""
    if not _is_of_the_house(named) or not is_named_admin(house, named.platform, named.account):
        return False
    account = ledger.accounts.of(named.platform, named.account)
    if account is None:
        person = ledger.people.add(_newcomer(named, Role.ADMIN))
        ledger.accounts.add(replace(_account(named, person), locale=named.locale, zone=named.zone))
    elif not ledger.people.with_role(Role.ADMIN) and (known := ledger.people.get(account.person_id)) is not None:
        ledger.people.change(known, role=Role.ADMIN, is_active=True)
    return True


def _newcomer(speaker: Speaker, role: Role) -> Person:
    return Person(id=UNSAVED, name=speaker.name or _nameless(speaker), role=role)


def _nameless(speaker: Speaker) -> str:
    """What somebody goes by until their platform shows a name: as the settings would name them."""
    return f"{speaker.platform}:{speaker.account.rpartition(':')[2]}"


def _account(speaker: Speaker, person: Person) -> Account:
    return Account(
        id=UNSAVED,
        person_id=person.id,
        platform=speaker.platform,
        account=speaker.account,
        shown_name=speaker.name,
    )


def _known(house: House, person: Person | None, account: Account | None, speaker: Speaker) -> Known:
    return Known(person, account, language_of(house, person, speaker.locale), zone_of(house, person, speaker.zone))


def is_named_admin(house: House, platform: PlatformName, account: str) -> bool:
    """Whether the settings name this account as admin; Slack's may be named without its workspace."""
    return any(p is platform and account in (a, account.partition(":")[0] + ":" + a) for p, a in house.admins)


def language_of(house: House, person: Person | None, locale: str | None) -> Language:
    """A person's own choice, else the platform's where it is Chinese or English, else the firm's."""
    if person is not None and person.language is not None:
        return person.language
    match (locale or "").replace("_", "-").lower():
        case "zh-tw" | "zh-hk" | "zh-hant" | "zh-mo" | "zh-hant-tw" | "zh-hant-hk":
            return Language.ZH_TW
        case text if text.startswith("zh"):
            return Language.ZH_CN
        case text if text.startswith("en"):
            return Language.EN
        case _:
            return house.language


def zone_of(house: House, person: Person | None, profile_zone: str | None) -> ZoneInfo:
    """A person's own zone, else their profile's, else the firm's; an unknown name is passed over."""
    for name in (person.zone if person else None, profile_zone, house.zone):
        if name:
            try:
                return ZoneInfo(name)
            except (ZoneInfoNotFoundError, ValueError):
                continue
    return ZoneInfo("UTC")


def _number_of(speaker: Speaker) -> int | None:
    """On the desk's own platforms an account is the person's number; who may speak as whom is settled before."""
    is_own = speaker.platform in (PlatformName.CONSOLE, PlatformName.TERMINAL)
    return int(speaker.account) if is_own and speaker.account.isdecimal() else None


def _is_of_the_house(speaker: Speaker) -> bool:
    """Telegram vouches for nobody: a number that the settings name is enough there."""
    return speaker.standing is Standing.MEMBER or speaker.platform is PlatformName.TELEGRAM


def _role_of_newcomer(house: House, speaker: Speaker) -> Role | None:
    if _is_of_the_house(speaker) and is_named_admin(house, speaker.platform, speaker.account):
        return Role.ADMIN
    if speaker.standing is Standing.MEMBER:
        return house.default_roles.get(speaker.platform)
    return None

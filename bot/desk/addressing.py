"""Whom a notice reaches, and where: what comes of it are letters for the outbox."""

from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from bot.desk.house import House
from bot.desk.recognise import language_of, zone_of
from bot.desk.ticketing import ticketed
from bot.dialogue.replies import Reply
from bot.domain.people import Account, Language, Person, PlatformName
from bot.domain.refs import Ref
from bot.ports.ledger import Ledger, Letter
from bot.ports.requests import Notice, Place, ToPerson, ToPlace, ToTopic


class _Reach(Struct, frozen=True):
    """Where somebody is told things, and how."""

    place: Place
    language: Language
    zone: str


class Addressing:
    """Writes the letters of one moment; whoever is told many things in it is looked up once."""

    def __init__(self, house: House, ledger: Ledger, now: datetime) -> None:
        self._house, self._ledger, self._now = house, ledger, now
        self._reaches: dict[int, _Reach | None] = {}

    def letters(self, notice: Notice, cause: str, hidden: tuple[str, ...] = ()) -> list[Letter]:
        """A letter for everywhere the notice is to be read; none where nobody can be reached."""
        match notice.to:
            case ToPerson(person_id):
                return self._to_person(notice, person_id, cause, hidden)
            case ToTopic(topic):
                places = [
                    Place(r.platform, r.chat, r.thread, is_shared=True) for r in self._ledger.routes.of_topic(topic)
                ]
            case ToPlace(place):
                places = [replace(place, message=None, respond=None)]
        return [
            Letter(
                key=f"{notice.key}:{place.platform}:{place.chat}:{place.thread or ''}",
                place=place,
                reply=self._reply(notice, None, place.platform),
                language=self._house.language,
                zone=self._house.zone,
                cause=cause,
                is_undrawn=notice.is_undrawn,
            )
            for place in places
            if place.platform in self._house.doors
        ]

    def _to_person(self, notice: Notice, person_id: int, cause: str, hidden: tuple[str, ...]) -> list[Letter]:
        if person_id not in self._reaches:
            self._reaches[person_id] = self._reach(person_id)
        reach = self._reaches[person_id]
        if reach is None:
            return []
        is_next = notice.is_pinned and notice.reply.card is not None
        unpins = self._take_turn(notice.reply.card, reach.place.platform) if is_next else None
        return [
            Letter(
                key=f"{notice.key}:person:{person_id}",
                place=reach.place,
                reply=self._reply(notice, person_id, reach.place.platform),
                language=reach.language,
                zone=reach.zone,
                person_id=person_id,
                cause=cause,
                is_pinned=notice.is_pinned,
                unpins=unpins,
                hidden=hidden,
                is_undrawn=notice.is_undrawn,
            )
        ]

    def _reply(self, notice: Notice, person_id: int | None, platform: PlatformName) -> Reply:
        """What a letter bears; one that is undrawn gets its buttons, and their tickets, when it is drawn."""
        if notice.is_undrawn:
            return notice.reply
        return ticketed(self._ledger, notice.reply, person_id, platform, self._now)

    def _take_turn(self, card: Ref | None, platform: PlatformName) -> str | None:
        """What stood posted of the card is history from now on; gives the message that stood at the chat's head."""
        pinned = None
        for copy in self._ledger.posted.of(card) if card is not None else ():
            if copy.place.is_page:
                continue
            self._ledger.posted.leave(copy.place, copy.message)
            if copy.is_pinned and copy.place.platform is platform:
                pinned = copy.message
        return pinned

    def _reach(self, person_id: int) -> _Reach | None:
        person = self._ledger.people.get(person_id)
        account = self._account(person) if person is not None else None
        if person is None or account is None:
            return None
        return _Reach(
            Place(account.platform, account.chat or account.account),
            language_of(self._house, person, account.locale),
            zone_of(self._house, person, account.zone).key,
        )

    def _account(self, person: Person) -> Account | None:
        """The account where a person is told things: as they chose, else where they were last seen."""
        accounts = [
            a
            for a in self._ledger.accounts.of_person(person.id)
            if a.platform in self._house.doors and not a.is_blocked
        ]
        chosen = [account for account in accounts if account.platform is person.reach]
        return next(iter(chosen or accounts), None)

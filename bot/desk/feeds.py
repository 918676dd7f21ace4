"""What is fetched from the desk by an address alone: somebody's calendar, read with that person's own eyes."""

import asyncio

from msgspec import Struct

from bot.desk.house import House
from bot.desk.recognise import Known, language_of, zone_of
from bot.desk.workplaces import workplace
from bot.domain.agenda import Entry
from bot.domain.people import Language, PlatformName
from bot.domain.refs import Kind, Ref
from bot.handlers.calendar import calendar_entries, calendar_owner
from bot.ports.console import DIRECT
from bot.ports.ledger import Ledger, Via
from bot.ports.requests import Answer, Place, Speaker

READ = "calendar.read"
"""Type of the trail entry that says a calendar was fetched; once a day, however often its program looks."""
READING = "records.read"


class Feed(Struct, frozen=True):
    """A calendar: its entries, for a reader of one language and zone."""

    entries: tuple[Entry, ...]
    name: str
    language: Language
    zone: str


class Feeds:
    """Answers those who hold an address. Keeps nothing."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def calendar(self, code: str) -> Feed | None:
        """The calendar of this address; None for one that is wrong or was taken back."""
        store = self._house.store
        feed, is_noted = await asyncio.wrap_future(store.read(lambda ledger: self._read(ledger, code)))
        if feed is not None and not is_noted:
            await asyncio.wrap_future(store.write(lambda ledger: self._note(ledger, code)))
        return feed

    def _read(self, ledger: Ledger, code: str) -> tuple[Feed | None, bool]:
        now, rules = self._house.clock.now(), self._house.rules()
        found = calendar_owner(ledger, code, now)
        if found is None or not rules.rights.may(found[0], READING):
            return None, False
        person, address = found
        known = Known(person, None, language_of(self._house, person, None), zone_of(self._house, person, None))
        speaker = Speaker(PlatformName.CONSOLE, str(person.id), person.name)
        work = workplace(self._house, ledger, speaker, known, Place(PlatformName.CONSOLE, f"{DIRECT}{person.id}"))
        is_noted = ledger.receipts.find(self._day(address.id)) is not None
        return Feed(calendar_entries(work), person.name, known.language, known.zone.key), is_noted

    def _note(self, ledger: Ledger, code: str) -> None:
        now = self._house.clock.now()
        found = calendar_owner(ledger, code, now)
        if found is None or ledger.receipts.find(day := self._day(found[1].id)) is not None:
            return
        ledger.begin(Via(day, found[0].id, PlatformName.CONSOLE, "calendar", now))
        ledger.trail.note(READ, Ref(Kind.PERSON, found[0].id), {})
        ledger.receipts.keep(day, Answer(), now)

    def _day(self, number: int) -> str:
        return f"calendar:{number}:{self._house.clock.now().date()}"

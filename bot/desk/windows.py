"""The desk's windows: what somebody may look at without asking a question in words, and the buttons handed out there.

Nothing is decided here: who looks is recognised as for every request, what they see is bounded by the same rights, and
what they press comes in by the one door.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import TypeVar

from bot.desk.house import House
from bot.desk.recognise import recognise
from bot.desk.workplaces import workplace
from bot.dialogue.replies import Reply, buttons_in
from bot.domain.errors import NotAllowed
from bot.domain.people import PlatformName
from bot.domain.phrases import choice_phrase, phrase
from bot.ports.console import DIRECT
from bot.ports.ledger import Ledger
from bot.ports.requests import Place, Speaker
from bot.ports.work import Work

T = TypeVar("T")
READING = "records.read"


class Windows:
    """See `bot.ports.console.Windows`. Keeps nothing between looks."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def look(self, speaker: Speaker, question: Callable[[Work], T]) -> T:
        """Ask the books on a reader connection. Raises `NotAllowed` for strangers, and what the question raises."""
        return await asyncio.wrap_future(self._house.store.read(lambda ledger: self._asked(ledger, speaker, question)))

    async def hand_out(self, speaker: Speaker, replies: Sequence[Reply]) -> tuple[Reply, ...]:
        """The same replies, every button of theirs good for this person alone."""
        if not any(buttons_in(reply) for reply in replies):
            return tuple(replies)
        now = self._house.clock.now()

        def job(ledger: Ledger) -> tuple[Reply, ...]:
            person = recognise(self._house, ledger, speaker).person
            if person is None:
                raise NotAllowed(phrase("stranger"))
            return tuple(ledger.tickets.issue(reply, person.id, now) for reply in replies)

        return await asyncio.wrap_future(self._house.store.write(job))

    def _asked(self, ledger: Ledger, speaker: Speaker, question: Callable[[Work], T]) -> T:
        known = recognise(self._house, ledger, speaker)
        if known.person is None:
            raise NotAllowed(phrase("stranger"))
        if not self._house.rules().rights.may(known.person, READING):
            raise NotAllowed(phrase("no-right", role=choice_phrase(known.person.role)))
        place = Place(PlatformName.CONSOLE, f"{DIRECT}{known.person.id}")
        return question(workplace(self._house, ledger, speaker, known, place))

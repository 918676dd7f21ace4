"""What the desk does for the clock: thousands of promises may fall due in one moment, and each is told by itself.

What is due is written down in that moment, and no more than that: many timers share a job, what they are about is
looked up together, and a reminder goes into the outbox undrawn. Its card is drawn when its letter is taken, which may
be minutes later where a chat bears one message a second, and shows the thing as it stands then.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from bot.commands.command import Command
from bot.commands.follow_ups import EscalateFollowUp, RemindFollowUp
from bot.desk.addressing import Addressing
from bot.desk.house import House
from bot.desk.putting_aside import put_aside
from bot.desk.table import CARDS, HANDLERS, own_card
from bot.desk.ticketing import ticketed
from bot.desk.workplaces import clock_workplace
from bot.dialogue.replies import Block, Heading, Reply
from bot.domain.people import PlatformName
from bot.domain.refs import Ref
from bot.handlers import reminders
from bot.ports.ledger import Ledger, Letter, StorageFault, Via
from bot.ports.requests import DueTimer, Ordered, Request
from bot.ports.work import Work

FORESEEN: Mapping[type[Command], Callable[[Sequence[Any], Work], None]] = {
    RemindFollowUp: reminders.foresee_follow_ups,
    EscalateFollowUp: reminders.foresee_follow_ups,
}
"""What thousands may ask for in one moment, and what looks up together all that their handlers will ask the books.

Such a handler writes nothing into the trail and gives notices, and nothing else."""


TOGETHER = 48
"""Timers of one job: some eight thousandths of a second, the grain in which people and time take turns. In smaller jobs
what each looks up and strikes out by itself weighs more: of sixteen, ten thousand take a seventh longer."""


class Moment(Struct, frozen=True):
    """A clock that stands: all of one job happens in one moment."""

    at: datetime

    def now(self) -> datetime:
        """That moment."""
        return self.at


Part: TypeAlias = Sequence[Request]
"""Requests that are served by one job."""


def in_parts(requests: Sequence[Request]) -> Iterator[Part]:
    """What can be served together, at most `TOGETHER` at a time; whatever else is asked, by itself."""
    waiting: list[Request] = []
    for request in requests:
        if _timer(request) is None:
            yield (request,)
            continue
        waiting.append(request)
        if len(waiting) == TOGETHER:
            yield waiting
            waiting = []
    if waiting:
        yield waiting


def timers_in(part: Part) -> list[tuple[Request, DueTimer]] | None:
    """The timers behind the requests of a part; None where it holds one that is served by itself."""
    due = [(request, timer) for request in part if (timer := _timer(request)) is not None]
    return due or None


def _timer(request: Request) -> DueTimer | None:
    asked = request.asked
    return asked.timer if isinstance(asked, Ordered) and type(asked.command) in FORESEEN else None


class Clockwork:
    """Serves what is due, many timers in one transaction, and draws what was written undrawn. Keeps nothing."""

    def __init__(self, house: House) -> None:
        self._house = house

    def serve(self, ledger: Ledger, due: Sequence[tuple[Request, DueTimer]]) -> None:
        """Strike the timers out and do what they ask, each all or nothing; who was quicker has done it already."""
        now = self._house.clock.now()
        standing = ledger.alarms.strike([timer for _, timer in due])
        mine = [(request, timer.command) for request, timer in due if timer.key in standing]
        work = clock_workplace(self._house, ledger, Moment(now))
        for kind, foresee in FORESEEN.items():
            if commands := [command for _, command in mine if type(command) is kind]:
                foresee(commands, work)
        addressing = Addressing(self._house, ledger, now)
        for request, command in mine:
            ledger.begin(Via(request.id, None, PlatformName.CLOCK, request.place.chat, now))
            try:
                with ledger.attempt():
                    for notice in HANDLERS[type(command)](command, work).notices:
                        ledger.outbox.put(addressing.letters(notice, request.id), now)
            except StorageFault:
                raise
            except Exception as error:
                put_aside(ledger, request.id, {"asked": command}, error, now)

    def draw(self, ledger: Ledger, letter: Letter) -> Letter | None:
        """The letter with its card as it stands now; None where there is nothing to show, or it cannot be drawn."""
        now = self._house.clock.now()
        try:
            with ledger.attempt():
                card = _card(letter.reply.card, letter.person_id, clock_workplace(self._house, ledger, Moment(now)))
                if card is None:
                    return None
                marked = _marked(card, letter.reply.blocks)
                reply = ticketed(ledger, marked, letter.person_id, letter.place.platform, now)
        except StorageFault:
            raise
        except Exception as error:
            # One card that cannot be drawn must not keep all other letters from going.
            put_aside(ledger, f"draw:{letter.key}", {"asked": letter.reply.card}, error, now)
            return None
        return replace(letter, reply=reply, is_undrawn=False)


def _card(ref: Ref | None, person_id: int | None, work: Work) -> Reply | None:
    """The card of a thing: a person's own, where theirs differs."""
    if ref is None:
        return None
    draw = CARDS.get(ref.kind)
    return own_card(ref, person_id, work) or (draw(ref, work) if draw is not None else None)


def _marked(card: Reply, marks: Sequence[Block]) -> Reply:
    """The card with its marks, such as how late it comes, under its heading."""
    head = 1 if card.blocks and isinstance(card.blocks[0], Heading) else 0
    return Reply((*card.blocks[:head], *marks, *card.blocks[head:]), card.card)

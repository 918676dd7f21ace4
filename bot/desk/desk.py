"""The one door of the house: everything asked, by whomever and however, passes here exactly once."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from bot.commands.command import Command
from bot.commands.registry import commands_of
from bot.desk.clockwork import Clockwork, Part, in_parts, timers_in
from bot.desk.handing import Hands
from bot.desk.house import House
from bot.desk.putting_aside import put_aside
from bot.desk.recognise import Known, meet, recognise, welcome
from bot.desk.table import HANDLERS, STRANGERS_MAY, create_first
from bot.desk.understand import Asks, Creates, Meant, Reader
from bot.desk.with_files import and_files
from bot.desk.workplaces import workplace
from bot.dialogue import grammar
from bot.dialogue.replies import Continue
from bot.domain.errors import DomainError, NotAllowed
from bot.domain.people import Person, PlatformName
from bot.domain.phrases import Phrase, choice_phrase, phrase
from bot.domain.refs import Kind, Ref
from bot.ports.ledger import Ledger, Letter, StorageFault, Via
from bot.ports.requests import Answer, AskMore, Filled, Ordered, Outcome, Request, Said
from bot.ports.work import Work

MOST_STEPS = 4
"""How often one request may go on with another line; a longer chain is a fault of ours."""


class _Looked(Struct, frozen=True):
    """A question's outcome, found on a reader connection."""

    outcome: Outcome
    known: Known


WAYS_IN = frozenset({"start", "team"})
"""First words that are read of a stranger: `/start CODE`, `/team claim CODE`, `/team link CODE`."""


class Desk:
    """Serves requests. Keeps nothing between them."""

    def __init__(self, house: House) -> None:
        self._house, self._clockwork = house, Clockwork(house)

    async def hear(self, request: Request) -> Answer:
        """Serve a request: durable before it returns, and the same answer to the same request again.

        Raises only when the store itself fails; then nothing was written and the platform must not acknowledge.
        """
        store = self._house.store
        if self._is_perhaps_question(request):
            looked = await asyncio.wrap_future(store.read(lambda ledger: self._look(ledger, request)))
            if looked is not None and looked.outcome.has_no_buttons:
                return Hands(self._house, None, request, looked.known, self._house.clock.now()).show(looked.outcome)
            if looked is not None:
                return await self._committed(lambda ledger: self._hand_out(ledger, request, looked))
        return await self._committed(partial(self.serve, request=request))

    async def hear_all(self, requests: list[Request]) -> list[Answer | BaseException]:
        """Serve many, giving way to whoever asks meanwhile; a failed one does not disturb the others."""
        parts = list(in_parts(requests))
        jobs = (self._committed(partial(self._serve_part, part=part), is_patient=True) for part in parts)
        ends = await asyncio.gather(*jobs, return_exceptions=True)
        return [end for part, end in zip(parts, ends, strict=True) for _ in part]

    def _serve_part(self, ledger: Ledger, part: Part) -> Answer:
        """What is due together in one go; anything else stands in a part of its own."""
        if (due := timers_in(part)) is None:
            return self.serve(ledger, part[0])
        self._clockwork.serve(ledger, due)
        return Answer()

    def draw(self, ledger: Ledger, letter: Letter) -> Letter | None:
        """For whoever takes letters: one that was written undrawn, as it is to be shown now."""
        return self._clockwork.draw(ledger, letter)

    async def _committed(self, job: Callable[[Ledger], Answer], *, is_patient: bool = False) -> Answer:
        """What a job of the writer's answers, once it is durable. Who carries letters is woken where there are any."""

        def noting(ledger: Ledger) -> tuple[Answer, bool]:
            return job(ledger), ledger.leaves_work()

        answer, leaves_work = await self._house.store.commit(noting, is_patient=is_patient)
        if leaves_work:
            self._house.wake()
        return answer

    def serve(self, ledger: Ledger, request: Request) -> Answer:
        """Serve inside a transaction; the writer's thread calls it. Everything of it stands or falls together."""
        if isinstance(request.asked, Ordered) and request.asked.timer is not None:
            if not ledger.alarms.done(request.asked.timer):
                return Answer()
        elif (seen := ledger.receipts.find(request.id)) is not None:
            return seen
        now = self._house.clock.now()
        speaker, place = request.speaker, request.place
        ledger.begin(Via(request.id, None, speaker.platform, place.chat, now))
        known = welcome(self._house, ledger, speaker, place, now)
        ledger.begin(Via(request.id, known.person.id if known.person else None, speaker.platform, place.chat, now))
        answer = self._answer(ledger, request, known, now)
        if speaker.platform is not PlatformName.CLOCK:
            ledger.receipts.keep(request.id, answer, now)
        return answer

    def _answer(self, ledger: Ledger, request: Request, known: Known, now: datetime) -> Answer:
        hands = Hands(self._house, ledger, request, known, now)
        try:
            with ledger.attempt():
                if known.person is not None and isinstance(request.asked, Said):
                    for named in request.asked.named:
                        meet(self._house, ledger, known.person, named)
                hands.begin()
                work = self._work(ledger, request, known)
                outcome = self._carry_out(ledger, request, known, work)
                # What was just done may have changed who the asker is, and in which language they want the answer.
                hands.known = recognise(self._house, ledger, request.speaker)
                return hands.hand_over(outcome, work)
        except DomainError as refusal:
            if isinstance(refusal, NotAllowed) and known.person is not None:
                self._note_refusal(ledger, known.person, refusal)
            return hands.refuse(refusal.reason, refusal.field)
        except Exception as error:
            if isinstance(error, StorageFault):
                raise
            code = put_aside(ledger, request.id, {"asked": request.asked, "place": request.place}, error, now)
            return hands.refuse(phrase("went-wrong", code=code), None)

    def _carry_out(self, ledger: Ledger, request: Request, known: Known, work: Work) -> Outcome:
        if known.person is None and not self._is_way_in(request):
            raise NotAllowed(_way_in_from(request))
        reader = Reader(self._house, ledger, work, request, known)
        meaning = reader.read()
        outcome = Outcome()
        for _ in range(MOST_STEPS):
            match meaning:
                case Asks(form, reply):
                    asks = Outcome(reply=reply, form=form, replaces=reader.is_settling)
                    return reader.reminded(outcome.joined(asks))
                case Creates(name, line):
                    meaning = Meant(create_first(name, line))
                case Meant(command, card):
                    self._check_right(request, known, command)
                    step = HANDLERS[type(command)](command, replace(work, pressed_card=card, files=reader.files))
                    step, reader.files = and_files(step, command, replace(work, files=reader.files)), ()
                    outcome = outcome.joined(step)
                    outcome.replaces = outcome.replaces or reader.is_settling
                    match step.then:
                        case None:
                            return reader.reminded(outcome)
                        case Continue(line):
                            meaning = reader.line(line)
                        case AskMore() as more:
                            _keep_open(request, more)
                            meaning = reader.ask_more(more)
                        case following:
                            meaning = Meant(following)
        raise RuntimeError("a request went on without end")

    def _look(self, ledger: Ledger, request: Request) -> _Looked | None:
        """Serve a question on a reader connection. None: it would write, or be refused, and goes to the writer."""
        known = recognise(self._house, ledger, request.speaker)
        if known.person is None or ledger.drafts.asked(known.person.id, request.place) is not None:
            return None
        work = self._work(ledger, request, known)
        try:
            meaning = Reader(self._house, ledger, work, request, known).read()
            if not isinstance(meaning, Meant) or meaning.command.changes:
                return None
            self._check_right(request, known, meaning.command)
            return _Looked(HANDLERS[type(meaning.command)](meaning.command, work), known)
        except (DomainError, StorageFault):
            # A form is to be kept, which only the writer can; a store that truly fails says so there again.
            return None

    def _hand_out(self, ledger: Ledger, request: Request, looked: _Looked) -> Answer:
        now = self._house.clock.now()
        person = looked.known.person
        ledger.begin(Via(request.id, person.id if person else None, request.speaker.platform, request.place.chat, now))
        return Hands(self._house, ledger, request, looked.known, now).hand_over(looked.outcome)

    def _work(self, ledger: Ledger, request: Request, known: Known) -> Work:
        files = request.asked.files if isinstance(request.asked, Said) else ()
        return workplace(self._house, ledger, request.speaker, known, request.place, request.id, files)

    def _check_right(self, request: Request, known: Known, command: Command) -> None:
        if command.right == "clock" or request.speaker.platform is PlatformName.CLOCK:
            if request.speaker.platform is not PlatformName.CLOCK or not isinstance(request.asked, Ordered):
                raise NotAllowed(phrase("clock-only"))
            return
        if known.person is None:
            if type(command) not in STRANGERS_MAY:
                raise NotAllowed(_way_in_from(request))
        elif command.right != "self" and not self._house.rules().rights.may(known.person, command.right):
            raise NotAllowed(phrase("no-right", role=choice_phrase(known.person.role)))

    def _note_refusal(self, ledger: Ledger, person: Person, refusal: NotAllowed) -> None:
        about = refusal.about or Ref(Kind.PERSON, person.id)
        ledger.trail.note("refused", about, {"reason": refusal.kept})

    def _is_way_in(self, request: Request) -> bool:
        """Whether a stranger asks for one of the few things strangers may: nothing else of theirs is even read."""
        match request.asked:
            case Ordered():
                return True
            case Said(text):
                return grammar.verb_of(text, self._house.command_prefix) in WAYS_IN
            case _:
                return False

    def _is_perhaps_question(self, request: Request) -> bool:
        if not isinstance(request.asked, Said) or request.asked.files or not request.is_answered_inline:
            return False
        verb = grammar.verb_of(request.asked.text, self._house.command_prefix)
        return verb is not None and any(not command.changes for command in commands_of(verb))


def _way_in_from(request: Request) -> Phrase:
    """What a stranger is told, and nothing else."""
    return phrase("stranger-telegram") if request.speaker.platform is PlatformName.TELEGRAM else phrase("stranger")


def _keep_open(request: Request, more: AskMore) -> None:
    """A form that stands open stays so, with the sentence at its field."""
    if isinstance(request.asked, Filled) and request.has_modal:
        field, reason = next(iter(more.errors.items()))
        raise DomainError(reason, field=field)

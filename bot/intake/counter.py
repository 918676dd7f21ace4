"""Where a row of a spreadsheet is served: its texts become commands, carried out as if somebody had typed them."""

from collections.abc import Collection, Mapping
from datetime import datetime

from msgspec.structs import replace

from bot.commands.command import Command
from bot.desk.handing import Hands
from bot.desk.house import House
from bot.desk.people import People
from bot.desk.recognise import recognise
from bot.desk.table import HANDLERS
from bot.desk.workplaces import workplace
from bot.dialogue import grammar
from bot.domain.errors import DomainError, NotAllowed
from bot.domain.naming import name_key
from bot.domain.phrases import Phrase, choice_phrase, named_choice, phrase, words
from bot.domain.refs import Ref
from bot.handlers.rhythm import Standing, keep_rhythm
from bot.ports.ledger import Ledger, Via
from bot.ports.requests import Outcome, Place, Request, Said, Speaker
from bot.ports.work import Work


class Counter:
    """Serves the commands of one request of one person, with that person's rights; colleagues are not told.

    A thousand rows would be a thousand messages; the cards that already stand somewhere are drawn anew all the same.
    """

    def __init__(
        self, house: House, ledger: Ledger, speaker: Speaker, place: Place, request_id: str, rhythms: set[int]
    ) -> None:
        self._ledger, rules = ledger, house.rules()
        self.now: datetime = house.clock.now()
        request = Request(request_id, speaker, Said(""), place)
        known = recognise(house, ledger, speaker)
        person = known.person.id if known.person is not None else None
        ledger.begin(Via(request_id, person, speaker.platform, place.chat, self.now))
        self._hands = Hands(house, ledger, request, known, self.now)
        work = workplace(house, ledger, speaker, known, place, request_id)
        self.work = replace(work, is_unread=True, rhythms=rhythms)
        self._changed: list[Ref] = []
        self._context = grammar.Context(
            names=ledger.names,
            people=People(ledger, request),
            now=self.work.now(),
            rules=rules,
            language=known.language,
            country=self.work.me.country or rules.firm_country,
        )
        self.parts: list[str] = []

    def do(self, part: str, command: Command) -> Ref | None:
        """Carry out a command; `part` is noted where it wrote anything. The thing it answers with, if any."""
        if not self.work.may(command.right):
            raise NotAllowed(phrase("no-right", role=choice_phrase(self.work.me.role)))
        before = self._ledger.trail.written()
        outcome = HANDLERS[type(command)](command, self.work)
        self._changed.extend(outcome.changed)
        if self._ledger.trail.written() > before:
            self.parts.append(part)
        return outcome.reply.card if outcome.reply is not None else None

    def read(self, command_type: type[Command], values: Mapping[str, str]) -> Command:
        """The command that these texts make, blank ones left out. Raises `DomainError` that names the column."""
        match grammar.filled(command_type, {name: text for name, text in values.items() if text}, self._context):
            case grammar.Understood(command):
                return command
            case grammar.NeedsAnswers(_, missing, errors, why):
                name = next(iter(errors), "")
                if name:
                    raise DomainError(phrase("import-cell", field=field_phrase(name), reason=errors[name]))
                raise DomainError(why or phrase("import-lacks", field=field_phrase(missing[0])))
            case grammar.Ambiguous(typed):
                raise DomainError(_in_column(values, typed, phrase("name-ambiguous", typed=typed)))
            case grammar.UnknownName(typed) | grammar.UnknownVerb(typed):
                raise DomainError(_in_column(values, typed, phrase("import-unknown", typed=typed)))

    def seal(self) -> None:
        """The request is served: what changed is drawn anew where it stands, and a second time changes nothing."""
        self._hands.hand_over(Outcome(changed=tuple(dict.fromkeys(self._changed))), replace(self.work, is_unread=False))
        self._ledger.receipts.keep(self.work.request_id, self._hands.show(Outcome()), self.now)


def keep_rhythms(numbers: Collection[int], work: Work) -> None:
    """What was put off while rows were taken over: how things stand with each customer, looked up for all together."""
    books, now = work.books, replace(work, rhythms=None)
    last, promised = books.contacts.newest_of(tuple(numbers)), books.follow_ups.next_due(tuple(numbers))
    for number, customer in books.customers.many(numbers).items():
        promises = books.follow_ups.open_of_customer(number) if number in promised else ()
        keep_rhythm(customer, now, standing=Standing(last.get(number), promises))


def field_phrase(name: str) -> Phrase:
    """A field's name for people; one of the firm's own goes by its key."""
    return words(name.removeprefix("extra.")) if name.startswith("extra.") else named_choice("field", name)


def _in_column(values: Mapping[str, str], typed: str, reason: Phrase) -> Phrase:
    """The reason with the name of the column it stands in, where that is to be found."""
    names = (name for name, text in values.items() if name_key(text) == name_key(typed))
    found = next(names, None)
    return phrase("import-cell", field=field_phrase(found), reason=reason) if found is not None else reason

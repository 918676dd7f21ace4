"""From what was asked to a command: a line is read, a ticket looked up, a form's answers put together."""

from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from bot.commands.command import Command
from bot.commands.registry import BY_NAME
from bot.desk.asking import (
    check_before_asking,
    check_pressed,
    following,
    not_understood,
    nothing_to_ask,
    perhaps,
    question,
    reading_of,
    still_open,
    to_fill_in,
    which_field,
)
from bot.desk.house import House
from bot.desk.people import People
from bot.desk.recognise import Known
from bot.desk.with_files import not_taken, read_with_files, waiting_files, with_waiting
from bot.dialogue import grammar
from bot.dialogue.forms import Draft, Form
from bot.dialogue.forms_of import form_of
from bot.dialogue.replies import AskFirst, Blank, Button, Continue, Reply, say
from bot.domain.errors import NotAllowed
from bot.domain.phrases import phrase
from bot.domain.refs import Kind, Ref
from bot.ports.ledger import Ledger, Ticket
from bot.ports.requests import AskMore, Filled, Forwarded, Left, Ordered, Outcome, Pressed, Request, Said
from bot.ports.work import Work


class Meant(Struct, frozen=True):
    """A command, ready to be carried out; from a press, with the card it was pressed on."""

    command: Command
    card: Ref | None = None


class Asks(Struct, frozen=True):
    """Something is still to be asked: a form, or a reply that asks."""

    form: Form | None = None
    reply: Reply | None = None


class Creates(Struct, frozen=True):
    """A customer is to be created first, then the line goes on."""

    name: str
    line: str


Meaning: TypeAlias = Meant | Asks | Creates


class Reader:
    """Reads one request of one person, in one transaction."""

    def __init__(self, house: House, ledger: Ledger, work: Work, request: Request, known: Known) -> None:
        self._house, self._ledger, self._work, self._request, self._known = house, ledger, work, request, known
        self.files = request.asked.files if isinstance(request.asked, Said | Forwarded) else ()
        """Files that came along, or that waited in the draft of the line they came with."""
        self.is_settling = False
        """A press settled a question of the desk's: the answer takes the question's place."""
        self._waits: Draft | None = None
        """The form whose question was left unanswered by what was said."""

    def read(self) -> Meaning:
        """What the request means. Keeps a draft where something is still to be asked."""
        match self._request.asked:
            case Ordered(command):
                return Meant(command)
            case Pressed(ticket):
                return self._pressed(self._ticket(ticket))
            case Said() as said:
                return self._said(said)
            case Filled(key, values):
                return self._filled(key, dict(values))
            case Left(key):
                self._ledger.drafts.close(key)
                return Asks(reply=say(phrase("form-left")))
            case Forwarded() as message:
                return self._forwarded(message)

    def line(self, text: str) -> Meaning:
        """What a typed line means."""
        return self._meaning(grammar.read(text, self._context({})))

    def ask_more(self, more: AskMore) -> Meaning:
        """The form, with what a handler still needs."""
        return self._ask(grammar.NeedsAnswers(Draft("", more.command, more.values), errors=more.errors))

    def _ticket(self, ticket: str) -> Ticket:
        found = self._ledger.tickets.find(ticket)
        if found is None:
            raise NotAllowed(phrase("button-unknown"))
        if found.person_id is not None and (self._known.person is None or found.person_id != self._known.person.id):
            raise NotAllowed(phrase("button-not-yours"))
        if found.expires_at is not None and found.expires_at <= self._work.clock.now():
            raise NotAllowed(phrase("button-expired"))
        return found

    def _pressed(self, ticket: Ticket) -> Meaning:
        match ticket.press:
            case Blank(command, values) as blank:
                check_before_asking(command, values, replace(self._work, pressed_card=ticket.card))
                # A choice pressed answers the open question: it must not wait for the next line that is typed.
                self._leave_question(command)
                self.files = waiting_files(values)
                has_forms = self._request.has_modal
                return self._meaning(reading_of(blank, self._context({}), has_forms=has_forms))
            case Continue(line, name):
                self.is_settling = True
                self._leave_question(verb=grammar.verb_of(line))
                return self.line(line) if name is None else Creates(name, line)
            case AskFirst(press, question, label):
                return Asks(reply=say(question, Button(label, press, "danger")))
            case command:
                check_pressed(command, replace(self._work, pressed_card=ticket.card))
                return Meant(command, ticket.card)

    def _said(self, said: Said) -> Meaning:
        context = self._context(dict(said.mentions))
        if said.files:
            reading = read_with_files(said, self._replied_to(), context, self._work)
            return Asks(reply=reading) if isinstance(reading, Reply) else self._with_files(reading)
        draft = self._asked_draft()
        if draft is not None and not said.is_command:
            if grammar.is_cancel(said.text):
                self._ledger.drafts.close(draft.key)
                return Asks(reply=say(phrase("form-left")))
            if not grammar.begins_with_verb(said.text, context):
                self.files = waiting_files(draft.values)
                return self._answered(draft, grammar.answered(draft, said.text, context))
        if grammar.is_cancel(said.text):
            return Asks(reply=say(phrase("nothing-to-cancel")))
        reading = grammar.read(said.text, context)
        if said.quoted is not None:
            reading = grammar.with_quoted(reading, said.quoted.text, said.quoted.author, said.quoted.at, context)
        if isinstance(reading, grammar.UnknownVerb) and (about := self._replied_to()) is not None:
            reading = grammar.read(f"log {about.code} {said.text}", context)
        match reading:
            case grammar.Understood(command) if draft is not None:
                self._pass_over(draft, type(command))
            case grammar.UnknownName() | grammar.Ambiguous():
                self._waits = draft
        return self._meaning(reading)

    def _answered(self, draft: Draft, reading: grammar.Reading) -> Meaning:
        """An answer to a question; one that names nobody known leaves it open, for another name may be typed."""
        if not isinstance(reading, grammar.UnknownName | grammar.Ambiguous):
            self._ledger.drafts.close(draft.key)
        return self._meaning(reading)

    def _pass_over(self, draft: Draft, command_type: type[Command]) -> None:
        """A whole command was said instead of an answer: the form waits on, unless the command is what it asked for."""
        if command_type is BY_NAME[draft.command]:
            self._ledger.drafts.close(draft.key)
        else:
            self._waits = draft

    def reminded(self, outcome: Outcome) -> Outcome:
        """The outcome of what was said, with the question that still waits named under it."""
        if self._waits is None or outcome.reply is None or outcome.form is not None:
            return outcome
        draft = self._waits
        form = form_of(BY_NAME[draft.command], draft.values, self._context({}))
        asked = next((field for field in form.fields if field.name == draft.asked), None)
        if asked is not None:
            outcome.reply = outcome.reply.plus(still_open(form, asked))
        return outcome

    def _filled(self, key: str, values: dict[str, str]) -> Meaning:
        person = self._work.me
        draft = self._ledger.drafts.find(key, person.id)
        if draft is None:
            raise NotAllowed(phrase("form-gone"))
        self.files = waiting_files(draft.values)
        known = {**draft.values, **values}
        reading = grammar.filled(BY_NAME[draft.command], known, self._context({}))
        if not isinstance(reading, grammar.NeedsAnswers):
            self._ledger.drafts.close(key)
        elif reading.draft.key != key:
            reading = replace(reading, draft=replace(reading.draft, key=key))
        return self._meaning(reading)

    def _forwarded(self, message: Forwarded) -> Meaning:
        values = {
            "note": message.text,
            "at": message.at.isoformat(),
            "channel": message.channel,
            "source": message.author,
        }
        bound = self._bound()
        if bound is not None:
            values["customer"] = bound[0].code
        values = {name: value for name, value in values.items() if value}
        return self._with_files(grammar.filled(BY_NAME["LogContact"], values, self._context({})))

    def _with_files(self, reading: grammar.Reading) -> Meaning:
        """Files wait where a form is asked; where names are to be chosen first, they must be sent again."""
        meaning = self._meaning(reading)
        is_waiting = isinstance(reading, grammar.NeedsAnswers)
        if self.files and not is_waiting and isinstance(meaning, Asks) and meaning.reply is not None:
            return replace(meaning, reply=not_taken(meaning.reply))
        return meaning

    def _meaning(self, reading: grammar.Reading) -> Meaning:
        match reading:
            case grammar.Understood(command):
                return Meant(command)
            case grammar.NeedsAnswers():
                return self._ask(reading)
            case grammar.UnknownName() | grammar.Ambiguous() | grammar.UnknownVerb():
                return Asks(reply=not_understood(reading))

    def _ask(self, needs: grammar.NeedsAnswers) -> Meaning:
        """Open the form where one can be opened; else ask the next question; in Slack's messages, offer a button."""
        person = self._work.me
        needs = replace(needs, draft=replace(needs.draft, values=with_waiting(needs.draft.values, self.files)))
        form = form_of(BY_NAME[needs.draft.command], needs.draft.values, self._context({}), needs.errors, needs.why)
        if not form.fields:
            return Asks(reply=perhaps(nothing_to_ask(needs), needs.instead))
        if needs.instead:
            return Asks(reply=perhaps(to_fill_in(form, needs), needs.instead))
        if self._request.has_modal:
            kept = self._ledger.drafts.keep(needs.draft, person.id, self._request.place, self._work.clock.now(), False)
            return Asks(form=replace(form, draft=kept.key))
        if self._request.place.platform.opens_forms_by_press:
            return Asks(reply=to_fill_in(form, needs))
        self._leave_question()
        field = following(form, needs.draft)
        if field is None:
            return Asks(reply=which_field(form, needs.draft))
        draft = replace(needs.draft, asked=field.name)
        self._ledger.drafts.keep(draft, person.id, self._request.place, self._work.clock.now(), True)
        return Asks(reply=question(form, field, draft))

    def _leave_question(self, command: str | None = None, verb: str | None = None) -> None:
        """Close the question that stands open here; only where it is one of that form, or of that verb's."""
        open_one = self._asked_draft()
        if open_one is None:
            return
        is_other_form = command is not None and command != open_one.command
        if not is_other_form and verb in (None, BY_NAME[open_one.command].verb):
            self._ledger.drafts.close(open_one.key)

    def _asked_draft(self) -> Draft | None:
        person = self._known.person
        return self._ledger.drafts.asked(person.id, self._request.place) if person else None

    def _replied_to(self) -> Ref | None:
        place = self._request.place
        # Slack names the message under which a thread was begun as the thread.
        under = (message for message in (place.message, place.thread) if message)
        card = next((ref for message in under if (ref := self._ledger.posted.card_at(place, message))), None)
        return (
            card
            if card is not None and card.kind in (Kind.CUSTOMER, Kind.FOLLOW_UP, Kind.ORDER, Kind.SHIPMENT)
            else None
        )

    def _bound(self) -> tuple[Ref, Ref | None] | None:
        place = self._request.place
        binding = self._ledger.bindings.of_place(place.platform, place.chat, place.thread) if place.is_shared else None
        if binding is None:
            return None
        customer = self._ledger.customers.get(binding.customer_id)
        order = self._ledger.orders.get(binding.order_id) if binding.order_id else None
        about = Ref(Kind.ORDER, order.id, order.number) if order else None
        return (Ref(Kind.CUSTOMER, customer.id, customer.name), about) if customer is not None else None

    def _context(self, mentions: dict[str, str]) -> grammar.Context:
        bound = self._bound()
        return grammar.Context(
            names=self._ledger.names,
            people=People(self._ledger, self._request),
            now=self._work.now(),
            rules=self._work.rules,
            language=self._work.language,
            country=(self._known.person.country if self._known.person else None) or self._work.rules.firm_country,
            bound_customer=bound[0] if bound else None,
            bound_order=bound[1] if bound else None,
            mentions=mentions,
            prefix=self._house.command_prefix,
            can_see=self._can_see,
        )

    def _can_see(self, ref: Ref) -> bool:
        if ref.kind is not Kind.CUSTOMER or self._work.actor is None:
            return True
        customer = self._ledger.customers.get(ref.id)
        return customer is not None and self._work.rights.sees(self._work.actor, self._work.owner(customer.owner_id))

"""How the desk asks back: which name, which verb, the next question of a form."""

from collections.abc import Mapping

from bot.commands.command import Command
from bot.commands.registry import BY_NAME
from bot.desk.table import BEFORE_ASKING, WHOSE_PRESS
from bot.dialogue.context import Context
from bot.dialogue.forms import Draft, Form, FormField
from bot.dialogue.grammar import filled, one_by_one
from bot.dialogue.readings import Ambiguous, NeedsAnswers, Reading, UnknownName, UnknownVerb
from bot.dialogue.replies import WHICH, Blank, Button, Buttons, Continue, Paragraph, Reply, Small, say
from bot.dialogue.vocabulary import either_word, vocabulary
from bot.domain.phrases import named_choice, phrase, words
from bot.domain.refs import Kind, Ref
from bot.ports.work import Work


def check_before_asking(command: str, values: Mapping[str, str], work: Work) -> None:
    """Refuse now what would be refused once the form has been filled in."""
    if (check := BEFORE_ASKING.get(BY_NAME[command])) is not None:
        check(values, work)


def check_pressed(command: Command, work: Work) -> None:
    """Refuse a press in its own words, before the right of the command is looked at."""
    if (check := WHOSE_PRESS.get(type(command))) is not None:
        check(command, work)


def not_understood(reading: UnknownName | Ambiguous | UnknownVerb) -> Reply:
    """The answer to a line that names nothing known, several things, or no verb."""
    match reading:
        case UnknownName(typed, kinds=(Kind.PERSON,)):
            return perhaps(say(phrase("name-nobody", typed=typed)), reading.instead)
        case UnknownName():
            return perhaps(_unknown_name(reading), reading.instead)
        case Ambiguous(typed, line, candidates):
            several = (_this_one(ref, f"{ref.name} ({ref.code})", line) for ref in candidates)
            return say(phrase("name-ambiguous", typed=typed), *several)
        case UnknownVerb(typed, nearest):
            return perhaps(_unknown_verb(typed, nearest), reading.instead)


def perhaps(reply: Reply, line: str) -> Reply:
    """The answer to a line that was not understood, and before its own buttons the line that was perhaps meant.

    It is said in full: of a button's label, a phone shows the first words.
    """
    if not line:
        return reply
    button = Button(phrase("button-meant"), Continue(line), "primary")
    return Reply(
        (reply.blocks[0], Paragraph(phrase("perhaps-meant", line=line)), Buttons((button,)), *reply.blocks[1:])
    )


def _unknown_name(name: UnknownName) -> Reply:
    """The nearest names, and *Create* where it may be new and nothing else was meant."""
    typed, line, creates = name.typed, name.line, name.may_be_new and not name.instead
    create = (Button(phrase("button-create", name=typed), Continue(line, typed), "primary"),) if creates else ()
    near = tuple(_this_one(ref, ref.name or ref.code, line) for ref in name.candidates)
    text = phrase("name-unknown-near", typed=typed) if near else phrase("name-unknown", typed=typed)
    return say(text, *create, *near)


def _this_one(ref: Ref, label: str, line: str) -> Button:
    return Button(words(label), Continue(line.replace("{about}", ref.code)))


def _unknown_verb(typed: str, nearest: tuple[str, ...]) -> Reply:
    """The nearest verbs."""
    if not nearest:
        return say(phrase("verb-unknown-plain", typed=typed), Button(phrase("button-help"), Continue("help")))
    return say(
        phrase("verb-unknown", typed=typed),
        *(Button(either_word(verb, vocabulary().verbs.of[verb]), Continue(f"help {verb}")) for verb in nearest),
    )


def to_fill_in(form: Form, needs: NeedsAnswers) -> Reply:
    """What is wrong or still missing, and the button that opens the form, where none can be opened unasked."""
    missing = tuple(f.label for f in form.fields if f.error is not None or (f.is_required and not f.value))
    lacks = phrase("form-missing", title=form.title, fields=missing)
    blank = Blank(needs.draft.command, needs.draft.values, needs.draft.asked or "")
    fill = Button(phrase("button-fill-in"), blank, "primary")
    return say(needs.why or next(iter(needs.errors.values()), lacks), fill)


def nothing_to_ask(needs: NeedsAnswers) -> Reply:
    """Words too many where all is known that is needed: what was not understood, and the way to what could be."""
    verb = BY_NAME[needs.draft.command].verb or ""
    return say(
        needs.why or phrase("verb-unknown-plain", typed=verb), Button(phrase("button-help"), Continue(f"help {verb}"))
    )


def still_open(form: Form, asked: FormField) -> Small:
    """After something else was done in between: the question that still waits for its answer."""
    return Small(phrase("form-still-open", question=phrase("form-question", title=form.title, field=asked.label)))


def reading_of(blank: Blank, context: Context, *, has_forms: bool) -> Reading:
    """What a press on a blank form means: its command where nothing is to be asked, else the form."""
    if blank.asks:
        return NeedsAnswers(Draft("", blank.command, blank.values, asked=blank.asks))
    if has_forms:
        return filled(BY_NAME[blank.command], blank.values, context)
    return one_by_one(BY_NAME[blank.command], blank.values, "", context)


def following(form: Form, draft: Draft) -> FormField | None:
    """The question that is asked next; None where the person says which."""
    if draft.asked == WHICH and form.next_question() is None:
        return None
    wanted = next((field for field in form.fields if field.name == draft.asked), None)
    return wanted or form.next_question() or form.fields[0]


def which_field(form: Form, draft: Draft) -> Reply:
    """Which of its fields should change, where questions are asked one after another."""
    optional = [field for field in form.fields if not field.is_required]
    buttons = (Button(field.label, Blank(draft.command, draft.values, asks=field.name)) for field in optional)
    blocks = (Paragraph(phrase("form-which-field", title=form.title)), Buttons(tuple(buttons)))
    return Reply(blocks if form.note is None else (Paragraph(form.note), *blocks))


def question(form: Form, question: FormField, draft: Draft) -> Reply:
    """One question of a form, with its choices as buttons."""
    ask = phrase("form-question", title=form.title, field=question.label)
    blocks = tuple(Paragraph(text) for text in (form.note, question.error, ask, question.hint) if text is not None)
    options = tuple(
        Button(option.label, Blank(draft.command, {**draft.values, question.name: option.value}))
        for option in question.options
    )
    if question.name in BY_NAME[draft.command].also_asked:
        left_out = Blank(draft.command, {**draft.values, question.name: ""})
        options = (Button(named_choice("left-out", question.name), left_out, "primary"), *options)
    return Reply(blocks + ((Buttons(options),) if options else ()))

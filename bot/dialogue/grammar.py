"""What a typed line means: a command, a question back, an unknown name, or no verb at all."""

from collections.abc import Mapping
from datetime import datetime

from msgspec.structs import replace
from pydantic import ValidationError

from bot.commands.command import Command, Key, fields_of, shape_fields
from bot.commands.fields import LONGEST_NOTE, LONGEST_WORD, Choice, Extra, NextStep, Words
from bot.commands.registry import BY_NAME, commands_of
from bot.dialogue.context import Context
from bot.dialogue.forms import Draft
from bot.dialogue.lines import plain, quoted, quotes_in
from bot.dialogue.mends import mends
from bot.dialogue.readers import choices_of, own_fields, read_own, read_value
from bot.dialogue.readings import (
    Ambiguous,
    Given,
    NeedsAnswers,
    NotOne,
    Reading,
    Understood,
    UnknownName,
    UnknownVerb,
)
from bot.dialogue.shapes import Fit, fits_of
from bot.dialogue.spoken import Line, first_word, line_of, nearest_verbs, verb_in
from bot.dialogue.vocabulary import vocabulary
from bot.domain.naming import name_key
from bot.domain.phrases import Phrase, phrase

__all__ = [
    "Ambiguous",
    "Context",
    "NeedsAnswers",
    "Reading",
    "Understood",
    "UnknownName",
    "UnknownVerb",
    "answered",
    "begins_with_verb",
    "filled",
    "is_cancel",
    "is_leave",
    "line_with",
    "read",
    "verb_of",
    "with_quoted",
]


def read(text: str, context: Context) -> Reading:
    """What a whole line means. Never raises for any text, and writes nothing."""
    reading = _read(text, context)
    match reading:
        case UnknownVerb() | UnknownName() | NeedsAnswers(why=Phrase()):
            whole = (line for line in mends(text, context) if isinstance(_read(line, context), Understood))
            instead = next(whole, "")
            return replace(reading, instead=_without_mentions(instead, context)) if instead else reading
        case _:
            return reading


def _read(text: str, context: Context) -> Reading:
    found = verb_in(text, context.prefix)
    if found is None:
        word = first_word(text)
        return UnknownVerb(word, nearest_verbs(word) if word else ())
    verb, body = found
    line = line_of(verb, body, context)
    fits = fits_of(line, context)
    if fits and fits[-1].is_whole:
        return _built(fits[-1].command_type, fits[-1].values)
    if line.is_bare or not fits:
        alone = BY_NAME.get(vocabulary().alone.get(verb, ""), None) or _first(verb, fits)
        fits = [fit for fit in fits if fit.command_type is alone] or [Fit(alone, missing=_needed(alone))]
    best = max(fits, key=lambda fit: fit.rank)
    return _asking(best, line, context)


def verb_of(text: str, prefix: str = "") -> str | None:
    """The verb a line begins with, or None."""
    found = verb_in(text, prefix)
    return found[0] if found is not None else None


def begins_with_verb(text: str, context: Context) -> bool:
    """Whether a line said while a question is open is a new request and not the answer to it.

    A slash says so; without one the line must be a verb alone, be understood down to what it is about, or mark what it
    is about (in quotes, `@name`) or a field, since an answer may well begin with *order* or *today*.
    """
    found = verb_in(text, context.prefix)
    if found is None:
        return False
    if plain(text).lstrip().startswith("/") or not found[1].strip():
        return True
    match _read(text, context):
        case Understood():
            return True
        case NeedsAnswers(draft, _, errors):
            return any(name not in errors for name in draft.values)
        case UnknownName(typed):
            return f"@{typed}" in plain(text) or _is_quoted(typed, text) or bool(line_of(*found, context).named)
        case _:
            return False


def _is_quoted(name: str, text: str) -> bool:
    return any(text[start + 1 : end - 1] == name for start, end in quotes_in(plain(text)))


def is_cancel(text: str) -> bool:
    """Whether somebody leaves what was begun: `cancel`, 取消."""
    word = plain(text[:80]).strip().removeprefix("/").partition("@")[0]
    return name_key(word) in vocabulary().cancel


def is_leave(text: str) -> bool:
    """Whether somebody ends the talk itself, in a terminal: `exit`, 再见."""
    return name_key(plain(text[:80]).strip().removeprefix("/")) in vocabulary().leave


def filled(command_type: type[Command], values: Mapping[str, str], context: Context) -> Reading:
    """What a form's answers make: each is read by what its field is. Blank ones count as not given."""
    known = fields_of(command_type)
    own = own_fields([f.marker for f in known.values() if isinstance(f.marker, Extra)], context)
    fit = Fit(command_type)
    about = ""
    for name, text in values.items():
        if not text.strip() or (name not in known and name not in own):
            continue
        value = read_own(own[name], text) if name in own else read_value(known[name], text, context)
        about = name if isinstance(value, NotOne) and fit.not_one is None else about
        fit.take(name, value, text, (0, 0))
    fit.missing = tuple(name for name in _needed(command_type) if name not in fit.values and name not in fit.raw)
    if fit.not_one is not None:
        line = line_with(command_type, {**fit.texts(), about: "{about}"})
        return _which(fit, fit.not_one[0], line)
    if fit.is_whole:
        return _built(command_type, fit.values)
    return NeedsAnswers(Draft("", command_type.__name__, fit.texts()), fit.missing, fit.errors)


def one_by_one(command_type: type[Command], values: Mapping[str, str], asked: str, context: Context) -> Reading:
    """As `filled`, where questions come one after another and `asked` was the last: what matters is asked for too.

    A blank answer to such a question counts as one: it is not asked again.
    """
    reading = filled(command_type, values, context)
    also = next((name for name in command_type.also_asked if name not in values), None)
    if also is None or asked in command_type.also_asked or not isinstance(reading, Understood):
        return reading
    return NeedsAnswers(Draft("", command_type.__name__, dict(values), asked=also))


def answered(draft: Draft, text: str, context: Context) -> Reading:
    """What the answer to the question last asked makes of a half-answered form.

    `-` or 跳过 leaves an optional question; the number of a choice stands for it. The answer to a long question may
    hold `name:value` and `> next step` as a whole line does.
    """
    command_type = BY_NAME[draft.command]
    known = fields_of(command_type)
    field = known.get(draft.asked or "")
    if field is None:
        return filled(command_type, {**draft.values, draft.asked or "": text}, context)
    values = dict(draft.values)
    word = plain(text).strip()
    if not field.is_required and (name_key(word) or word) in vocabulary().skip:
        values.pop(field.name, None)
        return filled(command_type, values, context)
    values[field.name] = text
    if isinstance(field.marker, Choice) and word.isdecimal() and len(word) <= 2:
        options = tuple(choices_of(field.marker.family, context).of)
        values[field.name] = options[int(word) - 1] if 0 < int(word) <= len(options) else text
    if field.marker == Words(is_long=True) and command_type.verb is not None:
        line = line_of(command_type.verb, text, context)
        further = {name: one.text for name, one in line.named.items() if name in known and name != field.name}
        if line.next_text is not None and any(isinstance(f.marker, NextStep) for f in known.values()):
            further["next"] = line.next_text
        if further and line.head.strip() and not any(name in draft.values for name in further):
            values |= {**further, field.name: line.head.strip()}
    return one_by_one(command_type, values, field.name, context)


def with_quoted(reading: Reading, text: str, author: str, at: datetime, context: Context) -> Reading:
    """A line said in reply to a message: where a note is still missing, the message is the note."""
    more = {"note": text, "source": author, "at": at.astimezone(context.now.tzinfo).isoformat()}
    more = {name: value for name, value in more.items() if value.strip()}
    match reading:
        case NeedsAnswers(draft, missing) if "note" in missing and "source" in fields_of(BY_NAME[draft.command]):
            return filled(BY_NAME[draft.command], {**more, **draft.values}, context)
        case UnknownName(missing=missing, command=name) | Ambiguous(missing=missing, command=name) if (
            "note" in missing and "source" in fields_of(BY_NAME[name])
        ):
            added = " ".join(f"{field}:{quoted(value)}" for field, value in more.items())
            return replace(reading, line=f"{reading.line} {added}")
        case _:
            return reading


def line_with(command_type: type[Command], values: Mapping[str, str]) -> str:
    """A line that gives a command these values, each by its name; `{about}` is left to be put in."""
    keys = [vocabulary().keys.of[part.name][0] for part in command_type.shape if isinstance(part, Key)]
    named = [
        f"{name.removeprefix('extra.')}:{value if value == '{about}' else quoted(value)}"
        for name, value in values.items()
    ]
    return " ".join([command_type.verb or "", *keys, *named])


def _first(verb: str, fits: list[Fit]) -> type[Command]:
    return fits[0].command_type if fits else commands_of(verb)[0]


def _needed(command_type: type[Command]) -> tuple[str, ...]:
    return tuple(name for name, known in fields_of(command_type).items() if known.is_required)


def _asking(fit: Fit, line: Line, context: Context) -> Reading:
    """The question a partly fitting line is answered with."""
    if fit.unknown_verb is not None:
        word = first_word(fit.unknown_verb)
        return UnknownVerb(word, nearest_verbs(word))
    if fit.not_one is not None:
        found, span = fit.not_one
        if not found.is_several and _lacks_choice_before(fit):
            given = {name: text for name, text in fit.texts().items() if name in fit.values}
            return NeedsAnswers(Draft("", fit.command_type.__name__, given), why=phrase("words-left", text=found.typed))
        return _which(fit, found, _without_mentions(line.with_about(span), context))
    draft = Draft("", fit.command_type.__name__, fit.texts())
    return NeedsAnswers(draft, fit.missing, fit.errors, _why(fit))


def _lacks_choice_before(fit: Fit) -> bool:
    """Whether a needed choice is not there that stands before the thing: what is unknown is then hardly its name."""
    known = fields_of(fit.command_type)
    parts = shape_fields(fit.command_type)
    before = parts[: next((number for number, name in enumerate(parts) if name in fit.raw), 0)]
    return any(name in fit.missing and isinstance(known[name].marker, Choice) for name in before)


def _without_mentions(line: str, context: Context) -> str:
    """The line to go on with later, when the platform's mentions are no longer known: people by their number."""
    for mention, account in context.mentions.items():
        person = context.people.by_account(account)
        if person is not None:
            line = line.replace(mention, f"@P{person.id}")
    return line


def _which(fit: Fit, found: NotOne, line: str) -> Reading:
    name = fit.command_type.__name__
    if found.is_several:
        return Ambiguous(found.typed, line, found.refs, found.kinds, name, fit.missing)
    return UnknownName(found.typed, line, found.refs, found.may_be_new, found.kinds, name, fit.missing)


def _why(fit: Fit) -> Phrase | None:
    if fit.foreign:
        return phrase("field-not-here", field=Phrase(f"field-{fit.foreign[0].replace('_', '-')}"))
    if fit.leftover:
        return phrase("words-left", text=fit.leftover[:200])
    return next(iter(fit.errors.values()), None)


def _built(command_type: type[Command], values: Mapping[str, Given]) -> Reading:
    """Make the command; what its model refuses is asked again."""
    plain_values = {name: given.value for name, given in values.items() if not name.startswith("extra.")}
    own = {name.removeprefix("extra."): given.text for name, given in values.items() if name.startswith("extra.")}
    extra = next((n for n, f in fields_of(command_type).items() if isinstance(f.marker, Extra)), None)
    if own and extra is not None:
        plain_values[extra] = own
    try:
        return Understood(command_type.model_validate(plain_values))
    except ValidationError as refused:
        texts = {name: given.text for name, given in values.items()}
        wrong = {str(one["loc"][0]): one["msg"] for one in refused.errors() if one["loc"]}
        errors = {name: _refusal(command_type, name, message) for name, message in wrong.items()}
        return NeedsAnswers(Draft("", command_type.__name__, texts), (), errors, next(iter(errors.values()), None))


def _refusal(command_type: type[Command], name: str, message: str) -> Phrase:
    known = fields_of(command_type).get(name)
    if "too_long" in message:
        is_long = known is not None and known.marker == Words(is_long=True)
        return phrase("field-too-long", limit=LONGEST_NOTE if is_long else LONGEST_WORD)
    return phrase("field-not-fitting", typed=name)

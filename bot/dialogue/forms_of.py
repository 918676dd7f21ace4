"""Draws the form of a command: what is needed first, then what is useful, with all that is already known."""

from collections.abc import Iterable, Mapping, Sequence

from bot.commands.command import Command, CommandField, fields_of
from bot.commands.fields import (
    About,
    Amount,
    Choice,
    Extra,
    Hours,
    Moment,
    NextStep,
    Percent,
    Someone,
    Span,
    Tags,
    Words,
)
from bot.dialogue.context import Context, OwnField
from bot.dialogue.forms import Form, FormField, Option
from bot.dialogue.readers import choices_of, chosen, own_fields
from bot.dialogue.shipping_vocabulary import told_as
from bot.dialogue.stages import stage_name
from bot.dialogue.vocabulary import vocabulary
from bot.domain.people import Language
from bot.domain.phrases import Phrase, choice_phrase, kebab, phrase, words
from bot.domain.refs import Kind
from bot.domain.rule_words import kind_said

SETTLED = frozenset({Kind.APPROVAL, Kind.DOCUMENT, Kind.FOLLOW_UP, Kind.SHIPMENT})
"""Things with a code of their own: a form about one of them says which, and does not ask again."""
MOST_OPTIONAL = 8
"""Optional questions of a form whose command names none in `rules/words.toml`."""

_HINTS: Mapping[type, Phrase] = {
    About: phrase("hint-thing"),
    Someone: phrase("hint-person"),
    NextStep: phrase("hint-next"),
    Amount: phrase("hint-amount"),
    Percent: phrase("hint-percent"),
    Tags: phrase("hint-tags"),
    Hours: phrase("hint-hours"),
    Span: phrase("hint-span"),
}


def form_of(
    command_type: type[Command],
    values: Mapping[str, str],
    context: Context,
    errors: Mapping[str, Phrase] | None = None,
    why: Phrase | None = None,
) -> Form:
    """The form of a command. `values` are texts as typed; `errors` are said at their fields, `why` above them."""
    wrong = errors or {}
    known = fields_of(command_type)
    own = own_fields([f.marker for f in known.values() if isinstance(f.marker, Extra)], context)
    settled = [name for name in values if name in known and name not in wrong and _is_settled(known[name])]
    listed = (name for name in _shown(command_type, {*values, *wrong}) if name not in settled)
    asked = [_field(known[name], values, wrong, context) for name in listed]
    shown = {name: one for name, one in own.items() if one.is_required or name in values or name in wrong}
    asked += [_own_field(name, one, values, wrong, context) for name, one in shown.items()]
    return Form(
        title=Phrase(f"form-{kebab(command_type.__name__)}"),
        command=command_type.__name__,
        fields=tuple(asked),
        note=why if why is not None and why not in wrong.values() else _about(values[name] for name in settled),
    )


def _is_settled(known: CommandField) -> bool:
    return isinstance(known.marker, About) and SETTLED.issuperset(known.marker.kinds)


def _about(codes: Iterable[str]) -> Phrase | None:
    code = next(iter(codes), None)
    return phrase("form-about", code=code) if code is not None else None


def _shown(command_type: type[Command], given: set[str]) -> list[str]:
    known = {name: f for name, f in fields_of(command_type).items() if not isinstance(f.marker, Extra)}
    needed = [name for name, f in known.items() if f.is_required]
    optional = [name for name in known if name not in needed]
    useful = vocabulary().forms.get(command_type.__name__) or optional[:MOST_OPTIONAL]
    shown = (name for name in optional if (name in useful or name in given) and name not in command_type.unasked)
    return [*needed, *shown]


def _field(known: CommandField, values: Mapping[str, str], errors: Mapping[str, Phrase], context: Context) -> FormField:
    options = _options(known, context)
    value = values.get(known.name, "")
    if options and value not in {option.value for option in options}:
        value = ""
    return FormField(
        name=known.name,
        label=Phrase(f"field-{known.name.replace('_', '-')}"),
        hint=_hint(known),
        is_required=known.is_required,
        options=options,
        is_long=known.marker == Words(is_long=True),
        value=value,
        error=errors.get(known.name),
    )


def _own_field(
    name: str, own: OwnField, values: Mapping[str, str], errors: Mapping[str, Phrase], context: Context
) -> FormField:
    language = Language.ZH_CN if context.language is Language.ZH_TW else context.language
    label = own.labels.get(context.language) or own.labels.get(language) or own.key
    options = tuple(Option(choice, words(choice)) for choice in own.choices)
    return FormField(
        name, words(label), None, own.is_required, options, value=values.get(name, ""), error=errors.get(name)
    )


def _options(known: CommandField, context: Context) -> tuple[Option, ...]:
    if not isinstance(known.marker, Choice):
        return ()
    family = known.marker.family
    options = choices_of(family, context).of
    return tuple(Option(value, _choice_label(known, value, listed, context)) for value, listed in options.items())


def _choice_label(known: CommandField, value: str, listed: Sequence[str], context: Context) -> Phrase:
    family = known.marker.family if isinstance(known.marker, Choice) else ""
    if known.is_choice_of_enum:
        choice: object = chosen(known, value)
        return choice_phrase(choice)
    if family == "expected":
        told = told_as(value)
        return phrase("expected-step", step=choice_phrase(told.milestone), told=choice_phrase(told.classifier))
    if family == "stage":
        return stage_name(value, listed)
    if family == "approval_kind":
        return kind_said(context.rules.approvals, value)
    return words(value)


def _hint(known: CommandField) -> Phrase | None:
    if isinstance(known.marker, Moment):
        return phrase("hint-fact") if known.marker.looks_back else phrase("hint-plan")
    return _HINTS.get(type(known.marker))

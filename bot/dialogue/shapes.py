"""Tries a line against the shape of one command, and says how well it fits."""

from msgspec import Struct, field

from bot.commands.command import Command, Key, fields_of, shape_fields
from bot.commands.fields import About, Choice, Extra, Words
from bot.commands.registry import commands_of
from bot.dialogue.context import Context
from bot.dialogue.lines import Span, quote_at, skip_gap
from bot.dialogue.places_in_line import Found, Places
from bot.dialogue.readers import choices_of, chosen, own_fields, read_choice, read_next, read_own, read_value
from bot.dialogue.readings import Given, NotOne, Trouble, Value
from bot.dialogue.spoken import Line, command_fields, fields_of_verb
from bot.domain.phrases import Phrase
from bot.domain.refs import Kind, Ref


class Fit(Struct):
    """What one command makes of a line. Places are in the line's body."""

    command_type: type[Command]
    values: dict[str, Given] = field(default_factory=dict)
    raw: dict[str, str] = field(default_factory=dict)
    """Texts of values that could not be read."""
    errors: dict[str, Phrase] = field(default_factory=dict)
    not_one: tuple[NotOne, Span] | None = None
    missing: tuple[str, ...] = ()
    leftover: str = ""
    foreign: tuple[str, ...] = ()
    """Fields named in the line that the command does not have."""
    keys: int = 0
    unknown_verb: str | None = None

    @property
    def is_whole(self) -> bool:
        """Whether nothing is to be asked."""
        return not (self.errors or self.not_one or self.missing or self.leftover or self.foreign)

    @property
    def rank(self) -> tuple[bool | int, ...]:
        """Of several that do not fit wholly, the greatest is meant."""
        found = self.not_one[0] if self.not_one is not None else None
        known = 2 if found is None else int(found.is_several)
        is_new = found is not None and found.may_be_new
        return (not self.foreign, self.keys, known, not self.leftover, is_new, not self.missing)

    def take(self, name: str, value: Value, text: str, span: Span) -> None:
        """Note what was read for a field."""
        match value:
            case Given():
                self.values[name] = value
            case Trouble(reason):
                self.errors[name] = reason
                self.raw[name] = text
            case NotOne():
                self.raw[name] = text
                self.not_one = self.not_one or (value, span)

    def texts(self) -> dict[str, str]:
        """Everything known, as it would be typed."""
        return {**{name: value.text for name, value in self.values.items()}, **self.raw}


def kinds_of(verb: str) -> tuple[Kind, ...]:
    """Kinds of things a verb's lines can be about by their place."""
    found: dict[Kind, None] = {}
    for command_type in commands_of(verb):
        for name in shape_fields(command_type):
            marker = fields_of(command_type)[name].marker
            if isinstance(marker, About):
                found |= dict.fromkeys(marker.kinds)
    return tuple(found)


def fits_of(line: Line, context: Context) -> list[Fit]:
    """What each command of the line's verb makes of it, in their order; the first whole fit ends the list."""
    exact: dict[int, dict[str, list[Ref]]] = {}
    fits: list[Fit] = []
    for command_type in commands_of(line.verb):
        fit = fit_of(command_type, line, context, exact)
        if fit is not None:
            fits.append(fit)
            if fit.is_whole:
                break
    return fits


def fit_of(
    command_type: type[Command], line: Line, context: Context, exact: dict[int, dict[str, list[Ref]]]
) -> Fit | None:
    """How a line fits a command; None where it is surely not this one."""
    given = frozenset(line.named) | ({"next"} if line.next_text is not None else frozenset())
    own = command_fields(command_type, context)
    if not _names_enough(command_type, given & frozenset(own)):
        return None
    fit = Fit(command_type, foreign=tuple(sorted(given - frozenset(own))))
    places = Places(command_type, (line.head, line.plain_head), given, context, exact, kinds_of(line.verb))
    end = _walk(fit, places, line)
    if end is None:
        return None
    end = _loose_choices(fit, places, end, given, context)
    _take_named(fit, line, context)
    fit.errors |= {name: reason for name, reason in line.twice.items() if name in own}
    # Where no command of the verb has fields, as with *verify*, words too many say nothing.
    fit.leftover = line.head[end:].strip(" \t\n,\uff0c\u3002.") if fields_of_verb(line.verb) else ""
    required = (name for name, known in fields_of(command_type).items() if known.is_required)
    fit.missing = tuple(name for name in required if name not in fit.values and name not in fit.raw)
    _take_leftover(fit, context)
    return fit


def _names_enough(command_type: type[Command], given: frozenset[str]) -> bool:
    if not command_type.needs_any:
        return True
    if "*" in command_type.needs_any:
        return bool(given - frozenset(shape_fields(command_type)))
    return bool(given & frozenset(command_type.needs_any))


def _walk(fit: Fit, places: Places, line: Line) -> int | None:
    """Read the parts in order; gives back where the last one ended, or None where a fixed word is not there."""
    place = 0
    for number, part in enumerate(places.parts):
        start = skip_gap(places.line, place)
        if isinstance(part, Key):
            end = places.key_at(part, start)
            if end is None:
                return None
            place, fit.keys = end, fit.keys + 1
            continue
        found = places.read(number, start)
        if found is not None and fields_of(fit.command_type)[part].marker == Words():
            found = _of_one_piece(found, line)
        if found is not None:
            span = (line.cut.origin(found.span[0]), line.cut.origin(max(found.end - 1, 0)) + 1)
            fit.take(part, found.value, line.head[found.span[0] : found.end], span)
            place = found.end if found.end > start else place
        elif number + 1 == len(places.parts) and start < len(places.line):
            place = _wrong_choice(fit, part, places, start)
        elif start < len(places.line):
            place = _mistyped_choice(fit, part, places, number, start)
    return place


def _of_one_piece(found: Found, line: Line) -> Found:
    """A name of some words, without those after a named field: in `new ABC city:New York` York is no part of it."""
    start, end = found.span[0], min(found.end, line.cut.piece_end(found.span[0]))
    if end >= found.end or quote_at(line.plain_head, start) is not None:
        return found
    text = line.head[start:end].strip()
    return Found(Given(text, text), (start, end)) if text else found


def _mistyped_choice(fit: Fit, name: str, places: Places, number: int, start: int) -> int:
    """A word where a choice belongs, before a thing that is known: `discout ABC` is a kind mistyped and no customer."""
    known = fields_of(fit.command_type)[name]
    if not isinstance(known.marker, Choice) or not known.is_required or not places.is_thing(number + 1):
        return start
    end = places.word_end(start)
    if _is_known(places.read(number + 1, start)) or not _is_known(places.read(number + 1, skip_gap(places.line, end))):
        return start
    typed = places.head[start:end]
    fit.take(name, read_choice(known, known.marker.family, typed, places.context), typed, (0, 0))
    return end


def _is_known(found: Found | None) -> bool:
    return found is not None and isinstance(found.value, Given)


def _wrong_choice(fit: Fit, name: str, places: Places, start: int) -> int:
    """The last part is a choice and none of its words stands there: what does is said back."""
    known = fields_of(fit.command_type)[name]
    if not isinstance(known.marker, Choice):
        return start
    typed = places.head[start:].strip()
    fit.take(name, read_choice(known, known.marker.family, typed, places.context), typed, (0, 0))
    fit.unknown_verb = typed if known.marker.family == "verb" else None
    return len(places.line)


def _take_leftover(fit: Fit, context: Context) -> None:
    """Words that are left where a choice is still needed are a choice nobody knows."""
    for name in shape_fields(fit.command_type):
        known = fields_of(fit.command_type)[name]
        if fit.leftover and name in fit.missing and isinstance(known.marker, Choice):
            fit.take(name, read_choice(known, known.marker.family, fit.leftover, context), fit.leftover, (0, 0))
            fit.missing = tuple(other for other in fit.missing if other != name)
            fit.leftover = ""


def _loose_choices(fit: Fit, places: Places, end: int, given: frozenset[str], context: Context) -> int:
    """A needed choice may stand at the end without its name: `team invite sales`."""
    for name, known in fields_of(fit.command_type).items():
        marker = known.marker
        is_open = known.is_required and name not in given and name not in fit.values and name not in fit.raw
        if isinstance(marker, Choice) and is_open and name not in shape_fields(fit.command_type):
            start = skip_gap(places.line, end)
            found = choices_of(marker.family, context).leading(places.line, start)
            if found is not None:
                fit.values[name] = Given(chosen(known, found[0]), found[0])
                end = found[1]
    return end


def _take_named(fit: Fit, line: Line, context: Context) -> None:
    known = fields_of(fit.command_type)
    own = own_fields([f.marker for f in known.values() if isinstance(f.marker, Extra)], context)
    for name, named in line.named.items():
        start = named.value[0]
        if quote_at(line.plain_body, start - 1) is not None:
            start -= 1
        if name in own:
            fit.take(name, read_own(own[name], named.text), named.text, (start, named.span[1]))
        elif name in known:
            fit.take(name, read_value(known[name], named.text, context), named.text, (start, named.span[1]))
    if line.next_text is not None and "next" in known:
        fit.take("next", read_next(line.next_text, context), line.next_text, (0, 0))

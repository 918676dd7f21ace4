"""A line before its command is known: its verb, what was named in it, its next step, and the words that are left."""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache
from itertools import islice

from msgspec import Struct, field

from bot.commands.command import Command, CommandField, fields_of, shape_fields
from bot.commands.fields import Extra, NextStep, Words
from bot.commands.registry import commands_of
from bot.dialogue.context import Context
from bot.dialogue.lines import (
    Cut,
    Inside,
    Marked,
    Named,
    Span,
    hashed_in,
    named_in,
    next_step_in,
    plain,
    quote_at,
    taken_out,
)
from bot.dialogue.readers import choices_of, own_fields, stretch_of, verb_table
from bot.dialogue.vocabulary import field_meanings, vocabulary
from bot.dialogue.when import leading_when
from bot.domain.naming import name_key
from bot.domain.people import Language
from bot.domain.phrases import Phrase, phrase

_SLASH = re.compile(r"/([^\s@/]{1,40})(?:@\S{1,64})?")
_CALL = re.compile(r"(?:<@[^>\s]{1,80}>|@\S{1,64})[\s,:]*")
_AT = re.compile(r"(?<![^\s,;(])(?:<@[^>\s]{1,80}>|@[^\s,;:()<>]{1,64})")
_BLANKS = " \t\r\n\u3000,:\uff0c\uff1a"
_MOST_NAMED = 100
"""Fields named in one line; a line with more is a pasted text."""
_MOST_CALLED = 4
"""Mentions in one line that are looked up."""
_LEAST_LIKE, _SURELY_LIKE = 50, 60
"""Of 100; below the first a verb is not called near, below the second only where a sign stands in its place."""


class Line(Struct, frozen=True):
    """One line of a verb. `body` is what follows the verb; `cut` the same without what was named in it."""

    verb: str
    body: str
    cut: Cut
    head: str
    named: Mapping[str, Named]
    twice: Mapping[str, Phrase] = field(default_factory=dict)
    next_text: str | None = None
    plain_body: str = ""
    plain_head: str = ""

    @property
    def is_bare(self) -> bool:
        """Whether nothing but the verb was said."""
        return not (self.head or self.named or self.next_text)

    def with_about(self, span: Span) -> str:
        """The whole line with `{about}` in a place of its body."""
        return f"{self.verb} {self.body[: span[0]]}{{about}}{self.body[span[1] :]}"


@lru_cache(maxsize=64)
def verb_in(text: str, prefix: str = "") -> tuple[str, str] | None:
    """The verb a line begins with and what follows it; None where it begins with none that has commands.

    Understood are `/log`, `/log@bot`, the house's own `/tt-log`, `/trade log`, `@bot log`, and a Chinese verb with
    no blank after it. Remembered for the moment, since the door asks before the reader does.
    """
    line = plain(text)
    start = len(line) - len(line.lstrip())
    if call := _CALL.match(line, start):
        start = call.end()
    if (slash := _SLASH.match(line, start)) is not None:
        word = slash[1]
        if prefix and word.casefold().startswith(prefix.casefold()):
            word = word[len(prefix) :]
        if name_key(word) in vocabulary().wrapper:
            return verb_in(text[slash.end() :]) or (None if text[slash.end() :].strip() else ("help", ""))
        if (verb := verb_table().meaning(word)) is not None:
            return verb, text[slash.end() :].lstrip(_BLANKS)
        start += 1
    found = verb_table().leading(line, start)
    if found is not None:
        return found[0], text[found[1] :].lstrip(_BLANKS)
    first = re.compile(r"\S+").match(line, start)
    if first is not None and name_key(first[0]) in vocabulary().wrapper and not slash:
        return verb_in(text[first.end() :])
    return None


def without_call(text: str) -> str:
    """The text without the mention of the bot that it may begin with."""
    said = text.strip()
    call = _CALL.match(plain(said))
    return said[call.end() :] if call else said


def first_word(text: str) -> str:
    """What stands where a verb was expected, for saying it back."""
    words = plain(text[:200]).split(maxsplit=1)
    return words[0].lstrip("/")[:40] if words else ""


def nearest_verbs(word: str) -> tuple[str, ...]:
    """The verbs most like a mistyped one, at most three, by their English words."""
    table = verb_table().meanings
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - loaded with the first slip of the pen

    typed = name_key(word)
    near = process.extract(typed, list(table), scorer=fuzz.ratio, limit=6, score_cutoff=_LEAST_LIKE)
    # Of two Chinese signs one may be wrong: 记绿 is 记录, but 报价 is not 播报.
    like = (verb for verb, score, _ in near if score >= _SURELY_LIKE or _stand_alike(typed, verb))
    return tuple(dict.fromkeys(table[verb] for verb in like))[:3]


def _stand_alike(typed: str, verb: str) -> bool:
    return not verb.isascii() and any(mine == its for mine, its in zip(typed, verb, strict=False))


def examples_of(commands: Iterable[type[Command]], language: Language) -> tuple[str, ...]:
    """Whole lines that ask for these commands; whoever reads Chinese sees the Chinese ones first."""
    known, one_by_one = vocabulary().examples, tuple(commands)
    chinese = () if language is Language.EN else (line for one in one_by_one for line in known.get(one.__name__, ()))
    return tuple(dict.fromkeys((*chinese, *(line for one in one_by_one for line in one.example))))


@cache
def fields_of_verb(verb: str) -> Mapping[str, CommandField]:
    """Every field of a verb's commands; where two share a name, the first command's."""
    every: dict[str, CommandField] = {}
    for command_type in commands_of(verb):
        every = {**fields_of(command_type), **every}
    return every


@cache
def _is_loose(verb: str) -> bool:
    """Whether a blank may follow the colon: not where a line is mostly somebody's own text."""
    return not any(
        fields_of(command_type)[part].marker == Words(is_long=True)
        for command_type in commands_of(verb)
        if shape_fields(command_type) == command_type.shape
        for part in shape_fields(command_type)
    )


def line_of(verb: str, body: str, context: Context) -> Line:
    """Take the body of a line apart, by the fields its verb can have."""
    known = fields_of_verb(verb)
    field_of = field_reader(verb, context)

    def stretch(name: str, rest: str) -> int:
        return stretch_of(known.get(name), rest, context)

    marked = Marked(body)
    every = islice(named_in(marked, field_of, stretch, is_loose=_is_loose(verb)), _MOST_NAMED)
    found = [one for one in every if not _is_open(one, marked)]
    if "stage" in known:
        taken = Inside(one.span for one in found)
        stages = hashed_in(marked, choices_of("stage", context).meaning)
        found += [one for one in stages if not taken.holds(one.span[0])]
    if "owner" in known and not any(one.field == "owner" for one in found):
        found += _called(marked, found, context)
    return _parted(verb, marked, found, context)


def field_reader(verb: str, context: Context) -> Callable[[str], str | None]:
    """What tells which field of a verb a word names; None for a word that names none."""
    meanings = _field_words(fields_of_verb(verb), context)
    return lambda word: meanings.get(name_key(word))


def _parted(verb: str, marked: Marked, found: list[Named], context: Context) -> Line:
    cut = taken_out(marked.text, [one.span for one in found])
    named: dict[str, Named] = {}
    twice: dict[str, Phrase] = {}
    for one in found:
        first = named.setdefault(one.field, one)
        if first is not one and first.text != one.text:
            twice[one.field] = phrase("field-twice", first=first.text[:60], second=one.text[:60])
    head, next_text = cut.text, None
    if any(isinstance(field.marker, NextStep) for field in fields_of_verb(verb).values()) and "next" not in named:
        left = Marked(cut.text) if found else marked
        mark = next_step_in(left, lambda rest: _begins_time(rest, context), vocabulary().field_words("next"))
        if mark is not None:
            head, next_text = cut.text[: mark[0]], cut.text[mark[1] :].strip()
    head = head.rstrip()
    return Line(verb, marked.text, cut, head, named, twice, next_text, marked.line, plain(head))


def _field_words(known: Mapping[str, CommandField], context: Context) -> Mapping[str, str]:
    markers = tuple(dict.fromkeys(f.marker for f in known.values() if isinstance(f.marker, Extra)))
    meanings = field_meanings(tuple(name for name, f in known.items() if not isinstance(f.marker, Extra)))
    own = {
        name_key(word): name
        for name, own in own_fields(markers, context).items()
        for word in (own.key, *own.words, *own.labels.values())
    }
    return {**own, **meanings} if own else meanings


def _is_open(one: Named, marked: Marked) -> bool:
    """`next:` without quotes takes all that follows, as `>` does."""
    return one.field == "next" and quote_at(marked.line, one.value[0] - 1) is None


def _begins_time(rest: str, context: Context) -> bool:
    return leading_when(rest, context.now, is_working_day=context.is_working_day) is not None


def _called(marked: Marked, found: list[Named], context: Context) -> list[Named]:
    """An `@name` that is somebody's: the owner, where the verb's things have one."""
    taken = Inside(one.span for one in found)
    for call in islice(_AT.finditer(marked.line), _MOST_CALLED):
        typed = marked.text[call.start() : call.end()].rstrip(".!?\u3002")
        if marked.quotes.holds(call.start()) or taken.holds(call.start()):
            continue
        if typed in context.mentions or context.people.by_name(plain(typed).lstrip("@")):
            span = (call.start(), call.start() + len(typed))
            return [Named("owner", typed, span, span)]
    return []


def command_fields(command_type: type[Command], context: Context) -> tuple[str, ...]:
    """Every name a command's values may have, the firm's own fields by `extra.` and their key."""
    known = fields_of(command_type)
    markers = tuple(f.marker for f in known.values() if isinstance(f.marker, Extra))
    plain_names = tuple(name for name, f in known.items() if not isinstance(f.marker, Extra))
    return plain_names + tuple(own_fields(markers, context))

"""Reads one value as a person gives it, by what its field is: a choice, a time, an amount, a name, plain words."""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import assert_never

from bot.commands.command import CommandField
from bot.commands.fields import (
    About,
    Amount,
    Choice,
    Extra,
    Hours,
    HoursRange,
    Moment,
    Next,
    NextStep,
    Percent,
    Someone,
    Span,
    Tags,
    Words,
)
from bot.commands.registry import VERBS
from bot.dialogue.clock_words import read_hours
from bot.dialogue.context import Context, OwnField
from bot.dialogue.lines import plain, unquoted
from bot.dialogue.money_words import find_percent, read_money
from bot.dialogue.readings import Given, Trouble, Value
from bot.dialogue.things import person_of, thing_of
from bot.dialogue.vocabulary import Words as WordTable
from bot.dialogue.vocabulary import either_word, vocabulary, words_of
from bot.dialogue.when import leading_when, read_duration, read_when
from bot.domain.moments import When
from bot.domain.phrases import phrase, words

_PHONE = re.compile(r"\+?[(\d](?:[\d()./\s-]*\d)?(?!\S)")
_PARTS = re.compile(r"[,;\u3001\uff0c\uff1b\n]")
_SHOWN = 60
"""Signs of a wrong value that are said back."""


def read_value(field: CommandField, text: str, context: Context) -> Value:
    """What a whole text means as the value of a field. `Extra` fields are read by `read_own`."""
    marker, typed = field.marker, unquoted(text)
    match marker:
        case About(kinds, may_be_new):
            return thing_of(text, kinds, may_be_new, context)
        case Someone():
            return person_of(text, context)
        case Choice(family):
            return read_choice(field, family, typed, context)
        case NextStep():
            return read_next(text, context)
        case Tags():
            parts = tuple(part.strip() for part in _PARTS.split(typed) if part.strip())
            return Given(parts, ", ".join(parts))
        case Words():
            return Given(typed, typed)
        case Moment(looks_back):
            return _moment(typed, looks_back, context)
        case Amount() | Percent() | Hours() | Span():
            return _measured(marker, typed.strip())
        case Extra():
            return Given(typed, typed)
        case _:
            assert_never(marker)


def _moment(typed: str, looks_back: bool, context: Context) -> Given | Trouble:
    when = read_when(typed, context.now, looks_back=looks_back, is_working_day=context.is_working_day)
    if when is not None:
        return Given(when, when_text(when))
    if looks_back:
        return Trouble(phrase("when-past-unreadable", typed=typed[:_SHOWN]))
    return Trouble(phrase("when-unreadable", typed=typed[:_SHOWN]))


def _measured(marker: Amount | Percent | Hours | Span, line: str) -> Given | Trouble:
    shown = line[:_SHOWN]
    match marker:
        case Amount(keeps_unit):
            money = read_money(line)
            if money is None or (money.start, money.end) != (0, len(line)):
                return Trouble(phrase("amount-unreadable", typed=shown))
            return Given(money.price if keeps_unit else money.money, line)
        case Percent():
            share = find_percent(line)
            if share is None or (share.start, share.end) != (0, len(line)):
                return Trouble(phrase("percent-unreadable", typed=shown))
            return Given(share.percent, line)
        case Hours():
            hours = read_hours(line)
            if hours is None:
                return Trouble(phrase("hours-unreadable", typed=shown))
            return Given(HoursRange(start=hours[0], end=hours[1]), f"{hours[0]:%H:%M}-{hours[1]:%H:%M}")
        case Span():
            if read_duration(line) is None:
                return Trouble(phrase("span-unreadable", typed=shown))
            return Given(line, line)
        case _:
            assert_never(marker)


def read_choice(field: CommandField, family: str, typed: str, context: Context) -> Given | Trouble:
    """One of a family of choices, by any of its words."""
    table = choices_of(family, context)
    meaning = table.meaning(typed)
    if meaning is None:
        allowed = tuple(either_word(name, listed) for name, listed in table.of.items())
        return Trouble(phrase("choice-unknown", typed=typed[:_SHOWN], allowed=allowed))
    return Given(chosen(field, meaning), meaning)


def chosen(field: CommandField, meaning: str) -> object:
    """A choice as its field holds it."""
    return field.kind(meaning) if field.is_choice_of_enum else meaning


def choices_of(family: str, context: Context) -> WordTable:
    """The words of a family: stages come with the rules, verbs are those that have commands."""
    match family:
        case "stage":
            stages = context.rules.stage_words
            return _table(tuple((stage.key, tuple(stages.get(stage.key, ()))) for stage in context.rules.stages))
        case "verb":
            return verb_table()
        case "approval_kind":
            shipped, kinds = vocabulary().choices[family].of, context.rules.approvals.kinds
            return _table(tuple((name, (*shipped.get(name, ()), *kind.words)) for name, kind in kinds.items()))
        case _:
            return vocabulary().choices[family]


@cache
def verb_table() -> WordTable:
    """The verbs that can be spoken."""
    return _table(tuple((verb, vocabulary().verbs.of.get(verb, (verb,))) for verb in VERBS))


@lru_cache(maxsize=64)
def _table(rows: tuple[tuple[str, tuple[str, ...]], ...]) -> WordTable:
    return words_of(dict(rows))


def read_next(text: str, context: Context) -> Given | Trouble:
    """A next step: first a time, then what to do."""
    step = unquoted(text)
    found = leading_when(step, context.now, is_working_day=context.is_working_day)
    if found is None:
        return Trouble(phrase("next-unreadable", typed=step[:_SHOWN]))
    when, what = found
    said = unquoted(what)
    return Given(Next(when=when, what=said), f"{when_text(when)} {said}".strip())


def read_own(own: OwnField, text: str) -> Given | Trouble:
    """A value of the firm's own field; where it has choices, nothing else is accepted."""
    typed = unquoted(text)
    if not own.choices:
        return Given(typed, typed)
    known = {plain(choice).casefold(): choice for choice in own.choices}
    if (choice := known.get(plain(typed).casefold())) is None:
        return Trouble(phrase("choice-unknown", typed=typed[:_SHOWN], allowed=tuple(words(c) for c in own.choices)))
    return Given(choice, choice)


def when_text(when: When) -> str:
    """A moment as it would be typed again in the same zone."""
    if not when.has_time:
        return f"{when.at:%Y-%m-%d}"
    return when.at.isoformat() if when.at.second or when.at.microsecond else f"{when.at:%Y-%m-%d %H:%M}"


def stretch_of(field: CommandField | None, text: str, context: Context) -> int:
    """How many signs an unquoted `name:value` takes from the head of a text, where it may be more than one word."""
    line = text.partition("\n")[0].rstrip()
    match field.marker if field is not None else None:
        case Moment(looks_back):
            days = context.is_working_day
            found = leading_when(line, context.now, looks_back=looks_back, is_working_day=days)
            return len(line[: len(line) - len(found[1])].rstrip(" ,;.\u3002\u3001")) if found else 0
        case Amount():
            money = read_money(line)
            return money.end if money is not None and money.start == 0 else 0
        case Words(is_phone=True):
            groups = _PHONE.match(line)
            return groups.end() if groups is not None else 0
        case Someone():
            return max((len(mention) for mention in context.mentions if line.startswith(mention)), default=0)
        case _:
            return 0


def own_fields(markers: Sequence[Extra], context: Context) -> dict[str, OwnField]:
    """The firm's own fields of some kinds of records, by the name they have in drafts (`extra.brand`)."""
    return {f"extra.{own.key}": own for marker in markers for own in context.rules.extras(marker.kind)}

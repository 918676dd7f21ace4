"""What was perhaps meant by a line that is not understood: the same line with what is easily left out of it.

A mend is offered as a button and never taken by itself. Whether it makes the line whole is for the reader to find out.
"""

import re
from collections.abc import Iterable, Iterator

from bot.commands.fields import Words
from bot.dialogue.context import Context
from bot.dialogue.lines import Inside, Marked, plain, quote_at, quoted
from bot.dialogue.readers import choices_of
from bot.dialogue.spoken import field_reader, fields_of_verb, line_of, verb_in, without_call
from bot.dialogue.vocabulary import vocabulary
from bot.dialogue.when import leading_when
from bot.domain.people import Language

OFTEN_LEFT_OUT = ("log", "follow", "customer", "order", "ship", "approve")
"""Verbs whose lines may begin with what they are about: `ABC call Too dear`, `F33 done`, `C12`, `S7 departed`."""
LONGEST = 500
"""Characters of a line that is mended; what is longer is a pasted text."""
MOST_NAMES, MOST_STARTS = 40, 12
"""Words of a line that are looked at as a field's name, and as the beginning of a time or a stage: whoever leaves out a
sign does so early, and each beginning is one more reading."""
_WORD = re.compile(r"\S+")
_BLANK = re.compile(r"\s")
_BETWEEN = " \t,;\u3000\uff0c\uff1b"


def mends(text: str, context: Context) -> Iterator[str]:
    """Whole lines, the likeliest first."""
    said = without_call(text).strip()
    if not 0 < len(said) <= LONGEST:
        return
    found = verb_in(said, context.prefix)
    if found is None:
        yield from (f"{_word_of(verb, context)} {said}" for verb in OFTEN_LEFT_OUT)
        return
    verb, body = found
    typed = said.removesuffix(body).rstrip()
    yield from (f"{typed} {mended}" for mended in _bodies(verb, body, context) if mended != body)


def _word_of(verb: str, context: Context) -> str:
    """A verb as its reader types it."""
    listed = vocabulary().verbs.of[verb]
    is_english = context.language is Language.EN
    return next((word for word in listed if word.isascii() is is_english), verb)


def _bodies(verb: str, body: str, context: Context) -> Iterator[str]:
    yield _with_quotes(verb, body, context)
    yield _with_colons(verb, body, context)
    known = fields_of_verb(verb)
    marked = Marked(body)
    for place in _words_in(marked)[:MOST_STARTS]:
        if "stage" in known and choices_of("stage", context).leading(marked.line, place) is not None:
            yield f"{body[:place]}stage:{body[place:]}"
        if verb == "follow" and place and leading_when(marked.line[place:], context.now) is not None:
            yield f"{body[:place].rstrip()} > {body[place:]}"


def _words_in(marked: Marked) -> list[int]:
    """Where words begin that are not in quotes."""
    places = [found.start() for found in _WORD.finditer(marked.line) if not marked.quotes.holds(found.start())]
    return places[:MOST_NAMES]


def _with_quotes(verb: str, body: str, context: Context) -> str:
    """`city:New York` in quotes: somebody's own words after a field's name, up to the next field."""
    known = fields_of_verb(verb)
    found = sorted(line_of(verb, body, context).named.values(), key=lambda one: one.span)
    stops = _stops(body, (one.span[0] for one in found))
    pieces, place = [], 0
    for one in found:
        field, start, end = known.get(one.field), one.value[0], _next(stops, one.span[0])
        value = body[start:end].strip(_BETWEEN)
        is_words = field is not None and isinstance(field.marker, Words) and start > one.span[0]
        if is_words and value != one.text and quote_at(plain(body), start - 1) is None:
            pieces += [body[place:start], quoted(value), " "]
            place = end
    return ("".join(pieces) + body[place:]).strip()


def _with_colons(verb: str, body: str, context: Context) -> str:
    """`tier A` as `tier:A`: fields named without the colon, each with the words up to the next one."""
    field_of, marked = field_reader(verb, context), Marked(body)
    spans = [one.span for one in line_of(verb, body, context).named.values()]
    taken = Inside(spans)
    words = (_WORD.match(marked.line, place) for place in _words_in(marked) if not taken.holds(place))
    names = [word for word in words if word is not None and field_of(word[0]) is not None]
    stops = _stops(body, (*(start for start, _ in spans), *(name.start() for name in names)))
    pieces, place = [], 0
    for name in names:
        end = _next(stops, name.start())
        value = body[name.end() : end].strip(_BETWEEN)
        if value:
            said = quoted(value) if _BLANK.search(value) else value
            pieces += [body[place : name.start()], f"{name[0]}:{said} "]
            place = end
    return ("".join(pieces) + body[place:]).strip()


def _stops(body: str, starts: Iterable[int]) -> list[int]:
    """Where the words of a field end at the latest: where another begins, or the next step, or with the line."""
    mark = plain(body).find(" >")
    return sorted({*starts, mark if mark >= 0 else len(body), len(body)})


def _next(stops: list[int], place: int) -> int:
    return next((stop for stop in stops if stop > place), place)

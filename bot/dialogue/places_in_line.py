"""Reads the parts of a line that are known by their place: a fixed word, a name, a choice, a sum, the rest."""

import re
from collections.abc import Sequence

from msgspec import Struct

from bot.commands.command import Command, CommandField, Key, Part, fields_of
from bot.commands.fields import About, Amount, Choice, Moment, Percent, Someone, Words
from bot.dialogue.context import Context
from bot.dialogue.lines import Span, ends_from, is_wide, plain, quote_at, skip_gap, unquoted
from bot.dialogue.money_words import ENGLISH_WORDS, find_percent, read_money
from bot.dialogue.readers import choices_of, chosen, read_value
from bot.dialogue.readings import Given, Value
from bot.dialogue.things import called_so, code_at, one_of, person_of, thing_of, visible
from bot.dialogue.vocabulary import vocabulary
from bot.dialogue.when import leading_when
from bot.domain.money import CURRENCIES
from bot.domain.naming import LONGEST, name_key
from bot.domain.refs import Kind, Ref

_TOKEN = re.compile(r"\S+")
_BARE_FIGURE = re.compile(r"\d[\d.,']*(?:k|m|\u4e07|\u842c)?(?!\S)", re.IGNORECASE)
_BARE_CURRENCY = re.compile(rf"(?:{'|'.join(sorted(CURRENCIES - {w.upper() for w in ENGLISH_WORDS}))})(?![A-Za-z])")
_WORDS_OF_SUM = 4
_FIELD_LIKE = re.compile(r"\s*[^\s:]{1,30}:\S")
_NEXT_WITHIN = 80
"""Signs in which the end of an unknown name is looked for."""
_LOOKED_AT = 120
"""Signs of a line in which a time or a sum at a place is looked for."""


class Found(Struct, frozen=True):
    """A part of the line: what it means, where it stands, and where the next part may begin."""

    value: Value
    span: Span

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.span[1]


class Places:
    """The head of one line and its plain copy, read by the shape of one command.

    `exact` remembers what names begin where.
    """

    def __init__(
        self,
        command_type: type[Command],
        marked: tuple[str, str],
        named: frozenset[str],
        context: Context,
        exact: dict[int, dict[str, list[Ref]]],
        kinds: Sequence[Kind],
    ) -> None:
        self._shape: tuple[Part, ...] = tuple(
            part for part in command_type.shape if isinstance(part, Key) or part not in named
        )
        self._fields, self.context = fields_of(command_type), context
        self.head, self.line = marked
        self._exact, self._kinds = exact, kinds

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts that must be found by their place: those not given by name."""
        return self._shape

    def key_at(self, key: Key, start: int) -> int | None:
        """Where a fixed word that begins here ends."""
        found = vocabulary().keys.leading(self.line, start)
        return found[1] if found is not None and found[0] == key.name else None

    def is_thing(self, number: int) -> bool:
        """Whether the part names a thing of the desk."""
        part = self._shape[number]
        return not isinstance(part, Key) and isinstance(self._fields[part].marker, About)

    def word_end(self, start: int) -> int:
        """Where the word that begins at a place ends."""
        token = _TOKEN.match(self.line, start)
        return token.end() if token is not None else start

    def read(self, number: int, start: int) -> Found | None:
        """The value of the part that begins at a place; None where it is not there."""
        field = self._fields[str(self._shape[number])]
        match field.marker:
            case About(kinds, may_be_new):
                return self._about(number, start, kinds, may_be_new)
            case Someone():
                return self._person(start, is_last=number + 1 == len(self._shape))
            case Words(is_long):
                return self._words(number, start, is_long)
            case Amount():
                return (
                    self._strict(field, start)
                    or self._unread_sum(number, field, start, _BARE_FIGURE.match(self.line, start))
                    or self._unread_sum(number, field, start, _BARE_CURRENCY.match(self.head, start))
                )
            case _:
                return self._strict(field, start)

    def _unread_sum(self, number: int, field: CommandField, start: int, begun: "re.Match[str] | None") -> Found | None:
        """A figure without its currency, or a currency with words for a figure, where a sum belongs: it is asked about,
        not taken for other words."""
        end = begun.end() if begun is not None else None
        for _ in range(_WORDS_OF_SUM):
            if end is None:
                return None
            if end == len(self.line) or self._is_expected(number, end):
                return Found(read_value(field, self.head[start:end], self.context), (start, end))
            # `USD twelve thousand FOB`
            further = _TOKEN.match(self.line, skip_gap(self.line, end))
            is_word = begun is not None and begun.re is _BARE_CURRENCY
            end = further.end() if further is not None and is_word else None
        return None

    def _strict(self, field: CommandField, start: int) -> Found | None:
        """A part that can be told from other words: a choice, a time, a sum, a share."""
        if start >= len(self.line):
            return None
        rest = self.line[start : start + _LOOKED_AT]
        end: int | None = None
        match field.marker:
            case Choice(family):
                found = choices_of(family, self.context).leading(self.line, start)
                return Found(Given(chosen(field, found[0]), found[0]), (start, found[1])) if found else None
            case Moment() if (quote := quote_at(self.line, start)) is not None:
                end = quote[1] - start
            case Moment(looks_back):
                days = self.context.is_working_day
                when = leading_when(rest, self.context.now, looks_back=looks_back, is_working_day=days)
                end = len(rest[: len(rest) - len(when[1])].rstrip(" ,;.")) if when else None
            case Amount():
                money = read_money(rest)
                end = money.end if money is not None and money.start == 0 else None
            case Percent():
                share = find_percent(rest)
                end = share.end if share is not None and share.start == 0 else None
            case _:
                token = _TOKEN.match(self.line, start)
                end = token.end() - start if token is not None else None
        if not end:
            return None
        value = read_value(field, self.head[start : start + end], self.context)
        # Quoted words in the place of a time that may be left out are perhaps meant for the part after it.
        if not field.is_required and not isinstance(value, Given):
            return None
        return Found(value, (start, start + end))

    def _words(self, number: int, start: int, is_long: bool) -> Found | None:
        if start >= len(self.head):
            return None
        quote = quote_at(self.line, start)
        is_last = number + 1 == len(self._shape)
        if quote is not None and not is_last:
            end = quote[1]
        elif is_long or is_last:
            end = len(self.head)
        else:
            token = _TOKEN.match(self.line, start)
            end = token.end() if token is not None else len(self.head)
        text = self.head[start:end].strip()
        said = unquoted(text) if quote is not None else text if is_last else text.rstrip(",\uff0c")
        return Found(Given(said, said), (start, end))

    def _person(self, start: int, *, is_last: bool) -> Found | None:
        if start >= len(self.head):
            return None
        for mention in sorted(self.context.mentions, key=len, reverse=True):
            if self.head.startswith(mention, start):
                return Found(person_of(mention, self.context), (start, start + len(mention)))
        if (quote := quote_at(self.line, start)) is not None:
            return Found(person_of(self.head[start : quote[1]], self.context), quote)
        ends = [start + token.end() for token in _TOKEN.finditer(self.line[start : start + LONGEST])][:4]
        for end in reversed(ends):
            value = person_of(self.head[start:end], self.context)
            if isinstance(value, Given) or value.is_several:
                return Found(value, (start, end))
        end = len(self.head) if is_last and not self.line.startswith("@", start) else ends[0]
        return Found(person_of(self.head[start:end], self.context), (start, end))

    def _about(self, number: int, start: int, kinds: tuple[Kind, ...], may_be_new: bool) -> Found | None:
        context, line = self.context, self.line
        bound = context.bound(kinds)
        if start >= len(line):
            return Found(Given(bound, bound.code), (start, start)) if bound is not None else None
        if (quote := quote_at(line, start)) is not None:
            return Found(thing_of(self.head[start : quote[1]], kinds, may_be_new, context), quote)
        if (code := code_at(line, start, kinds)) is not None:
            return Found(Given(code[0], code[0].code), (start, code[1]))
        end = self._next_place(number, start)
        weak, known = self._known(number, start, kinds, end)
        if known is not None:
            return known
        if bound is not None and (self._is_expected(number, start) or (weak is None and end is None)):
            return Found(Given(bound, bound.code), (start, start))
        return self._unknown(number, (start, end), weak, kinds, may_be_new)

    def _known(
        self, number: int, start: int, kinds: tuple[Kind, ...], end: int | None
    ) -> tuple[Found | None, Found | None]:
        """The longest known name here: one that is perhaps cut short, and one that is surely whole."""
        weak: Found | None = None
        by_end = self._exact_at(start)
        for stop in sorted(by_end, reverse=True):
            refs = visible((ref for ref in by_end[stop] if ref.kind in kinds), self.context)
            if not refs:
                continue
            typed = self.head[start:stop]
            value = one_of(called_so(refs, name_key(typed)), typed, kinds, False, self.context)
            if stop == len(self.line) or self._is_expected(number, stop):
                return None, Found(value, (start, stop))
            if weak is None and (self.line[stop].isspace() or self.line[stop] in ",;:"):
                weak = Found(value, (start, stop))
        typed = self.head[start : end if end is not None else len(self.head)].strip(" \t\n,;\u3000\uff0c")
        if typed and len(typed) <= LONGEST:
            refs = visible(self.context.names.shortened(name_key(typed), kinds), self.context)
            if refs:
                return weak, Found(one_of(refs, typed, kinds, False, self.context), (start, start + len(typed)))
        return weak, None

    def _unknown(
        self, number: int, place: tuple[int, int | None], weak: Found | None, kinds: tuple[Kind, ...], may_be_new: bool
    ) -> Found:
        """A name nothing is known by: the words before the next part, all words, or the first one."""
        start, end = place
        if weak is not None:
            between = self.head[weak.end : end if end is not None else len(self.head)]
            is_longer = _goes_on(between) if end is not None else not self._has_more(number)
            if not is_longer or _FIELD_LIKE.match(plain(between)):
                return weak
        if end is None and not self._has_more(number):
            end = len(self.head)
        if end is None:
            token = _TOKEN.match(self.line, start)
            end = token.end() if token is not None else len(self.head)
        typed = self.head[start:end].strip(" \t\n,;:\u3000\uff0c\uff1a")[:LONGEST]
        value = one_of((), typed, kinds, may_be_new, self.context)
        return Found(value, (start, start + len(typed)))

    def _exact_at(self, start: int) -> dict[int, list[Ref]]:
        """What each beginning of the rest is known as, by where it ends; asked once for a place."""
        ends = [end for end in ends_from(self.line, start, LONGEST) if _may_end(self.line[end - 1])]
        keys = {end: name_key(self.head[start:end]) for end in ends}
        known = self._exact.get(start)
        if known is None:
            asked = list(dict.fromkeys(key for key in keys.values() if key))
            known = self._exact[start] = self.context.names.exact(asked, self._kinds) if asked else {}
        return {end: known[key] for end, key in keys.items() if key in known}

    def _has_more(self, number: int) -> bool:
        """Whether the shape has parts after this one."""
        return number + 1 < len(self._shape)

    def _next_place(self, number: int, start: int) -> int | None:
        """Where the name that begins here must end, because a part that can be told follows it."""
        for end in ends_from(self.line, start, _NEXT_WITHIN):
            place = skip_gap(self.line, end)
            if end < len(self.line) and place < len(self.line) and self._is_expected(number, end):
                return end
        return None

    def _is_expected(self, number: int, place: int) -> bool:
        """Whether what stands at a place is what the shape wants after a part; the end of the line always is."""
        start = skip_gap(self.line, place)
        if start >= len(self.line):
            return True
        for following in range(number + 1, len(self._shape)):
            part = self._shape[following]
            if isinstance(part, Key):
                return self.key_at(part, start) is not None
            field = self._fields[part]
            match field.marker:
                case Words() | About() | Someone():
                    return False
                case _:
                    found = self._strict(field, start)
                    if found is not None and isinstance(found.value, Given):
                        return True
            if field.is_required:
                return False
        return False


def _may_end(sign: str) -> bool:
    """Whether a name may end with this sign; a blank, a comma or an opening quote belongs to what follows."""
    return sign.isalnum() or sign in ".)!"


def _goes_on(text: str) -> bool:
    """Whether words between a known name and the next part look like more of a name: capitals, figures, Chinese."""
    return all(is_wide(word) or word[0].isupper() or word[0].isdigit() for word in text.split())

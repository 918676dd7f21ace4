"""Takes a typed line apart: quotes, `name:value`, `#stage` and `> next step`, in half- or full-width marks.

Marks are looked for in a plain copy of the same length, so that what a person wrote is kept sign by sign.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from msgspec import Struct

Span = tuple[int, int]
"""From a place in a text up to, not including, another."""

_PLAIN = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | dict.fromkeys((9, 13, 0xA0, 0x202F, 0x3000), 32)
_CLOSERS = {'"': '"', "\u201c": "\u201d", "\u300c": "\u300d", "\u300e": "\u300f"}
_WIDE = ((0x2E80, 0x9FFF), (0xAC00, 0xD7AF), (0xF900, 0xFAFF), (0xFE30, 0xFE4F), (0x20000, 0x3FFFF))
_FIRST_WIDE = _WIDE[0][0]
_GAP = re.compile(r"[\s,:;\u3001]*")
_TOKEN = re.compile(r"\S+")
_NAME = re.compile(r"(?<![^\s,;\u3002\u3001(>])([^\s:,;\u3002\u3001\"()<>]{1,30}):")
_NEXT_NAME = re.compile(r"[,;]+(?=([^\s:,;]{1,30}):)")
_HASH = re.compile(r"(?<![A-Za-z0-9/&#])#([^\s#,:;>.!?\u3002\u3001\"]{1,30})")
_ARROW = re.compile(r">(?![=>])")
_MOST_ARROWS = 20
_MOST_MARKS = 200
"""Marks of a next step that are looked at; a text with more is a pasted one."""
_LOOK_AHEAD = 120
"""Signs after a `>` in which a time is looked for."""


class Named(Struct, frozen=True):
    """`name:value` as found: the field, the value without its quotes, the whole place and the value's own."""

    field: str
    text: str
    span: Span
    value: Span


class Cut(Struct, frozen=True):
    """A text with parts taken out, and where each piece that is left stood."""

    text: str
    starts: tuple[int, ...]
    origins: tuple[int, ...]

    def piece_end(self, place: int) -> int:
        """Where the piece ends in which a place lies."""
        following = bisect_right(self.starts, place)
        return self.starts[following] if following < len(self.starts) else len(self.text)

    def origin(self, place: int) -> int:
        """Where in the whole text the sign at `place` stood."""
        piece = max(bisect_right(self.starts, place) - 1, 0)
        return self.origins[piece] + place - self.starts[piece]


def plain(text: str) -> str:
    """The text with plain marks and blanks, sign for sign; line ends, case and letters stay."""
    return text.translate(_PLAIN)


def is_wide(sign: str) -> bool:
    """Whether the first sign is written without blanks between words, as Chinese is."""
    code = ord(sign[0])
    return code >= _FIRST_WIDE and any(low <= code <= high for low, high in _WIDE)


def ends_from(text: str, start: int, limit: int) -> list[int]:
    """Places after `start`, at most `limit` signs on, where a word may end; a Chinese word may end at any sign."""
    ends = []
    whole = len(text)
    is_inside = start < whole and text[start].isalnum()
    for end in range(start + 1, min(whole, start + limit) + 1):
        was_inside, is_inside = is_inside, end < whole and text[end].isalnum()
        if not (was_inside and is_inside) or is_wide(text[end - 1]) or is_wide(text[end]):
            ends.append(end)
    return ends


def skip_gap(text: str, start: int) -> int:
    """The place after blanks and commas."""
    found = _GAP.match(text, start)
    return found.end() if found else start


def quotes_in(text: str) -> list[Span]:
    """Places of quoted parts, marks included. An apostrophe, an inch mark and an unclosed quote are plain text."""
    found: list[Span] = []
    openers = "".join(_CLOSERS)
    place = 0
    while openers and (mark := re.compile(f"[{openers}]").search(text, place)) is not None:
        start = mark.start()
        place = start + 1
        if mark[0] == '"' and start and _is_latin(text[start - 1]):
            continue
        end = text.find(_CLOSERS[mark[0]], place)
        if end < 0:
            openers = openers.replace(mark[0], "")
            continue
        place = end + 1
        found.append((start, place))
    return found


def _is_latin(sign: str) -> bool:
    return sign.isalnum() and not is_wide(sign)


def quote_at(text: str, start: int) -> Span | None:
    """The quoted part that begins just here."""
    closer = _CLOSERS.get(text[start : start + 1])
    end = text.find(closer, start + 1) if closer else -1
    return (start, end + 1) if end >= 0 else None


def unquoted(text: str) -> str:
    """A text that is one quoted part, without its marks; else as it is, without blanks around it."""
    bare = text.strip()
    return bare[1:-1] if quote_at(plain(bare), 0) == (0, len(bare)) and len(bare) > 1 else bare


def quoted(text: str) -> str:
    """The text in marks that do not close within it, so that it is read back whole."""
    for opener, closer in _CLOSERS.items():
        if closer not in plain(text):
            return f"{opener}{text}{closer}"
    return f'"{plain(text).replace(chr(34), chr(39))}"'


class Inside:
    """Answers whether a place lies in one of some parts."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._spans = sorted(spans)
        self._starts = [start for start, _ in self._spans]

    def holds(self, place: int) -> bool:
        """Whether it does."""
        which = bisect_right(self._starts, place) - 1
        return which >= 0 and place < self._spans[which][1]


class Marked:
    """A text beside its plain copy, with its quotes found once."""

    def __init__(self, text: str) -> None:
        self.text, self.line = text, plain(text)
        self.quotes = Inside(quotes_in(self.line))


def named_in(
    marked: Marked, field_of: Callable[[str], str | None], stretch: Callable[[str, str], int], *, is_loose: bool
) -> Iterator[Named]:
    """Every `name:value` outside quotes whose name is a known field.

    `stretch` says how many signs after the colon an unquoted value of a field takes where that is more than a word
    (`at:yesterday 16:00`). `is_loose`: a blank may follow the colon.
    """
    line = marked.line
    place = 0
    for found in _NAME.finditer(line):
        if found.start() < place or marked.quotes.holds(found.start()) or (field := field_of(found[1])) is None:
            continue
        start = found.end()
        while is_loose and line[start : start + 1] == " ":
            start += 1
        end, value = _value_at(line, start, field, field_of, stretch)
        if end > start:
            place = end
            yield Named(field, marked.text[value[0] : value[1]], (found.start(), end), value)


def _value_at(
    line: str, start: int, field: str, field_of: Callable[[str], str | None], stretch: Callable[[str, str], int]
) -> tuple[int, Span]:
    """Where a value ends, and the place of the value itself."""
    if (quote := quote_at(line, start)) is not None:
        return quote[1], (quote[0] + 1, quote[1] - 1)
    token = _TOKEN.match(line, start)
    if token is None:
        return start, (start, start)
    end = token.end()
    for following in _NEXT_NAME.finditer(line, start, end):
        if field_of(following[1]) is not None:
            end = following.start()
            break
    bare = start + len(line[start:end].rstrip(",;\u3002\u3001"))
    longer = start + stretch(field, line[start : start + _LOOK_AHEAD])
    return (longer, (start, longer)) if longer > bare else (max(bare, start), (start, bare))


def hashed_in(marked: Marked, stage_of: Callable[[str], str | None]) -> Iterator[Named]:
    """Every `#stage` outside quotes that is a known stage."""
    for found in _HASH.finditer(marked.line):
        if not marked.quotes.holds(found.start()) and (stage := stage_of(found[1])) is not None:
            yield Named("stage", stage, found.span(), found.span(1))


def taken_out(text: str, spans: Sequence[Span]) -> Cut:
    """The text without some parts, nor the blanks that would be left double."""
    pieces: list[str] = []
    starts: list[int] = []
    origins: list[int] = []
    length = place = 0
    for start, end in (*sorted(spans), (len(text), len(text))):
        piece = text[place:start]
        if start < len(text) and (end >= len(text) or text[end].isspace()):
            piece = piece.rstrip(" \t\u3000")
        if piece or not pieces:
            starts.append(length)
            origins.append(place)
            pieces.append(piece)
            length += len(piece)
        place = max(place, end)
    return Cut("".join(pieces), tuple(starts), tuple(origins))


def next_step_in(marked: Marked, begins_time: Callable[[str], bool], next_words: Iterable[str]) -> Span | None:
    """The mark that begins the next step: `>`, `next:` or a line's bare 下次. What follows it is the step.

    The first mark followed by a time; else the first `next:` or `>` that stands apart from the word before it, if it
    does not begin a line, as in a quoted mail. Never one in quotes, nor `->`, `>=`, `>>`.
    """
    line = marked.line
    marks = sorted(_arrows(line, marked.quotes) + _bare_words(line, marked.quotes, next_words))
    for span, _ in marks[:_MOST_ARROWS]:
        if begins_time(line[span[1] : span[1] + _LOOK_AHEAD]):
            return span
    return next((span for span, is_sure in marks if is_sure), None)


def _arrows(line: str, inside: Inside) -> list[tuple[Span, bool]]:
    found = []
    for mark in islice(_ARROW.finditer(line), _MOST_MARKS):
        start = mark.start()
        before = line[start - 1 : start]
        if inside.holds(start) or before in ("-", "=", ">", "<") or (before and _is_latin(before)):
            continue
        found.append(((start, mark.end()), before != "\n" and not (before and is_wide(before))))
    return found


def _bare_words(line: str, inside: Inside, next_words: Iterable[str]) -> list[tuple[Span, bool]]:
    found: list[tuple[Span, bool]] = []
    for word in next_words:
        for mark in islice(re.finditer(re.escape(word), line, re.IGNORECASE), _MOST_MARKS):
            start, end = mark.span()
            before, has_colon = line[start - 1 : start], line[end : end + 1] == ":"
            is_apart = not before or not before.isalnum()
            if is_apart and not inside.holds(start) and (has_colon or is_wide(word)):
                found.append(((start, end + has_colon), has_colon))
    return found

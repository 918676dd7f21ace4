"""One language's sentences: found in its files at once, each read only when it is first said.

Most are never said between two starts, and reading a Fluent file whole takes longer than all else the start does.
"""

import re
from collections.abc import Callable, Mapping
from threading import Lock
from typing import TYPE_CHECKING, TypeAlias

from bot.domain.people import Language

if TYPE_CHECKING:
    from fluent.runtime import FluentBundle

Parts: TypeAlias = tuple[str | tuple[str], ...]
"""A sentence as its pieces: text, and in a tuple of one the name of a gap."""

_ENTRY = re.compile(r"^(-?[A-Za-z][A-Za-z0-9_-]*) *=", re.MULTILINE)
_SIMPLE = re.compile(r"[^{}\n]*(?:\{ *\$[A-Za-z][A-Za-z0-9_-]* *\}[^{}\n]*)*")
_GAP = re.compile(r"\{ *\$([A-Za-z][A-Za-z0-9_-]*) *\}")
_CALLED = re.compile(r"\{ *(-?[a-z][A-Za-z0-9_-]*)")
"""What a sentence may be made of besides its own words: another sentence, or a term."""


class Tongue:
    """The sentences of one language. `convert` is applied to a sentence's source before it is read."""

    def __init__(self, language: Language, source: str, convert: Callable[[str], str] | None = None) -> None:
        self._language, self._convert = language, convert
        self._sources = _cut(source)
        self._parts: dict[str, Parts | None] = {}
        self._read: set[str] = set()
        self._bundle: FluentBundle | None = None
        self._reading = Lock()
        self.said: dict[str, str] = {}
        """Sentences without a gap, as they were said before."""

    def has(self, key: str) -> bool:
        """Whether there is such a sentence."""
        return key in self._sources

    def parts(self, key: str) -> Parts | None:
        """A sentence of text and bare gaps, cut at its gaps; None for one that chooses or calls another."""
        if key not in self._parts:
            source = self._source(key)
            self._parts[key] = simple_parts(source) or _parts_read(source)
        return self._parts[key]

    def composed(self, key: str, values: Mapping[str, str | int]) -> tuple[str, tuple[str, ...]] | None:
        """A sentence put together by Fluent, and what was wrong with it; None where it has no words."""
        from fluent.runtime.types import fluent_number  # noqa: PLC0415 - few sentences need all of Fluent

        bundle = self._bundle_with(key)
        pattern = bundle.get_message(key).value
        if pattern is None:
            return None
        counted = {n: fluent_number(v, useGrouping=False) if isinstance(v, int) else v for n, v in values.items()}
        sentence, errors = bundle.format_pattern(pattern, counted)
        return str(sentence), tuple(map(str, errors))

    def _source(self, key: str) -> str:
        source = self._sources[key]
        return self._convert(source) if self._convert is not None else source

    def _bundle_with(self, key: str) -> "FluentBundle":
        """Fluent, having read this sentence and all it calls."""
        from fluent.runtime import FluentBundle, FluentResource  # noqa: PLC0415 - few sentences need all of Fluent

        with self._reading:
            if self._bundle is None:
                self._bundle = FluentBundle([self._language.value], use_isolating=False)
            wanted = [key]
            while wanted:
                entry = wanted.pop()
                if entry in self._read or entry not in self._sources:
                    continue
                self._read.add(entry)
                source = self._source(entry)
                self._bundle.add_resource(FluentResource(source))
                wanted.extend(_CALLED.findall(source))
            return self._bundle


def simple_parts(source: str) -> Parts | None:
    """The pieces of `key = text { $gap } text` on one line, as Fluent reads it; None for anything richer."""
    first, _, more = source.partition("\n")
    if any(line and not line.startswith("#") for line in more.split("\n")):
        return None
    text = first.partition("=")[2].strip(" ")
    if not text or not _SIMPLE.fullmatch(text):
        return None
    pieces: list[str | tuple[str]] = []
    for number, piece in enumerate(_GAP.split(text)):
        if number % 2:
            pieces.append((piece,))
        elif piece:
            pieces.append(piece)
    return tuple(pieces)


def _cut(source: str) -> dict[str, str]:
    """Every entry of a Fluent file under its name. One begins in the first column; its further lines do not."""
    found = list(_ENTRY.finditer(source))
    ends = [match.start() for match in found[1:]] + [len(source)]
    return {match[1]: source[match.start() : end] for match, end in zip(found, ends, strict=True)}


def _parts_read(source: str) -> Parts | None:
    from fluent.runtime import FluentResource  # noqa: PLC0415 - few sentences need all of Fluent
    from fluent.syntax import ast as fluent  # noqa: PLC0415

    message = FluentResource(source).body[0]
    if not isinstance(message, fluent.Message) or message.value is None:
        return None
    parts: list[str | tuple[str]] = []
    for element in message.value.elements:
        match element:
            case fluent.TextElement(value=str(text)):
                parts.append(text)
            case fluent.Placeable(expression=fluent.VariableReference(id=fluent.Identifier(name=str(name)))):
                parts.append((name,))
            case fluent.Placeable(expression=fluent.StringLiteral() as literal):
                parts.append(literal.parse()["value"])
            case _:
                return None
    return tuple(parts)

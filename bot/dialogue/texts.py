"""Says every sentence in the reader's language, with moments in the reader's zone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import assert_never
from zoneinfo import ZoneInfo

from fluent.runtime import FluentBundle, FluentResource
from fluent.runtime.types import fluent_number
from fluent.syntax import ast as fluent
from opencc import OpenCC

from bot.domain.money import Money
from bot.domain.people import Language
from bot.domain.phrases import Name, Phrase, Value

LOCALES = Path(__file__).parent.parent / "locales"
_DEEPEST = 8
"""Phrases nested deeper than this are a fault of ours; the innermost say their key."""

_Parts = tuple[str | tuple[str], ...]
"""A sentence as its pieces: text, and in a tuple of one the name of a gap."""


class UntoldPhrase(LookupError):
    """A sentence that is in no language file, or a gap nobody filled. Raised where texts are strict: in tests."""


@dataclass(slots=True)
class _Tongue:
    """One language: its sentences, the plain ones cut at their gaps, and those without gaps as said before."""

    bundle: FluentBundle
    plain: Mapping[str, _Parts]
    said: dict[str, str] = field(default_factory=dict)


class Texts:
    """Every sentence in every language. Traditional Chinese is derived from simplified when first asked for."""

    def __init__(self, sources: Mapping[Language, str], *, is_strict: bool = False) -> None:
        self._sources, self._is_strict = dict(sources), is_strict
        self._tongues: dict[Language, _Tongue] = {}

    @classmethod
    def load(cls, folder: Path = LOCALES, *, is_strict: bool = False) -> "Texts":
        """Read the language files. `is_strict`: a missing sentence or value raises `UntoldPhrase`."""
        sources = {language: _source(folder / language.value) for language in (Language.EN, Language.ZH_CN)}
        return cls(sources, is_strict=is_strict)

    def say(self, phrase: Phrase, language: Language, zone: str | ZoneInfo) -> str:
        """The sentence, with moments in the zone.

        A missing sentence says its key, a missing value its name, unless the texts are strict.
        """
        return self._say(phrase, language, ZoneInfo(zone) if isinstance(zone, str) else zone, 0)

    def has(self, key: str, language: Language = Language.EN) -> bool:
        """Whether there is such a sentence."""
        return self._tongue(language).bundle.has_message(key)

    def _say(self, phrase: Phrase, language: Language, zone: ZoneInfo, depth: int) -> str:
        tongue = self._tongue(language)
        if not phrase.values and (said := tongue.said.get(phrase.key)) is not None:
            return said
        if depth > _DEEPEST or not tongue.bundle.has_message(phrase.key):
            return self._untold(phrase.key, phrase.key)
        values = {name: self._spoken(value, language, zone, depth) for name, value in phrase.values.items()}
        parts = tongue.plain.get(phrase.key)
        sentence = self._composed(phrase.key, tongue, values) if parts is None else self._joined(phrase, parts, values)
        if not phrase.values:
            tongue.said[phrase.key] = sentence
        return sentence

    def _joined(self, phrase: Phrase, parts: _Parts, values: Mapping[str, str | int]) -> str:
        pieces = []
        for part in parts:
            if isinstance(part, str):
                pieces.append(part)
            elif part[0] in values:
                pieces.append(str(values[part[0]]))
            else:
                pieces.append(self._untold(f"{phrase.key} ${part[0]}", f"{{${part[0]}}}"))
        return "".join(pieces)

    def _composed(self, key: str, tongue: _Tongue, values: Mapping[str, str | int]) -> str:
        pattern = tongue.bundle.get_message(key).value
        if pattern is None:
            return self._untold(key, key)
        counted = {n: fluent_number(v, useGrouping=False) if isinstance(v, int) else v for n, v in values.items()}
        sentence, errors = tongue.bundle.format_pattern(pattern, counted)
        if errors:
            self._untold(f"{key}: {errors[0]}", key)
        return str(sentence)

    def _spoken(self, value: Value, language: Language, zone: ZoneInfo, depth: int) -> str | int:
        match value:
            case str() | int():
                return value
            case Phrase():
                return self._say(value, language, zone, depth + 1)
            case Decimal():
                return f"{value:f}"
            case Money():
                return str(value)
            case Name():
                return _named(value, language)
            case datetime():
                return moment_text(value, zone)
            case date():
                return value.isoformat()
            case tuple():
                between = self._say(Phrase("list-comma"), language, zone, depth + 1)
                return between.join(str(self._spoken(one, language, zone, depth)) for one in value)
            case _:
                assert_never(value)

    def _untold(self, fault: str, instead: str) -> str:
        if self._is_strict:
            raise UntoldPhrase(fault)
        return instead

    def _tongue(self, language: Language) -> _Tongue:
        tongue = self._tongues.get(language)
        if tongue is None:
            tongue = self._tongues[language] = self._learn(language)
        return tongue

    def _learn(self, language: Language) -> _Tongue:
        if language is Language.ZH_TW:
            source = _traditional(self._sources[Language.ZH_CN])
        else:
            source = self._sources[language]
        resource = FluentResource(source)
        bundle = FluentBundle([language.value], use_isolating=False)
        bundle.add_resource(resource)
        messages = (entry for entry in resource.body if isinstance(entry, fluent.Message))
        plain = {entry.id.name: parts for entry in messages if (parts := _parts(entry)) is not None}
        return _Tongue(bundle, plain)


def _named(name: Name, language: Language) -> str:
    match language:
        case Language.EN:
            return name.en
        case Language.ZH_CN:
            return name.zh
        case Language.ZH_TW:
            return _traditional(name.zh)


@lru_cache(maxsize=512)
def _traditional(text: str) -> str:
    return str(_converter().convert(text))


@cache
def _converter() -> OpenCC:
    return OpenCC("s2twp")


def moment_text(at: datetime, zone: ZoneInfo) -> str:
    """A moment in full, in the reader's zone: `2026-12-01 09:00 (Asia/Shanghai, UTC+8)`."""
    local = at.astimezone(zone)
    return f"{local:%Y-%m-%d %H:%M} ({zone.key}, {_offset(local.utcoffset() or timedelta())})"


@lru_cache(maxsize=64)
def _offset(ahead: timedelta) -> str:
    minutes = int(ahead.total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")


def _source(folder: Path) -> str:
    return "\n\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.ftl")))


def _parts(message: fluent.Message) -> _Parts | None:
    """A sentence that has only text and bare gaps, cut at its gaps; None for one that chooses or repeats."""
    parts: list[str | tuple[str]] = []
    for element in message.value.elements if message.value is not None else ():
        match element:
            case fluent.TextElement(value=str(text)):
                parts.append(text)
            case fluent.Placeable(expression=fluent.VariableReference(id=fluent.Identifier(name=str(name)))):
                parts.append((name,))
            case fluent.Placeable(expression=fluent.StringLiteral() as literal):
                parts.append(literal.parse()["value"])
            case _:
                return None
    return tuple(parts) if message.value is not None else None

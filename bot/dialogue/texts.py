"""Says every sentence in the reader's language, with moments in the reader's zone."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, assert_never
from zoneinfo import ZoneInfo

from bot.dialogue.tongue import Parts, Tongue
from bot.domain.money import Money
from bot.domain.people import Language
from bot.domain.phrases import Name, Phrase, Value

if TYPE_CHECKING:
    from opencc import OpenCC

LOCALES = Path(__file__).parent.parent / "locales"
_DEEPEST = 8
"""Phrases nested deeper than this are a fault of ours; the innermost say their key."""


class UntoldPhrase(LookupError):
    """A sentence that is in no language file, or a gap nobody filled. Raised where texts are strict: in tests."""


class Texts:
    """Every sentence in every language. Traditional Chinese is derived from simplified when first asked for."""

    def __init__(self, sources: Mapping[Language, str], *, is_strict: bool = False) -> None:
        self._sources, self._is_strict = dict(sources), is_strict
        self._tongues: dict[Language, Tongue] = {}

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
        return self._tongue(language).has(key)

    def _say(self, phrase: Phrase, language: Language, zone: ZoneInfo, depth: int) -> str:
        tongue = self._tongue(language)
        if not phrase.values and (said := tongue.said.get(phrase.key)) is not None:
            return said
        if depth > _DEEPEST or not tongue.has(phrase.key):
            return self._untold(phrase.key, phrase.key)
        values = {name: self._spoken(value, language, zone, depth) for name, value in phrase.values.items()}
        parts = tongue.parts(phrase.key)
        sentence = self._composed(phrase.key, tongue, values) if parts is None else self._joined(phrase, parts, values)
        if not phrase.values:
            tongue.said[phrase.key] = sentence
        return sentence

    def _joined(self, phrase: Phrase, parts: Parts, values: Mapping[str, str | int]) -> str:
        pieces = []
        for part in parts:
            if isinstance(part, str):
                pieces.append(part)
            elif part[0] in values:
                pieces.append(str(values[part[0]]))
            else:
                pieces.append(self._untold(f"{phrase.key} ${part[0]}", f"{{${part[0]}}}"))
        return "".join(pieces)

    def _composed(self, key: str, tongue: Tongue, values: Mapping[str, str | int]) -> str:
        composed = tongue.composed(key, values)
        if composed is None:
            return self._untold(key, key)
        sentence, errors = composed
        if errors:
            self._untold(f"{key}: {errors[0]}", key)
        return sentence

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

    def _tongue(self, language: Language) -> Tongue:
        tongue = self._tongues.get(language)
        if tongue is None:
            if language is Language.ZH_TW:
                # Sentence by sentence: what a word becomes never hangs on the sentence before.
                tongue = Tongue(language, self._sources[Language.ZH_CN], lambda source: _converter().convert(source))
            else:
                tongue = Tongue(language, self._sources[language])
            self._tongues[language] = tongue
        return tongue


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
def _converter() -> "OpenCC":
    from opencc import OpenCC  # noqa: PLC0415 - only readers of traditional characters need it

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

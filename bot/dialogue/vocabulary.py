"""The words people type for verbs, fields and choices, in English and Chinese, as `rules/words.toml` gives them."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from bot.dialogue.lines import ends_from, is_wide
from bot.dialogue.scripts import scripts_of
from bot.dialogue.shipping_vocabulary import shipping_choices, word_tables
from bot.domain.naming import name_key
from bot.domain.phrases import Phrase, phrase

WORDS_FILE = Path(__file__).parent.parent / "rules" / "words.toml"
_SPARE = 4
"""Marks and blanks a typed word may hold beyond the written one (`follow - up`)."""


class DoubleMeaning(ValueError):
    """A word stands for two things in one table."""


class Words(Struct, frozen=True):
    """One table: meaning -> its words, and the way back from a word, whatever its case, width and script."""

    of: Mapping[str, tuple[str, ...]]
    meanings: Mapping[str, str]
    longest: int

    def meaning(self, word: str) -> str | None:
        """What a whole word stands for."""
        return self.meanings.get(name_key(word)) if len(word) <= self.longest + _SPARE else None

    def leading(self, text: str, start: int) -> tuple[str, int] | None:
        """The meaning of the longest word that stands at `start`, and where it ends; None where none does.

        A Chinese word may be followed by text without a blank, unless it is of one sign only (`邮` in `邮箱`).
        """
        for end in reversed(ends_from(text, start, self.longest + _SPARE)):
            word = text[start:end]
            if not word[-1].isalnum():
                continue
            if (meaning := self.meanings.get(name_key(word))) is None:
                continue
            if end == len(text) or not text[end].isalnum() or len(word) > 1 or not is_wide(word):
                return meaning, end
        return None


class Vocabulary(Struct, frozen=True):
    """All tables. Words of the firm's own stages and fields are not here: they come with the rules."""

    verbs: Words
    keys: Words
    fields: Mapping[str, tuple[str, ...]]
    """One word may name fields of different verbs (zone, time zone), so these are looked up per verb."""
    choices: Mapping[str, Words]
    cancel: frozenset[str]
    leave: frozenset[str]
    skip: frozenset[str]
    yes: frozenset[str]
    no: frozenset[str]
    wrapper: frozenset[str]
    alone: Mapping[str, str]
    forms: Mapping[str, tuple[str, ...]]
    examples: Mapping[str, tuple[str, ...]]
    """Lines in Chinese, by the command they stand for; those in English are with the commands."""

    def field_words(self, field: str) -> tuple[str, ...]:
        """The words for a field, its own name among them."""
        return self.fields.get(field, (field,))


def words_of(table: Mapping[str, Iterable[str]]) -> Words:
    """Make a table with its way back. Raises `DoubleMeaning`."""
    meanings: dict[str, str] = {}
    for meaning, listed in table.items():
        for key in {name_key(form) or form for word in (meaning, *listed) for form in scripts_of(word)}:
            if meanings.setdefault(key, meaning) != meaning:
                raise DoubleMeaning(f"{key!r} means {meanings[key]!r} and {meaning!r}")
    longest = max((len(key) for key in meanings), default=0)
    return Words({meaning: tuple(listed) for meaning, listed in table.items()}, meanings, longest)


@cache
def vocabulary() -> Vocabulary:
    """The shipped words, read once and checked."""
    with WORDS_FILE.open("rb") as file:
        known = vocabulary_of(tomllib.load(file))
    return replace(known, choices={**known.choices, **_shipping()})


def vocabulary_of(tables: Mapping[str, Any]) -> Vocabulary:
    """Check and freeze the tables of a words file. Raises `DoubleMeaning`, and `KeyError` for a missing table."""

    def bare(name: str) -> frozenset[str]:
        return frozenset(name_key(form) or form for word in tables[name] for form in scripts_of(word))

    return Vocabulary(
        verbs=words_of(tables["verbs"]),
        keys=words_of(tables["keys"]),
        fields={field: tuple(listed) for field, listed in tables["fields"].items()},
        choices={family: words_of(table) for family, table in tables["choices"].items()},
        cancel=bare("cancel"),
        leave=bare("leave"),
        skip=bare("skip"),
        yes=bare("yes"),
        no=bare("no"),
        wrapper=bare("wrapper"),
        alone=dict(tables["alone"]),
        forms={name: tuple(fields) for name, fields in tables["forms"].items()},
        examples={name: tuple(lines) for name, lines in tables["examples"].items()},
    )


def _shipping() -> dict[str, Words]:
    """The words of milestones and papers, which have a file of their own."""
    meanings = {
        family: {form: meaning for key, meaning in table.items() for form in scripts_of(key)}
        for family, table in word_tables().items()
    }
    return {
        family: Words(shipping_choices()[family], table, max(map(len, table))) for family, table in meanings.items()
    }


def shipped_words() -> frozenset[str]:
    """Every word of the shipped vocabulary, whatever it stands for."""
    shipping = (word for table in word_tables().values() for word in table)
    with WORDS_FILE.open("rb") as file:
        return frozenset((*_strings(tomllib.load(file)), *shipping))


def either_word(name: str, listed: Iterable[str]) -> Phrase:
    """The word to type, in the reader's language: the first English or the first Chinese one of those listed."""
    english = next((word for word in listed if word.isascii()), name)
    return phrase("either", en=english, zh=next((word for word in listed if not word.isascii()), english))


def _strings(node: Any) -> Iterator[str]:
    match node:
        case str():
            yield node
        case Mapping():
            for key, value in node.items():
                yield str(key)
                yield from _strings(value)
        case list():
            for value in node:
                yield from _strings(value)


@cache
def field_meanings(fields: tuple[str, ...]) -> Mapping[str, str]:
    """Typed word -> field, for the fields of one verb. Raises `DoubleMeaning`; a field's own name comes first."""
    known = vocabulary()
    meanings = {name_key(field): field for field in fields}
    for field in fields:
        for key in {name_key(form) for word in known.field_words(field) for form in scripts_of(word)}:
            if meanings.setdefault(key, field) != field and key not in map(name_key, fields):
                raise DoubleMeaning(f"{key!r} means {meanings[key]!r} and {field!r}")
    return meanings

"""A sentence before anybody has said it: a key and the values that go into its gaps.

Nothing inside the house holds finished sentences. A `Phrase` travels until the door, where the reader's
language and zone are known, and is said there by `bot.dialogue.texts`.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import TypeAlias

from msgspec import Struct, field

from bot.domain.money import Money, Price

Value: TypeAlias = "str | int | Decimal | Money | Price | datetime | date | Phrase | Name | tuple[Value, ...]"


class Name(Struct, frozen=True):
    """What a place or a stage is called in each script: every reader sees their own and not both."""

    en: str
    zh: str


class Phrase(Struct, frozen=True):
    """A key of the language files and its values. A `str` value is somebody's own words and is never interpreted."""

    key: str
    values: Mapping[str, Value] = field(default_factory=dict)


def phrase(key: str, **values: Value) -> Phrase:
    """Make a phrase; a test checks every literal key and its gaps against the language files."""
    return Phrase(key, values)


@lru_cache(maxsize=1024, typed=True)
def choice_phrase(choice: StrEnum) -> Phrase:
    """The name of a closed choice, e.g. `Channel.EMAIL` -> key `channel-email`."""
    return named_choice(kebab(type(choice).__name__), choice.value)


def named_choice(family: str, value: str) -> Phrase:
    """The name of one of a family of choices: `named_choice("approval-kind", "discount")`."""
    return Phrase(f"{family}-{value.replace('_', '-')}")


def words(text: str) -> Phrase:
    """Somebody's own words where a phrase is wanted."""
    return Phrase("words", {"text": text})


def kebab(name: str) -> str:
    """`LogContact` -> `log-contact`, as the language files name it."""
    return "".join(f"-{sign.lower()}" if sign.isupper() and place else sign.lower() for place, sign in enumerate(name))

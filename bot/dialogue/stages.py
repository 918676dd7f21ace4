"""What a stage of the process is called: the shipped ones by the language files, the firm's own by its rules' words."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from bot.domain.phrases import Name, Phrase, named_choice, phrase

SHIPPED = frozenset("inquiry quote sample contract production shipment payment after_sales done".split())


Stages: TypeAlias = Mapping[str, Sequence[str]]
"""The stages in force, and the words the firm's rules give each."""


def stage_in(stages: Stages, key: str) -> Phrase:
    """The name of one of these stages; of one the rules no longer have, its key."""
    return stage_name(key, stages.get(key, ()))


def stage_name(key: str, listed: Sequence[str] = ()) -> Phrase:
    """The name of a stage. `listed`: the words the firm's rules give it, of which each reader sees one of their script.

    A stage of the firm's own without words goes by its key, blanks for `_`.
    """
    if key in SHIPPED:
        return named_choice("stage", key)
    plain = key.replace("_", " ")
    latin = next((word for word in listed if word.isascii()), plain)
    return phrase("words", text=Name(latin, next((word for word in listed if not word.isascii()), latin)))

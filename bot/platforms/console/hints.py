"""What can be typed, for people who look at an empty line: verbs as one types, and one example of each."""

from collections.abc import Sequence

from bot.commands.registry import COMMANDS, VERBS
from bot.domain.people import Language

MOST = 8


def verbs_for(text: str, _language: Language) -> Sequence[str]:
    """Verbs that the text may be the beginning of; nothing once the verb is written."""
    typed = text.lstrip("/").casefold()
    if not typed or " " in typed:
        return ()
    return tuple(verb for verb in VERBS if verb.startswith(typed) and verb != typed)[:MOST]


def examples_for(_language: Language) -> Sequence[str]:
    """The first example of each verb that has one, in the order of the help."""
    first: dict[str, str] = {}
    for command in COMMANDS:
        if command.verb and command.example:
            first.setdefault(command.verb, command.example[0])
    return tuple(first.values())

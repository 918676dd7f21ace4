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


def examples_for(language: Language) -> Sequence[str]:
    """One example of each verb that has any, in the order of the help; in the reader's script where there is one."""
    by_verb: dict[str, list[str]] = {}
    for command in COMMANDS:
        if command.verb:
            by_verb.setdefault(command.verb, []).extend(command.example)
    is_latin = language is Language.EN
    return tuple(
        next((one for one in examples if one.isascii() is is_latin), examples[0])
        for examples in by_verb.values()
        if examples
    )

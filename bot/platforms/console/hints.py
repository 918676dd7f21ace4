"""What can be typed where there is no desk to look into: verbs, as one types."""

from collections.abc import Sequence

from bot.commands.registry import VERBS
from bot.domain.people import Language

MOST = 8


def verbs_for(text: str, _language: Language) -> Sequence[str]:
    """Verbs that the text may be the beginning of; nothing once the verb is written."""
    typed = text.lstrip("/").casefold()
    if not typed or " " in typed:
        return ()
    return tuple(verb for verb in VERBS if verb.startswith(typed) and verb != typed)[:MOST]

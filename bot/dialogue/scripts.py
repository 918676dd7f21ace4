"""A word in the other Chinese script too, so that people may type either.

The shipped words are written out beforehand, in `rules/scripts.json`: what converts them takes fifty megabytes. Only a
firm's own words are converted by the running desk.
"""

import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opencc import OpenCC

TABLE = Path(__file__).parent.parent / "rules" / "scripts.json"


def scripts_of(word: str) -> tuple[str, ...]:
    """The word, and what it becomes in traditional, Taiwan's and simplified characters; some may be the same."""
    if word.isascii():
        return (word,)
    known = _written_out().get(word)
    return (word, *(converted(word) if known is None else known))


def converted(word: str) -> tuple[str, ...]:
    """The forms of a word other than itself, each once."""
    return tuple(dict.fromkeys(form for one in _converters() if (form := str(one.convert(word))) != word))


def table_of(words: Iterable[str]) -> str:
    """The text of the file for these words."""
    forms = {word: converted(word) for word in sorted(set(words)) if not word.isascii()}
    return json.dumps(forms, ensure_ascii=False, indent=0) + "\n"


@cache
def _written_out() -> Mapping[str, tuple[str, ...]]:
    return {word: tuple(forms) for word, forms in json.loads(TABLE.read_text(encoding="utf-8")).items()}


@cache
def _converters() -> "tuple[OpenCC, ...]":
    from opencc import OpenCC  # noqa: PLC0415 - few desks have words of their own that need it

    return OpenCC("s2t"), OpenCC("s2twp"), OpenCC("t2s")

"""How a Chinese name is typed on a keyboard without Chinese: its pinyin and its initials."""

from collections.abc import Sequence
from functools import lru_cache


def has_chinese(text: str) -> bool:
    """Whether any character is a Chinese one."""
    return any(map(_is_chinese, text))


def is_chinese_beginning(key: str) -> bool:
    """Whether a key ends in two Chinese characters, so that what follows them in a name needs no blank before it."""
    return len(key) > 1 and all(map(_is_chinese, key[-2:]))


def _is_chinese(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


@lru_cache(maxsize=4096)
def pinyin_keys(text: str) -> tuple[str, str]:
    """Pinyin without tones and initials, both without spaces: 宁波贸易 -> `ningbomaoyi`, `nbmy`.

    What is not Chinese stays as it is in the first and gives its first letter in the second. A character read in
    several ways gets the reading usual in its word.
    """
    syllables = _syllables(text)
    return "".join(syllables).replace(" ", ""), "".join(part[0] for part in syllables if part.strip())


def _syllables(text: str) -> Sequence[str]:
    # Loaded when the first Chinese name is learnt: its dictionaries take a fifth of a second and many megabytes.
    from pypinyin import lazy_pinyin  # noqa: PLC0415

    found: list[str] = []
    for part in lazy_pinyin(text):
        found.extend(part.split() if part.isascii() and " " in part else [part])
    return [part for part in found if part]

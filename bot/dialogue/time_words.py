"""What people type for numbers, weekdays and months, in Chinese and English, before a calendar is asked."""

import re
import unicodedata
from decimal import Decimal

_ASCII_BLANKS = {code: 32 for code in range(128) if chr(code).isspace() and chr(code) != "\n"}
_SIMPLIFIED = str.maketrans("後週禮個鐘點時兩號內過現從", "后周礼个钟点时两号内过现从")

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2}  # noqa: RUF001

NUM = r"(?:[0-9]{1,4}(?![0-9])|[零〇一二两俩三四五六七八九十百]{1,7})"
"""A whole number of days, hours or months, in figures or Chinese."""

WEEKDAYS_ZH = {c: i for i, c in enumerate("一二三四五六日")} | {"天": 6} | {str(i + 1): i for i in range(7)}

WEEKDAYS_EN = {
    name: day
    for day, names in enumerate(
        "mon monday|tue tues tuesday|wed weds wednesday|thu thur thurs thursday|fri friday|sat saturday|"
        "sun sunday".split("|")
    )
    for name in names.split()
}

MONTHS_EN = {
    name: month
    for month, names in enumerate(
        "jan january|feb february|mar march|apr april|may|jun june|jul july|aug august|sep sept september|"
        "oct october|nov november|dec december".split("|"),
        start=1,
    )
    for name in names.split()
}

NUMBERS_EN = {
    "an": 1, "a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
    "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
}  # fmt: skip


def choice(words: "dict[str, int] | dict[str, str]") -> str:
    """The words as one alternative of an expression, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def levelled(text: str) -> str:
    """`text` in half-width, lower-case, simplified marks, and of the same length, so that places still agree.

    Blanks become plain spaces; line ends stay, since a time never runs over one.
    """
    if text.isascii():
        return text.translate(_ASCII_BLANKS).lower()
    return "".join(map(_level, text)).translate(_SIMPLIFIED)


def _level(mark: str) -> str:
    if mark != "\n" and mark.isspace():
        return " "
    plain = unicodedata.normalize("NFKC", mark).lower()
    return plain if len(plain) == 1 else mark


def whole_number(word: str) -> int | None:
    """`12`, `十二`, `一百二十`, `an`, `two` as a number; None where the Chinese figures make none."""
    if word in NUMBERS_EN:
        return NUMBERS_EN[word]
    if word.isascii():
        return int(word) if word.isdigit() else None
    if len(word) > 1 and all(c in DIGITS for c in word) and word[0] not in "零〇":
        return None
    return _chinese(word)


def _chinese(word: str) -> int | None:
    total, waiting = 0, None
    for mark in word:
        if mark in DIGITS:
            if waiting:
                return None
            waiting = DIGITS[mark]
        else:
            total += (1 if waiting is None else waiting) * (100 if mark == "百" else 10)
            waiting = None
    return total + (waiting or 0)


def decimal_number(word: str) -> Decimal | None:
    """`1.5`, `2`, `八点五`, `八` as an exact number; None where it is none."""
    if word[:1].isdigit() and word.isascii():
        return Decimal(word.replace(",", "."))
    head, _, tail = word.partition("点")
    whole = whole_number(head)
    if whole is None or any(c not in DIGITS for c in tail):
        return None
    return Decimal(f"{whole}.{''.join(str(DIGITS[c]) for c in tail) or '0'}")


def ends_cleanly(text: str, end: int) -> bool:
    """Whether the word or figure that ends at `end` really ends there: `3d` does not in `3dprint`, `8/4` in `8/45`."""
    before, after = text[end - 1 : end], text[end : end + 1]
    if not before.isascii() or not before.isalnum():
        return True
    if after.isascii() and (after.isalnum() or after == "_"):
        return False
    return not (before.isdigit() and re.match(r"[-/.:,%][0-9]|%", text[end : end + 2]))

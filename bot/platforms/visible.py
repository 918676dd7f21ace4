"""Text made harmless to look at: signs that would hide, turn round or steer it are shown by name instead."""

import re
import unicodedata
from collections.abc import Iterator

BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that turn the direction of what follows, so that `gpj.exe` reads as `exe.jpg`."""
_ODD = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def visible(text: str) -> str:
    """The same text with control and direction signs shown: `␛` for an escape, `[U+202E]` for a turned direction.

    Line breaks of every kind become one kind; tabs and all other signs stay as they are. Nothing is left out.
    """
    if text.isascii() and text.isprintable():
        return text
    return _ODD.sub(_shown, text.replace("\r\n", "\n"))


def _shown(match: re.Match[str]) -> str:
    sign = match[0]
    if sign in "\r\x0b\x0c\x85\u2028\u2029":
        return "\n"
    code = ord(sign)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "␡"
    return f"[U+{code:04X}]"


def width(text: str) -> int:
    """Length as the stricter platforms count it: in UTF-16 units, an emoji being two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def pieces(text: str, most: int) -> Iterator[str]:
    """The text in pieces of at most `most` UTF-16 units, cut after a line, else after a word, else anywhere.

    Joined again the pieces are the text, sign for sign. An empty text has no pieces.
    """
    while width(text) > most:
        cut = _cut(text, most)
        yield text[:cut]
        text = text[cut:]
    if text:
        yield text


def _cut(text: str, most: int) -> int:
    longest = min(len(text), most)
    while width(text[:longest]) > most:
        longest -= max(1, (width(text[:longest]) - most) // 2)
    for mark in ("\n", " "):
        at = text.rfind(mark, longest // 2, longest)
        if at > 0:
            return at + 1
    while longest > 1 and longest < len(text) and unicodedata.combining(text[longest]):
        longest -= 1
    return longest


def shortened(text: str, most: int) -> str:
    """A label of at most `most` UTF-16 units on one line, with `…` where it was cut."""
    line = " ".join(text.split()) or "–"
    if width(line) <= most:
        return line
    return next(pieces(line, most - 1)).rstrip() + "…"

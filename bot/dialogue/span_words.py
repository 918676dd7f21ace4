"""What people type for a length of time: `3d`, `2 weeks`, `半小时后`, `3个工作日`, and `PT48H` in the rules."""

import re
from decimal import Decimal

from msgspec import Struct

from bot.dialogue.patterns import Pattern
from bot.dialogue.time_words import NUM, NUMBERS_EN, choice, decimal_number, ends_cleanly, levelled, whole_number
from bot.domain.spans import Span

_UNITS_EN = {
    "seconds": "s", "second": "s", "secs": "s", "sec": "s", "s": "s",
    "minutes": "min", "minute": "min", "mins": "min", "min": "min",
    "hours": "h", "hour": "h", "hrs": "h", "hr": "h", "h": "h",
    "working days": "bd", "working day": "bd", "business days": "bd", "business day": "bd", "workdays": "bd",
    "workday": "bd", "bd": "bd", "days": "d", "day": "d", "d": "d",
    "weeks": "w", "week": "w", "wks": "w", "wk": "w", "w": "w",
    "months": "mo", "month": "mo", "mo": "mo", "years": "y", "year": "y", "yrs": "y", "yr": "y", "y": "y",
}  # fmt: skip
_UNITS_ZH = {
    "秒钟": "s", "秒": "s", "分钟": "min", "小时": "h", "钟头": "h", "工作日": "bd", "工作天": "bd", "天": "d",
    "日": "d", "星期": "w", "礼拜": "w", "周": "w", "月": "mo", "年": "y",
}  # fmt: skip
_SECONDS = {"s": 1, "min": 60, "h": 3600}

_AMOUNT_EN = Pattern(
    rf"(?P<pre>(?:in|after|within) )?(?P<half>half an? |half )?"
    rf"(?:(?P<n>[0-9]{{1,4}}(?:\.[0-9]{{1,2}})?|(?:{choice(NUMBERS_EN)})(?= )) *)?"
    rf"(?P<u>{choice(_UNITS_EN)})(?![a-z])(?: (?P<post>later|from now|from today|ago))?"
)
_COMPOUND = Pattern(r"(?P<pre>(?:in|after|within) )?(?P<h>[0-9]{1,3})h *(?P<m>[0-9]{1,2}) ?(?:m|min|mins)(?![a-z0-9])")
_AMOUNT_ZH = Pattern(
    rf"(?P<pre>再?过 *)?(?:(?P<half>半)|(?P<n>[0-9]{{1,4}}\.[0-9]{{1,2}}|{NUM})) *(?P<ge>个)? *(?P<half2>半)? *"
    rf"(?P<u>{choice(_UNITS_ZH)}) *(?P<post>[以之]?[后内]|过后|[以之]?前)?"
)
_ISO = Pattern(
    r"p(?=.)(?:([0-9]{1,2})y)?(?:([0-9]{1,3})m)?(?:([0-9]{1,3})w)?(?:([0-9]{1,4})d)?"
    r"(?:t(?=.)(?:([0-9]{1,5})h)?(?:([0-9]{1,6})m)?(?:([0-9]{1,8})s)?)?"
)


class AmountRead(Struct, frozen=True):
    """A length of time found at a place in a line: the span, its direction and where it ends.

    `sign` is 1 for `in 3 days`, -1 for `3 days ago`, 0 where only the length stands (`3d`).
    """

    span: Span
    sign: int
    end: int


def amount_at(text: str, start: int) -> AmountRead | None:
    """The length of time that begins at `start` of a levelled text, or None. It never reads a bare `5m`."""
    for read in (_compound, _english, _chinese):
        if (found := read(text, start)) and ends_cleanly(text, found.end):
            return found
    return None


def read_duration(text: str) -> Span | None:
    """A duration as rules state it: ISO 8601 (`PT48H`), `48h`, `3d`, `3 working days`, `2 weeks`, `3个工作日`.

    None for anything else, for `5m`, which may be minutes or months, and for a direction (`3 days ago`).
    """
    line = levelled(text[:60]).strip()
    if len(text) > 60 or not line:
        return None
    if iso := _ISO.fullmatch(line):
        return _iso(iso)
    found = amount_at(line, 0)
    return found.span if found and found.end == len(line) and found.sign == 0 else None


def _iso(match: re.Match[str]) -> Span:
    years, months, weeks, days, hours, minutes, seconds = (int(n or 0) for n in match.groups())
    has_clock = any(match.group(5, 6, 7))
    clock = hours * 3600 + minutes * 60 + seconds if has_clock else None
    return Span(seconds=clock, days=weeks * 7 + days, months=years * 12 + months)


def _compound(text: str, start: int) -> AmountRead | None:
    if not (m := _COMPOUND.match(text, start)):
        return None
    return AmountRead(Span(seconds=int(m["h"]) * 3600 + int(m["m"]) * 60), 1 if m["pre"] else 0, m.end())


def _english(text: str, start: int) -> AmountRead | None:
    m = _AMOUNT_EN.match(text, start)
    if m is None or not (m["half"] or m["n"]) or (m["half"] and m["n"]) or (m["pre"] and m["post"] == "ago"):
        return None
    count = (
        Decimal("0.5") if m["half"] else decimal_number(m["n"]) if m["n"][0].isdigit() else Decimal(NUMBERS_EN[m["n"]])
    )
    sign = -1 if m["post"] == "ago" else 1 if m["pre"] or m["post"] else 0
    span = _span(count, _UNITS_EN[m["u"]])
    return AmountRead(span, sign, m.end()) if span else None


def _chinese(text: str, start: int) -> AmountRead | None:
    m = _AMOUNT_ZH.match(text, start)
    if m is None:
        return None
    post, unit = m["post"] or "", _UNITS_ZH[m["u"]]
    # 3月 is March and 3日 the third: only 3个月, and 3日后, are lengths.
    if (m["u"] == "月" and not m["ge"]) or (m["u"] == "日" and not post.endswith(("后", "内"))):
        return None
    # 3天的样品, 30天账期, 两天半: the number says how long something is, not when.
    if not post and re.match(r" *[的账帐期假半]|[一二三四五六日]", text[m.end() : m.end() + 2]):
        return None
    whole = None if m["half"] else _whole_or_part(m["n"])
    count = Decimal("0.5") if m["half"] else whole
    if count is None:
        return None
    sign = -1 if post.endswith("前") else 1 if post or m["pre"] else 0
    span = _span(count + Decimal("0.5") if m["half2"] else count, unit)
    return AmountRead(span, sign, m.end()) if span else None


def _whole_or_part(word: str) -> Decimal | None:
    if word.isascii():
        return Decimal(word)
    whole = whole_number(word)
    return None if whole is None else Decimal(whole)


def _span(count: Decimal | None, unit: str) -> Span | None:
    """The span of `count` units. Half a month is 15 days and half a year 6 months; half a day is nobody's."""
    if count is None:
        return None
    if unit in _SECONDS:
        return Span(seconds=int(count * _SECONDS[unit]))
    if unit == "y" and count * 12 == int(count * 12):
        return Span(months=int(count * 12))
    if unit == "mo" and count == Decimal("0.5"):
        return Span(days=15)
    if count != int(count):
        return None
    whole = int(count)
    match unit:
        case "d":
            return Span(days=whole)
        case "w":
            return Span(days=whole * 7)
        case "bd":
            return Span(working_days=whole)
        case _:
            return Span(months=whole)

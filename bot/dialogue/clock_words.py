"""What people type for the time of day: `15:00`, `3pm`, `下午3点半`, and hours such as `20:00-08:00`."""

from datetime import time

from msgspec import Struct

from bot.dialogue.patterns import Pattern
from bot.dialogue.time_words import NUM, ends_cleanly, levelled, whole_number

_PERIOD_ZH = r"凌晨|清晨|早上|早晨|早|上午|中午|下午|傍晚|晚上|晚"
_ZH = Pattern(
    rf"(?P<p>{_PERIOD_ZH})? *(?P<h>{NUM}) *(?:点钟|点整|点|时(?![间段代候尚])|:(?=[0-9]{{2}}))"
    rf" *(?:(?P<half>半)|(?P<q>[一三13])刻|(?P<m>[0-9]{{2}}|{NUM}(?= *分))(?: *分)?)?"
)
_EN = Pattern(
    r"(?:(?:in the )?(?P<p>morning|afternoon|evening) )?(?:at |@ ?)?"
    r"(?:(?P<noon>noon|midday)|(?P<h>[0-9]{1,2})(?::(?P<m>[0-9]{2})(?::(?P<s>[0-9]{2})(?:\.[0-9]{1,6})?)?)?"
    r"(?: ?(?P<ap>am|pm|a\.m\.|p\.m\.))?)"
)
_UNSAID = Pattern(rf" *(?:(?:in the )?(?:morning|afternoon|evening|night)\b|at [0-9]|(?:{_PERIOD_ZH}))")
_OTHER_ZONE = Pattern(
    r" *(?:(?:utc|gmt|z|e[sd]t|c[sd]t|m[sd]t|p[sd]t|ces?t|eest|bst|ist|jst|kst|sgt|hkt|aes?t|aedt|msk)(?![a-z])"
    r"|[+-][0-9]{2}:?[0-9]{2}(?![0-9])|local time|[^ ]{0,3}时间)"
)
_BETWEEN = Pattern(r" *(?:[-\u2013\u2014~至到]| to ) *")


class ClockRead(Struct, frozen=True):
    """A time of day found in a line: hour and minute, whether it falls after midnight of the named day, where it ends.

    `is_marked` says that half of the day is known (`pm`, 下午, an hour above twelve).
    """

    hour: int
    minute: int
    second: int
    days: int
    is_marked: bool
    end: int

    @property
    def time(self) -> time:
        """The time on the wall."""
        return time(self.hour, self.minute, self.second)

    def in_the_evening(self) -> "ClockRead":
        """The same clock read as this evening's, where the half of the day was not said."""
        if self.is_marked or not 5 <= self.hour <= 11:
            return self
        return ClockRead(self.hour + 12, self.minute, self.second, self.days, True, self.end)


class Unreadable(ValueError):
    """The line holds a time that no clock or calendar shows, or that could mean two things: the person is asked."""


def clock_at(text: str, start: int, *, ends: bool = True) -> ClockRead | None:
    """The time of day that begins at `start` of a levelled text, or None.

    Raises Unreadable for an hour that does not exist (`25:00`), a part of the day without an hour (下午), and a
    clock of another zone (`15:00 CET`), so that nobody is guessed at.
    """
    found = _chinese(text, start) or _english(text, start)
    if found is None:
        if _UNSAID.match(text, start):
            raise Unreadable("a part of the day without an hour")
        return None
    if ends and (not ends_cleanly(text, found.end) or _OTHER_ZONE.match(text, found.end)):
        raise Unreadable("a clock of another zone, or a number that goes on")
    return found


def read_hours(text: str) -> tuple[time, time] | None:
    """Hours of the day as `20:00-08:00`, `8pm-8am` or `晚上8点到早上8点`; they may run over midnight.

    None where it is no such pair, or where both ends are the same.
    """
    line = levelled(text[:40]).strip()
    if len(text) > 40:
        return None
    try:
        first = clock_at(line, 0, ends=False)
        between = _BETWEEN.match(line, first.end) if first else None
        last = clock_at(line, between.end(), ends=False) if between else None
    except Unreadable:
        return None
    if first is None or last is None or last.end != len(line) or first.time == last.time:
        return None
    return first.time, last.time


def _chinese(text: str, start: int) -> ClockRead | None:
    m = _ZH.match(text, start)
    if m is None or (text[m.start("h") : m.end()].find(":") > 0 and not m["p"]):
        return None
    hour, part = whole_number(m["h"]), m["m"] and whole_number(m["m"])
    minute = 30 if m["half"] else 15 * (whole_number(m["q"]) or 0) if m["q"] else part or 0
    if hour is None or (m["m"] and part is None) or hour > 24 or minute > 59 or (hour == 24 and minute):
        raise Unreadable("no such time of day")
    return _placed(hour, minute, m["p"] or "", m.end())


def _placed(hour: int, minute: int, period: str, end: int) -> ClockRead:
    """The hour in its part of the day: 晚上12点 is midnight, 中午1点 is 13:00."""
    match period:
        case "下午" | "傍晚" | "中午":
            low = 10 if period == "中午" else 12
            hour, fits = (hour + 12, hour + 12 < 24) if hour < low and hour else (hour, low <= hour < 24)
        case "晚上" | "晚":
            hour, fits = (hour + 12, True) if 5 <= hour <= 12 else (hour, hour >= 18)
        case "凌晨":
            hour, fits = hour % 12, hour <= 6 or hour == 12
        case "上午" | "早上" | "早晨" | "早" | "清晨":
            fits = hour <= 12
        case _:
            fits = True
    if not fits:
        raise Unreadable("no such hour in that part of the day")
    return ClockRead(hour % 24, minute, 0, hour // 24, bool(period) or hour > 12, end)


def _english(text: str, start: int) -> ClockRead | None:
    m = _EN.match(text, start)
    if m is None or not (m["noon"] or m["m"] or m["ap"] or m["p"]):
        return None
    if m["noon"]:
        return ClockRead(12, 0, 0, 0, True, m.end())
    hour, minute, second, half = int(m["h"]), int(m["m"] or 0), int(m["s"] or 0), (m["ap"] or "")[:1]
    if half or (m["p"] and hour <= 12):
        if not 1 <= hour <= 12:
            raise Unreadable("no such hour on a clock of twelve")
        late = half == "p" or (not half and m["p"] != "morning")
        hour = hour % 12 + 12 * late if half or late else hour
    if minute > 59 or second > 59 or hour > 24 or (hour == 24 and (minute or second)):
        raise Unreadable("no such time of day")
    return ClockRead(hour % 24, minute, second, hour // 24, bool(half or m["p"]) or hour > 12, m.end())

"""What people type for a day: `next mon`, `8/4`, `4 Aug`, `下周一`, `6月5日`, `月底`, `3个工作日后`."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from msgspec import Struct

from bot.dialogue.clock_words import Unreadable
from bot.dialogue.patterns import Pattern
from bot.dialogue.span_words import amount_at
from bot.dialogue.time_words import MONTHS_EN, NUM, WEEKDAYS_EN, WEEKDAYS_ZH, choice, ends_cleanly, whole_number
from bot.domain.spans import WorkingDays, add_months

_NAMED = {
    "今天": 0, "今日": 0, "明天": 1, "明日": 1, "后天": 2, "大后天": 3, "昨天": -1, "昨日": -1, "前天": -2,
    "大前天": -3, "today": 0, "tomorrow": 1, "tmrw": 1, "tmr": 1, "day after tomorrow": 2, "the day after tomorrow": 2,
    "yesterday": -1, "day before yesterday": -2, "the day before yesterday": -2, "tonight": 0, "last night": -1,
}  # fmt: skip
_HALF_DAYS = {"今": 0, "明": 1, "后": 2, "昨": -1}
_PARTS = {"初": 1, "early": 1, "start": 1, "中": 15, "mid": 15, "middle": 15}
_RELATIVE = {
    "本": 0,
    "这": 0,
    "这个": 0,
    "this ": 0,
    "the ": 0,
    "": 0,
    "下": 1,
    "下个": 1,
    "next ": 1,
    "下下": 2,
    "下下个": 2,
}
_RELATIVE |= {"上": -1, "上个": -1, "last ": -1, "上上": -2, "上上个": -2, "coming ": 0}
_YEARS = {"今": 0, "明": 1, "去": -1}
_MONTH = rf"(?P<month>{choice(MONTHS_EN)})\.?"
_TH = r"(?:st|nd|rd|th)"
_WEEK = r"(?:周|星期|礼拜)"
_REL_ZH = r"(?P<rel>本|这个?|下下?个?|上上?个?)"


class Vantage(Struct, frozen=True):
    """Where a day is read from: today, whether it is a fact (looks back) or a plan, and which days are worked."""

    today: date
    looks_back: bool
    is_working_day: WorkingDays

    def nearest(self, candidates: list[date | None]) -> date | None:
        """The first day of the candidates that is not on the wrong side of today. Today itself is on both sides."""
        back = self.looks_back
        days = [d for d in candidates if d is not None and (d <= self.today if back else d >= self.today)]
        return (max(days) if back else min(days)) if days else None


class DayRead(Struct, frozen=True):
    """A day found in a line and where it ends; with `is_evening`, or where it `needs_clock`, more must follow."""

    day: date
    end: int
    needs_clock: bool = False
    is_evening: bool = False
    is_tight: bool = False
    """Whether only the end or a clock may follow: `8.4` is a day, but in `8.4 tons` it is not."""


_Rule = Callable[[re.Match[str], Vantage], date | None]


def day_at(text: str, start: int, seen: Vantage) -> DayRead | None:
    """The longest day that begins at `start` of a levelled text, or None.

    Raises Unreadable for a day no calendar has (2月30日). May raise OverflowError at the calendar's ends.
    """
    best: tuple[re.Match[str], Pattern, _Rule] | None = None
    for pattern, rule in _RULES:
        m = pattern.match(text, start)
        if m and ends_cleanly(text, m.end()) and (best is None or m.end() > best[0].end()):
            best = (m, pattern, rule)
    amount = amount_at(text, start)
    if amount and amount.span.seconds is None and (best is None or amount.end > best[0].end()):
        sign = amount.sign or (-1 if seen.looks_back else 1)
        return DayRead(amount.span.shift(seen.today, sign, seen.is_working_day), amount.end)
    if m := _HALF.match(text, start):
        return DayRead(seen.today + timedelta(_HALF_DAYS[m[0]]), m.end(), needs_clock=True)
    if best is None:
        return None
    found, by, rule = best
    if (day := rule(found, seen)) is None:
        raise Unreadable("no such day")
    night = found[0] in ("tonight", "last night")
    return DayRead(day, found.end(), night, night, by is _TIGHT)


def _on(year: int, month: int | None, day: int | None) -> date | None:
    try:
        return date(year, month or 0, day or 0)
    except ValueError:
        return None


def _named(m: re.Match[str], seen: Vantage) -> date | None:
    return seen.today + timedelta(_NAMED[m[0]])


def _full(m: re.Match[str], seen: Vantage) -> date | None:
    return _on(*map(int, m.group(1, 2, 3)))


def _month_first(m: re.Match[str], seen: Vantage) -> date | None:
    return _on(int(m[3]), int(m[1]), int(m[2]))


def _month_day(m: re.Match[str], seen: Vantage) -> date | None:
    return _yearless(whole_number(m[1]), whole_number(m[2]), seen)


def _month_day_of(m: re.Match[str], seen: Vantage) -> date | None:
    month, day = whole_number(m["mo"]), whole_number(m["d"])
    return _on(seen.today.year + _YEARS[m["y"]], month, day) if m["y"] else _yearless(month, day, seen)


def _month_name(m: re.Match[str], seen: Vantage) -> date | None:
    month, day = MONTHS_EN[m["month"]], int(m["d"])
    return _on(int(m["year"]), month, day) if m["year"] else _yearless(month, day, seen)


def _yearless(month: int | None, day: int | None, seen: Vantage) -> date | None:
    return seen.nearest([_on(seen.today.year + ahead, month, day) for ahead in (-1, 0, 1)])


def _day_of_month(m: re.Match[str], seen: Vantage) -> date | None:
    first, day = seen.today.replace(day=1), whole_number(m["d"])
    months = [add_months(first, ahead) for ahead in (-2, -1, 0, 1, 2)]
    return seen.nearest([_on(month.year, month.month, day) for month in months])


def _in_month(m: re.Match[str], seen: Vantage) -> date | None:
    month = add_months(seen.today.replace(day=1), _RELATIVE[m["rel"]])
    return _on(month.year, month.month, whole_number(m["d"]))


def _month_part(m: re.Match[str], seen: Vantage) -> date | None:
    """The first, the fifteenth or the last day: of the month named, or of the nearest month."""
    said = m.groupdict()
    first, part = seen.today.replace(day=1), _PARTS.get(said["part"], 31)
    if said.get("rel"):
        return _part_of(add_months(first, _RELATIVE[said["rel"]]), part)
    if name := said.get("mo"):
        month = MONTHS_EN.get(name) or whole_number(name)
        firsts = [_on(seen.today.year + ahead, month, 1) for ahead in (-1, 0, 1)]
    else:
        firsts = [add_months(first, ahead) for ahead in (-1, 0, 1)]
    return seen.nearest([_part_of(day, part) if day else None for day in firsts])


def _part_of(first: date, part: int) -> date:
    return add_months(first, 1) - timedelta(1) if part == 31 else first.replace(day=part)


def _month_along(m: re.Match[str], seen: Vantage) -> date | None:
    return add_months(seen.today, _RELATIVE[m["rel"]])


def _year_end(m: re.Match[str], seen: Vantage) -> date | None:
    if year := m.groupdict().get("y"):
        return _on(seen.today.year + _YEARS[year], 12, 31)
    return _yearless(12, 31, seen)


def _week_along(m: re.Match[str], seen: Vantage) -> date | None:
    return seen.today + timedelta(7 * _RELATIVE[m["rel"]])


def _weekend(m: re.Match[str], seen: Vantage) -> date | None:
    saturday = seen.today + timedelta((5 - seen.today.weekday()) % 7)
    return saturday - timedelta(7) if seen.looks_back and saturday > seen.today else saturday


def _weekday(m: re.Match[str], seen: Vantage) -> date | None:
    """A bare weekday is the nearest one that is not today; 下周五 and `next fri` are in the next calendar week."""
    name = m["d"]
    wanted, today = WEEKDAYS_ZH[name] if name in WEEKDAYS_ZH else WEEKDAYS_EN[name], seen.today
    if m["rel"] and m["rel"] != "coming ":
        return today + timedelta(wanted - today.weekday() + 7 * _RELATIVE[m["rel"]])
    if seen.looks_back:
        return today - timedelta((today.weekday() - wanted - 1) % 7 + 1)
    return today + timedelta((wanted - today.weekday() - 1) % 7 + 1)


_HALF = Pattern(r"[今明后昨](?= ?[早晚])")
_TIGHT = Pattern(r"([0-9]{1,2})[.-]([0-9]{1,2})")
_RULES: tuple[tuple[Pattern, _Rule], ...] = (
    (Pattern(choice(_NAMED)), _named),
    (Pattern(r"([0-9]{4}) ?[-/.年] ?([0-9]{1,2}) ?[-/.月] ?([0-9]{1,2})(?: ?[日号])?"), _full),
    (Pattern(r"(20[0-9]{2})([0-9]{2})([0-9]{2})"), _full),
    (Pattern(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})"), _month_first),
    (Pattern(r"([0-9]{1,2})/([0-9]{1,2})"), _month_day),
    (_TIGHT, _month_day),
    (Pattern(rf"(?:(?P<y>[今明去])年)? ?(?P<mo>{NUM}) ?月 ?(?P<d>{NUM})(?: ?[日号]|(?![个天]))"), _month_day_of),
    (Pattern(rf"(?P<d>[0-9]{{1,2}}){_TH}?(?: of)?[ -]?{_MONTH}(?:,?[ -](?P<year>20[2-9][0-9]))?"), _month_name),
    (Pattern(rf"{_MONTH} ?(?:the )?(?P<d>[0-9]{{1,2}}){_TH}?(?:,? (?P<year>20[2-9][0-9]))?"), _month_name),
    (Pattern(rf"(?P<d>{NUM}) ?(?:日|号(?![楼门仓柜]))"), _day_of_month),
    (Pattern(rf"(?:the )?(?P<d>[0-9]{{1,2}}){_TH}"), _day_of_month),
    (Pattern(rf"{_REL_ZH} ?月 ?的?(?P<d>{NUM}) ?[日号]?"), _in_month),
    (Pattern(rf"(?:{_REL_ZH} ?|(?P<mo>{NUM}) ?)?月(?P<part>[初中底末])"), _month_part),
    (Pattern(r"(?:the )?(?P<part>end|start|middle) of (?P<rel>the |this |next |last )?month"), _month_part),
    (Pattern(r"(?P<part>eom|month end)"), _month_part),
    (Pattern(rf"(?P<part>early|mid|end of|end)[ -](?P<mo>{choice(MONTHS_EN)})"), _month_part),
    (Pattern(r"(?P<rel>下下?个?)月"), _month_along),
    (Pattern(r"(?P<rel>next )month"), _month_along),
    (Pattern(r"(?P<y>[今明去]?)年[底末]"), _year_end),
    (Pattern(r"(?:the )?end of (?:the |this )?year|eoy|year end"), _year_end),
    (Pattern(rf"(?P<rel>下下?个?){_WEEK}"), _week_along),
    (Pattern(r"(?P<rel>next )week"), _week_along),
    (Pattern(r"(?:这个?|本)?周末|(?:this |the )?weekend"), _weekend),
    (Pattern(rf"{_REL_ZH}? ?{_WEEK} ?(?P<d>[一二三四五六日天1-7])"), _weekday),
    (Pattern(rf"(?P<rel>this |next |last |coming )?(?P<d>{choice(WEEKDAYS_EN)})\.?"), _weekday),
)  # fmt: skip

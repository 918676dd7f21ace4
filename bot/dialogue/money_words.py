"""What people type for money and percentages: `USD 0.86/pc`, `$12k`, `￥3万`, `1.234,56 €`, `8%`, `85折`."""

import re
from collections.abc import Iterable
from decimal import Decimal

from msgspec import Struct

from bot.dialogue.patterns import Pattern
from bot.dialogue.time_words import decimal_number, levelled, whole_number
from bot.domain.money import CURRENCIES, UNITS, Money, Price

_LOOKED_AT = 2000
_SIGNS = {
    "us$": "USD", "hk$": "HKD", "nt$": "TWD", "a$": "AUD", "au$": "AUD", "c$": "CAD", "ca$": "CAD", "s$": "SGD",
    "nz$": "NZD", "r$": "BRL", "mx$": "MXN", "$": "USD", "€": "EUR", "£": "GBP", "cn¥": "CNY", "jp¥": "JPY", "¥": "CNY",
    "₹": "INR", "₩": "KRW", "₽": "RUB", "₫": "VND", "฿": "THB", "₺": "TRY", "₪": "ILS", "₴": "UAH", "₦": "NGN",
    "₱": "PHP", "zł": "PLN", "rmb": "CNY",
}  # fmt: skip
_NAMES = {
    "人民币": "CNY", "块钱": "CNY", "块": "CNY", "元": "CNY", "美元": "USD", "美金": "USD", "美刀": "USD", "刀": "USD",
    "欧元": "EUR", "歐元": "EUR", "英镑": "GBP", "英鎊": "GBP", "日元": "JPY", "日圆": "JPY", "円": "JPY",
    "港币": "HKD", "港幣": "HKD", "港元": "HKD", "新台币": "TWD", "台币": "TWD", "人民幣": "CNY", "澳元": "AUD",
    "加元": "CAD",
    "新币": "SGD", "卢布": "RUB", "韩元": "KRW", "卢比": "INR", "泰铢": "THB", "迪拉姆": "AED", "雷亚尔": "BRL",
    "dollars": "USD", "dollar": "USD", "bucks": "USD", "euros": "EUR", "euro": "EUR", "pounds": "GBP", "yuan": "CNY",
}  # fmt: skip
_CODES = {code.lower(): code for code in CURRENCIES}
ENGLISH_WORDS = frozenset("all amd bam cop cup gel gip lak lei mad mop pen ron sos top try".split())
"""Codes that are also words or slips of the pen: money only in capitals (`TRY 100`, not `try 100 pcs`)."""

_TIMES = {
    "thousand": 10**3, "million": 10**6, "billion": 10**9, "mln": 10**6, "mn": 10**6, "mio": 10**6, "bn": 10**9,
    "k": 10**3, "m": 10**6, "千": 10**3, "万": 10**4, "萬": 10**4, "百万": 10**6, "百萬": 10**6, "千万": 10**7,
    "千萬": 10**7, "亿": 10**8, "億": 10**8,
}  # fmt: skip


def _any(words: "dict[str, str] | dict[str, int] | Iterable[str]") -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_FIGURES = r"[0-9](?:[0-9.,']{0,24}[0-9])?"
_GROUPED = r"[0-9]{1,3}(?: [0-9]{3}){1,4}(?:[.,][0-9]{1,4})?"
_CHINESE = r"[零一二两三四五六七八九十百]{1,7}"
_MULTIPLE = rf"(?:(?P<x{{0}}>(?:k|m)(?![a-z0-9])| ?(?:{_any([w for w in _TIMES if w not in 'km'])})(?![a-z0-9])))?"
_MORE = " ?[千百万萬亿億]"
# A number that goes on (`3万5`), or ends in a dash for the cents (`4.280,-`), is not cut short: it is asked.
_GOES_ON = r"(?![0-9]|[.,'][0-9]|,-)"
_PER = rf"(?: ?(?:/|per |每|a (?=piece|set|ton)) ?(?P<unit>{_any(UNITS)})(?![a-z0-9]))?"
_MONEY = Pattern(
    rf"(?:(?<![a-z0-9])(?P<c0>{_any(_SIGNS | _CODES)}|人民[币幣]|美[元金]|[欧歐]元)(?:[ ']?:?[ ']*)"
    rf"(?P<n0>{_FIGURES}|{_CHINESE}){_GOES_ON}(?![a-jln-z]){_MULTIPLE.format(0)}(?![a-z0-9%]|{_MORE})元?"
    rf"|(?<![a-z0-9.,'零一二两三四五六七八九十百千万萬亿億])(?<![0-9] )"
    rf"(?P<n1>{_GROUPED}|{_FIGURES}|{_CHINESE}){_GOES_ON}"
    rf"{_MULTIPLE.format(1)}[ ']*(?P<c1>{_any(_SIGNS | _CODES | _NAMES)})(?![a-z0-9]))"
    rf"{_PER}"
)
_PERCENT = Pattern(
    r"(?<![0-9.,])(?P<n>[0-9]{1,3}(?:[.,][0-9]{1,4})?) ?(?:%|percent(?![a-z])|pct(?![a-z])|per cent(?![a-z])|个点)"
    r"|百分之(?P<zh>[0-9]{1,3}(?:\.[0-9]{1,4})?|[零一二两三四五六七八九十百]{1,5}(?:点[零一二三四五六七八九]{1,4})?)"
    r"|(?<![0-9.,])(?P<off>[0-9]{1,2}|[0-9]\.[0-9]|[一二三四五六七八九]{1,2}) ?折"
)


class MoneyRead(Struct, frozen=True):
    """Money found in a line, what it is the price of (`pc`, or None), and the place [start, end) it takes there."""

    money: Money
    unit: str | None
    start: int
    end: int

    @property
    def price(self) -> Price:
        """The money with what it is the price of."""
        return Price(self.money.amount, self.money.currency, self.unit)


class PercentRead(Struct, frozen=True):
    """A percentage found in a line and the place [start, end) it takes there."""

    percent: Decimal
    start: int
    end: int


def read_money(text: str) -> MoneyRead | None:
    """The first money in the first 2,000 characters of `text`; None where there is none, or none that is certain.

    A number without a currency is not money. `1.234 EUR` is one euro and some, `1,234 EUR` is over a thousand.
    """
    head = text[:_LOOKED_AT]
    line = levelled(head.translate(_GROUPING))
    for m in _MONEY.finditer(line):
        which = 0 if m["c0"] else 1
        sign, figures = m[f"c{which}"], m[f"n{which}"]
        if sign in ENGLISH_WORDS and not head[m.start(f"c{which}") : m.end(f"c{which}")].isupper():
            continue
        amount = _amount(figures, (m[f"x{which}"] or "").strip())
        if amount is None:
            continue
        currency = (_CODES | _SIGNS | _NAMES)[sign]
        try:
            return MoneyRead(Money(amount, currency), m["unit"], m.start(), m.end())
        except ValueError:
            continue
    return None


def find_percent(text: str) -> PercentRead | None:
    """The first percentage in `text` and where it stands; a 折 is told as what it takes off (`85折` is 15)."""
    m = _PERCENT.search(levelled(text[:_LOOKED_AT]))
    if m is None:
        return None
    value = _left_off(m["off"]) if m["off"] else decimal_number(m["n"] or m["zh"])
    return None if value is None else PercentRead(_shortest(value), m.start(), m.end())


def read_percent(text: str) -> Decimal | None:
    """The first percentage in `text`: `8%`, `百分之八`, `８％`, `8 percent` are 8, `85折` is 15; None without one."""
    found = find_percent(text)
    return found.percent if found else None


# A no-break or thin space inside a number only ever groups its digits; a plain one may part two numbers.
_GROUPING = {0xA0: "'", 0x202F: "'", 0x2009: "'", 0x2019: "'"}


def _shortest(value: Decimal) -> Decimal:
    return Decimal(int(value)) if value == int(value) else value.normalize()


def _left_off(kept: str) -> Decimal | None:
    figures = kept if kept[0].isascii() else "".join(str(whole_number(c)) for c in kept)
    tenths = Decimal(figures) * (1 if len(figures) == 2 else 10)
    return 100 - tenths if 0 < tenths < 100 else None


def _amount(figures: str, times: str) -> Decimal | None:
    if not figures[0].isascii():
        whole = whole_number(figures)
        plain = None if whole is None else Decimal(whole)
    else:
        plain = _plain(figures.replace(" ", "").replace("'", ""))
    return None if plain is None else plain * _TIMES.get(times, 1)


def _plain(figures: str) -> Decimal | None:
    """The number meant by figures with points and commas, either of which may group or part off the decimals."""
    mark = max(",.", key=figures.rfind)
    other = "." if mark == "," else ","
    head, _, tail = figures.rpartition(mark)
    if not head:
        return Decimal(figures)
    is_group = figures.count(mark) > 1 or (mark == "," and other not in head and _is_thousands(head, tail))
    if is_group:
        return Decimal(figures.replace(mark, "")) if _grouped(figures, mark) else None
    if mark in head or (other in head and not _grouped(head, other)):
        return None
    return Decimal(f"{head.replace(other, '')}.{tail}")


def _is_thousands(head: str, tail: str) -> bool:
    return len(tail) == 3 and len(head) <= 3 and not head.startswith("0")


def _grouped(figures: str, mark: str) -> bool:
    first, *rest = figures.split(mark)
    return 1 <= len(first) <= 3 and all(len(group) == 3 and group.isdigit() for group in rest) and first.isdigit()

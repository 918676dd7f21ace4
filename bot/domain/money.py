"""An amount of money is a number and its currency, and the two are never parted."""

from decimal import ROUND_HALF_EVEN, Decimal

from msgspec.structs import force_setattr

from bot.domain.carried import Carried

CURRENCIES = frozenset(
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP "
    "CNH CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG "
    "HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA "
    "MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD "
    "RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX "
    "USD UYU UZS VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG".split()
)
"""ISO 4217 codes of 2026 in use for trade, and CNH, by which banks quote the renminbi offshore."""

_WHOLE = frozenset("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split())
_THOUSANDTHS = frozenset("BHD IQD JOD KWD LYD OMR TND".split())
_DECIMALS = 4
_LARGEST = Decimal(10) ** 14


class CurrencyMismatch(ValueError):
    """Two amounts in different currencies were added or compared; there is no rate here to bridge them."""


def minor_digits(currency: str) -> int:
    """Decimals the currency is written with by ISO 4217: 0 for JPY, 3 for KWD, otherwise 2."""
    return 0 if currency in _WHOLE else 3 if currency in _THOUSANDTHS else 2


class Money(Carried, frozen=True):
    """An amount in one currency, exact to four decimals, as unit prices need; kept without zeros at its end.

    It does not convert between currencies. Raises ValueError for a currency outside `CURRENCIES`, for more than
    four decimals, and for an amount of 10^14 or more, which a scaled 64-bit integer could not keep.
    """

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        if self.currency not in CURRENCIES:
            raise ValueError(f"unknown currency: {self.currency!r}")
        if not isinstance(self.amount, Decimal) or not self.amount.is_finite() or abs(self.amount) >= _LARGEST:
            raise ValueError(f"not an amount of money: {self.amount!r}")
        if self.amount != round(self.amount, _DECIMALS):
            raise ValueError(f"more than {_DECIMALS} decimals: {self.amount}")
        # One amount is written in one way only: the trail, which holds `0.80` as it was typed, must say what the table
        # says, which holds a whole number.
        force_setattr(self, "amount", self.amount.normalize() + Decimal(0))

    def __str__(self) -> str:
        plain = f"{self.amount:f}"
        decimals = len(plain.partition(".")[2].rstrip("0"))
        return f"{self.currency} {self.amount:,.{max(decimals, minor_digits(self.currency))}f}"

    def plus(self, other: "Money") -> "Money":
        """The sum; raises CurrencyMismatch for another currency."""
        return Money(self.amount + self._same(other), self.currency)

    def times(self, factor: Decimal | int) -> "Money":
        """The amount taken `factor` times, rounded half to even at the fourth decimal."""
        product = self.amount * factor
        return Money(product.quantize(Decimal(1).scaleb(-_DECIMALS), ROUND_HALF_EVEN), self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.amount < self._same(other)

    def __le__(self, other: "Money") -> bool:
        return self.amount <= self._same(other)

    def __gt__(self, other: "Money") -> bool:
        return self.amount > self._same(other)

    def __ge__(self, other: "Money") -> bool:
        return self.amount >= self._same(other)

    def _same(self, other: "Money") -> Decimal:
        if other.currency != self.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency}")
        return other.amount


class Price(Money, frozen=True):
    """Money and what it is paid for: `USD 0.86/pc`. Without a unit it is for the whole.

    The unit stands as it was typed. Sums and products are plain money: they are no longer the price of one.
    """

    unit: str | None = None

    def __str__(self) -> str:
        # Not super(): with slots the class that `super()` remembers is another one.
        money = Money.__str__(self)
        return money if self.unit is None else f"{money}/{self.unit}"

    def is_per_same(self, other: "Price") -> bool:
        """Whether the two can be compared: one of them names no unit, or both mean the same (`pcs` and `pieces`)."""
        if self.unit is None or other.unit is None:
            return True
        return _UNIT_OF.get(self.unit, self.unit) == _UNIT_OF.get(other.unit, other.unit)


_SAME_UNITS = (
    "pc pcs piece pieces 件 个 個 只 支 片",
    "set sets 套",
    "unit units 台",
    "pair pairs 双 雙",
    "dozen doz 打",
    "kg kgs 公斤 千克",
    "ton tons t mt 吨 噸",
    "m 米",
    "yard yards yd 码 碼",
    "m2 sqm 平方米",
    "m3 cbm 立方米",
    "ctn ctns carton cartons 箱",
    "box boxes 盒",
    "bag bags 袋",
    "bottle bottles 瓶",
    "roll rolls 卷",
    "条 條",
    "张 張",
    "container containers 柜 櫃",
    "teu",
    "feu",
    "shipment shipments 票",
    "day days 天",
    "month months 月",
)
_UNIT_OF = {word: row.split()[0] for row in _SAME_UNITS for word in row.split()}
UNITS = tuple(_UNIT_OF)
"""What a price may be for, by any of its words."""

"""An amount and its currency are never parted."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.money import CURRENCIES, CurrencyMismatch, Money, Price, minor_digits

AMOUNTS = st.decimals(min_value=-(10**9), max_value=10**9, places=4)


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [
        ("4280", "USD", "USD 4,280.00"),
        ("0.86", "USD", "USD 0.86"),
        ("0.8625", "USD", "USD 0.8625"),
        ("1234.5670", "KWD", "KWD 1,234.567"),
        ("5000", "JPY", "JPY 5,000"),
        ("-12.5", "EUR", "EUR -12.50"),
        ("3E+4", "CNY", "CNY 30,000.00"),
    ],
)
def test_money_is_shown_with_its_currency(amount: str, currency: str, shown: str) -> None:
    assert str(Money(Decimal(amount), currency)) == shown


@pytest.mark.parametrize(
    ("amount", "currency"),
    [("1", "usd"), ("1", "XXX"), ("1", ""), ("0.00001", "USD"), ("NaN", "USD"), ("Infinity", "USD"), ("1E+14", "USD")],
)
def test_what_is_no_money(amount: str, currency: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Money(Decimal(amount), currency)


def test_a_price_says_what_it_is_for_and_compares_only_with_the_like() -> None:
    price = Price(Decimal("0.86"), "USD", "pc")
    assert str(price) == "USD 0.86/pc" and str(Price(Decimal(5), "EUR")) == "EUR 5.00"
    assert price.is_per_same(Price(Decimal(1), "USD", "pieces")) and price.is_per_same(Price(Decimal(1), "USD"))
    assert not price.is_per_same(Price(Decimal(1), "USD", "kg"))
    assert Price(Decimal("0.85"), "USD", "pcs") < price


def test_equal_amounts_are_written_alike_however_they_were_typed() -> None:
    typed = [Money(Decimal(text), "USD").amount for text in ("12.5", "12.50", "12.5000", "1.25E+1")]
    assert {format(amount, "f") for amount in typed} == {"12.5"}
    assert format(Money(Decimal("4280.00"), "USD").amount, "f") == "4280"
    assert format(Money(Decimal("0.00"), "USD").amount, "f") == "0"


def test_a_float_is_no_money() -> None:
    with pytest.raises(ValueError, match="not an amount"):
        Money(0.5, "USD")  # type: ignore[arg-type]


def test_currencies_do_not_mix() -> None:
    dollar, euro = Money(Decimal(1), "USD"), Money(Decimal(1), "EUR")
    assert dollar != euro
    for act in (dollar.plus, dollar.__lt__, dollar.__le__, dollar.__gt__, dollar.__ge__):
        with pytest.raises(CurrencyMismatch):
            act(euro)


@given(AMOUNTS, AMOUNTS)
def test_sums_and_order_are_those_of_the_amounts(left: Decimal, right: Decimal) -> None:
    one, other = Money(left, "USD"), Money(right, "USD")
    assert one.plus(other).amount == left + right
    assert (one < other, one <= other, one > other, one >= other) == (
        left < right,
        left <= right,
        left > right,
        left >= right,
    )


def test_a_product_is_rounded_to_even_at_the_fourth_decimal() -> None:
    assert Money(Decimal("0.86"), "USD").times(5000) == Money(Decimal(4300), "USD")
    assert Money(Decimal("0.0001"), "USD").times(Decimal("0.5")).amount == 0
    assert Money(Decimal("0.0003"), "USD").times(Decimal("0.5")).amount == Decimal("0.0002")


def test_currencies_are_codes_with_known_digits() -> None:
    assert len(CURRENCIES) > 140
    assert all(len(code) == 3 and code.isupper() for code in CURRENCIES)
    assert {minor_digits(code) for code in CURRENCIES} == {0, 2, 3}

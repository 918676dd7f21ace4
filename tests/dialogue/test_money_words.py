"""Money and percentages as people type them."""

import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.money_words import find_percent, read_money, read_percent


@pytest.mark.parametrize(
    ("text", "money", "unit"),
    [
        ("USD 0.86/pc", "USD 0.86", "pc"),
        ("$12k", "USD 12,000.00", None),
        ("￥3万", "CNY 30,000.00", None),
        ("4,280.00 EUR", "EUR 4,280.00", None),
        ("1.234,56 €", "EUR 1,234.56", None),
        ("1 234,56 €", "EUR 1,234.56", None),
        ("1\u202f234,56\u00a0€", "EUR 1,234.56", None),
        ("1,234.567 KWD", "KWD 1,234.567", None),
        ("1.234 EUR", "EUR 1.234", None),
        ("1,234 EUR", "EUR 1,234.00", None),
        ("1'234.50 CHF", "CHF 1,234.50", None),
        ("EUR 1.234.567,89", "EUR 1,234,567.89", None),
        ("usd4280", "USD 4,280.00", None),
        ("HK$ 88", "HKD 88.00", None),
        ("5000 JPY", "JPY 5,000", None),
        ("3万美元", "USD 30,000.00", None),
        ("3百万人民币", "CNY 3,000,000.00", None),
        ("三百元", "CNY 300.00", None),
        ("0.86美金每件", "USD 0.86", "件"),
        ("USD　４２８０", "USD 4,280.00", None),
        ("2.5 million USD", "USD 2,500,000.00", None),
        ("$1.2m", "USD 1,200,000.00", None),
        ("USD 1.5/m2", "USD 1.50", "m2"),
        ("500 USD/MT", "USD 500.00", "mt"),
        ("TRY 100", "TRY 100.00", None),
        ("¥ 1,234.5万", "CNY 12,345,000.00", None),
    ],
)
def test_money_is_read(text: str, money: str, unit: str | None) -> None:
    read = read_money(text)
    assert read is not None
    assert (str(read.money), read.unit, read.start, read.end) == (money, unit, 0, len(text))


@pytest.mark.parametrize(
    "text",
    [
        "", "4280", "USD", "$", "8%", "USD 8%", "try 100 pcs", "all 300 pcs", "￥3万5", "3万5千元", "12,34,5 USD",
        "$0.12345",
        "EUR4.280,-", "USD 12kg", "CNY 99999999999999999", "CSQU3054383", "PI20240517-A", "3 containers",
    ],
)  # fmt: skip
def test_what_is_not_certain_is_not_money(text: str) -> None:
    assert read_money(text) is None


def test_money_is_taken_out_of_a_line() -> None:
    line = 'new PI20240517-A "ABC International Ltd." USD 4280 FOB Shenzhen'
    read = read_money(line)
    assert read is not None
    assert line[read.start : read.end] == "USD 4280"
    assert line[: read.start] + line[read.end :] == 'new PI20240517-A "ABC International Ltd."  FOB Shenzhen'


def test_a_count_after_the_price_is_not_part_of_it() -> None:
    read = read_money("USD 5 100 pcs")
    assert read is not None
    assert str(read.money) == "USD 5.00"


@pytest.mark.parametrize(
    ("text", "percent"),
    [
        ("8%", "8"), ("百分之八", "8"), ("８％", "8"), ("8 percent", "8"), ("85折", "15"), ("8折", "20"),
        ("八五折", "15"),
        ("9.5折", "5"), ("百分之八点五", "8.5"), ("百分之十二", "12"), ("8,5 %", "8.5"), ("100%", "100"),
        ("8个点", "8"),
        ('discount "ABC GmbH" 8% first order, 3 containers', "8"),
    ],
)  # fmt: skip
def test_percentages(text: str, percent: str) -> None:
    assert read_percent(text) == Decimal(percent)


@pytest.mark.parametrize("text", ["", "8", "0折", "1000%", "3.14159%", "percent", "折"])
def test_what_is_no_percentage(text: str) -> None:
    assert read_percent(text) is None


def test_a_percentage_is_taken_out_of_a_line() -> None:
    line = "ABC 8% first order"
    found = find_percent(line)
    assert found is not None
    assert line[found.start : found.end] == "8%"


@given(st.one_of(st.text(), st.text("0123456789.,' $€¥万kmUSDEUR百千%折/pc元", max_size=30)))
def test_no_words_break_it(text: str) -> None:
    read = read_money(text)
    if read is not None:
        assert 0 <= read.start < read.end <= len(text)
        assert read.money.amount >= 0
    percent = read_percent(text)
    assert percent is None or percent >= 0


@given(
    st.decimals(min_value=0, max_value=10**8, places=2),
    st.sampled_from(["USD {:,}", "{:,} EUR", "CNY {}", "{}元"]),
)
def test_a_plain_amount_comes_back_whole(amount: Decimal, pattern: str) -> None:
    read = read_money(pattern.format(amount))
    assert read is not None
    assert read.money.amount == amount


@pytest.mark.parametrize("mark", ["1", "1,", "usd ", "一", "1 ", "$", "1.1,", "百分之一"])
def test_a_pasted_book_costs_nothing(mark: str) -> None:
    book = (mark * 40_000)[:40_000]
    began = time.process_time()
    read_money(book)
    read_percent(book)
    assert time.process_time() - began < 0.05

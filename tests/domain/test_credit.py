"""The clock of a letter of credit."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.credit import Credit, CreditLimit, CreditProblem, bank_answers_by, credit_clock, credit_problems

ON_BOARD = date(2026, 12, 2)
DAYS = st.dates(date(2020, 1, 1), date(2040, 1, 1))


def test_twenty_one_days_or_the_credits_own_period() -> None:
    assert credit_clock(Credit(date(2027, 3, 1)), ON_BOARD).present_by == date(2026, 12, 23)
    assert credit_clock(Credit(date(2027, 3, 1), period_days=10), ON_BOARD).present_by == date(2026, 12, 12)


def test_never_past_expiry() -> None:
    clock = credit_clock(Credit(date(2026, 12, 15)), ON_BOARD)
    assert (clock.present_by, clock.limited_by) == (date(2026, 12, 15), CreditLimit.EXPIRY)
    assert clock.days_left(date(2026, 12, 16)) == -1


@given(DAYS, DAYS, st.none() | st.integers(1, 21))
def test_the_last_day_is_the_earlier_of_the_two(expires_on: date, on_board_on: date, period: int | None) -> None:
    clock = credit_clock(Credit(expires_on, period_days=period), on_board_on)
    assert clock.present_by == min(expires_on, on_board_on + timedelta(days=21 if period is None else period))


def test_discrepancies_of_days() -> None:
    credit = Credit(date(2026, 12, 31), latest_shipment_on=date(2026, 12, 1))
    assert credit_problems(credit, ON_BOARD, date(2026, 12, 23)) == (CreditProblem.SHIPPED_TOO_LATE,)
    assert CreditProblem.PRESENTED_TOO_LATE in credit_problems(credit, ON_BOARD, date(2026, 12, 24))
    assert CreditProblem.SHIPPED_AFTER_EXPIRY in credit_problems(credit, date(2027, 1, 1), None)
    assert credit_problems(Credit(date(2027, 3, 1)), ON_BOARD, ON_BOARD) == ()


def test_the_bank_has_five_banking_days() -> None:
    def is_weekday(day: date) -> bool:
        return day.weekday() < 5

    assert bank_answers_by(date(2026, 12, 4), is_weekday) == date(2026, 12, 11)
    with pytest.raises(ValueError, match="banking days"):
        bank_answers_by(date(2026, 12, 4), lambda day: False)

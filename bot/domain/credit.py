"""The clock of a letter of credit: until when the papers must lie at the bank, and how long it may look at them."""

from collections.abc import Callable
from datetime import date, timedelta
from enum import StrEnum

from msgspec import Struct

PRESENTATION_DAYS = 21
"""Calendar days after shipment where the credit says nothing else (UCP 600 article 14 c)."""

EXAMINATION_DAYS = 5
"""Banking days after presentation that a bank has at most (UCP 600 article 14 b)."""


class CreditLimit(StrEnum):
    """Which of the two ends the time for presentation."""

    PERIOD = "period"
    EXPIRY = "expiry"


class CreditProblem(StrEnum):
    """What makes a presentation discrepant before anybody has read a paper."""

    SHIPPED_AFTER_EXPIRY = "shipped_after_expiry"
    SHIPPED_TOO_LATE = "shipped_too_late"
    PRESENTED_TOO_LATE = "presented_too_late"


class Credit(Struct, frozen=True):
    """The days a credit names. `period_days` None means the usual 21."""

    expires_on: date
    latest_shipment_on: date | None = None
    period_days: int | None = None


class CreditClock(Struct, frozen=True):
    """Last day for the papers, and whether the period or the credit's expiry sets it."""

    present_by: date
    limited_by: CreditLimit

    def days_left(self, today: date) -> int:
        """Calendar days still to go; negative once it is too late."""
        return (self.present_by - today).days


def credit_clock(credit: Credit, on_board_on: date) -> CreditClock:
    """On-board day plus the period, never past expiry.

    A last day on which the bank is shut may move (UCP 600 article 29 a); that is the bank's calendar and not counted.
    """
    days = PRESENTATION_DAYS if credit.period_days is None else credit.period_days
    by_period = on_board_on + timedelta(days=days)
    if by_period <= credit.expires_on:
        return CreditClock(by_period, CreditLimit.PERIOD)
    return CreditClock(credit.expires_on, CreditLimit.EXPIRY)


def credit_problems(credit: Credit, on_board_on: date, presented_on: date | None) -> tuple[CreditProblem, ...]:
    """What the bank would refuse for its days alone."""
    found = []
    if on_board_on > credit.expires_on:
        found.append(CreditProblem.SHIPPED_AFTER_EXPIRY)
    if credit.latest_shipment_on is not None and on_board_on > credit.latest_shipment_on:
        found.append(CreditProblem.SHIPPED_TOO_LATE)
    if presented_on is not None and presented_on > credit_clock(credit, on_board_on).present_by:
        found.append(CreditProblem.PRESENTED_TOO_LATE)
    return tuple(found)


def bank_answers_by(presented_on: date, is_banking_day: Callable[[date], bool]) -> date:
    """The fifth banking day after presentation. Raises ValueError for a calendar without banking days."""
    day, left = presented_on, EXAMINATION_DAYS
    for _ in range(366):
        day += timedelta(days=1)
        left -= is_banking_day(day)
        if not left:
            return day
    raise ValueError("the calendar has fewer than five banking days in a year")

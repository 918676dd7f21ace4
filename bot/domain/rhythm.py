"""When a customer is due to be spoken to again: by a promise, a quote unanswered, or the rhythm of its kind."""

from collections.abc import Sequence
from datetime import date, datetime, tzinfo
from enum import StrEnum

from msgspec import Struct

from bot.domain.customers import Temperature
from bot.domain.follow_ups import FollowUp, FollowUpOrigin
from bot.domain.moments import DEFAULT_TIME, When
from bot.domain.spans import WorkingDays, add_working_days, local_moment, on_working_day


class NextReason(StrEnum):
    """Why a customer is spoken to next."""

    PROMISED = "promised"
    QUOTE = "quote"
    RHYTHM = "rhythm"


class Counted(Struct, frozen=True):
    """What the desk counts to: so many working days of the owner after the last contact, and the morning of that day.

    `is_quote`: the last contact was a quote, and its answer is waited for; else the rhythm of customers this warm.
    """

    temperature: Temperature
    working_days: int
    since: datetime
    at: datetime
    is_quote: bool = False


class NextStep(Struct, frozen=True):
    """The next date with a customer and why: the promise that is due first, else what the desk counts to."""

    at: datetime
    reason: NextReason
    promise: FollowUp | None = None
    counted: Counted | None = None


def temperature_of(stated: Temperature | None, *, has_ordered: bool, is_sample_out: bool) -> Temperature:
    """How warm a customer is taken to be: a sample under way comes first, then what a person said.

    Where nobody said, one who has ordered is existing, and anybody else potential. It never changes the file.
    """
    if is_sample_out:
        return Temperature.SAMPLE_SENT
    return stated or (Temperature.EXISTING if has_ordered else Temperature.POTENTIAL)


def morning_of(day: date, zone: tzinfo, is_working_day: WorkingDays) -> datetime:
    """Nine in the morning of `day`, or of the next working day where it is not one, on the wall of `zone`."""
    return local_moment(datetime.combine(on_working_day(day, is_working_day), DEFAULT_TIME), zone)


def days_after(last: datetime, working_days: int, zone: tzinfo, is_working_day: WorkingDays) -> datetime:
    """The morning on which `working_days` have passed since the day of `last`, both on the wall of `zone`."""
    day = add_working_days(last.astimezone(zone).date(), working_days, is_working_day)
    return morning_of(day, zone, is_working_day)


def today_still(when: When, now: datetime) -> When:
    """Today, named as a day after its morning has passed, is this moment; anything else stays as it is."""
    is_today = not when.has_time and when.at.date() == now.astimezone(when.at.tzinfo).date()
    return When(now.astimezone(when.at.tzinfo), False) if is_today and when.at < now else when


def next_step(promises: Sequence[FollowUp], counted: Counted | None) -> NextStep | None:
    """The first of the open promises, whatever made it; where there is none, what is counted to; else None."""
    first = min(promises, key=lambda promise: promise.due_at, default=None)
    if first is not None:
        return NextStep(first.due_at, _REASONS.get(first.origin, NextReason.PROMISED), promise=first)
    if counted is None:
        return None
    return NextStep(counted.at, NextReason.QUOTE if counted.is_quote else NextReason.RHYTHM, counted=counted)


_REASONS = {FollowUpOrigin.QUOTE: NextReason.QUOTE, FollowUpOrigin.RHYTHM: NextReason.RHYTHM}

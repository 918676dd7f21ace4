"""When a customer is due to be spoken to again: a promise somebody made, a quote unanswered, or the rhythm of its kind."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from enum import StrEnum

from bot.domain.customers import Temperature
from bot.domain.follow_ups import FollowUp, FollowUpOrigin
from bot.domain.moments import DEFAULT_TIME, When
from bot.domain.spans import WorkingDays, add_working_days, local_moment, on_working_day


class NextReason(StrEnum):
    """Why a customer is spoken to next."""

    PROMISED = "promised"
    QUOTE = "quote"
    RHYTHM = "rhythm"


@dataclass(frozen=True, slots=True)
class Counted:
    """What a rhythm counts: so many working days of the owner since the last contact, for a customer this warm."""

    temperature: Temperature
    working_days: int
    since: datetime
    at: datetime


@dataclass(frozen=True, slots=True)
class NextStep:
    """The next date with a customer and why: the promise that is due first, else what the rhythm counts to."""

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


def promised_moment(when: When, now: datetime, zone: tzinfo, is_working_day: WorkingDays) -> datetime:
    """When a promise falls due: to the minute as named, or the morning of the named day in the owner's `zone`.

    Today, named as a day after its morning has passed, is due now. A moment that has passed is given back as it is.
    """
    if when.has_time:
        return when.at
    morning = morning_of(when.at.date(), zone, is_working_day)
    return now if morning < now and when.at.date() == now.astimezone(zone).date() else morning


def counted_from(
    last: datetime, temperature: Temperature, working_days: int, zone: tzinfo, is_working_day: WorkingDays
) -> Counted:
    """The morning on which `working_days` of the owner have passed since the day of the last contact."""
    day = add_working_days(last.astimezone(zone).date(), working_days, is_working_day)
    return Counted(temperature, working_days, last, morning_of(day, zone, is_working_day))


def next_step(promises: Sequence[FollowUp], counted: Counted | None) -> NextStep | None:
    """The first of the open promises; where there is none but a rhythm's, what the rhythm counts to; else None."""
    named = [promise for promise in promises if promise.origin is not FollowUpOrigin.RHYTHM]
    first = min(named, key=lambda promise: promise.due_at, default=None)
    if first is not None:
        reason = NextReason.QUOTE if first.origin is FollowUpOrigin.QUOTE else NextReason.PROMISED
        return NextStep(first.due_at, reason, promise=first)
    return NextStep(counted.at, NextReason.RHYTHM, counted=counted) if counted is not None else None

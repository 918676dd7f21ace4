"""When somebody is warned that something is late, and what happens if it stays so: one engine for every time limit.

A limit is a length of counted time, the warnings before it and the steps at and after it. All moments follow from
the start, the pauses and the calendar alone, so that an hourly check can work out again what should have been sent.
Nothing here sends, waits or looks at a clock.
"""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from msgspec import Struct

from bot.domain.carried import Carried

WHOLE = Decimal(1)


class Counting(StrEnum):
    """Which time counts: all of it, or the firm's working hours."""

    ELAPSED = "elapsed"
    WORKING = "working"


class Act(StrEnum):
    """What is done when a moment of a limit comes."""

    WARN = "warn"
    REMIND = "remind"
    NOTIFY = "notify"
    ESCALATE = "escalate"
    DEPUTY = "deputy"
    EXPIRE = "expire"


class Calendar(Protocol):
    """How time is counted. An implementer must not look at the clock, and `elapsed(m, add(m, s))` must be `s`."""

    @property
    def working_day(self) -> timedelta:
        """The counted time of one working day."""
        ...

    def add(self, moment: datetime, span: timedelta) -> datetime:
        """The first moment at which `span` of counted time has passed since `moment`; `span` is not negative."""
        ...

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        """Counted time from `start` to `end`, zero where `end` is earlier."""
        ...


class AroundTheClock(Struct, frozen=True):
    """Every hour counts, on every day, whatever the clocks on the wall do."""

    working_day: timedelta = timedelta(days=1)

    def add(self, moment: datetime, span: timedelta) -> datetime:
        """`span` of real time later, in the zone of `moment`."""
        return (moment.astimezone(UTC) + span).astimezone(moment.tzinfo)

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        """Real time between the two, never negative."""
        return max(timedelta(0), end.astimezone(UTC) - start.astimezone(UTC))


class Wait(Carried, frozen=True):
    """A length as a rule states it: counted hours, and working days of the calendar in force."""

    time: timedelta = timedelta(0)
    working_days: int = 0

    def counted(self, calendar: Calendar) -> timedelta:
        """How much counted time this is by `calendar`."""
        return self.time + self.working_days * calendar.working_day


class Pause(Struct, frozen=True):
    """Time that does not count, from a question until its answer; `until` None: still unanswered."""

    since: datetime
    until: datetime | None = None


class After(Struct, frozen=True):
    """One step at a limit or `wait` after it, towards `to` (words like owner, superior, approvers, or a role).

    With `every`, it is repeated until it has happened `times` times.
    """

    do: Act
    to: tuple[str, ...] = ()
    wait: Wait = Wait()
    every: Wait | None = None
    times: int = 1


class Limit(Struct, frozen=True):
    """A time limit as copied onto what it governs. `warn` holds shares of the limit between 0 and 1."""

    name: str
    after: Wait
    counting: Counting = Counting.ELAPSED
    warn: tuple[Decimal, ...] = ()
    warn_to: tuple[str, ...] = ()
    steps: tuple[After, ...] = ()


class Due(Struct, frozen=True):
    """One thing that a limit asks for: when, what, towards whom.

    `attempt` numbers a limit's moments from 1 and is the same however often they are worked out; `fraction` is the
    share of the limit reached, 1 for the breach and all that follows it.
    """

    moment: datetime
    action: Act
    attempt: int
    fraction: Decimal
    to: tuple[str, ...] = ()


def merged(pauses: Iterable[Pause]) -> tuple[Pause, ...]:
    """The pauses in order and without overlaps, so that no minute is left out twice."""
    whole: list[Pause] = []
    for pause in sorted(pauses, key=lambda p: p.since):
        last = whole[-1] if whole else None
        if last is None or (last.until is not None and last.until < pause.since):
            whole.append(pause)
        elif last.until is not None and (pause.until is None or pause.until > last.until):
            whole[-1] = Pause(last.since, pause.until)
    return tuple(whole)


def counted(start: datetime, end: datetime, pauses: Iterable[Pause], calendar: Calendar) -> timedelta:
    """Counted time from `start` to `end`, the pauses left out."""
    total = calendar.elapsed(start, end)
    for pause in merged(pauses):
        since, until = max(start, pause.since), min(end, pause.until or end)
        if since < until:
            total -= calendar.elapsed(since, until)
    return total


def reached(start: datetime, amount: timedelta, pauses: Iterable[Pause], calendar: Calendar) -> datetime | None:
    """The moment at which `amount` has been counted since `start`; None while an open pause keeps it from coming."""
    here, left = start, amount
    for pause in merged(pauses):
        if pause.until is not None and pause.until <= here:
            continue
        run = calendar.elapsed(here, pause.since) if pause.since > here else timedelta(0)
        if run >= left and (pause.since > here or not left):
            break
        if pause.until is None:
            return None
        here, left = pause.until, left - run
    return calendar.add(here, left)


def milestones(limit: Limit, started_at: datetime, pauses: Iterable[Pause], calendar: Calendar) -> tuple[Due, ...]:
    """Everything `limit` asks for, in order of time; what an open pause holds back is absent until it ends.

    `calendar` is the working calendar of whoever must act; it is not asked where the limit counts all hours.
    """
    clock: Calendar = AroundTheClock() if limit.counting is Counting.ELAPSED else calendar
    stops = tuple(pauses)
    dues: list[Due] = []
    for attempt, (amount, fraction, act, to) in enumerate(_plan(limit, clock), start=1):
        moment = reached(started_at, amount, stops, clock)
        if moment is not None:
            dues.append(Due(moment, act, attempt, fraction, to))
    return tuple(dues)


def breach_at(limit: Limit, started_at: datetime, pauses: Iterable[Pause], calendar: Calendar) -> datetime | None:
    """The moment the limit is exceeded; None while its clock is paused before it."""
    clock: Calendar = AroundTheClock() if limit.counting is Counting.ELAPSED else calendar
    return reached(started_at, limit.after.counted(clock), pauses, clock)


def due_by(
    limit: Limit, started_at: datetime, pauses: Iterable[Pause], calendar: Calendar, now: datetime
) -> tuple[Due, ...]:
    """What the limit has asked for up to and including `now`."""
    return tuple(due for due in milestones(limit, started_at, pauses, calendar) if due.moment <= now)


def missed(expected: Iterable[Due], sent: Collection[int], now: datetime, grace: timedelta) -> tuple[Due, ...]:
    """What should have been sent `grace` ago and whose attempt is not among `sent`: the hourly check's alarm."""
    return tuple(due for due in expected if due.moment + grace <= now and due.attempt not in sent)


def _plan(limit: Limit, clock: Calendar) -> list[tuple[timedelta, Decimal, Act, tuple[str, ...]]]:
    whole = limit.after.counted(clock)
    plan = [(_share(whole, part), part, Act.WARN, limit.warn_to) for part in sorted(limit.warn)]
    for step in limit.steps:
        first = whole + step.wait.counted(clock)
        gap = step.every.counted(clock) if step.every else timedelta(0)
        plan += [(first + turn * gap, WHOLE, step.do, step.to) for turn in range(step.times)]
    return sorted(plan, key=lambda row: row[0])


def _share(whole: timedelta, part: Decimal) -> timedelta:
    numerator, denominator = part.as_integer_ratio()
    return whole * numerator / denominator

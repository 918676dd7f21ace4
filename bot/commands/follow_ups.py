"""Promises to come back: made, kept, put off; and the morning's list of them."""

from bot.commands.command import Command, Key
from bot.commands.fields import CustomerField, FollowUpField, NextField, PersonField, PlanField, SpanField, WordField


class ShowToday(Command):
    """Whom to talk to today, overdue first."""

    verb = "today"
    shape = ("person",)
    right = "records.read"
    changes = False
    example = ("today", "today @boris")

    person: PersonField | None = None


class CloseFollowUp(Command):
    """The promise is kept."""

    verb = "follow"
    shape = ("follow_up", Key("done"))
    right = "follow_ups.write"
    example = ("follow F33 done",)

    follow_up: FollowUpField
    next: NextField | None = None


class CancelFollowUp(Command):
    """The promise is called off, for a reason."""

    verb = "follow"
    shape = ("follow_up", Key("cancel_it"))
    right = "follow_ups.write"

    follow_up: FollowUpField
    reason: WordField | None = None


class SnoozeFollowUp(Command):
    """Put the promise off by a while, or to a moment."""

    verb = "follow"
    shape = ("follow_up",)
    needs_any = ("snooze", "until")
    right = "follow_ups.write"
    example = ("follow F33 snooze:2d",)

    follow_up: FollowUpField
    snooze: SpanField | None = None
    until: PlanField | None = None


class ShowFollowUp(Command):
    """One promise and its buttons."""

    verb = "follow"
    shape = ("follow_up",)
    right = "records.read"
    changes = False

    follow_up: FollowUpField


class PlanFollowUp(Command):
    """Promise to come back to a customer."""

    verb = "follow"
    shape = ("customer",)
    right = "follow_ups.write"
    example = ("follow ABC > 2026-12-01 09:00 Ask for sample feedback",)

    customer: CustomerField
    next: NextField
    owner: PersonField | None = None


class RemindFollowUp(Command):
    """From the clock: this promise is due."""

    right = "clock"

    follow_up_id: int
    planned_for: str
    """The due moment this reminder was set for, ISO 8601 UTC: a later one makes it stale."""
    attempt: int = 1


class EscalateFollowUp(Command):
    """From the clock: this promise is overdue; its owner, superior and room are told."""

    right = "clock"

    follow_up_id: int
    planned_for: str
    step: int = 0


class PostToday(Command):
    """From the clock: somebody's morning list."""

    right = "clock"

    person_id: int
    day: str


class PlanRhythm(Command):
    """From the clock: a customer has gone without contact for as long as its rhythm allows."""

    right = "clock"

    customer_id: int
    counted_from: str


class CloseAndPlan(Command):
    """*Done + next*: the promise is kept, and the next one is made in the same breath."""

    right = "follow_ups.write"

    follow_up: FollowUpField
    next: NextField


class KeepHouse(Command):
    """From the clock: see that every morning list has its timer, and drop what is kept only for a while."""

    right = "clock"

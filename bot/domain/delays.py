"""Later than the customer was told, or not confirmed at all: what makes an alert of a change in a shipment's way."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from msgspec import Struct

from bot.domain.milestones import MILESTONES, RANK, Milestone
from bot.domain.timeline import MilestoneEvent, Timeline, is_before


class Delay(Struct, frozen=True):
    """A step that moved later than the customer was last told: from when to when, by the event that says so."""

    milestone: Milestone
    told_at: datetime
    new_at: datetime
    event: MilestoneEvent

    @property
    def by(self) -> timedelta:
        """How much later."""
        return self.new_at - self.told_at

    @property
    def key(self) -> str:
        """The same for the same change, so that it is alerted once."""
        return f"{self.event.shipment_id}:{self.milestone.value}:{self.new_at.timestamp():.0f}"


WATCHED = (Milestone.DEPARTED, Milestone.ARRIVED)
"""ETD and ETA: what a customer plans by."""


def delays(
    before: Timeline, after: Timeline, last_told: Mapping[Milestone, datetime], threshold: timedelta
) -> tuple[Delay, ...]:
    """What the change from `before` to `after` makes later than last told by more than the threshold.

    `last_told` holds the moments the customer knows; where it has none, what was known before counts as told. A step
    that this change did not move gives nothing, so that one change is alerted once; small moves add up, because each
    is held against what was told and not against the one before it.
    """
    found = []
    for step in WATCHED:
        event, known = after.of(step).best, before.best(step)
        if event is None or event.at == known:
            continue
        told = last_told.get(step, known)
        if told is not None and event.at - told > threshold:
            found.append(Delay(step, told, event.at, event))
    return tuple(found)


def missed(view: Timeline, now: datetime, grace: timedelta = timedelta(0)) -> tuple[MilestoneEvent, ...]:
    """Expected steps whose moment (for a day alone: whose day) has gone by with nobody telling that they happened.

    A step beyond which the shipment is known to be is not missed. Cut-offs are limits and have their own countdown.
    """
    fact = view.latest_fact
    reached = RANK[fact.milestone] if fact else -1
    found = []
    for step, moments in view.steps.items():
        expected = moments.outlook
        if expected is None or moments.actual or RANK[step] < reached or MILESTONES[step].cut_off:
            continue
        if is_before(expected.at, now - grace, by_day=not expected.has_time, zone=expected.zone):
            found.append(expected)
    return tuple(found)

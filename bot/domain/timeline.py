"""What is known of a shipment's way: every told moment is kept, and the timeline shows the one that counts now."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct, field

from bot.domain.milestones import MILESTONES, OFFERED, RANK, Classifier, Milestone, earlier
from bot.domain.records import Personal, Record


class MilestoneEvent(Record, frozen=True, kw_only=True):
    """One thing somebody told of a milestone: planned, estimated or actual, where, when, and when it was told.

    `at` and `reported_at` are aware; `zone` is the IANA zone of the place, in which a day alone (`has_time` false) is
    meant. `place` is a UN/LOCODE or somebody's words. `container` is empty where the event is the whole shipment's.
    `source_id` is a feed's own number of the event; a later report under the same one supersedes the earlier.
    A wrong event is retracted, never taken away.
    """

    shipment_id: int
    milestone: Milestone
    classifier: Classifier
    at: datetime
    reported_at: datetime
    zone: str = "UTC"
    has_time: bool = True
    place: str = ""
    container: str = ""
    source_id: str = ""
    is_retracted: bool = False
    reason: Personal[str] = ""

    def __post_init__(self) -> None:
        if self.at.tzinfo is None or self.reported_at.tzinfo is None:
            raise ValueError("a milestone's moments must be aware of their zone")

    @property
    def identity(self) -> str:
        """What makes two reports the same event."""
        return self.source_id or f"#{self.id}"


class Moments(Struct, frozen=True):
    """The latest told of one milestone, each way it can be told."""

    planned: MilestoneEvent | None = None
    estimated: MilestoneEvent | None = None
    actual: MilestoneEvent | None = None

    @property
    def best(self) -> MilestoneEvent | None:
        """What counts: the fact before the estimate, the estimate before the plan."""
        return self.actual or self.estimated or self.planned

    @property
    def outlook(self) -> MilestoneEvent | None:
        """What was expected, whether or not it has happened."""
        return self.estimated or self.planned


_NOTHING = Moments()


class Timeline(Struct, frozen=True):
    """A shipment's milestones as known now; one that nobody told of has empty `Moments`."""

    steps: Mapping[Milestone, Moments] = field(default_factory=lambda: MappingProxyType({}))

    def of(self, milestone: Milestone) -> Moments:
        """What is known of one milestone."""
        return self.steps.get(milestone, _NOTHING)

    def best(self, milestone: Milestone) -> datetime | None:
        """The moment that counts for one milestone."""
        event = self.of(milestone).best
        return event.at if event else None

    @property
    def latest_fact(self) -> MilestoneEvent | None:
        """The farthest step that has happened, in the usual order."""
        facts = [moments.actual for moments in self.steps.values() if moments.actual]
        return max(facts, key=lambda event: RANK[event.milestone], default=None)


def timeline(events: Iterable[MilestoneEvent], container: str = "") -> Timeline:
    """The present view of all events, whatever order they came in.

    With `container`, that box's own events and those of the whole shipment; without, everything told. Which boxes
    still wait for a step is `containers_waiting`'s to say.
    """
    slots: dict[tuple[Milestone, Classifier], MilestoneEvent] = {}
    for event in _standing(events):
        if container and event.container not in ("", container):
            continue
        slot = (event.milestone, event.classifier)
        if slot not in slots or _is_told_later(event, slots[slot]):
            slots[slot] = event
    reached = sorted({milestone for milestone, _ in slots}, key=RANK.__getitem__)
    return Timeline(
        MappingProxyType(
            {step: Moments(*(slots.get((step, classifier)) for classifier in Classifier)) for step in reached}
        )
    )


def containers_waiting(
    events: Iterable[MilestoneEvent], milestone: Milestone, containers: Iterable[str]
) -> tuple[str, ...]:
    """The boxes for which a step has not yet happened; none where it was told for the whole shipment."""
    told = {
        event.container
        for event in _standing(events)
        if event.milestone is milestone and event.classifier is Classifier.ACTUAL
    }
    return () if "" in told else tuple(box for box in containers if box not in told)


def _standing(events: Iterable[MilestoneEvent]) -> list[MilestoneEvent]:
    newest: dict[str, MilestoneEvent] = {}
    for event in events:
        held = newest.get(event.identity)
        if held is None or _is_reported_later(event, held):
            newest[event.identity] = event
    return [event for event in newest.values() if not event.is_retracted]


def _is_reported_later(one: MilestoneEvent, other: MilestoneEvent) -> bool:
    """Of two reports of one event the later counts."""
    if one.reported_at != other.reported_at:
        return one.reported_at > other.reported_at
    return (one.version, *_rest_of(one)) > (other.version, *_rest_of(other))


def _is_told_later(one: MilestoneEvent, other: MilestoneEvent) -> bool:
    """Of two events of one step the one told later counts."""
    if one.reported_at != other.reported_at:
        return one.reported_at > other.reported_at
    return (one.id, *_rest_of(one)) > (other.id, *_rest_of(other))


def _rest_of(event: MilestoneEvent) -> tuple[Any, ...]:
    """What makes events of equal moments come out the same each time, in whatever order they came."""
    words = (event.source_id, event.milestone, event.classifier, event.container, event.place, event.zone, event.reason)
    return event.is_retracted, event.at, *words, str(event.id), str(event.version), str(event.has_time)


def next_likely(view: Timeline) -> Milestone | None:
    """The step the card's button should offer: the first of the usual ones beyond the farthest fact."""
    fact = view.latest_fact
    reached = RANK[fact.milestone] if fact else -1
    return next((step for step in OFFERED if RANK[step] > reached), None)


class ProblemKind(StrEnum):
    """Why a told milestone cannot be, or is worth a question. Every one can be kept by a press."""

    FACT_IN_FUTURE = "fact_in_future"
    EXPECTED_IN_PAST = "expected_in_past"
    ARRIVED_BEFORE_DEPARTED = "arrived_before_departed"
    BEFORE_EARLIER_STEP = "before_earlier_step"
    AFTER_LATER_STEP = "after_later_step"
    NOT_DEPARTED = "not_departed"
    ACTUAL_EXISTS = "actual_exists"
    ACTUAL_DIFFERS = "actual_differs"
    ALREADY_TOLD = "already_told"
    FACT_ONLY = "fact_only"


class Problem(Struct, frozen=True):
    """One thing to ask back about, and the known event it goes against, where there is one."""

    kind: ProblemKind
    other: MilestoneEvent | None = None


def problems(view: Timeline, new: MilestoneEvent, now: datetime) -> tuple[Problem, ...]:
    """All that speaks against a new event; empty where nothing does. Judges, and changes nothing."""
    found = [*_against_clock(new, now), *_against_known(view.of(new.milestone), new), *_against_order(view, new)]
    if MILESTONES[new.milestone].is_fact_only and new.classifier is not Classifier.ACTUAL:
        found.append(Problem(ProblemKind.FACT_ONLY))
    return tuple(found)


def _against_clock(new: MilestoneEvent, now: datetime) -> list[Problem]:
    is_later = is_before(now, new.at, by_day=not new.has_time, zone=new.zone)
    is_earlier = is_before(new.at, now, by_day=not new.has_time, zone=new.zone)
    if new.classifier is Classifier.ACTUAL:
        return [Problem(ProblemKind.FACT_IN_FUTURE)] if is_later else []
    return [Problem(ProblemKind.EXPECTED_IN_PAST)] if is_earlier else []


def _against_known(known: Moments, new: MilestoneEvent) -> list[Problem]:
    told = {Classifier.ACTUAL: known.actual, Classifier.ESTIMATED: known.estimated, Classifier.PLANNED: known.planned}
    same = told[new.classifier]
    if same is not None and (same.container, same.at) == (new.container, new.at):
        return [Problem(ProblemKind.ALREADY_TOLD, same)]
    if known.actual and new.classifier is not Classifier.ACTUAL:
        return [Problem(ProblemKind.ACTUAL_EXISTS, known.actual)]
    if same is None or same.container != new.container:
        return []
    return [Problem(ProblemKind.ACTUAL_DIFFERS, same)] if new.classifier is Classifier.ACTUAL else []


def _against_order(view: Timeline, new: MilestoneEvent) -> list[Problem]:
    found = []
    for step, moments in view.steps.items():
        other = moments.actual if new.classifier is Classifier.ACTUAL else moments.best
        if other is None:
            continue
        by_day = not (new.has_time and other.has_time)
        if step in earlier(new.milestone) and is_before(new.at, other.at, by_day=by_day, zone=new.zone):
            found.append(Problem(_order_kind(step, new.milestone, ProblemKind.BEFORE_EARLIER_STEP), other))
        elif new.milestone in earlier(step) and is_before(other.at, new.at, by_day=by_day, zone=new.zone):
            found.append(Problem(_order_kind(new.milestone, step, ProblemKind.AFTER_LATER_STEP), other))
    if new.classifier is Classifier.ACTUAL and _needs_departure(view, new.milestone):
        found.append(Problem(ProblemKind.NOT_DEPARTED))
    return found


def _order_kind(first: Milestone, second: Milestone, otherwise: ProblemKind) -> ProblemKind:
    is_voyage = (first, second) == (Milestone.DEPARTED, Milestone.ARRIVED)
    return ProblemKind.ARRIVED_BEFORE_DEPARTED if is_voyage else otherwise


def _needs_departure(view: Timeline, milestone: Milestone) -> bool:
    return Milestone.DEPARTED in earlier(milestone) and not any(
        moments.actual and (step is Milestone.DEPARTED or Milestone.DEPARTED in earlier(step))
        for step, moments in view.steps.items()
    )


def is_before(one: datetime, other: datetime, *, by_day: bool, zone: str) -> bool:
    """Whether one moment lies before another; by the days of `zone` where only a day was named."""
    if not by_day:
        return one < other
    place = ZoneInfo(zone)
    return one.astimezone(place).date() < other.astimezone(place).date()

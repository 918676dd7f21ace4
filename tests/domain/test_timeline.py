"""The timeline: whatever order things are told in, and however often, the same is known."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.domain.delays import delays, missed
from bot.domain.milestones import MILESTONES, OFFERED, RANK, THE_EIGHT, Classifier, Milestone, earlier
from bot.domain.timeline import (
    MilestoneEvent,
    ProblemKind,
    containers_waiting,
    next_likely,
    problems,
    timeline,
)

NOW = datetime(2026, 12, 10, 12, tzinfo=UTC)
DAY = timedelta(days=1)
ACT, EST, PLN = Classifier.ACTUAL, Classifier.ESTIMATED, Classifier.PLANNED


def told(
    number: int,
    milestone: Milestone,
    at: datetime,
    classifier: Classifier = ACT,
    *,
    reported_at: datetime = NOW,
    container: str = "",
    has_time: bool = True,
    zone: str = "UTC",
) -> MilestoneEvent:
    return MilestoneEvent(
        id=number,
        shipment_id=7,
        milestone=milestone,
        classifier=classifier,
        at=at,
        reported_at=reported_at,
        container=container,
        has_time=has_time,
        zone=zone,
    )


MOMENTS = st.integers(0, 400).map(lambda hours: NOW - 20 * DAY + timedelta(hours=hours))
EVENTS = st.lists(
    st.builds(
        MilestoneEvent,
        id=st.integers(1, 30),
        version=st.integers(1, 3),
        shipment_id=st.just(7),
        milestone=st.sampled_from(Milestone),
        classifier=st.sampled_from(Classifier),
        at=MOMENTS,
        reported_at=MOMENTS,
        source_id=st.sampled_from(["", "", "feed-1", "feed-2"]),
        is_retracted=st.booleans(),
        container=st.sampled_from(["", "CSQU3054383"]),
    ),
    max_size=20,
)


@given(EVENTS, st.randoms())
def test_order_and_repeats_of_arrival_do_not_matter(events: list[MilestoneEvent], random: Random) -> None:
    shuffled = [*events, *events[:5]]
    random.shuffle(shuffled)
    assert dict(timeline(shuffled).steps) == dict(timeline(events).steps)


@given(EVENTS)
def test_estimates_never_overwrite_facts(events: list[MilestoneEvent]) -> None:
    facts = timeline(event for event in events if event.classifier is ACT)
    whole = timeline(events)
    by_identity = {event.identity for event in events}
    if len(by_identity) == len(events):
        for step in Milestone:
            assert whole.of(step).actual == facts.of(step).actual
    for moments in whole.steps.values():
        assert moments.actual is None or moments.best is moments.actual


@given(EVENTS)
def test_retracting_all_leaves_nothing(events: list[MilestoneEvent]) -> None:
    later = max((event.reported_at for event in events), default=NOW) + DAY
    undone = [replace(event, is_retracted=True, reported_at=later) for event in events]
    assert not timeline([*events, *undone]).steps


@given(EVENTS, EVENTS)
def test_judging_never_raises(events: list[MilestoneEvent], more: list[MilestoneEvent]) -> None:
    view = timeline(events)
    for event in more:
        for problem in problems(view, event, NOW):
            assert problem.kind in ProblemKind
    assert next_likely(view) in (None, *OFFERED)


def test_the_table_is_whole_and_has_no_circle() -> None:
    assert set(MILESTONES) == set(Milestone)
    assert len(THE_EIGHT) == 8
    assert all(step not in earlier(step) for step in Milestone)
    assert all(RANK[before] < RANK[step] for step in Milestone for before in earlier(step))
    codes = [
        (row.event_type, row.code, row.document, row.is_empty, row.place) for row in MILESTONES.values() if row.code
    ]
    assert len(codes) == len(set(codes))


def test_later_report_counts_and_a_retraction_brings_back_the_earlier() -> None:
    first = told(1, Milestone.ARRIVED, NOW + DAY, EST, reported_at=NOW - 2 * DAY)
    second = told(2, Milestone.ARRIVED, NOW + 3 * DAY, EST, reported_at=NOW - DAY)
    assert timeline([second, first]).of(Milestone.ARRIVED).estimated == second
    undone = replace(second, is_retracted=True, reported_at=NOW, version=2)
    assert timeline([first, second, undone]).of(Milestone.ARRIVED).estimated == first


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        told(1, Milestone.ARRIVED, NOW.replace(tzinfo=None))


def kinds(events: list[MilestoneEvent], new: MilestoneEvent) -> set[ProblemKind]:
    return {problem.kind for problem in problems(timeline(events), new, NOW)}


def test_arrived_before_departed_is_asked_about() -> None:
    departed = told(1, Milestone.DEPARTED, NOW - 5 * DAY)
    assert kinds([departed], told(2, Milestone.ARRIVED, NOW - 6 * DAY)) == {ProblemKind.ARRIVED_BEFORE_DEPARTED}
    assert kinds([departed], told(2, Milestone.ARRIVED, NOW - DAY)) == set()
    assert kinds([], told(2, Milestone.ARRIVED, NOW - DAY)) == {ProblemKind.NOT_DEPARTED}
    arrived = told(3, Milestone.ARRIVED, NOW - 6 * DAY)
    assert kinds([arrived], told(4, Milestone.DEPARTED, NOW - 5 * DAY)) == {ProblemKind.ARRIVED_BEFORE_DEPARTED}


def test_an_eta_before_the_etd_is_asked_about() -> None:
    etd = told(1, Milestone.DEPARTED, NOW + 5 * DAY, EST)
    assert kinds([etd], told(2, Milestone.ARRIVED, NOW + DAY, EST)) == {ProblemKind.ARRIVED_BEFORE_DEPARTED}


def test_other_steps_out_of_order() -> None:
    departed = told(1, Milestone.DEPARTED, NOW - 5 * DAY)
    assert kinds([departed], told(2, Milestone.LOADED, NOW - DAY)) == {ProblemKind.AFTER_LATER_STEP}
    arrived = told(2, Milestone.ARRIVED, NOW - 2 * DAY)
    late = told(3, Milestone.DELIVERED, NOW - 3 * DAY)
    assert kinds([departed, arrived], late) == {ProblemKind.BEFORE_EARLIER_STEP}


def test_the_clock() -> None:
    assert ProblemKind.FACT_IN_FUTURE in kinds([], told(1, Milestone.DEPARTED, NOW + timedelta(minutes=1)))
    today = told(1, Milestone.DEPARTED, NOW + timedelta(hours=3), has_time=False)
    assert kinds([], today) == set()
    assert kinds([], told(1, Milestone.ARRIVED, NOW - DAY, EST)) == {ProblemKind.EXPECTED_IN_PAST}
    # Past midnight in Shanghai it is already the next day.
    shanghai = told(1, Milestone.DEPARTED, NOW + timedelta(hours=5), has_time=False, zone="Asia/Shanghai")
    assert kinds([], shanghai) == {ProblemKind.FACT_IN_FUTURE}


def test_facts_told_already() -> None:
    departed = told(1, Milestone.DEPARTED, NOW - 5 * DAY)
    assert kinds([departed], told(2, Milestone.DEPARTED, NOW - 5 * DAY)) == {ProblemKind.ALREADY_TOLD}
    assert kinds([departed], told(2, Milestone.DEPARTED, NOW - 4 * DAY)) == {ProblemKind.ACTUAL_DIFFERS}
    assert kinds([departed], told(2, Milestone.DEPARTED, NOW + DAY, EST)) == {ProblemKind.ACTUAL_EXISTS}
    assert ProblemKind.FACT_ONLY in kinds([], told(2, Milestone.BOOKED, NOW + DAY, EST))


def test_next_likely_walks_the_usual_way() -> None:
    events: list[MilestoneEvent] = []
    walked = []
    while (step := next_likely(timeline(events))) is not None:
        walked.append(step)
        events.append(told(len(events) + 1, step, NOW))
    assert tuple(walked) == OFFERED


def test_containers_still_waiting() -> None:
    boxes = ("CSQU3054383", "MRKU9465770")
    one = told(1, Milestone.DELIVERED, NOW, container=boxes[0])
    assert containers_waiting([one], Milestone.DELIVERED, boxes) == (boxes[1],)
    assert containers_waiting([one, told(2, Milestone.DELIVERED, NOW)], Milestone.DELIVERED, boxes) == ()


def test_delay_beyond_the_threshold_is_told_once() -> None:
    half = timedelta(hours=12)
    first = told(1, Milestone.ARRIVED, NOW + 10 * DAY, EST, reported_at=NOW - 3 * DAY)
    second = told(2, Milestone.ARRIVED, NOW + 10 * DAY + half, EST, reported_at=NOW - 2 * DAY)
    third = told(3, Milestone.ARRIVED, NOW + 11 * DAY, EST, reported_at=NOW - DAY)
    told_to_customer = {Milestone.ARRIVED: first.at}
    before, between, after = timeline([first]), timeline([first, second]), timeline([first, second, third])
    assert delays(before, between, told_to_customer, half) == ()
    (delay,) = delays(between, after, told_to_customer, half)
    assert (delay.milestone, delay.by) == (Milestone.ARRIVED, DAY)
    assert delays(after, after, told_to_customer, half) == ()
    assert delays(before, after, {}, half)[0].key == delay.key
    assert delays(after, timeline([first, second]), told_to_customer, half) == ()


def test_missed_steps() -> None:
    etd = told(1, Milestone.DEPARTED, NOW - DAY, EST)
    assert missed(timeline([etd]), NOW) == (etd,)
    assert missed(timeline([etd]), NOW, grace=2 * DAY) == ()
    assert missed(timeline([etd, told(2, Milestone.DEPARTED, NOW - DAY)]), NOW) == ()
    assert missed(timeline([etd, told(2, Milestone.ARRIVED, NOW)]), NOW) == ()
    today = told(1, Milestone.DEPARTED, NOW - timedelta(hours=3), EST, has_time=False)
    assert missed(timeline([today]), NOW) == ()

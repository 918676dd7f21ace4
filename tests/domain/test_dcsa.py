"""A carrier's feed: known events become milestones, unknown ones are told, and what is written is read again."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.domain.dcsa import BrokenEvent, DcsaRead, Route, UnknownEvent, read_event, write_event
from bot.domain.milestones import MILESTONES, Classifier, EventType, Milestone, PlaceRole
from bot.domain.timeline import MilestoneEvent, timeline

ROUTE = Route(pol="CNSZX", pod="DEHAM")
PLACES = {
    PlaceRole.ORIGIN: "CNSZX",
    PlaceRole.POL: "CNSZX",
    PlaceRole.TRANSHIPMENT: "SGSIN",
    PlaceRole.POD: "DEHAM",
    PlaceRole.DESTINATION: "DEHAM",
    PlaceRole.NONE: "",
}
TOLD = [step for step, facts in MILESTONES.items() if not facts.cut_off]
MOMENTS = st.integers(0, 10**15).map(lambda count: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(microseconds=count))


def event(**fields: Any) -> dict[str, Any]:
    return {
        "eventID": "e1",
        "eventDateTime": "2026-12-02T08:00:00+08:00",
        "eventCreatedDateTime": "2026-12-02T09:00:00+08:00",
        "eventClassifierCode": "ACT",
    } | fields


def read(**fields: Any) -> DcsaRead:
    return read_event(event(**fields), shipment_id=7, route=ROUTE)


def at(place: str) -> dict[str, Any]:
    return {"transportCall": {"UNLocationCode": place, "vessel": {"vesselName": "EVER"}}}


@pytest.mark.parametrize(
    ("fields", "milestone"),
    [
        ({"eventType": "TRANSPORT", "transportEventTypeCode": "DEPA"} | at("CNSZX"), Milestone.DEPARTED),
        ({"eventType": "TRANSPORT", "transportEventTypeCode": "ARRI"} | at("DEHAM"), Milestone.ARRIVED),
        ({"eventType": "TRANSPORT", "transportEventTypeCode": "ARRI"} | at("SGSIN"), Milestone.TRANSHIPMENT_ARRIVED),
        ({"eventType": "EQUIPMENT", "equipmentEventTypeCode": "LOAD"} | at("CNSZX"), Milestone.LOADED),
        (
            {"eventType": "EQUIPMENT", "equipmentEventTypeCode": "LOAD", "isTransshipmentMove": True},
            Milestone.TRANSHIPMENT_LOADED,
        ),
        (
            {"eventType": "EQUIPMENT", "equipmentEventTypeCode": "GTOT", "emptyIndicatorCode": "EMPTY"},
            Milestone.EMPTY_PICKED_UP,
        ),
        (
            {"eventType": "EQUIPMENT", "equipmentEventTypeCode": "GTIN", "emptyIndicatorCode": "LADEN"},
            Milestone.GATED_IN,
        ),
        ({"eventType": "EQUIPMENT", "equipmentEventTypeCode": "CUSR"} | at("DEBRE"), Milestone.CUSTOMS_CLEARED),
        ({"eventType": "EQUIPMENT", "equipmentEventTypeCode": "CUSR"} | at("CNSZX"), Milestone.EXPORT_CLEARED),
        ({"eventType": "EQUIPMENT", "equipmentEventTypeCode": "CUSS"} | at("DEHAM"), Milestone.CUSTOMS_INSPECTED),
        ({"eventType": "SHIPMENT", "shipmentEventTypeCode": "CONF", "documentTypeCode": "BKG"}, Milestone.BOOKED),
        (
            {"eventType": "SHIPMENT", "shipmentEventTypeCode": "CMPL", "documentTypeCode": "CUS"} | at("DEHAM"),
            Milestone.CUSTOMS_CLEARED,
        ),
        (
            {"eventType": "SHIPMENT", "shipmentEventTypeCode": "SURR", "documentTypeCode": "TRD"},
            Milestone.BL_SURRENDERED,
        ),
    ],
)
def test_known_events(fields: dict[str, Any], milestone: Milestone) -> None:
    found = read(**fields)
    assert isinstance(found, MilestoneEvent)
    assert found.milestone is milestone
    assert found.source_id == "e1"


@pytest.mark.parametrize(
    "fields",
    [
        {"eventType": "EQUIPMENT", "equipmentEventTypeCode": "RSEA"},
        {"eventType": "TRANSPORT", "transportEventTypeCode": "DEPA"},
        {"eventType": "TRANSPORT", "transportEventTypeCode": "OMIT"} | at("CNSZX"),
        {"eventType": "SHIPMENT", "shipmentEventTypeCode": "REJE", "documentTypeCode": "BKG"},
        {
            "eventType": "SHIPMENT",
            "shipmentEventTypeCode": "CONF",
            "documentTypeCode": "BKG",
            "eventClassifierCode": "EST",
        },
    ],
)
def test_unknown_events_are_told(fields: dict[str, Any]) -> None:
    found = read(**fields)
    assert isinstance(found, UnknownEvent)
    assert fields["eventType"] in found.what


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"eventType": "CARGO"}, "eventType"),
        ({"eventType": "TRANSPORT", "eventDateTime": "2026-12-02T08:00:00"}, "eventDateTime"),
        ({"eventType": "TRANSPORT", "eventClassifierCode": "REQ"}, "eventClassifierCode"),
        ({"eventType": "TRANSPORT", "eventID": 17}, "eventID"),
        ({"eventType": "TRANSPORT"} | at("CNS1X"), "transportCall.UNLocationCode"),
    ],
)
def test_broken_events_name_the_fault(fields: dict[str, Any], place: str) -> None:
    found = read(**fields)
    assert isinstance(found, BrokenEvent)
    assert any(fault.startswith(place) for fault in found.faults)


def test_a_list_where_an_event_should_be_is_broken() -> None:
    assert isinstance(read_event([], shipment_id=7, route=ROUTE), BrokenEvent)  # type: ignore[arg-type]


@given(st.sampled_from(TOLD), st.sampled_from(Classifier), MOMENTS, MOMENTS, st.booleans(), st.text(max_size=250))
def test_what_is_written_is_read_again(
    step: Milestone, classifier: Classifier, moment: datetime, reported_at: datetime, is_retracted: bool, reason: str
) -> None:
    facts = MILESTONES[step]
    told = MilestoneEvent(
        id=0,
        shipment_id=7,
        milestone=step,
        classifier=Classifier.ACTUAL if facts.event_type is EventType.SHIPMENT else classifier,
        at=moment,
        reported_at=reported_at,
        place=PLACES[facts.place],
        container="CSQU3054383" if facts.event_type is EventType.EQUIPMENT else "",
        source_id="feed-1",
        is_retracted=is_retracted,
        reason=reason,
    )
    written = write_event(told)
    assert written is not None
    assert read_event(written, shipment_id=7, route=ROUTE) == told


def test_cut_offs_are_no_events() -> None:
    limits = [step for step, facts in MILESTONES.items() if facts.cut_off]
    assert limits, "found no cut-offs: this test would prove nothing"
    now = datetime(2026, 12, 1, tzinfo=UTC)
    for step in limits:
        told = MilestoneEvent(
            id=1, shipment_id=7, milestone=step, classifier=Classifier.PLANNED, at=now, reported_at=now
        )
        assert write_event(told) is None


def test_the_same_event_told_later_supersedes_and_told_again_changes_nothing() -> None:
    first = read(eventType="TRANSPORT", transportEventTypeCode="DEPA", **at("CNSZX"))
    assert isinstance(first, MilestoneEvent)
    moved = replace(first, at=first.at + timedelta(days=1), reported_at=first.reported_at + timedelta(hours=1))
    assert timeline([moved, first, first]).of(Milestone.DEPARTED).actual == moved
    undone = replace(moved, is_retracted=True, reported_at=moved.reported_at + timedelta(hours=1))
    assert not timeline([undone, moved, first]).steps

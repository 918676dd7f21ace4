"""A carrier's Track & Trace feed (DCSA v2 event JSON) read as milestones, and milestones written as such a feed.

One event in, one answer out: a milestone, an event of which no milestone is made, or a list of faults. Whether it is
new is the timeline's matter: the same `eventID` reported later supersedes, reported again changes nothing.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Annotated, Any

from msgspec import Struct
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from bot.domain.milestones import MILESTONES, Classifier, EventType, Milestone, MilestoneFacts, PlaceRole
from bot.domain.numbers import check_locode
from bot.domain.timeline import MilestoneEvent


class Route(Struct, frozen=True):
    """Where a shipment goes, as UN/LOCODE; empty where not known. Any other port on the way is a transhipment."""

    pol: str = ""
    pod: str = ""


class UnknownEvent(Struct, frozen=True):
    """A well-formed event that is no milestone here: what it was, so that a person can be told."""

    event_id: str
    what: str


class BrokenEvent(Struct, frozen=True):
    """An event that breaks the format: each fault with its place."""

    event_id: str
    faults: tuple[str, ...]


DcsaRead = MilestoneEvent | UnknownEvent | BrokenEvent

Moment = Annotated[AwareDatetime, Field(strict=False)]
Code = Annotated[str, Field(min_length=1, max_length=10)]
Locode = Annotated[str, Field(pattern=r"^[A-Z]{2}[A-Z2-9]{3}$")]


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, strict=True, defer_build=True)


class _Location(_Part):
    UNLocationCode: Locode | None = None
    locationName: Annotated[str, Field(max_length=100)] | None = None


class _TransportCall(_Part):
    UNLocationCode: Locode | None = None
    location: _Location | None = None


class _Event(_Part):
    eventID: Annotated[str, Field(min_length=1, max_length=100)]
    eventType: Annotated[EventType, Field(strict=False)]
    eventDateTime: Moment
    eventCreatedDateTime: Moment
    eventClassifierCode: Annotated[Classifier, Field(strict=False)]
    shipmentEventTypeCode: Code | None = None
    documentTypeCode: Code | None = None
    equipmentEventTypeCode: Code | None = None
    emptyIndicatorCode: Annotated[str, Field(pattern=r"^(EMPTY|LADEN)$")] | None = None
    equipmentReference: Annotated[str, Field(max_length=15)] | None = None
    transportEventTypeCode: Code | None = None
    isTransshipmentMove: bool = False
    isRetracted: bool = False
    changeRemark: Annotated[str, Field(max_length=250)] | None = None
    reason: Annotated[str, Field(max_length=5000)] | None = None
    eventLocation: _Location | None = None
    transportCall: _TransportCall | None = None

    @property
    def code(self) -> str:
        match self.eventType:
            case EventType.SHIPMENT:
                return self.shipmentEventTypeCode or ""
            case EventType.EQUIPMENT:
                return self.equipmentEventTypeCode or ""
            case EventType.TRANSPORT:
                return self.transportEventTypeCode or ""

    @property
    def place(self) -> str:
        call = self.transportCall
        found = (
            self.eventLocation and self.eventLocation.UNLocationCode,
            call and call.UNLocationCode,
            call and call.location and call.location.UNLocationCode,
        )
        return next((code for code in found if code), "")


_SAME_AS = {("CUC", "CMPL"): "CUSR", ("CUC", "RELS"): "CUSR", ("", "CUSS"): "CUSI"}
"""Customs told of a paper or of a box, scanned or opened: one milestone here."""


def read_event(
    raw: Mapping[str, Any],
    *,
    shipment_id: int,
    route: Route,
    number: int = 0,
    zone_of: Callable[[str], str] = lambda place: "UTC",
) -> DcsaRead:
    """One event's dict as a milestone of a shipment. `number` is the record's own, `zone_of` a place's IANA zone.

    Which shipment an event belongs to (its references) is for the caller to find. Never raises for bad input.
    """
    try:
        event = _Event.model_validate(raw)
    except ValidationError as error:
        given = raw.get("eventID") if isinstance(raw, Mapping) else ""
        faults = tuple(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors(include_url=False))
        return BrokenEvent(str(given or ""), faults)
    milestone = _milestone(event, route)
    if milestone is None:
        what = (event.eventType.value, event.documentTypeCode, event.code, event.emptyIndicatorCode, event.place)
        return UnknownEvent(event.eventID, " ".join(part for part in what if part))
    return MilestoneEvent(
        id=number,
        shipment_id=shipment_id,
        milestone=milestone,
        classifier=event.eventClassifierCode,
        at=event.eventDateTime,
        reported_at=event.eventCreatedDateTime,
        zone=zone_of(event.place) if event.place else "UTC",
        place=event.place,
        container=event.equipmentReference or "",
        source_id=event.eventID,
        is_retracted=event.isRetracted,
        reason=event.changeRemark or event.reason or "",
    )


def _milestone(event: _Event, route: Route) -> Milestone | None:
    if event.eventType is EventType.SHIPMENT and event.eventClassifierCode is not Classifier.ACTUAL:
        return None
    document = {"CUS": "CUC"}.get(event.documentTypeCode or "", event.documentTypeCode or "")
    if event.eventType is not EventType.SHIPMENT:
        document = ""
    code = _SAME_AS.get((document, event.code), event.code)
    if code != event.code:
        document = ""
    fitting = [row for row in MILESTONES.values() if _fits(row, event, code, document)]
    if len(fitting) > 1 or (fitting and event.eventType is EventType.TRANSPORT):
        role = _role(event, route)
        fitting = [row for row in fitting if row.place in role]
    return fitting[0].key if len(fitting) == 1 else None


def _fits(row: MilestoneFacts, event: _Event, code: str, document: str) -> bool:
    if row.code != code or row.cut_off or row.document != document:
        return False
    is_same_type = row.event_type is event.eventType or code != event.code
    told_empty = None if event.emptyIndicatorCode is None else event.emptyIndicatorCode == "EMPTY"
    return is_same_type and (row.is_empty is None or told_empty is None or row.is_empty is told_empty)


def _role(event: _Event, route: Route) -> tuple[PlaceRole, ...]:
    """What a place may be on this way. Customs count by country: they are cleared inland as well as in the port."""
    place = event.place
    if event.isTransshipmentMove:
        return (PlaceRole.TRANSHIPMENT,)
    if not place:
        return ()
    if place == route.pol:
        return PlaceRole.POL, PlaceRole.ORIGIN
    if place == route.pod:
        return PlaceRole.POD, PlaceRole.DESTINATION
    if event.code in ("ARRI", "DEPA", "LOAD", "DISC"):
        return (PlaceRole.TRANSHIPMENT,) if route.pol and route.pod else ()
    near = [
        (route.pol[:2], (PlaceRole.POL, PlaceRole.ORIGIN)),
        (route.pod[:2], (PlaceRole.POD, PlaceRole.DESTINATION)),
    ]
    return next((roles for country, roles in near if country and country == place[:2]), ())


def write_event(event: MilestoneEvent) -> dict[str, Any] | None:
    """One milestone as a DCSA v2 event; None for a cut-off, which DCSA does not tell as an event.

    The reason is cut at the 250 signs the standard allows for `changeRemark`. `isRetracted` is v3's and is written
    only where it is true. A place that is no UN/LOCODE goes out as the location's name.
    """
    facts = MILESTONES[event.milestone]
    if facts.cut_off:
        return None
    body: dict[str, Any] = {
        "eventID": event.identity,
        "eventType": facts.event_type.value,
        "eventDateTime": _written(event.at),
        "eventCreatedDateTime": _written(event.reported_at),
        "eventClassifierCode": event.classifier.value,
        f"{facts.event_type.value.lower()}EventTypeCode": facts.code,
    }
    body |= {"documentTypeCode": facts.document} if facts.document else {}
    if facts.event_type is EventType.EQUIPMENT:
        body |= {"equipmentReference": event.container} if event.container else {}
        body |= {"isTransshipmentMove": True} if facts.place is PlaceRole.TRANSHIPMENT else {}
        body |= {} if facts.is_empty is None else {"emptyIndicatorCode": "EMPTY" if facts.is_empty else "LADEN"}
    if event.place:
        is_code = check_locode(event.place).normal == event.place and check_locode(event.place).is_valid
        body["eventLocation"] = {"UNLocationCode" if is_code else "locationName": event.place}
    body |= {"changeRemark": event.reason[:250]} if event.reason else {}
    body |= {"isRetracted": True} if event.is_retracted else {}
    return body


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds" if moment.microsecond else "seconds")

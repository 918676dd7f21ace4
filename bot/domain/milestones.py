"""The milestones of a shipment: the eight every desk counts, and the finer ones a carrier's feed tells.

`MILESTONES` is closed. Every milestone has its DCSA Track & Trace v2 codes and v3 word, so that a feed can be read and
written; the words people type for them are data, in `bot/rules/shipping_words.toml`.
"""

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct


class Milestone(StrEnum):
    """Every step a shipment can be told to have reached, in the usual order."""

    BOOKING_REQUESTED = "booking_requested"
    BOOKED = "booked"
    EMPTY_PICKED_UP = "empty_picked_up"
    STUFFED = "stuffed"
    DOCUMENTS_CUT_OFF = "documents_cut_off"
    VGM_CUT_OFF = "vgm_cut_off"
    PORT_CUT_OFF = "port_cut_off"
    CUT_OFF = "cut_off"
    GATED_IN = "gated_in"
    EXPORT_CLEARED = "export_cleared"
    LOADED = "loaded"
    DEPARTED = "departed"
    BL_APPROVED = "bl_approved"
    BL_ISSUED = "bl_issued"
    BL_SURRENDERED = "bl_surrendered"
    TRANSHIPMENT_ARRIVED = "transhipment_arrived"
    TRANSHIPMENT_DISCHARGED = "transhipment_discharged"
    TRANSHIPMENT_LOADED = "transhipment_loaded"
    TRANSHIPMENT_DEPARTED = "transhipment_departed"
    ARRIVED = "arrived"
    ARRIVAL_NOTICE = "arrival_notice"
    DISCHARGED = "discharged"
    CUSTOMS_STARTED = "customs_started"
    CUSTOMS_INSPECTED = "customs_inspected"
    CUSTOMS_CLEARED = "customs_cleared"
    AVAILABLE = "available"
    PICKED_UP = "picked_up"
    DELIVERED = "delivered"
    UNPACKED = "unpacked"
    EMPTY_RETURNED = "empty_returned"


class Classifier(StrEnum):
    """Whether a moment is planned, expected or a fact (the DCSA codes)."""

    PLANNED = "PLN"
    ESTIMATED = "EST"
    ACTUAL = "ACT"


class EventType(StrEnum):
    """What a milestone is told of: a paper, a container, or a ship, train or truck."""

    SHIPMENT = "SHIPMENT"
    EQUIPMENT = "EQUIPMENT"
    TRANSPORT = "TRANSPORT"


class PlaceRole(StrEnum):
    """Where on the way it happens."""

    ORIGIN = "origin"
    POL = "pol"
    TRANSHIPMENT = "transhipment"
    POD = "pod"
    DESTINATION = "destination"
    NONE = "none"


class MilestoneFacts(Struct, frozen=True):
    """One milestone: its DCSA codes, its v3 word, where it happens, and what cannot come after it.

    `document` is set for SHIPMENT events, `is_empty` for EQUIPMENT ones (None: either). `after` names the milestones
    that must lie before it in time. `cut_off` is the cut-off's code for the four that are limits, not events; these
    have no event code and are not exported to DCSA.
    """

    key: Milestone
    event_type: EventType
    code: str
    v3_word: str
    place: PlaceRole
    document: str = ""
    is_empty: bool | None = None
    after: tuple[Milestone, ...] = ()
    cut_off: str = ""

    @property
    def is_fact_only(self) -> bool:
        """DCSA knows papers only as facts: a SHIPMENT event is always ACT."""
        return self.event_type is EventType.SHIPMENT and not self.cut_off


_M = Milestone
_SHIPMENT, _EQUIPMENT, _TRANSPORT = EventType.SHIPMENT, EventType.EQUIPMENT, EventType.TRANSPORT
_ORIGIN, _POL, _TS, _POD, _DEST = (
    PlaceRole.ORIGIN,
    PlaceRole.POL,
    PlaceRole.TRANSHIPMENT,
    PlaceRole.POD,
    PlaceRole.DESTINATION,
)

_ROWS = (
    MilestoneFacts(_M.BOOKING_REQUESTED, _SHIPMENT, "RECE", "RECEIVED", PlaceRole.NONE, "BKG"),
    MilestoneFacts(_M.BOOKED, _SHIPMENT, "CONF", "CONFIRMED", PlaceRole.NONE, "BKG"),
    MilestoneFacts(_M.EMPTY_PICKED_UP, _EQUIPMENT, "GTOT", "GATED_OUT", _ORIGIN, is_empty=True),
    MilestoneFacts(_M.STUFFED, _EQUIPMENT, "STUF", "STUFFED", _ORIGIN, is_empty=False, after=(_M.EMPTY_PICKED_UP,)),
    MilestoneFacts(_M.DOCUMENTS_CUT_OFF, _SHIPMENT, "", "", _POL, cut_off="DCO"),
    MilestoneFacts(_M.VGM_CUT_OFF, _SHIPMENT, "", "", _POL, cut_off="VCO"),
    MilestoneFacts(_M.PORT_CUT_OFF, _SHIPMENT, "", "", _POL, cut_off="PCO"),
    MilestoneFacts(_M.CUT_OFF, _SHIPMENT, "", "", _POL, cut_off="CUA"),
    MilestoneFacts(_M.GATED_IN, _EQUIPMENT, "GTIN", "GATED_IN", _POL, is_empty=False, after=(_M.STUFFED,)),
    MilestoneFacts(_M.EXPORT_CLEARED, _EQUIPMENT, "CUSR", "CUSTOMS_RELEASED", _POL),
    MilestoneFacts(
        _M.LOADED, _EQUIPMENT, "LOAD", "LOADED", _POL, is_empty=False, after=(_M.GATED_IN, _M.EXPORT_CLEARED)
    ),
    MilestoneFacts(_M.DEPARTED, _TRANSPORT, "DEPA", "DEPARTED", _POL, after=(_M.LOADED,)),
    MilestoneFacts(_M.BL_APPROVED, _SHIPMENT, "APPR", "APPROVED", PlaceRole.NONE, "TRD"),
    MilestoneFacts(_M.BL_ISSUED, _SHIPMENT, "ISSU", "ISSUED", PlaceRole.NONE, "TRD", after=(_M.BL_APPROVED,)),
    MilestoneFacts(_M.BL_SURRENDERED, _SHIPMENT, "SURR", "SURRENDERED", PlaceRole.NONE, "TRD", after=(_M.BL_ISSUED,)),
    MilestoneFacts(_M.TRANSHIPMENT_ARRIVED, _TRANSPORT, "ARRI", "ARRIVED", _TS, after=(_M.DEPARTED,)),
    MilestoneFacts(
        _M.TRANSHIPMENT_DISCHARGED, _EQUIPMENT, "DISC", "DISCHARGED", _TS, is_empty=False, after=(_M.DEPARTED,)
    ),
    MilestoneFacts(_M.TRANSHIPMENT_LOADED, _EQUIPMENT, "LOAD", "LOADED", _TS, is_empty=False, after=(_M.DEPARTED,)),
    MilestoneFacts(_M.TRANSHIPMENT_DEPARTED, _TRANSPORT, "DEPA", "DEPARTED", _TS, after=(_M.DEPARTED,)),
    MilestoneFacts(_M.ARRIVED, _TRANSPORT, "ARRI", "ARRIVED", _POD, after=(_M.DEPARTED, _M.TRANSHIPMENT_DEPARTED)),
    MilestoneFacts(_M.ARRIVAL_NOTICE, _SHIPMENT, "ISSU", "ISSUED", PlaceRole.NONE, "ARN"),
    MilestoneFacts(_M.DISCHARGED, _EQUIPMENT, "DISC", "DISCHARGED", _POD, is_empty=False, after=(_M.ARRIVED,)),
    MilestoneFacts(_M.CUSTOMS_STARTED, _SHIPMENT, "REQS", "REQUESTED", _POD, "CUC", after=(_M.DEPARTED,)),
    MilestoneFacts(
        _M.CUSTOMS_INSPECTED, _EQUIPMENT, "CUSI", "CUSTOMS_SELECTED_FOR_INSPECTION", _POD, after=(_M.DEPARTED,)
    ),
    MilestoneFacts(_M.CUSTOMS_CLEARED, _EQUIPMENT, "CUSR", "CUSTOMS_RELEASED", _POD, after=(_M.CUSTOMS_STARTED,)),
    MilestoneFacts(_M.AVAILABLE, _EQUIPMENT, "AVPU", "AVAILABLE_FOR_PICKUP", _POD, after=(_M.DISCHARGED,)),
    MilestoneFacts(_M.PICKED_UP, _EQUIPMENT, "GTOT", "GATED_OUT", _POD, is_empty=False, after=(_M.DISCHARGED,)),
    MilestoneFacts(
        _M.DELIVERED, _EQUIPMENT, "DROP", "DROPPED_OFF", _DEST, is_empty=False, after=(_M.PICKED_UP, _M.ARRIVED)
    ),
    MilestoneFacts(_M.UNPACKED, _EQUIPMENT, "STRP", "STRIPPED", _DEST, after=(_M.ARRIVED,)),
    MilestoneFacts(
        _M.EMPTY_RETURNED, _EQUIPMENT, "GTIN", "GATED_IN", _DEST, is_empty=True, after=(_M.UNPACKED, _M.PICKED_UP)
    ),
)

MILESTONES: Mapping[Milestone, MilestoneFacts] = {row.key: row for row in _ROWS}

RANK: Mapping[Milestone, int] = {row.key: rank for rank, row in enumerate(_ROWS)}
"""The usual order on a card; only `after` says what cannot be otherwise."""


class TradeStep(Struct, frozen=True):
    """One of the eight the desk counts: estimated and actual arrival are one milestone told two ways."""

    key: str
    milestone: Milestone
    classifier: Classifier


THE_EIGHT = (
    TradeStep("booking", _M.BOOKED, Classifier.ACTUAL),
    TradeStep("cut_off", _M.CUT_OFF, Classifier.PLANNED),
    TradeStep("departure", _M.DEPARTED, Classifier.ACTUAL),
    TradeStep("estimated_arrival", _M.ARRIVED, Classifier.ESTIMATED),
    TradeStep("arrival", _M.ARRIVED, Classifier.ACTUAL),
    TradeStep("customs_start", _M.CUSTOMS_STARTED, Classifier.ACTUAL),
    TradeStep("customs_done", _M.CUSTOMS_CLEARED, Classifier.ACTUAL),
    TradeStep("delivered", _M.DELIVERED, Classifier.ACTUAL),
)

OFFERED = (
    _M.BOOKED,
    _M.CUT_OFF,
    _M.DEPARTED,
    _M.ARRIVED,
    _M.CUSTOMS_STARTED,
    _M.CUSTOMS_CLEARED,
    _M.DELIVERED,
)
"""What the card's buttons offer, one after another."""


def earlier(milestone: Milestone) -> frozenset[Milestone]:
    """Everything that must lie before it, near and far."""
    found: set[Milestone] = set()
    waiting = list(MILESTONES[milestone].after)
    while waiting:
        step = waiting.pop()
        if step not in found:
            found.add(step)
            waiting.extend(MILESTONES[step].after)
    return frozenset(found)

"""Shipments: opened, followed from milestone to milestone, and told to the customer when they are late."""

from typing import Any

from bot.commands.command import Command, Key
from bot.commands.fields import (
    CargoField,
    ExceptionKindField,
    ExpectedField,
    FactField,
    IncotermField,
    MilestoneField,
    OrderField,
    PlanField,
    ShipmentField,
    TagsField,
    TextField,
    WordField,
)


class ShipmentTerms(Command):
    """The fields that a new shipment and a changed one share."""

    container: TagsField | None = None
    seal: TagsField | None = None
    booking: WordField | None = None
    bl: WordField | None = None
    hbl: WordField | None = None
    awb: WordField | None = None
    carrier: WordField | None = None
    vessel: WordField | None = None
    imo: WordField | None = None
    voyage: WordField | None = None
    pol: WordField | None = None
    pod: WordField | None = None
    consignee: WordField | None = None
    notify: WordField | None = None
    forwarder: WordField | None = None
    incoterm: IncotermField | None = None
    place: WordField | None = None
    payment: WordField | None = None
    lc_expiry: PlanField | None = None
    lc_latest: PlanField | None = None
    lc_period: WordField | None = None
    etd: PlanField | None = None
    eta: PlanField | None = None
    si: PlanField | None = None
    vgm: PlanField | None = None
    port: PlanField | None = None
    customs: PlanField | None = None
    note: WordField | None = None


class CreateShipment(ShipmentTerms):
    """Open a shipment of an order; its card goes to every room that hears of shipments."""

    verb = "ship"
    shape = (Key("new"), "order")
    right = "shipments.write"
    example = (
        "ship new PI20240517-A container:CSQU3054383 carrier:MAEU pol:CNSZX pod:DEHAM etd:2026-12-01 eta:2026-12-31",
    )

    order: OrderField


class ReachMilestone(Command):
    """A step has happened."""

    verb = "ship"
    shape = ("shipment", "milestone", "at")
    also_asked = ("at",)
    right = "shipments.write"
    example = ("ship S7 departed 2026-12-02", "ship S7 arrived 2027-01-06")

    shipment: ShipmentField
    milestone: MilestoneField
    at: FactField | None = None
    place: WordField | None = None
    container: WordField | None = None
    reason: WordField | None = None
    is_kept: bool = False
    """Set by *Record it anyway*, after what speaks against it was shown."""


class EstimateMilestone(Command):
    """A step is now expected or planned for another time."""

    verb = "ship"
    shape = ("shipment", "expected", "at")
    right = "shipments.write"
    example = ('ship S7 eta 2027-01-05 reason:"port congestion"',)

    shipment: ShipmentField
    expected: ExpectedField
    at: PlanField
    place: WordField | None = None
    container: WordField | None = None
    reason: WordField | None = None
    is_kept: bool = False


class RaiseException(Command):
    """Something went wrong on the way: the team is alerted, and the customer must be told."""

    verb = "ship"
    shape = ("shipment", Key("exception"), "what")
    right = "shipments.write"
    example = ('ship S7 exception "2 cartons crushed"',)

    shipment: ShipmentField
    what: TextField
    kind: ExceptionKindField | None = None


class NotifyCustomer(Command):
    """The customer has been told, and how."""

    verb = "ship"
    shape = ("shipment", Key("notified"), "how")
    right = "shipments.write"
    example = ('ship S7 notified "mail to Anna, plan: next vessel on 12 Dec"',)

    shipment: ShipmentField
    how: TextField


class RetractMilestone(Command):
    """Take back a milestone that was told wrongly; it stays in the trail."""

    verb = "ship"
    shape = ("shipment", Key("retract"), "milestone")
    right = "shipments.write"

    shipment: ShipmentField
    milestone: MilestoneField
    reason: WordField | None = None


class PresentCredit(Command):
    """The papers of the letter of credit lie at the bank."""

    verb = "ship"
    shape = ("shipment", Key("presented"), "at")
    right = "shipments.write"

    shipment: ShipmentField
    at: FactField | None = None


class ChangeShipment(ShipmentTerms):
    """Change a shipment's numbers and terms; every earlier value stays in the trail."""

    verb = "ship"
    shape = ("shipment",)
    needs_any = ("*",)
    right = "shipments.write"

    shipment: ShipmentField


class ShowShipment(Command):
    """One shipment's card; a customer's or an order's shipments; or all open ones, late first."""

    verb = "ship"
    shape = ("about",)
    right = "records.read"
    changes = False
    example = ("ship S7", "ship ABC", "ship PI20240517-A", "ship")

    about: CargoField | None = None


class ListShipments(Command):
    """*More*: the next page of open shipments."""

    right = "records.read"
    changes = False

    skip: int = 0


class KeepNumber(Command):
    """*Keep it*: a number whose check failed is right as it stands."""

    right = "shipments.write"

    shipment: ShipmentField
    number: str
    """As in `Shipment.doubtful`: `container:CSQU3054384`."""
    instead: str = ""
    """*Use …*: the number that takes its place."""


class DrawShipments(Command):
    """*Picture*: the open shipments drawn as bars, planned against actual."""

    right = "records.read"


class CutOffDue(Command):
    """From the clock: a cut-off is near; those who still owe something for it are called."""

    right = "clock"

    shipment_id: int
    milestone: str
    planned_for: str
    hours: int


class MilestoneMissed(Command):
    """From the clock: an expected step's moment has gone by and nobody told that it happened."""

    right = "clock"

    shipment_id: int
    milestone: str
    planned_for: str


class DutyDue(Command):
    """From the clock: a customer has still not been told."""

    right = "clock"

    duty_id: int
    attempt: int
    person_id: int | None = None
    """Only this person, who was not at work when it was due."""


class LcClock(Command):
    """From the clock: the last day for the papers of a letter of credit comes near."""

    right = "clock"

    shipment_id: int
    present_by: str
    days: int


class ImportFeed(Command):
    """From a carrier: events of a DCSA v2 feed, as they came."""

    right = "clock"

    events: tuple[dict[str, Any], ...]


class PostPicture(Command):
    """From the porter: the picture that was asked for."""

    right = "records.read"

    errand: int
    sha256: str
    shows: str = "shipments"
    """What is to be seen on it: shipments, week or kept."""


class PictureFailed(Command):
    """From the porter: the picture could not be drawn."""

    right = "records.read"

    errand: int

"""The notice that a customer gets of a delay or exception: its draft, and the buttons that send or show it."""

from zoneinfo import ZoneInfo

from msgspec import Struct

from bot.commands.notices import SendNotice
from bot.dialogue.cards.duties import said_of, zone_at
from bot.dialogue.cards.shipments import ShipmentView
from bot.dialogue.replies import Button
from bot.domain.milestones import Milestone
from bot.domain.phrases import Phrase, Value, phrase
from bot.domain.shipments import Duty
from bot.domain.timeline import MilestoneEvent

_STOPS = " .。!！;；"


class Draft(Struct, frozen=True):
    """What is written to the customer, in the customer's own language whoever reads it here."""

    subject: Phrase
    text: Phrase
    closing: Phrase


def draft_of(duty: Duty, view: ShipmentView, language: str, person: str) -> Draft:
    """The draft as things stand now; what is not known is left out. `language` is `en` or `zh`."""
    shipment = view.shipment
    number = shipment.bl or shipment.awb or shipment.booking or ", ".join(shipment.containers)
    order = f"{view.order} ({number})" if number else view.order
    what = said_of(duty).rstrip(_STOPS)
    values: dict[str, Value] = {
        "person": person or view.customer,
        "order": order,
        "dates": _dates(view, language),
        "reason": Phrase(f"draft-reason-{language}", {"what": what}) if what else "",
        "what": what,
    }
    return Draft(
        Phrase(f"draft-subject-{duty.kind.value}-{language}", {"order": order}),
        Phrase(f"draft-{duty.kind.value}-{language}", values),
        Phrase(f"draft-closing-{language}", {"owner": view.owner}),
    )


def send_button(duty: Duty, name: str, address: str) -> Button:
    """*Send to …*: mails the draft that is shown."""
    asked = phrase("send-notice-asked", to=address)
    press = SendNotice(duty_id=duty.id, seen=duty.key, to=address)
    return Button(phrase("button-send-notice", to=name), press, "primary", confirm=asked)


def _dates(view: ShipmentView, language: str) -> Phrase | str:
    zones = {Milestone.DEPARTED: view.shipment.pol, Milestone.ARRIVED: view.shipment.pod}
    known: dict[str, Value] = {}
    for name, step in (("etd", Milestone.DEPARTED), ("eta", Milestone.ARRIVED)):
        event = view.way.of(step).best
        if event is not None:
            known[name] = _day(event, ZoneInfo(zone_at(zones[step], view.ports) or event.zone))
    return Phrase(f"draft-{'-'.join(known)}-{language}", known) if known else ""


def _day(event: MilestoneEvent, zone: ZoneInfo) -> Value:
    return event.at.astimezone(zone).date()

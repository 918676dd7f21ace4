"""A carrier's feed, from a file or a signed post: in any order, however often, it becomes the same milestones."""

import hmac
import io
import json
from hashlib import sha256
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.carrier_door import SIGNATURE, carrier_routes, events_in
from bot.commands.shipments import ImportFeed
from bot.domain.milestones import Milestone
from bot.domain.people import PlatformName
from bot.domain.timeline import timeline
from bot.ports.requests import Answer, Ordered, Place, Request, Speaker
from tests.shipping.dock import Dock, run

BOX = "CSQU3054383"


def event(number: str, code: str, at: str, place: str, classifier: str = "ACT", told: str = "") -> dict[str, Any]:
    return {
        "eventID": number,
        "eventType": "TRANSPORT",
        "eventDateTime": at,
        "eventCreatedDateTime": told or at,
        "eventClassifierCode": classifier,
        "transportEventTypeCode": code,
        "transportCall": {"UNLocationCode": place},
        "references": [{"referenceType": "EQ", "referenceValue": BOX}],
    }


FEED = [
    event("e1", "DEPA", "2026-11-24T20:00:00+08:00", "CNSZX"),
    event("e2", "ARRI", "2027-01-09T06:00:00+01:00", "DEHAM", "EST", told="2026-11-25T12:00:00+08:00"),
    {"eventID": "bad", "eventType": "TRANSPORT", "references": [{"referenceValue": BOX}]},
    {**event("e3", "DEPA", "2026-11-24T20:00:00+08:00", "CNSZX"), "references": [{"referenceValue": "TGHU1234567"}]},
]


def deliver(dock: Dock, events: list[dict[str, Any]]) -> str:
    carrier, nowhere = Speaker(PlatformName.CLOCK, "carrier"), Place(PlatformName.CLOCK, "carrier")
    asked = Ordered(ImportFeed(events=tuple(events)))
    return dock.said(run(dock.desk.hear(Request(f"feed:{next(dock.numbers)}", carrier, asked, nowhere))))


def test_a_feed_becomes_milestones_once_and_alerts(dock: Dock) -> None:
    dock.say(f"ship new PI-1 container:{BOX} pol:CNSZX pod:DEHAM etd:2026-11-24 eta:2026-12-31")
    assert "1 known already" not in deliver(dock, []) and "2 new" in deliver(dock, FEED)
    way = timeline(dock.read(lambda ledger: ledger.milestones.of_shipment(1)))
    assert way.of(Milestone.DEPARTED).actual is not None and way.of(Milestone.ARRIVED).estimated is not None
    assert "Customer not yet notified" in dock.said(dock.say("ship S1"))
    said = deliver(dock, list(reversed(FEED)))
    assert "0 new, 2 known already, 1 of no shipment here" in said and "1 broken" in said
    assert len([one for one in dock.letters() if one.key.startswith("alert:") and "room:" in one.key]) == 1


def test_an_order_of_the_clock_is_nobodys_to_give(dock: Dock) -> None:
    asked = Request(
        "x1",
        Speaker(PlatformName.CONSOLE, "anna"),
        Ordered(ImportFeed(events=())),
        Place(PlatformName.CONSOLE, "chat:anna"),
    )
    assert run(dock.desk.hear(asked)).is_refusal


def test_a_delivery_is_read_in_its_shapes() -> None:
    assert events_in(b'{"events": [{"eventID": "1"}]}') == ({"eventID": "1"},)
    assert events_in(b'[{"eventID": "1"}]') == events_in(b'{"eventID": "1"}') == ({"eventID": "1"},)
    for wrong in (b"", b"no", b"[1]", b'{"events": 1}', b"[" * 100_000, b"\xff\xfe"):
        assert events_in(wrong) is None


class Ear:
    """A desk that only listens."""

    def __init__(self) -> None:
        self.heard: list[Request] = []

    async def hear(self, request: Request) -> Answer:
        self.heard.append(request)
        return Answer()


async def test_only_a_signed_delivery_is_heard() -> None:
    ear, app = Ear(), web.Application()
    app.add_routes(carrier_routes(ear, "secret"))
    body = json.dumps(FEED).encode()
    good = f"sha256={hmac.new(b'secret', body, sha256).hexdigest()}"
    huge = b"[" + b" " * 1_100_000 + b"]"
    async with TestClient(TestServer(app)) as client:
        for content, signature, status in (
            (body, good, 204),
            (body, "", 403),
            (body + b" ", good, 403),
            (b"no", f"sha256={hmac.new(b'secret', b'no', sha256).hexdigest()}", 400),
            (huge, good, 413),
        ):
            response = await client.post("/dcsa", data=io.BytesIO(content), headers={SIGNATURE: signature})
            assert response.status == status
    assert len(ear.heard) == 1 and isinstance(ear.heard[0].asked, Ordered)

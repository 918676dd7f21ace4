"""Where a carrier posts its Track & Trace feed: signed, of limited size, and handed to the desk like anything else."""

import hmac
import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final

from aiohttp import web

from bot.commands.shipments import ImportFeed
from bot.domain.people import PlatformName
from bot.ports.outside import Hears
from bot.ports.requests import Ordered, Place, Request, Speaker

LARGEST: Final = 1024 * 1024
"""Bytes of one delivery."""
SIGNATURE: Final = "X-Signature"
"""`sha256=` and the HMAC-SHA256 of the body in hexadecimal, as DCSA's webhooks and most others sign."""
CARRIER = Speaker(PlatformName.CLOCK, "carrier")
NOWHERE = Place(PlatformName.CLOCK, "carrier")


def carrier_routes(desk: Hears, secret: str) -> list[web.RouteDef]:
    """`POST /dcsa`: 204 once its events are written, 400 for no JSON, 403 for a wrong signature, 413 when too long.

    Delivered again, or in another order, the same events change nothing.
    """

    async def post(request: web.Request) -> web.Response:
        body = await _body(request)
        if not _is_signed(body, request.headers.get(SIGNATURE, ""), secret):
            raise web.HTTPForbidden
        events = events_in(body)
        if events is None:
            raise web.HTTPBadRequest
        number = f"dcsa:{sha256(body).hexdigest()}"
        await desk.hear(Request(number, CARRIER, Ordered(ImportFeed(events=events)), NOWHERE))
        return web.Response(status=204)

    return [web.post("/dcsa", post)]


def events_in(body: bytes | str) -> tuple[dict[str, Any], ...] | None:
    """The events of a delivery or a saved file: one event, a list of them, or a list under `events`.

    None for what is no JSON or of no such shape. What stands in each event is not looked at.
    """
    try:
        read = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if isinstance(read, Mapping):
        read = read.get("events", [read])
    if not isinstance(read, list) or not all(isinstance(one, dict) for one in read):
        return None
    return tuple(read)


async def _body(request: web.Request) -> bytes:
    content = bytearray()
    async for piece in request.content.iter_chunked(64 * 1024):
        content += piece
        if len(content) > LARGEST:
            raise web.HTTPRequestEntityTooLarge(LARGEST, len(content))
    return bytes(content)


def _is_signed(body: bytes, given: str, secret: str) -> bool:
    wanted = hmac.new(secret.encode(), body, sha256).hexdigest()
    return hmac.compare_digest(given.removeprefix("sha256=").encode(), wanted.encode())

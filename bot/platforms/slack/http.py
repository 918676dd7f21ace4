"""The one web address Slack calls: is it really Slack, can it be read, and then on to whoever serves it."""

import logging
import re
from collections.abc import Awaitable, Callable, Sequence

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.signature import Clock as SignatureClock
from slack_sdk.signature import SignatureVerifier

from bot.platforms.bodies import content_within
from bot.platforms.slack.limits import BODY
from bot.ports.work import Clock

log = logging.getLogger(__name__)

PATH = "/slack/events"
STAMP = re.compile(r"[0-9]{1,12}", re.ASCII)

Dispatch = Callable[[AsyncBoltRequest], Awaitable[BoltResponse]]


class _Hands(SignatureClock):
    """Our clock, as Slack's checker wants it: Unix seconds."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def now(self) -> float:
        return self._clock.now().timestamp()


class Door:
    """Lets Slack's requests in. Nothing of a refused one is logged: it may hold anything."""

    def __init__(self, signing_secret: str, clock: Clock, dispatch: Dispatch) -> None:
        self._verifier = SignatureVerifier(signing_secret, _Hands(clock))
        self._dispatch = dispatch

    def routes(self) -> list[web.RouteDef]:
        """What the web server has to know."""
        return [web.post(PATH, self.receive)]

    async def receive(self, request: web.Request) -> web.Response:
        """Answer 413 to what is too long, 400 to what cannot be read, 401 to what Slack did not sign."""
        content = await content_within(request, BODY)
        if content is None:
            return web.Response(status=413)
        try:
            body = content.decode("utf-8")
        except UnicodeDecodeError:
            return web.Response(status=400)
        if not self._is_signed(request, body):
            return web.Response(status=401)
        try:
            asked = AsyncBoltRequest(body=body, query=request.query_string, headers=_headers(request))
        except (ValueError, TypeError, AttributeError, KeyError, RecursionError):
            return web.Response(status=400)
        return await to_aiohttp_response(await self._dispatch(asked))

    def _is_signed(self, request: web.Request, body: str) -> bool:
        stamp = request.headers.get("X-Slack-Request-Timestamp", "")
        signature = request.headers.get("X-Slack-Signature", "")
        # The library falls over other signs than these.
        if not STAMP.fullmatch(stamp) or not signature.isascii():
            return False
        return self._verifier.is_valid(body, stamp, signature)


def _headers(request: web.Request) -> dict[str, str | Sequence[str]]:
    return dict(request.headers.items())

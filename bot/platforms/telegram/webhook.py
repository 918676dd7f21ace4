"""The one web address Telegram calls, where the firm has set one: is it really Telegram, and can it be read."""

import hmac
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from aiohttp import web

from bot.platforms.bodies import content_within
from bot.platforms.telegram.limits import BODY

log = logging.getLogger(__name__)

PATH: Final = "/telegram/webhook"
SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"


class Door:
    """Lets Telegram's updates in. Nothing of a refused one is logged: it may hold anything."""

    def __init__(self, secret: str, take: Callable[[Mapping[str, Any]], Awaitable[None]]) -> None:
        self._secret, self._take = secret.encode(), take

    def routes(self) -> list[web.RouteDef]:
        """What the web server has to know."""
        return [web.post(PATH, self.receive)]

    async def receive(self, request: web.Request) -> web.Response:
        """Answer 403 without the secret, 413 to what is too long, 400 to what cannot be read.

        200 only once the update is served and committed; 503 where it could not be, and Telegram sends it again.
        """
        given = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, self._secret):
            return web.Response(status=403)
        content = await content_within(request, BODY)
        if content is None:
            return web.Response(status=413)
        try:
            update = json.loads(content)
        except (ValueError, RecursionError):
            return web.Response(status=400)
        if not isinstance(update, dict):
            return web.Response(status=400)
        try:
            await self._take(update)
        except Exception as error:
            log.error("an update could not be served", extra={"problem": type(error).__name__})
            return web.Response(status=503)
        return web.Response()

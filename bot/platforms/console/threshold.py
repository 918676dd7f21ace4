"""Who stands before the page, and how a page explains itself to them."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from aiohttp import web
from msgspec import Struct

from bot.domain.people import Language
from bot.platforms.console import guard as g
from bot.platforms.console.draw import language_for, short_locale
from bot.platforms.console.files import Uploads
from bot.platforms.console.incoming import Fields, fields_of
from bot.platforms.console.pages import Pages
from bot.platforms.console.people import Visitor
from bot.platforms.console.problems import Problem
from bot.ports.console import Roster, Sessions
from bot.ports.work import Clock

OWN_PATH: Final = re.compile(r"/(?!/)[A-Za-z0-9/_?=&%.:+-]{0,300}")
"""A page of ours, and nothing that leads elsewhere."""


class Threshold(Struct, frozen=True, kw_only=True):
    """Knows visitors by their session. Keeps nothing between requests.

    In the demo desk, where one speaks as anybody, an address may say as whom (`?as=2`): so two can stand side by side.
    """

    sessions: Sessions
    roster: Roster
    clock: Clock
    pages: Pages
    uploads: Uploads
    language: Language
    zone: str
    hosts: Sequence[str]
    is_demo: bool
    is_loopback_only: bool

    async def visitor(self, request: web.Request) -> Visitor | None:
        """Who asks; None: nobody known."""
        number = await self.person_id(request)
        return None if number is None else await self.visitor_of(request, number)

    async def visitor_of(self, request: web.Request, number: int) -> Visitor:
        """The person of this number, at this browser."""
        person = next((one for one in await self.roster.people() if one.id == number), None)
        language = person.language if person is not None and person.language else self.language_of(request)
        zone = person.zone if person is not None and person.zone else self.zone
        return Visitor(number, person, language, zone, locale_of(request), g.csrf_of(request))

    async def known(self, request: web.Request) -> Visitor:
        """Who asks; a `Problem` for nobody."""
        visitor = await self.visitor(request)
        if visitor is None:
            raise Problem(403, "console-sign-in")
        return visitor

    async def sent(self, request: web.Request) -> tuple[Visitor, Fields]:
        """Who sends a form, and what is in it."""
        visitor = await self.known(request)
        return visitor, await self.fields(request)

    async def fields(self, request: web.Request) -> Fields:
        """What is in a form that bears this browser's word."""
        return await fields_of(request, lambda values: g.check_csrf(request, values), self.uploads)

    async def person_id(self, request: web.Request) -> int | None:
        """Whose session it is."""
        asked = request.query.get("as", "")
        if self.is_demo and asked.isascii() and asked.isdigit() and len(asked) <= 18:
            return next((one.id for one in await self.roster.people() if one.id == int(asked)), None)
        token = request.cookies.get(g.SESSION, "")
        return await self.sessions.person_of(token, self.clock.now()) if token else None

    def token_of(self, request: web.Request) -> str:
        """The session by which `person_id` knows; empty where the address itself says as whom."""
        return "" if self.is_demo and request.query.get("as") else request.cookies.get(g.SESSION, "")

    def language_of(self, request: web.Request) -> Language:
        """The language a browser asks for."""
        return language_for(locale_of(request), self.language)

    async def explain(self, request: web.Request, status: int, key: str, values: Mapping[str, str]) -> web.Response:
        """What went wrong, in one sentence: as a page, or for a script as JSON."""
        language = self.language_of(request)
        if wants_json(request):
            return web.json_response({"error": self.pages.say(key, language, self.zone, **values)}, status=status)
        return page(self.pages.notice(key, language, self.zone, onward=False, **values), status)


def own_path(text: str, otherwise: str = "/") -> str:
    """A path of ours to go on to, whatever was asked for."""
    return text if OWN_PATH.fullmatch(text) else otherwise


def locale_of(request: web.Request) -> str | None:
    """The first language a browser asks for that the desk may speak."""
    return short_locale(request.headers.get("Accept-Language", ""))


def wants_json(request: web.Request) -> bool:
    """Whether a script asks."""
    return "application/json" in request.headers.get("Accept", "")


def page(html: str, status: int = 200) -> web.Response:
    """A page."""
    return web.Response(text=html, status=status, content_type="text/html", charset="utf-8")


def onward(address: str) -> web.Response:
    """Go on to another page of ours."""
    return web.Response(status=303, headers={"Location": address})

"""The way in and out: a one-time link, the choice of whom to be in the demo desk, and leaving."""

from collections import deque
from collections.abc import Mapping
from typing import Final

from aiohttp import web

from bot.platforms.console import guard as g
from bot.platforms.console.board import direct_chat
from bot.platforms.console.limits import SESSION_DAYS
from bot.platforms.console.problems import Problem
from bot.platforms.console.talk import Talk, Unserved
from bot.platforms.console.threshold import Threshold, onward, own_path, page

TRIES: Final = 20
"""Links tried from one address in `WITHIN` seconds; more are turned away unread."""
WITHIN: Final = 60.0
MOST_ADDRESSES: Final = 2_000


class SignIn:
    """Opens and closes sessions. A link only looks at first: what previews links cannot use it up."""

    def __init__(self, threshold: Threshold, talk: Talk) -> None:
        self._t, self._talk = threshold, talk
        self._tries: dict[str, deque[float]] = {}

    def gets(self) -> Mapping[str, g.Handler]:
        """What is asked for by its address."""
        return {"/enter/{code}": self.look}

    def posts(self) -> Mapping[str, g.Handler]:
        """What is done by a form."""
        return {"/enter/{code}": self.enter, "/as": self.speak_as, "/out": self.out}

    async def look(self, request: web.Request) -> web.Response:
        """A one-time link: a page with the button that uses it. Nothing is looked up and nothing is used yet."""
        language, csrf = self._t.language_of(request), g.csrf_of(request)
        to = own_path(request.query.get("to", ""))
        response = page(self._t.pages.enter(request.match_info["code"], to, language, self._t.zone, csrf))
        g.give_cookie(response, request, g.CSRF, csrf, SESSION_DAYS)
        return response

    async def enter(self, request: web.Request) -> web.Response:
        """The button of a one-time link. A link used or late explains itself."""
        self._count(request)
        fields = await self._t.fields(request)
        token = await self._t.sessions.enter(request.match_info["code"], self._t.clock.now())
        if token is None:
            raise Problem(403, "console-link-spent")
        response = onward(own_path(fields.get("to")))
        g.give_cookie(response, request, g.SESSION, token, SESSION_DAYS)
        return response

    async def speak_as(self, request: web.Request) -> web.Response:
        """In the demo desk: be somebody else, and perhaps say something at once."""
        fields = await self._t.fields(request)
        number = fields.numbered("person")
        if not self._t.is_demo or number not in {person.id for person in await self._t.roster.people()}:
            raise Problem(404, "console-not-there")
        if token := request.cookies.get(g.SESSION):
            await self._t.sessions.end(token)
        response = onward(own_path(fields.get("to")))
        token = await self._t.sessions.begin(number, self._t.clock.now())
        g.give_cookie(response, request, g.SESSION, token, SESSION_DAYS)
        if line := fields.get("text").strip():
            visitor = await self._t.visitor_of(request, number)
            try:
                await self._talk.say(visitor, direct_chat(number), fields.rid(), line, ())
            except Unserved:
                raise Problem(503, "console-not-served") from None
        return response

    async def out(self, request: web.Request) -> web.Response:
        """Leave the desk on this browser."""
        await self._t.sent(request)
        await self._t.sessions.end(request.cookies.get(g.SESSION, ""))
        response = onward("/")
        response.del_cookie(g.SESSION, path="/")
        return response

    def _count(self, request: web.Request) -> None:
        now = self._t.clock.now().timestamp()
        if len(self._tries) > MOST_ADDRESSES:
            self._tries.clear()
        tries = self._tries.setdefault(request.remote or "", deque(maxlen=TRIES))
        if len(tries) == TRIES and now - tries[0] < WITHIN:
            raise Problem(429, "console-too-many")
        tries.append(now)

"""The console's web addresses: the page, what is done on it, and the open line that keeps it live."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import quote

from aiohttp import web

from bot.domain.people import Language
from bot.platforms.console import guard as g
from bot.platforms.console.board import Board, direct_chat
from bot.platforms.console.draw import language_for, short_locale
from bot.platforms.console.events import Lines, piece
from bot.platforms.console.files import Uploads
from bot.platforms.console.incoming import Fields, fields_of
from bot.platforms.console.limits import LIMITS, PAGE, SESSION_DAYS
from bot.platforms.console.pages import Pages, View, new_id
from bot.platforms.console.people import Visitor
from bot.platforms.console.problems import Problem
from bot.platforms.console.shelf import archived_file, own_file
from bot.platforms.console.talk import Talk, Told, Unserved, message_for
from bot.ports.console import Message, Roster, Sessions
from bot.ports.outside import Archive
from bot.ports.work import Clock

RID: Final = re.compile(r"[A-Za-z0-9_-]{16,64}")
FIELD: Final = "field-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """What the page is built of."""

    talk: Talk
    board: Board
    pages: Pages
    lines: Lines
    uploads: Uploads
    sessions: Sessions
    roster: Roster
    clock: Clock
    archive: Archive | None
    language: Language
    zone: str
    hosts: Sequence[str]
    is_demo: bool
    is_loopback_only: bool
    verbs: Callable[[str, Language], Sequence[str]]
    examples: Callable[[Language], Sequence[str]]


class Site:
    """Serves the page. Keeps nothing between requests."""

    def __init__(self, doors: Doors) -> None:
        self._d = doors
        self._guard = g.Guard(doors.hosts, is_loopback_only=doors.is_loopback_only, explains=self._explain)

    def routes(self) -> list[web.RouteDef]:
        """What the firm's web server must serve for the console."""
        gets: Mapping[str, g.Handler] = {
            "/": self.desk,
            "/events": self.events,
            "/complete": self.complete,
            "/enter/{code}": self.enter,
            "/file/{number}/{index}": self.file,
            "/static/{name}": self.static,
        }
        posts: Mapping[str, g.Handler] = {
            "/say": self.say,
            "/press": self.press,
            "/fill": self.fill,
            "/leave": self.leave,
            "/as": self.speak_as,
            "/out": self.out,
        }
        served = [web.get(path, self._guard.before(handler)) for path, handler in gets.items()]
        return served + [web.post(path, self._guard.before(handler)) for path, handler in posts.items()]

    async def desk(self, request: web.Request) -> web.Response:
        """The page; for somebody unknown, the choice of whom to be, or how to get in."""
        visitor = await self._visitor(request)
        if visitor is not None:
            return await self._desk_page(request, visitor, request.query.get("chat", ""), View("", (), 0, None))
        language, csrf = self._language(request), g.csrf_of(request)
        if not self._d.is_demo:
            raise Problem(403, "console-sign-in")
        people = await self._d.roster.people()
        response = _page(self._d.pages.choose(people, language, self._d.zone, csrf))
        g.give_cookie(response, request, g.CSRF, csrf, SESSION_DAYS)
        return response

    async def _desk_page(self, request: web.Request, visitor: Visitor, chat: str, view: View) -> web.Response:
        chat = chat or direct_chat(visitor.person_id)
        if chat not in self._d.pages.chats(visitor):
            raise Problem(404, "console-not-there")
        before = request.query.get("before", "")
        limit = int(before) if before.isascii() and before.isdigit() and len(before) <= 18 else None
        last = await self._d.board.store.last_change()
        there = await self._d.board.store.page(chat, visitor.person_id, limit, PAGE + 1)
        people = await self._d.roster.people()
        names = {person.id: person.name for person in people}
        drawn = replace(
            view,
            chat=chat,
            messages=tuple(self._d.pages.shown(one, visitor, names) for one in there[-PAGE:]),
            last_change=last,
            is_past=limit is not None,
            earlier=there[-PAGE].number if len(there) > PAGE else None,
            line=view.line or request.query.get("line", "")[:2_000],
            people=people if self._d.is_demo else (),
            examples=self._d.examples(visitor.language),
        )
        response = _page(self._d.pages.desk(visitor, drawn), 503 if view.problem else 200)
        g.give_cookie(response, request, g.CSRF, visitor.csrf, SESSION_DAYS)
        return response

    async def say(self, request: web.Request) -> web.Response:
        """A typed line, perhaps with files."""
        visitor, fields = await self._sent(request)
        chat, text = fields.get("chat") or direct_chat(visitor.person_id), fields.get("text").strip()
        if chat not in self._d.pages.chats(visitor):
            raise Problem(404, "console-not-there")
        if not text and not fields.files:
            return await self._told(request, visitor, chat, Told())
        rid = _rid(fields)
        try:
            told = await self._d.talk.say(visitor, chat, rid, text, fields.files)
        except Unserved:
            if _wants_json(request):
                raise Problem(503, "console-not-served") from None
            problem = self._d.pages.say("console-not-served", visitor.language, visitor.zone)
            return await self._desk_page(request, visitor, chat, View(chat, (), 0, None, text, problem, rid=rid))
        return await self._told(request, visitor, chat, told)

    async def press(self, request: web.Request) -> web.Response:
        """A button."""
        visitor, fields = await self._sent(request)
        message = await self._message(visitor, fields)
        ticket = fields.get("ticket")
        if not 0 < len(ticket) <= LIMITS.ticket_bytes:
            raise Problem(404, "console-not-there")
        is_live = _wants_json(request)
        pressed = self._d.talk.press(visitor, message, ticket, _rid(fields), is_live=is_live)
        return await self._done(request, visitor, message, pressed)

    async def fill(self, request: web.Request) -> web.Response:
        """A form sent in."""
        visitor, fields = await self._sent(request)
        message = await self._message(visitor, fields)
        values = {name.removeprefix(FIELD): text for name, text in fields.values.items() if name.startswith(FIELD)}
        filled = self._d.talk.fill(visitor, message, fields.get("draft"), values, _rid(fields))
        return await self._done(request, visitor, message, filled)

    async def leave(self, request: web.Request) -> web.Response:
        """A form closed without sending."""
        visitor, fields = await self._sent(request)
        message = await self._message(visitor, fields)
        left = self._d.talk.leave(visitor, message, fields.get("draft"), _rid(fields))
        return await self._done(request, visitor, message, left)

    async def speak_as(self, request: web.Request) -> web.Response:
        """In the demo desk: be somebody else."""
        fields = await fields_of(request, lambda values: g.check_csrf(request, values), self._d.uploads)
        number = fields.numbered("person")
        if not self._d.is_demo or number not in {person.id for person in await self._d.roster.people()}:
            raise Problem(404, "console-not-there")
        if token := request.cookies.get(g.SESSION):
            await self._d.sessions.end(token)
        response = _onward("/")
        token = await self._d.sessions.begin(number, self._d.clock.now())
        g.give_cookie(response, request, g.SESSION, token, SESSION_DAYS)
        return response

    async def out(self, request: web.Request) -> web.Response:
        """Leave the desk on this browser."""
        _, _ = await self._sent(request)
        await self._d.sessions.end(request.cookies.get(g.SESSION, ""))
        response = _onward("/")
        response.del_cookie(g.SESSION, path="/")
        return response

    async def enter(self, request: web.Request) -> web.Response:
        """A one-time link. The page goes on by itself, because a browser that comes from elsewhere sends the new
        cookie only with what our own page asks for."""
        token = await self._d.sessions.enter(request.match_info["code"], self._d.clock.now())
        if token is None:
            raise Problem(403, "console-link-spent")
        language = self._language(request)
        response = _page(self._d.pages.notice("console-welcome", language, self._d.zone, onward=True))
        g.give_cookie(response, request, g.SESSION, token, SESSION_DAYS)
        return response

    async def events(self, request: web.Request) -> web.StreamResponse:
        """The open line."""
        visitor = await self._known(request)

        async def is_still_here() -> bool:
            return await self._person_id(request) == visitor.person_id

        return await self._d.lines.serve(request, visitor, is_still_here)

    async def complete(self, request: web.Request) -> web.Response:
        """What the typed beginning may become."""
        visitor = await self._known(request)
        text = request.query.get("text", "")[:200]
        return web.json_response({"choices": list(self._d.verbs(text, visitor.language))})

    async def file(self, request: web.Request) -> web.StreamResponse:
        """A file of the archive that hangs on a message the visitor may see."""
        visitor = await self._known(request)
        numbers = Fields({"number": request.match_info["number"], "index": request.match_info["index"]})
        message = await self._message(visitor, numbers, "number")
        return await archived_file(request, self._d.archive, message, numbers.numbered("index"))

    async def static(self, request: web.Request) -> web.StreamResponse:
        """Style, script and letters."""
        return own_file(self._d.pages, request.match_info["name"])

    async def _message(self, visitor: Visitor, fields: Fields, name: str = "message") -> Message:
        return await message_for(self._d.board, fields.numbered(name), visitor, self._d.pages.chats(visitor))

    async def _done(
        self, request: web.Request, visitor: Visitor, message: Message, doing: Awaitable[Told]
    ) -> web.Response:
        try:
            told = await doing
        except Unserved:
            raise Problem(503, "console-not-served") from None
        return await self._told(request, visitor, message.post.chat, told)

    async def _told(self, request: web.Request, visitor: Visitor, chat: str, told: Told) -> web.Response:
        if not _wants_json(request):
            return _onward(f"/?chat={quote(chat)}#last")
        names = {person.id: person.name for person in await self._d.roster.people()}
        drawn = [self._d.pages.shown(one, visitor, names) for one in told.messages]
        pieces = [piece(one, self._d.pages.message(one, visitor)) for one in drawn]
        form = told.form.number if told.form is not None else None
        return web.json_response({"messages": pieces, "form": form, "rid": new_id()})

    async def _sent(self, request: web.Request) -> tuple[Visitor, Fields]:
        visitor = await self._known(request)
        return visitor, await fields_of(request, lambda values: g.check_csrf(request, values), self._d.uploads)

    async def _known(self, request: web.Request) -> Visitor:
        visitor = await self._visitor(request)
        if visitor is None:
            raise Problem(403, "console-sign-in")
        return visitor

    async def _person_id(self, request: web.Request) -> int | None:
        token = request.cookies.get(g.SESSION, "")
        return await self._d.sessions.person_of(token, self._d.clock.now()) if token else None

    async def _visitor(self, request: web.Request) -> Visitor | None:
        number = await self._person_id(request)
        if number is None:
            return None
        person = next((one for one in await self._d.roster.people() if one.id == number), None)
        language = person.language if person is not None and person.language else self._language(request)
        zone = person.zone if person is not None and person.zone else self._d.zone
        return Visitor(number, person, language, zone, _locale(request), g.csrf_of(request))

    def _language(self, request: web.Request) -> Language:
        return language_for(_locale(request), self._d.language)

    async def _explain(self, request: web.Request, status: int, key: str, values: Mapping[str, str]) -> web.Response:
        language = self._language(request)
        if _wants_json(request):
            return web.json_response({"error": self._d.pages.say(key, language, self._d.zone, **values)}, status=status)
        return _page(self._d.pages.notice(key, language, self._d.zone, onward=False, **values), status)


def _rid(fields: Fields) -> str:
    rid = fields.get("rid")
    if not RID.fullmatch(rid):
        raise Problem(400, "console-unreadable")
    return rid


def _locale(request: web.Request) -> str | None:
    return short_locale(request.headers.get("Accept-Language", ""))


def _wants_json(request: web.Request) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def _page(html: str, status: int = 200) -> web.Response:
    return web.Response(text=html, status=status, content_type="text/html", charset="utf-8")


def _onward(address: str) -> web.Response:
    return web.Response(status=303, headers={"Location": address})

"""The console's web addresses: the page, what is done on it, and the open line that keeps it live."""

from collections.abc import Awaitable, Mapping, Sequence
from typing import Final, Protocol
from urllib.parse import quote

from aiohttp import web
from msgspec import Struct
from msgspec.structs import replace

from bot.platforms.console import guard as g
from bot.platforms.console.board import Board, direct_chat
from bot.platforms.console.events import Lines, piece
from bot.platforms.console.incoming import Fields
from bot.platforms.console.limits import LIMITS, PAGE, SESSION_DAYS
from bot.platforms.console.pages import Pages, View, new_id
from bot.platforms.console.people import Visitor
from bot.platforms.console.problems import Problem
from bot.platforms.console.shelf import archived_file, own_file
from bot.platforms.console.talk import Talk, Told, Unserved, message_for
from bot.platforms.console.threshold import Threshold, onward, own_path, page, wants_json
from bot.ports.console import Message
from bot.ports.outside import Archive

FIELD: Final = "field-"


class Served(Protocol):
    """Pages of one purpose."""

    def gets(self) -> Mapping[str, g.Handler]:
        """What is asked for by its address."""

    def posts(self) -> Mapping[str, g.Handler]:
        """What is done by a form."""


class Doors(Struct, frozen=True, kw_only=True):
    """What the page is built of."""

    threshold: Threshold
    talk: Talk
    board: Board
    pages: Pages
    lines: Lines
    archive: Archive | None
    more: Sequence[Served] = ()
    """The way in and out, completion, and the desk's other pages."""


class Site:
    """Serves the page. Keeps nothing between requests."""

    def __init__(self, doors: Doors) -> None:
        self._d, self._t = doors, doors.threshold
        self._guard = g.Guard(self._t.hosts, is_loopback_only=self._t.is_loopback_only, explains=self._t.explain)

    def routes(self) -> list[web.RouteDef]:
        """What the firm's web server must serve for the console."""
        gets: Mapping[str, g.Handler] = {
            "/": self.desk,
            "/events": self.events,
            "/file/{number}/{index}": self.file,
            "/static/{name}": self.static,
        }
        posts: Mapping[str, g.Handler] = {
            "/say": self.say,
            "/press": self.press,
            "/fill": self.fill,
            "/leave": self.leave,
        }
        for served in self._d.more:
            gets, posts = {**gets, **served.gets()}, {**posts, **served.posts()}
        routes = [web.get(path, self._guard.before(handler)) for path, handler in gets.items()]
        return routes + [web.post(path, self._guard.before(handler)) for path, handler in posts.items()]

    async def desk(self, request: web.Request) -> web.Response:
        """The page; for somebody unknown, the choice of whom to be, or how to get in."""
        visitor = await self._t.visitor(request)
        if visitor is not None:
            return await self._desk_page(request, visitor, request.query.get("chat", ""), View("", (), 0, None))
        language, csrf = self._t.language_of(request), g.csrf_of(request)
        if not self._t.is_demo:
            raise Problem(403, "console-sign-in")
        people = await self._t.roster.people()
        response = page(self._d.pages.choose(people, language, self._t.zone, csrf))
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
        people = await self._t.roster.people()
        names = {person.id: person.name for person in people}
        drawn = replace(
            view,
            chat=chat,
            messages=tuple(self._d.pages.shown(one, visitor, names) for one in there[-PAGE:]),
            last_change=last,
            is_past=limit is not None,
            earlier=there[-PAGE].number if len(there) > PAGE else None,
            line=view.line or request.query.get("line", "")[:2_000],
            people=people if self._t.is_demo else (),
            examples=self._d.pages.say("console-examples", visitor.language, visitor.zone).splitlines(),
        )
        response = page(self._d.pages.desk(visitor, drawn), 503 if view.problem else 200)
        g.give_cookie(response, request, g.CSRF, visitor.csrf, SESSION_DAYS)
        return response

    async def say(self, request: web.Request) -> web.Response:
        """A typed line, perhaps with files."""
        visitor, fields = await self._t.sent(request)
        chat, text = fields.get("chat") or direct_chat(visitor.person_id), fields.get("text").strip()
        if chat not in self._d.pages.chats(visitor):
            raise Problem(404, "console-not-there")
        if not text and not fields.files:
            return await self._told(request, visitor, chat, Told())
        rid = fields.rid()
        try:
            told = await self._d.talk.say(visitor, chat, rid, text, fields.files)
        except Unserved:
            if wants_json(request):
                raise Problem(503, "console-not-served") from None
            problem = self._d.pages.say("console-not-served", visitor.language, visitor.zone)
            return await self._desk_page(request, visitor, chat, View(chat, (), 0, None, text, problem, rid=rid))
        return await self._told(request, visitor, chat, told)

    async def press(self, request: web.Request) -> web.Response:
        """A button: of a message, or of a card on one of the boards, which is answered in one's own conversation."""
        visitor, fields = await self._t.sent(request)
        ticket = fields.get("ticket")
        if not 0 < len(ticket) <= LIMITS.ticket_bytes:
            raise Problem(404, "console-not-there")
        if not fields.get("message"):
            chat = direct_chat(visitor.person_id)
            return await self._done(request, visitor, chat, self._d.talk.act(visitor, ticket, fields.rid()))
        message = await self._message(visitor, fields)
        is_live = wants_json(request)
        pressed = self._d.talk.press(visitor, message, ticket, fields.rid(), is_live=is_live)
        return await self._done(request, visitor, message.post.chat, pressed)

    async def fill(self, request: web.Request) -> web.Response:
        """A form sent in."""
        visitor, fields = await self._t.sent(request)
        message = await self._message(visitor, fields)
        values = {name.removeprefix(FIELD): text for name, text in fields.values.items() if name.startswith(FIELD)}
        filled = self._d.talk.fill(visitor, message, fields.get("draft"), values, fields.rid())
        return await self._done(request, visitor, message.post.chat, filled)

    async def leave(self, request: web.Request) -> web.Response:
        """A form closed without sending."""
        visitor, fields = await self._t.sent(request)
        message = await self._message(visitor, fields)
        left = self._d.talk.leave(visitor, message, fields.get("draft"), fields.rid())
        return await self._done(request, visitor, message.post.chat, left)

    async def events(self, request: web.Request) -> web.StreamResponse:
        """The open line."""
        visitor = await self._t.known(request)
        return await self._d.lines.serve(request, visitor, self._t.token_of(request))

    async def file(self, request: web.Request) -> web.StreamResponse:
        """A file of the archive that hangs on a message the visitor may see."""
        visitor = await self._t.known(request)
        numbers = Fields({"number": request.match_info["number"], "index": request.match_info["index"]})
        message = await self._message(visitor, numbers, "number")
        return await archived_file(request, self._d.archive, message, numbers.numbered("index"))

    async def static(self, request: web.Request) -> web.StreamResponse:
        """Style, script and letters."""
        return own_file(self._d.pages, request.match_info["name"])

    async def _message(self, visitor: Visitor, fields: Fields, name: str = "message") -> Message:
        return await message_for(self._d.board, fields.numbered(name), visitor, self._d.pages.chats(visitor))

    async def _done(self, request: web.Request, visitor: Visitor, chat: str, doing: Awaitable[Told]) -> web.Response:
        try:
            told = await doing
        except Unserved:
            raise Problem(503, "console-not-served") from None
        return await self._told(request, visitor, chat, told)

    async def _told(self, request: web.Request, visitor: Visitor, chat: str, told: Told) -> web.Response:
        if not wants_json(request):
            return onward(own_path(request.query.get("back", ""), f"/?chat={quote(chat)}#last"))
        names = {person.id: person.name for person in await self._t.roster.people()}
        pages = self._d.pages
        pieces = [piece(one, pages.message(pages.shown(one, visitor, names), visitor)) for one in told.messages]
        form = told.form.number if told.form is not None else None
        return web.json_response({"messages": pieces, "form": form, "rid": new_id()})

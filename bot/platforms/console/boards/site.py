"""The addresses of the boards. Everything read there passes the desk's windows, everything done there the one door."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeVar
from urllib.parse import urlencode

from aiohttp import web
from msgspec import Struct

from bot.dialogue.replies import Reply
from bot.domain.errors import DomainError
from bot.domain.people import Language, Role
from bot.domain.refs import Kind, Ref
from bot.platforms.console import guard as g
from bot.platforms.console.at_home import unlinked
from bot.platforms.console.board import Board, direct_chat
from bot.platforms.console.boards.approvals import approval_board
from bot.platforms.console.boards.completion import completions
from bot.platforms.console.boards.customer import customer_board
from bot.platforms.console.boards.customers import QUIET_DAYS, customers_page, read_filter
from bot.platforms.console.boards.exports import export_board
from bot.platforms.console.boards.shipments import gantt
from bot.platforms.console.boards.thing import thing_board
from bot.platforms.console.boards.today import today_board
from bot.platforms.console.boards.trail import SINCE, read_trail_filter, trail_board
from bot.platforms.console.limits import SESSION_DAYS
from bot.platforms.console.people import Visitor
from bot.platforms.console.problems import Problem
from bot.platforms.console.talk import speaker_of
from bot.platforms.console.threshold import Threshold, page
from bot.ports.console import Windows
from bot.ports.work import Work

T = TypeVar("T")
PHONE: Final = 20
"""Messages of one telephone at first."""


class Look(Struct, frozen=True):
    """One visit of a board: who looks, and what the address asks."""

    request: web.Request
    visitor: Visitor

    def query(self, **more: object) -> str:
        """The address's own question with something changed; what is empty is left out."""
        asked = {**self.request.query, **{name: str(value) for name, value in more.items()}}
        return urlencode({name: text for name, text in asked.items() if text and name != "part"})


class Completing:
    """What a typed beginning may become. Without a desk to look into: verbs only."""

    def __init__(
        self, threshold: Threshold, windows: Windows | None, verbs: Callable[[str, Language], Sequence[str]]
    ) -> None:
        self._t, self._windows, self._verbs = threshold, windows, verbs

    def gets(self) -> Mapping[str, g.Handler]:
        """What is asked for by its address."""
        return {"/complete": self.complete}

    def posts(self) -> Mapping[str, g.Handler]:
        """What is done by a form."""
        return {}

    async def complete(self, request: web.Request) -> web.Response:
        """Ways to go on, each with the whole line it makes."""
        visitor = await self._t.known(request)
        text = request.query.get("text", "")[:200]
        if self._windows is None:
            verbs = self._verbs(text, visitor.language)
            return web.json_response({"choices": [{"line": f"{v} ", "shown": v, "beside": ""} for v in verbs]})

        def question(work: Work) -> list[dict[str, str]]:
            found = completions(text, visitor.language, work)
            return [{"line": one.line, "shown": one.shown, "beside": one.beside} for one in found]

        try:
            return web.json_response({"choices": await self._windows.look(speaker_of(visitor), question)})
        except DomainError:
            return web.json_response({"choices": []})


class BoardSite:
    """Serves the boards. Keeps nothing between requests."""

    def __init__(self, threshold: Threshold, windows: Windows, board: Board) -> None:
        self._t, self._windows, self._board = threshold, windows, board

    def gets(self) -> Mapping[str, g.Handler]:
        """What is asked for by its address."""
        boards: dict[str, g.Handler] = {
            "/today": self.today,
            "/customers": self.customers,
            "/customer/{number}": self.customer,
            "/shipments": self.shipments,
            "/approvals": self.approvals,
            "/trail": self.trail,
            "/export": self.export,
            "/thing/{kind}/{number}": self.thing,
        }
        return boards | ({"/phones": self.phones} if self._t.is_demo else {})

    def posts(self) -> Mapping[str, g.Handler]:
        """What is done by a form."""
        return {}

    async def today(self, request: web.Request) -> web.Response:
        """One's own day."""
        look = await self._look(request)
        asked = _number(request.query.get("person", ""))
        board = await self._ask(look, lambda work: today_board(asked, work))
        return await self._page("today.html", look, "today", (board.card,), board=board)

    async def customers(self, request: web.Request) -> web.Response:
        """All customers."""
        look = await self._look(request)
        wanted = read_filter(request.query)
        board = await self._ask(look, lambda work: customers_page(wanted, work))
        following = look.query(after=board.following) if board.following is not None else ""
        more: dict[str, Any] = {"wanted": wanted, "following": following, "spans": tuple(QUIET_DAYS)}
        return await self._page("customers.html", look, "customers", board=board, **more)

    async def customer(self, request: web.Request) -> web.Response:
        """One customer, whole."""
        look = await self._look(request)
        number, count = _must(request.match_info["number"]), _number(request.query.get("count", "")) or 0
        board = await self._ask(look, lambda work: customer_board(number, count, work))
        return await self._page("customer.html", look, "customers", (board.card,), board=board)

    async def shipments(self, request: web.Request) -> web.Response:
        """Open shipments in time."""
        look = await self._look(request)
        return await self._page("shipments.html", look, "shipments", board=await self._ask(look, gantt))

    async def approvals(self, request: web.Request) -> web.Response:
        """Requests, waiting and decided."""
        look = await self._look(request)
        board = await self._ask(look, approval_board)
        return await self._page("approvals.html", look, "approvals", board.mine, board=board)

    async def trail(self, request: web.Request) -> web.Response:
        """What was recorded."""
        look = await self._look(request)
        wanted = read_trail_filter(request.query)
        board = await self._ask(look, lambda work: trail_board(wanted, work))
        following = look.query(before=board.following) if board.following is not None else ""
        more: dict[str, Any] = {"wanted": wanted, "following": following, "spans": tuple(SINCE)}
        return await self._page("trail.html", look, "trail", board=board, **more)

    async def export(self, request: web.Request) -> web.Response:
        """What one may take out."""
        look = await self._look(request)
        board = await self._ask(look, export_board)
        return await self._page("export.html", look, "export", (board.files, board.calendar), board=board)

    async def thing(self, request: web.Request) -> web.Response:
        """Any other thing with a card."""
        look = await self._look(request)
        kind = next((one for one in Kind if one.value == request.match_info["kind"]), None)
        if kind is None:
            raise Problem(404, "console-not-there")
        ref = Ref(kind, _must(request.match_info["number"]))
        board = await self._ask(look, lambda work: thing_board(ref, work))
        place = {Kind.SHIPMENT: "shipments", Kind.APPROVAL: "approvals"}.get(kind, "customers")
        return await self._page("thing.html", look, place, (board.card,), board=board)

    async def phones(self, request: web.Request) -> web.Response:
        """In the demo desk: a sales person's and a manager's telephone side by side, and the tour."""
        people = await self._t.roster.people()
        names, now = {one.id: one.name for one in people}, self._t.clock.now()
        last, phones = await self._board.store.last_change(), []
        for role in (Role.SALES, Role.MANAGER):
            person = next((one for one in people if one.role is role), None)
            if person is None:
                raise Problem(404, "console-not-there")
            language = person.language or self._t.language_of(request)
            visitor = Visitor(person.id, person, language, person.zone or self._t.zone, None, g.csrf_of(request))
            there = await self._board.store.page(direct_chat(person.id), person.id, None, PHONE)
            shown = [self._t.pages.shown(one, visitor, names) for one in there]
            phones.append((visitor, tuple(_spoken_as(self._t.pages.message(one, visitor), person.id) for one in shown)))
        looking = await self._t.visitor(request) or phones[0][0]
        frame = {"phones": tuple(phones), "last": last, "people": people, "place": "phones", "turn": 0}
        response = page(self._t.pages.board("phones.html", looking, now, **frame))
        g.give_cookie(response, request, g.CSRF, looking.csrf, SESSION_DAYS)
        return response

    async def _look(self, request: web.Request) -> Look:
        return Look(request, await self._t.known(request))

    async def _ask(self, look: Look, question: Callable[[Work], T]) -> T:
        try:
            return await self._windows.look(speaker_of(look.visitor), question)
        except DomainError:
            # What one may not see is as if it were not there.
            raise Problem(404, "console-not-there") from None

    async def _page(
        self, template: str, look: Look, place: str, cards: Sequence[Reply] = (), **values: Any
    ) -> web.Response:
        speaker = speaker_of(look.visitor)
        ticketed = await self._windows.hand_out(speaker, [unlinked(card) for card in cards])
        visitor, is_part = look.visitor, look.request.query.get("part") == "live"
        frame: dict[str, Any] = {"place": place, "is_part": is_part, "cards": self._t.pages.cards(ticketed, visitor)}
        if not is_part:
            frame["turn"] = await self._board.store.turn()
            frame["last"] = await self._board.store.last_change()
            frame["people"] = await self._t.roster.people() if self._t.is_demo else ()
        response = page(self._t.pages.board(template, visitor, self._t.clock.now(), **frame | values))
        if not is_part:
            g.give_cookie(response, look.request, g.CSRF, visitor.csrf, SESSION_DAYS)
        return response


def _spoken_as(html: str, person_id: int) -> str:
    """A message whose forms say as whom they are sent, and come back to the telephones."""
    for action in ("/press", "/fill"):
        html = html.replace(f'action="{action}"', f'action="{action}?as={person_id}&amp;back=/phones"')
    return html


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


def _must(text: str) -> int:
    number = _number(text)
    if number is None:
        raise Problem(404, "console-not-there")
    return number

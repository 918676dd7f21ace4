"""The open line to a page: every message that comes or changes, as it happens; and what was missed, first."""

import asyncio
import json
from typing import Final

from aiohttp import web
from msgspec.structs import replace

from bot.platforms.console.feed import Feed, Window
from bot.platforms.console.guard import headed
from bot.platforms.console.limits import KEEP_ALIVE_SECONDS
from bot.platforms.console.pages import Pages, new_id
from bot.platforms.console.people import Visitor
from bot.ports.console import Message

MOST_DRAWN: Final = 256
"""Drawings held; the same message looks the same to everybody of one language and zone who did not write it."""


class Lines:
    """All open lines. They end at once when the bot stops."""

    def __init__(self, feed: Feed, pages: Pages) -> None:
        self._feed, self._pages = feed, pages
        self._drawn: dict[tuple[object, ...], str] = {}
        self._end = asyncio.Event()

    def stop(self) -> None:
        """End every line; browsers come again by themselves."""
        self._end.set()
        self._feed.close()

    async def serve(self, request: web.Request, visitor: Visitor, token: str) -> web.StreamResponse:
        """Tell until the browser leaves, the session of this token ends, or the bot stops."""
        window = Window(visitor.person_id, token, is_member=visitor.person is not None)
        after = _asked(request)
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "X-Accel-Buffering": "no"})
        try:
            await headed(response).prepare(request)
            await response.write(b"retry: 1000\n\n")
            async with self._feed.open(window):
                await self._tell_on(response, visitor, window, after)
        except ConnectionResetError:
            pass
        return response

    async def _tell_on(self, response: web.StreamResponse, visitor: Visitor, window: Window, after: int | None) -> None:
        turn = 0
        while not self._end.is_set() and window.is_welcome:
            news = self._feed.listen()
            after = await self._tell(response, visitor, window, after)
            if turn != self._feed.turn:
                turn = self._feed.turn
                await response.write(f"event: turn\ndata: {turn}\n\n".encode())
            if self._end.is_set():
                break
            try:
                async with asyncio.timeout(KEEP_ALIVE_SECONDS):
                    await news.wait()
            except TimeoutError:
                await response.write(b": still here\n\n")

    async def _tell(self, response: web.StreamResponse, visitor: Visitor, window: Window, after: int | None) -> int:
        if after is None:
            after = await self._feed.newest()
        chats = self._pages.chats(visitor if window.is_member else replace(visitor, person=None))
        while True:
            found, upto = await self._feed.since(after, chats, visitor.person_id)
            for message in found:
                told = json.dumps(self._piece(message, visitor))
                await response.write(f"id: {message.change}\nevent: message\ndata: {told}\n\n".encode())
            if upto <= after or not found:
                return max(after, upto)
            after = upto

    def _piece(self, message: Message, visitor: Visitor) -> dict[str, str | int]:
        author = message.post.author
        name, is_mine = self._feed.names.get(author or 0, ""), author == visitor.person_id
        key = (message.number, message.change, visitor.language, visitor.zone, name, is_mine)
        html = self._drawn.get(key)
        if html is None:
            html = self._pages.shared_message(self._pages.shown(message, visitor, self._feed.names), visitor)
            if len(self._drawn) >= MOST_DRAWN:
                self._drawn.clear()
            self._drawn[key] = html
        return piece(message, html.replace(self._pages.mark, new_id()))


def _asked(request: web.Request) -> int | None:
    """The change after which the page wants to hear; None: only what is to come."""
    asked = request.headers.get("Last-Event-ID") or request.query.get("after", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= 18 else None


def piece(message: Message, html: str) -> dict[str, str | int]:
    """A message for the page's script: where it belongs, and how it looks."""
    return {"number": message.number, "change": message.change, "chat": message.post.chat, "html": html}

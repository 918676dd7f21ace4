"""The open line to a page: every message that comes or changes, as it happens; and what was missed, first."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

from bot.platforms.console.board import Board
from bot.platforms.console.draw import ShownMessage
from bot.platforms.console.guard import headed
from bot.platforms.console.limits import KEEP_ALIVE_SECONDS
from bot.platforms.console.pages import Pages
from bot.platforms.console.people import Visitor

BATCH = 100


class Lines:
    """All open lines. They end at once when the bot stops."""

    def __init__(self, board: Board, pages: Pages, names: Callable[[], Awaitable[Mapping[int, str]]]) -> None:
        self._board, self._pages, self._names = board, pages, names
        self._end = asyncio.Event()

    def stop(self) -> None:
        """End every line; browsers come again by themselves."""
        self._end.set()
        self._board.ring()

    async def serve(
        self, request: web.Request, visitor: Visitor, is_still_here: Callable[[], Awaitable[bool]]
    ) -> web.StreamResponse:
        """Tell until the browser leaves, the session ends, or the bot stops."""
        after = await self._from(request)
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "X-Accel-Buffering": "no"})
        try:
            await headed(response).prepare(request)
            await response.write(b"retry: 1000\n\n")
            while not self._end.is_set() and await is_still_here():
                bell = self._board.listen()
                after = await self._tell(response, visitor, after)
                if self._end.is_set():
                    break
                try:
                    async with asyncio.timeout(KEEP_ALIVE_SECONDS):
                        await bell.wait()
                except TimeoutError:
                    await response.write(b": still here\n\n")
        except ConnectionResetError:
            pass
        return response

    async def _from(self, request: web.Request) -> int:
        asked = request.headers.get("Last-Event-ID") or request.query.get("after", "")
        if asked.isascii() and asked.isdigit() and len(asked) <= 18:
            return int(asked)
        return await self._board.store.last_change()

    async def _tell(self, response: web.StreamResponse, visitor: Visitor, after: int) -> int:
        chats = self._pages.chats(visitor)
        while found := await self._board.store.changed(after, chats, visitor.person_id, BATCH):
            names = await self._names()
            for message in found:
                shown = self._pages.shown(message, visitor, names)
                told = json.dumps(piece(shown, self._pages.message(shown, visitor)))
                await response.write(f"id: {message.change}\nevent: message\ndata: {told}\n\n".encode())
                after = message.change
        return after


def piece(shown: ShownMessage, html: str) -> dict[str, str | int]:
    """A message for the page's script: where it belongs, and how it looks."""
    return {"number": shown.number, "change": shown.change, "chat": shown.chat, "html": html}

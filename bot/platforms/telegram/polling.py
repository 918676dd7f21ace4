"""Asks Telegram for what is new, and confirms it only once it is served: whatever happens between, it comes again."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final

from bot.platforms.telegram.api import BAD_TOKEN, CONFLICT, TelegramApi
from bot.platforms.telegram.limits import UPDATES
from bot.platforms.telegram.turn import ELSEWHERE, Turn
from bot.ports.outside import DeliveryError, Later, Refused, Unknown

log = logging.getLogger(__name__)

PAUSES: Final = (0.5, 1.0, 2.0, 5.0, 15.0, 30.0)
"""Seconds before asking again after so many failures in a row."""
ASK_SECONDS: Final = 25
STORE: Final = "store"

Take = Callable[[Mapping[str, Any]], Awaitable[None]]


class Poller:
    """The loop of `getUpdates`. One bot may have only one: a second one says so by `problem`, and waits."""

    def __init__(
        self, api: TelegramApi, take: Take, heard: Callable[[], None], turn: Turn, pauses: Sequence[float] = PAUSES
    ) -> None:
        self._api, self._take, self._heard, self._turn, self._pauses = api, take, heard, turn, pauses
        self._offset: int | None = None
        self._stopping = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._is_prepared = False
        self.problem = ""
        self.is_open = False

    def start(self) -> None:
        """Begin to ask, in the background."""
        self._stopping.clear()
        self._task = asyncio.create_task(self._run(), name="telegram")

    async def stop(self) -> None:
        """Ask no more; what was already given is served to the end, and comes again if it could not be."""
        self._stopping.set()
        if self._task is not None:
            await self._task
            self._task = None
            await self._turn.leave()
        self.is_open = False

    async def _run(self) -> None:
        failures = 0
        while not self._stopping.is_set():
            try:
                await self._round()
            except DeliveryError as error:
                failures += 1
                await self._pause(error.reason, failures, error.seconds if isinstance(error, Later) else 0.0)
            except Exception as error:
                # Ours, not Telegram's: nothing is confirmed, so that all of it comes again.
                failures += 1
                log.error("updates could not be served", extra={"problem": type(error).__name__})
                await self._pause(STORE, failures, 0.0)
            else:
                failures = 0

    async def _round(self) -> None:
        await self._turn.keep()
        if not self._is_prepared:
            await self._api.me()
            with contextlib.suppress(Refused):
                # Where an address still stands there, Telegram says so when it is asked for updates.
                await self._api.call("deleteWebhook", {})
            self._is_prepared = True
        updates = await self._asked()
        if updates is None:
            return
        self.is_open, self.problem = True, ""
        self._heard()
        if updates:
            await serve(updates, self._take)
            self._offset = _after(updates)

    async def _asked(self) -> list[Mapping[str, Any]] | None:
        """The next updates, which confirms all before them; None: stopped meanwhile."""
        # Without waiting at first, so that an idle chat does not look like a broken line.
        wait = ASK_SECONDS if self.is_open else 0
        asked = {"offset": self._offset, "timeout": wait, "allowed_updates": list(UPDATES)}
        asking = asyncio.create_task(self._api.call("getUpdates", asked, ASK_SECONDS + 10))
        stopping = asyncio.create_task(self._stopping.wait())
        try:
            await asyncio.wait({asking, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if not asking.done():
                return None
            given: object = asking.result()
        finally:
            asking.cancel()
            stopping.cancel()
            await asyncio.gather(asking, stopping, return_exceptions=True)
        updates: list[Mapping[str, Any]] = (
            [update for update in given if isinstance(update, dict)] if isinstance(given, list) else []
        )
        if given and not any(isinstance(update.get("update_id"), int) for update in updates):
            raise Unknown("unreadable_answer")
        return updates

    async def _pause(self, reason: str, failures: int, least: float) -> None:
        if reason != self.problem:
            log.warning("Telegram is not heard", extra={"reason": reason})
        self.problem, self.is_open = reason, False
        step = len(self._pauses) - 1 if reason == BAD_TOKEN else min(failures - 1, len(self._pauses) - 1)
        if reason == CONFLICT:
            step = max(step, min(3, len(self._pauses) - 1))
        if reason == ELSEWHERE:
            step = min(step, 3)
        waiting = asyncio.create_task(self._stopping.wait())
        await asyncio.wait({waiting}, timeout=max(self._pauses[step], least))
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)


async def serve(updates: Sequence[Mapping[str, Any]], take: Take) -> None:
    """Serve a batch: in order within a chat, chats side by side. Raises the first failure, after all have ended."""
    chats: dict[object, list[Mapping[str, Any]]] = {}
    for update in updates:
        chats.setdefault(_chat(update), []).append(update)

    async def one_chat(queue: list[Mapping[str, Any]]) -> None:
        for update in queue:
            await take(update)

    ends = await asyncio.gather(*(one_chat(queue) for queue in chats.values()), return_exceptions=True)
    for end in ends:
        if isinstance(end, BaseException):
            raise end


def _chat(update: Mapping[str, Any]) -> object:
    """The chat an update belongs to, as far as it can be told; what cannot be told waits in one queue."""
    for kind in UPDATES:
        content = update.get(kind)
        if isinstance(content, dict):
            content = content.get("message", content) if kind == "callback_query" else content
            chat = content.get("chat") if isinstance(content, dict) else None
            number = chat.get("id") if isinstance(chat, dict) else None
            return number if isinstance(number, int) else None
    return None


def _after(updates: Sequence[Mapping[str, Any]]) -> int:
    numbers = [update["update_id"] for update in updates if isinstance(update.get("update_id"), int)]
    return int(max(numbers)) + 1

"""Telegram as a whole: what listens, what carries, and how it is doing."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from aiohttp import web

from bot.domain.people import Language, PlatformName
from bot.platforms.telegram.api import BAD_TOKEN, TelegramApi
from bot.platforms.telegram.check import check
from bot.platforms.telegram.deliver import Deliverer
from bot.platforms.telegram.limits import LIMITS, UPDATES
from bot.platforms.telegram.menus import set_menus
from bot.platforms.telegram.polling import PAUSES, Poller
from bot.platforms.telegram.receive import News, Receiver
from bot.platforms.telegram.turn import Turn
from bot.platforms.telegram.webhook import Door
from bot.ports.ledger import Letter
from bot.ports.outside import Archive, Condition, DeliveryError, Finding, Health, Hears, Limits, Says, Watch
from bot.ports.requests import Place
from bot.ports.work import Clock

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TelegramSettings:
    """How Telegram is reached and how it is set. `webhook_url` and its secret: it calls us, instead of being asked."""

    bot_token: str = field(repr=False)
    base_url: str = "https://api.telegram.org/bot"
    file_base_url: str = "https://api.telegram.org/file/bot"
    webhook_url: str | None = None
    webhook_secret: str | None = field(default=None, repr=False)
    language: Language = Language.ZH_CN
    zone: str = "Asia/Shanghai"
    pauses: Sequence[float] = PAUSES


class TelegramPlatform:
    """See `bot.ports.outside.Platform`. Building it starts nothing.

    `on_link` is told the bot's address, `https://t.me/NAME`, once Telegram has said the name. `watch`: where several
    processes share one desk, which of them asks for what is new.
    """

    def __init__(
        self,
        desk: Hears,
        says: Says,
        clock: Clock,
        settings: TelegramSettings,
        news: News,
        archive: Archive | None = None,
        on_link: Callable[[str], None] = lambda _link: None,
        watch: Watch | None = None,
    ) -> None:
        self._says, self._clock, self._settings, self._on_link = says, clock, settings, on_link
        self._api = TelegramApi(settings.bot_token, settings.base_url, settings.file_base_url)
        self._deliverer = Deliverer(self._api, says, archive, news.on_blocked)
        self._receiver = Receiver(desk, self._api, news, self._turn_away)
        self._poller: Poller | None = None
        self._door: Door | None = None
        if settings.webhook_url is not None and settings.webhook_secret is not None:
            self._door = Door(settings.webhook_secret, self._take)
        else:
            self._poller = Poller(self._api, self._receiver.take, self._hear, Turn(watch, clock), settings.pauses)
        self._greeting: asyncio.Task[None] | None = None
        self._problem = ""
        self._is_greeted = False
        self._last_heard_at: datetime | None = None

    @property
    def name(self) -> PlatformName:
        """Telegram."""
        return PlatformName.TELEGRAM

    @property
    def limits(self) -> Limits:
        """What Telegram can carry."""
        return LIMITS

    def routes(self) -> list[web.RouteDef]:
        """What the firm's web server must serve for Telegram; nothing where the bot asks by itself."""
        return self._door.routes() if self._door is not None else []

    async def _take(self, update: Mapping[str, Any]) -> None:
        await self._receiver.take(update)
        self._hear()

    async def _turn_away(self, place: Place) -> None:
        await self._deliverer.turn_away(place, self._settings.language, self._settings.zone)

    def _hear(self) -> None:
        self._last_heard_at = self._clock.now()

    async def start(self) -> None:
        """See `Platform.start`."""
        self._greeting = asyncio.create_task(self._greet(), name="telegram-greeting")
        if self._poller is not None:
            self._poller.start()

    async def stop(self) -> None:
        """See `Platform.stop`. What comes by the web is ended by the web server, before this."""
        if self._greeting is not None:
            self._greeting.cancel()
            await asyncio.gather(self._greeting, return_exceptions=True)
        if self._poller is not None:
            await self._poller.stop()
        await self._receiver.finish()
        await self._api.close()

    async def _greet(self) -> None:
        """Learn who we are, say where we listen, and set the menus; again and again until it is done."""
        failures = 0
        while True:
            try:
                me = await self._api.me()
                self._on_link(f"https://t.me/{me.username}")
                await self._listen()
                self._is_greeted, self._problem = True, ""
                await set_menus(self._api, self._says, self._settings.language, self._settings.zone)
            except DeliveryError as error:
                if error.reason != self._problem:
                    log.warning("Telegram does not greet", extra={"reason": error.reason})
                self._problem = error.reason if not self._is_greeted else ""
                failures += 1
                await asyncio.sleep(self._settings.pauses[min(failures, len(self._settings.pauses)) - 1])
            else:
                return

    async def _listen(self) -> None:
        """Tell Telegram the address it shall call; what waits there meanwhile is kept."""
        if self._door is None:
            return
        asked = {
            "url": self._settings.webhook_url,
            "secret_token": self._settings.webhook_secret,
            "allowed_updates": list(UPDATES),
        }
        await self._api.call("setWebhook", asked)

    def health(self) -> Health:
        """See `Platform.health`."""
        problem = self._problem or (self._poller.problem if self._poller is not None else "")
        is_open = self._is_greeted if self._poller is None else self._poller.is_open
        condition = Condition.UP if is_open else Condition.CONNECTING
        if not is_open and problem == BAD_TOKEN:
            condition = Condition.DOWN
        return Health(condition, "" if is_open else problem, self._last_heard_at)

    async def deliver(self, letter: Letter, *, is_repeat: bool) -> tuple[str, ...]:
        """See `Platform.deliver`."""
        return await self._deliverer.deliver(letter, is_repeat=is_repeat)

    async def revise(self, letter: Letter) -> tuple[str, ...]:
        """See `Platform.revise`."""
        return await self._deliverer.revise(letter)

    async def find(self, letter: Letter, since: datetime) -> tuple[str, ...] | None:
        """See `Platform.find`."""
        return await self._deliverer.find(letter, since)

    def download(self, fetch: str) -> AsyncIterator[bytes]:
        """See `Platform.download`."""
        return self._api.download(fetch)

    async def check(self, now: datetime) -> tuple[Finding, ...]:
        """See `Platform.check`."""
        return await check(self._api, self._settings.webhook_url, now)

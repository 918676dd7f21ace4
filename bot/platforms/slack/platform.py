"""Slack as a whole: what listens, what carries, and how it is doing."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime

from aiohttp import web

from bot.domain.people import Language, PlatformName
from bot.platforms.slack.answers import Answers
from bot.platforms.slack.api import TOKEN_TROUBLE, SlackApi
from bot.platforms.slack.bolt import bolt_app
from bot.platforms.slack.check import check
from bot.platforms.slack.deliver import Deliverer
from bot.platforms.slack.http import Door
from bot.platforms.slack.limits import LIMITS, REACTIONS
from bot.platforms.slack.missed import Missed
from bot.platforms.slack.receive import House, Receiver
from bot.platforms.slack.socket import PAUSES, Lines
from bot.platforms.slack.speakers import NotKnown, Speakers
from bot.ports.ledger import Letter, StorageFault
from bot.ports.outside import Archive, Condition, DeliveryError, Expects, Finding, Health, Hears, Limits, Says, Watch
from bot.ports.work import Clock

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SlackSettings:
    """How Slack is reached and how it is set. `app_token`: over our own lines instead of at a web address."""

    bot_token: str = field(repr=False)
    signing_secret: str = field(repr=False)
    app_token: str | None = field(default=None, repr=False)
    base_url: str = "https://slack.com/api/"
    prefix: str = ""
    language: Language = Language.ZH_CN
    zone: str = "Asia/Shanghai"
    reactions: frozenset[str] = REACTIONS


class SlackPlatform:
    """See `bot.ports.outside.Platform`. Without a `watch`, what was said while nobody listened is not read.

    `expects` is told of the members whom the settings name, once Slack has said who they are.
    """

    def __init__(
        self,
        desk: Hears,
        says: Says,
        clock: Clock,
        settings: SlackSettings,
        archive: Archive | None = None,
        watch: Watch | None = None,
        expects: Expects | None = None,
    ) -> None:
        self._clock, self._settings, self._expects = clock, settings, expects
        self._api = SlackApi(settings.bot_token, settings.base_url)
        self._speakers = Speakers(self._api, time.monotonic)
        self._deliverer = Deliverer(self._api, self._speakers, says, archive)
        answers = Answers(self._api, says, self._deliverer)
        house = House(settings.prefix, settings.language, settings.zone, settings.reactions)
        receiver = Receiver(desk, says, self._api, self._speakers, answers, house)
        self.missed: Missed | None = None
        if watch is not None:
            self.missed = Missed(self._api, self._speakers, receiver.event, watch, clock, lambda: self.health().is_well)
        self._app = bolt_app(receiver, self.missed.note if self.missed is not None else lambda: None)
        self._door = Door(settings.signing_secret, clock, self._app.async_dispatch)
        self._lines: Lines | None = None
        if settings.app_token is not None:
            lines_api = SlackApi(settings.app_token, settings.base_url)
            self._lines = Lines(lines_api, self._app.async_dispatch, self._hear_line)
        self._greeting: asyncio.Task[None] | None = None
        self._problem = ""
        self._last_heard_at: datetime | None = None

    @property
    def name(self) -> PlatformName:
        """Slack."""
        return PlatformName.SLACK

    @property
    def limits(self) -> Limits:
        """What Slack can carry."""
        return LIMITS

    def routes(self) -> list[web.RouteDef]:
        """What the firm's web server must serve for Slack; nothing where the bot opens its own lines."""
        return [] if self._lines is not None else [web.post(route.path, self._receive) for route in self._door.routes()]

    async def _receive(self, request: web.Request) -> web.Response:
        answer = await self._door.receive(request)
        if answer.status == 200:
            self._last_heard_at = self._clock.now()
        return answer

    def _hear_line(self) -> None:
        self._last_heard_at = self._clock.now()

    async def start(self) -> None:
        """See `Platform.start`."""
        self._greeting = asyncio.create_task(self._greet())
        if self._lines is not None:
            self._lines.start()

    async def stop(self) -> None:
        """See `Platform.stop`. What comes by the web is ended by the web server, before this."""
        if self._lines is not None:
            await self._lines.stop()
        if self._greeting is not None:
            self._greeting.cancel()
            await asyncio.gather(self._greeting, return_exceptions=True)
        if self.missed is not None:
            await self.missed.stop()
        await self._api.close()

    async def _greet(self) -> None:
        """Ask Slack who we are until it says so; without that nobody can be told from the bot itself."""
        failures = 0
        while True:
            try:
                await self._speakers.home()
            except DeliveryError as error:
                if error.reason != self._problem:
                    log.warning("Slack does not greet", extra={"reason": error.reason})
                self._problem = error.reason
                failures += 1
                await asyncio.sleep(PAUSES[min(failures, len(PAUSES) - 1)])
            else:
                self._problem = ""
                if self.missed is not None:
                    self.missed.start()
                break
        await self._meet_named()

    async def _meet_named(self) -> None:
        """Ask Slack who they are whom the settings name, and tell it on; again and again until that is done."""
        expects, failures = self._expects, 0
        while expects is not None:
            try:
                named = [await self._speakers.speaker(user) for user in expects.accounts(PlatformName.SLACK)]
                return await expects.expect(named)
            except (NotKnown, StorageFault) as error:
                log.warning("the admins of the settings are not known yet", extra={"reason": str(error)})
                failures += 1
                await asyncio.sleep(PAUSES[min(failures, len(PAUSES) - 1)])

    def health(self) -> Health:
        """See `Platform.health`."""
        problem = self._problem or (self._lines.problem if self._lines is not None else "")
        is_open = self._speakers.known_home is not None and (self._lines is None or self._lines.is_open)
        condition = Condition.UP if is_open else Condition.CONNECTING
        if not is_open and problem in TOKEN_TROUBLE:
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
        if self._settings.app_token is None:
            return await check(self._api, None, now)
        lines = SlackApi(self._settings.app_token, self._settings.base_url)
        try:
            return await check(self._api, lines, now)
        finally:
            await lines.close()

"""A whole firm on the loopback: the real bot between stand-ins of Slack and Telegram, with a clock moved by hand."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.config import Settings
from bot.running import App, serving
from tests.fakes import until
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_user import SlackUser
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_user import TelegramUser
from tests.fresh import open_quickly, unhurried

START = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
"""A Wednesday, ten in the morning in Shanghai."""


@dataclass(slots=True)
class HandClock:
    """A clock moved by hand."""

    at: datetime = START

    def now(self) -> datetime:
        """The moment it was set to."""
        return self.at

    def forward(self, length: timedelta) -> None:
        """Let time pass."""
        self.at += length


@dataclass(slots=True)
class World:
    """The firm: the bot and the stand-ins around it."""

    app: App
    address: str
    slack: FakeSlack
    telegram: FakeTelegram
    clock: HandClock
    users: dict[str, SlackUser] = field(default_factory=dict)

    def slack_user(self, user: str, name: str, channel: str = "", **traits: Any) -> SlackUser:
        """Somebody at Slack, known to the workspace."""
        if user not in self.slack.space.people:
            self.slack.add_person(user, name, **{"locale": "en-US", **traits})
        return SlackUser(self.slack, f"{self.address}/slack/events", "signing-secret", user, channel)

    def telegram_user(self, number: int, name: str, language: str = "en") -> TelegramUser:
        """Somebody at Telegram."""
        return TelegramUser(self.telegram, number, name, language)

    async def pass_time(self, length: timedelta) -> None:
        """Let time pass and the clock's round run, then wait until all letters have gone."""
        self.clock.forward(length)
        await self.app.round.run()
        # The program's own tick may have taken a timer just before, and be serving it.
        await until(self._is_up_to_date, seconds=10, what="what is due to be served")
        await self.settle()

    async def settle(self) -> None:
        """Wait until nothing waits to be told."""
        self.app.courier.wake()
        await until(self._is_quiet, seconds=10, what="the outbox to be empty")

    def _is_up_to_date(self) -> bool:
        return not self.app.store.read(lambda ledger: ledger.alarms.due(self.clock.now(), 1)).result(5)

    def _is_quiet(self) -> bool:
        return self.app.store.read(lambda ledger: ledger.outbox.waiting()).result(5) == 0


@contextlib.asynccontextmanager
async def world(tmp_path: Path, database_url: str | None = None, **settings: Any) -> AsyncIterator[World]:
    """Open the firm's desk; `U0ADMIN` on Slack and 1 on Telegram are its admins."""
    clock = HandClock()

    def seconds() -> float:
        return clock.at.timestamp()

    async with FakeSlack(clock=seconds) as slack, FakeTelegram(clock=seconds) as telegram:
        chosen: dict[str, Any] = {
            "slack_bot_token": slack.bot_token,
            "slack_signing_secret": "signing-secret",
            "slack_api_base_url": slack.base_url,
            "telegram_bot_token": telegram.token,
            "telegram_api_base_url": telegram.base_url,
            "telegram_file_base_url": telegram.file_base_url,
            "bot_admins": "slack:U0ADMIN,telegram:1",
            "bot_language": "en",
            "data_dir": tmp_path / "data",
            "database_url": database_url,
            "http_port": 0,
        }
        app = open_quickly(Settings(**{**chosen, **settings}), clock)
        with unhurried():
            async with serving(app) as address:
                yield World(app, address, slack, telegram, clock)

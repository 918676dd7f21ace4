"""A firm on the loopback that can be closed and opened again: its people, its rooms, and the clock moved by hand."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.config import Settings
from bot.domain.people import Account, Language, Person, PlatformName, Role
from bot.ports.books import UNSAVED
from bot.ports.errands import Pack
from bot.ports.ledger import Ledger, Via
from bot.running import App, serving
from tests.fakes import until
from tests.fakes.slack import FakeSlack
from tests.fakes.telegram import FakeTelegram, TelegramChat
from tests.fresh import open_quickly, unhurried
from tests.postgres import free_port
from tests.world import HandClock

ROOMS = ("sales", "shipping", "approvals")
SLACK_ROOMS = {name: f"C{name.upper()}" for name in ROOMS}
TELEGRAM_ROOMS = {name: -1001 - number for number, name in enumerate(ROOMS)}


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the firm in these walks."""

    name: str
    role: Role
    number: int
    superior: str = ""

    @property
    def slack(self) -> str:
        """Their account at Slack."""
        return f"U{self.name.upper()}"


CAST = {
    one.name: one
    for one in (
        Member("marta", Role.MANAGER, 11),
        Member("anna", Role.SALES, 12, "marta"),
        Member("boris", Role.SALES, 13, "marta"),
        Member("lin", Role.LOGISTICS, 14, "marta"),
        Member("fang", Role.FINANCE, 15, "marta"),
        Member("ada", Role.ADMIN, 16),
    )
}


class Errors(logging.Handler):
    """Keeps what the program complained of."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@dataclass(slots=True)
class Stage:
    """The bot between the stand-ins; `people` are the numbers of the firm's people by name."""

    folder: Path
    doors: frozenset[PlatformName]
    settings: dict[str, Any]
    slack: FakeSlack
    telegram: FakeTelegram
    clock: HandClock
    people: dict[str, int] = field(default_factory=dict)
    errors: Errors = field(default_factory=Errors)
    opened: int = 0
    _app: App | None = None
    _address: str = ""
    _stack: contextlib.AsyncExitStack = field(default_factory=contextlib.AsyncExitStack)

    @property
    def app(self) -> App:
        """The running bot."""
        assert self._app is not None, "the bot is not running"
        return self._app

    @property
    def address(self) -> str:
        """Of its one web server."""
        return self._address

    @property
    def slack_door(self) -> str:
        """Where Slack sends what happens; empty where the bot opens lines to Slack itself."""
        return "" if "slack_app_token" in self.settings else f"{self._address}/slack/events"

    async def open(self) -> None:
        """Start the bot on what it left behind."""
        chosen: dict[str, Any] = {"bot_language": "en", "data_dir": self.folder / "data", "http_port": 0}
        if PlatformName.SLACK in self.doors:
            chosen |= {
                "slack_bot_token": self.slack.bot_token,
                "slack_signing_secret": self.slack.signing_secret,
                "slack_api_base_url": self.slack.base_url,
            }
        if PlatformName.TELEGRAM in self.doors:
            chosen |= {
                "telegram_bot_token": self.telegram.token,
                "telegram_api_base_url": self.telegram.base_url,
                "telegram_file_base_url": self.telegram.file_base_url,
            }
        if "telegram_webhook_secret" in self.settings:
            chosen["http_port"] = port = free_port()
            chosen["telegram_webhook_url"] = f"http://127.0.0.1:{port}/telegram/webhook"
        self._app = open_quickly(Settings(**{**chosen, **self.settings}), self.clock)
        self._address = await self._stack.enter_async_context(serving(self._app))
        self.opened += 1
        if not self.slack_door:
            await until(lambda: self.slack.sockets.count, seconds=30, what="a line to Slack")
        await self.settle()

    async def close(self) -> None:
        """Stop it as SIGTERM does."""
        await self._stack.aclose()
        self._app = None

    async def hire(self, seats: PlatformName | Mapping[str, PlatformName], languages: dict[str, str]) -> None:
        """Place the firm's people: all at one platform, or each at their own."""
        at = seats if isinstance(seats, Mapping) else dict.fromkeys(CAST, seats)

        def job(ledger: Ledger) -> None:
            ledger.begin(Via("hire", None, PlatformName.CLOCK, "walks", self.clock.now()))
            for member in CAST.values():
                spoken = Language(languages.get(member.name, languages.get("all", "en")))
                name, superior = member.name.title(), self.people.get(member.superior)
                person = ledger.people.add(
                    Person(id=UNSAVED, name=name, role=member.role, superior_id=superior, team="desk", language=spoken)
                )
                self.people[member.name] = person.id
                platform = at[member.name]
                account, chat = _account(platform, member, person.id)
                ledger.accounts.add(
                    Account(
                        id=UNSAVED, person_id=person.id, platform=platform, account=account, shown_name=name, chat=chat
                    )
                )

        await asyncio.wrap_future(self.app.store.write(job))
        for member in CAST.values():
            if at[member.name] is PlatformName.TELEGRAM:
                known = {"id": member.number, "is_bot": False, "first_name": member.name.title()}
                self.telegram.cloud.chats[member.number] = TelegramChat(member.number, "private", person=known)

    async def pass_time(self, length: timedelta) -> None:
        """Let time pass, the clock's round run, exports be written, and all letters go."""
        self.clock.forward(length)
        if self._app is not None:
            await self.app.round.run()
            self.app.porter.wake()
            await until(self._is_written, seconds=90, what="an export to be written")
            await self.settle()

    async def settle(self) -> None:
        """Wait until Telegram's updates are taken and nothing waits to be told."""
        if PlatformName.TELEGRAM in self.doors:
            await until(lambda: not self.telegram.waiting, seconds=30, what="the updates to be taken")
        self.app.courier.wake()
        await until(self._is_quiet, seconds=30, what="the outbox to be empty")

    def _is_written(self) -> bool:
        due = self.app.store.read(lambda ledger: ledger.errands.due(self.clock.now(), 99)).result(5)
        return not any(isinstance(one.errand.task, Pack) for one in due)

    def _is_quiet(self) -> bool:
        return self.app.store.read(lambda ledger: ledger.outbox.waiting()).result(5) == 0


def _account(platform: PlatformName, member: Member, person: int) -> tuple[str, str | None]:
    match platform:
        case PlatformName.SLACK:
            return f"T1:{member.slack}", None
        case PlatformName.TELEGRAM:
            return str(member.number), str(member.number)
        case _:
            return str(person), f"dm:{person}"


@contextlib.asynccontextmanager
async def stage(folder: Path, *doors: PlatformName, **settings: Any) -> AsyncIterator[Stage]:
    """Open the firm's desk at some platforms (the console is always there); nobody is hired yet."""
    clock = HandClock()

    def seconds() -> float:
        return clock.at.timestamp()

    async with FakeSlack(clock=seconds) as slack, FakeTelegram(clock=seconds) as telegram:
        for member in CAST.values():
            slack.add_person(member.slack, member.name.title(), locale="en-US")
        for name in ROOMS:
            slack.add_channel(SLACK_ROOMS[name], name, *(member.slack for member in CAST.values()))
            telegram.add_group(TELEGRAM_ROOMS[name], name)
        made = Stage(folder, frozenset(doors), settings, slack, telegram, clock)
        logging.getLogger("bot").addHandler(made.errors)
        try:
            with unhurried():
                await made.open()
                yield made
        finally:
            logging.getLogger("bot").removeHandler(made.errors)
            await made.close()

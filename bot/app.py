"""Builds every object once and hands it on: the only wiring. A platform that is off is not even loaded."""

import asyncio
import contextlib
import gc
import logging
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlsplit

from aiohttp import web

from bot.calendar_door import calendar_routes
from bot.carrier_door import carrier_routes
from bot.config import Settings
from bot.courier import Courier
from bot.desk import Desk, House
from bot.desk.windows import Windows
from bot.dialogue.grammar import is_cancel
from bot.dialogue.texts import Texts
from bot.domain.people import Language, PlatformName, Role
from bot.domain.refs import Ref
from bot.porter import Porter
from bot.ports.ledger import PostedCopy
from bot.ports.rules import Rules
from bot.ports.work import Clock
from bot.reminders.housekeeping import begin_house
from bot.reminders.round import Round
from bot.reminders.scheduler import Ticker
from bot.reports.drawing import Drawings
from bot.rulebook import Rulebook
from bot.storage.console import SqlConsoleStore, SqlRoster, SqlSessions
from bot.storage.files import FileVault
from bot.storage.store import SqlStore, open_store
from bot.tidings import Complaint, Tidings
from bot.web import WebPlatform, desk_web

log = logging.getLogger(__name__)

ROOMS = ("sales", "shipping", "approvals")
"""Rooms of the console; in the demo desk the topics are routed to them."""
LARGEST_BODY = 1024 * 1024
"""Bytes of a request that is no file."""


class SystemClock:
    """The machine's own clock; nobody else may read it."""

    def now(self) -> datetime:
        """This moment, UTC."""
        return datetime.now(UTC)


@dataclass(slots=True)
class Bell:
    """Rings for the courier and the porter, who are hired after the desk."""

    rings: tuple[Callable[[], None], ...] = ()

    def ring(self) -> None:
        """There may be letters, or errands."""
        for ring in self.rings:
            ring()


@dataclass(slots=True)
class App:
    """The running bot, for whoever starts it: the terminal's commands and the tests."""

    settings: Settings
    clock: Clock
    store: SqlStore
    texts: Texts
    rulebook: Rulebook
    desk: Desk
    house: House
    platforms: tuple[WebPlatform, ...]
    courier: Courier
    porter: Porter
    drawings: Drawings
    vault: FileVault
    round: Round
    web: web.Application
    desk_link: list[str] = field(default_factory=list)
    """Where the desk's pages are, once they are served."""
    stop_asked: asyncio.Event = field(default_factory=asyncio.Event)
    exit_code: int = 0

    async def tick(self) -> None:
        """One round of the clock. A store broken for good ends the process: going on could lose what is promised."""
        if self.store.is_broken:
            log.critical("the store is broken; stopping")
            self.exit_code = 1
            self.stop_asked.set()
            return
        if (error := self.rulebook.refresh()) is not None:
            log.error("the rules file cannot be used; the old rules stay in force: %s", error)
            await Complaint(self.desk, self.store, self.clock, self.house.doors).tell_rules(
                str(error), self.clock.now()
            )
        await self.round.run()

    @property
    def rules(self) -> Rules:
        """The rules in force."""
        return self.rulebook.rules


def open_app(settings: Settings, *, is_demo: bool = False, clock: Clock | None = None) -> App:
    """Open the store, build the house and its platforms. Nothing listens yet.

    Raises `RulesError` and the store's own refusals, each one line.
    """
    clock = clock or SystemClock()
    rulebook = Rulebook(settings.rules_file, settings.zone)
    texts = Texts.load()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    store = open_store(settings.database_url_or_default, _secret(settings.database_key), settings.data_dir)
    vault = FileVault(settings.data_dir / "files", settings.backup_dir / "files" if settings.backup_dir else None)
    bell, telegram_link, desk_link = Bell(), list[str](), list[str]()
    house = House(
        store=store,
        clock=clock,
        texts=texts,
        rules=lambda: rulebook.rules,
        language=Language(settings.bot_language),
        zone=settings.bot_timezone,
        admins=tuple((PlatformName(name), account) for name, account in settings.admins),
        default_roles=_default_roles(settings),
        command_prefix=settings.slack_command_prefix,
        doors=_doors(settings),
        wake=bell.ring,
        bot_link=lambda: telegram_link[-1] if telegram_link else None,
        desk_link=lambda: settings.console_url.rstrip("/") if settings.console_url else next(iter(desk_link), None),
    )
    desk = Desk(house)
    platforms = tuple(_platforms(settings, desk, house, store, vault, telegram_link.append, is_demo))
    courier = Courier(store, clock, platforms, Complaint(desk, store, clock, house.doors).tell)
    drawings = Drawings()
    porter = Porter(store, desk, clock, platforms, vault, lambda: rulebook.rules.shipping.files, drawings.draw)
    bell.rings = (courier.wake, porter.wake)
    the_round = Round(store, desk, clock)
    app = App(
        settings,
        clock,
        store,
        texts,
        rulebook,
        desk,
        house,
        platforms,
        courier,
        porter,
        drawings,
        vault,
        the_round,
        web.Application(),
        desk_link,
    )
    app.web = desk_web(app.platforms, the_round, store, clock, LARGEST_BODY)
    app.web.router.add_routes(calendar_routes(house))
    if (secret := _secret(settings.carrier_secret)) is not None:
        app.web.router.add_routes(carrier_routes(desk, secret))
    return app


async def run(app: App, ready: Callable[[str], None]) -> None:
    """Serve until SIGTERM or SIGINT, then finish what is held and return within five seconds."""
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(sign, app.stop_asked.set)
    async with serving(app) as address:
        _keep_for_good()
        ready(address)
        await app.stop_asked.wait()


def _keep_for_good() -> None:
    """Take what the start has made out of every later search for rubbish."""
    gc.collect()
    gc.freeze()


@contextlib.asynccontextmanager
async def serving(app: App) -> AsyncIterator[str]:
    """The bot, listening; gives the address of its web server."""
    async with contextlib.AsyncExitStack() as stack:
        stack.callback(app.store.close)
        await begin_house(app.store, app.clock)
        app.vault.clear()
        runner = web.AppRunner(app.web, access_log=None, shutdown_timeout=2.0)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        site = web.TCPSite(runner, app.settings.http_host, app.settings.http_port)
        await site.start()
        for platform in app.platforms:
            await platform.start()
            stack.push_async_callback(platform.stop)
        app.courier.start()
        stack.push_async_callback(app.courier.stop)
        stack.callback(app.drawings.close)
        app.porter.start()
        stack.push_async_callback(app.porter.stop)
        ticker = Ticker(app.tick)
        ticker.start()
        stack.callback(ticker.stop)
        stack.callback(app.stop_asked.set)
        app.desk_link.append(_address(runner, app.settings.http_host))
        yield app.desk_link[-1]


def _platforms(
    settings: Settings,
    desk: Desk,
    house: House,
    store: SqlStore,
    vault: FileVault,
    link: Callable[[str], None],
    is_demo: bool,
) -> list[WebPlatform]:
    platforms: list[WebPlatform] = []
    if settings.slack_is_on:
        from bot.platforms.slack.platform import SlackPlatform, SlackSettings

        slack = SlackSettings(
            bot_token=_secret(settings.slack_bot_token) or "",
            signing_secret=_secret(settings.slack_signing_secret) or "",
            app_token=_secret(settings.slack_app_token),
            base_url=settings.slack_api_base_url,
            prefix=settings.slack_command_prefix,
            language=house.language,
            zone=house.zone,
        )
        platforms.append(SlackPlatform(desk, house.texts, house.clock, slack, vault))
    if settings.telegram_is_on:
        from bot.platforms.telegram.platform import TelegramPlatform, TelegramSettings
        from bot.platforms.telegram.receive import News

        telegram = TelegramSettings(
            bot_token=_secret(settings.telegram_bot_token) or "",
            base_url=settings.telegram_api_base_url,
            file_base_url=settings.telegram_file_base_url,
            webhook_url=settings.telegram_webhook_url if settings.telegram_uses_webhook else None,
            webhook_secret=_secret(settings.telegram_webhook_secret),
            language=house.language,
            zone=house.zone,
        )
        told = Tidings(house.store, house.clock, PlatformName.TELEGRAM)
        news = News(told.moved, told.blocked, told.poison)
        platforms.append(TelegramPlatform(desk, house.texts, house.clock, telegram, news, vault, on_link=link))
    from bot.platforms.console.platform import ConsolePlatform, ConsoleSettings

    console = ConsoleSettings(
        uploads=settings.data_dir / "uploads",
        rooms=ROOMS,
        language=house.language,
        zone=house.zone,
        hosts=_hosts(settings),
        is_demo=is_demo,
        is_loopback_only=settings.http_host in ("127.0.0.1", "::1", "localhost"),
        is_cancel=is_cancel,
    )
    kept = (SqlConsoleStore(store), SqlSessions(store), SqlRoster(store))
    notes, windows = _note_taker(store), Windows(house)
    platforms.append(
        ConsolePlatform(desk, house.texts, house.clock, console, *kept, archive=vault, notes=notes, windows=windows)
    )
    return platforms


def _note_taker(store: SqlStore) -> Callable[[Ref, PostedCopy], Awaitable[None]]:
    async def note(card: Ref, copy: PostedCopy) -> None:
        await asyncio.wrap_future(store.write(lambda ledger: ledger.posted.note(card, copy)))

    return note


def _hosts(settings: Settings) -> tuple[str, ...]:
    """Names the pages may be reached by besides this machine's own."""
    named = urlsplit(settings.console_url).hostname if settings.console_url else None
    return (named,) if named else ()


def _doors(settings: Settings) -> frozenset[PlatformName]:
    doors = {PlatformName.CONSOLE}
    if settings.slack_is_on:
        doors.add(PlatformName.SLACK)
    if settings.telegram_is_on:
        doors.add(PlatformName.TELEGRAM)
    return frozenset(doors)


def _default_roles(settings: Settings) -> dict[PlatformName, Role]:
    return {PlatformName.SLACK: Role(settings.slack_default_role)} if settings.slack_default_role else {}


def _secret(secret: object) -> str | None:
    return secret.get_secret_value() if secret is not None else None  # type: ignore[attr-defined]


def _address(runner: web.AppRunner, host: str) -> str:
    port = next((address[1] for address in runner.addresses if isinstance(address, tuple)), 0)
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}"

"""The running bot: what it consists of, how it ticks, and how it listens and stops."""

import asyncio
import contextlib
import gc
import logging
import os
import signal
import threading
from collections.abc import AsyncIterator, Callable

from aiohttp import web
from msgspec import Struct, field

from bot.config import Settings
from bot.courier import Courier
from bot.desk import Desk, House, NamedAdmins
from bot.dialogue.rule_mistakes import mistakes_said
from bot.dialogue.texts import Texts
from bot.porter import Porter
from bot.ports.rules import Rules
from bot.ports.work import Clock
from bot.reminders.housekeeping import begin_house
from bot.reminders.round import Round
from bot.reminders.scheduler import Ticker
from bot.reports.drawing import Drawings
from bot.rulebook import Rulebook
from bot.storage.files import FileVault
from bot.storage.store import SqlStore
from bot.tidings import Complaint
from bot.web import WebPlatform

log = logging.getLogger(__name__)

AT_WORK = (5_000, 5, 200)
"""Things made between two searches for rubbish, once the desk is at work: one takes some three thousandths of a second,
and whoever asks meanwhile waits for it. Of fifty thousand, as at the start, it takes thirty. Every fifth goes through
what the four before it left; were it every twentieth, that one would take as long."""

LAST_CALL = 4.5
"""Seconds after it was told to stop; after five whoever told it may end it by force."""


class Bell(Struct):
    """Rings for the courier and the porter, who are hired after the desk."""

    rings: tuple[Callable[[], None], ...] = ()

    def ring(self) -> None:
        """There may be letters, or errands."""
        for ring in self.rings:
            ring()


class Links(Struct):
    """Addresses people are sent to; some are known only once all is running."""

    console_url: str | None
    """The desk's public address, where the settings name one."""
    served_at: str | None = None
    telegram: str | None = None

    @property
    def desk(self) -> str | None:
        """Where the desk's pages are."""
        return self.console_url.rstrip("/") if self.console_url else self.served_at

    def found_telegram(self, link: str) -> None:
        """Telegram has said what the bot is called."""
        self.telegram = link


class App(Struct):
    """The running bot, for whoever starts it: the terminal's commands and the tests."""

    settings: Settings
    store: SqlStore
    rulebook: Rulebook
    desk: Desk
    house: House
    admins: NamedAdmins
    platforms: tuple[WebPlatform, ...]
    courier: Courier
    porter: Porter
    drawings: Drawings
    vault: FileVault
    round: Round
    web: web.Application
    links: Links
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
            problem = mistakes_said(error, self.texts, self.house.language)
            complaint = Complaint(self.desk, self.store, self.clock, self.house.doors)
            await complaint.tell_rules(problem, self.clock.now())
        await self.round.run()

    @property
    def clock(self) -> Clock:
        """What tells the time."""
        return self.house.clock

    @property
    def texts(self) -> Texts:
        """Every sentence."""
        return self.house.texts

    @property
    def rules(self) -> Rules:
        """The rules in force."""
        return self.rulebook.rules


async def run(app: App, ready: Callable[[str], None]) -> None:
    """Serve until SIGTERM or SIGINT, then finish what is held and return within five seconds."""
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(sign, app.stop_asked.set)
    async with serving(app) as address:
        getting_ready = asyncio.create_task(app.store.get_ready())
        _keep_for_good()
        ready(address)
        await app.stop_asked.wait()
        getting_ready.cancel()
        _end_in_time(app)


def _end_in_time(app: App) -> None:
    """End the program even where something cannot be finished, such as a commit to a database that is locked.

    Nothing is lost by it: what is not committed was acknowledged to nobody, and a letter on its way is looked up.
    """

    def leave() -> None:
        log.warning("not all could be finished in time; it is done after the next start")
        logging.shutdown()
        os._exit(app.exit_code)

    timer = threading.Timer(LAST_CALL, leave)
    timer.daemon = True
    timer.start()


def _keep_for_good() -> None:
    """Take what the start has made out of every later search for rubbish, and search often and briefly from now on.

    What the start has made is not searched itself: it holds next to none, and the first visitor would wait for it.
    """
    gc.freeze()
    gc.set_threshold(*AT_WORK)
    gc.enable()


@contextlib.asynccontextmanager
async def serving(app: App) -> AsyncIterator[str]:
    """The bot, listening; gives the address of its web server."""
    async with contextlib.AsyncExitStack() as stack:
        stack.callback(app.store.close)
        await begin_house(app.store, app.clock)
        await app.admins.expect_at_start()
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
        address = _address(runner, app.settings.http_host)
        app.links.served_at = address
        yield address


def _address(runner: web.AppRunner, host: str) -> str:
    port = next((address[1] for address in runner.addresses if isinstance(address, tuple)), 0)
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}"

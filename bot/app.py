"""Builds every object once and hands it on: the only wiring. A platform that is off is not even loaded."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from urllib.parse import urlsplit

from msgspec import Struct

from bot.calendar_door import calendar_routes
from bot.carrier_door import carrier_routes
from bot.config import Settings, SettingsError
from bot.courier import Courier
from bot.desk import Desk, House, NamedAdmins
from bot.desk.windows import Windows
from bot.dialogue.grammar import is_cancel
from bot.dialogue.texts import Texts
from bot.domain.codes import code_hash
from bot.domain.people import Language, PlatformName, Role
from bot.domain.refs import Ref
from bot.packing import Packing, Source
from bot.porter import Porter
from bot.ports.intake import Intake
from bot.ports.ledger import PostedCopy
from bot.ports.outside import Archive, Mailer
from bot.ports.work import Clock
from bot.reminders.round import Round
from bot.reports.drawing import Drawings
from bot.rulebook import Rulebook
from bot.running import App, Bell, Links
from bot.storage.console import SqlConsoleStore, SqlRoster, SqlSessions
from bot.storage.engine import CannotOpen, is_sqlite
from bot.storage.files import FileVault
from bot.storage.passing import PassingFiles, Shelves
from bot.storage.reading import Library
from bot.storage.store import SqlStore, open_store
from bot.storage.told_once import SqlToldOnce
from bot.storage.watch import SqlWatch
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


class Parts(Struct, frozen=True):
    """What a platform is built from."""

    desk: Desk
    house: House
    store: SqlStore
    archive: Archive
    links: Links
    admins: NamedAdmins


def open_app(settings: Settings, *, is_demo: bool = False, clock: Clock | None = None) -> App:
    """Open the store, build the house and its platforms. Nothing listens yet.

    Raises `RulesError` and the store's own refusals, each one line.
    """
    rulebook = Rulebook(settings.rules_file, settings.zone)
    store = _store(settings)
    vault = FileVault(settings.data_dir / "files", settings.backup_dir / "files" if settings.backup_dir else None)
    passing = PassingFiles(settings.data_dir / "passing")
    archive = Shelves(vault, passing)
    bell, links = Bell(), Links(settings.console_url)
    house = _house(settings, store, rulebook, bell, links, clock or SystemClock())
    desk, admins = Desk(house), NamedAdmins(house)
    platforms = tuple(_platforms(settings, Parts(desk, house, store, archive, links, admins), is_demo=is_demo))
    courier = Courier(store, house.clock, platforms, Complaint(desk, store, house.clock, house.doors).tell, desk.draw)
    drawings = Drawings()
    rules, mailer = lambda: rulebook.rules.shipping.files, _mailer(settings, house)
    packing = Packing(Source(library_of(settings), settings.rules_file, settings.bot_timezone), passing)
    lists = packing, lambda: _intake(house)
    porter = Porter(store, desk, house.clock, platforms, vault, rules, drawings.draw, mailer, *lists)
    bell.rings = (courier.wake, porter.wake)
    the_round = Round(store, desk, house.clock)
    served = desk_web(platforms, the_round, store, house.clock, LARGEST_BODY)
    served.router.add_routes(calendar_routes(house))
    if (secret := _secret(settings.carrier_secret)) is not None:
        served.router.add_routes(carrier_routes(desk, secret))
    return App(
        settings,
        store,
        rulebook,
        desk,
        house,
        admins,
        platforms,
        courier,
        porter,
        drawings,
        vault,
        the_round,
        served,
        links,
    )


def library_of(settings: Settings) -> Library:
    """Where a process of its own finds the books."""
    return Library(settings.database_url_or_default, _secret(settings.database_key), settings.data_dir)


def _store(settings: Settings) -> SqlStore:
    """The store; what keeps it shut names the setting that may be wrong."""
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError("DATA_DIR", f"{error.filename}: {error.strerror}", "./data") from None
    try:
        return open_store(settings.database_url_or_default, _secret(settings.database_key), settings.data_dir)
    except CannotOpen as error:
        name = "DATA_DIR" if settings.database_url is None else "DATABASE_URL"
        raise CannotOpen(f"{name}: {error}") from None


def _house(settings: Settings, store: SqlStore, rulebook: Rulebook, bell: Bell, links: Links, clock: Clock) -> House:
    return House(
        store=store,
        clock=clock,
        texts=Texts.load(),
        rules=lambda: rulebook.rules,
        language=Language(settings.bot_language),
        zone=settings.bot_timezone,
        admins=tuple((PlatformName(name), account) for name, account in settings.admins),
        default_roles=_default_roles(settings),
        command_prefix=settings.slack_command_prefix,
        doors=_doors(settings),
        has_mail=settings.smtp_url is not None,
        wake=bell.ring,
        bot_link=lambda: links.telegram,
        desk_link=lambda: links.desk,
    )


def _intake(house: House) -> Intake:
    """To be asked for when the first spreadsheet comes: few desks ever read one."""
    from bot.intake.sent import SentSheets

    return SentSheets(house)


def _mailer(settings: Settings, house: House) -> Mailer | None:
    if settings.smtp_url is None:
        return None
    from bot.mailer import SmtpMailer

    return SmtpMailer(settings.smtp_url.get_secret_value(), settings.mail_from or "", house.texts)


def _platforms(settings: Settings, parts: Parts, *, is_demo: bool) -> list[WebPlatform]:
    platforms: list[WebPlatform] = []
    if settings.slack_is_on:
        platforms.append(_slack(settings, parts))
    if settings.telegram_is_on:
        platforms.append(_telegram(settings, parts))
    platforms.append(_console(settings, parts, is_demo=is_demo))
    return platforms


def _slack(settings: Settings, parts: Parts) -> WebPlatform:
    from bot.platforms.slack.platform import SlackPlatform, SlackSettings

    house = parts.house
    slack = SlackSettings(
        bot_token=_secret(settings.slack_bot_token) or "",
        signing_secret=_secret(settings.slack_signing_secret) or "",
        app_token=_secret(settings.slack_app_token),
        base_url=settings.slack_api_base_url,
        prefix=settings.slack_command_prefix,
        language=house.language,
        zone=house.zone,
    )
    watch = SqlWatch(parts.store, "slack")
    return SlackPlatform(parts.desk, house.texts, house.clock, slack, parts.archive, watch, parts.admins)


def _telegram(settings: Settings, parts: Parts) -> WebPlatform:
    from bot.platforms.telegram.platform import TelegramPlatform, TelegramSettings
    from bot.platforms.telegram.receive import News

    house = parts.house
    telegram = TelegramSettings(
        bot_token=_secret(settings.telegram_bot_token) or "",
        base_url=settings.telegram_api_base_url,
        file_base_url=settings.telegram_file_base_url,
        webhook_url=settings.telegram_webhook_url if settings.telegram_uses_webhook else None,
        webhook_secret=_secret(settings.telegram_webhook_secret),
        language=house.language,
        zone=house.zone,
    )
    told = Tidings(parts.store, house.clock, PlatformName.TELEGRAM)
    news = News(told.moved, told.blocked, told.poison)
    found = parts.links.found_telegram
    # A file has one process; for it to wait out the turn of one that died would help nobody.
    is_shared = not is_sqlite(settings.database_url_or_default)
    watch = SqlWatch(parts.store, f"telegram:{code_hash(telegram.bot_token)[:16]}") if is_shared else None
    return TelegramPlatform(
        parts.desk, house.texts, house.clock, telegram, news, parts.archive, on_link=found, watch=watch
    )


def _console(settings: Settings, parts: Parts, *, is_demo: bool) -> WebPlatform:
    from bot.platforms.console.platform import ConsolePlatform, ConsoleSettings

    house, store = parts.house, parts.store
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
    return ConsolePlatform(
        parts.desk,
        house.texts,
        house.clock,
        console,
        *kept,
        archive=parts.archive,
        notes=_note_taker(store),
        windows=Windows(house),
        once=SqlToldOnce(store),
    )


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

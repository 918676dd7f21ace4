"""Starting the desk from a terminal, and what is printed then."""

import asyncio
from collections.abc import Callable
from functools import partial

from bot.app import open_app
from bot.config import Settings, load_settings
from bot.domain.people import PlatformName
from bot.domain.phrases import phrase
from bot.handlers.joining import first_claim
from bot.logs import set_up_logs
from bot.ports.ledger import Ledger, Via
from bot.running import App, run
from bot.terminal.wording import Wording

Say = Callable[[str], None]


def run_desk() -> int:
    """The firm's desk, until it is told to stop; without any token, the demo desk. Raises `SettingsError`."""
    settings = load_settings()
    return _run(settings, is_demo=not (settings.slack_is_on or settings.telegram_is_on))


def run_demo() -> int:
    """The demo desk, whatever tokens are set."""
    tokens = ("slack_bot_token", "slack_signing_secret", "slack_app_token", "telegram_bot_token")
    return _run(load_settings().model_copy(update=dict.fromkeys(tokens)), is_demo=True)


def _run(settings: Settings, *, is_demo: bool) -> int:
    set_up_logs(settings.log_level, settings.secrets)
    return asyncio.run(serve(settings, is_demo=is_demo, say=partial(print, flush=True)))


async def serve(settings: Settings, *, is_demo: bool, say: Say) -> int:
    """Serve until told to stop: 0, or 1 where the store broke."""
    app, wording = open_app(settings, is_demo=is_demo), Wording.of(settings)
    if is_demo:
        from bot.demo import furnish  # noqa: PLC0415 - a firm's desk has no invented customers

        await furnish(app.desk, app.store, app.clock)
    elif not app.house.admins and (code := await _first_code(app)) is not None:
        say(wording.line(phrase("start-claim", line=f"/team claim {code}")))

    def ready(address: str) -> None:
        say(wording.line(phrase("start-demo", address=address) if is_demo else phrase("start-desk", address=address)))

    await run(app, ready)
    return app.exit_code


async def _first_code(app: App) -> str | None:
    now = app.clock.now()

    def job(ledger: Ledger) -> str | None:
        ledger.begin(Via("start:claim", None, PlatformName.CLOCK, "terminal", now))
        return first_claim(ledger, now)

    return await asyncio.wrap_future(app.store.write(job))

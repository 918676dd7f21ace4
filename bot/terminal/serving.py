"""Starting the desk from a terminal, and what is printed then."""

import asyncio
from collections.abc import Callable

from bot.app import App, open_app, run
from bot.config import Settings
from bot.demo import furnish
from bot.domain.people import PlatformName
from bot.handlers.joining import first_claim
from bot.ports.ledger import Ledger, Via

Say = Callable[[str], None]


async def serve(settings: Settings, *, is_demo: bool, say: Say) -> int:
    """Serve until told to stop: 0, or 1 where the store broke."""
    app = open_app(settings, is_demo=is_demo)
    if is_demo:
        await furnish(app.desk, app.store, app.clock)
    elif not app.house.admins and (code := await _first_code(app)) is not None:
        say(f"No admin yet. Send this to the bot to become one:  /team claim {code}")
        say(f"还没有管理员。把这句发给机器人即可成为管理员：  /team claim {code}")

    def ready(address: str) -> None:
        kind = "demo desk" if is_demo else "desk"
        say(f"TradeTrail {kind}: {address}")

    await run(app, ready)
    return app.exit_code


async def _first_code(app: App) -> str | None:
    now = app.clock.now()

    def job(ledger: Ledger) -> str | None:
        ledger.begin(Via("start:claim", None, PlatformName.CLOCK, "terminal", now))
        return first_claim(ledger, now)

    return await asyncio.wrap_future(app.store.write(job))

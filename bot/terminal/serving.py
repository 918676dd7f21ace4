"""Starting the desk from a terminal, and what is printed then."""

import asyncio
from collections.abc import Callable

from bot.app import open_app
from bot.config import Settings
from bot.demo import furnish
from bot.domain.people import PlatformName
from bot.domain.phrases import phrase
from bot.handlers.joining import first_claim
from bot.ports.ledger import Ledger, Via
from bot.running import App, run
from bot.terminal.wording import Wording

Say = Callable[[str], None]


async def serve(settings: Settings, *, is_demo: bool, say: Say) -> int:
    """Serve until told to stop: 0, or 1 where the store broke."""
    app, wording = open_app(settings, is_demo=is_demo), Wording.of(settings)
    if is_demo:
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

"""Loaded by the nursery of desks: plays a short day, so that what is made at first use is there before the fork."""

import asyncio
import gc
import tempfile
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

from bot import app as wiring
from bot.domain.people import PlatformName
from bot.ports.requests import Place, Request, Said, Speaker
from tests.firm import furnish
from tests.fresh import open_quickly, store_in
from tests.kills import desk
from tests.world import HandClock

LINES = ("log C1 email hello", "follow C1 > 2026-11-25 16:00 call")


def play() -> None:
    """A line of each kind, its answer, and a reminder."""
    with tempfile.TemporaryDirectory() as folder:
        store = store_in(Path(folder))
        furnish(store)
        store.close()
        asyncio.run(_day(Path(folder)))


async def _day(folder: Path) -> None:
    clock = HandClock()
    with patch.object(wiring, "_platforms", lambda *_, **__: []):
        app = open_quickly(desk.both_doors(folder), clock)
    speaker, place = Speaker(PlatformName.SLACK, "T1:Uanna", "anna"), Place(PlatformName.SLACK, "Danna")
    for number, line in enumerate(LINES):
        request = Request(f"warm:{number}", speaker, Said(line), place, is_answered_inline=False)
        await app.desk.hear(request)
        await app.desk.hear(request)
    clock.forward(timedelta(hours=8))
    await app.round.run()
    await asyncio.to_thread(app.store.close)


play()
# What stands now is shared by all desks; looking through it for rubbish would copy it into each.
gc.collect()
gc.freeze()

"""The demo desk is alive: what its people forgot is brought up again, as it would be in any firm."""

from datetime import timedelta
from pathlib import Path

from tests.fakes import until
from tests.platforms.console.boards.demo import demo_desk


async def test_the_promise_forgotten_yesterday_is_reminded_of(tmp_path: Path) -> None:
    async with demo_desk(tmp_path) as desk:
        anna, now = desk.people["Anna"], desk.clock.now()
        promised = desk.app.store.read(lambda ledger: ledger.follow_ups.open_of_owner(anna.id, now)).result(5)
        (late,) = (one for one in promised if one.due_at < now)
        assert late.due_at == now - timedelta(hours=20)
        await desk.app.round.run()
        desk.app.courier.wake()

        def told() -> bool:
            letters = desk.app.store.read(lambda ledger: ledger.outbox.waiting()).result(5)
            return letters == 0

        await until(told, seconds=10, what="the outbox to be empty")
        async with desk.sits("Anna") as browser:
            page = (await browser.open("/")).text
            assert f"F{late.id}" in page and "late by" in page

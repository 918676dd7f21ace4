"""The clock's round: idle beside a million promises to come, and with thousands of them due at once."""

import asyncio
import gc
import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from bench.firm import customer
from bench.rows import Against, Goal, Row, percentile
from bot.app import open_app
from bot.config import Settings
from bot.domain.follow_ups import FollowUp
from bot.domain.people import PlatformName, Standing
from bot.handlers.promises import set_reminder
from bot.ports.books import UNSAVED
from bot.ports.ledger import Ledger, Via
from bot.ports.requests import Answer, Place, Request, Said, Speaker
from bot.running import AT_WORK, App

TIMERS = 1_000_000
DUE = 10_000
CUSTOMERS = 2_000
AT_ONCE = 500
"""Promises written together while the desk is made ready, which is not measured."""
IDLE_ROUNDS = 200
ROUNDS = 3
START = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
"""A Wednesday, ten in the morning in Shanghai."""
DUE_AT = START + timedelta(days=5) - timedelta(hours=1)
"""Nine on the Monday after, when everything promised is due."""
LATER = timedelta(days=5, hours=1)
"""Eleven on that Monday."""


@dataclass(slots=True)
class HandClock:
    """A clock moved by hand."""

    at: datetime = START

    def now(self) -> datetime:
        """The moment it was set to."""
        return self.at


@dataclass(slots=True)
class Seller:
    """Somebody who types lines into the desk itself, without a platform between."""

    app: App
    typed: int = 0

    async def say(self, line: str) -> Answer:
        """Type a line; the durable answer."""
        self.typed += 1
        speaker = Speaker(PlatformName.SLACK, "T0TEAM:U0SELL", name="Seller", standing=Standing.MEMBER)
        place = Place(PlatformName.SLACK, "D0SELL")
        asked = Said(line, is_command=True)
        return await self.app.desk.hear(Request(f"bench:{self.typed}", speaker, asked, place, has_modal=True))

    async def say_all(self, lines: list[str]) -> None:
        """Type many lines, a few hundred at once."""
        for start in range(0, len(lines), 250):
            await asyncio.gather(*(self.say(line) for line in lines[start : start + 250]))


async def rows(folder: Path) -> list[Row]:
    """Three rows: the idle round, the full round, and what the full round costs those who ask meanwhile."""
    clock = HandClock()
    app = open_app(bench_settings(folder), clock=clock)
    # As the desk does once its doors are open: else one search for rubbish would be the longest wait of all.
    gc.freeze()
    gc.set_threshold(*AT_WORK)
    try:
        seller = Seller(app)
        await seller.say_all([f'customer new "{customer(n)}"' for n in range(CUSTOMERS)])
        await _promise_all(app)
        await app.round.run()
        path = next(folder.glob("*.db"))
        _promise(path)
        idle = await _idle(app, path)
        clock.at = START + LATER
        return [idle, *await _all_due(app, seller)]
    finally:
        app.store.close()


def bench_settings(folder: Path) -> Settings:
    """Slack on, so that its members may speak; nothing is sent there."""
    return Settings(
        data_dir=folder,
        bot_language="en",
        slack_bot_token="xoxb-bench",
        slack_signing_secret="bench",
    )


async def _promise_all(app: App) -> None:
    """Ten thousand promises of the one seller, five to each customer; written as the desk writes them."""

    def job(start: int, ledger: Ledger) -> None:
        ledger.begin(Via(f"bench:promises:{start}", 1, PlatformName.SLACK, "D0SELL", START))
        for number in range(start, min(start + AT_ONCE, DUE)):
            one = FollowUp(
                id=UNSAVED,
                customer_id=number % CUSTOMERS + 1,
                owner_id=1,
                due_at=DUE_AT,
                has_time=False,
                what=f"chase {number}",
                created_at=START,
                created_by=1,
            )
            set_reminder(ledger.follow_ups.add(one), ledger.timers)

    for start in range(0, DUE, AT_ONCE):
        await asyncio.wrap_future(app.store.write(partial(job, start)))


def _promise(path: Path) -> None:
    """Fill the timers up to a million, all of them years away."""
    far = "2036-01-01T00:00:00.000000Z"
    with closing(sqlite3.connect(path)) as connection:
        kept = connection.execute("SELECT due_at, command FROM timers LIMIT 1").fetchone()
        due_at = kept[0] + 10 * 365 * 86_400_000_000 if isinstance(kept[0], int) else far
        connection.executemany(
            "INSERT INTO timers (key, due_at, command) VALUES (?, ?, ?)",
            ((f"far:{number}", due_at, kept[1]) for number in range(TIMERS)),
        )
        connection.commit()


async def _idle(app: App, path: Path) -> Row:
    """One round that finds nothing, beside the bare question on a connection of its own."""
    ours: list[float] = []
    bare: list[float] = []
    with closing(sqlite3.connect(path)) as connection:
        kept = connection.execute("SELECT due_at FROM timers LIMIT 1").fetchone()[0]
        early = 0 if isinstance(kept, int) else "2000-01-01"
        for _ in range(ROUNDS):
            began = time.perf_counter()
            for _ in range(IDLE_ROUNDS):
                await app.round.run()
            between = time.perf_counter()
            for _ in range(IDLE_ROUNDS):
                connection.execute(
                    "SELECT key, due_at, command FROM timers WHERE due_at <= ? ORDER BY due_at LIMIT 256", (early,)
                ).fetchall()
            ours.append((between - began) / IDLE_ROUNDS * 1000)
            bare.append((time.perf_counter() - between) / IDLE_ROUNDS * 1000)
    return Row("idle round, 1,000,000 timers", "ms", ours, Goal(Against.MOST, 0.2), bare, "nothing due")


async def _all_due(app: App, seller: Seller) -> list[Row]:
    waits: list[float] = []
    is_over = asyncio.Event()

    async def ask_on() -> None:
        while not is_over.is_set():
            began = time.perf_counter()
            await seller.say(f'log "{customer(len(waits) % CUSTOMERS)}" email Asked meanwhile')
            waits.append(time.perf_counter() - began)

    asker = asyncio.create_task(ask_on())
    began, worked = time.perf_counter(), time.process_time()
    served = await app.round.run()
    seconds, cpu = time.perf_counter() - began, time.process_time() - worked
    is_over.set()
    await asker
    told = await asyncio.wrap_future(app.store.read(lambda ledger: ledger.outbox.waiting()))
    remark = f"{served} served, {told} letters, {cpu:.1f} s of processor with what was asked meanwhile, one run"
    remark += "" if min(served, told) >= DUE else " WRONG"
    meanwhile = [percentile(waits, 0.99) * 1000]
    return [
        Row(f"{DUE:,} due at once", "s", [seconds], Goal(Against.MOST, 2.0), remark=remark),
        Row("/log meanwhile, p99", "ms", meanwhile, Goal(Against.MOST, 50), remark=f"{len(waits)} asked, one run"),
    ]

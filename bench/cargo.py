"""Shipments at size: a long card from a full store, the picture of two hundred, and commands while files come in."""

import asyncio
import os
import sqlite3
import statistics
import time
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.clock import HandClock, Seller, bench_settings
from bench.rows import Against, Goal, Row, percentile
from bot.app import open_app
from bot.domain.people import Language, PlatformName, Standing
from bot.domain.refs import Kind, Ref
from bot.handlers.cargo import draw_shipment, late_first
from bot.handlers.drawing import draw_errand
from bot.porter import Porter
from bot.ports.ledger import Ledger
from bot.ports.requests import Arrival, Place, Request, Said, Speaker
from bot.ports.work import Work
from bot.reports.drawing import Drawings
from bot.running import App

SHIPMENTS = 100_000
EVENTS = 200
"""Of the one shipment whose card is drawn; the others have two each."""
DRAWN = 200
CARDS, ROUNDS = 100, 5
FILES, FILE_BYTES = 5, 20 * 1024 * 1024
NEW = "ship new PI-1 container:CSQU3054383 pol:CNSZX pod:DEHAM etd:2026-12-01 eta:2026-12-31"
_PIECE = 64 * 1024


@dataclass(slots=True)
class Shelf:
    """A platform that has nothing but one file, never the same twice."""

    name: PlatformName = PlatformName.SLACK

    async def download(self, fetch: str) -> AsyncIterator[bytes]:
        yield b"%PDF-1.7\n"
        for _ in range(FILE_BYTES // _PIECE - 1):
            yield os.urandom(_PIECE)
            await asyncio.sleep(0)
        yield b"\nstartxref\n9\n%%EOF\n"


async def rows(folder: Path) -> list[Row]:
    """Three rows: the card, the picture, and what archiving costs those who ask meanwhile; bare: without a file."""
    app = open_app(bench_settings(folder), clock=HandClock())
    try:
        seller = Seller(app)
        for line in ('customer new "ABC GmbH" country:DE', 'order new PI-1 "ABC GmbH" USD 4280 FOB Shenzhen', NEW):
            await seller.say(line)
        _fill(next(folder.glob("*.db")))
        meanwhile = await _meanwhile(app, seller)
        return [await _card(app), await _picture(app), meanwhile]
    finally:
        app.store.close()


def _fill(path: Path) -> None:
    """Copy the one shipment and its two expected moments a hundred thousand times; the last one gets a long way."""
    with closing(sqlite3.connect(path)) as connection:
        _copy(connection, "shipments", "WHERE id = 1", "n + 1", {}, SHIPMENTS - 1)
        for event in (1, 2):
            moved = {"shipment_id": "n + 1"}
            _copy(connection, "milestones", f"WHERE id = {event}", f"n * 2 + {event}", moved, SHIPMENTS - 1)
        later = {name: f"strftime('%Y-%m-%dT%H:%M:%S', {name}, n || ' minutes')" for name in ("at", "reported_at")}
        long = {"shipment_id": str(SHIPMENTS), **later}
        _copy(connection, "milestones", "WHERE id = 2", f"n + {SHIPMENTS * 3}", long, EVENTS - 2)
        connection.commit()


def _copy(connection: Any, table: str, where: str, number: str, changed: dict[str, str], count: int) -> None:
    columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    told = ", ".join(number if name == "id" else changed.get(name, name) for name in columns)
    counted = "WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < ?)"
    connection.execute(
        f"{counted} INSERT INTO {table} ({', '.join(columns)}) SELECT {told} FROM counted, {table} {where}", (count,)
    )


async def _card(app: App) -> Row:
    def drawn(ledger: Ledger) -> float:
        began = time.perf_counter()
        draw_shipment(Ref(Kind.SHIPMENT, SHIPMENTS), _work(app, ledger))
        return (time.perf_counter() - began) * 1000

    def counted(ledger: Ledger) -> int:
        return len(ledger.milestones.of_shipment(SHIPMENTS))

    found: list[float] = []
    for _ in range(ROUNDS):
        # Each in a reading of its own, as each who asks has one.
        each = [await asyncio.wrap_future(app.store.read(drawn)) for _ in range(CARDS)]
        found.append(statistics.median(each))
    events = await asyncio.wrap_future(app.store.read(counted))
    remark = f"{events} events, median of {CARDS} a round" + ("" if events == EVENTS else " WRONG")
    return Row("shipment card, 100,000 shipments", "ms", found, Goal(Against.MOST, 5), (), remark)


async def _picture(app: App) -> Row:
    def ordered(ledger: Ledger) -> Any:
        work = _work(app, ledger)
        return draw_errand(late_first(ledger.shipments.open(None, DRAWN), work), work).task

    task = await asyncio.wrap_future(app.store.read(ordered))
    drawings, seconds = Drawings(), []
    try:
        for _ in range(ROUNDS + 1):
            began = time.perf_counter()
            picture = await drawings.draw(task)
            seconds.append(time.perf_counter() - began)
    finally:
        drawings.close()
    remark = f"{len(task.bars)} bars, {len(picture) // 1000} kB; worker begun and first one {seconds[0]:.1f} s"
    return Row("picture of 200 shipments", "s", seconds[1:], Goal(Against.MOST, 1), (), remark)


async def _meanwhile(app: App, seller: Seller) -> Row:
    shelf: Any = (Shelf(),)
    rules = app.rulebook.rules.shipping.files
    porter = Porter(app.store, app.desk, app.house.clock, shelf, app.vault, lambda: rules, _no_picture)

    async def archive() -> None:
        for number in range(FILES):
            await app.desk.hear(_file(number))
            await porter.round()

    archiving = asyncio.create_task(archive())
    waits = await _asked(seller, archiving.done)
    await archiving
    alone = iter(range(len(waits)))
    bare = await _asked(seller, lambda: next(alone, None) is None)
    kept = await asyncio.wrap_future(app.store.read(lambda ledger: len(ledger.documents.of_shipment(1))))
    remark = f"{len(waits)} asked, {kept} archived" + ("" if kept == FILES else " WRONG")
    figures = [percentile(waits, 0.99)], [percentile(bare, 0.99)]
    return Row("/log while 20 MB are archived, p99", "ms", figures[0], Goal(Against.MOST, 50), figures[1], remark)


async def _asked(seller: Seller, is_over: Callable[[], bool]) -> list[float]:
    """Milliseconds that each of many lines took, one after another."""
    waits: list[float] = []
    while not is_over():
        began = time.perf_counter()
        await seller.say('log "ABC GmbH" email Asked while a file comes in')
        waits.append((time.perf_counter() - began) * 1000)
    return waits


def _file(number: int) -> Request:
    speaker = Speaker(PlatformName.SLACK, "T0TEAM:U0SELL", name="Seller", standing=Standing.MEMBER)
    arrival = Arrival(f"f{number}", "scan.pdf", 0)
    said = Said("doc S1 BL", files=(arrival,))
    return Request(f"file:{number}", speaker, said, Place(PlatformName.SLACK, "D0SELL"))


def _work(app: App, ledger: Ledger) -> Work:
    """A working place for whoever sees all."""
    rules = app.rulebook.rules
    return Work(
        books=ledger,
        actor=None,
        clock=app.house.clock,
        rules=rules,
        place=Place(PlatformName.CLOCK, "bench"),
        request_id="bench",
        language=Language.EN,
        zone=rules.firm_zone,
        speaker=Speaker(PlatformName.CLOCK, "bench"),
    )


async def _no_picture(task: object) -> bytes:
    raise NotImplementedError

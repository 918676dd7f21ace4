"""From the start of the program to its first good answer, and what it holds while nothing happens."""

import asyncio
from pathlib import Path

from bench.firm import desk, platforms
from bench.rows import Against, Goal, Row
from bench.servers import free_port, server

ROUNDS = 5
REST_SECONDS = 1.5


async def rows(folder: Path) -> list[Row]:
    """Three rows: seconds, processor time and MB, both platforms on, an existing database."""
    seconds: list[float] = []
    bare_seconds: list[float] = []
    worked: list[float] = []
    bare_worked: list[float] = []
    held: list[float] = []
    bare_held: list[float] = []
    async with platforms(folder / "data") as env:
        for number in range(ROUNDS + 1):
            async with desk(env) as house:
                busy = house.desk.cpu_seconds()
                await asyncio.sleep(REST_SECONDS)
                ours, mb = house.desk.seconds, house.desk.resident_mb()
            port = free_port()
            async with server(("-m", "bench.bare", str(port)), port, "/healthz", {}) as bare:
                bare_busy = bare.cpu_seconds()
                await asyncio.sleep(REST_SECONDS / 3)
                theirs, bare_mb = bare.seconds, bare.resident_mb()
            if number:
                # The first start makes the database and the compiled files; it is no start of a desk at work.
                seconds.append(ours)
                held.append(mb)
                bare_seconds.append(theirs)
                bare_held.append(bare_mb)
                worked.append(busy)
                bare_worked.append(bare_busy)
    return [
        Row("start to first 200, both platforms", "s", seconds, Goal(Against.MOST, 0.8), bare_seconds, "/healthz well"),
        # Said apart, since others on the machine make every start longer, but not its work.
        Row("processor time until then", "s", worked, Goal(Against.RATIO_AT_MOST, 4.0), bare_worked),
        Row("memory at rest", "MB", held, Goal(Against.MOST, 100), bare_held, "resident"),
    ]

"""`python -m bench [part …]` measures and prints one table."""

import asyncio
import platform
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

import sqlcipher3.dbapi2 as driver

from bench import approvals, boards, cargo, clock, log_command, start
from bench.rows import Row, table
from bench.servers import cores, stay_off_the_server

PARTS: dict[str, Callable[[Path], Awaitable[list[Row]]]] = {
    "log": log_command.rows,
    "start": start.rows,
    "clock": clock.rows,
    "cargo": cargo.rows,
    "approvals": approvals.rows,
    "boards": boards.rows,
}
LONGEST = 400
"""Seconds one part may take."""


async def measure(names: list[str]) -> list[Row]:
    """The rows of these parts. A part that fails is said on the error output, and the others go on."""
    found: list[Row] = []
    for name in names:
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            try:
                async with asyncio.timeout(LONGEST):
                    found += await PARTS[name](Path(folder))
            except Exception as error:
                print(f"{name}: {type(error).__name__}: {error}", file=sys.stderr)
    return found


def main(*names: str) -> int:
    """Measure, print, and answer 0 when every goal is met, 1 when one is missed, 2 for an unknown part."""
    unknown = [name for name in names if name not in PARTS]
    if unknown:
        print(f"python -m bench [{' | '.join(PARTS)}]", file=sys.stderr)
        return 2
    shared = cores() < 2
    stay_off_the_server()
    asked = list(names or PARTS)
    rows = asyncio.run(measure(asked))
    print(f"Python {platform.python_version()}, SQLite {driver.sqlite_version}, {platform.machine()}")
    print("server and load share one core" if shared else "server on core 0, load on another; medians (min–max)")
    print(table(rows))
    return 0 if rows and all(row.is_met for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

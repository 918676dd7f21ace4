"""`/log` over signed HTTP to the durable answer, beside a bare handler that writes the same rows.

The same rows are also written behind Slack's library with no desk at all: what is between the library and the bare
handler no desk can win back, what is between the desk and the library is the desk's own work.
"""

import itertools
import pickle
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from pathlib import Path

import sqlcipher3.dbapi2 as driver

from bench.firm import CUSTOMERS, Firm, customer, firm, slack_commands
from bench.load import Heard, ask_all
from bench.rows import Against, Goal, Row
from bench.servers import Server, free_port, server
from bench.written import Write, seen, written

ROUNDS = 3
AT_ONCE = 64
MANY, ALONE = 800, 200
EXPECTED = b"Logged: "


_TURNS = itertools.count()


def lines(count: int) -> list[str]:
    """Sellers' lines, customer after customer, going on where the last ones ended: so that nobody is promised more,
    and shown more promises in every answer, than a customer of a real desk."""
    turns = itertools.islice(_TURNS, count)
    return [f'log "{customer(n % CUSTOMERS)}" email Quote sent, waiting > 3d chase' for n in turns]


async def rows(folder: Path) -> list[Row]:
    """Three rows, each with the library's: throughput at 64 at once, the median alone, the worst hundredth at 8."""
    async with firm(folder / "data") as house:
        await house.say(lines(200), AT_ONCE, EXPECTED)
        writes, answer = await _one_log(house)
        async with (
            _writing("bench.floor", folder / "floor", house, writes, answer) as bare,
            _writing("bench.library", folder / "library", house, writes, answer) as library,
        ):
            before = _contacts(house)
            many, alone, eight = await _rounds((house.desk, bare, library))
        logged = _contacts(house) - before
        asked = ROUNDS * (2 * MANY + ALONE)
        counted = f"{logged} of {asked} logged, {len(writes)} rows each" + ("" if logged == asked else " WRONG")
        state = house.trail_state()
    return [
        *_rows("/log, 64 at once", "per s", many, Goal(Against.RATIO_AT_LEAST, 0.5), counted),
        *_rows("/log, alone, p50", "ms", alone, Goal(Against.RATIO_AT_MOST, 1.5), state),
        *_rows("/log, 8 at once, p99", "ms", eight, Goal(Against.RATIO_AT_MOST, 1.5), state),
    ]


Rounds = list[tuple[float, ...]]
"""Of each round, one figure of the desk, one of the bare handler, one of the library."""


def _rows(name: str, unit: str, rounds: Rounds, goal: Goal, remark: str) -> tuple[Row, Row]:
    ours, bare, library = zip(*rounds, strict=True)
    return Row(name, unit, ours, goal, bare, remark), Row("  the library, no desk", unit, library, None, bare)


async def _rounds(servers: Sequence[Server]) -> tuple[Rounds, Rounds, Rounds]:
    many: Rounds = []
    alone: Rounds = []
    eight: Rounds = []
    for _ in range(ROUNDS):
        many.append(tuple([(await _heard(one.port, MANY, AT_ONCE)).per_second for one in servers]))
        alone.append(tuple([(await _heard(one.port, ALONE, 1)).ms(0.5) for one in servers]))
        eight.append(tuple([(await _heard(one.port, MANY, 8)).ms(0.99) for one in servers]))
    return many, alone, eight


async def _heard(port: int, count: int, at_once: int) -> Heard:
    heard = await ask_all(port, list(slack_commands(lines(count))), at_once, EXPECTED)
    if heard.wrong:
        raise RuntimeError(f"{heard.wrong} answers were wrong: {heard.sample[:600]!r}")
    return heard


async def _one_log(house: Firm) -> tuple[list[Write], bytes]:
    path = database(house)
    before = seen(path)
    heard = await house.say(lines(1), 1, EXPECTED)
    return written(path, before, seen(path)), heard.sample.partition(b"\r\n\r\n")[2]


def database(house: Firm) -> str:
    """The desk's database file."""
    return next(str(path) for path in Path(house.env["DATA_DIR"]).iterdir() if _is_database(path))


def _is_database(path: Path) -> bool:
    with path.open("rb") if path.is_file() else open("/dev/null", "rb") as file:
        return file.read(15) == b"SQLite format 3"


def _contacts(house: Firm) -> int:
    with closing(sqlite3.connect(database(house))) as connection:
        return int(connection.execute("SELECT count(*) FROM contacts").fetchone()[0])


@asynccontextmanager
async def _writing(
    program: str, folder: Path, house: Firm, writes: list[Write], answer: bytes
) -> AsyncIterator[Server]:
    """A program that writes the given rows into a copy of the desk's database, warmed up."""
    copy, rows_file = folder.with_suffix(".db"), folder.with_suffix(".pickle")
    with closing(driver.connect(database(house))) as connection:
        connection.execute("VACUUM INTO ?", (str(copy),))
    rows_file.write_bytes(pickle.dumps((writes, answer)))
    port = free_port()
    async with server(("-m", program, str(port), str(copy), str(rows_file)), port, "/healthz", {}) as running:
        await ask_all(port, list(slack_commands(lines(300))), AT_ONCE, b"")
        yield running

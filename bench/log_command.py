"""`/log` over signed HTTP to the durable answer, beside a bare handler that writes the same rows."""

import itertools
import pickle
import sqlite3
from collections.abc import AsyncIterator
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
    """Three rows: throughput at 64 at once, the median alone, and the worst hundredth at 8 at once."""
    async with firm(folder / "data") as house:
        await house.say(lines(200), AT_ONCE, EXPECTED)
        writes, answer = await _one_log(house)
        async with _bare(folder, house, writes, answer) as bare:
            await ask_all(bare.port, list(slack_commands(lines(300))), AT_ONCE, b"")
            before = _contacts(house)
            many, alone, eight = await _rounds(house, bare)
        logged = _contacts(house) - before
        asked = ROUNDS * (2 * MANY + ALONE)
        counted = f"{logged} of {asked} logged, {len(writes)} rows each" + ("" if logged == asked else " WRONG")
        state = house.trail_state()
    return [
        _row("/log, 64 at once", "per s", many, Goal(Against.RATIO_AT_LEAST, 0.5), counted),
        _row("/log, alone, p50", "ms", alone, Goal(Against.RATIO_AT_MOST, 1.5), state),
        _row("/log, 8 at once, p99", "ms", eight, Goal(Against.RATIO_AT_MOST, 1.5), state),
    ]


Pairs = list[tuple[float, float]]


def _row(name: str, unit: str, pairs: Pairs, goal: Goal, remark: str) -> Row:
    ours, bare = zip(*pairs, strict=True)
    return Row(name, unit, ours, goal, bare, remark)


async def _rounds(house: Firm, bare: Server) -> tuple[Pairs, Pairs, Pairs]:
    many: Pairs = []
    alone: Pairs = []
    eight: Pairs = []
    for _ in range(ROUNDS):
        heard = [await _heard(port, MANY, AT_ONCE) for port in (house.desk.port, bare.port)]
        many.append((heard[0].per_second, heard[1].per_second))
        heard = [await _heard(port, ALONE, 1) for port in (house.desk.port, bare.port)]
        alone.append((heard[0].ms(0.5), heard[1].ms(0.5)))
        heard = [await _heard(port, MANY, 8) for port in (house.desk.port, bare.port)]
        eight.append((heard[0].ms(0.99), heard[1].ms(0.99)))
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
async def _bare(folder: Path, house: Firm, writes: list[Write], answer: bytes) -> AsyncIterator[Server]:
    copy, rows_file = folder / "floor.db", folder / "rows.pickle"
    with closing(driver.connect(database(house))) as connection:
        connection.execute("VACUUM INTO ?", (str(copy),))
    rows_file.write_bytes(pickle.dumps((writes, answer)))
    port = free_port()
    words = ("-m", "bench.floor", str(port), str(copy), str(rows_file))
    async with server(words, port, "/healthz", {}) as bare:
        yield bare

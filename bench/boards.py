"""The desk's pages at a hundred thousand customers and a million conversations, and what two hundred windows cost."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, closing
from pathlib import Path
from statistics import median
from urllib.parse import quote

from bench.crowd import CONTACTS, CUSTOMERS, Crowd, gather, sign_in, slips
from bench.firm import Firm, desk, platforms
from bench.load import Heard, ask_all
from bench.rows import Against, Goal, Row, percentile
from bench.servers import free_port, server
from bot.domain.naming import name_key
from bot.storage.names import keys_of

EXPECTED = b"Logged: "
WINDOWS = 200
PEOPLE = 9
ROUNDS, LOOKS, LOGS = 3, 25, 150
SEARCHES, SEARCH_ROUNDS = 140, 7
IN_TURN = 10
"""Searches between two turns of the floor."""
CALIBRATE = 100_000
"""Turns of a loop that does nothing, to see how long they take."""
LIKELY = 40
"""Searches that are held against a look at every name, which takes half a second each."""
FOUND = 20
FIRST = ("/today", "/static/desk.css", "/static/boards.css", "/static/boards.js", "/static/mark.svg")
SIZE = f"{CUSTOMERS:,} customers, {CONTACTS:,} contacts"


async def rows(folder: Path) -> list[Row]:
    """First page, list, one customer, search as one types; then chat with and without open windows."""
    data = folder / "data"
    data.mkdir()
    crowd = await asyncio.to_thread(gather, data)
    async with platforms(data) as env, desk(env) as house:
        # The desk learns its names in its first seconds; whoever searches first has it learn the rest.
        await _heard(house, [get("/customers?part=live&q=a", crowd.session)], b"")
        pages = [await _page(house, crowd, *page) for page in PAGES]
        return [await _weight(house, crowd), *pages, *await _search(house, crowd), *await _windows(house, crowd, data)]


PAGES = (
    ("first page (Today)", "/today", b"h-coming"),
    ("all customers", "/customers", b'"/customer/40"'),
    ("customers, cold of one owner", "/customers?temperature=cold&owner=3", b'"/customer/'),
    ("one customer, 360", "/customer/77", b"What happened"),
    ("the trail", "/trail", b"<main"),
)


def get(path: str, session: str) -> bytes:
    """A browser's request for a page."""
    head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Language: en\r\nCookie: desk_session={session}\r\n\r\n"
    return head.encode()


async def _page(house: Firm, crowd: Crowd, name: str, path: str, expected: bytes) -> Row:
    """The slowest twentieth of a page, alone."""
    asked = [get(path, crowd.session)] * LOOKS
    await _heard(house, asked[:3], expected)
    waits = [(await _heard(house, asked, expected)).ms(0.95) for _ in range(ROUNDS)]
    return Row(f"{name}, p95", "ms", waits, Goal(Against.MOST, 200), remark=SIZE)


async def _weight(house: Firm, crowd: Crowd) -> Row:
    """What the browser must fetch before it can show the first page; the letters are the machine's own."""
    answers = [(await _heard(house, [get(path, crowd.session)], b"")).sample for path in FIRST]
    weight = sum(len(answer.partition(b"\r\n\r\n")[2]) for answer in answers) / 1000
    return Row("first page, whole", "KB", [weight], Goal(Against.MOST, 100), remark=f"{len(FIRST)} files, unpacked")


async def _search(house: Firm, crowd: Crowd) -> list[Row]:
    typed = list(slips(crowd.names, SEARCHES))
    asked = [get(f"/customers?part=live&q={quote(text)}", crowd.session) for text, _, _ in typed]
    filtered = [get(f"/customers?part=live&tier=C&temperature=cold&q={quote(t)}", crowd.session) for t, _, _ in typed]
    await _heard(house, asked[:20] + filtered[:20], b"")
    before = house.desk.cpu_seconds()
    p99, spun, middle = await _beside_spinning(house, asked)
    each = (house.desk.cpu_seconds() - before) / ((SEARCH_ROUNDS + 1) * len(asked)) * 1000
    narrow, spun_narrow, middle_narrow = await _beside_spinning(house, filtered)
    goal = Goal(Against.MOST, 20)
    remark = f"p50 {middle:.1f} ms, {each:.1f} ms of processor each, {SIZE}"
    return [
        Row("search as one types, p99", "ms", p99, goal, spun, remark),
        Row("search with filters, p99", "ms", narrow, goal, spun_narrow, f"p50 {middle_narrow:.1f} ms"),
        await _recall(house, crowd, typed[:LIKELY]),
    ]


async def _beside_spinning(house: Firm, asked: list[bytes]) -> tuple[list[float], list[float], float]:
    """The slowest of these requests, and as a floor the slowest of as many that count for just as long and do nothing
    else: on a machine that stands still now and then, that is as near as any program can come. A few of each in turn,
    so that both meet the same moments. Also the middle one."""
    ours: list[float] = []
    spun: list[float] = []
    middles: list[float] = []
    port = free_port()
    async with server(("-m", "bench.bare", str(port)), port, "/healthz", {}) as bare:
        timed = await ask_all(bare.port, [_spin(CALIBRATE)] * 50, 1, b"")
        alone = await _heard(house, asked, b"")
        spin = _spin(round(CALIBRATE * alone.ms(0.5) / timed.ms(0.5)))
        for _ in range(SEARCH_ROUNDS):
            searched, counted = list[float](), list[float]()
            for start in range(0, len(asked), IN_TURN):
                some = asked[start : start + IN_TURN]
                searched += (await _heard(house, some, b"")).waits
                counted += (await ask_all(bare.port, [spin] * len(some), 1, b"")).waits
            ours.append(percentile(searched, 0.99) * 1000)
            spun.append(percentile(counted, 0.99) * 1000)
            middles.append(percentile(searched, 0.5) * 1000)
    return ours, spun, median(middles)


def _spin(turns: int) -> bytes:
    return f"GET /spin?turns={turns} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()


async def _recall(house: Firm, crowd: Crowd, typed: Sequence[tuple[str, str, int]]) -> Row:
    """Of what a look at every name finds, how much the page finds."""
    forms = [(form, number) for number, name in enumerate(crowd.names, start=1) for form in keys_of([name])]
    choices = [form for form, _ in forms]
    both = every = 0
    missed: list[str] = []
    for text, way, number in typed:
        if number not in await asyncio.to_thread(_brute, name_key(text), choices, forms):
            continue
        every += 1
        answer = (await _heard(house, [get(f"/customers?part=live&q={quote(text)}", crowd.session)], b"")).sample
        if f'/customer/{number}"'.encode() in answer:
            both += 1
        else:
            missed.append(way)
    remark = f"{every} of {len(typed)} found by rapidfuzz over all; missed: {', '.join(missed) or 'none'}"
    return Row("recall beside brute force", "share", [both / max(every, 1)], Goal(Against.LEAST, 0.95), remark=remark)


def _brute(key: str, choices: list[str], forms: list[tuple[str, int]]) -> set[int]:
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - only this row needs it

    best = process.extract(key, choices, scorer=fuzz.WRatio, limit=FOUND * 2)
    return set(list(dict.fromkeys(forms[place][1] for _, _, place in best))[:FOUND])


async def _windows(house: Firm, crowd: Crowd, data: Path) -> list[Row]:
    sessions = await asyncio.to_thread(_sign_all_in, data)
    await _logs(house, crowd, LOGS)
    before, without, along = house.desk.resident_mb(), list[float](), list[float]()
    grown = 0.0
    for _ in range(ROUNDS):
        without.append((await _logs(house, crowd, LOGS)).ms(0.5))
        async with _open(house, sessions) as told:
            along.append((await _logs(house, crowd, LOGS)).ms(0.5))
            await asyncio.sleep(4)
            grown = max(grown, house.desk.resident_mb() - before)
    remark = f"{WINDOWS} windows of {PEOPLE} people, {told()} lines told"
    return [
        Row("200 open windows, memory", "MB", [max(grown, 0.1)], Goal(Against.MOST, 50), remark=remark),
        Row("/log beside 200 windows, p50", "ms", along, Goal(Against.RATIO_AT_MOST, 1.15), without, remark),
    ]


def _sign_all_in(data: Path) -> list[str]:
    with closing(sqlite3.connect(next(data.glob("*.db")), timeout=30)) as store:
        until = store.execute("SELECT max(expires_at) FROM console_sessions").fetchone()[0]
        sessions = [sign_in(store, 1 + number % PEOPLE, until, 1 + number) for number in range(WINDOWS)]
        store.commit()
    return sessions


@asynccontextmanager
async def _open(house: Firm, sessions: Sequence[str]) -> AsyncIterator[Callable[[], int]]:
    """All windows open; what is given says how much they were told so far."""
    heard = [0]

    async def listen(reader: asyncio.StreamReader) -> None:
        while line := await reader.readline():
            heard[0] += line.startswith(b"data:")

    async with AsyncExitStack() as stack:
        for session in sessions:
            reader, writer = await asyncio.open_connection("127.0.0.1", house.desk.port)
            stack.callback(writer.close)
            writer.write(get("/events?after=0", session))
            if b" 200 " not in await reader.readline():
                raise RuntimeError("a window was not let in")
            task = asyncio.create_task(listen(reader))
            stack.callback(task.cancel)
        yield lambda: heard[0]


async def _logs(house: Firm, crowd: Crowd, count: int) -> Heard:
    lines = [f'log "{crowd.names[2 * n]}" email Quote sent, waiting > 3d chase' for n in range(count)]
    heard = await house.say(lines, 1, EXPECTED)
    if heard.wrong:
        raise RuntimeError(f"not logged: {heard.sample[:500]!r}")
    return heard


async def _heard(house: Firm, asked: list[bytes], expected: bytes) -> Heard:
    heard = await ask_all(house.desk.port, asked, 1, expected)
    if heard.wrong:
        raise RuntimeError(f"{heard.wrong} pages were wrong: {heard.sample[:800]!r}")
    return heard

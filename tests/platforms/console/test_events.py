"""The open line: what comes, what was missed, what others may not see, and an end at once."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
from msgspec.structs import replace

from bot.ports.requests import Answer
from tests.platforms.console.bench import ROOM, ConsoleBench, browser
from tests.platforms.console.memory import BORIS
from tests.platforms.standins import sentence


@dataclass(slots=True)
class Line:
    """An open line, read event by event."""

    response: aiohttp.ClientResponse
    last_id: str = ""

    async def next(self) -> Any:
        told = None
        while True:
            text = (await asyncio.wait_for(self.response.content.readline(), 5)).decode()
            assert text, "the line ended"
            if text.startswith("id: "):
                self.last_id = text[4:].strip()
            elif text.startswith("data: "):
                told = json.loads(text[6:])
            elif text == "\n" and told is not None:
                return told


@asynccontextmanager
async def line(
    bench: ConsoleBench, http: aiohttp.ClientSession, after: str = "", last: str = ""
) -> AsyncIterator[Line]:
    headers = {"Last-Event-ID": last} if last else {}
    async with http.get(f"{bench.address}events?after={after}", headers=headers) as response:
        assert response.content_type == "text/event-stream"
        assert await response.content.readline() == b"retry: 1000\n"
        yield Line(response)


async def test_new_and_changed_messages_come_as_they_happen(bench: ConsoleBench) -> None:
    async with line(bench, bench.anna.http) as events:
        [number] = await bench.platform.deliver(bench.letter(sentence("pending")), is_repeat=False)
        told = await events.next()
        assert (told["number"], "pending" in told["html"]) == (int(number), True)
        changed = replace(bench.letter(sentence("approved"), "k2"), revises=number)
        await bench.platform.revise(changed)
        told = await events.next()
        assert told["number"] == int(number)
        assert "approved" in told["html"]


async def test_what_was_missed_comes_first_and_nothing_twice(bench: ConsoleBench) -> None:
    async with line(bench, bench.anna.http) as events:
        await bench.platform.deliver(bench.letter(sentence("one")), is_repeat=False)
        await events.next()
        seen = events.last_id
    for n in range(150):
        await bench.platform.deliver(bench.letter(sentence(f"missed {n}."), f"m{n}"), is_repeat=False)
    async with line(bench, bench.anna.http, last=seen) as events:
        told = [await events.next() for _ in range(150)]
        assert all(f"missed {n}." in one["html"] for n, one in enumerate(told))
    async with line(bench, bench.anna.http, after=seen) as events:
        assert "missed 0." in (await events.next())["html"]


async def test_two_windows_of_one_person_agree_and_others_see_only_theirs(bench: ConsoleBench) -> None:
    bench.desk.replies("only for Anna")
    bench.sessions.open["session-of-boris"] = BORIS
    async with browser(bench.address, "session-of-boris") as boris:
        async with line(bench, bench.anna.http) as anna, line(bench, boris.http) as other:
            await bench.anna.say("today", ROOM)
            assert "today" in (await anna.next())["html"]
            assert "only for Anna" in (await anna.next())["html"]
            await bench.platform.deliver(bench.to_room(sentence("for all")), is_repeat=False)
            assert "for all" in (await other.next())["html"]


async def test_however_many_windows_look_the_store_is_asked_once(bench: ConsoleBench) -> None:
    async with AsyncExitStack() as opened:
        lines = [await opened.enter_async_context(line(bench, bench.anna.http, after="0")) for _ in range(30)]
        await bench.platform.deliver(bench.letter(sentence("first")), is_repeat=False)
        for one in lines:
            await one.next()
        before = bench.store.asked
        await bench.platform.deliver(bench.letter(sentence("second"), "k2"), is_repeat=False)
        told = [await one.next() for one in lines]
        assert all("second" in one["html"] for one in told)
        assert bench.store.asked - before <= 4
        presses = {re.search(r'name="rid" value="([^"]+)"', one["html"]) for one in told}
        assert len({one[1] for one in presses if one}) == 30, "each window's button is its own"


async def test_what_was_done_elsewhere_is_told_to_the_boards(bench: ConsoleBench) -> None:
    async with line(bench, bench.anna.http) as events:
        bench.store.written = 7
        await bench.platform.deliver(bench.letter(sentence("here")), is_repeat=False)
        assert {"here" if isinstance(one, dict) else one for one in (await events.next(), await events.next())} == {
            7,
            "here",
        }


async def test_a_form_that_is_done_goes_from_every_window(bench: ConsoleBench) -> None:
    [number] = await bench.platform.deliver(bench.letter(sentence("here")), is_repeat=False)
    async with line(bench, bench.anna.http) as events:
        await bench.store.change(int(number), Answer())
        await bench.platform.deliver(bench.letter(sentence("next"), "k2"), is_repeat=False)
        told = await events.next()
        assert (told["number"], told["html"].strip()) == (int(number), "")


async def test_lines_end_at_once_when_the_bot_stops_or_the_session_ends(bench: ConsoleBench) -> None:
    async with line(bench, bench.anna.http) as events:
        bench.sessions.open.clear()
        await bench.platform.deliver(bench.letter(sentence("secret")), is_repeat=False)
        assert b"secret" not in await asyncio.wait_for(events.response.content.read(), 2)
    bench.sessions.open["session-of-anna"] = 1
    async with line(bench, bench.anna.http) as events:
        await bench.platform.stop()
        await asyncio.wait_for(events.response.content.read(), 2)
    assert not bench.platform.health().is_well

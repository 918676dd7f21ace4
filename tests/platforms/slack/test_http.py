"""The door takes what Slack signed and nothing else, and no odd request makes it stumble."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.platforms.slack.limits import BODY
from tests.fakes.slack_wire import Request
from tests.platforms.slack.bench import SlackBench


async def test_what_slack_did_not_sign_is_refused_unread(bench: SlackBench, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    answer = await bench.anna.forging().command("/log", "secret words")
    assert answer.status == 401
    assert bench.desk.heard == []
    assert "secret" not in caplog.text


@pytest.mark.parametrize("age", [-400, 400])
async def test_an_old_or_future_signature_is_refused(bench: SlackBench, age: int) -> None:
    headers = bench.anna.wire.signed(b"{}", bench.fake.clock() + age)
    assert (await bench.anna.wire.post(Request(b"{}", headers))).status == 401


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"\xff\xfe", 400),
        (b"{", 400),
        (b"[]", 400),
        (b"payload=%7B", 400),
        (b"[" * 100_000, 400),
    ],
)
async def test_what_cannot_be_read_is_said_to_be_so(bench: SlackBench, body: bytes, status: int) -> None:
    kind = "application/x-www-form-urlencoded" if body.startswith(b"payload") else "application/json"
    headers = {"Content-Type": kind}
    if body != b"\xff\xfe":
        headers |= bench.anna.wire.signed(body, bench.fake.clock())
    answer = await bench.anna.wire.post(Request(body, headers))
    assert answer.status == status
    assert bench.desk.heard == []


async def test_a_body_too_long_is_not_even_read(bench: SlackBench) -> None:
    raw = f"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: {BODY + 1}\r\n\r\n"
    assert await answer_to(bench.address, raw.encode()) == 413


async def test_a_body_without_a_length_is_cut_off_too(bench: SlackBench) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b" " * 65_536

    async with aiohttp.ClientSession() as session, session.post(bench.address, data=endless()) as answer:
        assert answer.status == 413


async def test_slack_asks_whether_the_address_is_ours(bench: SlackBench) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "abc"}).encode()
    headers = bench.anna.wire.signed(body, bench.fake.clock()) | {"Content-Type": "application/json"}
    answer = await bench.anna.wire.post(Request(body, headers))
    assert answer.status == 200
    assert "abc" in answer.raw


async def test_things_nobody_asked_for_are_acknowledged(bench: SlackBench) -> None:
    await bench.anna.dm("today")
    for kind in ("team_join", "emoji_changed", "reaction_removed"):
        assert (await bench.anna.event({"type": kind, "user": "U1"})).status == 200
    assert len(bench.desk.heard) == 1


HEADER = st.text(st.characters(codec="latin-1", exclude_characters="\r\n\x00"), max_size=80)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(stamp=HEADER, signature=HEADER, body=st.binary(max_size=200))
async def test_odd_headers_never_stumble(bench: SlackBench, stamp: str, signature: str, body: bytes) -> None:
    raw = (
        b"POST /slack/events HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        + b"X-Slack-Request-Timestamp: "
        + stamp.encode("latin-1")
        + b"\r\nX-Slack-Signature: "
        + signature.encode("latin-1")
        + f"\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        + body
    )
    assert await answer_to(bench.address, raw) in (400, 401)
    assert bench.desk.heard == []


async def answer_to(address: str, raw: bytes) -> int:
    """The status a raw request is answered with."""
    port = int(address.split(":")[2].split("/")[0])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(raw)
    line = await reader.readline()
    writer.close()
    await writer.wait_closed()
    return int(line.split()[1])

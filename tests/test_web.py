"""The web server: says whether all is well, gives figures, and shows nothing of the inside to anybody."""

import json
from collections.abc import AsyncIterator
from concurrent.futures import Future
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.ports.ledger import StorageFault
from bot.reminders.round import Round
from bot.storage.store import SqlStore
from tests.fresh import store_in
from tests.world import World, world

SECRETS = ("xoxb-fake", "signing-secret")


@pytest.fixture
async def firm(tmp_path: Path) -> AsyncIterator[World]:
    store_in(tmp_path / "data").close()
    async with world(tmp_path) as opened:
        yield opened


async def got(firm: World, path: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as http, http.get(firm.address + path) as answer:
        return answer.status, await answer.text()


async def posted(firm: World, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
    async with (
        aiohttp.ClientSession() as http,
        http.post(firm.address + path, data=BytesIO(body), headers=headers) as answer,
    ):
        return answer.status, await answer.text()


def failing(*_: Any) -> "Future[Any]":
    future: Future[Any] = Future()
    future.set_exception(StorageFault("gone"))
    return future


async def test_health_is_good_while_rounds_end_and_bad_once_they_stop(
    firm: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await firm.app.round.run()
    status, said = await got(firm, "/healthz")
    assert (status, json.loads(said)["ok"], json.loads(said)["store"]) == (200, True, "up")

    async def stuck(_: Round) -> int:
        return 0

    monkeypatch.setattr(Round, "run", stuck)
    firm.clock.forward(timedelta(minutes=2))
    status, said = await got(firm, "/healthz")
    assert (status, json.loads(said)["clock"]) == (503, "silent")


async def test_health_is_bad_when_the_store_is_down(firm: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SqlStore, "read", failing)
    status, said = await got(firm, "/healthz")
    assert (status, json.loads(said)["store"], json.loads(said)["ok"]) == (503, "down", False)
    status, said = await got(firm, "/metrics")
    assert (status, said) == (503, "storage\n")


async def test_figures_for_a_monitor(firm: World) -> None:
    status, said = await got(firm, "/metrics")
    assert status == 200
    for name in ("tradetrail_outbox_waiting", "tradetrail_trail_entries", 'tradetrail_platform_up{platform="slack"}'):
        assert f"\n{name} " in said


async def test_a_fault_of_ours_shows_nothing(firm: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError("the inside")

    monkeypatch.setattr(SqlStore, "read", broken)
    assert await got(firm, "/metrics") == (500, "error\n")


async def test_a_body_over_a_mebibyte_is_refused(firm: World) -> None:
    body = b"x" * (1024 * 1024 + 1)
    for path in ("/slack/events", "/say"):
        status, said = await posted(firm, path, body, {"Content-Type": "application/x-www-form-urlencoded"})
        assert status in (413, 403) and "Traceback" not in said
    assert (await posted(firm, "/slack/events", body, {}))[0] == 413


async def test_a_wrong_signature_is_401(firm: World) -> None:
    forger = firm.slack_user("U0ADMIN", "Ada").forging()
    for answer in (await forger.command("/help"), await forger.event({"type": "app_home_opened", "user": "U0ADMIN"})):
        assert answer.status == 401
        assert "Traceback" not in answer.raw and not any(secret in answer.raw for secret in SECRETS)


HEADERS: tuple[dict[str, str], ...] = (
    {},
    {"X-Slack-Request-Timestamp": "abc", "X-Slack-Signature": "v0=00"},
    {"X-Slack-Request-Timestamp": "9" * 400, "X-Slack-Signature": "v0=00"},
    {"X-Slack-Request-Timestamp": "1", "X-Slack-Signature": "é"},
    {"X-Slack-Request-Timestamp": "-1", "X-Slack-Signature": ""},
    {"X-Slack-Request-Timestamp": "1e9", "X-Slack-Signature": "v0=" + "f" * 5000},
)


async def test_broken_headers_and_bodies_are_the_senders_fault(firm: World) -> None:
    for headers in HEADERS:
        for body in (b"", b"\xff\xfe", b"payload=%7B", b"{"):
            status, said = await posted(firm, "/slack/events", body, headers)
            assert 400 <= status < 500, (headers, body)
            assert "Traceback" not in said


async def test_unknown_addresses_and_methods_are_4xx(firm: World) -> None:
    for path in ("/no/such", "/slack/events", "/static/../../etc/passwd", "/file/1/999999999999999999999", "/%00"):
        status, said = await got(firm, path)
        assert 400 <= status < 500, path
        assert "Traceback" not in said

"""Over lines of our own: what was served is acknowledged, what was not comes again, and a dead line is replaced."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from bot.platforms.slack import socket
from bot.ports.outside import Condition
from tests.platforms.slack.bench import ROOM, SlackBench, slack_bench
from tests.platforms.standins import sentence


@pytest.fixture
async def bench(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[SlackBench]:
    """Slack over its own lines, with everything that waits made short."""
    monkeypatch.setattr(socket.Lines.__init__, "__kwdefaults__", {"lines": 2, "heartbeat": 0.2, "pauses": (0.01,)})
    async with slack_bench(socket=True) as ready:
        await until(lambda: ready.fake.sockets.count == 2 and ready.platform.health().is_well)
        yield ready


async def until(is_so: Callable[[], bool]) -> None:
    """Wait for something to become true, at most five seconds."""
    async with asyncio.timeout(5):
        while not is_so():
            await asyncio.sleep(0.01)


async def test_commands_and_events_come_over_the_line(bench: SlackBench) -> None:
    assert bench.platform.routes() == []
    bench.desk.replies("two are due")
    answer = await bench.anna.command("/today")
    assert answer.text == "two are due"
    await bench.anna.at(ROOM).mention("log ABC call")
    assert len(bench.desk.served) == 2
    assert bench.platform.health().last_heard_at is not None


async def test_what_was_not_committed_is_not_acknowledged(bench: SlackBench) -> None:
    bench.anna.wire.seconds, bench.anna.wire.retry_after = 0.1, ()
    bench.desk.is_down = True
    assert (await bench.anna.dm("today")).status == 0
    bench.desk.is_down = False
    assert (await bench.anna.redeliver()).is_ok
    assert len(bench.desk.served) == 1


async def test_lines_are_renewed_when_slack_says_so(bench: SlackBench) -> None:
    opened = len(bench.fake.calls("apps.connections.open"))
    await bench.fake.sockets.disconnect()
    await until(lambda: len(bench.fake.calls("apps.connections.open")) >= opened + 2)
    await until(lambda: bench.fake.sockets.count == 2)
    assert (await bench.anna.dm("today")).is_ok


async def test_a_dead_line_is_given_up_and_replaced(bench: SlackBench) -> None:
    opened = len(bench.fake.calls("apps.connections.open"))
    bench.fake.sockets.is_frozen = True
    await until(lambda: len(bench.fake.calls("apps.connections.open")) >= opened + 2)
    bench.fake.sockets.is_frozen = False
    await until(lambda: bench.platform.health().condition is Condition.UP)


async def test_lines_come_back_after_slack_was_away(bench: SlackBench) -> None:
    await bench.fake.go_down()
    await until(lambda: bench.platform.health().condition is not Condition.UP)
    await until(lambda: bench.platform.health().problem != "")
    await bench.fake.come_up()
    await until(lambda: bench.platform.health().condition is Condition.UP)
    await bench.platform.deliver(bench.to_room(sentence("back")), is_repeat=False)


async def test_nonsense_on_the_line_is_let_pass(bench: SlackBench) -> None:
    for text in ("", "{", "[]", '{"envelope_id": "e1"}', '{"envelope_id": "e2", "payload": {}}', "null"):
        await bench.fake.sockets.send_text(text)
    assert (await bench.anna.dm("today")).is_ok


async def test_stopping_finishes_what_was_begun(bench: SlackBench) -> None:
    await bench.anna.dm("today")
    await bench.platform.stop()
    await until(lambda: bench.fake.sockets.count == 0)

"""Told to stop, it finishes what it holds and ends within five seconds, whatever that is."""

import asyncio
import multiprocessing
import subprocess
import sys
from collections import Counter
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from time import monotonic, sleep

import aiohttp
import pytest

from bot.reports.drawing import Drawings, _one_worker
from bot.storage import engine
from bot.storage.console import SqlSessions
from tests.crashes import QuickClock
from tests.fakes import until
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_user import SlackUser
from tests.fakes.telegram import FakeTelegram
from tests.firm import PEOPLE, furnish
from tests.fresh import START, store_in
from tests.program import ROOT, STOPS_WITHIN, environment, program
from tests.test_faults import by_bot, is_intact, notes_in

WINDOWS = 200
LINES = 40


def prepared(folder: Path) -> None:
    store = store_in(folder)
    furnish(store)
    store.close()


def speakers(slack: FakeSlack, address: str) -> list[SlackUser]:
    users = [SlackUser(slack, f"{address}/slack/events", slack.signing_secret, f"U{name}") for name, _ in PEOPLE]
    for user in users:
        user.wire.retry_after, user.wire.seconds = (), 30
    return users


@pytest.mark.timeout(120)
async def test_with_requests_letters_and_windows_in_hand(tmp_path: Path) -> None:
    prepared(tmp_path)
    store = store_in(tmp_path)
    clock = QuickClock(START, monotonic(), 1.0)
    token = await SqlSessions(store).begin(1, clock.now() + timedelta(days=3650))
    store.close()
    async with FakeSlack() as slack, FakeTelegram() as telegram, AsyncExitStack() as stack:
        for name, _ in PEOPLE:
            slack.add_person(f"U{name}", name, locale="en-US")
        async with program(tmp_path, slack, telegram) as desk:
            await until(lambda: len(telegram.calls("getUpdates")) >= 2, 30, "a poll that waits")
            http = await stack.enter_async_context(
                aiohttp.ClientSession(
                    cookies={"desk_session": token}, connector=aiohttp.TCPConnector(limit=WINDOWS + 10)
                )
            )
            for _ in range(WINDOWS):
                window = await stack.enter_async_context(http.get(f"{desk.address}/events"))
                assert window.status == 200
            slack.faults.delay("chat.postMessage", 2.0, times=1)
            anna = speakers(slack, desk.address)[-1]
            assert (await anna.dm("log C1 email on the way")).is_ok
            await until(lambda: slack.calls("chat.postMessage"), 30, "a letter on its way")
            users = [user for _ in range(LINES // len(PEOPLE)) for user in speakers(slack, desk.address)]
            speaking = [asyncio.create_task(user.dm(f"log C1 email n{n}")) for n, user in enumerate(users)]
            await asyncio.sleep(0.05)
            code, took, said = await desk.told_to_stop()
            answers = await asyncio.gather(*speaking, return_exceptions=True)
        assert (code, "Traceback" in said, took < STOPS_WITHIN) == (0, False, True), (code, took, said[-2000:])
        acknowledged = {
            f"n{n}" for n, answer in enumerate(answers) if not isinstance(answer, BaseException) and answer.is_ok
        }
        kept = store_in(tmp_path)
        written = notes_in(kept)
        assert acknowledged <= set(written) and set(written.values()) == {1}
        assert is_intact(kept)
        letters = kept.read(lambda ledger: ledger.outbox.waiting()).result(10)
        kept.close()
        assert len([m for m in by_bot(slack, "Uanna") if "on the way" in str(m.get("blocks"))]) == 1
        async with program(tmp_path, slack, telegram) as desk:
            for n, user in enumerate(users):
                user.wire.app_url = f"{desk.address}/slack/events"
                if f"n{n}" not in acknowledged:
                    assert (await user.redeliver()).is_ok
            if letters:
                await until(lambda: len(by_bot(slack, "Uanna")) > 1, 30, "what waited to go")
            code, took, said = await desk.told_to_stop()
            assert (code, "Traceback" in said) == (0, False), said[-2000:]
        kept = store_in(tmp_path)
        assert notes_in(kept) == Counter(["on the way", *(f"n{n}" for n in range(LINES))])
        kept.close()
        once = [str(m["metadata"]["event_payload"]) for m in by_bot(slack, "Uanna") if m.get("metadata")]
        assert len(once) == len(set(once))


@pytest.mark.timeout(120)
async def test_with_a_database_that_is_locked(tmp_path: Path) -> None:
    prepared(tmp_path)
    other = engine.open_engine(f"sqlite:///{(tmp_path / 'desk.db').as_posix()}")
    async with FakeSlack() as slack, FakeTelegram() as telegram:
        for name, _ in PEOPLE:
            slack.add_person(f"U{name}", name, locale="en-US")
        async with program(tmp_path, slack, telegram) as desk:
            anna = speakers(slack, desk.address)[-1]
            assert (await anna.dm("log C1 email before")).is_ok
            with other.connect() as holder, holder.begin():
                speaking = asyncio.create_task(anna.dm("log C1 email in vain"))
                await asyncio.sleep(0.5)
                code, took, said = await desk.told_to_stop()
                (answer,) = await asyncio.gather(speaking, return_exceptions=True)
        assert (code, "Traceback" in said, took < STOPS_WITHIN) == (0, False, True), (code, took, said[-2000:])
        assert isinstance(answer, BaseException) or not answer.is_ok, "nobody was told that it is done"
    other.dispose()
    kept = store_in(tmp_path)
    assert notes_in(kept) == Counter(["before"]) and is_intact(kept)
    kept.close()


def test_with_a_picture_that_takes_long() -> None:
    drawings = Drawings()
    drawings._pool = _one_worker()
    drawings._pool.submit(sleep, 60)
    began = monotonic()
    while not multiprocessing.active_children() and monotonic() - began < 30:
        sleep(0.01)
    workers = multiprocessing.active_children()
    assert workers
    drawings.close()
    for worker in workers:
        worker.join(10)
        assert worker.exitcode is not None, "the worker goes with the desk"


@pytest.mark.timeout(120)
def test_a_picture_does_not_hold_up_the_end_of_the_program() -> None:
    lines = """
import time
from bot.reports.drawing import Drawings, _one_worker
if __name__ == "__main__":
    drawings = Drawings()
    drawings._pool = _one_worker()
    drawings._pool.submit(int).result()
    drawings._pool.submit(time.sleep, 60)
    time.sleep(0.2)
    drawings.close()
    print(time.monotonic(), flush=True)
"""
    done = subprocess.run(
        [sys.executable, "-c", lines], env=environment(ROOT), capture_output=True, text=True, timeout=60, check=True
    )
    assert monotonic() - float(done.stdout) < STOPS_WITHIN and "Traceback" not in done.stderr, done.stderr

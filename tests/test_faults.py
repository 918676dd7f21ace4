"""What is promised when things break: acknowledged is kept, nothing happens twice, the desk comes back by itself."""

import asyncio
import contextlib
import random
from collections import Counter
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from time import monotonic
from typing import Any

import aiohttp
import psycopg
import pytest
from psycopg import sql
from sqlalchemy import event

from bot.app import open_app
from bot.config import Settings
from bot.ports.ledger import Ledger
from bot.running import App, serving
from bot.storage import engine
from bot.storage.store import SqlStore, open_store
from tests.crashes import QuickClock, nursery, open_child
from tests.fakes import until
from tests.fakes.loopback import Json
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_text import buttons_of, text_of
from tests.fakes.slack_user import SlackUser
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_user import TelegramUser
from tests.firm import PEOPLE, ROOM, furnish
from tests.fresh import START, store_in
from tests.program import run_bot
from tests.world import HandClock, World, world

ROOT = Path(__file__).parent.parent
LIVE = {"Approve", "Reject", "Ask"}


async def soon(condition: Callable[[], Any], what: str) -> None:
    """Wait; a busy machine is no fault of the bot's."""
    await until(condition, 30, what)


async def in_time(opened: World, condition: Callable[[], Any], what: str) -> None:
    """Wait while the firm's time goes on, so that what has to be tried again is tried again."""
    for _ in range(30):
        with contextlib.suppress(AssertionError):
            return await until(condition, 1, what)
        opened.clock.forward(timedelta(seconds=10))
    raise AssertionError(f"waited in vain for {what}")


@contextlib.asynccontextmanager
async def firm(tmp_path: Path, **settings: Any) -> AsyncIterator[World]:
    """The world with its people in it."""
    store = store_in(tmp_path / "data")
    furnish(store)
    store.close()
    async with world(tmp_path, **settings) as opened:
        for place, (name, _) in enumerate(PEOPLE, 1):
            opened.slack.add_person(f"U{name}", name, locale="en-US")
            TelegramUser(opened.telegram, 10 + place, name, "en")._chat(None)
        opened.slack.add_channel(ROOM, "approvals", *(f"U{name}" for name, _ in PEOPLE))
        yield opened


def notes(app: App) -> Counter[str]:
    """What was logged with ABC GmbH, and how often."""
    return notes_in(app.store)


def notes_in(store: SqlStore) -> Counter[str]:
    return Counter(c.note for c in store.read(lambda ledger: ledger.contacts.latest(1, 10_000)).result(20))


def entries(app: App) -> int:
    return app.store.read(lambda ledger: ledger.trail.size()).result(20)


def is_intact(store: SqlStore) -> bool:
    return store.read(lambda ledger: ledger.trail.verify().is_intact).result(20)


def by_bot(fake: FakeSlack, channel: str) -> list[Json]:
    return [m for m in fake.messages(channel) if m.get("user") == fake.space.bot_user]


def live_copies(opened: World) -> list[str]:
    """Every message anywhere that still shows a button to decide by."""
    rooms = [ROOM, *(f"U{name}" for name, _ in PEOPLE)]
    shown = [(room, m) for room in rooms for m in by_bot(opened.slack, room)]
    live = [room for room, message in shown if LIVE & set(buttons_of(message))]
    chats = opened.telegram.cloud.chats.values()
    return live + [str(chat.id) for chat in chats for m in chat.from_bot() if LIVE & set(m.buttons)]


def speaker(opened: World, user: str, name: str) -> SlackUser:
    """Somebody at Slack who waits as long as it takes: the machine may be busy."""
    found = opened.slack_user(user, name)
    found.wire.seconds = 30
    return found


async def healthz(address: str) -> tuple[int, Json]:
    async with aiohttp.ClientSession() as http, http.get(f"{address}/healthz") as answer:
        return answer.status, await answer.json()


# ------------------------------------------------------------------------------------------------ a card that changed


async def asked(opened: World) -> SlackUser:
    """Anna asks for a discount; gives back the manager who will decide."""
    anna, answer = speaker(opened, "Uanna", "anna"), ""
    for _ in range(5):
        # On a very busy machine Slack may not say in time who is asking; then nothing is done, and it says so.
        answer = (await anna.command("/approve", 'discount "ABC GmbH" 6% first order')).text
        if "A1" in answer:
            return speaker(opened, "Umei", "mei")
    raise AssertionError(answer)


async def test_what_is_decided_while_slack_is_away_shows_no_live_button_afterwards(tmp_path: Path) -> None:
    async with firm(tmp_path) as opened:
        anna, mei = speaker(opened, "Uanna", "anna"), speaker(opened, "Umei", "mei")
        for user in (anna, mei):
            assert (await user.command("/help")).is_ok
        await opened.slack.go_down()
        assert (await anna.command("/approve", 'discount "ABC GmbH" 6% first order')).is_ok
        assert (await mei.command("/approve", "A1 yes")).is_ok
        await opened.slack.come_up()
        await opened.pass_time(timedelta(seconds=70))
        said = [text_of(m) for m in by_bot(opened.slack, ROOM)]
        assert len(said) == 1, "the room got one card"
        assert live_copies(opened) == []


async def test_what_is_decided_while_a_room_is_held_back_shows_no_live_button_afterwards(tmp_path: Path) -> None:
    async with firm(tmp_path) as opened:
        opened.slack.faults.rate_limit("chat.postMessage", retry_after=2, where={"channel": ROOM})
        mei = await asked(opened)
        await in_time(opened, lambda: by_bot(opened.slack, "Umei"), "Mei to be asked")
        assert by_bot(opened.slack, ROOM) == []
        (card,) = by_bot(opened.slack, "Umei")
        assert set(buttons_of(card)) >= LIVE
        assert (await mei.press(card, "Approve")).is_ok
        await asyncio.sleep(2.1)
        await opened.pass_time(timedelta(seconds=5))
        assert [LIVE & set(buttons_of(m)) for m in by_bot(opened.slack, ROOM)] == [set()]
        assert live_copies(opened) == []


async def test_a_card_whose_answer_was_lost_is_found_and_changed(tmp_path: Path) -> None:
    async with firm(tmp_path) as opened:
        opened.slack.faults.lose_answer("chat.postMessage", where={"channel": ROOM})
        mei = await asked(opened)
        await in_time(opened, lambda: by_bot(opened.slack, ROOM) and by_bot(opened.slack, "Umei"), "both cards")
        (card,) = by_bot(opened.slack, "Umei")
        assert (await mei.press(card, "Approve")).is_ok
        await opened.pass_time(timedelta(seconds=30))
        assert len(by_bot(opened.slack, ROOM)) == 1, "looked up, not posted a second time"
        assert live_copies(opened) == []


async def test_presses_at_once_on_both_platforms_decide_once(tmp_path: Path) -> None:
    async with firm(tmp_path) as opened:
        phone = opened.telegram_user(13, "max")
        await phone.say("/help")
        await in_time(opened, lambda: opened.telegram.chat(13).from_bot(), "Max to be met on Telegram")
        mei = await asked(opened)

        def on_phone() -> list[Any]:
            return [m for m in opened.telegram.chat(13).from_bot() if set(m.buttons) >= LIVE]

        await in_time(opened, lambda: by_bot(opened.slack, "Umei") and on_phone(), "both to be asked")
        (card,) = by_bot(opened.slack, "Umei")
        again = speaker(opened, "Umei", "mei")
        first, second, _ = await asyncio.gather(
            mei.press(card, "Approve"), again.press(card, "Approve"), phone.press(on_phone()[0], "Approve")
        )
        assert first.is_ok and second.is_ok
        await soon(lambda: not opened.telegram.waiting, "the press on Telegram to be taken")
        await opened.settle()

        def decided(ledger: Ledger) -> tuple[int, int]:
            approval = ledger.approvals.get(1)
            assert approval is not None
            return len(ledger.approvals.open()), len(approval.decisions)

        assert opened.app.store.read(decided).result(10) == (0, 1)
        assert live_copies(opened) == [] and is_intact(opened.app.store)


# ------------------------------------------------------------------------------------------------ who cannot be reached


async def test_a_blocked_approver_is_asked_on_the_other_platform(tmp_path: Path) -> None:
    async with firm(tmp_path) as opened:
        on_telegram = opened.telegram_user(12, "mei")
        await on_telegram.say("/help")
        await in_time(
            opened, lambda: opened.telegram.chat(12).from_bot(), "an answer, so that Telegram is the nearer way"
        )
        opened.telegram.chat(12).is_blocked = True
        await asked(opened)
        await in_time(opened, lambda: by_bot(opened.slack, "Umei"), "the request at Slack")
        (card,) = by_bot(opened.slack, "Umei")
        assert "Sent here, because" in text_of(card)
        assert (await speaker(opened, "Umei", "mei").press(card, "Approve")).is_ok
        await opened.settle()
        assert live_copies(opened) == []


async def test_a_request_that_reaches_nobody_is_told_to_who_asked_and_to_the_admins(tmp_path: Path) -> None:
    async with firm(tmp_path) as opened:
        opened.telegram.chat(12).is_blocked = True
        opened.slack.faults.refuse("chat.postMessage", "channel_not_found", times=99, where={"channel": ROOM})
        opened.slack.faults.refuse("chat.postMessage", "user_disabled", times=99, where={"channel": "DUmei"})
        await asked(opened)

        def told(who: str) -> str:
            return "\n".join(text_of(m) for m in by_bot(opened.slack, f"U{who}"))

        await in_time(
            opened, lambda: "A1 waits" in told("anna") and "A1 waits" in told("ada"), "both to be told of Mei"
        )
        await in_time(opened, lambda: "A1 could not be shown" in told("anna"), "Anna to be told of the room")


# ------------------------------------------------------------------------------------------------ a platform is away


async def test_a_platform_that_is_down_at_start_is_retried_while_the_rest_runs(tmp_path: Path) -> None:
    clock = HandClock()
    async with FakeSlack(clock=lambda: clock.at.timestamp()) as slack, FakeTelegram() as telegram:
        store = store_in(tmp_path)
        furnish(store)
        store.close()
        slack.add_person("Uanna", "anna", locale="en-US")
        await slack.go_down()
        settings: dict[str, Any] = {
            "slack_bot_token": slack.bot_token,
            "slack_signing_secret": slack.signing_secret,
            "slack_api_base_url": slack.base_url,
            "telegram_bot_token": telegram.token,
            "telegram_api_base_url": telegram.base_url,
            "telegram_file_base_url": telegram.file_base_url,
            "bot_language": "en",
            "data_dir": tmp_path,
            "http_port": 0,
        }
        app = open_app(Settings(**settings), clock=clock)
        async with serving(app) as address:
            anna = TelegramUser(telegram, 14, "anna", "en")
            await anna.say("/log ABC GmbH call Asked for CIF Hamburg")
            await soon(lambda: telegram.chat(14).from_bot(), "an answer on Telegram")
            await app.round.run()
            status, health = await healthz(address)
            assert (status, health["slack"], health["telegram"]) == (200, "connecting", "up")
            assert notes(app) == {"Asked for CIF Hamburg": 1}
            await slack.come_up()
            await soon(lambda: app.platforms[0].health().is_well, "Slack to be found")
            assert (await healthz(address))[1]["slack"] == "up"


# ------------------------------------------------------------------------------------------------ the database fails


@contextlib.contextmanager
def hindered(app: App, kind: str, folder: Path) -> Any:
    """The database refuses to write, in one of three ways, until the block ends."""
    if kind == "locked":
        other = engine.open_engine(f"sqlite:///{(folder / 'desk.db').as_posix()}")
        with other.connect() as holder, holder.begin():
            yield
        other.dispose()
        return
    order, mended = {
        "read-only": ("PRAGMA query_only=ON", "PRAGMA query_only=OFF"),
        "full": ("PRAGMA max_page_count=1", "PRAGMA max_page_count=1073741823"),
    }[kind]
    said = [order]

    def hinder(connection: Any) -> None:
        connection.exec_driver_sql(said[0])

    def anew(connection: Any, _record: Any, _proxy: Any) -> None:
        # One that refuses to begin is given back, and would be refused for ever.
        cursor = connection.cursor()
        cursor.execute(said[0])
        cursor.close()

    event.listen(app.store._engine, "begin", hinder)
    event.listen(app.store._engine, "checkout", anew)
    try:
        yield
    finally:
        said[0] = mended


@pytest.mark.parametrize("kind", ["locked", "read-only", "full"])
async def test_a_database_that_cannot_write_acknowledges_nobody_and_recovers(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    pragmas = tuple("busy_timeout=100" if p.startswith("busy") else p for p in engine._PRAGMAS)
    monkeypatch.setattr(engine, "_PRAGMAS", pragmas)
    long = "x" * 9000
    async with firm(tmp_path) as opened:
        anna, on_telegram = speaker(opened, "Uanna", "anna"), opened.telegram_user(14, "anna")
        assert (await anna.dm("log ABC GmbH email before")).is_ok
        await opened.settle()
        before = entries(opened.app)
        with hindered(opened.app, kind, tmp_path / "data"):
            command = await anna.command("/log", f"ABC GmbH email lost {long}")
            assert command.status >= 500 and "Traceback" not in command.raw
            dm = await anna.dm(f"log ABC GmbH email again {long}")
            assert dm.status >= 500 and dm.tries == 4
            await on_telegram.say(f"/log ABC GmbH email waits {long[:3900]}")
            await soon(lambda: "updates could not be served" in caplog.text, "Telegram's turn")
            assert [update["message"]["text"][:20] for update in opened.telegram.waiting] == ["/log ABC GmbH email "]
            assert entries(opened.app) == before, "nothing half-written"
        assert "of 1 requests was written" in caplog.text
        await soon(lambda: not opened.telegram.waiting, "Telegram's update to be taken")
        assert (await anna.redeliver()).is_ok
        assert (await anna.redeliver()).is_ok
        await opened.settle()
        assert {note[:6]: count for note, count in notes(opened.app).items()} == {"before": 1, "again ": 1, "waits ": 1}
        assert is_intact(opened.app.store)


@contextlib.contextmanager
def gone(url: str) -> Any:
    """The PostgreSQL server lets nobody in, and has thrown out whoever was, until the block ends."""
    name = url.rpartition("/")[2]
    switch = sql.SQL("ALTER DATABASE {} WITH ALLOW_CONNECTIONS {}")
    with psycopg.connect(url.rpartition("/")[0] + "/postgres", autocommit=True) as connection:
        connection.execute(switch.format(sql.Identifier(name), sql.Literal(False)))
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
        try:
            yield
        finally:
            connection.execute(switch.format(sql.Identifier(name), sql.Literal(True)))


async def test_a_postgres_that_is_gone_acknowledges_nobody_and_is_found_again(
    tmp_path: Path, desk_on_postgres: str, caplog: pytest.LogCaptureFixture
) -> None:
    store = open_store(desk_on_postgres, None, tmp_path / "data")
    furnish(store)
    store.close()
    async with world(tmp_path, desk_on_postgres) as opened:
        opened.slack.add_person("Uanna", "anna", locale="en-US")
        anna, on_telegram = speaker(opened, "Uanna", "anna"), opened.telegram_user(14, "anna")
        assert (await anna.dm("log C1 email before")).is_ok
        await opened.settle()
        before = entries(opened.app)
        with gone(desk_on_postgres):
            dm = await anna.dm("log C1 email again")
            assert dm.status >= 500 and dm.tries == 4 and "Traceback" not in dm.raw
            await on_telegram.say("/log C1 email waits")
            await soon(lambda: "updates could not be served" in caplog.text, "Telegram's turn")
            status, health = await healthz(opened.address)
            assert (status, health["store"]) == (503, "down")
        assert "of 1 requests was written" in caplog.text
        await soon(lambda: not opened.telegram.waiting, "Telegram's update to be taken")
        assert (await anna.redeliver()).is_ok and (await anna.redeliver()).is_ok
        assert (await healthz(opened.address))[0] == 200
        assert notes(opened.app) == {"before": 1, "again": 1, "waits": 1}
        assert entries(opened.app) > before and is_intact(opened.app.store)


# ------------------------------------------------------------------------------------------------ ends and beginnings


@pytest.mark.parametrize(
    ("name", "value"), [("HTTP_PORT", "eighty"), ("BOT_TIMEZONE", "Mars/Phobos"), ("SLACK_BOT_TOKEN", "xoxb-1-secret")]
)
async def test_a_wrong_setting_is_one_line_and_exit_1(tmp_path: Path, name: str, value: str) -> None:
    process = await run_bot(tmp_path, "run", **{name: value})
    out, said = await asyncio.wait_for(process.communicate(), 60)
    named = "SLACK_SIGNING_SECRET" if name.startswith("SLACK") else name
    assert (process.returncode, out) == (1, b"")
    assert said.decode().startswith(named) or named in said.decode()
    assert said.decode().count("\n") == 1
    assert "secret" not in said.decode().replace("SECRET", "")


# ------------------------------------------------------------------------------------------------ kill -9


async def _one_life(
    context: Any, settings: dict[str, Any], clock: QuickClock, slack: FakeSlack, life: int, rng: random.Random
) -> list[SlackUser]:
    """Open the desk, speak to it from all sides, and kill it in the middle; gives back who was not acknowledged."""
    child = await open_child(context, settings, clock)
    users = [SlackUser(slack, f"{child.address}/slack/events", slack.signing_secret, f"U{n}") for n, _ in PEOPLE]
    for user in users:
        user.wire.retry_after, user.wire.seconds = (), 30
    speaking = [asyncio.create_task(user.dm(f"log C1 email s{life}-{user.user}")) for user in users]
    await asyncio.sleep(rng.random() * 0.12)
    child.kill()
    answers = await asyncio.gather(*speaking)
    return [user for user, answer in zip(users, answers, strict=True) if not answer.is_ok]


async def _killed(tmp_path: Path, lives: int, seed: int) -> None:
    rng, clock = random.Random(seed), QuickClock(START, monotonic(), 60.0)
    store = store_in(tmp_path)
    furnish(store)
    store.close()

    def seconds() -> float:
        return clock.now().timestamp()

    async with FakeSlack(clock=seconds) as slack, FakeTelegram(clock=seconds) as telegram:
        for name, _ in PEOPLE:
            slack.add_person(f"U{name}", name, locale="en-US")
        settings: dict[str, Any] = {
            "slack_bot_token": slack.bot_token,
            "slack_signing_secret": slack.signing_secret,
            "slack_api_base_url": slack.base_url,
            "telegram_bot_token": telegram.token,
            "telegram_api_base_url": telegram.base_url,
            "telegram_file_base_url": telegram.file_base_url,
            "bot_language": "en",
            "data_dir": str(tmp_path),
            "http_port": 0,
        }
        owed: list[SlackUser] = []
        phone = TelegramUser(telegram, 14, "anna", "en")
        with nursery() as context:
            for life in range(lives):
                await phone.say(f"/log C1 email t{life}")
                owed += await _one_life(context, settings, clock, slack, life, rng)
            child = await open_child(context, settings, clock)
            try:
                for user in owed:
                    user.wire.app_url = f"{child.address}/slack/events"
                    assert (await user.redeliver()).is_ok
                await soon(lambda: not telegram.waiting, "Telegram's updates to be taken")
                await _told(tmp_path)
            finally:
                child.kill()
        check_kept(tmp_path, slack, lives)


async def _told(folder: Path) -> None:
    """Wait until all letters are told."""
    store = store_in(folder)
    try:
        await soon(lambda: store.read(lambda ledger: ledger.outbox.waiting()).result(5) == 0, "all letters to go")
    finally:
        store.close()


def check_kept(folder: Path, slack: FakeSlack, lives: int) -> None:
    """Everything said once, is there once; nothing stands twice at Slack; the trail is whole."""
    store = store_in(folder)
    try:
        expected = {f"s{life}-U{name}" for life in range(lives) for name, _ in PEOPLE}
        expected |= {f"t{life}" for life in range(lives)}
        assert notes_in(store) == dict.fromkeys(expected, 1)
        assert is_intact(store)
    finally:
        store.close()
    for name, _ in PEOPLE:
        marks = Counter(str(m["metadata"]["event_payload"]) for m in by_bot(slack, f"U{name}") if m.get("metadata"))
        assert len(marks) >= lives
        assert max(marks.values()) == 1


@pytest.mark.timeout(240)
async def test_killed_in_the_middle_again_and_again_it_loses_nothing_and_does_nothing_twice(tmp_path: Path) -> None:
    await _killed(tmp_path, 20, seed=1)


@pytest.mark.long
@pytest.mark.timeout(1800)
async def test_killed_five_hundred_times(tmp_path: Path) -> None:
    for part in range(10):
        await _killed(tmp_path / str(part), 50, seed=100 + part)

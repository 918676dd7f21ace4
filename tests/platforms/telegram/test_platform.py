"""Telegram as a whole: the web address it calls, its menus, the check, and the secret that nobody may see."""

import io
import logging
import traceback
from datetime import timedelta

import aiohttp
import pytest

from bot.commands.registry import VERBS
from bot.platforms.telegram.menus import FOR_ADMINS, NAME, PRIVATE_ONLY
from bot.platforms.telegram.platform import TelegramSettings
from bot.platforms.telegram.webhook import SECRET_HEADER
from bot.ports.outside import Condition, DeliveryError
from tests.fakes import until
from tests.platforms.standins import SystemClock, sentence
from tests.platforms.telegram.bench import SECRET, TelegramBench

UPDATE = {"update_id": 5, "message": {"nonsense": True}}


@pytest.mark.parametrize("secret", ["", "wrong", SECRET + "x", "sécret"])
async def test_who_does_not_know_the_secret_is_not_let_in(bench: TelegramBench, secret: str) -> None:
    assert await bench.post(UPDATE, secret) == 403
    assert bench.diary.poison == []
    assert await bench.post(UPDATE) == 200
    assert len(bench.diary.poison) == 1


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"x" * (1024 * 1024 + 1), 413), (b"{", 400), (b"[]", 400), (b"\xff", 400), (b"[" * 9_999, 400)],
)
async def test_what_cannot_be_an_update_is_sent_back(bench: TelegramBench, body: bytes, status: int) -> None:
    headers = {SECRET_HEADER: SECRET}
    async with (
        aiohttp.ClientSession() as session,
        session.post(bench.address, data=io.BytesIO(body), headers=headers) as answer,
    ):
        assert answer.status == status


async def test_what_could_not_be_kept_is_not_taken(bench: TelegramBench) -> None:
    bench.desk.is_down = True
    await bench.anna.say("log ABC call")
    await until(lambda: 503 in bench.fake.webhook_statuses)
    assert bench.fake.waiting
    bench.desk.is_down = False
    await bench.settled()
    assert len(bench.desk.served) == 1


async def test_the_webhook_is_set_with_its_secret_and_nothing_is_thrown_away(bench: TelegramBench) -> None:
    (call,) = bench.fake.calls("setWebhook")
    assert call["secret_token"] == SECRET
    assert call["url"] == bench.address
    assert "drop_pending_updates" not in call.params
    assert bench.platform.health().condition is Condition.UP
    assert bench.platform.routes()


async def test_the_links_and_menus_are_there(polled: TelegramBench) -> None:
    await until(lambda: polled.fake.menu("all_chat_administrators", "en"), what="the menus")
    assert polled.links == ["https://t.me/tradetrail_bot"]
    assert polled.platform.routes() == []
    for scope in ("default", "all_private_chats", "all_group_chats", "all_chat_administrators"):
        for language in ("", "zh", "en"):
            menu = polled.fake.menu(scope, language)
            assert menu
            assert all(NAME.fullmatch(entry["command"]) and entry["description"] for entry in menu)
    private = {entry["command"] for entry in polled.fake.menu("all_private_chats", "zh")}
    assert {"start", "help", "settings"} <= private
    assert private == {verb for verb in VERBS if verb not in FOR_ADMINS}
    assert not PRIVATE_ONLY & {entry["command"] for entry in polled.fake.menu("all_group_chats")}
    assert "route" in {entry["command"] for entry in polled.fake.menu("all_chat_administrators", "en")}


async def test_the_check_finds_all_well(bench: TelegramBench) -> None:
    now = SystemClock().now()
    findings = {finding.name: finding for finding in await bench.platform.check(now)}
    assert set(findings) == {
        "telegram-token", "telegram-groups", "telegram-privacy", "telegram-clock", "telegram-webhook"
    }  # fmt: skip
    assert all(finding.is_good and finding.remedy is None for finding in findings.values())
    assert findings["telegram-token"].about == "@tradetrail_bot"
    assert findings["telegram-privacy"].about == "on"
    late = {finding.name: finding for finding in await bench.platform.check(now + timedelta(minutes=6))}
    assert not late["telegram-clock"].is_good
    assert late["telegram-clock"].remedy is not None


async def test_the_check_sees_another_who_listens(polled: TelegramBench) -> None:
    polled.fake.cloud.webhook = {"url": "http://127.0.0.1:9/other"}
    findings = {finding.name: finding for finding in await polled.platform.check(SystemClock().now())}
    assert not findings["telegram-webhook"].is_good
    assert findings["telegram-webhook"].remedy is not None


async def test_a_check_of_a_wrong_token_says_so(bench: TelegramBench) -> None:
    # Who the bot is, is asked only once.
    bench.platform._api._me = None
    bench.fake.faults.refuse("getMe", "Unauthorized", 1, 401)
    (finding,) = await bench.platform.check(SystemClock().now())
    assert (finding.name, finding.is_good, finding.about) == ("telegram-token", False, "invalid_token")


async def test_the_token_shows_nowhere(polled: TelegramBench, caplog: pytest.LogCaptureFixture) -> None:
    token = polled.fake.token
    for name in ("httpx", "httpcore", "telegram"):
        assert logging.getLogger(name).getEffectiveLevel() >= logging.WARNING
    told: list[str] = []
    secret = "Kundenwort " * 2
    with caplog.at_level(logging.INFO):
        for order in ("status", "lose_answer", "cut"):
            getattr(polled.fake.faults, order)("sendMessage")
            with pytest.raises(DeliveryError) as caught:
                await polled.platform.deliver(polled.letter(sentence(secret)), is_repeat=False)
            told.append("".join(traceback.format_exception(caught.value)))
        polled.fake.inject({"message": {"text": secret}})
        await polled.settled()
        await polled.fake.go_down()
        await until(lambda: not polled.platform.health().is_well)
        with pytest.raises(DeliveryError) as caught:
            assert [piece async for piece in polled.platform.download("F1")]
        told.append("".join(traceback.format_exception(caught.value)))
    assert len(told) == 4
    logged = "".join(f"{record.getMessage()} {record.__dict__}" for record in caplog.records)
    assert "Telegram is not heard" in logged
    for text in [*told, logged]:
        assert token not in text
        assert secret not in text
    assert token not in repr(TelegramSettings(token, webhook_secret=SECRET))
    assert SECRET not in repr(TelegramSettings(token, webhook_secret=SECRET))

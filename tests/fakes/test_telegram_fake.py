"""The stand-in for Telegram keeps the Bot API's rules, as python-telegram-bot meets them."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllGroupChats,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    MessageEntity,
)
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TimedOut,
)
from telegram.request import HTTPXRequest

from tests.fakes import until
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_text import utf16
from tests.fakes.telegram_user import TelegramUser

GROUP, SUPER = -42, -1_000_000_000_077


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as fake:
        yield fake


def bot_for(fake: FakeTelegram, token: str = "") -> Bot:
    request = HTTPXRequest(read_timeout=3, connection_pool_size=8, httpx_kwargs={"trust_env": False})
    polling = HTTPXRequest(read_timeout=3, httpx_kwargs={"trust_env": False})
    return Bot(
        token or fake.token,
        base_url=fake.base_url,
        base_file_url=fake.file_base_url,
        request=request,
        get_updates_request=polling,
    )


@pytest.fixture
async def bot(telegram: FakeTelegram) -> AsyncIterator[Bot]:
    async with bot_for(telegram) as built:
        yield built


@pytest.fixture
def boris(telegram: FakeTelegram) -> TelegramUser:
    return TelegramUser(telegram, 7, "Boris", "en", "boris")


def keyboard(*labels: str, data: str = "") -> InlineKeyboardMarkup:
    rows = [[InlineKeyboardButton(label, callback_data=data or f"t:{label}")] for label in labels]
    return InlineKeyboardMarkup(rows)


async def test_polling_confirms_by_offset(telegram: FakeTelegram, bot: Bot, boris: TelegramUser) -> None:
    await boris.start("CODE1")
    await boris.say("/log ABC 😀 @tradetrail_bot")
    first, second = await bot.get_updates()
    assert first.message and second.message and first.message.text == "/start CODE1"
    parsed = second.message.parse_entities(["bot_command", "mention"])
    assert sorted(parsed.values()) == ["/log", "@tradetrail_bot"]
    assert len(await bot.get_updates()) == 2, "nothing is confirmed without an offset"
    assert [u.update_id for u in await bot.get_updates(offset=second.update_id)] == [second.update_id]
    assert await bot.get_updates(offset=second.update_id + 1) == () and telegram.waiting == []
    waiting = asyncio.create_task(bot.get_updates(offset=second.update_id + 1, timeout=2))
    await until(lambda: len(telegram.calls("getUpdates")) == 5)
    await boris.say("late")
    assert [u.message.text for u in await waiting if u.message] == ["late"]


async def test_two_pollers_meet_a_conflict(telegram: FakeTelegram, bot: Bot) -> None:
    async with bot_for(telegram) as other:
        waiting = asyncio.create_task(bot.get_updates(timeout=2))
        await until(lambda: telegram.calls("getUpdates"))
        await other.get_updates()
        with pytest.raises(Conflict, match="terminated by other"):
            await waiting
    await bot.set_webhook("http://127.0.0.1:9/hook")
    with pytest.raises(Conflict, match="webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    with pytest.raises(InvalidToken):
        async with bot_for(telegram, "99:wrong"):
            raise AssertionError("a wrong token was taken")


async def test_sending_editing_deleting(telegram: FakeTelegram, bot: Bot, boris: TelegramUser) -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(7, "too early")
    await boris.start()
    bold = MessageEntity("bold", 3, 3)
    sent = await bot.send_message(7, "😀 ABC", entities=[bold], reply_markup=keyboard("Done", "Snooze"))
    assert sent.parse_entities(["bold"]) == {sent.entities[0]: "ABC"}
    shown = telegram.chat(7).from_bot()[0]
    assert (shown.text, shown.buttons, shown.rows) == ("😀 ABC", ["Done", "Snooze"], [["Done"], ["Snooze"]])
    slow = shown.snapshot()
    await bot.edit_message_text("decided", 7, sent.message_id)
    assert (shown.text, shown.buttons, shown.edits) == ("decided", [], ["😀 ABC"]) and slow.buttons
    with pytest.raises(BadRequest, match="not modified"):
        await bot.edit_message_text("decided", 7, sent.message_id)
    await bot.edit_message_reply_markup(7, sent.message_id, reply_markup=keyboard("Undo"))
    assert shown.buttons == ["Undo"]
    await bot.send_message(
        7, "<b>a &lt; b</b>", parse_mode="HTML", reply_markup=ForceReply(input_field_placeholder="?")
    )
    last = telegram.chat(7).messages[-1]
    assert last.text == "a < b" and last.entities[0]["length"] == 5 and last.wants_reply
    await bot.delete_message(7, sent.message_id)
    assert len(telegram.chat(7).from_bot()) == 1


@pytest.mark.parametrize(
    ("text", "more", "words"),
    [
        (" ", {}, "text is empty"),
        ("x" * 4097, {}, "too long"),
        ("x", {"entities": [MessageEntity("bold", 0, 2)]}, "ends after the end"),
        ("😀", {"entities": [MessageEntity("bold", 1, 1)]}, "middle of a UTF-16 symbol"),
        ("x", {"reply_markup": keyboard("a", data="x" * 65)}, "button_data_invalid"),
        ("x", {"reply_markup": keyboard("a", data="货" * 22)}, "button_data_invalid"),
        ("x", {"reply_markup": keyboard(*"x" * 101)}, "reply_markup_too_long"),
        ("x", {"reply_to_message_id": 999}, "replied not found"),
        ("<x>", {"parse_mode": "HTML"}, "Unsupported start tag"),
    ],
)
async def test_refusals(bot: Bot, boris: TelegramUser, text: str, more: dict[str, Any], words: str) -> None:
    await boris.start()
    with pytest.raises(BadRequest, match=f"(?i){words}"):
        await bot.send_message(7, text, **more)


async def test_pressing(telegram: FakeTelegram, bot: Bot, boris: TelegramUser) -> None:
    await boris.start()
    await bot.send_message(7, "card", reply_markup=keyboard("Done"))
    query_id = await boris.press(telegram.chat(7).messages[-1], "Done")
    query = (await bot.get_updates())[-1].callback_query
    assert query and query.data == "t:Done" and query.message and query.id == query_id
    await bot.answer_callback_query(query_id, "noted", show_alert=True)
    assert [(a.text, a.is_alert) for a in telegram.answers(7)] == [("noted", True)]
    with pytest.raises(BadRequest, match="too old"):
        await bot.answer_callback_query(query_id)
    with pytest.raises(BadRequest, match=r"(?i)message_too_long"):
        await bot.answer_callback_query("1", "x" * 201)
    await boris.press(telegram.chat(7).messages[-1], "Done", is_old=True)
    old = (await bot.get_updates())[-1].callback_query
    assert old and old.message and not old.message.is_accessible


async def test_files_and_forwards(telegram: FakeTelegram, bot: Bot, boris: TelegramUser) -> None:
    await boris.send_document(b"%PDF", "bl.pdf", "doc S7 BL")
    await boris.forward("we accept", "Anna Schmidt", 1_800_000_000)
    document, forward = (update.message for update in await bot.get_updates())
    assert document and document.document and document.caption == "doc S7 BL"
    file = await bot.get_file(document.document.file_id)
    assert bytes(await file.download_as_bytearray()) == b"%PDF"
    assert forward and forward.forward_origin and forward.forward_origin.to_dict()["sender_user_name"] == "Anna Schmidt"
    await bot.send_document(7, b"zip", filename="pack.zip", caption="the pack")
    assert telegram.chat(7).messages[-1].extra["document"]["file_name"] == "pack.zip"
    await bot.send_photo(7, b"png", caption="chart")
    assert telegram.chat(7).texts()[-1] == "chart"
    await boris.send_document(b"x" * (20 * 1024 * 1024 + 1), "big.bin")
    big = (await bot.get_updates())[-1].message
    assert big and big.document
    with pytest.raises(BadRequest, match="too big"):
        await bot.get_file(big.document.file_id)


async def test_groups_keep_privacy_and_topics(telegram: FakeTelegram, bot: Bot, boris: TelegramUser) -> None:
    telegram.add_group(SUPER, "Sales", forum=True)
    own = await bot.send_message(SUPER, "hello", message_thread_id=5)
    assert own.message_thread_id == 5
    await boris.say("just talk", SUPER)
    await boris.say("/log@other_bot ABC", SUPER)
    await boris.say("and /log inside", SUPER)
    for text in ("/log ABC", "/log@tradetrail_bot XYZ", "@tradetrail_bot log"):
        await boris.say(text, SUPER)
    await boris.say("an answer", SUPER, reply_to=telegram.chat(SUPER).messages[0])
    heard = [update.message for update in await bot.get_updates() if update.message]
    assert [m.text for m in heard] == ["/log ABC", "/log@tradetrail_bot XYZ", "@tradetrail_bot log", "an answer"]
    assert heard[-1].message_thread_id == 5 and heard[-1].reply_to_message
    telegram.add_group(GROUP, "Old")
    with pytest.raises(BadRequest, match="thread not found"):
        await bot.send_message(GROUP, "x", message_thread_id=5)
    moved = telegram.migrate(GROUP)
    with pytest.raises(ChatMigrated) as caught:
        await bot.send_message(GROUP, "x")
    assert caught.value.new_chat_id == moved.id
    assert (await bot.get_updates())[-1].message.migrate_from_chat_id == GROUP  # type: ignore[union-attr]
    assert (await bot.get_chat_member(SUPER, 7)).user.first_name == "Boris"


async def test_blocking_edits_and_menus(telegram: FakeTelegram, bot: Bot, boris: TelegramUser) -> None:
    said = await boris.say("log ABC")
    await boris.edit(said, "log XYZ")
    await boris.block()
    with pytest.raises(Forbidden, match="blocked by the user"):
        await bot.send_message(7, "x")
    await boris.unblock()
    kinds = [next(kind for kind in update if kind != "update_id") for update in telegram.waiting]
    assert kinds == ["message", "edited_message", "my_chat_member", "my_chat_member"]
    await bot.set_my_commands([BotCommand("log", "记录")], BotCommandScopeAllGroupChats(), "zh")
    assert telegram.menu("all_group_chats", "zh") == [{"command": "log", "description": "记录"}]
    with pytest.raises(BadRequest, match=r"(?i)bot_command_invalid"):
        await bot.set_my_commands([BotCommand("log-it", "x")])


async def test_faults(telegram: FakeTelegram, bot: Bot, boris: TelegramUser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    await boris.start()
    telegram.faults.rate_limit("sendMessage", retry_after=3, where={"chat_id": 7})
    with pytest.raises(RetryAfter):
        await bot.send_message(7, "x")
    telegram.faults.lose_answer("sendMessage")
    with pytest.raises(NetworkError):
        await bot.send_message(7, "arrived")
    assert telegram.chat(7).texts()[-1] == "arrived"
    telegram.faults.hang("sendMessage")
    with pytest.raises(TimedOut):
        await bot.send_message(7, "x", read_timeout=0.05)
    telegram.faults.refuse("sendMessage", "Forbidden: user is deactivated", status=403)
    with pytest.raises(Forbidden):
        await bot.send_message(7, "x")
    await telegram.go_down()
    with pytest.raises(NetworkError):
        await bot.send_message(7, "x")
    await telegram.come_up()
    await bot.send_message(7, "back")
    assert [call.outcome for call in telegram.calls("sendMessage")][-1] == "ok"


async def test_webhook_tries_again(telegram: FakeTelegram, bot: Bot, boris: TelegramUser) -> None:
    taken: list[tuple[str, Any]] = []

    async def hook(request: web.Request) -> web.Response:
        taken.append((request.headers["X-Telegram-Bot-Api-Secret-Token"], await request.json()))
        return web.Response(status=503 if len(taken) == 1 else 200)

    application = web.Application()
    application.router.add_post("/telegram/webhook", hook)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/telegram/webhook"
    await bot.set_webhook(url, secret_token="s3cret")
    assert (await bot.get_webhook_info()).url == url
    await boris.say("one")
    await boris.say("two")
    await until(lambda: len(taken) == 3)
    assert [update["message"]["text"] for _, update in taken] == ["one", "one", "two"]
    assert taken[0][0] == "s3cret" and taken[0][1] == taken[1][1]
    await until(lambda: telegram.webhook_statuses == [503, 200, 200])
    await bot.delete_webhook()
    await runner.cleanup()
    assert telegram.waiting == [] and utf16("😀a") == 3

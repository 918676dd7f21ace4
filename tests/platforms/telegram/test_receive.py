"""What is heard in Telegram, and what is not."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Message

from bot.domain.people import Language
from bot.platforms.telegram.api import Me, TelegramApi
from bot.platforms.telegram.parts import asked_of
from bot.platforms.telegram.polling import serve
from bot.platforms.telegram.receive import Receiver
from bot.ports.requests import Answer, Forwarded, Place, Pressed, Said
from tests.fakes import until
from tests.platforms.standins import ScriptedDesk, sentence
from tests.platforms.telegram.bench import ANNA, AT, GROUP, OTTO, Diary, TelegramBench, hear, message, said

NAMES = (
    "message callback_query my_chat_member edited_message chat from id type text date message_id entities data "
    "forward_origin reply_to_message sender_chat new_chat_member status photo document"
).split()


@pytest.mark.parametrize(
    ("typed", "heard"),
    [
        ("/log ABC email Quote > 3d", "log ABC email Quote > 3d"),
        ("/log@tradetrail_bot ABC", "log ABC"),
        ("/log@TradeTrail_Bot\nABC", "log\nABC"),
        ("/start c0de-123", "start c0de-123"),
        ("/记录 ABC 邮件", "记录 ABC 邮件"),
        ("/today", "today"),
    ],
)
async def test_a_command_loses_its_slash_and_the_bots_name(bench: TelegramBench, typed: str, heard: str) -> None:
    await bench.say(typed)
    assert said(bench).text == heard
    assert said(bench).is_command
    request = bench.desk.last
    assert request.id == f"telegram:{bench.last['update_id']}"
    assert (request.is_answered_inline, request.has_modal) == (False, False)


@pytest.mark.parametrize("typed", ["a/b is open", "/ log", "and /log later", "//x"])
async def test_what_only_holds_a_slash_is_plain_talk(bench: TelegramBench, typed: str) -> None:
    await bench.say(typed)
    assert said(bench).text == typed
    assert not said(bench).is_command


@pytest.mark.parametrize(
    ("typed", "heard"),
    [
        ("/log ABC call", "log ABC call"),
        ("/log@{bot} ABC call", "log ABC call"),
        ("@{bot} log ABC call", "log ABC call"),
        ("/log@other_bot ABC call", None),
        ("@{bot}s log ABC call", None),
        ("log ABC call", None),
    ],
)
async def test_a_group_is_heard_without_any_marks_too(bench: TelegramBench, typed: str, heard: str | None) -> None:
    me = await bench.platform._api.me()
    group = {"id": -5, "type": "group", "title": "Buyers"}
    sent = message(text=typed.format(bot=me.username), chat=group)["message"]
    asked = asked_of(Message.de_json(sent, bench.platform._api.bot), me)
    assert (asked.text if isinstance(asked, Said) else None) == heard


async def test_who_speaks_and_where(bench: TelegramBench) -> None:
    await bench.say("hello")
    speaker, place = bench.desk.last.speaker, bench.desk.last.place
    assert (speaker.account, speaker.name, speaker.locale) == (str(ANNA), "Anna", "en")
    assert (place.chat, place.thread, place.message, place.is_shared) == (str(ANNA), None, None, False)


async def test_a_person_without_a_name_of_their_own_is_found_by_number(bench: TelegramBench) -> None:
    text = "team 😀 Boris Lee role:manager, Boris Lee"
    people = [{"id": 11, "is_bot": False, "first_name": "B"}, {"id": 12, "is_bot": False, "first_name": "B"}]
    marks = [
        {"type": "text_mention", "offset": 8, "length": 9, "user": people[0]},
        {"type": "text_mention", "offset": 32, "length": 9, "user": people[1]},
    ]
    await hear(bench, message(text=text, entities=marks))
    assert said(bench).text == "team 😀 @BorisLee role:manager, @BorisLee_"
    assert dict(said(bench).mentions) == {"@BorisLee": "11", "@BorisLee_": "12"}


ORIGINS: list[tuple[dict[str, Any], str]] = [
    ({"type": "user", "sender_user": {"id": 5, "is_bot": False, "first_name": "Anna", "last_name": "S"}}, "Anna S"),
    ({"type": "hidden_user", "sender_user_name": "Anna Schmidt"}, "Anna Schmidt"),
    ({"type": "chat", "sender_chat": {"id": -5, "type": "group", "title": "Buyers"}}, "Buyers"),
    (
        {"type": "channel", "chat": {"id": -6, "type": "channel", "title": "News"}, "message_id": 1},
        "News",
    ),
    (
        {"type": "channel", "chat": {"id": -6, "type": "channel"}, "message_id": 1, "author_signature": "Ed"},
        "Ed",
    ),
]


@pytest.mark.parametrize(("origin", "author"), ORIGINS)
async def test_a_forwarded_message_keeps_its_author_and_its_day(
    bench: TelegramBench, origin: dict[str, Any], author: str
) -> None:
    await hear(bench, message(text="/log is not obeyed", forward_origin=origin | {"date": AT - 86_400}))
    expected = Forwarded("/log is not obeyed", author, datetime.fromtimestamp(AT - 86_400, UTC))
    assert bench.desk.last.asked == expected


async def test_a_forwarded_file_comes_along(bench: TelegramBench) -> None:
    document = {"file_id": "F1", "file_unique_id": "U1", "file_name": "BL.pdf", "file_size": 3, "mime_type": "a/b"}
    origin = {"type": "hidden_user", "sender_user_name": "Anna", "date": AT}
    await hear(bench, message(document=document, caption="the BL", forward_origin=origin))
    asked = bench.desk.last.asked
    assert isinstance(asked, Forwarded)
    assert asked.text == "the BL"
    assert [(file.fetch, file.name, file.size, file.mime) for file in asked.files] == [("F1", "BL.pdf", 3, "a/b")]


async def test_a_file_and_its_words(bench: TelegramBench) -> None:
    await bench.anna.send_document(b"%PDF-1", "bl.pdf", "/doc S7 BL", mime_type="application/pdf")
    await bench.settled()
    (file,) = said(bench).files
    assert said(bench).text == "doc S7 BL"
    assert (file.name, file.size, file.mime) == ("bl.pdf", 6, "application/pdf")
    assert b"".join([piece async for piece in bench.platform.download(file.fetch)]) == b"%PDF-1"
    await bench.anna.send_photo(b"jpeg")
    await bench.settled()
    (photo,) = said(bench).files
    assert said(bench).text == ""
    assert photo.name.endswith(".jpg")


async def test_each_part_of_an_album_brings_its_file(bench: TelegramBench) -> None:
    sizes = [{"file_id": "small", "file_unique_id": "a", "width": 9, "height": 9}]
    for number in (1, 2):
        large = {"file_id": f"large{number}", "file_unique_id": "b", "width": 90, "height": 90, "file_size": 5}
        await hear(bench, message(media_group_id="9", message_id=number, photo=[*sizes, large]))
    files = [asked.files for asked in (one.asked for one in bench.desk.heard) if isinstance(asked, Said)]
    assert [[file.fetch for file in one] for one in files] == [["large1"], ["large2"]]


@pytest.mark.parametrize(
    ("content", "heard"),
    [
        ({"sticker": {"file_id": "s", "file_unique_id": "s", "type": "regular", "width": 1, "height": 1, "emoji": "👍",
                      "is_animated": False, "is_video": False}}, "👍"),
        ({"contact": {"phone_number": "+49 30 1", "first_name": "Anna", "last_name": "S"}}, "Anna S +49 30 1"),
        ({"location": {"latitude": 1.0, "longitude": 2.0}}, "?"),
    ],
)  # fmt: skip
async def test_what_has_no_words_is_not_met_with_silence(
    bench: TelegramBench, content: dict[str, Any], heard: str
) -> None:
    await hear(bench, message(**content))
    assert said(bench).text == heard


async def test_half_a_sign_never_reaches_the_store(bench: TelegramBench) -> None:
    await hear(bench, message(text="log ABC \ud83d"))
    assert said(bench).text == "log ABC �"
    bench.desk.last.speaker.name.encode()


async def test_an_edited_message_is_not_asked_for(bench: TelegramBench) -> None:
    line = await bench.say("log ABC")
    await bench.anna.edit(line, "log XYZ")
    await bench.settled()
    assert len(bench.desk.heard) == 1


async def test_a_press_is_answered_with_what_the_desk_says(bench: TelegramBench) -> None:
    bench.desk.answers = lambda _request: Answer(language=Language.EN, glance="Not yours " * 40, is_refusal=True)
    await bench.platform.deliver(bench.letter(sentence("due")), is_repeat=False)
    query = await bench.anna.press_data(bench.messages[-1], "tok.1", is_old=True)
    await bench.settled()
    assert bench.desk.last.asked == Pressed("tok.1")
    assert bench.desk.last.id == f"telegram:cb:{query}"
    assert bench.desk.last.place.message == str(bench.messages[-1].message_id)
    await until(lambda: bench.fake.answers(ANNA))
    (shown,) = bench.fake.answers(ANNA)
    assert shown.is_alert
    assert shown.text.startswith("Not yours")
    assert len(shown.text) <= 200


async def test_a_press_that_cannot_be_answered_is_served_all_the_same(bench: TelegramBench) -> None:
    bench.fake.faults.refuse("answerCallbackQuery", "Bad Request: query is too old")
    await bench.platform.deliver(bench.letter(sentence("due")), is_repeat=False)
    await bench.anna.press_data(bench.messages[-1], "tok.1")
    await bench.settled()
    assert len(bench.desk.served) == 1
    await until(lambda: bench.fake.calls("answerCallbackQuery"))


async def test_a_block_and_its_end_are_told(bench: TelegramBench) -> None:
    await bench.anna.block()
    await bench.anna.unblock()
    await bench.settled()
    assert bench.diary.blocked == [(str(ANNA), True), (str(ANNA), False)]
    bench.fake.add_group(GROUP, "ABC")
    await bench.anna.remove_bot(GROUP)
    await bench.settled()
    assert len(bench.diary.blocked) == 2


async def test_a_group_that_moves_is_told_once_from_each_side(bench: TelegramBench) -> None:
    bench.fake.add_group(-42, "ABC deal")
    await bench.say("/today", chat=-42)
    bench.fake.migrate(-42)
    await bench.settled()
    assert bench.diary.moved == [("-42", "-1000000000042")] * 2
    assert len(bench.desk.heard) == 1


async def test_what_nobody_can_read_is_put_aside(bench: TelegramBench) -> None:
    bench.fake.inject({"message": {"message_id": "?", "date": "yesterday", "chat": 5}})
    await bench.settled()
    ((number, raw, problem),) = bench.diary.poison
    assert number == f"telegram:{raw['update_id']}"
    assert raw["message"]["date"] == "yesterday"
    assert problem
    await bench.say("today")
    assert said(bench).text == "today"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=6),
    max_leaves=12,
)


@given(st.lists(st.dictionaries(st.sampled_from(NAMES), JSON, max_size=5), max_size=8))
def test_whatever_comes_is_served_put_aside_or_let_pass(updates: list[dict[str, Any]]) -> None:
    api, desk, diary = (
        TelegramApi("1:a", "http://127.0.0.1:9/bot", "http://127.0.0.1:9/file/bot"),
        ScriptedDesk(),
        Diary(),
    )
    api._me = Me(1, "tradetrail_bot", True, False)

    async def turn_away(_place: Place) -> None:
        return

    async def run() -> None:
        receiver = Receiver(desk, api, diary.news, turn_away)
        await serve([{"update_id": n} | update for n, update in enumerate(updates)], receiver.take)
        await receiver.finish()
        await api.close()

    asyncio.run(run())
    assert len(desk.heard) + len(diary.poison) <= len(updates)


async def test_another_person_is_another_account(bench: TelegramBench) -> None:
    await bench.say_as_stranger("today")
    assert bench.desk.last.speaker.account == str(OTTO)

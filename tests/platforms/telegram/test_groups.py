"""What is heard in a group, and what is not meant for the bot."""

from datetime import UTC, datetime

import pytest

from tests.platforms.standins import sentence
from tests.platforms.telegram.bench import GROUP, TelegramBench, hear, message, said


class TestInAGroup:
    """Only what is meant for the bot is heard, even where it is sent everything."""

    @pytest.fixture(params=[False, True], ids=["privacy", "admin"])
    def group(self, bench: TelegramBench, request: pytest.FixtureRequest) -> TelegramBench:
        bench.fake.add_group(GROUP, "ABC deal", forum=True, bot_is_admin=request.param)
        return bench

    @pytest.mark.parametrize(
        ("typed", "heard"),
        [
            ("/log@tradetrail_bot ABC call", "log ABC call"),
            ("/log ABC call", "log ABC call"),
            ("@tradetrail_bot log ABC", "log ABC"),
            ("log ABC @TradeTrail_bot", "log ABC"),
            ("@tradetrail_bot /log ABC", "log ABC"),
        ],
    )
    async def test_meant_for_it(self, group: TelegramBench, typed: str, heard: str) -> None:
        await group.say(typed, chat=GROUP, thread=5)
        assert said(group).text == heard
        place = group.desk.last.place
        assert (place.chat, place.thread, place.is_shared, place.name) == (str(GROUP), "5", True, "ABC deal")

    @pytest.mark.parametrize("typed", ["log ABC", "/log@other_bot ABC", "@otto look", "mail info@tradetrail_bot.de"])
    async def test_not_meant_for_it(self, group: TelegramBench, typed: str) -> None:
        await group.say(typed, chat=GROUP)
        assert group.desk.heard == []

    async def test_a_reply_to_the_bot_is_meant_for_it_and_names_the_message(self, group: TelegramBench) -> None:
        await group.platform.deliver(group.to_group(sentence("F7 due"), thread="5"), is_repeat=False)
        card = group.fake.chat(GROUP).from_bot()[-1]
        await group.say("done", chat=GROUP, reply_to=card)
        assert (said(group).text, said(group).quoted) == ("done", None)
        assert group.desk.last.place.message == str(card.message_id)
        assert group.desk.last.place.thread == "5"

    async def test_a_reply_to_somebody_brings_their_words(self, group: TelegramBench) -> None:
        theirs = await group.other.say("Price is fine", chat=GROUP)
        await group.say("/log ABC", chat=GROUP, reply_to=theirs)
        quoted = said(group).quoted
        assert quoted is not None
        assert (quoted.text, quoted.author) == ("Price is fine", "Otto")
        assert quoted.at == datetime.fromtimestamp(theirs.date, UTC)

    async def test_a_reply_thread_without_topics_is_no_topic(self, group: TelegramBench) -> None:
        chat = {"id": GROUP, "type": "supergroup", "title": "ABC deal"}
        marks = [{"type": "bot_command", "offset": 0, "length": 6}]
        await hear(group, message(chat=chat, text="/today", entities=marks, message_thread_id=9))
        assert group.desk.last.place.thread is None

    async def test_nobody_can_be_recognised_behind_the_group_itself(self, group: TelegramBench) -> None:
        chat = {"id": GROUP, "type": "supergroup", "title": "ABC deal"}
        marks = [{"type": "bot_command", "offset": 0, "length": 6}]
        await hear(group, message(chat=chat, text="/today", entities=marks, sender_chat=chat))
        assert group.fake.chat(GROUP).texts() == ["telegram-anonymous"]
        await hear(group, message(chat=chat, text="good morning", sender_chat=chat))
        assert group.fake.chat(GROUP).texts() == ["telegram-anonymous"]
        assert group.desk.heard == []

    async def test_a_channel_is_not_heard(self, group: TelegramBench) -> None:
        chat = {"id": GROUP, "type": "supergroup", "title": "ABC deal"}
        marks = [{"type": "bot_command", "offset": 0, "length": 6}]
        channel = {"id": -1009, "type": "channel", "title": "News"}
        await hear(group, message(chat=chat, text="/today", entities=marks, sender_chat=channel))
        assert group.desk.heard == []
        assert group.fake.chat(GROUP).texts() == []

    async def test_service_messages_are_not_heard(self, group: TelegramBench) -> None:
        await group.anna.add_bot(GROUP)
        await group.settled()
        assert group.desk.heard == []
        assert group.diary.blocked == []

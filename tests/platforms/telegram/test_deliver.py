"""Letters carried into Telegram, and every way in which that ends."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from telegram.error import TelegramError

from bot.dialogue.replies import Attachment, Button, Buttons, Paragraph, Reply, Small
from bot.domain.phrases import words
from bot.platforms.telegram import limits
from bot.platforms.telegram.api import problem_of
from bot.ports.outside import CannotLookUp, Later, Moved, NotSent, Refused, Unknown
from tests.fakes.telegram import FakeTelegram
from tests.platforms.standins import sentence
from tests.platforms.telegram.bench import ANNA, GROUP, OTTO, TelegramBench

LONG = Reply(tuple(Paragraph(words(f"part{n} " + "x" * 3_000)) for n in range(3)))


@pytest.mark.parametrize(
    ("order", "problem", "reason"),
    [
        (lambda fake: fake.faults.rate_limit("sendMessage", 7), Later, "rate_limited"),
        (lambda fake: fake.faults.status("sendMessage", 429), Later, "rate_limited"),
        (lambda fake: fake.faults.status("sendMessage", 500), Unknown, "TelegramError"),
        (lambda fake: fake.faults.status("sendMessage", 502, done=True), Unknown, "TelegramError"),
        (lambda fake: fake.faults.lose_answer("sendMessage"), Unknown, "ServerDisconnectedError"),
        (lambda fake: fake.faults.refuse("sendMessage", "Bad Request: chat not found"), Refused, "chat_not_found"),
        (lambda fake: fake.faults.refuse("sendMessage", "Bad Request: said 'secret'"), Refused, "bad_request"),
        (lambda fake: fake.faults.refuse("sendMessage", "Unauthorized", 1, 401), NotSent, "invalid_token"),
    ],
)
async def test_every_end_has_its_name(
    bench: TelegramBench, order: Callable[[FakeTelegram], None], problem: type[Exception], reason: str
) -> None:
    order(bench.fake)
    with pytest.raises(problem) as caught:
        await bench.platform.deliver(bench.letter(sentence("hello")), is_repeat=False)
    assert type(caught.value) is problem
    assert str(caught.value) == reason
    assert len(bench.fake.calls("sendMessage")) == 1


async def test_the_seconds_to_wait_are_telegrams(bench: TelegramBench) -> None:
    bench.fake.faults.rate_limit("sendMessage", 7)
    with pytest.raises(Later) as caught:
        await bench.platform.deliver(bench.letter(sentence("hello")), is_repeat=False)
    assert caught.value.seconds == 7


async def test_a_telegram_that_is_away_has_surely_got_nothing(bench: TelegramBench) -> None:
    await bench.fake.go_down()
    with pytest.raises(NotSent):
        await bench.platform.deliver(bench.letter(sentence("hello")), is_repeat=False)


async def test_somebody_who_blocked_the_bot_is_noted(bench: TelegramBench) -> None:
    bench.fake.chat(ANNA).is_blocked = True
    with pytest.raises(Refused, match="blocked"):
        await bench.platform.deliver(bench.letter(sentence("hello")), is_repeat=False)
    assert bench.diary.blocked == [(str(ANNA), True)]


async def test_a_group_that_moved_says_where(bench: TelegramBench) -> None:
    bench.fake.add_group(-42, "ABC deal")
    bench.fake.migrate(-42)
    letter = bench.to_group(sentence("hello"))
    moved = type(letter)(letter.key, type(letter.place)(letter.place.platform, "-42", is_shared=True), *(
        letter.reply, letter.language, letter.zone
    ))  # fmt: skip
    with pytest.raises(Moved) as caught:
        await bench.platform.deliver(moved, is_repeat=False)
    assert caught.value.new_chat == "-1000000000042"


async def test_it_cannot_be_looked_up_so_a_repeat_says_so(bench: TelegramBench) -> None:
    letter = bench.letter(sentence("hello"))
    with pytest.raises(CannotLookUp):
        await bench.platform.find(letter, datetime(2026, 12, 1, tzinfo=UTC))
    await bench.platform.deliver(letter, is_repeat=False)
    await bench.platform.deliver(letter, is_repeat=True)
    first, second = bench.messages[-2:]
    assert "may-be-repeat" not in first.text
    assert "may-be-repeat" in second.text


class TestALetterOfSeveralMessages:
    """What surely stands there is not posted again."""

    async def test_goes_on_where_it_was_stopped(self, bench: TelegramBench) -> None:
        bench.fake.faults.rate_limit("sendMessage", 3, after=1)
        letter = bench.letter(LONG)
        with pytest.raises(Later):
            await bench.platform.deliver(letter, is_repeat=False)
        ids = await bench.platform.deliver(letter, is_repeat=False)
        assert [message.text[:5] for message in bench.messages] == ["part0", "part1", "part2"]
        assert list(ids) == [str(message.message_id) for message in bench.messages]

    async def test_marks_the_rest_where_nobody_knows(self, bench: TelegramBench) -> None:
        bench.fake.faults.lose_answer("sendMessage", after=1)
        letter = bench.letter(LONG)
        with pytest.raises(Unknown, match="partly"):
            await bench.platform.deliver(letter, is_repeat=False)
        ids = await bench.platform.deliver(letter, is_repeat=True)
        assert [message.text[:5] for message in bench.messages] == ["part0", "part1", "part1", "part2"]
        assert "may-be-repeat" in bench.messages[-1].text
        assert len(ids) == 3


class TestToOnePersonOfAGroup:
    """What one person alone may see never stands in the group."""

    async def test_it_goes_to_their_own_chat_and_is_changed_there(self, bench: TelegramBench) -> None:
        bench.fake.add_group(GROUP, "ABC deal")
        (message,) = await bench.platform.deliver(
            bench.to_group(sentence("secret"), only_for=str(ANNA)), is_repeat=False
        )
        assert bench.fake.chat(GROUP).from_bot() == []
        assert "secret" in bench.seen()
        later = bench.to_group(sentence("secret two"), key="k2", revises=message)
        assert await bench.platform.revise(later) == (message,)
        assert bench.seen() == "secret two"
        assert bench.fake.chat(GROUP).from_bot() == []

    async def test_who_never_pressed_start_is_asked_to_and_nothing_is_told(self, bench: TelegramBench) -> None:
        bench.fake.add_group(GROUP, "ABC deal", forum=True)
        letter = bench.to_group(sentence("secret"), thread="5", only_for=str(OTTO))
        assert await bench.platform.deliver(letter, is_repeat=False) == ()
        (hint,) = bench.fake.chat(GROUP).from_bot()
        assert "telegram-open-private" in hint.text
        assert "secret" not in hint.text
        assert hint.thread == 5
        assert hint.markup is not None
        assert hint.markup["inline_keyboard"][0][0]["url"] == "https://t.me/tradetrail_bot?start"

    async def test_what_everybody_sees_is_not_turned_into_it(self, bench: TelegramBench) -> None:
        bench.fake.add_group(GROUP, "ABC deal")
        (message,) = await bench.platform.deliver(bench.to_group(sentence("card")), is_repeat=False)
        with pytest.raises(Refused):
            await bench.platform.revise(bench.to_group(sentence("secret"), "k2", only_for=str(ANNA), revises=message))
        assert bench.fake.chat(GROUP).texts() == ["card"]


async def test_a_topic_gets_what_is_for_it(bench: TelegramBench) -> None:
    bench.fake.add_group(GROUP, "ABC deal", forum=True)
    await bench.platform.deliver(bench.to_group(sentence("card"), thread="5"), is_repeat=False)
    assert [message.thread for message in bench.fake.chat(GROUP).from_bot()] == [5]


async def test_a_decided_card_has_no_live_button(bench: TelegramBench) -> None:
    row = Buttons((Button(words("Approve"), ticket="t.1"),))
    (message,) = await bench.platform.deliver(bench.letter(Reply((Paragraph(words("A5")), row))), is_repeat=False)
    assert bench.tickets() == ["t.1"]
    await bench.platform.revise(bench.letter(sentence("A5 approved"), "k2", revises=message))
    assert bench.tickets() == []
    assert bench.messages[-1].edits == ["A5"]


async def test_a_card_that_outgrows_its_message_goes_on_after_it(bench: TelegramBench) -> None:
    (message,) = await bench.platform.deliver(bench.letter(sentence("short")), is_repeat=False)
    ids = await bench.platform.revise(bench.letter(LONG, "k2", revises=message))
    assert ids[0] == message
    assert [one.text[:5] for one in bench.messages] == ["part0", "part1", "part2"]


@pytest.mark.parametrize("number", ["", "abc", "1.1", "²", "4567/", "4567/x"])
async def test_what_is_no_message_of_telegram_cannot_be_changed(bench: TelegramBench, number: str) -> None:
    with pytest.raises(Refused):
        await bench.platform.revise(bench.letter(sentence("x"), revises=number))
    assert bench.fake.calls("editMessageText") == []


class TestFiles:
    """Files of the archive."""

    async def test_a_file_and_a_picture_arrive_with_their_words(self, bench: TelegramBench) -> None:
        pack, chart = bench.shelf.keep(b"PK-zip"), bench.shelf.keep(b"png")
        reply = Reply((
            Paragraph(words("here")),
            Attachment(pack, "evidence\u202e.zip", caption=words("the pack")),
            Attachment(chart, "funnel.png", is_picture=True),
            Small(words("#1")),
        ))  # fmt: skip
        ids = await bench.platform.deliver(bench.letter(reply), is_repeat=False)
        assert len(ids) == 4
        _, document, photo, _ = bench.messages
        assert document.text == "the pack"
        file = document.extra["document"]
        assert bench.fake.cloud.files[file["file_id"]] == ("evidence[U+202E].zip", b"PK-zip")
        assert "photo" in photo.extra

    async def test_a_picture_telegram_cannot_draw_is_still_a_file(self, bench: TelegramBench) -> None:
        bench.fake.faults.refuse("sendPhoto", "Bad Request: PHOTO_INVALID_DIMENSIONS")
        reply = Reply((Attachment(bench.shelf.keep(b"png"), "funnel.png", is_picture=True),))
        await bench.platform.deliver(bench.letter(reply), is_repeat=False)
        assert "document" in bench.messages[-1].extra

    async def test_a_missing_file_is_a_refusal(self, bench: TelegramBench) -> None:
        with pytest.raises(Refused, match="missing"):
            await bench.platform.deliver(bench.letter(Reply((Attachment("0" * 64, "x.pdf"),))), is_repeat=False)

    async def test_what_is_too_large_is_said(self, bench: TelegramBench, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(limits, "UPLOAD", 3)
        reply = Reply((Attachment(bench.shelf.keep(b"four"), "x.pdf", caption=words("the pack")),))
        await bench.platform.deliver(bench.letter(reply), is_repeat=False)
        assert "the pack" in bench.seen()
        assert "telegram-file-too-large x.pdf" in bench.seen()

    async def test_what_cannot_be_fetched_is_a_refusal(self, bench: TelegramBench) -> None:
        with pytest.raises(Refused):
            assert [piece async for piece in bench.platform.download("nothing")] == []


def test_an_unknown_end_is_unknown() -> None:
    assert isinstance(problem_of(TelegramError("?")), Unknown)

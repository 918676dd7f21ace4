"""A letter is carried once, whatever happens on the way, and every end of an attempt has its name."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from bot.dialogue.replies import Attachment, Paragraph, Reply, Small
from bot.domain.phrases import phrase, words
from bot.domain.refs import Kind, Ref
from bot.ports.outside import CannotLookUp, Condition, DeliveryError, Later, NotSent, Refused, Unknown, told_again
from tests.fakes.faults import FOREVER
from tests.fakes.slack import text_of
from tests.platforms.slack.bench import ANNA, OTHER, ROOM, SlackBench, acting_in
from tests.platforms.standins import sentence

LONG = "\n".join(f"line {n} {'x' * 60}" for n in range(500))


def long_ago() -> datetime:
    return datetime.fromtimestamp(0, UTC) + timedelta(days=2)


async def test_nothing_in_a_post_is_obeyed_or_unfolded(bench: SlackBench) -> None:
    await bench.platform.deliver(bench.to_room(sentence("<!channel> https://evil.example <@U1>")), is_repeat=False)
    (call,) = bench.fake.calls("chat.postMessage")
    assert (call["parse"], call["link_names"], call["unfurl_links"], call["unfurl_media"]) == (
        "none",
        False,
        False,
        False,
    )
    (message,) = bench.fake.messages(ROOM)
    assert acting_in(message) == []
    assert "&lt;!channel&gt;" in message["text"]
    assert "k1" not in str(message["metadata"]), "the key stays at home"


@pytest.mark.parametrize(
    ("method", "arguments", "error"),
    [
        ("refuse", {"error": "channel_not_found"}, Refused),
        ("refuse", {"error": "is_archived"}, Refused),
        ("refuse", {"error": "msg_blocks_too_long"}, Refused),
        ("refuse", {"error": "invalid_auth"}, NotSent),
        ("refuse", {"error": "fatal_error"}, Unknown),
        ("refuse", {"error": "internal_error"}, Unknown),
        ("rate_limit", {"retry_after": 7}, Later),
        ("status", {"status": 502}, Unknown),
        ("status", {"status": 500, "done": True}, Unknown),
        ("lose_answer", {}, Unknown),
        ("cut", {}, Unknown),
    ],
)
async def test_every_end_has_its_name_and_nothing_is_tried_twice(
    bench: SlackBench, method: str, arguments: dict[str, Any], error: type[DeliveryError]
) -> None:
    getattr(bench.fake.faults, method)("chat.postMessage", times=FOREVER, **arguments)
    with pytest.raises(error) as caught:
        await bench.platform.deliver(bench.to_room(sentence("due")), is_repeat=False)
    assert type(caught.value) is error
    assert len(bench.fake.calls("chat.postMessage")) == 1
    if isinstance(caught.value, Later):
        assert caught.value.seconds == 7


async def test_nothing_is_sent_where_nothing_listens(bench: SlackBench) -> None:
    await bench.platform.deliver(bench.to_room(sentence("first")), is_repeat=False)
    await bench.fake.go_down()
    # The connection kept open breaks under the letter, and nobody knows; a new one cannot even be begun.
    for error in (Unknown, NotSent):
        with pytest.raises(error):
            await bench.platform.deliver(bench.to_room(sentence("due"), key="k2"), is_repeat=False)
    await bench.fake.come_up()


async def test_after_a_lost_answer_the_message_is_found(bench: SlackBench) -> None:
    letter = bench.to_room(sentence("due"))
    assert await bench.platform.find(letter, long_ago()) is None
    bench.fake.faults.lose_answer("chat.postMessage")
    with pytest.raises(Unknown):
        await bench.platform.deliver(letter, is_repeat=False)
    (message,) = bench.fake.messages(ROOM)
    assert await bench.platform.find(letter, long_ago()) == (message["ts"],)
    assert await bench.platform.find(replace(letter, key="k2"), long_ago()) is None
    assert await bench.platform.deliver(letter, is_repeat=True) == (message["ts"],)
    assert len(bench.fake.messages(ROOM)) == 1


async def test_a_letter_of_many_messages_is_completed_not_repeated(bench: SlackBench) -> None:
    letter = bench.to_room(sentence(LONG))
    bench.fake.faults.rate_limit("chat.postMessage", after=1)
    with pytest.raises(Unknown):
        await bench.platform.deliver(letter, is_repeat=False)
    assert await bench.platform.find(letter, long_ago()) is None
    ids = await bench.platform.deliver(letter, is_repeat=False)
    assert len(ids) == len(bench.fake.messages(ROOM)) > 2
    assert "".join(map(text_of, bench.fake.messages(ROOM))).count("line 499") == 1
    assert await bench.platform.find(letter, long_ago()) == ids


async def test_in_a_thread_too(bench: SlackBench) -> None:
    (root,) = await bench.platform.deliver(bench.to_room(sentence("root")), is_repeat=False)
    letter = bench.to_room(sentence("reply"), key="k2")
    letter = replace(letter, place=replace(letter.place, thread=root))
    (reply,) = await bench.platform.deliver(letter, is_repeat=False)
    assert bench.fake.messages(ROOM)[-1]["thread_ts"] == root
    assert await bench.platform.find(letter, long_ago()) == (reply,)


async def test_a_whisper_cannot_be_looked_up_and_says_that_it_may_repeat(bench: SlackBench) -> None:
    letter = bench.to_room(sentence("secret"), only_for=f"T1:{ANNA}")
    (message,) = await bench.platform.deliver(letter, is_repeat=False)
    assert message.startswith("~")
    assert bench.fake.messages(ROOM) == []
    with pytest.raises(CannotLookUp):
        await bench.platform.find(letter, long_ago())
    await bench.platform.deliver(letter, is_repeat=True)
    first, second = (text_of(one) for one in bench.fake.ephemerals(ANNA))
    assert first == "secret"
    assert "may-be-repeat" in second


async def test_a_repeat_names_the_card(bench: SlackBench) -> None:
    letter = bench.letter(Reply((Paragraph(words("due")),), card=Ref(Kind.FOLLOW_UP, 33)))
    assert told_again(letter).reply.blocks[-1] == Small(phrase("may-be-repeat", reference="F33"))
    first, second = told_again(bench.letter(sentence("a"))), told_again(bench.letter(sentence("b")))
    assert first.reply.blocks[-1] == second.reply.blocks[-1], "both copies bear the same reference"


@pytest.mark.parametrize("how", ["bot_not_there", "person_not_there"])
async def test_whom_no_whisper_reaches_is_told_privately(bench: SlackBench, how: str) -> None:
    members = bench.fake.space.channels[ROOM].members
    members.remove("UBOT" if how == "bot_not_there" else ANNA)
    await bench.platform.deliver(bench.to_room(sentence("secret"), only_for=f"T1:{ANNA}"), is_repeat=False)
    assert bench.fake.messages(ROOM) == []
    assert bench.seen() == "secret"


async def test_a_used_up_response_address_is_no_end(bench: SlackBench) -> None:
    address = bench.fake.space.new_response_url(ANNA, ROOM)
    for n in range(7):
        letter = bench.to_room(sentence(f"n{n}"), only_for=f"T1:{ANNA}", respond=address)
        await bench.platform.deliver(letter, is_repeat=False)
    assert [text_of(one) for one in bench.fake.ephemerals(ANNA)] == [f"n{n}" for n in range(7)]


async def test_answers_go_to_no_foreign_address(bench: SlackBench) -> None:
    letter = bench.to_room(sentence("x"), only_for=f"T1:{ANNA}", respond="https://evil.example/actions/1")
    await bench.platform.deliver(letter, is_repeat=False)
    assert [text_of(one) for one in bench.fake.ephemerals(ANNA)] == ["x"]


async def test_what_all_see_is_not_turned_into_what_one_was_told(bench: SlackBench) -> None:
    (message,) = await bench.platform.deliver(bench.to_room(sentence("card")), is_repeat=False)
    address = bench.fake.space.new_response_url(ANNA, ROOM, message)
    letter = bench.to_room(sentence("for Anna"), only_for=f"T1:{ANNA}", revises=message, respond=address)
    await bench.platform.revise(letter)
    assert text_of(bench.fake.messages(ROOM)[0]) == "card"
    assert text_of(bench.fake.ephemerals(ANNA)[0]) == "for Anna"


async def test_a_card_that_outgrows_its_message_goes_on_in_its_thread(bench: SlackBench) -> None:
    (message,) = await bench.platform.deliver(bench.to_room(sentence("card")), is_repeat=False)
    letter = bench.to_room(sentence(LONG), key="k2", revises=message)
    ids = await bench.platform.revise(letter)
    assert await bench.platform.revise(letter) == ids
    shown = bench.fake.messages(ROOM)
    assert [one["ts"] for one in shown] == list(ids)
    assert {one.get("thread_ts", message) for one in shown} == {message}
    assert "line 499" in text_of(shown[-1])


async def test_a_file_is_shared_before_the_words_that_name_it(bench: SlackBench) -> None:
    digest = bench.shelf.keep(b"%PDF-1.4 bill")
    letter = bench.to_room(Reply((Attachment(digest, "BL.pdf", caption=words("bill of lading")),)))
    await bench.platform.deliver(letter, is_repeat=False)
    file, note = bench.fake.messages(ROOM)
    assert file["files"][0]["name"] == "BL.pdf"
    assert bench.fake.space.files[file["files"][0]["id"]].content == b"%PDF-1.4 bill"
    assert text_of(note) == "bill of lading\nBL.pdf"
    missing = bench.to_room(Reply((Attachment("0" * 64, "gone.pdf"),)), key="k2")
    with pytest.raises(Refused):
        await bench.platform.deliver(missing, is_repeat=False)


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/files-pri/T1-F1/x.pdf",
        "http://files.slack.com/files-pri/T1-F1/x.pdf",
        "https://files.slack.com@evil.example/x.pdf",
        "https://user@files.slack.com/x.pdf",
        "https://files.slack.com:8443/x.pdf",
        "https://files.slack.com.evil.example/x.pdf",
        "file:///etc/passwd",
        "https://[broken/x",
        "",
    ],
)
async def test_the_token_goes_to_slacks_own_hosts_only(bench: SlackBench, address: str) -> None:
    with pytest.raises(Refused):
        async for _ in bench.platform.download(address):
            pytest.fail("something came")


async def test_a_sign_in_page_is_no_file(bench: SlackBench) -> None:
    await bench.anna.upload(b"%PDF", "BL.pdf")
    (file,) = bench.desk.last.asked.files  # type: ignore[union-attr]
    bench.fake.bot_token = "another"
    with pytest.raises(Refused, match="sign_in_page"):
        async for _ in bench.platform.download(file.fetch):
            pytest.fail("something came")


async def test_a_stranger_is_reached_by_number(bench: SlackBench) -> None:
    letter = bench.letter(sentence("hello"))
    letter = replace(letter, place=replace(letter.place, chat=f"T9:{OTHER}"))
    await bench.platform.deliver(letter, is_repeat=False)
    assert text_of(bench.fake.messages(OTHER)[0]) == "hello"


async def test_health_and_check(bench: SlackBench) -> None:
    await bench.anna.dm("today")
    assert bench.platform.health().condition is Condition.UP
    assert bench.platform.health().last_heard_at is not None
    now = datetime.fromtimestamp(bench.fake.clock(), UTC)
    good = await bench.platform.check(now)
    assert {finding.name for finding in good} >= {"slack-token", "slack-clock"}
    assert all(finding.is_good for finding in good)
    late = await bench.platform.check(now + timedelta(minutes=9))
    assert [finding.name for finding in late if not finding.is_good] == ["slack-clock"]
    bench.fake.bot_token = "another"
    (bad,) = await bench.platform.check(now)
    assert (bad.name, bad.is_good, bad.about) == ("slack-token", False, "invalid_auth")

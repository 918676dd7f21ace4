"""What Slack sends becomes one request, and the answer goes back in the same breath."""

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from bot.dialogue.forms import Form, FormField, Option
from bot.dialogue.replies import Button, Buttons, Paragraph, Reply
from bot.domain.people import Standing
from bot.domain.phrases import words
from bot.platforms.slack.payloads import command_id
from bot.ports.requests import Answer, Filled, Forwarded, Left, Pressed, Said
from tests.fakes.slack import text_of
from tests.platforms.slack.bench import ANNA, GUEST, OTHER, ROOM, SlackBench, slack_bench
from tests.platforms.standins import WORD_FORM, sentence


async def test_a_command_is_a_line_and_is_answered_privately_at_once(bench: SlackBench) -> None:
    bench.desk.replies("logged")
    room = bench.anna.at(ROOM)
    answer = await room.command("/log", 'ABC &gt; 3d "chase" for <@U0OTHER|otto> at <http://abc.example|abc.example>')
    asked = bench.desk.last.asked
    assert isinstance(asked, Said)
    assert (asked.text, asked.is_command) == ('log ABC > 3d "chase" for <@U0OTHER> at abc.example', True)
    assert asked.mentions == {"<@U0OTHER>": f"T9:{OTHER}"}
    assert [(person.account, person.standing) for person in asked.named] == [(f"T9:{OTHER}", Standing.OUTSIDER)]
    assert bench.desk.last.speaker.account == f"T1:{ANNA}"
    assert bench.desk.last.speaker.zone == "Asia/Shanghai"
    assert bench.desk.last.speaker.locale == "zh-CN"
    assert bench.desk.last.is_answered_inline
    assert bench.desk.last.has_modal
    assert bench.desk.last.place.is_shared
    assert answer.json["response_type"] == "ephemeral"
    assert answer.text == "logged"


async def test_the_prefix_and_the_line_command_are_taken_off() -> None:
    async with slack_bench(prefix="tt-") as bench:
        await bench.anna.command("/tt-log", "ABC call")
        assert bench.desk.last.asked == Said("log ABC call", is_command=True)
        await bench.anna.command("/tt-trade", "记录 ABC 电话")
        assert bench.desk.last.asked == Said("记录 ABC 电话", is_command=True)
        assert not bench.desk.last.place.is_shared


async def test_an_answer_too_long_for_the_acknowledgement_is_whole_and_in_order(bench: SlackBench) -> None:
    text = " ".join(f"word{n}" for n in range(5_000))
    bench.desk.replies(text)
    await bench.anna.at(ROOM).command("/trail", "ABC")
    shown = "".join(text_of(one) for one in bench.fake.ephemerals(ANNA))
    assert "".join(shown.split()) == "".join(text.split())


async def test_mention_and_message_of_the_same_words_are_one(bench: SlackBench) -> None:
    await bench.anna.at(ROOM).mention("log ABC call", both=True)
    assert len(bench.desk.served) == 1
    assert len(bench.desk.heard) == 2
    assert bench.desk.last.asked == Said("log ABC call")
    assert not bench.desk.last.is_answered_inline
    assert not bench.desk.last.has_modal


async def test_talk_between_others_and_changed_messages_are_not_heard(bench: SlackBench) -> None:
    answer = await bench.anna.at(ROOM).say("log ABC call")
    assert answer.is_ok
    await bench.anna.dm("today")
    await bench.anna.edit(bench.fake.messages(ANNA)[0], "log ABC")
    assert len(bench.desk.heard) == 1


def test_a_command_is_the_same_only_where_all_of_it_is() -> None:
    body = {"trigger_id": "1.2", "user_id": "U1", "channel_id": "C1", "command": "/log", "text": "ABC email hi"}
    number = command_id(body, "v0=1", "raw")
    assert command_id(dict(body), "v0=2", "other") == number
    for name in body:
        assert command_id(body | {name: "other"}, "v0=1", "raw") != number, name
    del body["trigger_id"]
    assert command_id(body, "v0=1", "raw") != command_id(body, "v0=2", "raw")


async def test_a_redelivered_event_is_served_not_dropped(bench: SlackBench) -> None:
    bench.desk.is_down = True
    answer = await bench.anna.dm("today")
    assert answer.status == 503
    assert answer.tries == 4
    bench.desk.is_down = False
    assert (await bench.anna.redeliver(retry_num=3)).is_ok
    assert len(bench.desk.served) == 1


async def test_a_replayed_command_does_nothing_more(bench: SlackBench) -> None:
    bench.desk.replies("logged")
    await bench.anna.command("/log", "ABC call")
    again = await bench.anna.replay()
    assert again.text == "logged"
    assert len(bench.desk.served) == 1


@pytest.mark.parametrize(("user", "standing"), [(GUEST, Standing.GUEST), (OTHER, Standing.OUTSIDER)])
async def test_guests_and_others_are_known_for_what_they_are(bench: SlackBench, user: str, standing: Standing) -> None:
    someone = type(bench.anna)(bench.fake, bench.address, bench.fake.signing_secret, user, ROOM)
    await someone.command("/today")
    assert bench.desk.last.speaker.standing is standing
    await someone.mention("today")
    assert bench.desk.last.speaker.standing is standing


async def test_while_slack_does_not_say_who_speaks_nobody_is_let_in() -> None:
    async with slack_bench() as bench:
        bench.fake.faults.status("users.info", 502, times=2)
        answer = await bench.anna.command("/log", "ABC call")
        assert answer.text == "slack-away"
        assert bench.desk.heard == []
        event = await bench.anna.dm("log ABC call")
        assert event.is_ok, "Slack sends an event again, and then it is known"
        assert event.tries == 2
        assert len(bench.desk.served) == 1


@pytest.mark.parametrize("how", ["slow", "cut", "lost", "limited", "internal_error", "team_added_to_org"])
async def test_an_event_is_never_passed_over_because_slack_does_not_say_who_it_was(how: str) -> None:
    """However `users.info` fails: not acknowledged, so that Slack tells it again, and then served once."""
    async with slack_bench() as bench:
        faults = bench.fake.faults
        match how:
            case "slow":
                faults.delay("users.info", 2.0)
            case "cut":
                faults.cut("users.info")
            case "lost":
                faults.lose_answer("users.info")
            case "limited":
                faults.rate_limit("users.info")
            case error:
                faults.refuse("users.info", error)
        event = await bench.anna.dm("log ABC call")
        assert (event.is_ok, event.tries) == (True, 2)
        (served,) = bench.desk.served
        assert bench.desk.heard[-1].speaker.standing is Standing.MEMBER, served


async def test_somebody_slack_does_not_show_is_a_stranger(bench: SlackBench) -> None:
    bench.fake.faults.refuse("users.info", "user_not_found")
    assert (await bench.anna.dm("today")).is_ok
    assert bench.desk.last.speaker.standing is Standing.OUTSIDER


async def test_a_mark_is_told_again_where_its_message_could_not_be_read(bench: SlackBench) -> None:
    room = bench.anna.at(ROOM)
    await room.say("They ask for CIF Hamburg")
    bench.fake.faults.status("conversations.history", 502)
    marked = await room.react(bench.fake.messages(ROOM)[-1], "memo")
    assert (marked.is_ok, marked.tries) == (True, 2)
    assert len(bench.desk.served) == 1


async def test_profiles_are_asked_once(bench: SlackBench) -> None:
    for _ in range(3):
        await bench.anna.dm("today")
    assert len(bench.fake.calls("users.info")) == 1


async def test_a_file_comes_with_its_words(bench: SlackBench) -> None:
    await bench.anna.upload(b"%PDF-1.4", "BL.pdf", "doc S7 BL")
    asked = bench.desk.last.asked
    assert isinstance(asked, Said)
    (file,) = asked.files
    assert (asked.text, file.name, file.size, file.mime) == ("doc S7 BL", "BL.pdf", 8, "application/pdf")
    content = b"".join([piece async for piece in bench.platform.download(file.fetch)])
    assert content == b"%PDF-1.4"


async def test_a_marked_message_is_handed_on_once(bench: SlackBench) -> None:
    room = bench.anna.at(ROOM)
    await room.say("They ask for CIF Hamburg &amp; samples")
    message = bench.fake.messages(ROOM)[-1]
    await room.react(message, "thumbsup")
    assert bench.desk.heard == []
    await room.react(message, "memo")
    await room.react(message, "memo")
    assert len(bench.desk.served) == 1
    at = datetime.fromtimestamp(float(message["ts"]), UTC)
    assert bench.desk.last.asked == Forwarded("They ask for CIF Hamburg & samples", "Anna", at)
    assert bench.desk.last.place.message == message["ts"]


async def test_a_marked_message_in_a_thread_is_found(bench: SlackBench) -> None:
    room = bench.anna.at(ROOM)
    await room.say("first")
    await room.say("inside", thread=bench.fake.messages(ROOM)[0]["ts"])
    await room.react(bench.fake.messages(ROOM)[-1], "pushpin")
    asked = bench.desk.last.asked
    assert isinstance(asked, Forwarded)
    assert asked.text == "inside"
    assert bench.desk.last.place.thread == bench.fake.messages(ROOM)[0]["ts"]


async def test_the_shortcut_opens_a_form_and_its_answers_come_back(bench: SlackBench) -> None:
    bench.desk.answers = lambda _request: Answer(form=WORD_FORM)
    room = bench.anna.at(ROOM)
    await room.say("They ask for CIF")
    await room.shortcut(bench.fake.messages(ROOM)[0], "log_to_customer")
    request = bench.desk.last
    assert isinstance(request.asked, Forwarded)
    assert request.has_modal
    (view,) = bench.fake.views(ANNA)
    bench.desk.answers = lambda _request: Answer()
    answer = await room.submit(view, {"Customer": "ABC", "Channel": "Email"})
    assert answer.json == {"response_action": "clear"}
    assert bench.desk.last.asked == Filled(
        "draft-1", {"about": "ABC", "channel": "email", "note": "long " * 900 + "end"}
    )
    assert bench.desk.last.place.chat == ROOM
    assert bench.desk.last.place.is_shared


async def test_a_form_shows_complaints_asks_on_and_can_be_left(bench: SlackBench) -> None:
    bench.desk.answers = lambda _request: Answer(form=WORD_FORM)
    await bench.anna.command("/log")
    (view,) = bench.fake.views(ANNA)
    bench.desk.answers = lambda _request: Answer(field_errors={"about": "nobody of this name"})
    answer = await bench.anna.submit(view, {"Customer": "ABX"})
    assert answer.json["errors"] == {"about": "nobody of this name"}
    bench.desk.answers = lambda _request: Answer(
        form=Form(words("Who?"), "X", (FormField("w", words("W")),), "draft-2")
    )
    answer = await bench.anna.submit(view, {"Customer": "ABC"})
    assert answer.json["response_action"] == "update"
    assert len(bench.desk.served) == 3
    await bench.anna.submit(view, {"Customer": "ABC"})
    assert len(bench.desk.served) == 3, "the same answers again are the same request"
    bench.desk.answers = lambda _request: Answer()
    (view,) = bench.fake.views(ANNA)
    await bench.anna.close(view)
    assert bench.desk.last.asked == Left("draft-2")


async def test_a_form_that_does_not_open_is_said(bench: SlackBench) -> None:
    bench.desk.answers = lambda _request: Answer(form=WORD_FORM)
    bench.fake.faults.refuse("views.open", "expired_trigger_id")
    await bench.anna.command("/log")
    assert [text_of(one) for one in bench.fake.ephemerals(ANNA)] == ["form-not-opened"]


async def test_a_press_on_a_whisper_can_be_answered_in_its_place(bench: SlackBench) -> None:
    button = Buttons((Button(words("Create"), ticket="tok.0"), Button(words("Site"), link="https://abc.example")))
    bench.desk.answers = lambda _request: Answer(reply=Reply((Paragraph(words("not known")), button)))
    room = bench.anna.at(ROOM)
    await room.command("/log", "ABX call")
    (whisper,) = bench.fake.ephemerals(ANNA)
    bench.desk.answers = lambda _request: Answer()
    await room.press(whisper, "Create")
    assert bench.desk.last.asked == Pressed("tok.0")
    place = bench.desk.last.place
    assert place.respond
    letter = bench.to_room(sentence("created"), only_for=f"T1:{ANNA}", revises=place.message, respond=place.respond)
    await bench.platform.revise(letter)
    assert [text_of(one) for one in bench.fake.ephemerals(ANNA)] == ["created"]
    heard = len(bench.desk.heard)
    await room.press({**whisper}, "Site")
    assert len(bench.desk.heard) == heard, "an address that was opened asks nothing"


async def test_the_home_page_is_asked_for_as_a_page_of_its_own(bench: SlackBench) -> None:
    await bench.anna.open_home()
    asked = bench.desk.last
    assert asked.asked == Said("today", is_command=True)
    assert asked.place.is_page
    assert not asked.place.is_shared
    assert not asked.is_answered_inline, "the outbox carries it, so that it is changed in place later"


async def test_what_is_carried_to_a_home_page_is_shown_there(bench: SlackBench) -> None:
    await bench.anna.open_home()
    place = bench.desk.last.place
    letter = replace(bench.to_room(sentence("two are due")), place=place)
    (number,) = await bench.platform.deliver(letter, is_repeat=False)
    shown = bench.fake.home(ANNA)
    assert shown is not None
    assert text_of(shown) == "two are due"
    await bench.platform.revise(replace(letter, reply=sentence("one is due"), revises=number))
    assert text_of(bench.fake.home(ANNA) or {}) == "one is due"
    assert await bench.platform.find(letter, datetime(2026, 1, 1, tzinfo=UTC)) is None


def test_the_form_has_a_choice_and_a_long_text() -> None:
    assert isinstance(WORD_FORM.fields[1].options[0], Option)
    assert len(WORD_FORM.fields[2].value) > 3_000

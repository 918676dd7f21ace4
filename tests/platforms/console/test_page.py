"""The page without script: lines, buttons and forms as plain forms, and every answer on the page that follows."""

import asyncio
import io
import re
from pathlib import Path

import aiohttp
import pytest
from msgspec.structs import replace

from bot.dialogue.forms import Form, FormField, Option
from bot.dialogue.replies import Attachment, Button, Buttons, Facts, Heading, Paragraph, Reply, Small
from bot.domain.phrases import words
from bot.domain.refs import Kind, Ref
from bot.platforms.console.pages import HERE
from bot.ports.ledger import PostedCopy
from bot.ports.outside import Refused
from bot.ports.requests import Answer, Filled, Left, Pressed, Request, Said
from tests.platforms.console.bench import ROOM, ConsoleBench, browser, console_bench
from tests.platforms.console.memory import ANNA, BORIS
from tests.platforms.standins import sentence
from tests.shape.test_locales import sentences

CARD = Ref(Kind.FOLLOW_UP, 33)
DONE = Buttons((Button(words("Done"), ticket="tok.0"), Button(words("Snooze 1d"), ticket="tok.1")))


def form(**more: str) -> Form:
    return Form(
        words("New contact"),
        "LogContact",
        (
            FormField("customer", words("Customer"), words("a name"), True, value=more.get("customer", "")),
            FormField("channel", words("Channel"), None, True, (Option("email", words("E-mail")),)),
            FormField("note", words("Note"), is_long=True, value=more.get("note", "")),
        ),
        "d1",
    )


async def test_a_line_and_its_answer_stand_on_the_page_in_order(bench: ConsoleBench) -> None:
    bench.desk.replies("Logged <b>all</b>")
    page = await bench.anna.say("log ABC call")
    assert page.said.index("log ABC call") < page.said.index("Logged <b>all</b>")
    assert bench.anna.headers["Cache-Control"] == "no-store"
    request = bench.desk.last
    assert request.is_answered_inline
    assert request.has_modal
    assert (request.speaker.account, request.speaker.name) == (str(ANNA), "Anna Zhang")
    assert (request.place.chat, request.place.is_shared) == (f"dm:{ANNA}", False)


async def test_a_slash_is_a_command_and_stays_on_the_page_as_typed(bench: ConsoleBench) -> None:
    page = await bench.anna.say("/today")
    assert bench.desk.last.asked == Said("today", is_command=True)
    assert "/today" in page.said


async def test_a_page_gone_back_to_and_sent_with_other_words_is_something_new(bench: ConsoleBench) -> None:
    fields = (await bench.anna.open()).form("/say").fields
    await bench.anna.post("/say", fields | {"text": "one"})
    await bench.anna.post("/say", fields | {"text": "two"})
    page = await bench.anna.post("/say", fields | {"text": "one"})
    assert [r.asked.text for r in bench.desk.served if isinstance(r.asked, Said)] == ["one", "two"]
    assert (page.said.count("one"), page.said.count("two")) == (1, 1)


async def test_what_is_typed_in_a_room_only_its_asker_sees(bench: ConsoleBench) -> None:
    bench.desk.replies("private answer")
    mine = await bench.anna.say("today", ROOM)
    assert bench.desk.last.place.is_shared
    assert "private answer" in mine.said
    bench.sessions.open["session-of-boris"] = BORIS
    await bench.platform.deliver(bench.to_room(sentence("for everybody")), is_repeat=False)
    await bench.platform.deliver(bench.to_room(sentence("for Anna"), "k2", only_for=str(ANNA)), is_repeat=False)
    async with browser(bench.address, "session-of-boris") as boris:
        theirs = await boris.open(f"/?chat={ROOM}")
        assert "for everybody" in theirs.said
        assert "private answer" not in theirs.said
        assert "for Anna" not in theirs.said
        await boris.open(f"/?chat=dm:{ANNA}")
        assert boris.status == 404
        for number in list(bench.store.messages):
            fields = theirs.form("/say").fields | {"message": str(number), "ticket": "t.1", "draft": "d1"}
            sees = bench.store.messages[number].is_seen_by(BORIS, [ROOM])
            for path in ("/press", "/fill", "/leave"):
                await boris.post(path, fields)
                assert boris.status == (200 if sees else 404)


async def test_a_form_is_filled_corrected_and_closed(bench: ConsoleBench) -> None:
    def answers(request: Request) -> Answer:
        match request.asked:
            case Filled(_, values) if not values["customer"]:
                return Answer(field_errors={"customer": "Who?", "other": "Also this."}, is_refusal=True)
            case Filled():
                return Answer(reply=sentence("Logged."))
            case _:
                return Answer(form=form(note="typed\nbefore"))

    bench.desk.answers = answers
    page = await bench.anna.say("log")
    fill = page.form("/fill")
    assert fill.fields["field-note"] == "typed\nbefore"
    page = await bench.anna.post("/fill", fill.fields | {"field-note": "a\r\nb", "field-channel": "email"})
    assert "Who?" in page.said
    assert "Also this." in page.said
    kept = page.form("/fill").fields
    assert (kept["field-note"], kept["field-channel"]) == ("a\nb", "email")
    page = await bench.anna.post("/fill", kept | {"field-customer": "ABC"})
    assert bench.desk.last.asked == Filled("d1", {"customer": "ABC", "channel": "email", "note": "a\nb"})
    assert "Logged." in page.said
    assert not [one for one in page.forms if one.action == "/fill"]
    page = await bench.anna.again()
    assert page.said.count("Logged.") == 1


async def test_a_refused_form_keeps_what_was_typed_and_says_why(bench: ConsoleBench) -> None:
    def answers(request: Request) -> Answer:
        if isinstance(request.asked, Filled):
            return Answer(reply=sentence("No right."), glance="No right.", is_refusal=True)
        return Answer(form=form())

    bench.desk.answers = answers
    fill = (await bench.anna.say("log")).form("/fill")
    page = await bench.anna.post("/fill", fill.fields | {"field-note": "long text"})
    assert page.form("/fill").fields["field-note"] == "long text"
    assert page.said.count("No right.") == 1


@pytest.mark.parametrize("way", ["button", "word"])
async def test_a_form_is_left_by_its_button_or_by_a_word(bench: ConsoleBench, way: str) -> None:
    bench.desk.answers = lambda r: Answer(reply=sentence("Left.")) if isinstance(r.asked, Left) else Answer(form=form())
    fill = (await bench.anna.say("log")).form("/fill")
    leaving = [b for b in fill.buttons if b.get("formaction") == "/leave"]
    assert leaving
    page = await (bench.anna.post("/leave", fill.fields) if way == "button" else bench.anna.say("取消"))
    assert bench.desk.last.asked == Left("d1")
    assert "Left." in page.said
    assert not [one for one in page.forms if one.action == "/fill"]


async def test_a_pressed_answer_becomes_its_own_outcome_once(bench: ConsoleBench) -> None:
    bench.desk.answers = lambda _: Answer(reply=Reply((Paragraph(words("due")), DONE)))
    await bench.anna.say("follow F33")
    bench.desk.answers = lambda _: Answer(reply=Reply((Paragraph(words("done by Anna")),)), replaces=True)
    page = await bench.anna.press("Done")
    assert bench.desk.last.asked == Pressed("tok.0")
    assert "due" not in page.said
    assert "done by Anna" in page.said
    [number] = [n for n, one in bench.store.messages.items() if one.post.answer.reply is not None]
    changed = bench.store.messages[number].change
    await bench.anna.again()
    assert bench.store.messages[number].change == changed, "an old press sent again would undo what came since"
    assert len(bench.desk.served) == 2


async def test_what_everybody_sees_is_not_turned_into_ones_own_answer(bench: ConsoleBench) -> None:
    card = Reply((Paragraph(words("pending")), DONE), CARD)
    await bench.platform.deliver(bench.to_room(card), is_repeat=False)
    bench.desk.answers = lambda _: Answer(reply=sentence("You may not."), replaces=True)
    page = await bench.anna.press("Done", ROOM)
    assert "pending" in page.said
    assert "You may not." in page.said


async def test_a_room_that_is_none_of_ours_is_refused(bench: ConsoleBench) -> None:
    letter = bench.to_room(sentence("lost"))
    with pytest.raises(Refused):
        await bench.platform.deliver(replace(letter, place=replace(letter.place, chat="room:nowhere")), is_repeat=False)


async def test_a_press_shows_its_card_as_drawn_anew_meanwhile(bench: ConsoleBench) -> None:
    pending = bench.letter(Reply((Paragraph(words("pending")), DONE)))
    [number] = await bench.platform.deliver(pending, is_repeat=False)
    approved = replace(bench.letter(sentence("approved by Anna"), "k2"), revises=number)
    courier: list[asyncio.Task[tuple[str, ...]]] = []

    def answers(_: Request) -> Answer:
        courier.append(asyncio.get_running_loop().create_task(bench.platform.revise(approved)))
        return Answer(glance="Thank you.")

    bench.desk.answers = answers
    page = await bench.anna.press("Done")
    assert "approved by Anna" in page.said
    assert "pending" not in page.said
    assert "Thank you." in page.said
    await asyncio.gather(*courier)


async def test_cards_that_stand_here_are_noted_to_be_kept_live(tmp_path: Path) -> None:
    noted: list[tuple[Ref, PostedCopy]] = []

    async def note(card: Ref, copy: PostedCopy) -> None:
        noted.append((card, copy))

    async with console_bench(tmp_path, notes=note) as bench:
        bench.desk.answers = lambda _: Answer(reply=Reply((Paragraph(words("due")), DONE), CARD))
        await bench.anna.say("follow F33")
        [(card, copy)] = noted
        assert card == CARD
        assert (copy.place.chat, copy.person_id) == (f"dm:{ANNA}", ANNA)
        assert bench.store.messages[int(copy.message)].post.answer.reply is not None


async def test_a_line_the_desk_could_not_keep_is_not_lost(bench: ConsoleBench) -> None:
    bench.desk.is_down = True
    page = await bench.anna.say("log ABC a long story")
    assert bench.anna.status == 503
    assert page.form("/say").fields["text"] == "log ABC a long story"
    assert "console-not-served" in page.text
    assert not bench.store.messages
    bench.desk.is_down = False
    page = await bench.anna.post("/say", page.form("/say").fields)
    assert "log ABC a long story" in page.said


async def test_files_come_along_and_can_be_fetched_once_by_number(bench: ConsoleBench) -> None:
    fields = (await bench.anna.open()).form("/say").fields | {"text": "doc S7 BL"}
    body = aiohttp.FormData(list(fields.items()), quote_fields=False)
    body.add_field("file", b"%PDF-1.7 scan", filename="../BL 提单.pdf", content_type="application/pdf")
    async with bench.anna.http.post(bench.address + "say", data=body) as response:
        assert response.status == 200
        assert "BL 提单.pdf" in await response.text()
    asked = bench.desk.last.asked
    assert isinstance(asked, Said)
    [file] = asked.files
    assert (file.name, file.size, file.mime) == ("BL 提单.pdf", 13, "application/pdf")
    assert b"".join([piece async for piece in bench.platform.download(file.fetch)]) == b"%PDF-1.7 scan"
    for wrong in ("../../etc/passwd", "0" * 32, ""):
        with pytest.raises(Refused):
            [piece async for piece in bench.platform.download(wrong)]


async def test_an_archived_file_is_kept_for_those_who_see_its_message(bench: ConsoleBench) -> None:
    digest = bench.shelf.keep(b"<script>alert(1)</script>")
    reply = Reply((Paragraph(words("here")), Attachment(digest, "提单.html")))
    [number] = await bench.platform.deliver(bench.letter(reply), is_repeat=False)
    async with bench.anna.http.get(f"{bench.address}file/{number}/1") as response:
        assert await response.read() == b"<script>alert(1)</script>"
        assert response.content_type == "application/octet-stream"
        assert response.headers["Content-Disposition"].startswith("attachment;")
        assert response.headers["X-Content-Type-Options"] == "nosniff"
    bench.sessions.open["session-of-boris"] = BORIS
    async with browser(bench.address, "session-of-boris") as boris:
        for path in (f"/file/{number}/1", f"/file/{number}/0", "/file/77/0", "/file/x/0"):
            await boris.open(path)
            assert boris.status == 404


async def test_earlier_messages_are_a_link_away(bench: ConsoleBench) -> None:
    for n in range(60):
        await bench.platform.deliver(bench.letter(sentence(f"message-{n}."), f"k{n}"), is_repeat=False)
    page = await bench.anna.open()
    assert "message-59." in page.said
    assert "message-0." not in page.said
    [earlier] = [link for link in page.links if "before=" in link]
    page = await bench.anna.open(earlier)
    assert "message-0." in page.said
    assert "message-59." not in page.said


async def test_one_letter_stands_once_and_can_be_found(bench: ConsoleBench) -> None:
    letter = bench.letter(sentence("due"))
    first = await bench.platform.deliver(letter, is_repeat=False)
    assert await bench.platform.deliver(letter, is_repeat=True) == first
    since = bench.store.messages[int(first[0])].post.at
    assert await bench.platform.find(letter, since) == first
    assert await bench.platform.find(bench.letter(sentence("due"), "other"), since) is None


def test_every_sentence_of_the_templates_is_there() -> None:
    asked = {
        key
        for path in (*(HERE / "templates").glob("*.html"), *(HERE / "boards" / "templates").glob("*.html"))
        for key in re.findall(r"\bt\([\"']([a-z0-9-]+)[\"']", path.read_text(encoding="utf-8"))
    }
    assert len(asked) > 20, "found no sentences: this test would prove nothing"
    # Keys that end in a dash are completed by a choice; test_boards sees every one of those said.
    assert {key for key in asked if not key.endswith("-")} <= sentences("en").keys()
    assert {key for path in HERE.rglob("*.py") for key in keys_in(path)} <= sentences("en").keys()


def keys_in(path: Path) -> set[str]:
    return set(re.findall(r"\"((?:console|terminal)-[a-z-]+)\"", path.read_text(encoding="utf-8")))


async def test_a_file_larger_than_a_line_may_be_comes_whole(bench: ConsoleBench) -> None:
    body = aiohttp.FormData((await bench.anna.open()).form("/say").fields | {"text": "doc S7 BL"})
    scan = bytes(range(256)) * 16 * 1024
    body.add_field("file", io.BytesIO(scan), filename="scan.pdf")
    async with bench.anna.http.post(bench.address + "say", data=body) as response:
        assert response.status == 200
    asked = bench.desk.last.asked
    assert isinstance(asked, Said)
    assert asked.files[0].size == len(scan)
    assert b"".join([piece async for piece in bench.platform.download(asked.files[0].fetch)]) == scan


async def test_the_first_page_is_light(bench: ConsoleBench) -> None:
    buttons = Buttons(tuple(Button(words(f"Snooze {n}d"), ticket=f"{'A' * 22}.{n}") for n in range(8)))
    facts = Facts(tuple((words(f"Label {n}"), words("2026-12-01 09:00 (Asia/Shanghai, UTC+8)")) for n in range(6)))
    for n in range(40):
        card = Reply((Heading(words("F33 · ABC International Ltd.")), facts, buttons, Small(words("#1042 7F3A-91C2"))))
        await bench.platform.deliver(bench.letter(card, f"k{n}"), is_repeat=False)
    weight = 0
    for path in ("", "static/desk.css", "static/desk.js", "static/mark.svg"):
        async with bench.anna.http.get(bench.address + path) as response:
            weight += int(response.headers["Content-Length"])
    assert weight <= 100 * 1024, "of a page full of cards, as it goes over the line"

"""The terminal: lines in, plain text out, buttons by number."""

import io
from collections.abc import AsyncIterator

import pytest

from bot.dialogue.replies import Attachment, Button, Buttons, Facts, Heading, Item, Listing, Reply, Small, buttons_in
from bot.domain.people import Language, PlatformName
from bot.domain.phrases import words
from bot.platforms.console.render import plain
from bot.platforms.console.terminal import Terminal, converse, lines_of, speaker_named
from bot.ports.requests import Answer, Pressed, Said, Speaker
from tests.platforms.console.memory import MemoryRoster
from tests.platforms.contract import HOSTILE, large
from tests.platforms.standins import PlainWords, ScriptedDesk, sentence

ANNA = Speaker(PlatformName.TERMINAL, "1", "Anna Zhang")
CARD = Reply(
    (
        Heading(words("F33")),
        Buttons(
            (
                Button(words("Done"), ticket="t.0"),
                Button(words("Erase"), ticket="t.1", confirm=words("Really?")),
                Button(words("Open"), link="https://desk.example/F33"),
            )
        ),
    )
)


async def talked(desk: ScriptedDesk, *lines: str, is_prompting: bool = False) -> tuple[str, int]:
    async def typed() -> AsyncIterator[str]:
        for one in lines:
            yield one + "\n"

    written: list[str] = []
    terminal = Terminal(PlainWords(), Language.EN, "Asia/Shanghai", is_prompting)
    lost = await converse(desk, ANNA, typed(), written.append, terminal)
    return "".join(written), lost


async def test_lines_are_heard_and_answered_in_plain_text() -> None:
    desk = ScriptedDesk()
    desk.replies("Logged.")
    text, lost = await talked(desk, "log ABC call", "", "/today")
    assert (text, lost) == ("Logged.\nLogged.\n", 0)
    assert [request.asked for request in desk.served] == [Said("log ABC call"), Said("today", is_command=True)]
    assert not desk.last.has_modal
    assert desk.last.is_answered_inline
    assert len({request.id for request in desk.served}) == 2
    assert desk.last.place.platform is PlatformName.TERMINAL


async def test_somebody_who_sits_there_is_greeted_and_prompted() -> None:
    text, _ = await talked(ScriptedDesk(), "today", is_prompting=True)
    assert text.startswith("terminal-hello Anna Zhang\nterminal-prompt Anna Zhang ")
    assert text.endswith("\n")


async def test_a_button_is_pressed_by_its_number_and_asks_when_it_must() -> None:
    desk = ScriptedDesk(lambda _: Answer(reply=CARD))
    text, _ = await talked(desk, "follow F33", "1", "2", "9", "2", "2")
    assert "[1] Done  [2] Erase  Open https://desk.example/F33" in text
    assert [one.asked for one in desk.served[1:]] == [Pressed("t.0"), Pressed("t.1")]
    assert text.count("terminal-sure Really?") == 2
    assert "terminal-no-button 9" in text


async def test_a_number_is_an_answer_where_no_button_stands() -> None:
    desk = ScriptedDesk()
    desk.replies("How many?")
    await talked(desk, "quote", "5000")
    assert desk.last.asked == Said("5000")


async def test_a_desk_that_cannot_write_is_said_and_counted() -> None:
    desk = ScriptedDesk(is_down=True)
    text, lost = await talked(desk, "log ABC", "today")
    assert (text, lost) == ("terminal-away\nterminal-away\n", 2)


@pytest.mark.parametrize("lines", [1, 40])
def test_nothing_of_a_reply_is_left_out(lines: int) -> None:
    reply = large(lines)
    shown = plain(reply, lambda text: str(text.values["text"]))
    assert [choice.ticket for choice in shown.choices] == [button.ticket for button in buttons_in(reply)]
    for word in ("heading1", "paragraph1", "value12", "listing1", f"item{lines - 1}", "small1", "row6"):
        assert word in shown.text


@pytest.mark.parametrize("text", HOSTILE)
def test_nobodys_words_steer_the_terminal(text: str) -> None:
    name = words(text)
    blocks = (Heading(name), Facts(((name, name),)), Listing((Item(name),), name), Small(name))
    file = Attachment("0" * 64, text, caption=name)
    shown = plain(Reply((*blocks, file)), lambda phrase: str(phrase.values.get("text", phrase.values.get("name"))))
    assert not set(shown.text) & set("\u202e\u2066\u200f\x00\x1b\x07\x7f\x9b\ud800")


async def test_one_speaks_as_somebody_who_is_there_and_meant() -> None:
    people = await MemoryRoster().people()
    for name in ("Anna Zhang", "anna", "@anna", "1"):
        found = speaker_named(people, name)
        assert found is not None
        assert found.account == "1"
    for nobody in ("", "Zoe", "@"):
        assert speaker_named(people, nobody) is None


async def test_a_sentence_alone_leaves_no_buttons_behind() -> None:
    replies = iter([Answer(reply=CARD), Answer(reply=sentence("ok")), Answer(reply=sentence("heard"))])
    desk = ScriptedDesk(lambda _: next(replies))
    await talked(desk, "follow F33", "today", "1")
    assert desk.last.asked == Said("1")


async def test_a_pipe_is_read_to_its_end() -> None:
    piped = io.StringIO("today\nlog ABC 电话\nlast without an end")
    assert [line.strip() async for line in lines_of(piped)] == ["today", "log ABC 电话", "last without an end"]

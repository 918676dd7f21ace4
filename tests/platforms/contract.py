"""What every platform promises, written once: nothing is lost, nothing acts, nothing happens twice.

A platform plugs in by a `bench` fixture (see `Bench`) and a class that inherits `Contract`.
"""

from collections.abc import Sequence
from typing import Protocol

import pytest
from msgspec.structs import replace

from bot.dialogue.replies import Button, Buttons, Facts, Heading, Item, Listing, Paragraph, Reply, Small, buttons_in
from bot.domain.people import Standing
from bot.domain.phrases import words
from bot.ports.ledger import Letter
from bot.ports.outside import Platform, Refused
from bot.ports.requests import Pressed, Said
from tests.platforms.standins import ScriptedDesk, sentence

HOSTILE = (
    "<!channel> <!here> <!everyone|x>",
    "<@U1> @channel @everyone <#C1|general> <!subteam^S1>",
    "<https://evil.example|your bank> [click](https://evil.example) https://evil.example",
    "<b>bold</b> <script>alert(1)</script> <a href='https://evil.example'>x</a> &lt;i&gt; &amp;",
    "*bold* _it_ ~no~ `code` ```block``` > quote # head :rotating_light: ||spoiler||",
    "evil\u202egpj.exe \u2066x\u2069 \u200fy",
    "a\x00b\x1b[31mred\x07 c\x7f \x9b",
    "\ud800 lone",
    "tg://user?id=1 /start @botfather",
)
WORD = "".join(chr(0x4E00 + n) for n in range(300))


class Bench(Protocol):
    """One platform with its fake, one member known to it as speaker, and the scripted desk behind."""

    @property
    def platform(self) -> Platform: ...
    @property
    def desk(self) -> ScriptedDesk: ...

    def letter(self, reply: Reply, key: str = "k1") -> Letter:
        """A letter to the member's private chat."""

    def seen(self) -> str:
        """All that stands in the member's private chat, as it reads."""

    def tickets(self) -> Sequence[str]:
        """Tickets of all buttons standing there, in order."""

    def acting(self) -> Sequence[str]:
        """What in the texts there would act: mentions, markup, links that the desk did not make."""

    async def say(self, text: str) -> None:
        """The member writes to the bot."""

    async def say_as_stranger(self, text: str) -> None:
        """Somebody who is not of the house writes to the bot."""

    async def again(self) -> None:
        """The platform delivers the last thing once more."""

    async def echo(self) -> None:
        """The platform tells the bot of the bot's own message."""

    async def press(self, label: str) -> None:
        """The member presses the button with this label."""


def large(lines: int) -> Reply:
    """A reply with every kind of block, `lines` lines long, every word and ticket in it different."""
    items = tuple(
        Item(words(f"item{n} 客户 {n}"), (Button(words(f"go{n}"), ticket=f"tok.{n}"),) if n % 2 else ())
        for n in range(lines)
    )
    row = tuple(Button(words(f"row{n}"), ticket=f"row.{n}", style="danger" if n else "primary") for n in range(7))
    return Reply(
        (
            Heading(words("heading1 标题")),
            Paragraph(words("paragraph1 正文")),
            Facts(tuple((words(f"label{n}"), words(f"value{n}")) for n in range(13))),
            Listing(items, words("listing1")),
            Buttons(row),
            Small(words("small1 #1042 7F3A-91C2")),
        )
    )


class Contract:
    """Inherit this in a test module of the platform."""

    GONE = "1.000001"
    """A message number of this platform under which nothing stands."""

    @pytest.mark.parametrize("lines", [1, 30, 130])
    async def test_every_word_value_and_ticket_arrives_in_order(self, bench: Bench, lines: int) -> None:
        reply = large(lines)
        await bench.platform.deliver(bench.letter(reply), is_repeat=False)
        seen, at = bench.seen(), 0
        expected = ["heading1", "paragraph1", "value0", "value12", "listing1", *(f"item{n}" for n in range(lines))]
        for word in [*expected, "small1 #1042 7F3A-91C2"]:
            assert word in seen[at:], f"{word} is missing or out of order"
            at = seen.index(word, at)
        wanted = [button.ticket for button in buttons_in(reply)]
        assert wanted, "no tickets: this test would prove nothing"
        assert list(bench.tickets()) == wanted

    async def test_a_ticket_is_never_longer_than_the_platform_takes(self, bench: Bench) -> None:
        ticket = f"{'A' * 22}.99"
        assert len(ticket.encode()) <= bench.platform.limits.ticket_bytes
        reply = Reply((Buttons((Button(words("Done"), ticket=ticket),)),))
        await bench.platform.deliver(bench.letter(reply), is_repeat=False)
        assert list(bench.tickets()) == [ticket]

    async def test_a_very_long_text_arrives_whole(self, bench: Bench) -> None:
        text = WORD * 134
        await bench.platform.deliver(bench.letter(sentence(text)), is_repeat=False)
        assert "".join(bench.seen().split()).count(WORD) == 134

    async def test_a_long_label_is_still_readable_whole(self, bench: Bench) -> None:
        label = "Create " + " ".join(f"name{n}" for n in range(40))
        reply = Reply((Buttons((Button(words(label), ticket="t.1"),)),))
        await bench.platform.deliver(bench.letter(reply), is_repeat=False)
        assert label in bench.seen()
        assert list(bench.tickets()) == ["t.1"]

    @pytest.mark.parametrize("text", HOSTILE)
    async def test_nobodys_words_are_obeyed(self, bench: Bench, text: str) -> None:
        name = words(text)
        blocks = (Heading(name), Paragraph(name), Facts(((name, name),)), Listing((Item(name),), name), Small(name))
        button = Buttons((Button(name, ticket="t.1"),))
        await bench.platform.deliver(bench.letter(Reply((*blocks, button))), is_repeat=False)
        assert list(bench.acting()) == []
        shown = bench.seen()
        assert not set(shown) & set("\u202e\u2066\u200f\x00\x1b\x07\x7f\x9b\ud800")

    async def test_what_is_said_is_heard_as_said(self, bench: Bench) -> None:
        line = "log ABC 邮件 5 < 6 & 7 > 3d 催报价\nsecond line, isn't it"
        await bench.say(line)
        asked = bench.desk.last.asked
        assert isinstance(asked, Said)
        assert asked.text == line
        assert bench.desk.last.speaker.standing is Standing.MEMBER

    async def test_the_same_delivery_again_does_nothing(self, bench: Bench) -> None:
        await bench.say("today")
        assert len(bench.desk.served) == 1
        await bench.again()
        await bench.again()
        assert len(bench.desk.served) == 1

    async def test_own_messages_are_not_heard(self, bench: Bench) -> None:
        await bench.platform.deliver(bench.letter(sentence("log ABC call")), is_repeat=False)
        await bench.echo()
        assert bench.desk.heard == []

    async def test_a_press_brings_its_ticket(self, bench: Bench) -> None:
        reply = Reply((Paragraph(words("due")), Buttons((Button(words("Done"), ticket="tok.1"),))))
        await bench.platform.deliver(bench.letter(reply), is_repeat=False)
        await bench.press("Done")
        assert bench.desk.last.asked == Pressed("tok.1")
        assert bench.desk.last.place.message
        await bench.again()
        assert len(bench.desk.served) == 1

    async def test_a_stranger_is_known_for_one(self, bench: Bench) -> None:
        await bench.say_as_stranger("today")
        assert bench.desk.heard, "a stranger too is answered, and only the desk knows how"
        assert bench.desk.last.speaker.standing is not Standing.MEMBER

    async def test_a_card_is_changed_in_place(self, bench: Bench) -> None:
        first = bench.letter(sentence("pending"))
        (message,) = await bench.platform.deliver(first, is_repeat=False)
        later = bench.letter(sentence("approved"), key="k2")
        changed = replace(later, revises=message)
        for _ in range(2):
            assert tuple(await bench.platform.revise(changed)) == (message,)
        assert "approved" in bench.seen()
        assert "pending" not in bench.seen()

    async def test_what_is_gone_cannot_be_changed_and_says_so(self, bench: Bench) -> None:
        letter = bench.letter(sentence("approved"))
        gone = replace(letter, revises=self.GONE)
        with pytest.raises(Refused):
            await bench.platform.revise(gone)

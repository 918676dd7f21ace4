"""Replies as Telegram shows them: whole, within its limits, and with nothing in them that acts."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.replies import (
    Attachment,
    Block,
    Button,
    Buttons,
    Facts,
    Heading,
    Item,
    Listing,
    Paragraph,
    Reply,
    Small,
    buttons_in,
)
from bot.domain.people import Language
from bot.domain.phrases import Phrase, words
from bot.platforms.telegram import limits
from bot.platforms.telegram.limits import LIMITS
from bot.platforms.telegram.render import File, Message, messages
from bot.platforms.visible import width
from tests.fakes.telegram_text import check_entities, check_markup, found_entities, piece
from tests.platforms.standins import PlainWords

TEXT = st.text(st.sampled_from("ab 客户😀\n@/.:#-_é\u0301\u202e"), max_size=300)
LONG = st.builds(lambda text, times: text * times, TEXT, st.integers(1, 60))
WORDS = st.one_of(TEXT, LONG).map(words)
BUTTON = st.builds(lambda label, n: Button(label, ticket=f"{'A' * 22}.{n}"), TEXT.map(words), st.integers(0, 99))
ROW = st.lists(BUTTON, max_size=40).map(tuple)
BLOCK: st.SearchStrategy[Block] = st.one_of(
    st.builds(Heading, WORDS),
    st.builds(Paragraph, WORDS),
    st.builds(Small, WORDS),
    st.builds(Facts, st.lists(st.tuples(WORDS, WORDS), max_size=4).map(tuple)),
    st.builds(Listing, st.lists(st.builds(Item, WORDS, ROW), max_size=6).map(tuple), st.none() | WORDS),
    st.builds(Buttons, ROW),
)


def say(phrase: Phrase) -> str:
    return PlainWords().say(phrase, Language.EN, "UTC")


def drawn(*blocks: Block, bot: str = "tradetrail_bot") -> list[Message]:
    made = messages(Reply(blocks), say, bot)
    return [one for one in made if isinstance(one, Message)]


def signs(text: str) -> str:
    return "".join(text.split())


@given(st.lists(BLOCK, max_size=5))
def test_any_reply_keeps_telegrams_limits_and_every_ticket_in_order(blocks: list[Block]) -> None:
    made = drawn(*blocks)
    assert made
    for message in made:
        assert message.text.strip()
        assert width(message.text) <= LIMITS.whole
        assert len(message.entities) <= 100
        check_entities(message.text, list(message.entities))
        check_markup(message.markup)
    tickets = [button["callback_data"] for message in made for row in message.rows for button in row]
    assert tickets == [button.ticket for button in buttons_in(Reply(tuple(blocks)))]


@given(st.lists(LONG, min_size=1, max_size=4))
def test_every_sign_of_every_paragraph_arrives_in_order(texts: list[str]) -> None:
    told = signs("".join(message.text for message in drawn(*(Paragraph(words(text)) for text in texts))))
    at = 0
    for text in texts:
        wanted = signs(text.replace("\u202e", "[U+202E]"))
        assert wanted in told[at:]
        at = told.index(wanted, at) + len(wanted)


@given(st.text(st.sampled_from("@/abz019_.: \n客<>'\"-😀"), max_size=400))
def test_nothing_in_anybodys_words_acts(text: str) -> None:
    for message in drawn(Heading(words(text)), Paragraph(words(text)), Small(words(text))):
        code = [(one["offset"], one["offset"] + one["length"]) for one in message.entities if one["type"] == "code"]
        for found in found_entities(message.text):
            if found["type"] in ("url", "mention", "bot_command"):
                end = found["offset"] + found["length"]
                assert any(a <= found["offset"] and end <= b for a, b in code), piece(message.text, found)


def test_code_and_other_marks_never_overlap() -> None:
    (message,) = drawn(Heading(words("see https://evil.example now 😀 @anna")))
    spans = sorted((one["offset"], one["offset"] + one["length"]) for one in message.entities)
    assert len(spans) == 4
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


def test_what_is_set_bold_is_counted_as_telegram_counts() -> None:
    (message,) = drawn(Paragraph(words("😀😀")), Heading(words("Title 😀")))
    (mark,) = message.entities
    assert mark == {"type": "bold", "offset": 6, "length": 8}
    assert piece(message.text, mark) == "Title 😀"


def test_only_our_own_link_stays_alive() -> None:
    own, other = "https://t.me/tradetrail_bot?start=abc", "https://t.me/tradetrail_bot_evil?start=abc"
    (message,) = drawn(Small(words(f"{own} {other}")))
    code = [piece(message.text, one) for one in message.entities if one["type"] == "code"]
    assert code == [other]


def test_an_address_of_a_letter_and_a_fraction_stay_as_they_are() -> None:
    (message,) = drawn(Paragraph(words("anna@abc.de 3/4 and/or 2026/12/01")))
    assert message.entities == ()


def test_a_hundred_and_more_buttons_become_several_messages() -> None:
    row = tuple(Button(words(f"b{n}"), ticket=f"t.{n}") for n in range(230))
    made = drawn(Paragraph(words("many")), Buttons(row))
    assert len(made) >= 3
    assert all(sum(map(len, message.rows)) <= limits.BUTTONS for message in made)


def test_a_line_and_its_buttons_bear_the_same_number_and_stand_in_one_message() -> None:
    items = tuple(Item(words("客户" * 150 + f"n{n}."), (Button(words("Done"), ticket=f"t.{n}"),)) for n in range(30))
    first, second = Listing(items[:10], words("Overdue")), Listing(items[10:])
    made = drawn(first, second)
    assert len(made) > 1
    found = 0
    for message in made:
        for row in message.rows:
            number, _, label = row[0]["text"].partition(" ")
            assert label == "Done"
            assert f"{number}. 客户" in message.text
            assert row[0]["callback_data"] == f"t.{int(number) - 1}"
            found += 1
    assert found == 30


def test_lists_without_buttons_and_a_single_line_bear_no_number() -> None:
    done = (Button(words("Done"), ticket="t.1"),)
    plain = Listing((Item(words("a")), Item(words("b"))))
    (message,) = drawn(plain, Listing((Item(words("c"), done),)))
    assert message.text == "• a\n• b\n• c"
    assert message.rows == (({"text": "Done", "callback_data": "t.1"},),)
    (message,) = drawn(plain, Listing((Item(words("c"), done), Item(words("d")))))
    assert message.text == "• a\n• b\n1. c\n2. d"


def test_rows_hold_what_a_phone_shows() -> None:
    labels = ["Done", "Done + next", "Snooze 1d", "3d", "1w", "Called", "Emailed", "Messaged", "一个很长很长的中文按钮"]
    (message,) = drawn(Paragraph(words("F7")), Buttons(tuple(Button(words(x), ticket=f"t.{x[:2]}") for x in labels)))
    assert [button["text"] for row in message.rows for button in row] == labels
    assert 2 < len(message.rows) < len(labels)
    assert message.rows[-1] == ({"text": labels[-1], "callback_data": "t.一个"},)


def test_what_a_button_cannot_show_is_said() -> None:
    row = (
        Button(words("Reject"), ticket="t.1", style="danger", confirm=words("Really reject A5?")),
        Button(words("no ticket yet")),
        Button(words("bad link"), link="javascript:alert(1)"),
        Button(words("site"), link="https://example.com/a"),
    )
    (message,) = drawn(Paragraph(words("A5")), Buttons(row))
    for told in ("Reject: Really reject A5?", "no ticket yet", "bad link javascript:alert(1)"):
        assert told in message.text
    assert [button for line in message.rows for button in line] == [
        {"text": "Reject", "callback_data": "t.1", "style": "danger"},
        {"text": "site", "url": "https://example.com/a"},
    ]


def test_a_file_stands_where_it_was_and_a_long_caption_is_said_before_it() -> None:
    short, long = (
        Attachment("0" * 64, "a.pdf", caption=words("c")),
        Attachment("1" * 64, "b.pdf", caption=words("x" * 1100)),
    )
    made = messages(Reply((Paragraph(words("before")), short, long, Small(words("after")))), say)
    kinds = [one.attachment.name if isinstance(one, File) else one.text[:6] for one in made]
    assert kinds == ["before", "a.pdf", "xxxxxx", "b.pdf", "after"]
    named = messages(Reply((short,)), say, has_files=False)
    assert [one.text for one in named if isinstance(one, Message)] == ["c\na.pdf"]


def test_an_empty_reply_is_still_a_message() -> None:
    assert [message.text for message in drawn()] == ["–"]
    assert [message.text for message in drawn(Paragraph(words(" \n")))] == ["–"]

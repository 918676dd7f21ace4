"""Whatever a reply holds, Slack takes its blocks, and no word or ticket of it is missing."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue import replies as r
from bot.dialogue.forms import Form, FormField, Option
from bot.domain.people import Language
from bot.domain.phrases import Phrase, words
from bot.platforms.slack.modal import Origin, errors_of, modal, origin_of, values_of
from bot.platforms.slack.payloads import spoken
from bot.platforms.slack.render import length, messages
from bot.platforms.visible import pieces, shortened, visible, width
from tests.fakes.slack_forms import filled
from tests.fakes.slack_limits import check_message, check_view
from tests.fakes.slack_text import pressables
from tests.platforms.slack.bench import acting_in, plain_texts
from tests.platforms.standins import WORD_FORM, PlainWords

TEXT = st.text(st.characters(codec=None), max_size=60) | st.text(st.sampled_from("ab \n报🙂<&>*_@"), max_size=7_000)
PHRASE = st.builds(words, TEXT)
BUTTON = st.builds(
    r.Button,
    label=PHRASE,
    style=st.sampled_from(["plain", "primary", "danger"]),
    confirm=st.none() | PHRASE,
    ticket=st.uuids().map(str),
)
BUTTONS = st.lists(BUTTON, min_size=1, max_size=9).map(tuple)
ITEM = st.builds(r.Item, PHRASE, st.just(()) | BUTTONS)
BLOCK = st.one_of(
    st.builds(r.Heading, PHRASE),
    st.builds(r.Paragraph, PHRASE),
    st.builds(r.Facts, st.lists(st.tuples(PHRASE, PHRASE), max_size=12).map(tuple)),
    st.builds(r.Listing, st.lists(ITEM, max_size=12).map(tuple), st.none() | PHRASE),
    st.builds(r.Buttons, BUTTONS),
    st.builds(r.Small, PHRASE),
    st.builds(r.Attachment, st.just("0" * 64), TEXT, st.booleans(), st.none() | PHRASE),
)
REPLY = st.builds(r.Reply, st.lists(BLOCK, max_size=8).map(tuple))


def say(text: Phrase) -> str:
    return PlainWords().say(text, Language.EN, "UTC")


def squeezed(text: str) -> str:
    return "".join(visible(text).split())


@given(REPLY)
def test_slack_takes_every_reply_and_obeys_nothing_in_it(reply: r.Reply) -> None:
    shown = messages(reply, say)
    assert shown
    for message in shown:
        check_message({"text": message.text, "blocks": message.blocks})
        assert sum(map(length, message.blocks)) <= 13_200
        assert acting_in({"text": message.text, "blocks": message.blocks}) == []
    tickets = [one.element["value"] for message in shown for one in pressables({"blocks": message.blocks})]
    assert tickets == [button.ticket for button in r.buttons_in(reply)]


@given(REPLY)
def test_every_word_is_there(reply: r.Reply) -> None:
    everything = squeezed("".join(text for message in messages(reply, say) for text in plain_texts(message.blocks)))
    for block in reply.blocks:
        for text in said_in(block):
            assert squeezed(text) in everything


def said_in(block: Any) -> list[str]:
    match block:
        case r.Heading(text) | r.Paragraph(text) | r.Small(text):
            return [say(text)]
        case r.Facts(pairs):
            return [say(text) for pair in pairs for text in pair]
        case r.Listing(items, title):
            return [say(item.text) for item in items] + ([say(title)] if title else [])
        case r.Buttons(buttons):
            return [say(button.label) for button in buttons]
        case _:
            return [block.name]


def test_a_button_without_a_ticket_is_said_in_words() -> None:
    buttons = (r.Button(words("Gone")), r.Button(words("Bad"), link="javascript:alert(1)"))
    (message,) = messages(r.Reply((r.Buttons(buttons),)), say)
    assert pressables({"blocks": message.blocks}) == []
    assert list(plain_texts(message.blocks)) == ["Gone", "Bad\njavascript:alert(1)"]


@given(TEXT, st.integers(2, 50))
def test_pieces_are_the_text(text: str, most: int) -> None:
    cut = list(pieces(text, most))
    assert "".join(cut) == text
    assert all(0 < width(piece) <= most for piece in cut)


@given(TEXT, st.integers(2, 80))
def test_a_label_is_short_and_on_one_line(text: str, most: int) -> None:
    label = shortened(text, most)
    assert 0 < width(label) <= most
    assert "\n" not in label


@given(st.text(st.characters(codec=None), max_size=200))
def test_text_made_visible_stays_so(text: str) -> None:
    once = visible(text)
    assert visible(once) == once
    once.encode("utf-8")


@given(
    st.builds(
        Form,
        PHRASE,
        st.just("LogContact"),
        st.lists(
            st.builds(
                FormField,
                st.uuids().map(str),
                PHRASE,
                st.none() | PHRASE,
                st.booleans(),
                st.just(()) | st.just((Option("a", words("A")), Option("b", words("B" * 200)))),
                st.booleans(),
                st.sampled_from(["", "a", "x" * 7_000]),
                st.none() | PHRASE,
            ),
            min_size=1,
            max_size=5,
        ).map(tuple),
        note=st.none() | PHRASE,
    )
)
def test_slack_opens_every_form(form: Form) -> None:
    check_view(modal(form, say, Origin("d", "C1")))


def test_answers_come_back_as_given_and_the_place_with_them() -> None:
    origin = Origin("draft-1", "C1", "1.1", "~2.2", "https://hooks.slack.com/x", True)
    view = modal(WORD_FORM, say, origin)
    assert origin_of(view) == origin
    assert origin_of({"private_metadata": "x"}) is None
    view["state"] = {"values": filled(view, {"Customer": "ABC"})}
    assert values_of(view) == {"about": "ABC", "channel": "", "note": WORD_FORM.fields[2].value}
    assert errors_of({"about": "no", "elsewhere": "why"}, view) == {"about": "no\nwhy"}


def test_a_note_too_long_for_slack_leaves_the_response_address_behind() -> None:
    origin = Origin("draft-1", "C1", respond="https://hooks.slack.com/" + "x" * 3_000)
    kept = origin_of({"private_metadata": origin.packed()})
    assert kept == Origin("draft-1", "C1")


def test_what_was_typed_is_read_out_of_what_slack_wrote() -> None:
    raw = "<@UBOT|bot>: ask <@U1|anna> in <#C1|deal> &lt;3 &amp;lt; <mailto:a@b.example|a@b.example> <!here>"
    line = spoken(raw, "UBOT")
    assert line.text == "ask <@U1> in #deal <3 &lt; a@b.example <!here>"
    assert line.users == ("U1",)
    links = "<http://abc.example> <https://abc.example/|abc.example> <https://x.example|our site> <tel:+49|+49>"
    assert spoken(links).text == "http://abc.example abc.example our site (https://x.example) +49"
    assert spoken("a < b > c <3").text == "a < b > c <3"


@given(st.text(st.characters(codec="utf-8"), max_size=200))
def test_any_words_survive_slacks_writing(text: str) -> None:
    raw = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert spoken(raw).text == text.strip()

"""Whatever is typed: reading never raises, takes no time worth naming, and a note comes out as it went in."""

import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.commands.registry import BY_NAME, VERBS
from bot.dialogue import grammar
from bot.dialogue.forms import Draft
from bot.domain.contacts import Channel
from tests.dialogue.desk_of_names import ABC, XYZ, desk

BIG = 40_000
PIECES = st.sampled_from(
    [
        *'"“”「」 \n:：>＞＃-=,，/é한🚢\x00\u202e',
        "log",
        "记录",
        "customer",
        "客户 ",
        "order new ",
        "follow F3 ",
        "ABC",
        "XYZ",
        "#quote",
        "@boris",
        "<@U1>",
        "tier:",
        "等级：",
        "A",
        "next:",
        "下次",
        "3d",
        "明天下午3点",
        "USD 4280",
        "8%",
        "email",
        "邮件",
        "order:PI20240517-A",
        "at:",
        "[1]",
    ]
)
LINES = st.lists(PIECES, max_size=14).map("".join) | st.text(max_size=60)
# What the grammar would rightly take out of a note is left out of these.
NOTES = st.text(
    alphabet=st.characters(exclude_characters='":：#＃>＞@下n“”「」『』', exclude_categories=["Cs", "Cc"]), min_size=1
)


@given(LINES)
@settings(max_examples=400)
def test_any_line_is_read(line: str) -> None:
    reading = grammar.read(line, desk(mentions={"<@U1>": "U1"}))
    assert isinstance(
        reading,
        grammar.Understood | grammar.NeedsAnswers | grammar.UnknownName | grammar.Ambiguous | grammar.UnknownVerb,
    )
    if isinstance(reading, grammar.UnknownName | grammar.Ambiguous):
        assert "{about}" in reading.line
        grammar.read(reading.line.replace("{about}", "C12"), desk())


@given(st.sampled_from(VERBS), LINES)
@settings(max_examples=400)
def test_any_line_of_a_verb_is_read(verb: str, rest: str) -> None:
    reading = grammar.read(f"{verb} {rest}", desk(bound_customer=ABC))
    if isinstance(reading, grammar.NeedsAnswers):
        grammar.filled(BY_NAME[reading.draft.command], reading.draft.values, desk())
        again = grammar.answered(Draft("", reading.draft.command, {}, "note"), rest, desk())
        assert not isinstance(again, grammar.UnknownVerb)


@given(NOTES)
def test_a_note_keeps_what_a_person_wrote(note: str) -> None:
    reading = grammar.read(f"log XYZ email x{note}y", desk())
    assert isinstance(reading, grammar.Understood)
    assert reading.command.model_dump()["note"] == f"x{note}y"


@given(st.text(alphabet="abc :>#@\n,'‘’，：＞＃\"", max_size=60))
def test_a_quoted_note_keeps_everything(note: str) -> None:
    reading = grammar.read(f"log XYZ email note:「{note}」", desk())
    if note.strip():
        assert isinstance(reading, grammar.Understood)
        assert reading.command.model_dump()["note"].strip(' "') == note.strip(' \n"') or '"' in note or "\n" in note


@given(st.dictionaries(st.sampled_from(["customer", "channel", "note", "at", "next", "contact", "stage"]), LINES))
def test_any_answers_are_read(values: dict[str, str]) -> None:
    grammar.filled(BY_NAME["LogContact"], values, desk())


BIG_TEXTS = {
    "letters": "x" * BIG,
    "words": "word " * (BIG // 5),
    "chinese": "报价已发未回复" * (BIG // 7),
    "open quotes": "“" * BIG,
    "quotes": '" ' * (BIG // 2),
    "arrows": "> " * (BIG // 2),
    "colons": "tier:" * (BIG // 5),
    "fields": "tier:A " * (BIG // 7),
    "moments": "at:3d " * (BIG // 6),
    "stages": "#quote " * (BIG // 7),
    "next": "，下次 " * (BIG // 4),
    "mentions": "@boris " * (BIG // 7),
    "digits": "1" * BIG,
    "lines": "\n" * BIG,
    "blanks": " " * BIG,
    "commas": "a," * (BIG // 2),
}


@pytest.mark.parametrize("text", BIG_TEXTS.values(), ids=list(BIG_TEXTS))
@pytest.mark.parametrize("head", ["", "log XYZ email ", "customer ", "order new "])
def test_a_pasted_book_costs_nothing_worth_naming(head: str, text: str) -> None:
    context = desk(bound_customer=ABC)
    grammar.read("log XYZ email warm", context)
    assert quickest(lambda: grammar.read(head + text, context)) < 0.05


def quickest(act: Callable[[], object]) -> float:
    """Seconds of this process's own work, the best of three, so that a busy machine does not matter."""
    taken = []
    for _ in range(3):
        began = time.process_time()
        act()
        taken.append(time.process_time() - began)
    return min(taken)


def test_a_long_note_is_kept_whole() -> None:
    note = "报价 quote " * (BIG // 10)
    reading = grammar.read(f"log {XYZ.name} email {note[: BIG - 10]}.", desk())
    assert isinstance(reading, grammar.Understood)
    assert reading.command.model_dump()["channel"] is Channel.EMAIL

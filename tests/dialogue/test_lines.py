"""Quotes, `name:value`, `#stage` and `>`, in plain and full-width marks."""

# ruff: noqa: RUF001 — full-width letters are what is tested

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.lines import (
    Marked,
    ends_from,
    hashed_in,
    named_in,
    next_step_in,
    plain,
    quoted,
    quotes_in,
    taken_out,
    unquoted,
)

FIELDS = {"tier", "reason", "at", "等级", "原因", "website"}
TEXTS = st.text(alphabet="ab 1\"“”「」『』:：>＞#＃@,，\n'等级tier", max_size=60)


def named(text: str, *, is_loose: bool = False) -> list[tuple[str, str]]:
    def stretch(field: str, rest: str) -> int:
        return len("yesterday 16:00") if field == "at" and rest.startswith("yesterday 16:00") else 0

    found = named_in(Marked(text), lambda word: word if word in FIELDS else None, stretch, is_loose=is_loose)
    return [(one.field, one.text) for one in found]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ('log "ABC GmbH" email', ['"ABC GmbH"']),
        ("记录 “ABC 公司” 邮件", ["“ABC 公司”"]),
        ("「甲」和『乙』", ["「甲」", "『乙』"]),
        ("they don't say it's 'fine'", []),
        ('a 5" pipe and a 6" pipe', []),
        ('never "closed', []),
        ('"a" and "never closed', ['"a"']),
        ("＂全角＂", ["＂全角＂"]),
        ("“ “ “ “", []),
    ],
)
def test_what_is_quoted(text: str, parts: list[str]) -> None:
    assert [text[start:end] for start, end in quotes_in(plain(text))] == parts


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("tier:A", [("tier", "A")]),
        ('tier:A reason:"three repeat orders"', [("tier", "A"), ("reason", "three repeat orders")]),
        ("等级：A，原因：三次返单", [("等级", "A"), ("原因", "三次返单")]),
        ("等级：「甲」", [("等级", "甲")]),
        ("at:yesterday 16:00 tier:B", [("at", "yesterday 16:00"), ("tier", "B")]),
        ("at:16:00", [("at", "16:00")]),
        ("website:https://abc.example/a?b=c:d", [("website", "https://abc.example/a?b=c:d")]),
        ('say "tier:A" aloud', []),
        ("see https://abc.example:80", []),
        ("tier: A", []),
        ("unknown:A", []),
        ("xtier:A", []),
        ("tier:", []),
        ("tier:A, then more", [("tier", "A")]),
    ],
)
def test_what_is_named(text: str, found: list[tuple[str, str]]) -> None:
    assert named(text) == found


def test_a_blank_may_follow_the_colon_where_nothing_else_is_written() -> None:
    assert named("tier: A reason: good", is_loose=True) == [("tier", "A"), ("reason", "good")]


@pytest.mark.parametrize(
    ("text", "stages"),
    [
        ("sent #quote now", ["quote"]),
        ("报价已发＃quote", ["quote"]),
        ("ticket #1234", []),
        ('"#quote"', []),
        ("page#quote", []),
        ("sent #quote, waiting", ["quote"]),
    ],
)
def test_stages(text: str, stages: list[str]) -> None:
    assert [one.text for one in hashed_in(Marked(text), {"quote": "quote"}.get)] == stages


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("sent > 3d chase", " 3d chase"),
        ("报价已发＞3天后", "3天后"),
        ("price > 500 is fine > 3d chase", " 3d chase"),
        ("sent > chase", " chase"),
        ("a -> b, c >= d, e >> f", None),
        ("MOQ>500", None),
        ('they said "a > 3d b"', None),
        ("mail:\n> quoted line\n> another", None),
        ("mail:\n> 3d chase", " 3d chase"),
        ("已发，下次3天后催", "3天后催"),
        ("客户说下次3天", None),
        ("已发，下次再谈", None),
        ("已发 下次：再谈", "再谈"),
        ("sent next: chase", " chase"),
        ("sent next 3d", None),
        ("> 3d chase", " 3d chase"),
    ],
)
def test_the_next_step(text: str, step: str | None) -> None:
    mark = next_step_in(Marked(text), lambda rest: rest.strip().startswith("3"), ("next", "下次"))
    assert (text[mark[1] :] if mark else None) == step


def test_what_is_taken_out_leaves_no_double_blank_and_can_be_found_again() -> None:
    text = "Asked for CIF contact:Anna and more #quote"
    spans = [(14, 26), (36, 42)]
    cut = taken_out(text, spans)
    assert cut.text == "Asked for CIF and more"
    assert text[cut.origin(cut.text.index("and")) :].startswith("and more")


@given(TEXTS, st.data())
def test_every_sign_that_is_left_is_the_one_that_stood_there(text: str, data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(text)))
    last = data.draw(st.integers(first, len(text)))
    cut = taken_out(text, [(first, last)])
    assert [text[cut.origin(place)] for place in range(len(cut.text))] == list(cut.text)


@given(TEXTS)
def test_a_quoted_text_is_read_back_whole(text: str) -> None:
    bare = text.strip()
    line = quoted(bare)
    if '"' not in plain(bare) or any(mark not in bare for mark in "”」』"):
        assert unquoted(line) == bare
    assert quotes_in(plain(line))[0] == (0, len(line))


@given(st.text(max_size=80))
def test_plain_marks_stand_in_the_same_places(text: str) -> None:
    assert len(plain(text)) == len(text)
    assert plain(text).count("\n") == text.count("\n")


def test_where_words_may_end() -> None:
    assert ends_from("ab 德国c", 0, 20) == [2, 3, 4, 5, 6]
    assert ends_from("O'Brien", 0, 20) == [1, 2, 7]

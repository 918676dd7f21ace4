"""A line that lacks only what is easily left out is offered whole; it is never taken for more than was typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue import grammar
from bot.dialogue.readings import NeedsAnswers, UnknownName, UnknownVerb
from bot.domain.people import Language
from tests.dialogue.desk_of_names import ANNA, desk

MENDED = [
    # The verb
    ("ABC GmbH email Quote sent > 3d chase", "log ABC GmbH email Quote sent > 3d chase"),
    ("德国灯具 电话 说太贵", "log 德国灯具 电话 说太贵"),
    ("@bot XYZ call Too dear", "log XYZ call Too dear"),
    ("XYZ > 3d call them", "follow XYZ > 3d call them"),
    ("F33 done", "follow F33 done"),
    ("f33 完成", "follow f33 完成"),
    ("c12", "customer c12"),
    ("PI20240517-A stage:production", "order PI20240517-A stage:production"),
    ("S7 departed 8/4", "ship S7 departed 8/4"),
    ("A5", "approve A5"),
    # The colon of a field
    ("customer ABC tier A", "customer ABC tier:A"),
    ("客户 ABC 等级 A", "客户 ABC 等级:A"),
    ("customer ABC city New York country US", 'customer ABC city:"New York" country:US'),
    ("follow F33 snooze 2d", "follow F33 snooze:2d"),
    ("settings timezone Berlin", "settings timezone:Berlin"),
    ("trail ABC since yesterday", "trail ABC since:yesterday"),
    # The marks around several words
    ("customer ABC city:New York", 'customer ABC city:"New York"'),
    ("customer ABC contact:Anna Schmidt position:Head of sales", None),
    ("customer new Delta Light city:New York country:US", 'customer new Delta Light city:"New York" country:US'),
    # The sign of the next step, and the field of a stage
    ("follow ABC tomorrow call them", "follow ABC > tomorrow call them"),
    ("跟进 ABC 明天下午3点 打电话", "跟进 ABC > 明天下午3点 打电话"),
    ("order PI20240517-A production", "order PI20240517-A stage:production"),
    ("订单 PI20240517-A 生产", "订单 PI20240517-A stage:生产"),
]


@pytest.mark.parametrize(("typed", "meant"), MENDED, ids=[typed for typed, _ in MENDED])
def test_the_line_is_offered_as_it_was_perhaps_meant(typed: str, meant: str | None) -> None:
    reading = grammar.read(typed, desk())
    assert isinstance(reading, UnknownVerb | UnknownName | NeedsAnswers), reading
    assert reading.instead == (meant or 'customer ABC contact:"Anna Schmidt" position:"Head of sales"')
    assert isinstance(grammar.read(reading.instead, desk()), grammar.Understood)


def test_a_chinese_reader_is_offered_the_chinese_verb() -> None:
    reading = grammar.read("ABC 电话 说太贵", desk(language=Language.ZH_CN))
    assert isinstance(reading, UnknownVerb) and reading.instead == "记录 ABC 电话 说太贵"


@pytest.mark.parametrize(
    "typed",
    [
        *("hello there", "thanks!", "", "@bot", "谢谢", "lgo ABC email hi", "Zoe call hi", "customer Zoe"),
        *("log Zoe email hi", "settings en", "log ABC email > sometime", "ABC" + " x" * 300),
    ],
)
def test_nothing_is_offered_where_nothing_makes_it_whole(typed: str) -> None:
    reading = grammar.read(typed, desk())
    assert isinstance(reading, UnknownVerb | UnknownName | NeedsAnswers) and not reading.instead


def test_words_after_a_field_are_no_part_of_a_name() -> None:
    reading = grammar.read("customer new Delta Light city:New York country:US", desk())
    assert isinstance(reading, NeedsAnswers)
    assert (reading.draft.values["name"], reading.draft.values["city"]) == ("Delta Light", "New")
    whole = grammar.read("customer new city:Berlin Delta Light country:DE", desk())
    assert isinstance(whole, grammar.Understood) and whole.command.model_dump()["name"] == "Delta Light"


@pytest.mark.parametrize("number", ["+49 30 123456", "(0)30/123-45", "0571 8888 9999", "+86-571-88889999"])
def test_a_phone_number_stands_in_groups(number: str) -> None:
    reading = grammar.read(f"customer ABC contact:Anna phone:{number} email:a@b.example", desk())
    assert isinstance(reading, grammar.Understood), reading
    said = reading.command.model_dump()
    assert (said["phone"], said["email"]) == (number, "a@b.example")


TYPED = (
    "ABC XYZ log customer follow order tier tier: A city:New York stage production email 3d tomorrow > @anna "
    'F33 snooze 2d " “ 等级 ： 生产 C12'
)


def test_whom_a_platform_mentioned_is_known_when_the_line_is_pressed() -> None:
    reading = grammar.read("customer ABC tier A owner:<@U1>", desk(mentions={"<@U1>": "U1"}))
    assert isinstance(reading, UnknownName) and reading.instead == "customer ABC tier:A owner:@P1"
    pressed = grammar.read(reading.instead, desk())
    assert isinstance(pressed, grammar.Understood) and pressed.command.model_dump()["owner"]["id"] == ANNA.id


@given(st.lists(st.sampled_from([*TYPED.split(), ""]), max_size=9))
def test_what_is_offered_is_always_understood(words: list[str]) -> None:
    context = desk()
    reading = grammar.read(" ".join(words), context)
    instead = getattr(reading, "instead", "")
    assert not instead or isinstance(grammar.read(instead, context), grammar.Understood)


@pytest.mark.parametrize(
    ("typed", "verbs"),
    [
        ("customr", ("customer",)),
        ("lgo", ("log",)),
        ("aprove", ("approve",)),
        ("记绿", ("log",)),
        ("货云", ("ship",)),
        ("报价", ()),
        ("日志", ()),
        ("提醒", ()),
        ("frobnicate", ()),
    ],
)
def test_a_mistyped_verb_is_known_by_its_likeness(typed: str, verbs: tuple[str, ...]) -> None:
    reading = grammar.read(typed, desk())
    assert isinstance(reading, UnknownVerb) and reading.nearest == verbs

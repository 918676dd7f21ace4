"""Sentences in the reader's language, with money and moments said in full."""

import time
import timeit
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial

import pytest
from fluent.runtime import FluentResource
from fluent.syntax import ast as fluent
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.texts import LOCALES, Texts, UntoldPhrase
from bot.dialogue.tongue import Tongue, simple_parts
from bot.domain.contacts import Channel
from bot.domain.money import Money
from bot.domain.people import Language
from bot.domain.phrases import Phrase, Value, choice_phrase, phrase, words

SOURCE = {
    Language.EN: 'words = { $text }\nlist-comma = {", "}\nplain = Hello\nboth = { $a } and { $b }\n'
    "count = { $n ->\n    [one] { $n } order\n   *[other] { $n } orders\n }\nsame = { plain }!\n",
    Language.ZH_CN: "words = { $text }\nlist-comma = 、\nplain = 软件\n"
    "both = { $a }和{ $b }\ncount = { $n } 个订单\nsame = { plain }！\n",
}
AT = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)


@pytest.fixture
def texts() -> Texts:
    return Texts(SOURCE, is_strict=True)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (Money(Decimal("4280"), "USD"), "USD 4,280.00"),
        (Money(Decimal("0.865"), "USD"), "USD 0.865"),
        (AT, "2026-12-01 09:00 (Asia/Shanghai, UTC+8)"),
        (date(2026, 12, 1), "2026-12-01"),
        (Decimal("8.50"), "8.50"),
        (1042, "1042"),
        (("a", phrase("plain")), "a, Hello"),
        (phrase("both", a=1, b=words("{ $x }")), "1 and { $x }"),
    ],
)
def test_values(texts: Texts, value: Value, said: str) -> None:
    assert texts.say(phrase("words", text=value), Language.EN, "Asia/Shanghai") == said


@pytest.mark.parametrize(
    ("zone", "said"),
    [("Asia/Kolkata", "06:30 (Asia/Kolkata, UTC+5:30)"), ("America/New_York", "UTC-5)"), ("UTC", "(UTC, UTC+0)")],
)
def test_moments_name_the_readers_zone(texts: Texts, zone: str, said: str) -> None:
    assert said in texts.say(phrase("words", text=AT), Language.EN, zone)


@pytest.mark.parametrize(
    ("language", "said"), [(Language.EN, "Hello"), (Language.ZH_CN, "软件"), (Language.ZH_TW, "軟體")]
)
def test_traditional_chinese_is_derived(texts: Texts, language: Language, said: str) -> None:
    assert texts.say(phrase("plain"), language, "UTC") == said
    assert texts.say(phrase("plain"), language, "UTC") == said, "the second time it is remembered"


@pytest.mark.parametrize(("number", "said"), [(1, "1 order"), (1042, "1042 orders")])
def test_numbers_choose_and_are_not_grouped(texts: Texts, number: int, said: str) -> None:
    assert texts.say(phrase("count", n=number), Language.EN, "UTC") == said


def test_peoples_own_words_are_never_read_as_a_sentence(texts: Texts) -> None:
    own = "{ plain } { $n } 软件"
    assert texts.say(words(own), Language.ZH_TW, "UTC") == own


@given(st.text(max_size=40))
def test_any_words_come_out_as_they_went_in(text: str) -> None:
    assert Texts(SOURCE).say(words(text), Language.EN, "UTC") == text


def test_what_is_missing_is_a_fault_in_tests_and_its_key_in_the_house(texts: Texts) -> None:
    for faulty in (Phrase("nowhere"), phrase("both", a="x"), phrase("count")):
        with pytest.raises(UntoldPhrase):
            texts.say(faulty, Language.EN, "UTC")
    calm = Texts(SOURCE)
    assert calm.say(Phrase("nowhere"), Language.EN, "UTC") == "nowhere"
    assert calm.say(phrase("both", a="x"), Language.EN, "UTC") == "x and {$b}"
    assert calm.say(phrase("count"), Language.EN, "UTC")


def test_phrases_in_phrases_end(texts: Texts) -> None:
    deep = words("x")
    for _ in range(30):
        deep = phrase("words", text=deep)
    assert Texts(SOURCE).say(deep, Language.EN, "UTC") == "words"


def test_every_shipped_sentence_can_be_learned() -> None:
    shipped = Texts.load(is_strict=True)
    assert shipped.has("words") and not shipped.has("nowhere")
    for language in Language:
        assert all(shipped.say(choice_phrase(channel), language, "UTC") for channel in Channel)


@pytest.mark.parametrize("language", [Language.EN, Language.ZH_CN])
def test_sentences_are_cut_as_fluent_itself_reads_them(language: Language) -> None:
    simple = 0
    for file in sorted((LOCALES / language.value).glob("*.ftl")):
        source = file.read_text(encoding="utf-8")
        tongue = Tongue(language, source)
        for entry in FluentResource(source).body:
            assert not isinstance(entry, fluent.Junk), entry.content
            if isinstance(entry, fluent.Message):
                assert entry.value is not None
                parts = tongue.parts(entry.id.name)
                gaps = {name for e in entry.value.elements for name in _gap(e)}
                assert parts is None or {part[0] for part in parts if isinstance(part, tuple)} == gaps
                filled = {gap: f"<{gap}>" for gap in gaps}
                if parts is not None:
                    simple += 1
                    joined = "".join(part if isinstance(part, str) else filled[part[0]] for part in parts)
                    assert tongue.composed(entry.id.name, filled) == (joined, ()), entry.id.name
    assert simple > 1000, "found no sentences: this test would prove nothing"


def _gap(element: fluent.TextElement | fluent.Placeable) -> tuple[str, ...]:
    match element:
        case fluent.Placeable(expression=fluent.VariableReference(id=fluent.Identifier(name=str(name)))):
            return (name,)
        case _:
            return ()


@pytest.mark.parametrize(
    "rich", ["a = { b }", "a = x\n  y", "a =\n  y", 'a = { "x" }', "a = { $n ->\n *[o] x\n }", "a ="]
)
def test_what_is_richer_than_text_and_gaps_is_left_to_fluent(rich: str) -> None:
    assert simple_parts(rich) is None
    assert simple_parts("a = x { $n } y  \n\n# of the next") == ("x ", ("n",), " y")


def test_a_sentence_costs_less_than_25_microseconds() -> None:
    shipped = Texts.load()
    sentence = phrase(
        "form-missing", title=phrase("form-log-contact"), fields=(phrase("field-note"), phrase("field-at"))
    )
    shipped.say(sentence, Language.EN, "UTC")
    say = partial(shipped.say, sentence, Language.EN, "UTC")
    # Of the processor's time the least, or a busy machine would be measured.
    best = min(timeit.repeat(say, timer=time.process_time, number=500, repeat=20)) / 500
    assert best < 25e-6

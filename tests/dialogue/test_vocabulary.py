"""Every verb, field and choice has its words in both languages, and no word means two things."""

# ruff: noqa: RUF001 — full-width letters are what is tested

import re

import pytest

from bot.commands.command import Command, Key, fields_of
from bot.commands.fields import Choice, Extra
from bot.commands.registry import BY_NAME, COMMANDS, VERBS
from bot.dialogue.spoken import fields_of_verb
from bot.dialogue.vocabulary import DoubleMeaning, field_meanings, vocabulary, words_of
from bot.domain.people import Language
from bot.domain.phrases import kebab
from tests.dialogue.desk_of_names import shipped_texts

CHINESE = re.compile(r"[\u4e00-\u9fff]")
SPOKEN = [command for command in COMMANDS if command.verb]
RULED = {"stage", "verb"}
"""Families whose words come from elsewhere."""


def test_there_is_something_to_look_at() -> None:
    assert len(SPOKEN) > 20 and len(VERBS) > 10, "found no commands: these tests would prove nothing"


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_is_said_in_both_languages_and_explained(verb: str) -> None:
    listed = vocabulary().verbs.of[verb]
    assert listed[0] == verb and CHINESE.search(listed[1])
    texts = shipped_texts()
    assert all(texts.has(f"verb-{verb}", language) for language in Language)


@pytest.mark.parametrize("command_type", SPOKEN, ids=lambda c: c.__name__)
def test_keys_fields_and_titles_have_words(command_type: type[Command]) -> None:
    known, texts = vocabulary(), shipped_texts()
    for part in command_type.shape:
        if isinstance(part, Key):
            assert any(CHINESE.search(word) for word in known.keys.of[part.name])
    for name, field in fields_of(command_type).items():
        if isinstance(field.marker, Extra):
            continue
        assert len(known.fields[name]) > 1, name
        assert texts.has(f"field-{name.replace('_', '-')}"), name
        if isinstance(field.marker, Choice) and field.marker.family not in RULED:
            assert field.marker.family in known.choices
        if field.is_choice_of_enum and isinstance(field.marker, Choice):
            assert all(field.kind(meaning) for meaning in known.choices[field.marker.family].of)
    assert texts.has(f"form-{kebab(command_type.__name__)}")
    assert texts.has(f"command-{kebab(command_type.__name__)}")


@pytest.mark.parametrize("verb", VERBS)
def test_a_word_names_one_field_of_a_verb(verb: str) -> None:
    assert field_meanings(tuple(fields_of_verb(verb))) is not None


def test_commands_named_in_the_words_file_exist_and_have_those_fields() -> None:
    known = vocabulary()
    assert known.alone and known.forms
    assert set(known.alone.values()) <= set(BY_NAME)
    for name, fields in known.forms.items():
        assert set(fields) <= set(fields_of(BY_NAME[name])), name


@pytest.mark.parametrize(
    ("word", "meaning"),
    [("記錄", "log"), ("客戶", "customer"), ("ＬＯＧ", "log"), ("follow-up", "follow"), ("訂單", "order")],
)
def test_case_width_and_script_do_not_matter(word: str, meaning: str) -> None:
    assert vocabulary().verbs.meaning(word) == meaning


def test_a_word_with_two_meanings_is_refused() -> None:
    with pytest.raises(DoubleMeaning, match="mail"):
        words_of({"email": ["mail"], "letter": ["Mail"]})
    words_of({"email": ["mail", "Mail", "MAIL"]})


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("邮件报价", ("email", 2)),
        ("邮箱已改", None),
        ("邮 已发", ("email", 1)),
        ("e-mail sent", ("email", 6)),
        ("emailed them", None),
        ('call "x"', ("call", 4)),
    ],
)
def test_a_word_at_the_head_of_a_text(text: str, found: tuple[str, int] | None) -> None:
    assert vocabulary().choices["channel"].leading(text, 0) == found

"""The guide's page of verbs says what the commands say now."""

import json
from pathlib import Path

import pytest

from bot.commands.registry import COMMANDS, VERBS
from bot.dialogue.scripts import TABLE, scripts_of
from bot.dialogue.texts import Texts
from bot.domain.people import Language
from bot.domain.places import GAZETTEER
from bot.terminal.gazetteer import gazetteer
from bot.terminal.verb_pages import LANGUAGES, page_of, script_table, verb_page, write_pages


@pytest.fixture(scope="module")
def texts() -> Texts:
    return Texts.load(is_strict=True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_on_disk_is_what_is_rendered_now(language: Language, texts: Texts) -> None:
    assert page_of(language).read_text(encoding="utf-8") == verb_page(language, texts), "run `make docs`"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_verb_and_every_example_is_on_the_page(language: Language, texts: Texts) -> None:
    lines = verb_page(language, texts).splitlines()
    assert VERBS, "found no verbs: this test would prove nothing"
    assert [verb for verb in VERBS if not any(line.startswith(f"## {verb} · ") for line in lines)] == []
    assert [line for one in COMMANDS if one.verb for line in one.example if line not in lines] == []


def test_the_chinese_page_shows_what_is_typed_in_chinese(texts: Texts) -> None:
    page = verb_page(Language.ZH_CN, texts)
    assert "`跟进 <跟进> 推迟:…" in page
    assert "`follow <follow_up> snooze:…" in verb_page(Language.EN, texts)


def test_the_pages_are_written_where_the_guide_lies(tmp_path: Path, texts: Texts) -> None:
    for language in LANGUAGES:
        page_of(language, tmp_path).parent.mkdir(parents=True)
    written = write_pages(tmp_path)
    assert written == tuple(page_of(language, tmp_path) for language in LANGUAGES)
    assert written[0].read_text(encoding="utf-8") == verb_page(Language.EN, texts)


def test_the_shipped_words_stand_in_both_scripts_as_they_are_converted_now() -> None:
    """`make docs` writes them anew; without them every desk would load what converts them, fifty megabytes."""
    assert len(json.loads(script_table())) > 300
    assert TABLE.read_text(encoding="utf-8") == script_table(), "run `make docs`"
    assert scripts_of("邮件") == ("邮件", "郵件") and scripts_of("no words of ours: 软件")[1:] == (
        "no words of ours: 軟件",
        "no words of ours: 軟體",
    )


def test_the_gazetteer_says_what_cldr_says_now() -> None:
    assert len(json.loads(gazetteer())["countries"]) > 2000
    assert GAZETTEER.read_text(encoding="utf-8") == gazetteer(), "run `make docs`"

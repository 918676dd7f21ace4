"""Sentences live in the language files: code holds keys and values only."""

import ast
import re
from collections.abc import Iterator
from typing import Final

import pytest

from tests.shape.sources import BOT, bot_modules, docstrings, named, parsed

CHINESE: Final = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
ENGLISH: Final = re.compile(r"\b[A-Za-z][a-z']+ [a-z']+ [a-z']+")
# file -> why Chinese words stand in it
VOCABULARY: Final[dict[str, str]] = {
    "bot/dialogue/when.py": "reads the words of days and hours",
    "bot/dialogue/money_words.py": "reads the words of sums and currencies",
    "bot/dialogue/places.py": "reads the names of countries and cities",
}
# Rooms whose strings would be shown to people; elsewhere an English string is a log line or an error for us.
SPOKEN: Final = ("handlers/", "dialogue/cards/", "reminders/")


def unspoken(tree: ast.AST) -> set[int]:
    """Constants nobody is shown: docstrings, texts of our own errors, log lines, texts of assertions."""
    found = docstrings(tree)
    for node in ast.walk(tree):
        is_log = isinstance(node, ast.Call) and "log" in ast.unparse(node.func).lower().split(".")[0]
        if isinstance(node, ast.Raise | ast.Assert) or is_log:
            found |= {id(part) for part in ast.walk(node)}
    return found


def strings(tree: ast.AST, skipped: set[int]) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
            yield node.lineno, node.value


def chinese_in(tree: ast.AST) -> list[tuple[int, str]]:
    return [(line, text) for line, text in strings(tree, docstrings(tree)) if CHINESE.search(text)]


def english_in(tree: ast.AST) -> list[tuple[int, str]]:
    return [(line, text) for line, text in strings(tree, unspoken(tree)) if ENGLISH.search(text)]


def test_no_chinese_stands_in_code() -> None:
    found = {named(path): chinese_in(parsed(path)) for path in bot_modules() if named(path) not in VOCABULARY}
    assert found, "read no modules: this test would prove nothing"
    assert not {path: lines for path, lines in found.items() if lines}


def test_no_english_sentence_stands_where_people_are_answered() -> None:
    rooms = [path for path in bot_modules() if path.relative_to(BOT).as_posix().startswith(SPOKEN)]
    assert rooms, "found no rooms that speak: this test would prove nothing"
    found = {named(path): english_in(parsed(path)) for path in rooms}
    assert not {path: lines for path, lines in found.items() if lines}


@pytest.mark.parametrize("code", ['x = "已记录"', 'x = f"第{n}条"', 'say("逾期")'])
def test_chinese_is_seen(code: str) -> None:
    assert chinese_in(ast.parse(code))


def test_english_is_seen_and_what_is_for_us_is_not() -> None:
    assert english_in(ast.parse('reply("Nothing was written down")'))
    quiet = '"""A docstring of this module."""\nraise ValueError("this is for us")\nlog.info("was written down now")'
    assert not english_in(ast.parse(quiet))
    assert not english_in(ast.parse('phrase("contact-saved", customer=name)'))

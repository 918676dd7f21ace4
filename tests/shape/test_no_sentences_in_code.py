"""Sentences live in the language files: code holds keys and values only."""

import ast
import re
from collections.abc import Iterator
from typing import Final

import pytest

from tests.shape.sources import BOT, ROOT, bot_modules, docstrings, named, parsed

CHINESE: Final = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
ENGLISH: Final = re.compile(r"\b[A-Za-z][a-z']+ [a-z']+ [a-z']+")
# file or pattern -> why Chinese words stand in it
VOCABULARY: Final[dict[str, str]] = {
    "bot/dialogue/when.py": "reads the words of days and hours",
    "bot/*/*_words.py": "reads the words of times, sums and goods under way",
    "bot/*/places.py": "reads the names of countries and cities",
    "bot/domain/cities.py": "knows cities by the names they are called",
    "bot/domain/money.py": "tells which units of a price mean the same",
    "bot/domain/naming.py": "takes the legal form off a firm's name",
    "bot/demo.py": "what the people of the demo firm typed",
    "bot/storage/pinyin.py": "tells Chinese characters from others",
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


def examples(tree: ast.AST) -> set[int]:
    """What a command shows as typed by people: the value of a class's `example`."""
    found: set[int] = set()
    for node in (part for one in ast.walk(tree) if isinstance(one, ast.ClassDef) for part in one.body):
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        if any(isinstance(target, ast.Name) and target.id == "example" for target in targets):
            found |= {id(part) for part in ast.walk(node)}
    return found


def chinese_in(tree: ast.AST) -> list[tuple[int, str]]:
    quiet = docstrings(tree) | examples(tree)
    return [(line, text) for line, text in strings(tree, quiet) if CHINESE.search(text)]


def english_in(tree: ast.AST) -> list[tuple[int, str]]:
    return [(line, text) for line, text in strings(tree, unspoken(tree)) if ENGLISH.search(text)]


def test_no_chinese_stands_in_code() -> None:
    reads_words = {path for pattern in VOCABULARY for path in ROOT.glob(pattern)}
    found = {named(path): chinese_in(parsed(path)) for path in bot_modules() if path not in reads_words}
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


def test_what_a_command_shows_as_typed_is_no_sentence_of_ours() -> None:
    assert not chinese_in(ast.parse('class Log:\n    example = ("记录 ABC",)\n    """A 字段."""\n'))
    assert chinese_in(ast.parse('class Log:\n    label = "记录"\n'))


def test_english_is_seen_and_what_is_for_us_is_not() -> None:
    assert english_in(ast.parse('reply("Nothing was written down")'))
    quiet = '"""A docstring of this module."""\nraise ValueError("this is for us")\nlog.info("was written down now")'
    assert not english_in(ast.parse(quiet))
    assert not english_in(ast.parse('phrase("contact-saved", customer=name)'))

"""Names say what a thing is: none of the words that fit everything."""

import ast
import re
from typing import Final

import pytest

from tests.shape.sources import BOT, bot_modules, named, parsed

FORBIDDEN: Final = frozenset(
    {"manager", "helper", "helpers", "util", "utils", "common", "misc", "base", "data", "info", "process"}
)
ALONE: Final = frozenset({"handle", "handler"})
# Where the word is the trade's or the library's own: name -> why.
ALLOWED: Final[dict[str, str]] = {}


def words_of(name: str) -> list[str]:
    """`SqlOutbox` -> sql, outbox; `follow_ups` -> follow, ups."""
    return [word.lower() for word in re.findall(r"[A-Z]+(?=[A-Z][a-z]|\b|_|\d)|[A-Z]?[a-z]+|\d+", name)]


def is_vague(name: str) -> bool:
    words = words_of(name)
    return bool(FORBIDDEN & set(words)) or (len(words) == 1 and words[0] in ALONE)


def test_modules_and_folders_have_names_of_their_own() -> None:
    parts = {part for path in bot_modules() for part in path.relative_to(BOT).with_suffix("").parts}
    assert "config" in parts, "found no modules: this test would prove nothing"
    assert not sorted(part for part in parts if is_vague(part) and part not in ALLOWED)


def test_classes_have_names_of_their_own() -> None:
    classes = [
        (named(path), node.name)
        for path in bot_modules()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ClassDef)
    ]
    assert ("bot/config.py", "Settings") in classes, "found no classes: this test would prove nothing"
    assert not [(path, name) for path, name in classes if is_vague(name) and name not in ALLOWED]
    shouted = [(path, name) for path, name in classes if re.match(r"(I[A-Z][a-z]|Abstract)|.*Impl$", name)]
    assert not shouted, "a port is a plain noun; what stands behind it says what it is made of"


@pytest.mark.parametrize(
    ("name", "vague"),
    [
        ("DataManager", True),
        ("utils", True),
        ("HTTPInfo", True),
        ("customer_data", True),
        ("handle", True),
        ("handle_of_day", False),
        ("SqlOutbox", False),
        ("Database", False),
        ("Baseline", False),
    ],
)
def test_the_measure_tells_them_apart(name: str, vague: bool) -> None:
    assert is_vague(name) is vague

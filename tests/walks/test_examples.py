"""Every example of the surface is played, in English and in Chinese, wherever people speak to the desk."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.commands.registry import VERBS
from tests.walks.script import PLATFORMS, walk_in

HERE = Path(__file__).parent
OWN_VERBS = "help log customer today follow order team route settings rules trail verify undo".split()
ROOM = "room "
CODE = re.compile(r"\b([ACFS])\d+\b")
"""`F33`: whichever follow-up it is."""


@dataclass(frozen=True, slots=True)
class Example:
    """A line of the surface, in one language, and the platforms on which it must work."""

    line: str
    platforms: frozenset[str]


def examples() -> tuple[list[Example], list[Example]]:
    """The English ones and the Chinese ones, in the same order."""
    english: list[Example] = []
    chinese: list[Example] = []
    for line in (HERE / "examples.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            where = frozenset(PLATFORMS) - ({"terminal"} if line.startswith(ROOM) else set())
            for language, words in zip((english, chinese), line.removeprefix(ROOM).split(" | "), strict=True):
                language.append(Example(words, where))
    return english, chinese


def typed() -> Iterator[tuple[str, frozenset[str]]]:
    """Every line of every walk, and where the walk is played."""
    for path in HERE.glob("*.walk"):
        walk = walk_in(path)
        for step in walk.steps:
            if step.act in ("", "in"):
                yield plain(step.text), frozenset(walk.platforms)


def plain(line: str) -> str:
    """The line with any code of a kind for any other."""
    return CODE.sub(r"\1#", line)


def test_the_list_has_every_verb_of_the_desks_own_in_both_languages() -> None:
    english, chinese = examples()
    assert {example.line.split()[0] for example in english} == set(OWN_VERBS) <= set(VERBS)
    assert all(re.match(r"[\u4e00-\u9fff]{2}", example.line) for example in chinese)


def test_every_example_is_played_in_both_languages() -> None:
    played: dict[str, set[str]] = {}
    for line, platforms in typed():
        played.setdefault(line, set()).update(platforms)
    assert len(played) > 200, "found few lines: this test would prove little"
    for language in examples():
        missing = {one.line: one.platforms - played.get(plain(one.line), set()) for one in language}
        assert not any(missing.values()), {line: sorted(where) for line, where in missing.items() if where}

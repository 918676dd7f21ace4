"""Every language says every sentence, with the same gaps; and the code asks for no sentence that is not there."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import pytest
from fluent.syntax import FluentParser
from fluent.syntax import ast as fluent
from fluent.syntax.visitor import Visitor

from tests.shape.sources import BOT, bot_modules, named, parsed

LOCALES: Final = BOT / "locales"
LANGUAGES: Final = ("zh-CN", "en")
ASKERS: Final = frozenset({"phrase", "Phrase"})


class Gaps(Visitor):
    """The variables of a message, and the other messages it repeats."""

    def __init__(self) -> None:
        self.variables: set[str] = set()
        self.repeats: set[str] = set()

    def visit_VariableReference(self, node: fluent.VariableReference) -> None:
        self.variables.add(node.id.name)

    def visit_MessageReference(self, node: fluent.MessageReference) -> None:
        self.repeats.add(node.id.name)


@dataclass(frozen=True, slots=True)
class Asked:
    """A sentence the code asks for: `gaps` is None when they are not written out."""

    where: str
    key: str
    gaps: frozenset[str] | None


def read(text: str, where: str) -> dict[str, Gaps]:
    found: dict[str, Gaps] = {}
    for entry in FluentParser().parse(text).body:
        assert not isinstance(entry, fluent.Junk), f"{where}: cannot be read: {(entry.content or '')[:80]}"
        if isinstance(entry, fluent.Message | fluent.Term):
            key = ("-" if isinstance(entry, fluent.Term) else "") + entry.id.name
            assert key not in found, f"{where}: {key} stands twice"
            found[key] = Gaps()
            found[key].visit(entry)
    return found


@cache
def sentences(language: str) -> dict[str, frozenset[str]]:
    """Key -> its variables, those of repeated messages included; no key may stand in two files."""
    every: dict[str, Gaps] = {}
    for path in sorted((LOCALES / language).glob("*.ftl")):
        for key, gaps in read(path.read_text(encoding="utf-8"), named(path)).items():
            assert key not in every, f"{named(path)}: {key} stands in another file too"
            every[key] = gaps

    def variables(key: str, above: frozenset[str]) -> frozenset[str]:
        assert key in every and key not in above, f"{language}: {key} is repeated but not there, or repeats itself"
        nested = [variables(other, above | {key}) for other in every[key].repeats]
        return frozenset(every[key].variables).union(*nested)

    return {key: variables(key, frozenset()) for key in every}


def asked_in(tree: ast.AST, where: str) -> Iterator[Asked]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        first = node.args[0]
        if name in ASKERS and isinstance(first, ast.Constant) and isinstance(first.value, str):
            yield Asked(f"{where}:{node.lineno}", first.value, gaps_of(node))


def gaps_of(call: ast.Call) -> frozenset[str] | None:
    """The values handed over, by keyword or as a written-out mapping; None when they come from elsewhere."""
    if len(call.args) > 1:
        values = call.args[1]
        keys = values.keys if isinstance(values, ast.Dict) else [None]
        names = [key.value for key in keys if isinstance(key, ast.Constant)]
        return frozenset(map(str, names)) if len(names) == len(keys) else None
    if any(keyword.arg is None for keyword in call.keywords):
        return None
    return frozenset(keyword.arg for keyword in call.keywords if keyword.arg)


@pytest.fixture
def spoken() -> None:
    if not any(LOCALES.rglob("*.ftl")):
        pytest.skip("no language files yet")
    assert all(sentences(language) for language in LANGUAGES), "found no sentences: this test would prove nothing"


def files(language: str) -> set[str]:
    return {path.name for path in (LOCALES / language).glob("*.ftl")}


@pytest.mark.usefixtures("spoken")
def test_every_language_has_every_sentence() -> None:
    first, *others = LANGUAGES
    for other in others:
        assert files(first) == files(other)
        assert sorted(sentences(first).keys() ^ sentences(other).keys()) == []


@pytest.mark.usefixtures("spoken")
def test_a_sentence_has_the_same_gaps_in_every_language() -> None:
    first, *others = LANGUAGES
    for other in others:
        shared = sentences(first).keys() & sentences(other).keys()
        unlike = {key: (sentences(first)[key], sentences(other)[key]) for key in shared}
        assert {key: gaps for key, gaps in unlike.items() if gaps[0] != gaps[1]} == {}


@pytest.mark.usefixtures("spoken")
def test_what_the_code_asks_for_is_there_with_its_gaps_filled() -> None:
    asked = [one for path in bot_modules() for one in asked_in(parsed(path), named(path))]
    known = sentences(LANGUAGES[0])
    assert [one for one in asked if one.key not in known] == []
    unfilled = [(one, known[one.key] - one.gaps) for one in asked if one.gaps is not None]
    assert [(one, gaps) for one, gaps in unfilled if gaps] == []


def test_the_measure_sees_keys_and_gaps() -> None:
    code = 'phrase("a-b", x=1, y=2)\nPhrase("c", {"z": 1})\ntexts.phrase("d", **more)\nphrase(key)\nother("e")'
    found = {one.key: one.gaps for one in asked_in(ast.parse(code), "here")}
    assert found == {"a-b": {"x", "y"}, "c": {"z"}, "d": None}
    text = "a = { $x -> \n    [one] { $y }\n   *[other] { b }\n }\nb = { DATETIME($z) }\n"
    gaps = read(text, "here")["a"]
    assert (gaps.variables, gaps.repeats) == ({"x", "y"}, {"b"})
    with pytest.raises(AssertionError, match="cannot be read"):
        read("a = { $x", "here")


def test_language_folders_are_those_known() -> None:
    assert {path.name for path in Path(LOCALES).iterdir() if path.is_dir()} == set(LANGUAGES)

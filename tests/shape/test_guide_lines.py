"""Every line the guides show is understood as it stands, and the rules they show can be used."""

import re
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Final, cast
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from bot.dialogue import grammar
from bot.dialogue.context import Context, RuleWords
from bot.dialogue.vocabulary import vocabulary
from bot.domain.refs import Kind, Ref
from bot.rulebook import load_rules
from tests.dialogue.desk_of_names import NAMES, SmallNames, SmallPeople, desk
from tests.shape.sources import ROOT, named

ZONE: Final = ZoneInfo("Asia/Shanghai")
NOW: Final = datetime(2027, 1, 12, 4, 0, tzinfo=UTC).astimezone(ZONE)
PEOPLE: Final = tuple(
    Ref(Kind.PERSON, number, name) for number, name in enumerate(("Anna", "Boris", "Lin", "Marta"), 1)
)
BLOCK: Final = re.compile(r"```(text|toml)\n(.*?)```", re.DOTALL)
INLINE: Final = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")


def guides() -> list[Path]:
    found = [*ROOT.glob("README*.md"), *(ROOT / "docs" / "guide").rglob("*.md")]
    assert len(found) > 10, "found no guides: this test would prove nothing"
    return sorted(path for path in found if path.name != "verbs.md")


def lines_of(text: str) -> list[str]:
    """What is shown as typed: in blocks, and in the running text where it begins with a verb and says more."""
    blocks = [line.strip() for kind, block in BLOCK.findall(text) if kind == "text" for line in block.splitlines()]
    inline = [line for line in INLINE.findall(BLOCK.sub("", text)) if " " in line]
    verbs = vocabulary().verbs
    typed = (line.removeprefix("/") for line in (*blocks, *inline))
    return [
        line for line in typed if line and verbs.meaning(line.split()[0]) and "…" not in line and "CODE" not in line
    ]


@cache
def ground() -> Context:
    known = desk(
        names=SmallNames({**NAMES, Ref(Kind.CUSTOMER, 16, "Schmidt"): ("Schmidt",)}), people=SmallPeople(PEOPLE)
    )
    return replace(known, rules=cast(RuleWords, load_rules(None, ZONE)), now=NOW)


@pytest.mark.parametrize("guide", guides(), ids=named)
def test_every_line_is_understood(guide: Path) -> None:
    lost = {}
    for line in lines_of(guide.read_text(encoding="utf-8")):
        reading = grammar.read(line, ground())
        if not isinstance(reading, grammar.Understood):
            lost[line] = reading
    assert not lost


def test_the_guides_show_lines() -> None:
    assert sum(len(lines_of(guide.read_text(encoding="utf-8"))) for guide in guides()) > 100


def test_a_wrong_line_is_seen() -> None:
    assert lines_of("type `log ABC by pigeon hello` or `today`, at `/log ABC email hi`") == [
        "log ABC by pigeon hello",
        "log ABC email hi",
    ]
    assert not isinstance(grammar.read("log ABC by pigeon hello", ground()), grammar.Understood)


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_the_rules_shown_can_be_used(language: str, tmp_path: Path) -> None:
    text = (ROOT / "docs" / "guide" / language / "admin.md").read_text(encoding="utf-8")
    [shown] = [block for kind, block in BLOCK.findall(text) if kind == "toml"]
    own = tmp_path / "rules.toml"
    own.write_text(shown, encoding="utf-8")
    rules = load_rules(own, ZONE)
    assert [rule.name for rule in rules.approvals.rules][:2] == ["small", "small-discount"]
    assert "tooling" in rules.approvals.kinds

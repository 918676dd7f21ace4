"""`.env.example` lists every setting there is, explained twice, and nothing else."""

import re
from pathlib import Path

from bot.config import Settings, load_settings
from tests.shape.sources import ROOT

EXAMPLE = ROOT / ".env.example"
LINE = re.compile(r"^#?\s?([A-Z][A-Z_]+)=(.*)$")


def listed() -> dict[str, tuple[str, str]]:
    """Setting -> (value, the comment above it)."""
    found: dict[str, tuple[str, str]] = {}
    comment: list[str] = []
    for line in EXAMPLE.read_text(encoding="utf-8").splitlines():
        if match := LINE.match(line):
            found[match[1]] = (match[2], "\n".join(comment))
        comment = [*comment, line] if line.startswith("#") else []
    assert found, "found no settings: this test would prove nothing"
    return found


def test_every_setting_is_listed_and_every_listed_one_exists() -> None:
    assert set(listed()) == {name.upper() for name in Settings.model_fields}


def test_each_is_explained_in_english_and_chinese() -> None:
    for name, (_, comment) in listed().items():
        assert re.search(r"[A-Za-z]{3,} [a-z]", comment), f"{name} has no English comment"
        assert re.search(r"[\u4e00-\u9fff]{2}", comment), f"{name} has no Chinese comment"


def test_the_example_as_it_stands_changes_nothing(tmp_path: Path) -> None:
    assert load_settings(EXAMPLE) == load_settings(tmp_path / "none")

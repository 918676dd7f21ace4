"""Every path the documents name is there."""

import re
from pathlib import Path
from typing import Final

import pytest

from tests.shape.sources import ROOT

PATH: Final = re.compile(r"`((?:bot|tests|docs|\.ci)/[\w./*-]*|[\w.-]+\.(?:py|toml|lock|md|example)|Makefile|LICENSE)`")
LINK: Final = re.compile(r"\]\((?!\w+:|#|//)([^)#\s]+)[^)]*\)")
# Files whose name the reader chooses, or which are made when the bot runs or packs.
MADE: Final = frozenset({"rules.toml", "verify.py"})


def documents() -> list[Path]:
    found = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    assert found, "found no documents: this test would prove nothing"
    return sorted(found)


def missing(text: str, document: Path) -> list[str]:
    """The paths of a document that are not there: whole paths from the root, bare file names anywhere, links."""
    lost = [link for link in LINK.findall(text) if not (document.parent / link).exists()]
    for path in PATH.findall(text):
        if path in MADE or any(ROOT.glob(path)):
            continue
        is_bare = "/" not in path
        if not (is_bare and any(any((ROOT / room).rglob(path)) for room in ("bot", "tests", "docs"))):
            lost.append(path)
    return lost


@pytest.mark.parametrize("document", documents(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_what_a_document_names_is_there(document: Path) -> None:
    assert not missing(document.read_text(encoding="utf-8"), document)


def test_a_lost_path_is_seen() -> None:
    text = "see `bot/nowhere.py`, `bot/config.py`, `bot/**/*.py`, `conftest.py`, [the licence](LICENSE), [it](gone.md)"
    assert missing(text, ROOT / "README.md") == ["gone.md", "bot/nowhere.py"]

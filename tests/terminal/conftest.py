"""A terminal in an empty folder."""

from pathlib import Path

import pytest

from bot.dialogue.texts import Texts
from tests.terminal.commands import Shell


@pytest.fixture(scope="session")
def strict_texts() -> Texts:
    """The sentences, read once for all commands; a missing one raises."""
    return Texts.load(is_strict=True)


@pytest.fixture
def shell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], strict_texts: Texts
) -> Shell:
    """A terminal in an empty folder, speaking English."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BOT_LANGUAGE", "en")
    monkeypatch.setattr(Texts, "load", lambda: strict_texts)
    return Shell(tmp_path, monkeypatch, capsys)

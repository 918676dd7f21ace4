"""A setting that only the world shows to be wrong stops the start with one line that names it, and no secret."""

import socket
from pathlib import Path

import pytest

from tests.terminal.commands import Shell

SECRET = "hush-hush"
WRONG = [
    ("DATABASE_URL", f"postgresql://u:{SECRET}@127.0.0.1:1/desk", "cannot be opened"),
    ("DATA_DIR", "/dev/null/data", "Not a directory"),
    ("RULES_FILE", "broken.toml", "cannot be read"),
    ("RULES_FILE", "strange.toml", "cannot be read"),
    ("HTTP_HOST", "192.0.2.1", "no such address"),
    ("HTTP_PORT", "taken", "another program listens there"),
]


@pytest.mark.parametrize(("name", "value", "why"), WRONG, ids=[f"{name}-{why}" for name, _, why in WRONG])
def test_a_setting_the_world_does_not_fit_is_named(shell: Shell, name: str, value: str, why: str) -> None:
    (shell.folder / "broken.toml").write_text("x = [1")
    (shell.folder / "strange.toml").write_bytes(b"\xff\xfe")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        settings = {"TELEGRAM_BOT_TOKEN": f"1:{SECRET}", "BOT_ADMINS": "telegram:1", "HTTP_PORT": "0"}
        settings[name] = str(taken.getsockname()[1]) if value == "taken" else value
        for setting, text in settings.items():
            shell.monkeypatch.setenv(setting, text)
        said = shell.run("run")
    assert (said.code, said.out, len(said.err.splitlines())) == (1, "", 1), said
    assert said.err.startswith(f"{name}: ") and why in said.err and SECRET not in said.err


def test_a_file_that_is_no_database_is_named_and_left_alone(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "data" / "desk.db"
    file.parent.mkdir()
    file.write_bytes(b"no database " * 100)
    said = shell.run("run")
    assert (said.code, len(said.err.splitlines())) == (1, 1) and said.err.startswith("DATA_DIR: ")
    assert "DATABASE_KEY" in said.err and file.read_bytes() == b"no database " * 100

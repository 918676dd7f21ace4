"""The firm's rules file: wrong at the start it is refused; wrong while running the old rules stay, and admins hear."""

import os
import re
from pathlib import Path

import pytest

from tests.terminal.commands import Shell
from tests.world import World, world

WRONG = """\
[[approvals.rules]]
name = "mine"
kinds = ["discount"]
[[approvals.rules.steps]]
roles = ["boss"]
"""
OWN = """\
[[approvals.rules]]
name = "mine"
kinds = ["discount", "tooling"]
[[approvals.rules.steps]]
roles = ["admin"]

[approvals.kinds.tooling]
needs = ["amount"]
names = { en = "Tooling cost", zh-CN = "模具费" }
words = ["tooling", "模具费"]
"""


def write(path: Path, text: str, turn: int) -> None:
    """Save the file, as an editor does, at another moment."""
    path.write_text(text, encoding="utf-8")
    os.utime(path, (turn, turn))


def test_a_wrong_file_stops_the_start_with_file_line_and_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "own.toml", WRONG, 1)
    monkeypatch.setenv("RULES_FILE", "own.toml")
    said = Shell(tmp_path, monkeypatch, capsys).run("demo")
    assert said.code == 1
    assert "own.toml:5" in said.err and "“boss” is not allowed for roles" in said.err and "manager" in said.err
    assert len(said.err.splitlines()) == 1


async def test_a_file_that_goes_wrong_leaves_the_old_rules_and_the_admins_are_told(tmp_path: Path) -> None:
    rules = tmp_path / "own.toml"
    write(rules, OWN, 1)
    async with world(tmp_path, rules_file=rules) as firm:
        admin = firm.slack_user("U0ADMIN", "Ada", "C1")
        anna = firm.slack_user("U0ANNA", "Anna", "C1")
        firm.slack.add_channel("C1", "sales", "U0ADMIN", "U0ANNA")
        await admin.command("/team", "")
        await anna.command("/customer", 'new "ABC GmbH" country:DE')
        assert re.search(r"Waiting for [^\n]*Ada", await asked(firm, 'discount "ABC GmbH" 3%'))
        write(rules, WRONG, 2)
        await firm.app.tick()
        await firm.settle()
        told = [message["text"] for message in firm.slack.messages("U0ADMIN")]
        assert any("own.toml:5" in text and "boss" in text and "stay as they were" in text for text in told)
        assert "Tooling cost" in await asked(firm, 'tooling "ABC GmbH" USD 900')
        write(rules, OWN.replace('roles = ["admin"]', 'roles = ["finance"]'), 3)
        await firm.app.tick()
        assert "Nothing is pending" in await asked(firm, 'discount "ABC GmbH" 3%')


async def asked(firm: World, text: str) -> str:
    """What Anna is answered."""
    answer = await firm.slack_user("U0ANNA", "Anna", "C1").command("/approve", text)
    return answer.raw

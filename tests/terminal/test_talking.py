"""Speaking to the desk from a terminal, in this process and as a program of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.terminal.commands import Shell

ROOT = Path(__file__).resolve().parents[2]


def test_the_demo_answers_line_by_line(shell: Shell) -> None:
    said = shell.run("console", "--as", "Anna", typed="log ABC call Asked for a discount\ncustomer ABC\n")
    assert said.code == 0, said.err
    assert "Asked for a discount" in said.out and "ABC GmbH" in said.out
    assert shell.run("verify").code == 0


@pytest.mark.parametrize("word", ["exit", "/EXIT", "再见"])
def test_a_word_ends_the_talk_and_leaves_what_was_begun(shell: Shell, word: str) -> None:
    said = shell.run("console", "--as", "Anna", typed=f"log\n{word}\nlog ABC call Never heard\n")
    assert said.code == 0 and "Never heard" not in said.out
    later = shell.run("console", "--as", "Anna", typed="ABC\n")
    assert "Channel?" in later.out, "the form did not wait"


def test_nobody_of_that_name_is_refused(shell: Shell) -> None:
    said = shell.run("console", "--as", "Zoe")
    assert said.code == 1 and "Zoe" in said.err and "Anna" in said.err
    assert len(said.err.splitlines()) == 1


def test_a_firm_without_people_says_how_to_begin(shell: Shell) -> None:
    shell.monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1:A")
    said = shell.run("console")
    assert said.code == 1 and "Nobody is on the desk" in said.err


def test_as_a_program_of_its_own(tmp_path: Path) -> None:
    env = {**os.environ, "PYTHONPATH": str(ROOT), "BOT_LANGUAGE": "zh-CN", "PYTHONIOENCODING": "utf-8"}

    def run(*words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "bot", *words],
            cwd=tmp_path,
            env=env,
            input=typed,
            capture_output=True,
            timeout=60,
            encoding="utf-8",
            check=False,
        )

    talked = run("console", "--as", "Anna", typed="记录 ABC 电话 要折扣\n")
    assert talked.returncode == 0 and "要折扣" in talked.stdout, talked.stderr
    assert run("nonsense").returncode == 2
    refused = run("import", "nowhere.xlsx")
    assert (refused.returncode, len(refused.stderr.splitlines())) == (1, 1)

"""A fresh clone, set up as the README says, starts: what is committed is enough."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from tests.shape.sources import ROOT

NEEDED: Final = ("dev.py", "README.md", "bot/cli.py", "bot/__main__.py", "requirements.lock")
# What the installer says when there is no way to a package index at all.
OFFLINE: Final = ("NewConnectionError", "NameResolutionError", "Network is unreachable", "Temporary failure in name")
BIN: Final = Path(".venv") / ("Scripts" if os.name == "nt" else "bin")


def run(folder: Path, *command: str | Path) -> subprocess.CompletedProcess[str]:
    """One command as a new user gives it: none of this environment's Python settings, no settings of the bot."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV", "PYTEST"))
    }
    return subprocess.run(
        [str(part) for part in command], cwd=folder, env=kept, capture_output=True, text=True, encoding="utf-8"
    )


def system_python() -> str:
    """The Python that made this environment: the one a new user would call."""
    return str(getattr(sys, "_base_executable", sys.executable))


@pytest.mark.clean_clone
@pytest.mark.timeout(300)
def test_a_fresh_clone_sets_itself_up_and_starts(tmp_path: Path) -> None:
    if shutil.which("git") is None or run(ROOT, "git", "rev-parse", "HEAD").returncode:
        pytest.skip("NOT TESTED FROM A CLEAN CLONE: this is not a git clone")
    clone = tmp_path / "desk"
    cloned = run(tmp_path, "git", "clone", "-q", "--no-hardlinks", ROOT, clone)
    assert cloned.returncode == 0, cloned.stderr
    if absent := [name for name in NEEDED if not (clone / name).exists()]:
        pytest.skip(f"NOT TESTED FROM A CLEAN CLONE: not committed yet: {', '.join(absent)}")

    readme = (clone / "README.md").read_text(encoding="utf-8")
    assert "make run" in readme or "python3 dev.py run" in readme
    set_up = run(clone, system_python(), "dev.py", "setup")
    if set_up.returncode and any(sign in set_up.stderr for sign in OFFLINE):
        pytest.skip("NOT TESTED FROM A CLEAN CLONE: no package index can be reached")
    assert set_up.returncode == 0, set_up.stdout + set_up.stderr

    for command in ((clone / BIN / "python", "-m", "bot", "version"), (clone / BIN / "tradetrail", "version")):
        said = run(clone, *command)
        assert said.returncode == 0, said.stderr
        assert any(sign.isdigit() for sign in said.stdout)
    assert run(clone, "git", "status", "--porcelain").stdout == "", "setting up leaves files git would see"
    again = run(clone, system_python(), "dev.py", "setup")
    assert (again.returncode, again.stderr) == (0, ""), "a second set-up has nothing to do"

"""Imports only look inward: the contracts of pyproject.toml hold, and each is broken here once to see it caught."""

import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any, Final

import pytest

from tests.shape.sources import BOT, ROOT

PYPROJECT: Final = ROOT / "pyproject.toml"
CONTRACTS: Final[list[dict[str, Any]]] = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["tool"]["importlinter"][
    "contracts"
]
LINT: Final = "from importlinter.cli import lint_imports_command; lint_imports_command()"

# contract -> (file, the import that must not stand there)
BREACHES: Final = [
    ("inward", "domain/orders.py", "from bot.storage import orders"),
    ("inward", "dialogue/replies.py", "import bot.handlers.orders"),
    ("inward", "storage/orders.py", "import bot.reports.charts"),
    ("inward", "config.py", "import bot.domain.orders"),
    ("inward", "cellar.py", "x = 1"),
    ("platforms", "platforms/slack/render.py", "import bot.platforms.telegram.render"),
    ("platforms", "platforms/console/render.py", "import bot.platforms.slack.render"),
    ("handlers", "handlers/orders.py", "from bot.handlers.shipments import ship"),
    ("inner-rooms", "handlers/orders.py", "import aiohttp"),
    ("inner-rooms", "desk/door.py", "from slack_sdk.web import client"),
    ("inner-rooms", "commands/orders.py", "import telegram"),
    ("inner-rooms", "ports/work.py", "from sqlalchemy import Connection"),
    ("inner-rooms", "domain/orders.py", "import apscheduler.schedulers"),
    ("sql", "courier.py", "import sqlalchemy"),
    ("tables", "reports/charts.py", "from bot.storage.tables import orders"),
    ("settings", "handlers/orders.py", "from bot.config import Settings"),
    ("settings", "storage/orders.py", "import bot.config"),
    ("slack", "courier.py", "import slack_sdk"),
    ("slack", "platforms/telegram/render.py", "import slack_bolt"),
    ("telegram", "reminders/round.py", "import telegram"),
    ("scheduler", "reminders/round.py", "from apscheduler.schedulers.asyncio import AsyncIOScheduler"),
    ("reports", "platforms/slack/render.py", "import matplotlib.figure"),
]
ALLOWED: Final = {
    "app.py": "import sqlalchemy\nimport bot.config\nimport bot.platforms.slack.render",
    "cli.py": "import bot.app\nimport bot.config",
    "handlers/orders.py": "import bot.ports.work\nimport bot.domain.orders",
    "platforms/slack/render.py": "import slack_bolt\nimport bot.desk",
    "platforms/telegram/render.py": "import telegram",
    "reminders/scheduler.py": "import apscheduler",
    "reports/charts.py": "import matplotlib.figure",
    "storage/orders.py": "import sqlalchemy\nimport bot.storage.tables",
}
HOUSE: Final = (
    *("__init__.py", "__main__.py", "cli.py", "app.py", "config.py", "courier.py"),
    *("desk/__init__.py", "desk/door.py", "ports/__init__.py", "ports/work.py"),
    *("platforms/__init__.py", "reminders/__init__.py", "reminders/round.py", "reminders/scheduler.py"),
    *(f"platforms/{name}/{file}.py" for name in ("slack", "telegram", "console") for file in ("__init__", "render")),
    *("storage/__init__.py", "storage/tables.py", "storage/orders.py", "reports/__init__.py", "reports/charts.py"),
    *("handlers/__init__.py", "handlers/orders.py", "handlers/shipments.py", "commands/__init__.py"),
    *("commands/orders.py", "dialogue/__init__.py", "dialogue/replies.py", "domain/__init__.py", "domain/orders.py"),
)


def lint(root: Path, *contracts: str) -> tuple[int, str]:
    """Run the linter as its command does, on the tree at `root`, for the named contracts or all."""
    chosen = [f"--contract={contract}" for contract in contracts]
    done = subprocess.run(
        [sys.executable, "-c", LINT, "--no-cache", "--no-logo", str(PYPROJECT), *chosen],
        cwd=root,
        env={"PYTHONPATH": str(root), "COLUMNS": "200", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    return done.returncode, done.stdout + done.stderr


def every_layer() -> list[str]:
    """A file for each room that the plan names, so that the linter finds them all."""
    layers = next(contract["layers"] for contract in CONTRACTS if contract["id"] == "inward")
    rooms = [room.strip(" ()") for layer in layers for room in layer.split("|")]
    folders = {name.split("/")[0] for name in HOUSE if "/" in name} | {"terminal"}
    return [f"{room}/__init__.py" if room in folders else f"{room}.py" for room in rooms]


def build(root: Path, files: dict[str, str]) -> None:
    """A house with every room, empty but for the given files."""
    for name in (*HOUSE, *every_layer()):
        path = root / "bot" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    for name, text in files.items():
        (root / "bot" / name).write_text(f"{text}\n", encoding="utf-8")


def named_rooms(contract: dict[str, Any]) -> list[str]:
    """The modules of ours that a contract names outright; the linter cannot run while one is missing."""
    lists = ("modules", "source_modules", "forbidden_modules", "protected_modules", "allowed_importers")
    names = [name for key in lists for name in contract.get(key, [])]
    return [name for name in names if name.startswith("bot.") and "*" not in name]


def exists(module: str) -> bool:
    path = BOT.parent.joinpath(*module.split("."))
    return path.is_dir() or path.with_suffix(".py").is_file()


def test_the_house_keeps_its_contracts() -> None:
    assert len(CONTRACTS) >= 10, "found too few contracts: this test would prove little"
    ready = [contract["id"] for contract in CONTRACTS if all(map(exists, named_rooms(contract)))]
    assert {"inward", "inner-rooms"} <= set(ready)
    code, said = lint(ROOT, *ready)
    assert code == 0, said
    assert f"{len(ready)} kept, 0 broken" in said


def test_a_house_that_keeps_to_the_plan_passes(tmp_path: Path) -> None:
    build(tmp_path, ALLOWED)
    code, said = lint(tmp_path)
    assert code == 0, said
    assert f"{len(CONTRACTS)} kept, 0 broken" in said


@pytest.mark.parametrize(("contract", "file", "line"), BREACHES)
def test_a_breach_is_caught(tmp_path: Path, contract: str, file: str, line: str) -> None:
    build(tmp_path, {file: line})
    code, said = lint(tmp_path, contract)
    assert code == 1 and "0 kept, 1 broken" in said, said


def test_every_contract_is_broken_once() -> None:
    assert {contract for contract, _, _ in BREACHES} == {contract["id"] for contract in CONTRACTS}

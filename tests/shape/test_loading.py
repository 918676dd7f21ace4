"""What is switched off is not loaded, nor what a desk at rest has no use for yet."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from tests.fresh import url_in
from tests.shape.sources import ROOT

SLACK: Final = {
    "SLACK_BOT_TOKEN": "xoxb-1",
    "SLACK_SIGNING_SECRET": "s",
    "SLACK_API_BASE_URL": "http://127.0.0.1:9/api/",
}
TELEGRAM: Final = {
    "TELEGRAM_BOT_TOKEN": "1:a",
    "TELEGRAM_API_BASE_URL": "http://127.0.0.1:9/bot",
    "TELEGRAM_FILE_BASE_URL": "http://127.0.0.1:9/file/bot",
}
OF_SLACK: Final = ("bot.platforms.slack", "slack_bolt", "slack_sdk")
OF_TELEGRAM: Final = ("bot.platforms.telegram", "httpx", "telegram")
WHEN_USED: Final = (
    "PIL",
    "alembic",
    "anyio",
    "babel",
    "bot.demo",
    "dateparser",
    "fluent",
    "fpdf",
    "holidays",
    "httpcore",
    "icalendar",
    "jinja2",
    "matplotlib",
    "opencc",
    "openpyxl",
    "phonenumbers",
    "prometheus_client",
    "psycopg",
    "pypinyin",
    "python_calamine",
    "rapidfuzz",
    "rich",
    "sqlalchemy.dialects.postgresql",
    "sqlalchemy.orm",
    "typer",
    "xlsxwriter",
)
LISTENS: Final = """
import asyncio, sys
import bot.terminal.serving
from bot.app import open_app
from bot.config import load_settings
from bot.running import serving

async def listen():
    app = open_app(load_settings())
    async with serving(app) as address:
        host, port = address.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(b"GET /healthz HTTP/1.1\\r\\nHost: x\\r\\nConnection: close\\r\\n\\r\\n")
        assert b" 200 " in await reader.readline()
        writer.close()

asyncio.run(listen())
print(*sys.modules)
"""


def loaded(folder: Path, platforms: dict[str, str]) -> set[str]:
    """The modules of a desk that has just answered for the first time."""
    home = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    env = {**home, **platforms, "DATA_DIR": str(folder), "HTTP_PORT": "0", "BOT_LANGUAGE": "zh-CN"}
    done = subprocess.run(
        [sys.executable, "-c", LISTENS], cwd=ROOT, env=env, capture_output=True, text=True, timeout=50
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


@pytest.mark.parametrize(
    ("platforms", "there", "absent"),
    [
        ({}, (), (*OF_SLACK, *OF_TELEGRAM)),
        (SLACK, OF_SLACK, OF_TELEGRAM),
        (SLACK | TELEGRAM, (*OF_SLACK, *OF_TELEGRAM), ()),
    ],
    ids=["neither", "slack", "both"],
)
def test_only_what_is_used_is_loaded(
    tmp_path: Path, platforms: dict[str, str], there: tuple[str, ...], absent: tuple[str, ...]
) -> None:
    url_in(tmp_path)
    modules = loaded(tmp_path, platforms)
    assert {"aiohttp", "bot.app", "sqlalchemy", *there} <= modules
    assert not modules & {*absent, *WHEN_USED}

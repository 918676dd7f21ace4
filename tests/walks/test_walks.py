"""Whole conversations, each played on Slack, Telegram, the console and the terminal.

A few are played by the other ways in, and on PostgreSQL, too; `make long` plays all of them so.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.walks.player import DOORS, Player, hired
from tests.walks.script import walk_in
from tests.walks.stage import stage

pytestmark = pytest.mark.timeout(240)
"""Seconds: a walk takes two or three, but a machine may be busy with others."""

FILES = sorted(Path(__file__).parent.glob("*.walk"))
PLAYS = {f"{path.stem}-{name}": (path, name) for path in FILES for name in walk_in(path).platforms}


def test_there_are_walks() -> None:
    assert len(FILES) > 10
    assert {platform for _, platform in PLAYS.values()} == set(DOORS)


OTHER_WAYS = {
    "slack": {"slack_app_token": "xapp-fake"},
    "slack-messages": {"slack_app_token": "xapp-fake"},
    "telegram": {"telegram_webhook_secret": "only-telegram-knows"},
}
"""Slack over lines the bot opens itself, and Telegram calling the bot."""
SHORT_BY_OTHER_WAYS = ("forms-slack", "forms-telegram")
SHORT_ON_POSTGRES = ("reminders-slack", "follow-telegram", "shipping-console")


def marked(plays: Mapping[str, tuple[Path, str]], short: Iterable[str]) -> list[Any]:
    """As parameters: those for every run, and the others for long ones."""
    assert set(short) <= set(plays), set(short) - set(plays)
    return [
        pytest.param(*play, id=name, marks=() if name in short else pytest.mark.long) for name, play in plays.items()
    ]


async def played(path: Path, platform: str, folder: Path, **settings: str) -> None:
    walk = walk_in(path)
    async with stage(folder, *DOORS[platform], **walk.settings, **settings) as firm:
        await hired(firm, walk, platform)
        await Player(firm, walk, platform).play()


@pytest.mark.parametrize(("path", "platform"), marked(PLAYS, PLAYS))
async def test_walk(path: Path, platform: str, tmp_path: Path) -> None:
    await played(path, platform, tmp_path)


BY_OTHER_WAYS = {name: (path, platform) for name, (path, platform) in PLAYS.items() if platform in OTHER_WAYS}


@pytest.mark.parametrize(("path", "platform"), marked(BY_OTHER_WAYS, SHORT_BY_OTHER_WAYS))
async def test_walk_by_the_other_way_in(path: Path, platform: str, tmp_path: Path) -> None:
    await played(path, platform, tmp_path, **OTHER_WAYS[platform])


@pytest.mark.parametrize(("path", "platform"), marked(PLAYS, SHORT_ON_POSTGRES))
async def test_walk_on_postgres(path: Path, platform: str, tmp_path: Path, desk_on_postgres: str) -> None:
    await played(path, platform, tmp_path, database_url=desk_on_postgres)

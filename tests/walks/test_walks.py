"""Whole conversations, each played on Slack, Telegram, the console and the terminal."""

from pathlib import Path

import pytest

from tests.walks.player import DOORS, Player, hired
from tests.walks.script import walk_in
from tests.walks.stage import stage

pytestmark = pytest.mark.timeout(240)
"""Seconds: a walk takes two or three, but a machine may be busy with others."""

FILES = sorted(Path(__file__).parent.glob("*.walk"))
PLAYS = [pytest.param(path, name, id=f"{path.stem}-{name}") for path in FILES for name in walk_in(path).platforms]


def test_there_are_walks() -> None:
    assert len(FILES) > 10
    assert {play.values[1] for play in PLAYS} == set(DOORS)


@pytest.mark.parametrize(("path", "platform"), PLAYS)
async def test_walk(path: Path, platform: str, tmp_path: Path) -> None:
    walk = walk_in(path)
    async with stage(tmp_path, *DOORS[platform], **walk.settings) as firm:
        await hired(firm, walk, platform)
        await Player(firm, walk, platform).play()

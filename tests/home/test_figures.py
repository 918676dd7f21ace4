"""The week and the team in figures: said in words at once, and drawn as a picture a moment later."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain.people import Language, Role
from bot.domain.phrases import phrase, words
from bot.ports.errands import Chart, Panel, Series
from bot.reports.drawing import drawn
from tests.fakes import until
from tests.fakes.slack import text_of
from tests.fakes.slack_user import SlackUser
from tests.home.morning import greeted
from tests.world import World, world

PNG = b"\x89PNG\r\n"


@pytest.fixture
async def firm(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path) as opened:
        await greeted(opened)
        yield opened


async def pressed(firm: World, user: SlackUser, label: str) -> str:
    """Ask for today in the messages and press; what the bot says then."""
    room = f"D{user.user}"
    await user.dm("today")
    await firm.settle()
    card = firm.slack.messages(room)[-1]
    before = len(firm.slack.messages(room))
    await user.press(card, label)
    await firm.settle()
    await until(lambda: len(firm.slack.messages(room)) > before, seconds=10, what="the figures")
    return text_of(firm.slack.messages(room)[before])


async def test_ones_week_comes_in_words_and_as_a_picture(firm: World) -> None:
    anna = firm.slack_user("UANNA", "Anna")
    await anna.command("/customer", 'new "ABC GmbH" country:DE')
    await anna.command("/log", "ABC email Quote sent > 2026-11-25 16:00 chase")
    await anna.command("/log", "ABC call They compare > 2026-11-25 17:00 chase")
    said = await pressed(firm, anna, "My week")
    assert "Contacts: 2 (e-mail 1, call 1)" in said
    assert "2026-11-25: contacts 2" in said

    def is_there() -> bool:
        return any(file.name == "week.png" and file.content for file in firm.slack.space.files.values())

    await until(is_there, seconds=25, what="the picture")
    (picture,) = [file for file in firm.slack.space.files.values() if file.name == "week.png"]
    assert picture.content.startswith(PNG)


async def test_how_promises_are_kept_is_for_managers(firm: World) -> None:
    anna, boss = firm.slack_user("UANNA", "Anna"), firm.slack_user("U0ADMIN", "Ada")
    await anna.command("/customer", 'new "ABC GmbH" country:DE')
    await anna.command("/follow", "ABC > 2026-11-25 16:00 chase")
    await anna.command("/follow", "F1 done")
    assert "Anna: 100 % kept (1 kept, 0 missed, 0 still to come)" in await pressed(firm, boss, "Kept and missed")
    assert "Kept and missed" in (await boss.command("/team")).text
    assert "Kept and missed" not in (await anna.command("/team")).text
    assert firm.app.store.read(lambda ledger: ledger.people.with_role(Role.ADMIN)).result(5)


@pytest.mark.parametrize("language", list(Language))
def test_every_language_is_drawn_without_a_missing_sign(language: Language, recwarn: pytest.WarningsRecorder) -> None:
    series = Series(phrase("fate-kept"), "#2a9d6f", (3, 0))
    panels = (
        Panel(phrase("kept-panel"), (words("陈小梅"), words("Zoë Ångström")), (series,), is_lying=True),
        Panel(phrase("week-panel-contacts"), (phrase("weekday-1"), phrase("weekday-2")), ()),
    )
    picture = drawn(Chart(phrase("picture-of-week"), panels, "week", language, "Asia/Shanghai"))
    assert picture.startswith(PNG)
    assert not [one for one in recwarn if "missing from" in str(one.message)]

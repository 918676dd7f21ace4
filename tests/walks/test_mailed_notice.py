"""A delay is told, its notice is mailed by a press, and every copy of the card says so; with a real mail server."""

from pathlib import Path
from typing import Any

import pytest

from bot.domain.people import PlatformName
from tests.fakes import until
from tests.shipping.post_office import post_office
from tests.walks.heard import Heard
from tests.walks.on_console import ConsoleMouth
from tests.walks.on_slack import SlackMouth
from tests.walks.on_telegram import TelegramMouth
from tests.walks.stage import CAST, Stage, stage

pytestmark = pytest.mark.timeout(240)
LINES = (
    'customer new "ABC GmbH" country:DE',
    'customer ABC contact:"Anna Schmidt" email:anna@abc.example',
    'order new PI-1 "ABC GmbH" USD 4280 FOB Shenzhen',
    "ship new PI-1 pol:CNSZX pod:DEHAM etd:2026-12-01 eta:2026-12-31",
)


def mouth_of(firm: Stage, platform: PlatformName, name: str) -> Any:
    match platform:
        case PlatformName.SLACK:
            return SlackMouth(firm, CAST[name].slack)
        case PlatformName.TELEGRAM:
            return TelegramMouth(firm, CAST[name].number, name.title())
        case _:
            return ConsoleMouth(firm, name)


async def newest(mouth: Any, label: str) -> Heard:
    found: list[Heard] = [one for one in await mouth.seen() if one.button(label) is not None]
    assert found, f"no button {label!r}"
    return found[-1]


@pytest.mark.parametrize("platform", [PlatformName.SLACK, PlatformName.TELEGRAM, PlatformName.CONSOLE])
async def test_a_press_mails_the_customer(tmp_path: Path, platform: PlatformName) -> None:
    with post_office() as office:
        settings = {"smtp_url": office.url, "mail_from": "desk@example.com"}
        async with stage(tmp_path, platform, **settings) as firm:
            await firm.hire(platform, {})
            anna, lin = (mouth_of(firm, platform, name) for name in ("anna", "lin"))
            for line in LINES:
                await anna.say(line)
            await lin.say('ship S1 eta 2027-01-05 reason:"port congestion"')
            await anna.press(await newest(anna, "Send to Anna Schmidt"), "Send to Anna Schmidt")
            if platform is PlatformName.TELEGRAM:
                # It has no dialogs: what is asked stands in a message of its own.
                sure = [one for one in await anna.seen() if "Mail this draft to anna@abc.example" in one.text]
                assert sure and not office.mails
                await anna.press(sure[-1], sure[-1].buttons[0])
            await firm.app.porter.round()
            await until(lambda: bool(office.mails), seconds=20, what="the mail")
            await firm.settle()
            assert "arrival now: 2027-01-05" in office.mails[0].get_content()
            await anna.say("ship S1")
            card = [one for one in await anna.seen() if one.text.startswith("S1 · PI-1")][-1]
            assert "Customer not yet notified" not in card.text and "customer told" in card.text
            assert not firm.errors.lines

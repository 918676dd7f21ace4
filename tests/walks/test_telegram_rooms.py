"""Telegram's own rooms: a topic of a forum hears what is routed to it; a group that moved goes on where it is now."""

from pathlib import Path

import pytest

from bot.domain.people import PlatformName
from tests.walks.on_telegram import TelegramMouth
from tests.walks.stage import CAST, stage

pytestmark = pytest.mark.timeout(240)
FORUM, GROUP, TOPIC = -1_001_234_567_890, -4321, 77


async def test_shipments_are_told_in_a_topic_and_follow_a_group_that_moves(tmp_path: Path) -> None:
    async with stage(tmp_path, PlatformName.TELEGRAM) as firm:
        await firm.hire(PlatformName.TELEGRAM, {})
        firm.telegram.add_group(FORUM, "Desk", forum=True)
        firm.telegram.add_group(GROUP, "Shipping")
        marta, anna = (TelegramMouth(firm, CAST[name].number, name.title()) for name in ("marta", "anna"))
        await marta.user.say("/route shipments", FORUM, thread=TOPIC)
        await marta.user.say("/route shipments", GROUP)
        await firm.settle()
        await anna.say('customer new "ABC GmbH" country:DE')
        await anna.say('order new PI-1 "ABC GmbH" USD 4280 FOB Shenzhen')
        await anna.say("ship new PI-1 pol:CNSZX pod:DEHAM etd:2026-12-01 eta:2026-12-31")
        cards = [one for one in firm.telegram.chat(FORUM).from_bot() if "S1 · PI-1" in one.text]
        assert [one.thread for one in cards] == [TOPIC], "in the topic, not beside it"
        assert any("S1 · PI-1" in one.text for one in firm.telegram.chat(GROUP).from_bot())
        moved = firm.telegram.migrate(GROUP)
        await firm.settle()
        await anna.say("ship S1 eta 2027-01-20")
        told = "\n".join(one.text for one in moved.from_bot())
        assert "Customer not yet notified" in told, "the alert comes where the group is now"
        assert "2027-01-20" in cards[0].text, "the card in the topic changed in place"
        assert not firm.errors.lines

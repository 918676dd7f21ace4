"""Telegram keeps what every platform promises."""

from bot.domain.people import Standing
from bot.ports.requests import Said
from tests.platforms.contract import Bench, Contract


class TestTelegram(Contract):
    """See `Contract`. Anybody can write to a bot there, so only the desk knows who is of the house."""

    async def test_what_is_said_is_heard_as_said(self, bench: Bench) -> None:
        line = "log ABC 邮件 5 < 6 & 7 > 3d 催报价\nsecond line, isn't it 😀"
        await bench.say(line)
        asked = bench.desk.last.asked
        assert isinstance(asked, Said)
        assert asked.text == line
        assert (asked.is_command, asked.is_addressed) == (False, True)
        assert bench.desk.last.speaker.standing is Standing.OUTSIDER
        assert bench.desk.last.speaker.account == "4567"

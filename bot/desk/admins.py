"""The admins whom the settings name are people of the desk before their first word: what needs one finds them."""

import asyncio
import logging
from collections.abc import Iterable

from bot.desk.house import House
from bot.desk.recognise import expect
from bot.domain.people import PlatformName
from bot.ports.ledger import Ledger, Via
from bot.ports.requests import Speaker

log = logging.getLogger(__name__)


class NamedAdmins:
    """See `bot.ports.outside.Expects`. What writes returns after the commit; raises `StorageFault` where that fails."""

    def __init__(self, house: House) -> None:
        self._house = house

    def accounts(self, platform: PlatformName) -> tuple[str, ...]:
        """The platform's own numbers of those who are named there; none where the platform is off."""
        if platform not in self._house.doors:
            return ()
        return tuple(account for name, account in self._house.admins if name is platform)

    async def expect_at_start(self) -> None:
        """Those who are known by their number alone; of Slack's members Slack must say first who they are."""
        accounts = self.accounts(PlatformName.TELEGRAM)
        await self.expect(Speaker(PlatformName.TELEGRAM, account) for account in accounts)

    async def expect(self, found: Iterable[Speaker]) -> None:
        """Open a page for each; harmless where there is one already."""
        speakers, house = tuple(found), self._house
        if not speakers:
            return

        def job(ledger: Ledger) -> None:
            ledger.begin(Via("start:admins", None, PlatformName.CLOCK, "settings", house.clock.now()))
            for speaker in speakers:
                if not expect(house, ledger, speaker):
                    log.warning("BOT_ADMINS names one who is no member", extra={"platform": speaker.platform.value})

        await asyncio.wrap_future(house.store.write(job))

"""Files sent in a chat as people send them: archived, given back byte for byte, refused in words; on each platform."""

import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from yarl import URL

from bot.domain.people import PlatformName
from tests.shipping.test_documents import jpeg, pdf, xlsx
from tests.walks.heard import Heard
from tests.walks.on_console import ConsoleMouth
from tests.walks.on_slack import SlackMouth
from tests.walks.on_telegram import TelegramMouth
from tests.walks.stage import CAST, Stage, stage

pytestmark = pytest.mark.timeout(240)
PLATFORMS = (PlatformName.SLACK, PlatformName.TELEGRAM, PlatformName.CONSOLE)


@dataclass(slots=True)
class Lin:
    """Somebody of logistics at one platform, who sends files besides lines."""

    firm: Stage
    platform: PlatformName
    mouth: Any
    shown: list[Heard] = field(default_factory=list)

    async def say(self, text: str) -> None:
        await self.mouth.say(text)

    async def send(self, content: bytes, name: str, text: str, under: str = "") -> None:
        """Send a file with words, perhaps in reply to the message that holds `under`."""
        heard = [one for one in await self.mouth.seen() if under and under in one.text]
        match self.mouth:
            case SlackMouth():
                who = self.mouth._at()
                who.channel = self.firm.slack.space.direct(self.mouth.user).id
                await who.upload(content, name, text, str(heard[-1].raw["ts"]) if heard else "")
            case TelegramMouth():
                await self.mouth.user.send_document(content, name, text, reply_to=heard[-1].raw if heard else None)
            case ConsoleMouth():
                body: Any = aiohttp.FormData()
                for key, value in ((await self.mouth.page()).say | {"text": text}).items():
                    body.add_field(key, value)
                body.add_field("file", content, filename=name)
                await self.mouth._send("POST", "/say", body)
        await self.firm.settle()

    async def reads(self, *words: str) -> Heard:
        """The newest message with all these words, once it has come."""
        for _ in range(200):
            found: list[Heard] = [one for one in await self.mouth.seen() if all(word in one.text for word in words)]
            if found:
                return found[-1]
            await self.firm.settle()
            await self.firm.app.porter.round()
        raise AssertionError(f"no {words} in {[one.text[:300] for one in (await self.mouth.seen())[-6:]]}")

    async def gets(self, heard: Heard) -> list[bytes]:
        """Press *Get file*; the contents that came of it."""
        before = await self._given()
        await self.mouth.press(heard, "Get file")
        await self.firm.settle()
        return (await self._given())[len(before) :]

    async def _given(self) -> list[bytes]:
        """Contents of all files the bot has given, oldest first."""
        match self.mouth:
            case SlackMouth():
                space = self.firm.slack.space
                return [file.content for file in space.files.values() if file.user == space.bot_user]
            case TelegramMouth():
                chat = self.firm.telegram.chat(self.mouth.number)
                files = self.firm.telegram.cloud.files
                sent = [message.extra for message in chat.from_bot() if "document" in message.extra]
                return [files[one["document"]["file_id"]][1] for one in sent]
            case _:
                page = await self.mouth._send("GET", "/")
                links = dict.fromkeys(re.findall(r'href="(/file/\d+/\d+)"', page))
                return [await self._fetched(link) for link in links]

    async def _fetched(self, link: str) -> bytes:
        jar = aiohttp.CookieJar(unsafe=True)
        jar.update_cookies(self.mouth._cookies, URL(self.firm.address))
        async with (
            aiohttp.ClientSession(cookie_jar=jar) as http,
            http.get(self.firm.address + link) as response,
        ):
            return await response.read()


@pytest.fixture(params=PLATFORMS, ids=[platform.value for platform in PLATFORMS])
async def lin(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Lin]:
    """A firm with an order of ABC GmbH and its shipment S1, seen from one platform."""
    platform: PlatformName = request.param
    mouths: dict[PlatformName, Callable[[Stage, str], Any]] = {
        PlatformName.SLACK: lambda firm, name: SlackMouth(firm, CAST[name].slack, slashes=False),
        PlatformName.TELEGRAM: lambda firm, name: TelegramMouth(firm, CAST[name].number, name.title()),
        PlatformName.CONSOLE: ConsoleMouth,
    }
    async with stage(tmp_path, platform) as firm:
        await firm.hire(platform, {})
        anna = mouths[platform](firm, "anna")
        await anna.say('customer new "ABC GmbH" country:DE')
        await anna.say('order new PI-1 "ABC GmbH" USD 4280 FOB Shenzhen')
        found = Lin(firm, platform, mouths[platform](firm, "lin"))
        await found.say("ship new PI-1 pol:CNSZX pod:DEHAM etd:2026-12-01 eta:2026-12-31")
        yield found


async def test_files_are_archived_given_back_and_refused_in_the_chat(lin: Lin) -> None:
    scan, table, photo = pdf(), xlsx(), jpeg()
    await lin.send(scan, "..scan of bl.exe", "doc S1 BL")
    filed = await lin.reads("Archived", "BL_ABC_GmbH_PI_1_20261125_v1")
    assert await lin.gets(filed) == [scan], "byte for byte"
    if lin.platform is not PlatformName.CONSOLE:
        await lin.send(table, "pl.xlsx", "packing list", under="S1 · PI-1")
        await lin.reads("Archived", "PL_ABC_GmbH_PI_1_20261125_v1")
    await lin.send(photo, "IMG_0001.jpg", 'ship S1 exception "2 cartons crushed"')
    await lin.reads("2 cartons crushed")
    await lin.reads("Archived", "Photos")
    await lin.send(table, "offer.xlsx", "log ABC email New offer with a table")
    await lin.reads("New offer with a table", "Received: 1 × file for C1")
    await lin.reads("Archived", "ABC_GmbH_20261125_New_offer_with_a_table")
    await lin.send(b"<!doctype html><html><body>sign in</body></html>", "invoice.pdf", "doc S1 CI from the agent")
    await lin.reads("was not archived: it is a web page", "from the agent")
    await lin.send(scan, "scan.pdf", "")
    await lin.reads("What is this file?")
    await lin.say("doc S1")
    listed = await lin.reads("Papers of S1", "Bill of lading", "Missing")
    assert "Commercial invoice (380)" in listed.text and "Bill of lading (705)" not in listed.text
    verdict = lin.firm.app.store.read(lambda ledger: ledger.trail.verify()).result(10)
    assert verdict.is_intact and not lin.firm.errors.lines

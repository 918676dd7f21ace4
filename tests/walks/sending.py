"""Somebody who sends files in a chat, on each platform as people do it there."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from yarl import URL

from bot.domain.people import PlatformName
from tests.walks.heard import Heard
from tests.walks.on_console import ConsoleMouth
from tests.walks.on_slack import SlackMouth
from tests.walks.on_telegram import TelegramMouth
from tests.walks.stage import CAST, Stage

PLATFORMS = (PlatformName.SLACK, PlatformName.TELEGRAM, PlatformName.CONSOLE)
MOUTHS: dict[PlatformName, Callable[[Stage, str], Any]] = {
    PlatformName.SLACK: lambda firm, name: SlackMouth(firm, CAST[name].slack, slashes=False),
    PlatformName.TELEGRAM: lambda firm, name: TelegramMouth(firm, CAST[name].number, name.title()),
    PlatformName.CONSOLE: ConsoleMouth,
}


@dataclass(slots=True)
class Sender:
    """Somebody at one platform, who sends files besides lines."""

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
                # As browsers do: a name is sent as it is.
                body: Any = aiohttp.FormData(quote_fields=False)
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

    async def press(self, heard: Heard, label: str) -> None:
        """Press a button on a message."""
        await self.mouth.press(heard, label)
        await self.firm.settle()

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

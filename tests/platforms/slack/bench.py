"""A Slack platform before its fake, with one member of the house who speaks to it."""

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.dialogue.replies import Reply
from bot.domain.people import Language, PlatformName
from bot.platforms.slack.http import PATH
from bot.platforms.slack.platform import SlackPlatform, SlackSettings
from bot.ports.ledger import Letter
from bot.ports.requests import Place
from tests.fakes.slack import FakeSlack, text_of
from tests.fakes.slack_text import pressables
from tests.fakes.slack_user import SlackUser
from tests.platforms.standins import PlainWords, ScriptedDesk, Shelf, SystemClock

ANNA, GUEST, OTHER = "U0ANNA", "U0GUEST", "U0OTHER"
ROOM = "C0ROOM"


@dataclass
class SlackBench:
    """See `tests.platforms.contract.Bench`."""

    platform: SlackPlatform
    desk: ScriptedDesk
    fake: FakeSlack
    anna: SlackUser
    other: SlackUser
    shelf: Shelf
    address: str

    @property
    def place(self) -> Place:
        return Place(PlatformName.SLACK, ANNA)

    def letter(self, reply: Reply, key: str = "k1") -> Letter:
        return Letter(key, self.place, reply, Language.EN, "Asia/Shanghai", person_id=1)

    def to_room(self, reply: Reply, key: str = "k1", **more: Any) -> Letter:
        place = Place(PlatformName.SLACK, ROOM, is_shared=True, respond=more.pop("respond", None))
        return Letter(key, place, reply, Language.EN, "Asia/Shanghai", **more)

    @property
    def messages(self) -> list[dict[str, Any]]:
        return [one for one in self.fake.messages(ANNA) if one.get("bot_id")]

    def seen(self) -> str:
        return "\n".join(text for message in self.messages for text in plain_texts(message["blocks"]))

    def tickets(self) -> list[str]:
        found = [one.element for message in self.messages for one in pressables(message)]
        return [element["value"] for element in found if "value" in element]

    def acting(self) -> list[str]:
        return [fault for message in self.messages for fault in acting_in(message)]

    async def say(self, text: str) -> None:
        await self.anna.dm(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))

    async def say_as_stranger(self, text: str) -> None:
        await self.other.dm(text)

    async def again(self) -> None:
        await self.anna.redeliver()

    async def echo(self) -> None:
        await self.anna.hear_echo(self.messages[-1])

    async def press(self, label: str) -> None:
        holder = next(m for m in reversed(self.messages) if any(one.label == label for one in pressables(m)))
        answer = await self.anna.press(holder, label)
        assert answer.is_ok


def plain_texts(node: Any) -> Iterator[str]:
    """Every text of blocks just as sent; `text_of` of the fake reads some signs as Slack's markup would."""
    if isinstance(node, list):
        for child in node:
            yield from plain_texts(child)
    elif isinstance(node, dict):
        for name, child in node.items():
            if name == "text" and isinstance(child, str):
                yield child
            elif name != "confirm":
                yield from plain_texts(child)


def acting_in(message: dict[str, Any]) -> list[str]:
    """What in a message Slack would obey."""
    faults = [found[0] for found in re.finditer(r"<[^<>]*>", message["text"])]

    def walk(node: Any) -> None:
        if isinstance(node, list):
            for child in node:
                walk(child)
        elif isinstance(node, dict):
            kind = node.get("type")
            if kind in ("mrkdwn", "markdown", "rich_text") or (kind == "plain_text" and node.get("emoji") is not False):
                faults.append(str(node))
            for child in node.values():
                walk(child)

    walk(message["blocks"])
    return faults


@asynccontextmanager
async def slack_bench(*, socket: bool = False, **more: Any) -> AsyncIterator[SlackBench]:
    """Everything up: the fake, the platform and, without a socket, the web server it is called at."""
    async with FakeSlack() as fake:
        fake.add_person(ANNA, "Anna Zhang", display_name="Anna", tz="Asia/Shanghai", locale="zh-CN")
        fake.add_person(GUEST, "Gus Guest", is_restricted=True)
        fake.add_person(OTHER, "Otto Other", team_id="T9")
        fake.add_channel(ROOM, "deal-abc", ANNA, GUEST, OTHER)
        desk, shelf = ScriptedDesk(), Shelf()
        settings = SlackSettings(
            fake.bot_token,
            fake.signing_secret,
            fake.app_token if socket else None,
            fake.base_url,
            language=Language.EN,
            **more,
        )
        platform = SlackPlatform(desk, PlainWords(), SystemClock(), settings, shelf)
        runner = web.AppRunner(web.Application(), access_log=None, shutdown_timeout=0.1)
        runner.app.add_routes(platform.routes())
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        address = "" if socket else f"http://127.0.0.1:{runner.addresses[0][1]}{PATH}"
        anna = SlackUser(fake, address, fake.signing_secret, ANNA)
        other = SlackUser(fake, address, fake.signing_secret, OTHER)
        await platform.start()
        try:
            yield SlackBench(platform, desk, fake, anna, other, shelf, address)
        finally:
            await platform.stop()
            await runner.cleanup()


__all__ = ["ANNA", "GUEST", "OTHER", "ROOM", "SlackBench", "acting_in", "plain_texts", "slack_bench", "text_of"]

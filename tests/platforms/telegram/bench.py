"""A Telegram platform before its fake, with one person who speaks to it and a stranger."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web

from bot.dialogue.replies import Reply
from bot.domain.people import Language, PlatformName
from bot.platforms.telegram.platform import TelegramPlatform, TelegramSettings
from bot.platforms.telegram.receive import News
from bot.platforms.telegram.webhook import PATH, SECRET_HEADER
from bot.ports.ledger import Letter
from bot.ports.requests import Place, Said
from tests.fakes import until
from tests.fakes.faults import FOREVER
from tests.fakes.telegram import FakeTelegram, TelegramMessage
from tests.fakes.telegram_text import buttons_in
from tests.fakes.telegram_user import TelegramUser
from tests.platforms.standins import PlainWords, ScriptedDesk, Shelf, SystemClock

ANNA, OTTO, GROUP = 4567, 999, -1001234
AT = 1_780_000_000
SECRET = "a-long-random-word"
ACTIVE = ("url", "mention", "bot_command", "text_link", "text_mention")


@dataclass
class Diary:
    """What the platform told of by itself."""

    moved: list[tuple[str, str]] = field(default_factory=list)
    blocked: list[tuple[str, bool]] = field(default_factory=list)
    poison: list[tuple[str, Mapping[str, Any], str]] = field(default_factory=list)

    @property
    def news(self) -> News:
        async def on_moved(old: str, new: str) -> None:
            self.moved.append((old, new))

        async def on_blocked(account: str, is_blocked: bool) -> None:
            self.blocked.append((account, is_blocked))

        async def on_poison(number: str, raw: Mapping[str, Any], problem: str) -> None:
            self.poison.append((number, raw, problem))

        return News(on_moved, on_blocked, on_poison)


@dataclass
class TelegramBench:
    """See `tests.platforms.contract.Bench`."""

    platform: TelegramPlatform
    desk: ScriptedDesk
    fake: FakeTelegram
    anna: TelegramUser
    other: TelegramUser
    shelf: Shelf
    diary: Diary
    links: list[str]
    address: str = ""
    last: Mapping[str, Any] = field(default_factory=dict)

    def letter(self, reply: Reply, key: str = "k1", **more: Any) -> Letter:
        return Letter(key, Place(PlatformName.TELEGRAM, str(ANNA)), reply, Language.EN, "Asia/Shanghai", **more)

    def to_group(self, reply: Reply, key: str = "k1", thread: str | None = None, **more: Any) -> Letter:
        place = Place(PlatformName.TELEGRAM, str(GROUP), thread, is_shared=True)
        return Letter(key, place, reply, Language.EN, "Asia/Shanghai", **more)

    @property
    def messages(self) -> list[TelegramMessage]:
        return self.fake.chat(ANNA).from_bot()

    def seen(self) -> str:
        return "\n".join(message.text for message in self.messages)

    def tickets(self) -> list[str]:
        buttons = [button for message in self.messages for button in buttons_in(message.markup)]
        return [button["callback_data"] for button in buttons if "callback_data" in button]

    def acting(self) -> list[str]:
        asked = [call.params for call in self.fake.calls("sendMessage")]
        assert all(params["link_preview_options"] == {"is_disabled": True} for params in asked)
        assert not any("parse_mode" in params for params in asked)
        return [fault for message in self.messages for fault in acting_in(message)]

    async def settled(self) -> None:
        """Everything sent so far has been confirmed."""
        await until(lambda: not self.fake.waiting, what="the updates to be taken")

    async def say(self, text: str, **more: Any) -> TelegramMessage:
        said = await self.anna.say(text, **more)
        await self._noted()
        return said

    async def say_as_stranger(self, text: str) -> None:
        await self.other.say(text)
        await self._noted()

    async def again(self) -> None:
        assert await self.post(self.last) == 200

    async def post(self, update: object, secret: str = SECRET) -> int:
        async with (
            aiohttp.ClientSession() as session,
            session.post(self.address, json=update, headers={SECRET_HEADER: secret}) as answer,
        ):
            return answer.status

    async def echo(self) -> None:
        self.fake.cloud.push("message", self.fake.cloud.message_json(self.messages[-1]))
        await self._noted()

    async def press(self, label: str) -> None:
        holder = next(message for message in reversed(self.messages) if label in message.buttons)
        await self.anna.press(holder, label)
        await self._noted()

    async def _noted(self) -> None:
        if self.fake.waiting:
            self.last = self.fake.waiting[-1]
        await self.settled()


def acting_in(message: TelegramMessage) -> list[str]:
    """What in a message Telegram would make alive, and we have not set as code, in which it makes nothing so."""
    dead = [(one["offset"], one["offset"] + one["length"]) for one in message.entities if one["type"] == "code"]
    return [
        str(one)
        for one in message.entities
        if one["type"] in ACTIVE
        and not any(start <= one["offset"] and one["offset"] + one["length"] <= end for start, end in dead)
    ]


def said(bench: TelegramBench) -> Said:
    """What the desk heard last."""
    assert bench.desk.heard, "the desk heard nothing"
    asked = bench.desk.last.asked
    assert isinstance(asked, Said)
    return asked


def message(**more: Any) -> dict[str, Any]:
    """An update with a message of Anna's in her private chat, unless told otherwise."""
    person = {"id": ANNA, "is_bot": False, "first_name": "Anna", "language_code": "en"}
    private = {"id": ANNA, "type": "private", "first_name": "Anna"}
    return {"message": {"message_id": 77, "date": AT, "chat": private, "from": person} | more}


async def hear(bench: TelegramBench, update: dict[str, Any]) -> None:
    """Let Telegram send an update just as given."""
    bench.fake.inject(update)
    await bench.settled()


@asynccontextmanager
async def telegram_bench(
    *, webhook: bool = False, clock: Any = None, missing: Sequence[str] = ()
) -> AsyncIterator[TelegramBench]:
    """Everything up: the fake, the platform and, with a webhook, the web server Telegram calls.

    `missing`: methods that this Telegram does not know, as one behind a proxy or of an older kind.
    """
    async with FakeTelegram() as fake:
        for method in missing:
            fake.faults.refuse(method, "Not Found", FOREVER, 404)
        desk, shelf, diary, links = ScriptedDesk(), Shelf(), Diary(), list[str]()
        anna, other = TelegramUser(fake, ANNA, "Anna", "en", "anna"), TelegramUser(fake, OTTO, "Otto")
        runner = web.AppRunner(web.Application(), access_log=None, shutdown_timeout=0.1)
        ready: list[TelegramPlatform] = []

        async def receive(request: web.Request) -> web.StreamResponse:
            return await ready[0].routes()[0].handler(request)

        runner.app.add_routes([web.post(PATH, receive)])
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        address = f"http://127.0.0.1:{runner.addresses[0][1]}{PATH}"
        settings = TelegramSettings(
            fake.token,
            fake.base_url,
            fake.file_base_url,
            address if webhook else None,
            SECRET if webhook else None,
            Language.EN,
            pauses=(0.01, 0.02),
        )
        platform = TelegramPlatform(
            desk, PlainWords(), clock or SystemClock(), settings, diary.news, shelf, links.append
        )
        ready.append(platform)
        await platform.start()
        bench = TelegramBench(platform, desk, fake, anna, other, shelf, diary, links, address)
        try:
            await anna.start()
            await until(lambda: platform.health().is_well, what="Telegram")
            await bench.settled()
            await until(lambda: desk.served)
            desk.heard.clear()
            desk.served.clear()
            yield bench
        finally:
            await platform.stop()
            await runner.cleanup()

"""Somebody at the desk's own terminal; what comes by itself they read at the console's page."""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from bot.domain.people import Language, PlatformName
from bot.platforms.console.terminal import Terminal, converse
from bot.ports.requests import Speaker
from tests.walks.heard import Heard
from tests.walks.on_console import ConsoleMouth
from tests.walks.on_telegram import questioned
from tests.walks.stage import CAST, Stage

CHOICE = re.compile(r"\[(\d+)\] ((?:(?!  \[\d+\] ).)+)")


@dataclass(slots=True)
class TerminalMouth:
    """See `tests.walks.heard.Mouth`."""

    stage: Stage
    name: str
    browser: ConsoleMouth
    told: list[Heard] = field(default_factory=list)
    is_at_page: bool = False
    """Whether the last thing was pressed at the page."""
    _begun: int = 0
    _lines: "asyncio.Queue[str | None]" = field(default_factory=asyncio.Queue)
    _turns: "asyncio.Queue[str]" = field(default_factory=asyncio.Queue)
    _talk: "asyncio.Task[int] | None" = None

    async def say(self, text: str, room: str = "", reply_to: Heard | None = None) -> None:
        assert not room and reply_to is None, "the terminal has no rooms"
        self.is_at_page = False
        await self._begin()
        await self._lines.put(text)
        said = await asyncio.wait_for(self._turns.get(), 30)
        buttons = tuple(match[2].strip() for match in CHOICE.finditer(said))
        if said:
            self.told.append(Heard(f"terminal{len(self.told)}", said, buttons, len(self.told)))
        await self.stage.settle()

    async def press(self, heard: Heard, label: str) -> None:
        self.is_at_page = not isinstance(heard.raw, int)
        if self.is_at_page:
            await self.browser.press(heard, label)
            return
        shown = heard.button(label)
        assert shown is not None, f"no button {label!r} among {heard.buttons}"
        assert heard.raw == len(self.told) - 1, "the terminal presses only what it showed last"
        number = next(match[1] for match in CHOICE.finditer(heard.text) if match[2].strip() == shown)
        await self.say(number)
        if "once more" in self.told[-1].text:
            await self.say(number)

    async def fill(self, values: dict[str, str]) -> None:
        if self.is_at_page:
            await self.browser.fill(values)
        else:
            await questioned(self, values)

    async def again(self) -> None:
        raise AssertionError("a terminal delivers once")

    def mention(self, name: str) -> str:
        return f"@{CAST[name].name.title()}"

    async def seen(self) -> list[Heard]:
        return [*await self.browser.seen(), *self.told]

    async def _begin(self) -> None:
        if self._begun == self.stage.opened:
            return
        await self.end()
        self._begun, self._lines, self._turns = self.stage.opened, asyncio.Queue(), asyncio.Queue()
        person = self.stage.people[self.name]
        speaker = Speaker(PlatformName.TERMINAL, str(person), CAST[self.name].name.title())
        house = self.stage.app.house
        terminal = Terminal(house.texts, Language.EN, "Asia/Shanghai")
        written: list[str] = []

        def write(text: str) -> None:
            written.append(text)
            if not text:
                self._turns.put_nowait("".join(written))
                written.clear()

        self._talk = asyncio.create_task(converse(self.stage.app.desk, speaker, self._typed(), write, terminal))
        assert await asyncio.wait_for(self._turns.get(), 30) == ""

    async def _typed(self) -> AsyncIterator[str]:
        while (line := await self._lines.get()) is not None:
            yield line

    async def end(self) -> None:
        """Close the terminal."""
        if self._talk is not None:
            self._talk.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._talk
            self._talk = None

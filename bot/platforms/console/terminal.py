"""The desk in a terminal: a line in, plain text out; a button is pressed by its number.

Forms are asked one question after another by the desk itself, so that they outlive the terminal.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from typing import TextIO

from msgspec import Struct, field

from bot.dialogue.grammar import is_leave
from bot.domain.people import Language, Person, PlatformName
from bot.domain.phrases import Phrase, phrase
from bot.platforms.console.board import direct_chat
from bot.platforms.console.render import Choice, plain
from bot.platforms.visible import visible
from bot.ports.outside import Hears, Says
from bot.ports.requests import Answer, Asked, Place, Pressed, Request, Said, Speaker


class _Screen(Struct):
    """The buttons last shown, which can be pressed by number, and the one that still asks whether it is sure."""

    choices: list[Choice] = field(default_factory=list)
    unsure: Choice | None = None


class Terminal(Struct, frozen=True):
    """How the terminal speaks before the desk has answered: in the person's language, in their zone."""

    says: Says
    language: Language
    zone: str
    is_prompting: bool = False
    """Whether somebody sits there; a pipe gets answers only."""

    def say(self, text: Phrase) -> str:
        """A sentence of the terminal's own."""
        return visible(self.says.say(text, self.language, self.zone))


async def converse(
    desk: Hears, speaker: Speaker, lines: AsyncIterator[str], write: Callable[[str], None], terminal: Terminal
) -> int:
    """Talk until the lines end or somebody says so. `write` gets pieces of text that bring their own line ends.

    Gives back how many lines the desk could not take; they were said to be lost, and nothing else was.
    """
    screen, lost = _Screen(), 0
    prompt = terminal.say(phrase("terminal-prompt", name=speaker.name)) + " " if terminal.is_prompting else ""
    if terminal.is_prompting:
        write(terminal.say(phrase("terminal-hello", name=speaker.name)) + "\n")
    write(prompt)
    async for raw in lines:
        line = raw.strip("\r\n").strip()
        if is_leave(line):
            return lost
        if line:
            lost += not await _turn(desk, speaker, line, write, terminal, screen)
        write(prompt)
    if terminal.is_prompting:
        write("\n")
    return lost


async def _turn(
    desk: Hears, speaker: Speaker, line: str, write: Callable[[str], None], terminal: Terminal, screen: _Screen
) -> bool:
    asked = _asked(line, write, terminal, screen)
    if asked is None:
        return True
    place = Place(PlatformName.TERMINAL, direct_chat(speaker.account))
    try:
        answer = await desk.hear(Request(f"terminal:{secrets.token_hex(16)}", speaker, asked, place))
    except Exception:
        # The desk has logged why; here it only matters that nothing was written.
        write(terminal.say(phrase("terminal-away")) + "\n")
        return False
    _show(answer, write, terminal, screen)
    return True


def _asked(line: str, write: Callable[[str], None], terminal: Terminal, screen: _Screen) -> Asked | None:
    """What a line asks; None where the terminal itself has answered."""
    number = int(line) if line.isascii() and line.isdigit() and len(line) <= 4 else 0
    if not screen.choices or not number:
        text = line.removeprefix("/")
        screen.unsure = None
        return Said(text, is_command=text != line)
    if number > len(screen.choices):
        write(terminal.say(phrase("terminal-no-button", number=number)) + "\n")
        return None
    choice = screen.choices[number - 1]
    if choice.confirm and screen.unsure is not choice:
        screen.unsure = choice
        write(terminal.say(phrase("terminal-sure", question=choice.confirm)) + "\n")
        return None
    screen.unsure = None
    return Pressed(choice.ticket)


def _show(answer: Answer, write: Callable[[str], None], terminal: Terminal, screen: _Screen) -> None:
    def say(text: Phrase) -> str:
        return terminal.says.say(text, answer.language, answer.zone)

    if answer.reply is not None:
        shown = plain(answer.reply, say)
        screen.choices = shown.choices
        write(shown.text + "\n")
        return
    screen.choices = []
    if answer.glance:
        write(visible(answer.glance) + "\n")


async def lines_of(stream: TextIO) -> AsyncIterator[str]:
    """The lines of a keyboard or a pipe, until it ends (Ctrl-D); nothing else waits meanwhile."""
    while line := await asyncio.to_thread(stream.readline):
        yield line


def speaker_named(people: Sequence[Person], name: str) -> Speaker | None:
    """The person of this name, whatever its case, as one who speaks in the terminal; None: nobody, or several."""
    wanted = name.strip().removeprefix("@").casefold()
    found = [one for one in people if wanted in (one.name.casefold(), str(one.id))]
    found = found or [one for one in people if one.name.casefold().startswith(wanted)]
    if len(found) != 1 or not wanted:
        return None
    return Speaker(PlatformName.TERMINAL, str(found[0].id), found[0].name)

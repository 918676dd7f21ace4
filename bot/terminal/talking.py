"""Speaking to the desk from a terminal, as one of its people; without any token, to the demo desk."""

import asyncio
import sys
from collections.abc import AsyncIterator
from datetime import datetime

from bot.app import open_app
from bot.config import Settings
from bot.demo import furnish
from bot.domain.people import Account, Language, Person, PlatformName, Role
from bot.domain.phrases import phrase
from bot.platforms.console.terminal import Terminal, converse, speaker_named
from bot.ports.books import UNSAVED
from bot.ports.ledger import Ledger, Via
from bot.ports.requests import Speaker
from bot.running import App
from bot.terminal.wording import Wording


def talk(settings: Settings, name: str) -> int:
    """Speak line by line until the input ends; 0, or 1 where the desk could not take a line.

    `name`: as whom; empty: the first admin, or manager. The lines come from the standard input, answers go to the
    standard output. What the desk has to tell others is carried when the bot runs.
    """
    is_demo = not (settings.slack_is_on or settings.telegram_is_on)
    app = open_app(settings, is_demo=is_demo)
    try:
        return asyncio.run(_talk(app, name, Wording.of(settings), is_demo))
    finally:
        app.store.close()


async def _talk(app: App, name: str, wording: Wording, is_demo: bool) -> int:
    if is_demo:
        await furnish(app.desk, app.store, app.clock)
    people = await asyncio.wrap_future(app.store.read(lambda ledger: ledger.people.everybody()))
    speaker = chosen_speaker([one for one in people if one.is_active], name, wording)
    now = app.clock.now()
    await asyncio.wrap_future(app.store.write(lambda ledger: open_account(ledger, speaker, now)))
    terminal = Terminal(app.texts, Language(wording.language), wording.zone, is_prompting=sys.stdin.isatty())
    return 1 if await converse(app.desk, speaker, _lines(), _write, terminal) else 0


def chosen_speaker(people: list[Person], name: str, wording: Wording) -> Speaker:
    """The person of this name; without a name the first admin, else the first manager. Raises `Refused`."""
    if not people:
        raise wording.refusal(phrase("tool-nobody"))
    ranked = [one for role in (Role.ADMIN, Role.MANAGER) for one in people if one.role is role]
    if not name and not ranked:
        raise wording.refusal(phrase("tool-no-manager"))
    speaker = speaker_named(people, name or str(ranked[0].id))
    if speaker is None:
        raise wording.refusal(phrase("tool-who", name=name, people=tuple(one.name for one in people)))
    return speaker


def open_account(ledger: Ledger, speaker: Speaker, now: datetime) -> None:
    """See that the person may speak from the terminal: whoever sits at the machine holds the database anyway."""
    if ledger.accounts.of(PlatformName.TERMINAL, speaker.account) is None:
        number = int(speaker.account)
        ledger.begin(Via(f"terminal:{number}", number, PlatformName.TERMINAL, "", now))
        ledger.accounts.add(
            Account(
                id=UNSAVED,
                person_id=number,
                platform=PlatformName.TERMINAL,
                account=speaker.account,
                shown_name=speaker.name,
            )
        )


async def _lines() -> AsyncIterator[str]:
    while line := await asyncio.to_thread(sys.stdin.readline):
        yield line


def _write(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()

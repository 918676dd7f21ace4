"""The bot as a program of its own, started as its users start it."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from tests.fakes.slack import FakeSlack
from tests.fakes.telegram import FakeTelegram

ROOT = Path(__file__).parent.parent
STOPS_WITHIN = 5.0
"""Seconds in which it is promised to end."""


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """Nothing of this machine's own settings, and a port wherever there is room."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | {"DATA_DIR": str(folder), "PYTHONPATH": str(ROOT), "HTTP_PORT": "0", **settings}


async def run_bot(folder: Path, *words: str, **settings: str) -> asyncio.subprocess.Process:
    """`python -m bot WORDS`, in a folder."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        *words,
        cwd=folder,
        env=environment(folder, **settings),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


@dataclass(slots=True)
class Program:
    """The firm's desk, running; its address, and how it ends."""

    process: asyncio.subprocess.Process
    address: str

    async def told_to_stop(self) -> tuple[int, float, str]:
        """SIGTERM: its exit code, how long it took, and what stood on its error output."""
        began = monotonic()
        self.process.send_signal(signal.SIGTERM)
        assert self.process.stderr is not None
        said, code = await asyncio.wait_for(asyncio.gather(self.process.stderr.read(), self.process.wait()), 30)
        return code, monotonic() - began, said.decode()


@contextlib.asynccontextmanager
async def program(folder: Path, slack: FakeSlack, telegram: FakeTelegram, **settings: str) -> AsyncIterator[Program]:
    """The firm's desk between stand-ins, once it says where it is; killed at the end where it still runs."""
    process = await run_bot(
        folder,
        "run",
        SLACK_BOT_TOKEN=slack.bot_token,
        SLACK_SIGNING_SECRET=slack.signing_secret,
        SLACK_API_BASE_URL=slack.base_url,
        TELEGRAM_BOT_TOKEN=telegram.token,
        TELEGRAM_API_BASE_URL=telegram.base_url,
        TELEGRAM_FILE_BASE_URL=telegram.file_base_url,
        **{"BOT_ADMINS": "telegram:11", "BOT_LANGUAGE": "en", **settings},
    )
    try:
        assert process.stdout is not None and process.stderr is not None
        line = (await asyncio.wait_for(process.stdout.readline(), 30)).decode()
        assert "http://" in line, (line, (await process.stderr.read()).decode()[-2000:])
        yield Program(process, line[line.index("http://") :].strip())
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()

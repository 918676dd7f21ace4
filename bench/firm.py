"""The firm whose desk is measured: the real program between stand-ins of Slack and Telegram."""

import contextlib
import hashlib
import hmac
import itertools
import json
import subprocess
import sys
import time
import zlib
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from bench.load import Heard, ask_all
from bench.servers import ROOT, Server, free_port, server
from tests.fakes.slack import FakeSlack
from tests.fakes.telegram import FakeTelegram

SECRET = "signing-secret"
SELLERS = 8
CUSTOMERS = 3000
ONSETS = ("b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z", "br", "kl", "st", "tr")
VOWELS = ("a", "e", "i", "o", "u", "an", "el", "or")
_NUMBERS = itertools.count(1)


@dataclass(slots=True)
class Firm:
    """A running desk. `env` starts it again, and the terminal's other commands on the same data."""

    desk: Server
    env: dict[str, str] = field(repr=False)

    async def say(self, lines: Sequence[str], at_once: int = 8, expected: bytes = b"") -> Heard:
        """Type lines as slash commands (`log ABC …`), each by its customer's seller."""
        return await ask_all(self.desk.port, list(slack_commands(lines)), at_once, expected)

    def terminal(self, *words: str) -> str:
        """What a command of the terminal prints about this desk's data."""
        done = subprocess.run(
            [sys.executable, "-m", "bot", *words], cwd=ROOT, env=self.env, capture_output=True, text=True, timeout=120
        )
        return done.stdout

    def trail_state(self) -> str:
        """`Intact` or what `verify` says instead."""
        said = json.loads(self.terminal("verify", "--json"))
        return f"{said['entries']} entries verified" if said["intact"] else f"BROKEN {said['faults'][:3]}"


def customer(number: int) -> str:
    """The name of the n-th customer: made of syllables, so that no two are near one another."""
    mark = hashlib.sha256(str(number).encode()).digest()
    words = (range(3), range(3, 5), range(5, 8))
    return " ".join("".join(_syllable(mark, at) for at in word).capitalize() for word in words)


def _syllable(mark: bytes, at: int) -> str:
    return ONSETS[mark[at] % len(ONSETS)] + VOWELS[mark[at + 8] % len(VOWELS)]


def seller_of(line: str) -> int:
    """Who types a line: always the same one for one customer, since sellers see only their own."""
    return zlib.crc32(line.split('"')[1].encode()) % SELLERS if '"' in line else 0


def slack_commands(lines: Sequence[str]) -> Iterator[bytes]:
    """Each line as the whole web request Slack would send, signed now."""
    stamp = str(int(time.time()))
    for line in lines:
        number = next(_NUMBERS)
        verb, _, text = line.partition(" ")
        form = {
            "token": "legacy",
            "team_id": "T0TEAM",
            "team_domain": "desk",
            "channel_id": "C0DESK",
            "channel_name": "desk",
            "user_id": f"U0SELL{seller_of(line)}",
            "user_name": "seller",
            "command": "/" + verb,
            "text": text,
            "api_app_id": "A0APP",
            "is_enterprise_install": "false",
            "response_url": f"http://127.0.0.1:9/commands/{number}",
            "trigger_id": f"{number}.{stamp}.abcdef",
        }
        yield signed("/slack/events", urlencode(form).encode(), stamp)


def signed(path: str, body: bytes, stamp: str) -> bytes:
    """A form as Slack posts it."""
    mark = hmac.new(SECRET.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"X-Slack-Request-Timestamp: {stamp}\r\nX-Slack-Signature: v0={mark}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


@contextlib.asynccontextmanager
async def platforms(data: Path) -> AsyncIterator[dict[str, str]]:
    """Stand-ins of both platforms; gives the settings of a desk that speaks to them."""
    async with FakeSlack() as slack, FakeTelegram() as telegram:
        for number in range(SELLERS):
            slack.add_person(f"U0SELL{number}", f"Seller{number}", locale="en-US")
        slack.add_channel("C0DESK", "desk", *(f"U0SELL{number}" for number in range(SELLERS)))
        yield {
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_BASE_URL": slack.base_url,
            "TELEGRAM_BOT_TOKEN": telegram.token,
            "TELEGRAM_API_BASE_URL": telegram.base_url,
            "TELEGRAM_FILE_BASE_URL": telegram.file_base_url,
            "BOT_ADMINS": "slack:U0SELL0",
            "BOT_LANGUAGE": "en",
            "DATA_DIR": str(data),
            "HTTP_PORT": str(free_port()),
        }


@contextlib.asynccontextmanager
async def firm(data: Path) -> AsyncIterator[Firm]:
    """A desk with its sellers and customers, at rest."""
    async with platforms(data) as env, desk(env) as running:
        made = await running.say([f'customer new "{customer(n)}"' for n in range(CUSTOMERS)], 64, b"Next step")
        if made.wrong:
            raise RuntimeError(f"the customers were not made: {made.sample[:500]!r}")
        yield running


@contextlib.asynccontextmanager
async def desk(env: dict[str, str]) -> AsyncIterator[Firm]:
    """The program itself, with these settings."""
    async with server(("-m", "bot", "run"), int(env["HTTP_PORT"]), "/healthz", env) as running:
        yield Firm(running, env)

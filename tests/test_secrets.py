"""What the log holds, at its most talkative and while all goes wrong: no secret, and no word of a customer's."""

import asyncio
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.fakes import until
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_user import SlackUser
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_user import TelegramUser
from tests.firm import PEOPLE, furnish
from tests.fresh import store_in
from tests.program import program

SECRETS = {
    "bot": "xoxb-canary-1-secret",
    "signing": "signing-canary-2",
    "telegram": "7654321:AAcanary-3_secret",
    "mail": "canary-4-mail",
    "carrier": "canary-5-carrier",
}
WORDS = "KANARIENVOGEL"
"""Of a customer, in everything that is said."""


async def lines_open(address: str) -> None:
    """Wait until both platforms have greeted, at a second try."""
    async with aiohttp.ClientSession() as http:
        for _ in range(600):
            async with http.get(f"{address}/healthz") as answer:
                health = await answer.json()
            if (health["slack"], health["telegram"]) == ("up", "up"):
                return
            await asyncio.sleep(0.05)
    raise AssertionError(health)


async def spoken(slack: FakeSlack, telegram: FakeTelegram, address: str) -> None:
    """People speak while all that can goes wrong, and strangers knock at every door."""
    anna, phone = slack_user(slack, address, "Uanna"), TelegramUser(telegram, 14, "anna", "en")
    assert (await anna.command("/log", f"C1 email {WORDS} one")).is_ok
    for fault in ("status", "cut", "lose_answer", "hang"):
        for fake, method in ((slack, "chat.postMessage"), (telegram, "sendMessage"), (telegram, "getUpdates")):
            if fault != "hang" or method == "sendMessage":
                getattr(fake.faults, fault)(method)
        await anna.dm(f"log C1 email {WORDS} {fault}")
        await phone.say(f"/log C1 call {WORDS} {fault}")
    slack.faults.refuse("chat.postMessage", "invalid_auth")
    telegram.faults.refuse("sendMessage", "Unauthorized", status=401)
    slack.faults.status("users.info", 500, times=2)
    await slack_user(slack, address, "Umei").dm(f"customer {WORDS}")
    await phone.say(f"/customer {WORDS}")
    forger = anna.forging()
    assert (await forger.dm(f"log C1 email {WORDS} forged")).status == 401
    async with aiohttp.ClientSession() as http:
        for path in ("/slack/events", "/telegram/webhook", "/carrier/events", "/say", "/enter/canary", "/healthz"):
            headers = {"X-Slack-Signature": f"v0={WORDS}", "X-Slack-Request-Timestamp": "1", "Cookie": "desk_session=x"}
            async with http.post(f"{address}{path}", data=WORDS.encode() * 99, headers=headers) as answer:
                assert "Traceback" not in await answer.text()
    await until(lambda: len(telegram.calls("sendMessage")) > 3, 60, "letters to be tried")


def slack_user(slack: FakeSlack, address: str, user: str) -> SlackUser:
    found = SlackUser(slack, f"{address}/slack/events", SECRETS["signing"], user)
    found.wire.retry_after, found.wire.seconds = (), 30
    return found


@pytest.mark.timeout(180)
async def test_the_log_holds_no_secret_and_no_word_of_a_customer(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    furnish(store)
    store.close()
    settings: dict[str, Any] = {
        "LOG_LEVEL": "DEBUG",
        "CARRIER_SECRET": SECRETS["carrier"],
        "SMTP_URL": f"smtp://desk:{SECRETS['mail']}@127.0.0.1:9",
        "MAIL_FROM": "desk@example.com",
    }
    async with (
        FakeSlack(bot_token=SECRETS["bot"], signing_secret=SECRETS["signing"]) as slack,
        FakeTelegram(token=SECRETS["telegram"]) as telegram,
    ):
        for name, _ in PEOPLE:
            slack.add_person(f"U{name}", name, locale="en-US")
        slack.faults.status("auth.test", 502)
        telegram.faults.cut("getMe")
        async with program(tmp_path, slack, telegram, **settings) as desk:
            await lines_open(desk.address)
            await spoken(slack, telegram, desk.address)
            code, _, said = await desk.told_to_stop()
    assert code == 0
    assert said.count("\n") > 5, "the log says nothing: this test would prove nothing"
    assert "ServerDisconnectedError" in said and "status_502" in said, said[-3000:]
    for what, secret in {**SECRETS, "words": WORDS}.items():
        lines = [line[:400] for line in said.splitlines() if secret in line]
        assert not lines, (what, lines[:3])

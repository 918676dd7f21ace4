"""A fake Slack with one person and one channel, and a small bot in it."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.slack import FakeSlack
from tests.fakes.slack_desk import Desk
from tests.fakes.slack_user import SlackUser


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack() as fake:
        fake.add_person("U1", "Anna", display_name="anna", tz="Europe/Berlin", locale="en-GB")
        fake.add_channel("C1", "desk", "U1")
        yield fake


@pytest.fixture
async def desk(slack: FakeSlack) -> AsyncIterator[tuple[Desk, str]]:
    built = Desk(slack)
    application = web.Application()
    application.router.add_post("/slack/events", built.events)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield built, f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    await runner.cleanup()


@pytest.fixture
def client(slack: FakeSlack) -> AsyncWebClient:
    return AsyncWebClient(slack.bot_token, base_url=slack.base_url, retry_handlers=[], timeout=2)


@pytest.fixture
def anna(slack: FakeSlack, desk: tuple[Desk, str]) -> SlackUser:
    return SlackUser(slack, desk[1], slack.signing_secret, "U1", "C1")

"""A bench for every test of Slack."""

from collections.abc import AsyncIterator

import pytest

from tests.platforms.slack.bench import SlackBench, slack_bench


@pytest.fixture
async def bench() -> AsyncIterator[SlackBench]:
    """Slack at a web address."""
    async with slack_bench() as ready:
        yield ready

"""A bench for every test of Telegram."""

from collections.abc import AsyncIterator

import pytest

from tests.platforms.telegram.bench import TelegramBench, telegram_bench


@pytest.fixture
async def bench() -> AsyncIterator[TelegramBench]:
    """Telegram that calls us."""
    async with telegram_bench(webhook=True) as ready:
        yield ready


@pytest.fixture
async def polled() -> AsyncIterator[TelegramBench]:
    """Telegram that we ask."""
    async with telegram_bench() as ready:
        yield ready

"""A bench for every test of the console, and one Chromium for each file of tests."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.pictures import chromium
from tests.platforms.console.bench import ConsoleBench, console_bench


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[ConsoleBench]:
    """The demo desk's page, Anna before it."""
    async with console_bench(tmp_path) as ready:
        yield ready


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chrome() -> AsyncIterator[Browser]:
    """A browser; every test opens windows of its own in it."""
    async with chromium() as started:
        yield started

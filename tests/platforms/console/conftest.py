"""A bench for every test of the console."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.platforms.console.bench import ConsoleBench, console_bench


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[ConsoleBench]:
    """The demo desk's page, Anna before it."""
    async with console_bench(tmp_path) as ready:
        yield ready

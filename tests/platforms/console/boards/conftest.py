"""One demo desk for each file of tests: furnishing it takes longer than looking at it."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.platforms.console.boards.demo import DemoDesk, demo_desk


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[DemoDesk]:
    """The demo desk, as its people left it."""
    async with demo_desk(tmp_path_factory.mktemp("demo")) as ready:
        yield ready

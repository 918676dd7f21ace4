"""A dock for each test, from one empty database made once."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.shipping.dock import Dock


@pytest.fixture(scope="session")
def empty_dock(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose desk has its people, a customer and an order."""
    folder = tmp_path_factory.mktemp("dock")
    dock = Dock(folder)
    dock.open_order()
    dock.close()
    return folder


@pytest.fixture
def dock(empty_dock: Path, tmp_path: Path) -> Iterator[Dock]:
    """A desk of its own, with `ABC GmbH` and its order PI-1."""
    opened = Dock(Path(shutil.copytree(empty_dock, tmp_path / "desk")))
    yield opened
    opened.close()

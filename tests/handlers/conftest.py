"""A bench and a counter for the handlers' tests, each over a real store of its own."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.storage.store import open_store
from tests.handlers.bench import Bench, bench_in
from tests.handlers.counter import Counter


def url(folder: Path) -> str:
    return f"sqlite:///{(folder / 'desk.db').as_posix()}"


@pytest.fixture(scope="session")
def fresh_desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a new, empty database and its key."""
    folder = tmp_path_factory.mktemp("fresh")
    open_store(url(folder), data_dir=folder, key=None).close()
    return folder


@pytest.fixture
def counter(fresh_desk: Path, tmp_path: Path) -> Iterator[Counter]:
    """Handlers over a real store."""
    folder = Path(shutil.copytree(fresh_desk, tmp_path / "desk"))
    store = open_store(url(folder), data_dir=folder, key=None)
    try:
        yield Counter(store)
    finally:
        store.close()


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """A bench on an empty database."""
    with bench_in(tmp_path) as opened:
        yield opened

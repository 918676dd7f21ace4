"""A fresh store for each test, on every database; the tables are made once and then copied."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.storage.store import SqlStore, open_store
from tests.fresh import url_in
from tests.storage.builders import seed


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database with today's tables and nothing in them."""
    if request.param == "sqlite":
        yield url_in(tmp_path)
    else:
        yield request.getfixturevalue("desk_on_postgres")


@pytest.fixture
def store(database_url: str, tmp_path: Path) -> Iterator[SqlStore]:
    """An empty store."""
    opened = open_store(database_url, None, tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def desk(store: SqlStore) -> SqlStore:
    """A store with Anna (person 1, account slack U1) and her customer ABC GmbH (1)."""
    store.write(seed).result(10)
    return store


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """Where a SQLite file may be made, for what concerns SQLite alone."""
    return f"sqlite:///{(tmp_path / 'only.db').as_posix()}"

"""A fresh store for each test, on every database; the tables are made once and then copied."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from bot.storage.migrate import bring_up
from bot.storage.store import SqlStore, open_store
from tests.postgres import fresh_database
from tests.storage.builders import seed


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite file with today's tables."""
    path = tmp_path_factory.mktemp("migrated") / "desk.db"
    bring_up(f"sqlite:///{path.as_posix()}")
    return path


@pytest.fixture(scope="session")
def migrated_database(postgres_url: str) -> Iterator[str]:
    """The name of an empty PostgreSQL database with today's tables."""
    name = f"migrated_{uuid4().hex}"
    with fresh_database(postgres_url, name) as url:
        bring_up(url)
        yield name


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database with today's tables and nothing in them."""
    if request.param == "sqlite":
        path = tmp_path / "desk.db"
        shutil.copy(request.getfixturevalue("migrated_file"), path)
        yield f"sqlite:///{path.as_posix()}"
        return
    template, name = request.getfixturevalue("migrated_database"), f"desk_{uuid4().hex}"
    server = request.getfixturevalue("postgres_url")
    with psycopg.connect(server, autocommit=True) as connection:
        make = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
        connection.execute(make.format(sql.Identifier(name), sql.Identifier(template)))
        yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


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

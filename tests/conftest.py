"""What every test stands on: no network, no settings from outside, a fresh database when one is asked for."""

import ipaddress
import os
import socket
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import hypothesis
import pytest

from bot.config import Settings
from bot.storage import store
from bot.storage.migrate import bring_up
from bot.storage.statements import Compiled
from tests.fresh import bring_up_quickly
from tests.postgres import NoPostgres, fresh_database, running_postgres

hypothesis.settings.register_profile("quick", deadline=None, derandomize=True)
hypothesis.settings.register_profile("long", deadline=None, max_examples=2_000)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tokens of whoever runs the tests stay out of them."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session", autouse=True)
def _stores_open_quickly() -> Iterator[None]:
    """Most tests begin with an empty store: its tables are made once, and copied."""
    with patch.object(store, "bring_up", bring_up_quickly):
        yield


PLAIN = (int, str, bytes, memoryview, float, type(None))
"""What SQLite's driver takes; a value of another type it refuses with no word of which."""
_odd: list[str] = []


@pytest.fixture(scope="session", autouse=True)
def _values_are_watched() -> Iterator[None]:
    bound = Compiled.bound

    def watched(self: Compiled, values: Mapping[str, Any]) -> Any:
        ready = bound(self, values)
        if self.is_positional:
            _odd.extend(f"{value!r} in {self.sql}" for value in ready if not isinstance(value, PLAIN))
        return ready

    with patch.object(Compiled, "bound", watched):
        yield


@pytest.fixture(autouse=True)
def _only_plain_values_reach_the_driver(_values_are_watched: None) -> Iterator[None]:
    """Whatever a test does, no value goes to SQLite that its driver may not take."""
    _odd.clear()
    yield
    assert not _odd, _odd


def _is_here(host: object) -> bool:
    """Whether an address is this machine's own loopback; a name other than localhost is not."""
    name = host.decode() if isinstance(host, bytes) else str(host or "localhost")
    if name == "localhost":
        return True
    try:
        address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


@pytest.fixture(autouse=True)
def outside_calls(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What the test tried to reach beyond loopback; a test that tried fails, even if it hid the error."""
    tried: list[str] = []
    connect, connect_ex, resolve = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def check(host: object) -> None:
        if not _is_here(host):
            tried.append(str(host))
            raise ConnectionRefusedError(f"a test may not reach {host!r}")

    def guarded(real: Any) -> Any:
        def call(self: socket.socket, address: Any) -> Any:
            if self.family in (socket.AF_INET, socket.AF_INET6):
                check(address[0])
            return real(self, address)

        return call

    def guarded_resolve(host: Any, *args: Any, **kwargs: Any) -> Any:
        check(host)
        return resolve(host, *args, **kwargs)

    monkeypatch.setattr(socket.socket, "connect", guarded(connect))
    monkeypatch.setattr(socket.socket, "connect_ex", guarded(connect_ex))
    monkeypatch.setattr(socket, "getaddrinfo", guarded_resolve)
    yield tried
    if tried:
        pytest.fail(f"the test reached outside: {', '.join(tried)}")


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real PostgreSQL for this session (one per worker), as `postgresql://…/postgres`; stopped at the end."""
    try:
        with running_postgres() as url:
            yield url
    except NoPostgres as none_to_be_had:
        pytest.skip(f"NOT TESTED ON POSTGRESQL: {none_to_be_had}")


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh, empty database, once on SQLite and once on PostgreSQL, as an address for the storage."""
    if request.param == "sqlite":
        yield f"sqlite:///{(tmp_path / 'desk.db').as_posix()}"
        return
    with fresh_database(request.getfixturevalue("postgres_url"), f"desk_{uuid4().hex}") as url:
        yield url


@pytest.fixture(scope="session")
def _migrated(postgres_url: str) -> Iterator[str]:
    """The name of an empty PostgreSQL database with today's tables, to be copied."""
    name = f"migrated_{uuid4().hex}"
    with fresh_database(postgres_url, name) as url:
        bring_up(url)
        yield name


@pytest.fixture
def desk_on_postgres(postgres_url: str, _migrated: str) -> Iterator[str]:
    """The address of a PostgreSQL database with today's tables and nothing in them."""
    with fresh_database(postgres_url, f"desk_{uuid4().hex}", _migrated) as url:
        yield url

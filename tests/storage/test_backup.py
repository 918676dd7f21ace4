"""Copies: of one moment, as encrypted as the original, and put back whole."""

from pathlib import Path

import pytest

from bot.ports.ledger import Ledger
from bot.storage.backup import copy_database, put_back
from bot.storage.engine import CannotOpen
from bot.storage.store import open_store
from tests.storage.builders import customer, seed, via


def _later(ledger: Ledger) -> None:
    ledger.begin(via())
    ledger.customers.add(customer(name="Later"))


@pytest.mark.parametrize("key", [None, "secret"])
def test_a_copy_made_while_people_work_is_put_back(sqlite_url: str, tmp_path: Path, key: str | None) -> None:
    store = open_store(sqlite_url, key, tmp_path)
    store.write(seed).result(10)
    copy = copy_database(sqlite_url, key, tmp_path / "copy.db")
    store.write(_later).result(10)
    store.close()
    assert copy.read_bytes().startswith(b"SQLite format") is (key is None)
    replaced = put_back(copy, sqlite_url, key)
    assert replaced is not None and replaced.exists()
    store = open_store(sqlite_url, key, tmp_path)
    assert len(store.read(lambda ledger: ledger.customers.listed(None, 0, 9)).result(10)) == 1
    assert store.read(lambda ledger: ledger.trail.verify()).result(10).is_intact
    store.close()


def test_a_copy_that_does_not_open_changes_nothing(sqlite_url: str, tmp_path: Path) -> None:
    open_store(sqlite_url, "right", tmp_path).close()
    copy = copy_database(sqlite_url, "right", tmp_path / "copy.db")
    before = Path(sqlite_url.removeprefix("sqlite:///")).read_bytes()
    (tmp_path / "junk.db").write_bytes(b"no database" * 100)
    for bad, key in ((copy, "wrong"), (tmp_path / "junk.db", None), (tmp_path / "nowhere.db", None)):
        with pytest.raises(CannotOpen):
            put_back(bad, sqlite_url, key)
    with pytest.raises(CannotOpen, match="exists"):
        copy_database(sqlite_url, "right", copy)
    assert Path(sqlite_url.removeprefix("sqlite:///")).read_bytes() == before
    assert not list(tmp_path.glob("*.part")) and not list(tmp_path.glob("*.new"))


def test_postgresql_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(CannotOpen, match="pg_dump"):
        copy_database("postgresql://nowhere/x", None, tmp_path / "x")

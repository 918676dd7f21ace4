"""An empty store in a moment: the tables are made once and then copied."""

import tempfile
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from bot.dialogue.texts import Texts
from bot.storage.migrate import bring_up
from bot.storage.store import SqlStore, open_store

START = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
"""A Wednesday, ten in the morning in Shanghai."""


@cache
def _tables() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "desk.db"
        bring_up(f"sqlite:///{path.as_posix()}")
        return path.read_bytes()


@cache
def texts() -> Texts:
    """The sentences, read once."""
    return Texts.load(is_strict=True)


def url_in(folder: Path) -> str:
    """The address of the SQLite file of a data folder; today's tables are in it, and nothing in them."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "desk.db"
    if not path.exists():
        path.write_bytes(_tables())
    return f"sqlite:///{path.as_posix()}"


def store_in(folder: Path) -> SqlStore:
    """The store of a data folder, opened."""
    return open_store(url_in(folder), None, folder)

"""An empty store, or a whole bot, in a moment: tables are made once and then copied, sentences are read once."""

import contextlib
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from unittest.mock import patch

from sqlalchemy.engine import make_url

from bot.app import open_app
from bot.config import Settings
from bot.dialogue.texts import Texts
from bot.ports import pace
from bot.ports.work import Clock
from bot.running import App
from bot.storage.engine import is_sqlite
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


def bring_up_quickly(url: str, key: str | None = None) -> Path | None:
    """As `bring_up`, for a store that is opened; a plain SQLite file that is not there yet is copied.

    The steps themselves are walked by `tests/storage/test_migrations.py`, and by every bot started as a program.
    """
    if key is None and is_sqlite(url) and not (path := Path(make_url(url).database or "")).exists():
        path.write_bytes(_tables())
    return bring_up(url, key)


@cache
def texts() -> Texts:
    """The sentences, read once."""
    return Texts.load(is_strict=True)


def url_in(folder: Path) -> str:
    """The address of the SQLite file of a data folder; today's tables are in it."""
    folder.mkdir(parents=True, exist_ok=True)
    url = f"sqlite:///{(folder / 'desk.db').as_posix()}"
    bring_up_quickly(url)
    return url


def store_in(folder: Path) -> SqlStore:
    """The store of a data folder, opened."""
    return open_store(url_in(folder), None, folder)


READ = Texts.load


@cache
def _read_once() -> Texts:
    return READ()


def open_quickly(settings: Settings, clock: Clock, *, is_demo: bool = False) -> App:
    """The bot as the program builds it; only the sentences are not read again."""
    with patch.object(Texts, "load", _read_once):
        return open_app(settings, is_demo=is_demo, clock=clock)


@contextlib.contextmanager
def unhurried() -> Iterator[None]:
    """Chats bear any pace: a clock moved by hand does not move theirs, and `tests/test_courier.py` holds them to it."""
    with patch.object(pace, "PACES", {}):
        yield

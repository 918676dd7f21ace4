"""A copy of the whole database while people work, and putting one back.

A copy is made by SQLite itself, so that it is of one moment and as encrypted as the original; it is whole and on the
disk before its name appears. The master key (`DATA_DIR/key`) is not in it and must be kept with it, but apart.
PostgreSQL is copied by its own `pg_dump` and put back by `pg_restore`: here that is refused in words.
"""

import os
import secrets
from pathlib import Path

from sqlalchemy.engine import Engine, make_url

from bot.storage.engine import CannotOpen, is_sqlite, open_engine


def copy_database(url: str, key: str | None, target: Path) -> Path:
    """Copy the database to a file that must not exist yet. Raises `CannotOpen` where that cannot be done."""
    _must_be_sqlite(url)
    if target.exists():
        raise CannotOpen(f"{target} exists already")
    engine = open_engine(url, key)
    try:
        vacuum_into(engine, target)
    finally:
        engine.dispose()
    return target


def put_back(copy: Path, url: str, key: str | None) -> Path | None:
    """Make a copy the database again; nobody may be using it. Returns where the replaced one lies, if there was one.

    Raises `CannotOpen`, with nothing changed, where the copy does not open with this key or is damaged.
    """
    _must_be_sqlite(url)
    if not copy.is_file():
        raise CannotOpen(f"there is no file {copy}")
    present = Path(make_url(url).database or "")
    present.parent.mkdir(parents=True, exist_ok=True)
    fresh = present.with_name(f"{present.name}.{secrets.token_hex(4)}.new")
    engine = open_engine(f"sqlite:///{copy.as_posix()}", key)
    try:
        _check(engine, copy)
        vacuum_into(engine, fresh)
    finally:
        engine.dispose()
    replaced = _set_aside(present)
    os.replace(fresh, present)
    _sync(present.parent)
    return replaced


def vacuum_into(engine: Engine, target: Path) -> None:
    """Copy what is open; the file appears only when it is whole and on the disk."""
    half = target.with_name(f"{target.name}.{secrets.token_hex(4)}.part")
    # Not through SQLAlchemy, which would begin a transaction: a copy cannot be made within one.
    connection = engine.raw_connection()
    try:
        connection.cursor().execute("VACUUM INTO ?", (str(half),))
        _sync(half)
        os.replace(half, target)
        _sync(target.parent)
    finally:
        connection.close()
        half.unlink(missing_ok=True)


def _check(engine: Engine, copy: Path) -> None:
    with engine.connect() as connection:
        found = connection.exec_driver_sql("PRAGMA quick_check").scalar()
    if found != "ok":
        raise CannotOpen(f"{copy} is damaged: {found}")


def _set_aside(present: Path) -> Path | None:
    """Move the present file and what belongs to it away: an old log beside a new file would spoil it."""
    if not present.exists():
        return None
    aside = present.with_name(f"{present.name}.replaced-{secrets.token_hex(4)}")
    for suffix in ("", "-wal", "-shm"):
        part = present.with_name(present.name + suffix)
        if part.exists():
            os.replace(part, aside.with_name(aside.name + suffix))
    return aside


def _must_be_sqlite(url: str) -> None:
    if not is_sqlite(url):
        raise CannotOpen("a PostgreSQL database is copied with pg_dump and put back with pg_restore")


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

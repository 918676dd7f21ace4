"""Opening the database, encrypted or not, so that nothing acknowledged can be lost and nothing faulty is opened.

SQLite is always reached through SQLCipher's driver. The key is given as 64 hex digits; any other passphrase is turned
into one. Writers begin IMMEDIATE, so that two read-modify-writes can never pass one another.
"""

import hashlib
import re
from collections.abc import Callable
from typing import Any

import sqlcipher3.dbapi2 as sqlite_driver
from sqlalchemy import Connection, create_engine, event
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.exc import DatabaseError

DEFERRED = "DEFERRED"
"""Value of the execution option `sqlite_begin` for readers."""
_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "busy_timeout=10000",
    "secure_delete=ON",
    "trusted_schema=OFF",
    "cache_size=-65536",
)
_HEX = re.compile(r"[0-9a-fA-F]{64}")
_MENDED = {(3, 44): 6, (3, 50): 7}
"""Older lines of SQLite that got the cure of the write-ahead fault, and from which release."""


class CannotOpen(Exception):
    """The database cannot be opened: a wrong key, an unfit library, a file that is none. One clear line."""


def database_key(passphrase: str) -> str:
    """64 hex digits for a passphrase: itself where it is that already.

    The salt is fixed: the file carries its own, and a copy must open with the passphrase alone.
    """
    if _HEX.fullmatch(passphrase):
        return passphrase.lower()
    salt = b"tradetrail database key"
    return hashlib.scrypt(passphrase.encode(), salt=salt, n=2**14, r=8, p=1, dklen=32).hex()


def is_safe_sqlite(version: tuple[int, int, int]) -> bool:
    """Whether a release of SQLite is free of the fault that can lose a write-ahead log (3.7.0 to 3.51.2)."""
    if not (3, 7, 0) <= version <= (3, 51, 2):
        return True
    return version[2] >= _MENDED.get(version[:2], 10_000)


def is_sqlite(url: str) -> bool:
    """Whether an address names a SQLite file."""
    return make_url(url).get_backend_name() == "sqlite"


def open_engine(url: str, key: str | None = None, *, foreign_keys: bool = True) -> Engine:
    """Open `sqlite:///path` or `postgresql://…`. `foreign_keys=False` is for migrations only.

    Raises `CannotOpen` for a wrong key, for a file that is no database, for an unfit SQLite, and where no server
    answers.
    """
    if not is_sqlite(url):
        server = create_engine(
            make_url(url).set(drivername="postgresql+psycopg"), pool_pre_ping=True, pool_size=4, hide_parameters=True
        )
        return _opened(server, "the PostgreSQL server", key)
    version = tuple(int(part) for part in sqlite_driver.sqlite_version.split("."))
    if not is_safe_sqlite((version[0], version[1], version[2])):
        raise CannotOpen(f"SQLite {sqlite_driver.sqlite_version} can lose committed work; 3.51.3 or later is needed")
    # What a statement was given are people's words, and an error that bears them may come to be read in the log.
    engine = create_engine(url, module=sqlite_driver, pool_size=4, hide_parameters=True)
    event.listen(engine, "connect", _prepare(database_key(key) if key else None, foreign_keys))
    event.listen(engine, "begin", _begin)
    return _opened(engine, str(make_url(url).database), key)


def _opened(engine: Engine, name: str, key: str | None) -> Engine:
    try:
        engine.connect().close()
    except DatabaseError as error:
        engine.dispose()
        raise CannotOpen(f"{name} cannot be opened: {_reason(error, key)}") from None
    return engine


def _prepare(key: str | None, foreign_keys: bool) -> Callable[[Any, Any], None]:
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        if key is not None:
            cursor.execute(f"PRAGMA key = \"x'{key}'\"")
        for pragma in (*_PRAGMAS, f"foreign_keys={'ON' if foreign_keys else 'OFF'}"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.execute("SELECT count(*) FROM sqlite_master")
        cursor.close()

    return prepare


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN " + connection.get_execution_options().get("sqlite_begin", "IMMEDIATE"))


def _reason(error: DatabaseError, key: str | None) -> str:
    if "not a database" in str(error.orig):
        return "DATABASE_KEY does not fit" if key else "it is encrypted (set DATABASE_KEY) or no database"
    # PostgreSQL adds questions in further lines.
    return str(error.orig).partition("\n")[0]

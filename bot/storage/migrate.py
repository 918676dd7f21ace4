"""Bringing a database up to this release: after a copy, with foreign keys off, and checked before it counts.

With foreign keys on, changing a table in SQLite means dropping it, and that would delete all that points to it.
`python -m bot.storage.migrate "shipments: keep them"` writes the next step by comparing the tables with the last one.
"""

import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection
from sqlalchemy.engine import Engine, make_url

from bot.storage.backup import vacuum_into
from bot.storage.columns import UtcDateTime
from bot.storage.engine import CannotOpen, is_sqlite, open_engine

FOLDER = Path(__file__).parent / "migrations"


def bring_up(url: str, key: str | None = None) -> Path | None:
    """Run what is missing; returns the copy that was made before, if there was anything to copy.

    Raises `CannotOpen` where the database is of a later release, or where rows would point nowhere afterwards.
    """
    engine = open_engine(url, key, foreign_keys=False)
    try:
        present = _revision(engine)
        if present == newest():
            return None
        if present is not None and present not in _revisions():
            raise CannotOpen(f"the database is of a later release ({present}) than this program ({newest()})")
        copy = _copied(engine, url, present)
        with engine.begin() as connection:
            command.upgrade(_config(connection), "head")
            _check_links(connection)
    finally:
        engine.dispose()
    return copy


def newest() -> str:
    """The step this release ends with."""
    return _revisions()[-1]


def compared(connection: Connection) -> Mapping[str, Any]:
    """How tables are compared and changed."""
    return {
        "render_as_batch": connection.dialect.name == "sqlite",
        "compare_type": True,
        "compare_server_default": True,
        "render_item": _render,
    }


def draft(message: str) -> None:
    """Write the next step, by comparing the tables with a fresh database of the last one."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/draft.db"
        if _revisions():
            bring_up(url)
        engine = open_engine(url, foreign_keys=False)
        with engine.begin() as connection:
            number = f"{len(_revisions()) + 1:04}"
            command.revision(_config(connection), message, autogenerate=True, rev_id=number)
        engine.dispose()


def _revisions() -> list[str]:
    return sorted(path.name.partition("_")[0] for path in (FOLDER / "versions").glob("0*.py"))


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["connection"] = connection
    return config


def _revision(engine: Engine) -> str | None:
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def _copied(engine: Engine, url: str, present: str | None) -> Path | None:
    """A copy of the SQLite file beside it, encrypted as it is. PostgreSQL is copied by its own tools."""
    if not is_sqlite(url) or present is None:
        return None
    source = Path(make_url(url).database or "")
    copy = source.with_name(f"{source.name}.before-{newest()}")
    copy.unlink(missing_ok=True)
    vacuum_into(engine, copy)
    return copy


def _check_links(connection: Connection) -> None:
    if connection.dialect.name == "sqlite" and (
        lost := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    ):
        raise CannotOpen(f"after the migration {len(lost)} rows would point nowhere; nothing was changed")


def _render(kind: str, item: Any, context: Any) -> str | bool:
    return "UtcDateTime()" if kind == "type" and isinstance(item, UtcDateTime) else False


if __name__ == "__main__":
    draft(sys.argv[1])

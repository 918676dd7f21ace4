"""Bringing a database up to this release: after a copy, with foreign keys off, and checked before it counts.

With foreign keys on, changing a table in SQLite means dropping it, and that would delete all that points to it.
`python -m bot.storage.migrate "shipments: keep them"` writes the next step by comparing the tables with the last one.
"""

import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, inspect, text
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
            _Alembic(connection).upgrade("head")
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
            _Alembic(connection).revision(message, autogenerate=True, rev_id=number)
        engine.dispose()


def _revisions() -> list[str]:
    return sorted(path.name.partition("_")[0] for path in (FOLDER / "versions").glob("0*.py"))


class _Alembic:
    """Alembic at work on a connection; loaded only where there is something to change, which is at few starts."""

    def __init__(self, connection: Connection) -> None:
        from alembic import command  # noqa: PLC0415
        from alembic.config import Config  # noqa: PLC0415

        self._command, self._config = command, Config()
        self._config.set_main_option("script_location", str(FOLDER))
        self._config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
        self._config.attributes["connection"] = connection

    def upgrade(self, revision: str) -> None:
        """Run the steps up to this one."""
        self._command.upgrade(self._config, revision)

    def revision(self, message: str, *, autogenerate: bool, rev_id: str) -> None:
        """Write a step."""
        self._command.revision(self._config, message, autogenerate=autogenerate, rev_id=rev_id)


def _revision(engine: Engine) -> str | None:
    """The step a database stands at, as Alembic notes it; None where it is empty."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
        return str(found) if found is not None else None


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

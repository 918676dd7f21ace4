"""Migrations: the steps lead to today's tables, on both databases, and lose nothing on the way."""

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Text, inspect

from bot.domain.refs import Kind, Ref
from bot.ports.ledger import Ledger
from bot.storage import migrate
from bot.storage.engine import CannotOpen, is_safe_sqlite, open_engine
from bot.storage.store import open_store
from bot.storage.tables import CONTACTS, METADATA
from tests.storage.builders import contact, seed, via

KEYED = ("names", "name_cards")


def test_the_steps_lead_to_todays_tables(database_url: str) -> None:
    engine = open_engine(database_url)
    with engine.begin() as connection:
        context = MigrationContext.configure(connection, opts=dict(migrate.compared(connection)))
        assert len(inspect(connection).get_table_names()) > 20
        assert compare_metadata(context, METADATA) == []
    engine.dispose()


def test_a_difference_would_be_seen(sqlite_url: str) -> None:
    migrate.bring_up(sqlite_url)
    engine = open_engine(sqlite_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE contacts DROP COLUMN source")
        context = MigrationContext.configure(connection, opts=dict(migrate.compared(connection)))
        assert len(compare_metadata(context, METADATA)) == 1
    engine.dispose()


def test_every_step_has_its_number() -> None:
    names = [path.name for path in sorted((migrate.FOLDER / "versions").glob("0*.py"))]
    assert names
    for number, name in enumerate(names, 1):
        text = (migrate.FOLDER / "versions" / name).read_text()
        assert name.startswith(f"{number:04}_") and re.search(rf"^revision = ['\"]{number:04}['\"]", text, re.M)


def test_nothing_to_do_changes_nothing(sqlite_url: str) -> None:
    assert migrate.bring_up(sqlite_url) is None
    assert migrate.bring_up(sqlite_url) is None
    assert migrate.newest() in migrate._revisions()


def test_a_database_of_a_later_release_is_refused(sqlite_url: str) -> None:
    migrate.bring_up(sqlite_url)
    engine = open_engine(sqlite_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()
    with pytest.raises(CannotOpen, match="later release"):
        migrate.bring_up(sqlite_url)


@pytest.fixture
def next_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The steps, in a folder where a further one can be laid."""
    folder = tmp_path / "migrations"
    (folder / "versions").mkdir(parents=True)
    for path in migrate.FOLDER.rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            (folder / path.relative_to(migrate.FOLDER)).write_bytes(path.read_bytes())
    monkeypatch.setattr(migrate, "FOLDER", folder)
    yield folder / "versions"


def _step(folder: Path, body: str) -> None:
    now = migrate.newest()
    head = f"import sqlalchemy as sa\nfrom alembic import op\nrevision = '9000'\ndown_revision = '{now}'\n\n\n"
    text = f"{head}def upgrade():\n{body}"
    (folder / "09000_next.py").write_text(text)
    (folder / "09000_next.py").rename(folder / "9000_next.py")


@pytest.mark.parametrize("key", [None, "secret"])
def test_changing_a_parent_table_deletes_no_child(
    sqlite_url: str, tmp_path: Path, next_step: Path, key: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With foreign keys on, SQLite would drop the parent and, where they cascade, all its children."""
    store = open_store(sqlite_url, key, tmp_path)
    store.write(seed).result(10)
    store.write(_log).result(10)
    store.close()
    _make_cascading(sqlite_url, key)
    _step(
        next_step,
        "    with op.batch_alter_table('customers', recreate='always') as b:\n"
        "        b.add_column(sa.Column('new', sa.Text()))\n",
    )
    monkeypatch.setattr(migrate, "_revisions", lambda: [*_numbers(next_step, "0*.py"), "9000"])
    copy = migrate.bring_up(sqlite_url, key)
    assert copy is not None and copy.stat().st_size > 0
    engine = open_engine(sqlite_url, key)
    with engine.begin() as connection:
        assert len(connection.execute(CONTACTS.select()).all()) == 1
        assert "new" in {column["name"] for column in inspect(connection).get_columns("customers")}
    engine.dispose()
    before = open_engine(f"sqlite:///{copy.as_posix()}", key)
    with before.begin() as connection:
        assert len(connection.execute(CONTACTS.select()).all()) == 1
    before.dispose()


def test_a_step_that_leaves_rows_pointing_nowhere_is_taken_back(
    sqlite_url: str, tmp_path: Path, next_step: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(sqlite_url, None, tmp_path)
    store.write(seed).result(10)
    store.write(_log).result(10)
    store.close()
    _step(next_step, "    op.execute('DELETE FROM customers')\n")
    monkeypatch.setattr(migrate, "_revisions", lambda: [*_numbers(next_step, "0*.py"), "9000"])
    with pytest.raises(CannotOpen, match="point nowhere"):
        migrate.bring_up(sqlite_url)
    monkeypatch.undo()
    store = open_store(sqlite_url, None, tmp_path)
    assert store.read(lambda ledger: ledger.customers.get(1)).result(10) is not None
    store.close()


def test_what_the_trap_does_with_foreign_keys_on(sqlite_url: str, tmp_path: Path) -> None:
    """Shows that the precaution is needed: the same change with them on deletes the children."""
    store = open_store(sqlite_url, None, tmp_path)
    store.write(seed).result(10)
    store.write(_log).result(10)
    store.close()
    _make_cascading(sqlite_url, None)
    engine = open_engine(sqlite_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM traces")
        with Operations(MigrationContext.configure(connection)).batch_alter_table(
            "customers", recreate="always"
        ) as batch:
            batch.alter_column("city", new_column_name="town", existing_type=Text())
        assert connection.exec_driver_sql("SELECT count(*) FROM contacts").scalar_one() == 0
    engine.dispose()


def _log(ledger: Ledger) -> None:
    ledger.begin(via())
    ledger.contacts.add(contact())


def _make_cascading(url: str, key: str | None) -> None:
    engine = open_engine(url, key, foreign_keys=False)
    with engine.begin() as connection:
        ddl: Any = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = 'contacts'").scalar_one()
        connection.exec_driver_sql(
            ddl.replace("REFERENCES customers (id)", "REFERENCES customers (id) ON DELETE CASCADE").replace(
                "CREATE TABLE contacts", "CREATE TABLE fresh"
            )
        )
        connection.exec_driver_sql("INSERT INTO fresh SELECT * FROM contacts")
        connection.exec_driver_sql("DROP TABLE contacts")
        connection.exec_driver_sql("ALTER TABLE fresh RENAME TO contacts")
    engine.dispose()


def _numbers(folder: Path, pattern: str) -> list[str]:
    return sorted(path.name.partition("_")[0] for path in folder.glob(pattern))


def test_the_file_is_encrypted_and_a_wrong_key_says_so(sqlite_url: str, tmp_path: Path) -> None:
    open_store(sqlite_url, "right 钥匙", tmp_path).close()
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    assert not file.read_bytes().startswith(b"SQLite format")
    with pytest.raises(CannotOpen, match="DATABASE_KEY does not fit"):
        open_store(sqlite_url, "wrong", tmp_path)
    with pytest.raises(CannotOpen, match="set DATABASE_KEY"):
        open_store(sqlite_url, None, tmp_path)
    open_store(sqlite_url, "right 钥匙", tmp_path).close()


def test_which_sqlite_is_fit() -> None:
    fit = [(3, 6, 23), (3, 44, 6), (3, 50, 7), (3, 51, 3), (3, 53, 4)]
    unfit = [(3, 7, 0), (3, 40, 1), (3, 44, 5), (3, 50, 6), (3, 51, 2)]
    assert all(is_safe_sqlite(version) for version in fit)
    assert not any(is_safe_sqlite(version) for version in unfit)


def test_names_kept_with_their_accents_are_folded(sqlite_url: str, tmp_path: Path) -> None:
    """A desk of an earlier release finds `Müller` by muller, mueller and a slip of the pen, as a new one does."""
    store = open_store(sqlite_url, None, tmp_path)
    ref = Ref(Kind.CUSTOMER, 7, "Müller & Łódź")

    def learn(ledger: Ledger) -> None:
        ledger.begin(via())
        ledger.names.learn(ref, [ref.name])

    store.write(learn).result(10)
    store.close()
    engine = open_engine(sqlite_url)
    with engine.begin() as connection:
        fresh = [connection.exec_driver_sql(f"SELECT * FROM {table} ORDER BY 1, 2, 3").all() for table in KEYED]
        connection.exec_driver_sql("DELETE FROM names WHERE key LIKE 'mue%'")
        connection.exec_driver_sql("UPDATE names SET key = 'müller łódź'")
        connection.exec_driver_sql("UPDATE name_cards SET sought = 'müller łódź'")
        with Operations.context(MigrationContext.configure(connection)):
            import_module("bot.storage.migrations.versions.0006_names_fold_accents").upgrade()
        assert fresh == [connection.exec_driver_sql(f"SELECT * FROM {table} ORDER BY 1, 2, 3").all() for table in KEYED]
    engine.dispose()

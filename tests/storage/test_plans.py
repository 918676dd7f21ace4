"""How SQLite goes about the prepared questions: a question about one thing reads what is about that thing, no more.

A wrong index is no wrong answer, and on a small desk it is not even slow: only a plan shows it.
"""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

import bot.storage
from bot.storage.statements import UNLOOKED, Statement
from bot.storage.store import open_store

ONE_THING = re.compile(r"\b(\w+)\.((?:customer|owner|author|requester|order|shipment|person)_id|kind|about|card) = \?")
SCANNED = re.compile(r"^SCAN (\w+)")
SMALL = frozenset(
    """people accounts invitations routes console_sessions console_codes exports counters pseudonyms
    chats subject_keys""".split()
)
"""Tables that have few rows whatever the firm does, or of which the whole is wanted."""
WHOLE = frozenset(["_ORPHANS", "_WAITING", "_RECENT"])
"""Questions about all there is: the check of the trail, how many letters wait, and the newest errands."""


def prepared() -> Iterator[tuple[str, Statement]]:
    """Every question and change that stands prepared in the storage's rooms, by room and name."""
    for room in pkgutil.walk_packages(bot.storage.__path__, "bot.storage."):
        if ".migrations" not in room.name:
            module = importlib.import_module(room.name)
            for name, found in vars(module).items():
                if isinstance(found, Statement):
                    yield f"{room.name.removeprefix('bot.storage.')}.{name}", found
                elif _makes_statements(found, module.__name__):
                    # One for each size of a list.
                    made = found(*[4] * len(inspect.signature(found).parameters))
                    yield f"{room.name.removeprefix('bot.storage.')}.{name}", made


def _makes_statements(found: object, module: str) -> bool:
    is_own = getattr(found, "__module__", "") == module and hasattr(found, "cache_info")
    return is_own and inspect.signature(found).return_annotation is Statement  # type: ignore[arg-type]


STATEMENTS = dict(prepared())


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    """An empty desk: the planner has no figures, as on every desk that was never analysed."""
    folder: Path = tmp_path_factory.mktemp("plans")
    store = open_store(f"sqlite:///{(folder / 'desk.db').as_posix()}", None, folder)
    with store._engine.connect() as opened:
        yield opened
    store.close()


def plan_of(statement: Statement, connection: Connection) -> tuple[str, list[str]]:
    """The SQL, and how the database would go about it."""
    sql = statement.compiled(connection.dialect).sql
    asked = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", (1,) * sql.count("?"))
    return sql, [str(row[3]) for row in asked]


def test_there_is_something_to_look_at() -> None:
    assert len(STATEMENTS) > 100
    assert {"follow_ups._OF_CUSTOMER", "follow_ups._next_due"} <= STATEMENTS.keys()


@pytest.mark.parametrize("name", STATEMENTS)
def test_a_question_reads_what_it_is_about(name: str, connection: Connection) -> None:
    sql, plan = plan_of(STATEMENTS[name], connection)
    assert "LIMIT ?" not in sql.replace(UNLOOKED, ""), "planned anew each time it is asked"
    if sql.startswith("INSERT"):
        return
    scanned = {found[1] for step in plan if (found := SCANNED.match(step))}
    assert scanned <= SMALL or name.rpartition(".")[2] in WHOLE, plan
    things = {column for table, column in ONE_THING.findall(sql) if table not in SMALL}
    is_found = any(f"{column}=?" in step for column in things for step in plan)
    assert not things or is_found or any("PRIMARY KEY" in step or "autoindex" in step for step in plan), plan

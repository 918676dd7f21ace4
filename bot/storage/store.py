"""The store: one writer whom all that is to be written goes through, and two readers for questions."""

import asyncio
import contextlib
import queue
import secrets
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import closing
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import insert, select
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError

from bot.ports.ledger import Ledger, StorageFault
from bot.storage.chain import genesis
from bot.storage.engine import DEFERRED, open_engine
from bot.storage.gram_index import GramIndex
from bot.storage.held import HeldConnection
from bot.storage.keys import Keyring, WrongKey, open_master_key
from bot.storage.ledger import SqlLedger
from bot.storage.line import Job
from bot.storage.migrate import bring_up
from bot.storage.rehearsal import Rehearsal
from bot.storage.tables import JOURNAL_HEAD
from bot.storage.unit import Unit
from bot.storage.writer import Writer

T = TypeVar("T")

READERS = 2
MOST_READ = 5_000
"""What a reader recalls while nobody writes: who is asking, and what one sees again with the next letter one types."""
LESSON, BETWEEN_LESSONS = 250, 0.01
"""Names learnt at once after the start, which takes some eight thousandths of a second, and seconds until the next."""


class SqlStore:
    """Runs jobs on a database. Opened by `open_store`, closed by `close`."""

    def __init__(self, engine: Engine, keyring: Keyring, url: str, key: str | None) -> None:
        self._engine, self._keyring = engine, keyring
        self._index = GramIndex()
        self.rehearsal = Rehearsal(engine, url, key, keyring, self._index)
        self._reads: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._is_closed = False
        self._gate = threading.Lock()
        self._writer = Writer(engine, keyring, self._index)
        names = [f"reader-{number}" for number in range(1, READERS + 1)]
        self._readers = [threading.Thread(target=self._read_on, name=name, daemon=True) for name in names]
        for thread in self._readers:
            thread.start()

    @property
    def is_broken(self) -> bool:
        """Whether the disk failed at a commit; the program must stop."""
        return self._writer.is_broken

    def write(self, job: Callable[[Ledger], T]) -> "Future[T]":
        """Run a job in the next group commit; done only after the commit."""
        done: Future[T] = Future()
        self._enter(self._writer.put, Job(job, done))
        return done

    async def commit(self, job: Callable[[Ledger], T], *, is_patient: bool = False) -> T:
        """As `write`, for coroutines: those whose jobs share a commit are woken together.

        `is_patient`: nobody sits and waits for it, so it shares no commit with jobs for which somebody does.
        """
        loop = asyncio.get_running_loop()
        done: asyncio.Future[T] = loop.create_future()
        self._enter(self._writer.put, Job(job, done, loop, is_patient))
        return await done

    def read(self, job: Callable[[Ledger], T]) -> "Future[T]":
        """Run a question on a reader connection; writing raises."""
        done: Future[T] = Future()
        self._enter(self._reads.put, Job(job, done))
        return done

    async def get_ready(self) -> None:
        """Learn all names, for the first who searches; a few at a time, so that whoever asks meanwhile hardly waits.

        A fault ends it: the first search then learns the rest.
        """
        with contextlib.suppress(StorageFault):
            while await asyncio.wrap_future(self.read(_learn_some)):
                await asyncio.sleep(BETWEEN_LESSONS)

    def rehearse(self, job: Callable[[Ledger], T]) -> T:
        """What a job would give or raise, were it to write; nothing of it stays, and on SQLite nobody waits for it.

        Runs on the caller's thread, which it keeps for as long as a copy of the database takes, and the job.
        """
        return self.rehearsal.play(job)

    def close(self) -> None:
        """Serve what waits, then stop."""
        with self._gate:
            if self._is_closed:
                return
            self._is_closed = True
            for _ in range(READERS):
                self._reads.put(None)
        self._writer.close()
        for thread in self._readers:
            thread.join()
        self._engine.dispose()

    def _enter(self, put: Callable[[Job], None], job: Job) -> None:
        with self._gate:
            if self._is_closed:
                job.done.set_exception(StorageFault("the store is closed"))
            else:
                put(job)

    def _read_on(self) -> None:
        held = HeldConnection(self._engine, MOST_READ, sqlite_begin=DEFERRED, postgresql_readonly=True)
        while (job := self._reads.get()) is not None:
            if job.starts():
                try:
                    job.done.set_result(self._ask(job, held))
                except SQLAlchemyError as error:
                    job.done.set_exception(StorageFault(str(error)))
                except BaseException as error:
                    job.done.set_exception(error)
        held.close()

    def _ask(self, job: Job, held: HeldConnection) -> Any:
        with held.connected() as connection, connection.begin():
            with closing(Unit(connection, held.recalled(connection), is_reader=True)) as unit:
                return job.run(SqlLedger(unit, self._keyring, self._index))


def _learn_some(ledger: Ledger) -> bool:
    return isinstance(ledger, SqlLedger) and ledger.names.catch_up(LESSON)


def open_store(url: str, key: str | None, data_dir: Path) -> SqlStore:
    """Open the desk's database, brought up to this release, and start the writer and the readers.

    `key` is `DATABASE_KEY`. Raises `CannotOpen` for a database that does not open, `WrongKey` where it was written
    under another master key than the one in `data_dir/key`.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    bring_up(url, key)
    keyring = Keyring(open_master_key(data_dir / "key"))
    engine = open_engine(url, key)
    try:
        _begin_journal(engine, keyring)
    except WrongKey:
        engine.dispose()
        raise
    store = SqlStore(engine, keyring, url, key)
    store.rehearsal.clear()
    return store


def _begin_journal(engine: Engine, keyring: Keyring) -> None:
    with engine.begin() as connection:
        check = connection.execute(select(JOURNAL_HEAD.c.key_check)).scalar_one_or_none()
        if check is None:
            origin = f"tradetrail/{secrets.token_hex(16)}"
            row = {"id": 1, "seq": 0, "head": genesis(origin), "origin": origin, "key_check": keyring.check}
            connection.execute(insert(JOURNAL_HEAD).values(row))
        elif bytes(check) != keyring.check:
            raise WrongKey("the file `key` in DATA_DIR is not the one this database was written with")

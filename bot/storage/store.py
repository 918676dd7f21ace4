"""The one writer and the readers: requests that wait together share one commit, and none is answered before it.

A job may run twice (a clash among the requests of one commit makes each be tried alone), so it touches nothing but the
ledger. When the disk itself fails at a commit, nobody can know what is kept: the store refuses everything from then on,
and the program must be stopped and looked after.
"""

import logging
import queue
import secrets
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any, TypeVar

from sqlalchemy import insert, select
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from bot.ports.ledger import Ledger, StorageFault
from bot.storage.chain import genesis
from bot.storage.engine import DEFERRED, open_engine
from bot.storage.gram_index import GramIndex
from bot.storage.keys import Keyring, WrongKey, open_master_key
from bot.storage.ledger import SqlLedger
from bot.storage.migrate import bring_up
from bot.storage.tables import JOURNAL_HEAD
from bot.storage.unit import Entangled, Unit

log = logging.getLogger(__name__)

T = TypeVar("T")

MOST_TOGETHER = 256
LONGEST_BATCH = 0.02
"""Seconds for which a commit gathers what is already waiting; it hardly waits for more to come."""
_SHORT_WAIT = 0.0005
"""Seconds; a tenth of what a commit takes."""
READERS = 2
_BROKEN = ("disk i/o error", "malformed", "fsync")


@dataclass(slots=True)
class _Job:
    run: Callable[[Ledger], Any]
    done: "Future[Any]"
    is_started: bool = False

    def starts(self) -> bool:
        """Whether somebody still waits for it."""
        self.is_started = self.is_started or self.done.set_running_or_notify_cancel()
        return self.is_started


_Queue = queue.SimpleQueue[_Job | None]


class SqlStore:
    """Runs jobs on a database. Opened by `open_store`, closed by `close`."""

    def __init__(self, engine: Engine, keyring: Keyring) -> None:
        self._engine, self._keyring = engine, keyring
        self._index = GramIndex()
        self._writes: _Queue = queue.SimpleQueue()
        self._reads: _Queue = queue.SimpleQueue()
        self._broken: str | None = None
        self._is_busy = False
        self._is_closed = False
        self._gate = threading.Lock()
        targets = [("writer", self._write_on)] + [(f"reader-{n}", self._read_on) for n in range(1, READERS + 1)]
        self._threads = [threading.Thread(target=run, name=name, daemon=True) for name, run in targets]
        for thread in self._threads:
            thread.start()

    @property
    def is_broken(self) -> bool:
        """Whether the disk failed at a commit; the program must stop."""
        return self._broken is not None

    def write(self, job: Callable[[Ledger], T]) -> "Future[T]":
        """Run a job in the next group commit; done only after the commit."""
        return self._enter(self._writes, job)

    def read(self, job: Callable[[Ledger], T]) -> "Future[T]":
        """Run a question on a reader connection; writing raises."""
        return self._enter(self._reads, job)

    def close(self) -> None:
        """Serve what waits, then stop."""
        with self._gate:
            if self._is_closed:
                return
            self._is_closed = True
            self._writes.put(None)
            for _ in range(READERS):
                self._reads.put(None)
        for thread in self._threads:
            thread.join()
        self._engine.dispose()

    def _enter(self, line: _Queue, job: Callable[[Ledger], T]) -> "Future[T]":
        done: Future[T] = Future()
        with self._gate:
            if self._is_closed:
                done.set_exception(StorageFault("the store is closed"))
            else:
                line.put(_Job(job, done))
        return done

    # ---------------------------------------------------------------------------------------------- reading

    def _read_on(self) -> None:
        while (job := self._reads.get()) is not None:
            if job.starts():
                try:
                    job.done.set_result(self._ask(job))
                except SQLAlchemyError as error:
                    job.done.set_exception(StorageFault(str(error)))
                except BaseException as error:
                    job.done.set_exception(error)

    def _ask(self, job: _Job) -> Any:
        options = {"sqlite_begin": DEFERRED, "postgresql_readonly": True}
        with self._engine.connect().execution_options(**options) as connection, connection.begin():
            return job.run(SqlLedger(Unit(connection, is_reader=True), self._keyring, self._index))

    # ---------------------------------------------------------------------------------------------- writing

    def _write_on(self) -> None:
        is_open = True
        while is_open and (job := self._writes.get()) is not None:
            batch = [job]
            try:
                results, is_open = self._commit(batch, is_eager=False)
            except Entangled:
                self._each_alone(batch)
                continue
            except BaseException as error:
                self._fail(batch, error)
                continue
            _answer(results)

    def _commit(
        self, batch: list[_Job], *, is_eager: bool
    ) -> tuple[list[tuple[_Job, Any, BaseException | None]], bool]:
        """Run the batch's jobs, and those that wait meanwhile, in one transaction; true once this returns."""
        if self._broken is not None:
            raise StorageFault(self._broken)
        results: list[tuple[_Job, Any, BaseException | None]] = []
        with self._engine.connect() as connection:
            transaction = connection.begin()
            try:
                unit = Unit(connection, is_eager=is_eager)
                ledger = SqlLedger(unit, self._keyring, self._index)
                is_open = self._run_all(batch, unit, ledger, results, gathers=not is_eager)
                unit.finish()
            except BaseException:
                transaction.rollback()
                raise
            try:
                transaction.commit()
            except BaseException as error:
                # The transaction may still stand: only closing the connection surely ends it.
                connection.invalidate()
                self._judge(error)
                raise
        return results, is_open

    def _run_all(
        self,
        batch: list[_Job],
        unit: Unit,
        ledger: SqlLedger,
        results: list[tuple[_Job, Any, BaseException | None]],
        *,
        gathers: bool,
    ) -> bool:
        """Serve the batch and gather more into it. False: the store is to be closed after it."""
        until = monotonic() + LONGEST_BATCH
        position = 0
        while position < len(batch):
            job = batch[position]
            position += 1
            if job.starts():
                results.append((job, *_run(job, unit, ledger)))
            if gathers and position == len(batch) and len(batch) < MOST_TOGETHER and monotonic() < until:
                try:
                    following = self._next()
                except queue.Empty:
                    break
                if following is None:
                    return False
                batch.append(following)
        self._is_busy = len(batch) > 2
        return True

    def _next(self) -> _Job | None:
        """The next waiting job. In a busy time those just answered are about to ask again: worth a moment's wait."""
        return self._writes.get(timeout=_SHORT_WAIT) if self._is_busy else self._writes.get_nowait()

    def _each_alone(self, batch: list[_Job]) -> None:
        for job in batch:
            try:
                results, _ = self._commit([job], is_eager=True)
            except BaseException as error:
                self._fail([job], error)
                continue
            _answer(results)

    def _fail(self, batch: list[_Job], error: BaseException) -> None:
        fault = error if isinstance(error, StorageFault) else StorageFault(f"{type(error).__name__}: {error}")
        log.error("nothing of %d requests was written: %s", len(batch), fault)
        for job in batch:
            if not job.done.cancelled() and not job.done.done():
                job.done.set_exception(fault)

    def _judge(self, error: BaseException) -> None:
        """After a commit failed: whether the disk can still be trusted."""
        said = str(error.orig).lower() if isinstance(error, DBAPIError) else ""
        if any(word in said for word in _BROKEN):
            self._broken = f"the disk failed at a commit ({said}); the program must be stopped"
            log.critical(self._broken)


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
    return SqlStore(engine, keyring)


def _begin_journal(engine: Engine, keyring: Keyring) -> None:
    with engine.begin() as connection:
        check = connection.execute(select(JOURNAL_HEAD.c.key_check)).scalar_one_or_none()
        if check is None:
            origin = f"tradetrail/{secrets.token_hex(16)}"
            row = {"id": 1, "seq": 0, "head": genesis(origin), "origin": origin, "key_check": keyring.check}
            connection.execute(insert(JOURNAL_HEAD).values(row))
        elif bytes(check) != keyring.check:
            raise WrongKey("the file `key` in DATA_DIR is not the one this database was written with")


def _run(job: _Job, unit: Unit, ledger: SqlLedger) -> tuple[Any, BaseException | None]:
    try:
        with unit.attempt():
            value = job.run(ledger)
    except StorageFault:
        raise
    except Exception as error:
        return None, error
    finally:
        ledger.rest()
    return value, None


def _answer(results: list[tuple[_Job, Any, BaseException | None]]) -> None:
    for job, value, error in results:
        if error is not None:
            job.done.set_exception(error)
        else:
            job.done.set_result(value)

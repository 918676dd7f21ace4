"""The one thread that writes: requests that wait together share one commit, and none is answered before it.

A job may run twice (a clash among the requests of one commit makes each be tried alone), so it touches nothing but the
ledger. When the disk itself fails at a commit, nobody can know what is kept: the writer refuses everything from then
on, and the program must be stopped and looked after.
"""

import asyncio
import contextlib
import logging
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from time import monotonic
from typing import Any, TypeAlias

from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError

from bot.ports.ledger import Ledger, StorageFault
from bot.storage.gram_index import GramIndex
from bot.storage.held import HeldConnection
from bot.storage.keys import Keyring
from bot.storage.ledger import SqlLedger
from bot.storage.speech import Entangled
from bot.storage.unit import Unit

log = logging.getLogger(__name__)

MOST_TOGETHER = 256
LONGEST_BATCH = 0.02
"""Seconds for which a commit gathers what is already waiting; it hardly waits for more to come."""
_SHORT_WAIT = 0.0005
"""Seconds; a tenth of what a commit takes."""
_BROKEN = ("disk i/o error", "malformed", "fsync")


@dataclass(slots=True)
class Job:
    """Something to be done in a transaction, and who waits for it: a thread, or a coroutine of this loop."""

    run: Callable[[Ledger], Any]
    done: "Future[Any] | asyncio.Future[Any]"
    loop: asyncio.AbstractEventLoop | None = None
    is_started: bool = False

    def starts(self) -> bool:
        """Whether somebody still waits for it."""
        if isinstance(self.done, Future):
            self.is_started = self.is_started or self.done.set_running_or_notify_cancel()
        else:
            self.is_started = self.is_started or not self.done.cancelled()
        return self.is_started


Result: TypeAlias = tuple[Job, Any, BaseException | None]


class Writer:
    """Runs jobs, in the order they came, in as few commits as there can be."""

    def __init__(self, engine: Engine, keyring: Keyring, index: GramIndex) -> None:
        self._engine, self._keyring, self._index = engine, keyring, index
        self._line: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._broken: str | None = None
        self._is_busy = False
        self._held = HeldConnection(engine)
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()

    @property
    def is_broken(self) -> bool:
        """Whether the disk failed at a commit; the program must stop."""
        return self._broken is not None

    def put(self, job: Job) -> None:
        """Have a job run in the next commit."""
        self._line.put(job)

    def close(self) -> None:
        """Serve what waits, then stop."""
        self._line.put(None)
        self._thread.join()

    def _run(self) -> None:
        is_open = True
        while is_open and (job := self._line.get()) is not None:
            batch = [job]
            try:
                results, is_open = self._commit(batch, is_eager=False)
            except Entangled:
                self._each_alone(batch)
                continue
            except BaseException as error:
                self._fail(batch, error)
                continue
            answer(results)
        self._held.close()

    def _commit(self, batch: list[Job], *, is_eager: bool) -> tuple[list[Result], bool]:
        """Run the batch's jobs, and those that wait meanwhile, in one transaction; true once this returns."""
        if self._broken is not None:
            raise StorageFault(self._broken)
        results: list[Result] = []
        with self._held.connected() as connection:
            transaction = connection.begin()
            try:
                with contextlib.closing(Unit(connection, self._held.recalled(connection), is_eager=is_eager)) as unit:
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
            unit.kept()
        return results, is_open

    def _run_all(
        self, batch: list[Job], unit: Unit, ledger: SqlLedger, results: list[Result], *, gathers: bool
    ) -> bool:
        """Serve the batch and gather more into it. False: nothing is to be served after it."""
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

    def _next(self) -> Job | None:
        """The next waiting job. In a busy time those just answered are about to ask again: worth a moment's wait."""
        return self._line.get(timeout=_SHORT_WAIT) if self._is_busy else self._line.get_nowait()

    def _each_alone(self, batch: list[Job]) -> None:
        for job in batch:
            try:
                results, _ = self._commit([job], is_eager=True)
            except BaseException as error:
                self._fail([job], error)
                continue
            answer(results)

    def _fail(self, batch: list[Job], error: BaseException) -> None:
        fault = error if isinstance(error, StorageFault) else StorageFault(f"{type(error).__name__}: {error}")
        log.error("nothing of %d requests was written: %s", len(batch), fault)
        answer([(job, None, fault) for job in batch])

    def _judge(self, error: BaseException) -> None:
        """After a commit failed: whether the disk can still be trusted."""
        said = str(error.orig).lower() if isinstance(error, DBAPIError) else ""
        if any(word in said for word in _BROKEN):
            self._broken = f"the disk failed at a commit ({said}); the program must be stopped"
            log.critical(self._broken)


def _run(job: Job, unit: Unit, ledger: SqlLedger) -> tuple[Any, BaseException | None]:
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


def answer(results: list[Result]) -> None:
    """Tell those who wait: threads each, and all coroutines of one loop together, since waking a loop costs most."""
    woken: dict[asyncio.AbstractEventLoop, list[Result]] = {}
    for result in results:
        job, value, error = result
        if job.loop is not None:
            woken.setdefault(job.loop, []).append(result)
        elif not job.done.done():
            _settle(job, value, error)
    for loop, those in woken.items():
        # A loop that was closed meanwhile has nobody left who waits.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(_wake, those)


def _wake(results: list[Result]) -> None:
    for job, value, error in results:
        if not job.done.done():
            _settle(job, value, error)


def _settle(job: Job, value: Any, error: BaseException | None) -> None:
    if error is not None:
        job.done.set_exception(error)
    else:
        job.done.set_result(value)

"""The one thread that writes: requests that wait together share one commit, and none is answered before it.

A job may run twice (a clash among the requests of one commit makes each be tried alone), so it touches nothing but the
ledger. When the disk itself fails at a commit, nobody can know what is kept: the writer refuses everything from then
on, and the program must be stopped and looked after.
"""

import asyncio
import contextlib
import logging
import threading
from time import monotonic
from typing import Any, TypeAlias

from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError

from bot.ports.ledger import StorageFault
from bot.storage.gram_index import GramIndex
from bot.storage.held import HeldConnection
from bot.storage.keys import Keyring
from bot.storage.ledger import SqlLedger
from bot.storage.line import Job, Line
from bot.storage.speech import Entangled
from bot.storage.unit import Unit

log = logging.getLogger(__name__)

MOST_TOGETHER = 256
LONGEST_BATCH, LONGEST_PATIENT = 0.04, 0.006
"""Seconds for which a commit gathers what is already waiting; it hardly waits for more to come. The clock's are short:
whoever asks meanwhile waits for one of them, and has an answer within a twentieth of a second."""
_SHORT_WAIT = 0.0005
"""Seconds; a tenth of what a commit takes."""
_BROKEN = ("disk i/o error", "malformed", "fsync")


Result: TypeAlias = tuple[Job, Any, BaseException | None]


class Writer:
    """Runs jobs, in the order of their line, in as few commits as there can be."""

    def __init__(self, engine: Engine, keyring: Keyring, index: GramIndex) -> None:
        self._engine, self._keyring, self._index = engine, keyring, index
        self._line = Line()
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
        self._line.close()
        self._thread.join()

    def _run(self) -> None:
        while (job := self._line.first()) is not None:
            batch = [job]
            try:
                results = self._commit(batch, is_eager=False)
            except Entangled:
                self._each_alone(batch)
            except BaseException as error:
                self._fail(batch, error)
            else:
                answer(results)
        self._held.close()

    def _commit(self, batch: list[Job], *, is_eager: bool) -> list[Result]:
        """Run the batch's jobs, and those that wait meanwhile, in one transaction; true once this returns."""
        if self._broken is not None:
            raise StorageFault(self._broken)
        results: list[Result] = []
        with self._held.connected() as connection:
            transaction = connection.begin()
            try:
                with contextlib.closing(Unit(connection, self._held.recalled(connection), is_eager=is_eager)) as unit:
                    ledger = SqlLedger(unit, self._keyring, self._index)
                    self._run_all(batch, unit, ledger, results, gathers=not is_eager)
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
        return results

    def _run_all(
        self, batch: list[Job], unit: Unit, ledger: SqlLedger, results: list[Result], *, gathers: bool
    ) -> None:
        """Serve the batch and gather more into it."""
        until = monotonic() + (LONGEST_PATIENT if batch[0].is_patient else LONGEST_BATCH)
        # The list grows while it is walked.
        for job in batch:
            if job.starts():
                results.append((job, *_run(job, unit, ledger)))
            if gathers and job is batch[-1] and len(batch) < MOST_TOGETHER and monotonic() < until:
                following = self._line.next(job, self._wait(job))
                if following is not None:
                    batch.append(following)
        self._is_busy = len(batch) > 2

    def _wait(self, job: Job) -> float:
        """Seconds to wait for one more. In a busy time those just answered are about to ask again."""
        return _SHORT_WAIT if self._is_busy and not job.is_patient else 0.0

    def _each_alone(self, batch: list[Job]) -> None:
        for job in batch:
            try:
                results = self._commit([job], is_eager=True)
            except BaseException as error:
                self._fail([job], error)
                continue
            answer(results)

    def _fail(self, batch: list[Job], error: BaseException) -> None:
        fault = error if isinstance(error, StorageFault) else StorageFault(_why(error))
        log.error("nothing of %d requests was written: %s", len(batch), fault)
        answer([(job, None, fault) for job in batch])

    def _judge(self, error: BaseException) -> None:
        """After a commit failed: whether the disk can still be trusted."""
        said = str(error.orig).lower() if isinstance(error, DBAPIError) else ""
        if any(word in said for word in _BROKEN):
            self._broken = f"the disk failed at a commit ({said}); the program must be stopped"
            log.critical(self._broken)


def _why(error: BaseException) -> str:
    """One line; PostgreSQL adds, in further ones, the very values that would not fit."""
    said = error.orig if isinstance(error, DBAPIError) else error
    return f"{type(error).__name__}: {said}".partition("\n")[0]


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

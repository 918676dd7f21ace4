"""The line before the writer: people's jobs and the clock's own, in turns while both wait.

A commit holds jobs of one sort. So whoever asks while much is due waits for no more than one commit of the clock's, and
what is due goes on however busy the hour.
"""

import asyncio
import queue
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from msgspec import Struct

from bot.ports.ledger import Ledger


class Job(Struct):
    """Something to be done in a transaction, and who waits for it: a thread, or a coroutine of this loop.

    `is_patient`: nobody sits and waits for it; it shares no commit with those for whom somebody does.
    """

    run: Callable[[Ledger], Any]
    done: "Future[Any] | asyncio.Future[Any]"
    loop: asyncio.AbstractEventLoop | None = None
    is_patient: bool = False
    is_started: bool = False

    def starts(self) -> bool:
        """Whether somebody still waits for it."""
        if isinstance(self.done, Future):
            self.is_started = self.is_started or self.done.set_running_or_notify_cancel()
        else:
            self.is_started = self.is_started or not self.done.cancelled()
        return self.is_started


class Line:
    """Many put in, one thread takes out."""

    def __init__(self) -> None:
        self._coming: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._waiting: dict[bool, deque[Job]] = {False: deque(), True: deque()}
        self._is_patients_turn = False
        self._is_open = True

    def put(self, job: Job) -> None:
        """Wait for one's turn."""
        self._coming.put(job)

    def close(self) -> None:
        """Nothing more comes after this; what waits is still to be taken."""
        self._coming.put(None)

    def first(self) -> Job | None:
        """Whose turn it is, however long it takes until somebody comes; None: nobody ever will."""
        self._look(0.0)
        if not any(self._waiting.values()):
            self._look(None)
        turn = self._waiting[self._is_patients_turn] or self._waiting[not self._is_patients_turn]
        if not turn:
            return None
        job = turn.popleft()
        self._is_patients_turn = not job.is_patient
        return job

    def next(self, job: Job, seconds: float) -> Job | None:
        """Another of the same sort; None: none comes within these seconds."""
        same = self._waiting[job.is_patient]
        self._look(0.0)
        if not same and seconds:
            self._look(seconds)
        return same.popleft() if same else None

    def _look(self, seconds: float | None) -> None:
        """Sort in all who have come; wait for the first as long as said."""
        while self._is_open:
            try:
                job = self._coming.get_nowait() if seconds == 0.0 else self._coming.get(timeout=seconds)
            except queue.Empty:
                return
            if job is None:
                self._is_open = False
            else:
                self._waiting[job.is_patient].append(job)
            seconds = 0.0

"""Has pictures drawn in a process of their own, so that a drawing never holds up an answer."""

import asyncio
import signal
from functools import cache
from typing import TYPE_CHECKING

from bot.dialogue.texts import Texts
from bot.domain.phrases import Phrase
from bot.ports.errands import Draw, Picture

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor


class Drawings:
    """One worker process, begun with the first picture, ended by `close`."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None

    async def draw(self, task: Picture) -> bytes:
        """The picture as PNG."""
        if self._pool is None:
            self._pool = _one_worker()
        return await asyncio.get_running_loop().run_in_executor(self._pool, drawn, task)

    def close(self) -> None:
        """End the worker, also in the midst of a picture: the errand is written down, and is done another time."""
        if self._pool is not None:
            # A pool left to itself is waited for when the program ends, and has no word for this before Python 3.14.
            workers = tuple((self._pool._processes or {}).values())
            self._pool.shutdown(wait=False, cancel_futures=True)
            for worker in workers:
                worker.kill()
            self._pool = None


def _one_worker() -> "ProcessPoolExecutor":
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - loaded with the first picture only
    from multiprocessing import get_context  # noqa: PLC0415 - as above

    # Forking a process with threads in it may copy a held lock.
    return ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn"), initializer=_leave_stopping_to_the_desk)


def _leave_stopping_to_the_desk() -> None:
    """Whoever presses Ctrl-C in a terminal means all of its programs; the desk ends this one itself."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def drawn(task: Picture) -> bytes:
    """Draw in this process."""
    from bot.reports.chart import chart_png  # noqa: PLC0415 - what draws is loaded in the worker only
    from bot.reports.gantt import gantt_png  # noqa: PLC0415 - as above

    def say(text: Phrase) -> str:
        return _texts().say(text, task.language, task.zone)

    return gantt_png(task, say) if isinstance(task, Draw) else chart_png(task, say)


@cache
def _texts() -> Texts:
    return Texts.load()

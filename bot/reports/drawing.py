"""Has pictures drawn in a process of their own, so that a drawing never holds up an answer."""

import asyncio
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context

from bot.dialogue.texts import Texts
from bot.domain.phrases import Phrase
from bot.ports.errands import Draw, Picture
from bot.reports.chart import chart_png
from bot.reports.gantt import gantt_png


class Drawings:
    """One worker process, begun with the first picture, ended by `close`."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None

    async def draw(self, task: Picture) -> bytes:
        """The picture as PNG."""
        if self._pool is None:
            # Forking a process with threads in it may copy a held lock.
            self._pool = ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn"))
        return await asyncio.get_running_loop().run_in_executor(self._pool, drawn, task)

    def close(self) -> None:
        """End the worker."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None


def drawn(task: Picture) -> bytes:
    """Draw in this process."""

    def say(text: Phrase) -> str:
        return _texts().say(text, task.language, task.zone)

    return gantt_png(task, say) if isinstance(task, Draw) else chart_png(task, say)


@cache
def _texts() -> Texts:
    return Texts.load()

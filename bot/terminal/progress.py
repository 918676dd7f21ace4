"""A bar that shows how far long work has come: on the error output, and only where somebody looks at it."""

import sys
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import TypeVar

from rich.console import Console
from rich.progress import Progress

T = TypeVar("T")


class Steps:
    """The bar of one piece of work; `label` says what is done. Silent where the error output is no terminal."""

    def __init__(self, label: str) -> None:
        self._bar = Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty())
        self._task = self._bar.add_task(label, total=None)

    def __enter__(self) -> "Steps":
        self._bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, _: object, __: TracebackType | None) -> None:
        self._bar.stop()

    def expect(self, total: int) -> None:
        """How many steps there will be in all."""
        self._bar.update(self._task, total=total, completed=0)

    def walk(self, things: Iterable[T]) -> Iterator[T]:
        """The same things, each a step."""
        for thing in things:
            yield thing
            self._bar.advance(self._task)

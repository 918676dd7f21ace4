"""How a moment stands as text: in what is kept as JSON and in the trail, and in the columns of SQLite."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final


class Writing:
    """Writes moments out. Nearly all a request writes bears the very same moment, which is written out once."""

    __slots__ = ("_latest", "_write")

    def __init__(self, write: Callable[[datetime], str]) -> None:
        self._write = write
        self._latest: tuple[datetime | None, str] = (None, "")

    def __call__(self, moment: datetime) -> str:
        """The text; raises ValueError for a naive moment."""
        # Taken once, since other threads write too.
        latest, text = self._latest
        if moment is latest:
            return text
        if moment.tzinfo is None:
            raise ValueError(f"naive moment {moment!r}")
        text = self._write(moment.astimezone(UTC))
        self._latest = (moment, text)
        return text


moment_text: Final = Writing(lambda utc: utc.isoformat(timespec="microseconds")[:-6] + "Z")
"""`2026-03-01T09:00:00.000000Z`"""

column_text: Final = Writing(lambda utc: utc.isoformat(" ", "microseconds")[:-6])
"""`2026-03-01 09:00:00.000000`, which sorts as time does."""


def moment_of(text: str) -> datetime:
    """The aware UTC moment of a `moment_text`."""
    return datetime.fromisoformat(text)


def moment_in(text: str) -> datetime:
    """The aware UTC moment of a `column_text`."""
    return datetime.fromisoformat(text + "+00:00")

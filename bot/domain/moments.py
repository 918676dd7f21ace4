"""A moment somebody named, and whether they named the hour."""

from dataclasses import dataclass
from datetime import datetime, time

DEFAULT_TIME = time(9, 0)
"""A day alone means nine in the morning."""


@dataclass(frozen=True, slots=True)
class When:
    """An aware moment in the speaker's zone; `has_time` is false where only a day was named."""

    at: datetime
    has_time: bool = True

"""A moment somebody named, and whether they named the hour."""

from datetime import datetime, time

from bot.domain.carried import Carried

DEFAULT_TIME = time(9, 0)
"""A day alone means nine in the morning."""


class When(Carried, frozen=True):
    """An aware moment in the speaker's zone; `has_time` is false where only a day was named."""

    at: datetime
    has_time: bool = True

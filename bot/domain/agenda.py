"""What somebody's calendar shows: promises and steps of shipments, each as one entry that keeps its number."""

from datetime import datetime
from typing import Final

from msgspec import Struct

from bot.domain.phrases import Phrase

PURPOSE: Final = "calendar"
"""What the code of a calendar's address is for, among the codes that are handed out."""


class Entry(Struct, frozen=True):
    """One entry. `key` never changes; `sequence` grows with every change of it.

    `at`: an aware moment, shown in the IANA zone `zone`; without `has_time` the day in that zone is meant.
    """

    key: str
    sequence: int
    at: datetime
    zone: str
    has_time: bool
    title: Phrase
    about: Phrase | None = None

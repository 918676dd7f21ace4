"""How a length of time is said."""

from datetime import timedelta
from functools import lru_cache

from bot.domain.escalation import Wait
from bot.domain.phrases import Phrase, phrase


def wait_said(wait: Wait) -> Phrase:
    """A length in the largest unit that leaves no rest; working days before all."""
    if wait.working_days:
        return phrase("length-working-days", count=wait.working_days)
    if wait.time >= timedelta(days=3) and not wait.time % timedelta(days=1):
        return phrase("length-days", count=wait.time // timedelta(days=1))
    if not wait.time % timedelta(hours=1):
        return phrase("length-hours", count=wait.time // timedelta(hours=1))
    return phrase("length-minutes", count=wait.time // timedelta(minutes=1))


@lru_cache(maxsize=256)
def lasted(length: timedelta) -> Phrase:
    """How long something took, in words: days and hours, or hours and minutes; seconds only below a minute."""
    seconds = int(length.total_seconds())
    minutes = seconds // 60
    days, hours = divmod(minutes // 60, 24)
    if not minutes:
        return phrase("length-seconds", count=seconds)
    if minutes < 60 or not minutes % 60:
        return wait_said(Wait(timedelta(minutes=minutes)))
    if days:
        return phrase("days-hours", days=days, hours=hours)
    return phrase("hours-minutes", hours=hours, minutes=minutes % 60)

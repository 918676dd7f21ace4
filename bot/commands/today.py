"""What is asked of the morning's list by its buttons and by the clock: further pages, figures, and drawing it anew."""

from bot.commands.command import Command
from bot.domain.mornings import TodaySection


class ShowMoreToday(Command):
    """A further page of one section of somebody's day."""

    right = "records.read"
    changes = False

    person_id: int
    section: TodaySection
    skip: int


class RefreshToday(Command):
    """From the clock: something on somebody's day has changed; its posted copies are drawn anew."""

    right = "clock"

    person_id: int


class ShowWeek(Command):
    """Somebody's last seven days: contacts by channel, and promises kept and missed; as figures and as a picture."""

    right = "records.read"

    person_id: int


class ShowKept(Command):
    """Promises kept and missed by person, of the last thirty days; as figures and as a picture."""

    right = "others.today"


def refresh_key(person_id: int) -> str:
    """Key of the timer that asks for it: many changes within a moment are one drawing."""
    return f"refresh_today:{person_id}"

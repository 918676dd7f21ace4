"""What somebody takes out of the desk: all they may, as a workbook and tables; and their own calendar's address."""

from typing import ClassVar

from bot.commands.command import Command, Key, Part
from bot.domain.exports import Packed


class RenewCalendar(Command):
    """A new private address for one's calendar; the old one leads nowhere from then on."""

    verb = "export"
    shape: ClassVar[tuple[Part, ...]] = (Key("ics"), Key("new"))
    right = "records.read"
    example = ("export ics new",)


class StopCalendar(Command):
    """Take one's calendar's address back."""

    verb = "export"
    shape: ClassVar[tuple[Part, ...]] = (Key("ics"), Key("off"))
    example = ("export ics off",)


class ExportCalendar(Command):
    """The private address at which one's follow-ups and milestones can be subscribed to; told once."""

    verb = "export"
    shape: ClassVar[tuple[Part, ...]] = (Key("ics"),)
    right = "records.read"
    example = ("export ics",)


class ExportDesk(Command):
    """Everything one may take out, as an xlsx and a zip of CSV files, sent privately."""

    verb = "export"
    right = "records.read"
    example = ("export",)


class ExportReady(Command):
    """From the porter: the files are written and lie ready."""

    right = "records.read"

    errand: int
    packed: Packed


class ExportFailed(Command):
    """From the porter: the files could not be written."""

    right = "records.read"

    errand: int

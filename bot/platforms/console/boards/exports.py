"""Taking out what one may, on a page: an export begun by a press, those that lie ready, and the calendar's address."""

from collections.abc import Mapping
from typing import Final

from aiohttp import web
from msgspec import Struct

from bot.commands.exports import ExportDesk
from bot.dialogue.cards.documents import size_said
from bot.dialogue.cards.exports import calendar_buttons, reach_said
from bot.dialogue.replies import Button, Buttons, Paragraph, Reply, say
from bot.domain.errors import DomainError, NotAllowed
from bot.domain.exports import Export, Format, file_name
from bot.domain.phrases import phrase
from bot.handlers.calendar import calendar_given_at
from bot.handlers.takeout import reach_of
from bot.platforms.console import guard as g
from bot.platforms.console.problems import Problem
from bot.platforms.console.shelf import sent_file
from bot.platforms.console.talk import speaker_of
from bot.platforms.console.threshold import Threshold
from bot.ports.console import Windows
from bot.ports.outside import Archive
from bot.ports.work import Work

MIMES: Final = {
    Format.WORKBOOK: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.TABLES: "application/zip",
}


class ReadyFile(Struct, frozen=True):
    """A file to be fetched: its address, its format, its size in words."""

    link: str
    format: Format
    size: str


class ExportLine(Struct, frozen=True):
    """One export asked for; without files it is still being written."""

    export: Export
    files: tuple[ReadyFile, ...]


class ExportBoard(Struct, frozen=True):
    """The page: what one may take out and the button for it, what lies ready, and the calendar."""

    files: Reply
    calendar: Reply
    lines: tuple[ExportLine, ...]


def export_board(work: Work) -> ExportBoard:
    """For whoever looks; others' exports are nobody's business."""
    exports = work.books.exports.of_person(work.me.id, work.clock.now())
    given_at = calendar_given_at(work)
    said = phrase("calendar-none") if given_at is None else phrase("calendar-known", at=given_at)
    calendar = Reply(
        (Paragraph(phrase("calendar-what")), Paragraph(said), calendar_buttons(is_known=given_at is not None))
    )
    return ExportBoard(_files(work), calendar, tuple(ExportLine(one, _ready(one)) for one in exports))


class ExportFiles:
    """Hands out the files of the page to the one they are for."""

    def __init__(self, threshold: Threshold, windows: Windows, archive: Archive) -> None:
        self._t, self._windows, self._archive = threshold, windows, archive

    def gets(self) -> Mapping[str, g.Handler]:
        """What is asked for by its address."""
        return {"/export/{number}/{format}": self.file}

    def posts(self) -> Mapping[str, g.Handler]:
        """What is done by a form."""
        return {}

    async def file(self, request: web.Request) -> web.StreamResponse:
        """One file. 404 for what is somebody else's, too old or never was, alike."""
        visitor = await self._t.known(request)
        number, wanted = request.match_info["number"], request.match_info["format"]

        def question(work: Work) -> Export | None:
            reach_of(work)
            mine = work.books.exports.of_person(work.me.id, work.clock.now())
            return next((one for one in mine if str(one.number) == number), None)

        try:
            export = await self._windows.look(speaker_of(visitor), question)
        except DomainError:
            export = None
        kind = next((one for one in Format if one.value == wanted), None)
        if export is None or kind is None or (found := export.file(kind)) is None:
            raise Problem(404, "console-not-there")
        return await sent_file(request, self._archive, found.sha256, file_name(export, kind), MIMES[kind])


def _files(work: Work) -> Reply:
    try:
        reach = reach_of(work)
    except NotAllowed as refusal:
        return say(refusal.reason)
    button = Button(phrase("button-export"), ExportDesk(), "primary")
    return Reply((Paragraph(phrase("boards-export-what", reach=reach_said(reach))), Buttons((button,))))


def _ready(export: Export) -> tuple[ReadyFile, ...]:
    files = export.packed.files if export.packed is not None else ()
    return tuple(ReadyFile(f"/export/{export.number}/{one.format}", one.format, size_said(one.size)) for one in files)

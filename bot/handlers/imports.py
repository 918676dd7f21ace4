"""Taking over a firm's own spreadsheet: fetched and read outside the desk, shown, and written when it is said so."""

from bot.commands.imports import ImportSheet, LookAtSheet, SheetRefused, SheetSeen, SheetTaken, TakeSheet
from bot.dialogue.cards.imports import how_to_import, outcome, preview
from bot.dialogue.replies import Reply, say
from bot.domain.phrases import phrase, words
from bot.ports.errands import Errand, Sheet
from bot.ports.requests import Arrival, Outcome
from bot.ports.work import Work


def import_sheet(command: ImportSheet, work: Work) -> Outcome:
    """Have the files that came along looked at."""
    if not work.files:
        return Outcome(reply=how_to_import())
    for file in work.files:
        _order(Sheet(file), work)
    return Outcome(reply=_reading(*(file.name for file in work.files)), is_quiet=True)


def look_at_sheet(command: LookAtSheet, work: Work) -> Outcome:
    """The same for a file that was sent before."""
    _order(Sheet(Arrival(command.fetch, command.file, command.size)), work)
    return Outcome(reply=_reading(command.file), is_quiet=True)


def sheet_seen(command: SheetSeen, work: Work) -> Outcome:
    """Show what would come of it."""
    if not work.books.errands.done(command.errand):
        return Outcome(is_quiet=True)
    press = TakeSheet(fetch=command.fetch, file=command.file, size=command.size, digest=command.report.digest)
    return Outcome(reply=preview(command.report, press), is_quiet=True)


def take_sheet(command: TakeSheet, work: Work) -> Outcome:
    """Have it written."""
    _order(Sheet(Arrival(command.fetch, command.file, command.size), command.digest), work)
    return Outcome(reply=say(phrase("import-begun", file=command.file)), is_quiet=True, replaces=True)


def sheet_taken(command: SheetTaken, work: Work) -> Outcome:
    """Say what came of it."""
    work.books.errands.done(command.errand)
    return Outcome(reply=outcome(command.report), is_quiet=True)


def sheet_refused(command: SheetRefused, work: Work) -> Outcome:
    """Say why not."""
    work.books.errands.done(command.errand)
    return Outcome(reply=say(command.reason), is_quiet=True)


def _order(task: Sheet, work: Work) -> None:
    work.books.errands.put(Errand(work.speaker, work.place, task), work.clock.now())


def _reading(*names: str) -> Reply:
    return say(phrase("import-reading", files=tuple(words(name) for name in names)))

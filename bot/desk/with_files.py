"""A line that came with a file: what the file is, said outright, or in a word or two under a shipment's card.

A file that came with a line about something else belongs to what that line is about. While the line is still asked
about, the files wait in its draft.
"""

import json
from collections.abc import Mapping

from msgspec.structs import astuple, replace

from bot.commands.command import Command
from bot.commands.documents import FileAlbum, FileDocument
from bot.commands.imports import ImportSheet, LookAtSheet
from bot.dialogue import grammar
from bot.dialogue.cards.documents import which_paper
from bot.dialogue.context import Context
from bot.dialogue.replies import Button, Buttons, Reply, Small
from bot.domain.phrases import phrase
from bot.domain.refs import Kind, Ref
from bot.handlers.documents import file_with_line
from bot.ports.errands import Errands
from bot.ports.requests import Arrival, Outcome, Said
from bot.ports.work import Work

SHEETS = (".xlsx", ".xlsm", ".csv")
"""How the names of spreadsheets end; what they are is looked at when they are read."""
WAITING = "files:"
"""Under what a draft keeps the files that came with its line; no field of a command has such a name."""


def read_with_files(said: Said, replied_to: Ref | None, context: Context, work: Work) -> grammar.Reading | Reply:
    """What a line with files means, also that of a further one of an album; else the question what the files are."""
    if (further := _further_of_album(said, work.books.errands)) is not None:
        return grammar.Understood(further)
    reading = _read(said.text, replied_to, context)
    return reading if reading is not None else _without_words(said.files, work)


def waiting_files(values: Mapping[str, str]) -> tuple[Arrival, ...]:
    """The files that wait in a draft."""
    kept = values.get(WAITING)
    return tuple(Arrival(*one) for one in json.loads(kept)) if kept else ()


def with_waiting(values: Mapping[str, str], files: tuple[Arrival, ...]) -> dict[str, str]:
    """A draft's values with the files that wait for its last answer."""
    return {**values, WAITING: json.dumps([astuple(one) for one in files])} if files else dict(values)


def and_files(outcome: Outcome, command: Command, work: Work) -> Outcome:
    """What a handler gave, and the files that came with the line archived where it belongs."""
    if not work.files or isinstance(command, FileDocument | FileAlbum | ImportSheet):
        return outcome
    said = file_with_line(command, work)
    return replace(outcome, reply=outcome.reply.plus(*said) if outcome.reply is not None else Reply(said))


def not_taken(reply: Reply) -> Reply:
    """A question that files cannot wait for says so; the line goes on without them."""
    return reply.plus(Small(phrase("file-send-again")))


def _read(text: str, replied_to: Ref | None, context: Context) -> grammar.Reading | None:
    """`doc S7 BL`, `S7 BL`, or `BL` in reply to the card of S7, an order or a customer.

    None where the words do not say what the file is. A line that begins with another verb stays that request, whole or
    still to be asked about.
    """
    lines = [text]
    if replied_to is not None and replied_to.kind in (Kind.SHIPMENT, Kind.ORDER, Kind.CUSTOMER):
        lines.insert(0, f"doc {replied_to.code} {text}")
    if grammar.verb_of(text, context.prefix) is None:
        lines.append(f"doc {text}")
    for line in lines:
        reading = grammar.read(line, context)
        if isinstance(reading, grammar.Understood) and isinstance(reading.command, FileDocument):
            return reading
    said = grammar.read(text, context) if text.strip() else None
    if said is None or isinstance(said, grammar.UnknownVerb) or grammar.verb_of(text, context.prefix) == "doc":
        return None
    return said


def _without_words(files: tuple[Arrival, ...], work: Work) -> Reply:
    """A file came without a word of what it is; a spreadsheet may be the firm's list of customers."""
    presses = (LookAtSheet(fetch=one.fetch, file=one.name, size=one.size) for one in files if _is_sheet(one))
    buttons = tuple(Button(phrase("button-look-at-sheet", file=press.file), press) for press in presses)
    is_offered = bool(buttons) and work.may(LookAtSheet.right)
    return which_paper().plus(Buttons(buttons)) if is_offered else which_paper()


def _is_sheet(file: Arrival) -> bool:
    return file.name.casefold().endswith(SHEETS)


def _further_of_album(said: Said, errands: Errands) -> FileAlbum | None:
    """A file without words that was sent together with one that had them."""
    album = said.files[0].album if said.files and not said.text.strip() else ""
    return FileAlbum(album=album) if album and errands.of_album(album) is not None else None

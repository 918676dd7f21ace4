"""Taking over the spreadsheet a desk uses today: all of it or nothing, and the same file twice changes nothing."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from bot.app import open_app
from bot.config import Settings
from bot.dialogue.vocabulary import vocabulary
from bot.domain.phrases import Phrase, named_choice, phrase, words
from bot.domain.places import country_code
from bot.domain.working_time import is_working_day
from bot.ports.ledger import Ledger
from bot.ports.requests import Speaker
from bot.reports.sheets import SheetTrouble, read_sheets
from bot.running import App
from bot.terminal.heads import Found, SheetRow, rows_of
from bot.terminal.import_feed import import_feed_file
from bot.terminal.import_rows import Importer, Taken
from bot.terminal.progress import Steps
from bot.terminal.talking import chosen_speaker, open_account
from bot.terminal.wording import Say, Wording

STATUSES = ("new", "changed", "same", "refused")


class _TakenBack(Exception):
    """Nothing of it is to be written: a dry run, or a row was refused."""

    def __init__(self, taken: list[Taken]) -> None:
        super().__init__()
        self.taken = taken


@dataclass(frozen=True, slots=True)
class _Source:
    """The file as it was read, and its digest: the same content is known again whatever it is called."""

    name: str
    digest: str
    found: Found


def import_sheet(settings: Settings, file: Path, say: Say, *, is_dry: bool, person: str, as_json: bool) -> int:
    """Read a spreadsheet (xlsx, csv) into the desk in the name of `person`, else of the first admin or manager.

    A `.json` is a carrier's feed saved to a file, and read as if the carrier had posted it.

    0: done, or with `is_dry` shown row by row. 1: rows were refused, each is named, and nothing at all was written.
    Colleagues are not told of what is imported. Raises `Refused` for a file that is no such spreadsheet.
    """
    wording = Wording.of(settings)
    if not file.is_file():
        raise wording.refusal(phrase("import-no-file", file=str(file)))
    if file.suffix.casefold() == ".json":
        return import_feed_file(settings, file, say, is_dry=is_dry, as_json=as_json)
    app = open_app(settings)
    try:
        source = _source(file, app, wording)
        everybody = app.store.read(lambda ledger: ledger.people.everybody()).result()
        speaker = chosen_speaker([one for one in everybody if one.is_active], person, wording)
        with Steps(wording.line(phrase("import-doing"))) as steps:
            taken = _carried(app, source, speaker, steps, is_dry=is_dry)
    finally:
        app.store.close()
    is_refused = any(one.status == "refused" for one in taken)
    for line in _report(source, taken, wording, is_dry=is_dry, as_json=as_json):
        say(line)
    return 1 if is_refused else 0


def _source(file: Path, app: App, wording: Wording) -> _Source:
    content = file.read_bytes()
    try:
        found = rows_of(read_sheets(content, file.name), app.rules)
    except SheetTrouble as trouble:
        raise wording.refusal(trouble.reason) from None
    if not found.has_heads:
        raise wording.refusal(phrase("import-no-heads", file=file.name))
    if not found.rows:
        raise wording.refusal(phrase("import-empty", file=file.name))
    return _Source(file.name, sha256(content).hexdigest(), found)


def _carried(app: App, source: _Source, speaker: Speaker, steps: Steps, *, is_dry: bool) -> list[Taken]:
    def job(ledger: Ledger) -> list[Taken]:
        steps.expect(len(source.found.rows))
        open_account(ledger, speaker, app.clock.now())
        importer = Importer(app, ledger, speaker, source.name)
        taken = [importer.take(row, _request_id(source, row)) for row in steps.walk(source.found.rows)]
        if is_dry or any(one.status == "refused" for one in taken):
            raise _TakenBack(taken)
        return taken

    # Nobody else can write while the rows are taken over; what is first used is loaded before that.
    vocabulary()
    country_code("CN")
    is_working_day("CN", app.clock.now().date())
    try:
        return app.store.write(job).result()
    except _TakenBack as back:
        return back.taken


def _request_id(source: _Source, row: SheetRow) -> str:
    sheet = sha256(row.sheet.encode()).hexdigest()[:8]
    return f"import:{source.digest[:32]}:{sheet}:{row.number}"


def _report(source: _Source, taken: Sequence[Taken], wording: Wording, *, is_dry: bool, as_json: bool) -> Iterator[str]:
    counts = Counter(one.status for one in taken)
    is_written = not is_dry and not counts["refused"]
    if as_json:
        rows = [_told(one, wording) for one in taken]
        told = {"file": source.name, "written": is_written, "unknown_columns": source.found.unknown, "rows": rows}
        yield json.dumps({**told, **{status: counts[status] for status in STATUSES}}, ensure_ascii=False)
        return
    yield from (_line(one, wording) for one in taken if is_dry or one.status == "refused")
    if source.found.unknown:
        yield wording.line(phrase("import-columns-left", columns=tuple(words(head) for head in source.found.unknown)))
    figures = {status: counts[status] for status in STATUSES}
    yield wording.line(Phrase("import-figures", figures))
    yield wording.line(_end(is_dry=is_dry, refused=counts["refused"]))


def _end(*, is_dry: bool, refused: int) -> Phrase:
    if refused:
        return phrase("import-refused", count=refused)
    return phrase("import-was-dry") if is_dry else phrase("import-done")


def _line(taken: Taken, wording: Wording) -> str:
    row = f"{taken.row.sheet} {taken.row.number}".strip()
    status = named_choice("import-status", taken.status)
    about = f"{taken.code} {taken.customer}".strip() if taken.status != "new" else taken.customer
    line = phrase("import-row", row=row, status=status, customer=about, detail=_detail(taken))
    return wording.line(line)


def _detail(taken: Taken) -> Phrase:
    if taken.reason is not None:
        return taken.reason
    return phrase("import-parts", parts=tuple(named_choice("import-part", part) for part in taken.parts))


def _told(taken: Taken, wording: Wording) -> dict[str, object]:
    reason = wording.line(taken.reason) if taken.reason is not None else ""
    return {
        "sheet": taken.row.sheet,
        "row": taken.row.number,
        "status": taken.status,
        "customer": taken.customer,
        "code": taken.code,
        "parts": list(taken.parts),
        "reason": reason,
    }

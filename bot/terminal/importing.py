"""Taking over the spreadsheet a desk uses today: all of it or nothing, and the same file twice changes nothing."""

import json
from collections.abc import Iterator
from pathlib import Path

from bot.app import open_app
from bot.config import Settings
from bot.dialogue.cards.imports import end_said, figures_said, left_said, row_said
from bot.domain.imports import RowStatus, SheetReport, TakenRow
from bot.domain.people import PlatformName
from bot.domain.phrases import phrase
from bot.intake.sheet import Source, TakenBack, make_ready, source_of, take_over
from bot.ports.console import DIRECT
from bot.ports.ledger import Ledger
from bot.ports.requests import Place, Speaker
from bot.reports.sheets import SheetTrouble
from bot.running import App
from bot.terminal.import_feed import import_feed_file
from bot.terminal.progress import Steps
from bot.terminal.talking import chosen_speaker, open_account
from bot.terminal.wording import Say, Wording


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
            report = _carried(app, source, speaker, steps, is_dry=is_dry)
    finally:
        app.store.close()
    for line in [_json(report, wording)] if as_json else _lines(report, wording, is_dry=is_dry):
        say(line)
    return 1 if report.is_refused else 0


def _source(file: Path, app: App, wording: Wording) -> Source:
    try:
        return source_of(file.read_bytes(), file.name, app.rules)
    except SheetTrouble as trouble:
        raise wording.refusal(trouble.reason) from None


def _carried(app: App, source: Source, speaker: Speaker, steps: Steps, *, is_dry: bool) -> SheetReport:
    def job(ledger: Ledger) -> SheetReport:
        steps.expect(len(source.found.rows))
        open_account(ledger, speaker, app.clock.now())
        place = Place(PlatformName.TERMINAL, f"{DIRECT}{speaker.account}")
        return take_over(app.house, ledger, source, speaker, place, is_dry=is_dry, watching=steps.walk)

    make_ready(app.house)
    try:
        return app.store.rehearse(job) if is_dry else app.store.write(job).result()
    except TakenBack as back:
        return back.report


def _lines(report: SheetReport, wording: Wording, *, is_dry: bool) -> Iterator[str]:
    for row in report.rows:
        if is_dry or row.status is RowStatus.REFUSED:
            yield wording.line(row_said(row))
    if report.unknown:
        yield wording.line(left_said(report))
    yield wording.line(figures_said(report))
    yield wording.line(end_said(report))


def _json(report: SheetReport, wording: Wording) -> str:
    rows = [_told(row, wording) for row in report.rows]
    told = {"file": report.file, "written": report.is_written, "unknown_columns": report.unknown, "rows": rows}
    return json.dumps({**told, **{status: report.count(status) for status in RowStatus}}, ensure_ascii=False)


def _told(row: TakenRow, wording: Wording) -> dict[str, object]:
    reason = wording.line(row.reason) if row.reason is not None else ""
    return {
        "sheet": row.sheet,
        "row": row.number,
        "status": row.status,
        "customer": row.customer,
        "code": row.code,
        "parts": list(row.parts),
        "reason": reason,
    }

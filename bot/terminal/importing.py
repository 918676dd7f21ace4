"""Taking over the spreadsheet a desk uses today: all of it or nothing, and the same file twice changes nothing."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.app import open_app
from bot.config import Settings
from bot.domain.people import PlatformName
from bot.domain.phrases import Phrase, named_choice, phrase, words
from bot.intake.rows import Taken
from bot.intake.sheet import Source, TakenBack, figures, make_ready, source_of, take_over
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
            taken = _carried(app, source, speaker, steps, is_dry=is_dry)
    finally:
        app.store.close()
    is_refused = any(one.status == "refused" for one in taken)
    for line in _report(source, taken, wording, is_dry=is_dry, as_json=as_json):
        say(line)
    return 1 if is_refused else 0


def _source(file: Path, app: App, wording: Wording) -> Source:
    try:
        return source_of(file.read_bytes(), file.name, app.rules)
    except SheetTrouble as trouble:
        raise wording.refusal(trouble.reason) from None


def _carried(app: App, source: Source, speaker: Speaker, steps: Steps, *, is_dry: bool) -> Sequence[Taken]:
    def job(ledger: Ledger) -> list[Taken]:
        steps.expect(len(source.found.rows))
        open_account(ledger, speaker, app.clock.now())
        place = Place(PlatformName.TERMINAL, f"dm:{speaker.account}")
        return take_over(app.house, ledger, source, speaker, place, is_dry=is_dry, watching=steps.walk)

    make_ready(app.house)
    try:
        return app.store.write(job).result()
    except TakenBack as back:
        return back.taken


def _report(source: Source, taken: Sequence[Taken], wording: Wording, *, is_dry: bool, as_json: bool) -> Iterator[str]:
    counts = figures(taken)
    is_written = not is_dry and not counts["refused"]
    if as_json:
        rows = [_told(one, wording) for one in taken]
        told = {"file": source.name, "written": is_written, "unknown_columns": source.found.unknown, "rows": rows}
        yield json.dumps({**told, **counts}, ensure_ascii=False)
        return
    yield from (_line(one, wording) for one in taken if is_dry or one.status == "refused")
    if source.found.unknown:
        yield wording.line(phrase("import-columns-left", columns=tuple(words(head) for head in source.found.unknown)))
    yield wording.line(Phrase("import-figures", counts))
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

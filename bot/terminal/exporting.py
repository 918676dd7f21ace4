"""Taking everything out at the machine: one workbook and a CSV per kind of record, with every log whole."""

import json
from collections.abc import Mapping
from pathlib import Path

from bot.app import library_of, open_app
from bot.config import Settings
from bot.domain.people import PlatformName, Role
from bot.domain.phrases import Phrase, phrase
from bot.domain.refs import Kind, Ref
from bot.handlers.exports import EXPORTED
from bot.ports.ledger import Ledger, Via
from bot.reports.takeout import Reader, write_out
from bot.running import App
from bot.storage.reading import read_through
from bot.terminal.progress import Steps
from bot.terminal.talking import chosen_speaker
from bot.terminal.wording import Say, Wording


def export_desk(settings: Settings, directory: Path, say: Say, *, person: str, as_json: bool) -> int:
    """Write `desk.xlsx` and a CSV per kind of record, and the trail, into a folder that is made if need be; 0.

    Everything is of one moment. That it was taken out, and for whom, is written into the trail. `person`: only what
    they may take out, and the trail only where they may read all of it; one who may take nothing out is refused.
    """
    wording = Wording.of(settings)
    if directory.exists() and not directory.is_dir():
        raise wording.refusal(phrase("export-no-folder", folder=str(directory)))
    app = open_app(settings)
    try:
        people = app.store.read(lambda ledger: ledger.people.everybody()).result()
        speaker = chosen_speaker([one for one in people if one.is_active], person, wording) if person else None
        number = int(speaker.account) if speaker is not None else None
        directory.mkdir(parents=True, exist_ok=True)
        reader = Reader(wording.language, settings.zone, app.clock.now(), app.rules, number, has_plain_titles=True)
        with Steps(wording.line(phrase("export-doing"))) as steps, read_through(library_of(settings)) as books:
            steps.expect(books.trail.size() * 2)
            counts = write_out(books, directory, reader, wording.texts, books.forget, steps.walk)
        _note(app, counts, number)
    finally:
        app.store.close()
    if as_json:
        say(json.dumps({"folder": str(directory), "workbook": str(directory / "desk.xlsx"), "rows": counts}))
        return 0
    for name, count in counts.items():
        table = wording.line(Phrase(f"table-{name.replace('_', '-')}"))
        say(wording.line(phrase("export-table", name=table, count=count)))
    say(wording.line(phrase("export-done", folder=str(directory))))
    return 0


def _note(app: App, counts: Mapping[str, int], own: int | None) -> None:
    now = app.clock.now()

    def job(ledger: Ledger) -> None:
        admin = next((one.id for one in ledger.people.everybody() if one.role is Role.ADMIN), 0)
        ledger.begin(Via(f"export:{now.isoformat()}", own, PlatformName.TERMINAL, "terminal", now))
        ledger.trail.note(EXPORTED, Ref(Kind.PERSON, own or admin), dict(counts))

    app.store.write(job).result()

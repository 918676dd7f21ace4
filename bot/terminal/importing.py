"""Taking over the spreadsheet a desk uses today."""

from pathlib import Path

from bot.config import Settings
from bot.domain.phrases import phrase
from bot.terminal.wording import Say, Wording


def import_sheet(settings: Settings, file: Path, say: Say, *, is_dry: bool, person: str, as_json: bool) -> int:
    """Read a spreadsheet into the desk."""
    wording = Wording.of(settings)
    if not file.is_file():
        raise wording.refusal(phrase("import-no-file", file=str(file)))
    raise wording.refusal(phrase("import-unreadable", file=str(file)))

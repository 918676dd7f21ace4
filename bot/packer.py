"""Writes one export: a program of its own, which reads all as it was at one moment and stands back for others' work.

It reads from its standard input where the books are and for whom to read them, and writes what the files are to its
standard output. See `bot.packing`, which starts it.
"""

import json
import os
import shutil
import signal
import sys
import zipfile
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from bot.dialogue.texts import Texts
from bot.domain.exports import Format, Packed, PackedFile
from bot.domain.people import Language
from bot.reports.takeout import Reader, write_out
from bot.rulebook import Rulebook
from bot.storage.reading import Library, read_through

POLITENESS: Final = 10
"""How far it stands back where the machine has other work (`nice`)."""
BATCH: Final = 1024 * 1024


def main() -> None:
    """Read what is asked, write the files, say what they are."""
    # Whoever presses Ctrl-C in a terminal means all of its programs; the desk ends this one itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(POLITENESS)
    asked = json.loads(sys.stdin.buffer.read())
    packed = packed_in(asked)
    files = [(one.format.value, one.sha256, one.size) for one in packed.files]
    sys.stdout.write(json.dumps({"files": files, "rows": packed.rows}))


def packed_in(asked: Mapping[str, Any]) -> Packed:
    """Write both files into the folder asked for, under their digests."""
    folder = Path(asked["folder"])
    shutil.rmtree(folder, ignore_errors=True)
    making = folder / "making"
    making.mkdir(parents=True)
    rules_file = Path(asked["rules_file"]) if asked["rules_file"] else None
    rules = Rulebook(rules_file, asked["firm_zone"]).rules
    texts, at = Texts.load(), datetime.fromisoformat(asked["at"])
    with read_through(Library(asked["url"], asked["key"], Path(asked["data_dir"]))) as books:
        reader = Reader(Language(asked["language"]), ZoneInfo(asked["zone"]), at, rules, int(asked["person_id"]))
        rows = write_out(books, making, reader, texts, books.forget)
    tables = making / "tables.zip"
    with zipfile.ZipFile(tables, "w", zipfile.ZIP_DEFLATED) as bundle:
        for path in sorted(making.glob("*.csv")):
            bundle.write(path, path.name)
    files = (_kept(making / "desk.xlsx", Format.WORKBOOK), _kept(tables, Format.TABLES))
    shutil.rmtree(making)
    return Packed(files, tuple(rows.items()))


def _kept(path: Path, kind: Format) -> PackedFile:
    digest, size = sha256(), path.stat().st_size
    with path.open("rb") as file:
        while piece := file.read(BATCH):
            digest.update(piece)
    path.rename(path.parent.parent / digest.hexdigest())
    return PackedFile(kind, digest.hexdigest(), size)


if __name__ == "__main__":
    main()

"""Copying the desk to a second place and putting a copy back: nothing counts before it was opened and read through."""

import json
import shutil
from contextlib import suppress
from hashlib import sha256
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from secrets import token_hex

from bot.app import SystemClock
from bot.config import Settings
from bot.domain.phrases import Phrase, phrase
from bot.ports.books import Verdict
from bot.storage.backup import copy_database, put_back
from bot.storage.engine import CannotOpen, is_sqlite
from bot.storage.keys import WrongKey
from bot.storage.store import open_store
from bot.terminal.wording import Say, Wording, stamped

PIECE = 1024 * 1024


def back_up(settings: Settings, say: Say, *, as_json: bool) -> int:
    """Copy database and archived files to `BACKUP_DIR`, then open the copy and walk its whole trail; 0 if it is intact.

    The key (`DATA_DIR/key`) is not copied: it belongs somewhere else, and the last line says so.
    """
    wording = Wording.of(settings)
    if settings.backup_dir is None:
        raise wording.refusal(phrase("copy-nowhere"))
    settings.backup_dir.mkdir(parents=True, exist_ok=True)
    files = _copy_files(settings.data_dir / "files", settings.backup_dir / "files")
    _must_be_sqlite(settings, wording, phrase("copy-by-pg-dump", files=files))
    source = settings.data_dir if settings.database_url is None else None
    if source is not None and not (source / "desk.db").is_file():
        raise wording.refusal(phrase("copy-nothing", folder=str(source)))
    target = settings.backup_dir / f"desk-{stamped(SystemClock().now())}.db"
    copy_database(settings.database_url_or_default, _key(settings), target)
    verdict = _read_through(settings, target)
    if as_json:
        told = {"file": str(target), "intact": verdict.is_intact, "entries": verdict.entries, "head": verdict.head}
        say(json.dumps({**told, "files": files, "faults": [list(fault) for fault in verdict.faults]}))
        return 0 if verdict.is_intact else 1
    if not verdict.is_intact:
        raise wording.refusal(phrase("copy-broken", file=str(target), faults=len(verdict.faults)))
    say(wording.line(phrase("copy-made", file=str(target), entries=verdict.entries, files=files)))
    say(wording.line(phrase("copy-key", path=str(settings.data_dir / "key"))))
    return 0


def restore_from(settings: Settings, file: Path, say: Say) -> int:
    """Put a copy in the place of the database, after it was read through; the present one is kept beside it.

    Refused, with nothing changed, while the desk runs, for a file that is no copy of a desk, for one written under
    another key, and for one whose trail is broken.
    """
    wording = Wording.of(settings)
    _must_be_sqlite(settings, wording, phrase("copy-by-pg-restore", file=str(file)))
    if not file.is_file():
        raise wording.refusal(phrase("copy-no-file", file=str(file)))
    if _is_running(settings):
        raise wording.refusal(phrase("copy-desk-runs"))
    if not (settings.data_dir / "key").is_file():
        raise wording.refusal(phrase("copy-key-missing", path=str(settings.data_dir / "key")))
    verdict = _verified(settings, file, wording)
    replaced = put_back(file, settings.database_url_or_default, _key(settings))
    files = _copy_files(file.parent / "files", settings.data_dir / "files")
    say(wording.line(phrase("copy-restored", file=str(file), entries=verdict.entries, files=files)))
    if replaced is not None:
        say(wording.line(phrase("copy-kept", file=str(replaced))))
    return 0


def _verified(settings: Settings, file: Path, wording: Wording) -> Verdict:
    """Read a copy of the copy, so that nothing is changed in what the firm has put away."""
    scratch = settings.data_dir / f"restoring-{token_hex(8)}.db"
    try:
        copy_database(f"sqlite:///{file.resolve().as_posix()}", _key(settings), scratch)
        verdict = _read_through(settings, scratch)
    except CannotOpen as error:
        raise wording.refusal(phrase("copy-unreadable", file=str(file), problem=str(error))) from None
    except WrongKey:
        raise wording.refusal(phrase("copy-other-key", file=str(file))) from None
    finally:
        for path in settings.data_dir.glob(f"{scratch.name}*"):
            path.unlink(missing_ok=True)
    if not verdict.is_intact:
        raise wording.refusal(phrase("copy-broken", file=str(file), faults=len(verdict.faults)))
    if not verdict.entries:
        # Whatever else the file may be, opening it has just made it an empty desk.
        raise wording.refusal(phrase("copy-empty", file=str(file)))
    return verdict


def _read_through(settings: Settings, file: Path) -> Verdict:
    store = open_store(f"sqlite:///{file.resolve().as_posix()}", _key(settings), settings.data_dir)
    try:
        return store.read(lambda ledger: ledger.trail.verify()).result()
    finally:
        store.close()


def _must_be_sqlite(settings: Settings, wording: Wording, otherwise: Phrase) -> None:
    if not is_sqlite(settings.database_url_or_default):
        raise wording.refusal(otherwise)


def _key(settings: Settings) -> str | None:
    return settings.database_key.get_secret_value() if settings.database_key is not None else None


def _copy_files(source: Path, target: Path) -> int:
    """Copy archived files that are not there yet, each checked against the digest it is named by; how many."""
    count = 0
    for path in sorted(source.glob("??/*")) if source.is_dir() else ():
        place = target / path.parent.name / path.name
        if place.exists() or len(path.name) != 64:
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        aside = place.with_name(f"{token_hex(8)}.part")
        shutil.copyfile(path, aside)
        if _digest(aside) == path.name:
            aside.replace(place)
            count += 1
        aside.unlink(missing_ok=True)
    return count


def _digest(path: Path) -> str:
    digest = sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()


def _is_running(settings: Settings) -> bool:
    """Whether a desk answers at the address of these settings."""
    if not settings.http_port:
        return False
    connection = HTTPConnection(settings.http_host, settings.http_port, timeout=2)
    with suppress(OSError, HTTPException, ValueError):
        connection.request("GET", "/healthz")
        health = json.loads(connection.getresponse().read(65_536))
        return isinstance(health, dict) and "store" in health
    connection.close()
    return False

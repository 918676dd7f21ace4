"""A copy counts only after it was read through, and what it replaces is kept."""

import json
import os
import shutil
import sqlite3
from hashlib import sha256
from pathlib import Path

import pytest

from tests.terminal.commands import Shell


@pytest.fixture
def kept(shell: Shell) -> Shell:
    """A desk with people in it, and a second place."""
    shell.monkeypatch.setenv("BACKUP_DIR", "copies")
    shell.monkeypatch.setenv("HTTP_PORT", "0")
    shell.hire()
    return shell


def test_a_copy_is_made_read_through_and_put_back(kept: Shell) -> None:
    content = b"a paper"
    digest = sha256(content).hexdigest()
    paper = kept.folder / "data" / "files" / digest[:2] / digest
    paper.parent.mkdir(parents=True)
    paper.write_bytes(content)
    said = kept.run("backup", "--json")
    assert said.code == 0, said.err
    told = json.loads(said.out)
    assert told["intact"] and told["entries"] > 0 and told["files"] == 1
    assert (kept.folder / "copies" / "files" / digest[:2] / digest).read_bytes() == content
    paper.unlink()
    kept.run("console", "--as", "Chief", typed='customer new "Late Ltd"\n')
    back = kept.run("restore", told["file"])
    assert back.code == 0, back.err
    assert paper.read_bytes() == content
    assert list((kept.folder / "data").glob("desk.db.replaced-*"))
    assert not list((kept.folder / "data").glob("restoring-*"))
    assert "Late Ltd" not in kept.run("console", "--as", "Chief", typed="customer list\n").out
    assert kept.run("verify").code == 0


def test_without_a_second_place_nothing_is_copied(shell: Shell) -> None:
    shell.hire()
    said = shell.run("backup")
    assert said.code == 1 and "BACKUP_DIR" in said.err and len(said.err.splitlines()) == 1


def test_what_is_no_copy_is_refused_and_nothing_is_changed(kept: Shell) -> None:
    (kept.folder / "text.db").write_text("no database at all, " * 400)
    (kept.folder / "tiny.db").write_text("x")
    with sqlite3.connect(kept.folder / "other.db") as other:
        other.execute("CREATE TABLE songs (name TEXT)")
    before = kept.run("people").out
    for name in ("text.db", "tiny.db", "other.db", "absent.db"):
        said = kept.run("restore", name)
        assert said.code == 1, f"{name}: {said.out}"
        assert name in said.err and len(said.err.splitlines()) == 1
    assert kept.run("people").out == before
    assert not list((kept.folder / "data").glob("*replaced*"))


def test_a_copy_of_another_key_is_refused(kept: Shell) -> None:
    file = json.loads(kept.run("backup", "--json").out)["file"]
    (kept.folder / "data" / "key").write_text(os.urandom(32).hex())
    said = kept.run("restore", file)
    assert said.code == 1 and "another key" in said.err
    shutil.rmtree(kept.folder / "data")
    (kept.folder / "data").mkdir()
    assert "key" in kept.run("restore", file).err


def test_a_changed_copy_is_refused(kept: Shell) -> None:
    file = Path(json.loads(kept.run("backup", "--json").out)["file"])
    with sqlite3.connect(file) as copy:
        copy.execute("UPDATE people SET name = 'Somebody' WHERE id = 1")
    said = kept.run("restore", str(file))
    assert said.code == 1 and "broken" in said.err


def test_postgresql_is_told_in_words(shell: Shell) -> None:
    shell.monkeypatch.setenv("DATABASE_URL", "postgresql://desk@localhost/desk")
    shell.monkeypatch.setenv("BACKUP_DIR", "copies")
    said = shell.run("backup")
    assert said.code == 1 and "pg_dump" in said.err and "copies" not in said.out
    assert "pg_restore" in shell.run("restore", "x.dump").err

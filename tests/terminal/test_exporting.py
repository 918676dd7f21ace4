"""What is taken out is whole, and harmless in a spreadsheet."""

import csv
import json
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reports.workbook import Export, Head, harmed, harmless
from tests.terminal.commands import Shell

DEMO = "log ABC email =HYPERLINK(1)\nlog ABC email " + "long " * 7_900 + "end\n"


def test_everything_comes_out_twice_harmless_and_is_noted(shell: Shell) -> None:
    assert shell.run("console", "--as", "Anna", typed=DEMO).code == 0
    said = shell.run("export", "out", "--json")
    assert said.code == 0, said.err
    rows, trail = json.loads(said.out)["rows"], _csv(shell.folder / "out" / "trail.csv")
    assert rows["customers"] == 6 and rows["trail"] == len(trail) > 30
    assert [int(row["seq"]) for row in trail] == list(range(1, len(trail) + 1))
    notes = [row["note"] for row in _csv(shell.folder / "out" / "contacts.csv")]
    assert "'=HYPERLINK(1)" in notes
    assert any(note.endswith("end") and len(note) > 32_767 for note in notes), "a log was cut"
    assert "蓝天贸易有限公司" in {row["name"] for row in _csv(shell.folder / "out" / "customers.csv")}
    assert "role" in _csv(shell.folder / "out" / "people.csv")[0]
    _look_into(shell.folder / "out" / "desk.xlsx")
    app = shell.app()
    try:
        assert app.store.read(lambda ledger: ledger.trail.size()).result(20) == len(trail) + 1
    finally:
        app.store.close()


def test_for_one_person_comes_out_what_they_may_see_and_it_is_noted_for_them(shell: Shell) -> None:
    assert shell.run("console", "--as", "Anna", typed="today\n").code == 0
    assert shell.run("export", "hers", "--as", "anna").code == 0
    names = {row["name"] for row in _csv(shell.folder / "hers" / "customers.csv")}
    assert "ABC GmbH" in names and "Al Noor Trading" not in names
    text = "".join(path.read_text("utf-8-sig") for path in (shell.folder / "hers").glob("*.csv"))
    assert "Met at the Canton Fair" in text
    assert not [word for word in ("样品已收到", "PI20240602-B", "waiting for a berth") if word in text], "Boris's alone"
    assert not (shell.folder / "hers" / "trail.csv").exists(), "she may not check the whole trail"
    assert shell.run("export", "all", "--as", "Marta").code == 0
    noted = _csv(shell.folder / "all" / "trail.csv")[-1]
    assert (noted["type"], noted["actor"]) == ("exported", "Anna")
    assert shell.run("export", "none", "--as", "Nobody").code == 1


def _look_into(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert cells and not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    texts = [str(cell.value) for cell in cells]
    assert "=HYPERLINK(1)" in texts
    assert any(text.endswith("end") for text in texts), "long words do not go on"
    assert {"customers", "trail", "people"} <= set(book.sheetnames)


def test_what_is_exported_can_be_imported_again(shell: Shell) -> None:
    shell.run("console", "--as", "Anna", typed="today\n")
    shell.run("export", "out")
    said = shell.run("import", "out/customers.csv")
    assert said.code == 0, said.out + said.err
    assert "New: 0" in said.out


def test_a_file_in_the_place_of_the_folder_is_refused(shell: Shell) -> None:
    (shell.folder / "out").write_text("x")
    said = shell.run("export", "out")
    assert said.code == 1 and len(said.err.splitlines()) == 1


@given(st.text())
def test_words_are_harmless_and_come_back(text: str) -> None:
    safe = harmless(text)
    assert safe.lstrip(" \u3000\u00a0")[:1] not in set("=+-@\t\r\n＝＋－＠")
    assert harmed(safe) == text or text.startswith("'")


def _csv(path: Path) -> list[dict[str, str]]:
    csv.field_size_limit(10_000_000)
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_sheet_holds_what_excel_holds_and_what_is_beyond_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.reports.workbook.MOST_ROWS", 3)
    head = Head("notes", ("id", "of", "note"), "Notes: [all]", ("No.", None, "Note"))
    texts = ("\u202eevil", "y" * 70_000, "\x00\x0b\ud800\ufffe", "12", "https://a.example", "=1", "ok\nnext")
    with Export(tmp_path, ZoneInfo("Asia/Shanghai"), "About", datetime(2026, 11, 26, tzinfo=UTC)) as out:
        assert out.table(head, [[number, 9, text] for number, text in enumerate(texts, 1)]) == len(texts)
        assert out.long_cells == [("Notes   all ", 3)]
    book = openpyxl.load_workbook(tmp_path / "desk.xlsx")
    assert book.sheetnames == ["About", "Notes   all ", "Notes   all  (2)", "Notes   all  (3)"]
    rows = [row for sheet in book.worksheets[1:] for row in sheet.iter_rows(min_row=2)]
    shown = ["".join(str(cell.value) for cell in row[1:] if cell.value is not None) for row in rows]
    assert shown[0] == "evil" and shown[1] == "y" * 70_000 and shown[3:] == list(texts[3:])
    assert all(cell.data_type != "f" and not cell.hyperlink for row in rows for cell in row)
    assert next(row["note"] for row in _csv(tmp_path / "notes.csv")) == texts[0], "a program gets every sign"

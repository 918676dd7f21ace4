"""Taking over a spreadsheet: all of it or nothing, shown before, and never twice."""

import contextlib
import json
from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.customers import CustomerType
from bot.intake.heads import rows_of
from bot.ports.rules import Rules
from bot.reports import sheets
from bot.reports.sheets import Sheet
from bot.rulebook import load_rules
from bot.storage.speech import Speech
from bot.storage.statements import Statement
from tests.terminal.commands import HEADS, Shell

NOVA = (
    "Nova Lights GmbH",
    "德国",
    "代理商",
    "Anna",
    "Karl Nova",
    "karl@nova.example",
    date(2026, 1, 5),
    "邮件",
    "=1+1 quote sent",
    date(2199, 1, 7),
    "chase the quote",
)
OTHER = ("Sun Trading", "US", "", "Boris", "", "", None, "", "", None, "")


def test_a_firms_own_sheet_is_taken_over_and_the_second_time_changes_nothing(shell: Shell) -> None:
    shell.hire()
    shell.sheet("desk.xlsx", ("Our customers 2026",), (), HEADS, NOVA, OTHER)
    dry = shell.run("import", "desk.xlsx", "--dry-run")
    assert dry.code == 0, dry.err
    assert "4: new" in dry.out and "Nova Lights GmbH" in dry.out and "nothing was written" in dry.out
    assert not _customers(shell)
    done = shell.run("import", "desk.xlsx")
    assert done.code == 0, done.err
    assert "New: 2" in done.out
    app = shell.app()
    try:
        customer = app.store.read(lambda ledger: ledger.customers.get(1)).result(20)
        assert customer is not None and customer.name == "Nova Lights GmbH"
        assert (customer.country, customer.type) == ("DE", CustomerType.AGENT)
        contacts = app.store.read(lambda ledger: ledger.contacts.latest(1, 10)).result(20)
        assert [one.note for one in contacts] == ["=1+1 quote sent"]
        promises = app.store.read(lambda ledger: ledger.follow_ups.open_of_customer(1)).result(20)
        assert [one.what for one in promises] == ["chase the quote"]
        persons = app.store.read(lambda ledger: ledger.contact_persons.of_customer(1)).result(20)
        assert [(one.name, one.email) for one in persons] == [("Karl Nova", "karl@nova.example")]
        entries = app.store.read(lambda ledger: ledger.trail.size()).result(20)
        counting = app.store.read(lambda l: [l.timers.due_at(key) for key in ("rhythm:1", "rhythm:2")]).result(20)  # noqa: E741
        assert counting[0] is None, "something is promised"
        assert counting[1] is not None, "nothing is, so its rhythm counts"
    finally:
        app.store.close()
    again = shell.run("import", "desk.xlsx")
    assert again.code == 0
    assert "unchanged: 2" in again.out and "New: 0" in again.out
    assert _entries(shell) == entries
    assert shell.run("verify").code == 0


def test_a_row_is_taken_over_by_few_questions(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody else waits meanwhile: two thousand rows must not take longer than an answer may."""
    shell.hire()
    rows = [(f"Nova {word} GmbH", *NOVA[1:5], f"x@{word}.example", *NOVA[6:]) for word in ("one", "two", "six", "ten")]
    shell.sheet("desk.xlsx", HEADS, *rows)
    asked: Counter[str] = Counter()
    tell = Speech.tell

    def counted(self: Speech, statement: Statement, values: Mapping[str, Any]) -> int:
        asked[str(self.compiled(statement).sql)] += 1
        return tell(self, statement, values)

    monkeypatch.setattr(Speech, "tell", counted)
    assert shell.run("import", "desk.xlsx").code == 0
    often = {sql: count for sql, count in asked.items() if count >= len(rows)}
    assert 5 < sum(often.values()) / len(rows) <= 30, often


def test_the_same_rows_in_another_file_change_nothing_either(shell: Shell) -> None:
    shell.hire()
    shell.sheet("desk.xlsx", HEADS, NOVA, OTHER)
    assert shell.run("import", "desk.xlsx").code == 0
    before = _entries(shell)
    cells = [cell.isoformat() if isinstance(cell, date) else str(cell) for cell in NOVA]
    text = ",".join(HEADS) + "\r\n" + ",".join(cells) + "\r\n"
    (shell.folder / "again.csv").write_bytes(text.encode("gb18030"))
    said = shell.run("import", "again.csv")
    assert said.code == 0, said.err
    assert "unchanged: 1" in said.out
    assert _entries(shell) == before


def test_one_refused_row_and_nothing_is_written(shell: Shell) -> None:
    shell.hire()
    bad = (*OTHER[:1], "Atlantis", *OTHER[2:])
    shell.sheet("desk.xlsx", HEADS, NOVA, bad, (*OTHER[:3], "Nobody", *OTHER[4:]))
    said = shell.run("import", "desk.xlsx")
    assert said.code == 1
    assert "3: refused" in said.out and "Atlantis" in said.out
    assert "4: refused" in said.out and "Nobody" in said.out
    assert "Nothing was written" in said.out
    assert not _customers(shell)


def test_a_known_customer_is_found_by_its_domain_and_completed(shell: Shell) -> None:
    shell.hire()
    shell.sheet("desk.xlsx", HEADS, NOVA)
    assert shell.run("import", "desk.xlsx").code == 0
    shell.sheet(
        "more.xlsx",
        ("Company", "Email", "Contact", "City", "Odd"),
        ("NL Holding", "eva@nova.example", "Eva", "Bonn", "?"),
    )
    said = shell.run("import", "more.xlsx", "--json")
    assert said.code == 0, said.err
    told = json.loads(said.out)
    assert told["written"] and told["changed"] == 1 and told["unknown_columns"] == ["Odd"]
    assert told["rows"][0]["code"] == "C1" and "contact-person" in told["rows"][0]["parts"]
    assert _customers(shell) == ["Nova Lights GmbH"]


def test_an_order_comes_with_its_money_and_terms(shell: Shell) -> None:
    shell.hire()
    heads = ("Customer name", "Order No.", "Amount (USD)", "Incoterm", "Sales")
    shell.sheet("orders.xlsx", heads, ("Nova", "PI-1", 4280.5, "FOB Shenzhen", "Anna"))
    said = shell.run("import", "orders.xlsx", "--as", "Chief")
    assert said.code == 0, said.out + said.err
    app = shell.app()
    try:
        order = app.store.read(lambda ledger: ledger.orders.by_number("PI-1")).result(20)
    finally:
        app.store.close()
    assert order is not None and str(order.amount) == "USD 4,280.50"
    assert (order.incoterm, order.place) == ("FOB", "Shenzhen")


def test_a_day_that_is_past_is_promised_for_the_next_and_says_so(shell: Shell) -> None:
    shell.hire()
    shell.sheet("desk.xlsx", ("Customer", "Next date", "Next step"), ("Nova", date(2024, 5, 1), "ask again"))
    assert shell.run("import", "desk.xlsx").code == 0
    app = shell.app()
    try:
        promise = app.store.read(lambda ledger: ledger.follow_ups.open_of_customer(1)).result(20)[0]
    finally:
        app.store.close()
    assert "ask again" in promise.what and "2024-05-01" in promise.what
    assert promise.due_at > app.clock.now()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.xlsx", b"PK\x03\x04 no zip at all", "neither"),
        ("a.xlsx", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512), "password"),
        ("a.csv", b"", "nothing in"),
        ("a.csv", b"\xef\xbb\xbf\r\n , \r\n", "nothing in"),
        ("a.csv", b"colour,size\r\nred,3\r\n", "no column"),
        ("a.csv", "客户名称\r\n".encode(), "nothing in"),
        ("a.pdf", b"%PDF-1.7\n\x00\x01\x02", "neither"),
        ("a.csv", b'customer\r\n"open quote', "Nothing was written|New: 1"),
    ],
)
def test_what_is_no_such_sheet_is_refused_in_one_line(shell: Shell, name: str, content: bytes, said: str) -> None:
    shell.hire()
    (shell.folder / name).write_bytes(content)
    answer = shell.run("import", name)
    if "|" in said:
        assert answer.code in (0, 1)
        return
    assert answer.code == 1
    assert said in answer.err and len(answer.err.splitlines()) == 1
    assert not _customers(shell)


def test_without_people_nobody_imports(shell: Shell) -> None:
    path = shell.sheet("desk.xlsx", HEADS, NOVA)
    said = shell.run("import", str(path))
    assert (said.code, len(said.err.splitlines())) == (1, 1)
    assert "Nobody is on the desk" in said.err


def test_whoever_has_not_the_right_imports_nothing(shell: Shell) -> None:
    shell.hire()
    shell.sheet("desk.xlsx", HEADS, NOVA)
    said = shell.run("import", "desk.xlsx", "--as", "Zoe")
    assert said.code == 1 and "Zoe" in said.err


def test_a_missing_file_is_said(shell: Shell) -> None:
    said = shell.run("import", str(Path("nowhere.xlsx")))
    assert said.code == 1 and "nowhere.xlsx" in said.err


def _customers(shell: Shell) -> list[str]:
    app = shell.app()
    try:
        found = app.store.read(lambda ledger: ledger.customers.listed(None, 0, 100)).result(20)
    finally:
        app.store.close()
    return [one.name for one in found]


def _entries(shell: Shell) -> int:
    app = shell.app()
    try:
        return app.store.read(lambda ledger: ledger.trail.size()).result(20)
    finally:
        app.store.close()


def test_a_workbook_made_to_harm_is_refused_unread(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    shell.hire()
    shell.sheet("desk.xlsx", HEADS, NOVA)
    monkeypatch.setattr(sheets, "LARGEST_UNPACKED", 1_000)
    said = shell.run("import", "desk.xlsx")
    assert said.code == 1 and "too large" in said.err
    assert not _customers(shell)


def test_a_merged_cell_speaks_for_all_its_rows(shell: Shell) -> None:
    shell.hire()
    with xlsxwriter.Workbook(str(shell.folder / "merged.xlsx")) as book:
        page = book.add_worksheet("客户")
        for column, head in enumerate(("客户", "联系人")):
            page.write_string(0, column, head)
        page.merge_range(1, 0, 2, 0, "Nova Ltd")
        page.write_string(1, 1, "Karl")
        page.write_string(2, 1, "Eva")
        book.add_worksheet("其他").write_string(0, 0, "no heads here")
    assert shell.run("import", "merged.xlsx").code == 0
    app = shell.app()
    try:
        persons = app.store.read(lambda ledger: ledger.contact_persons.of_customer(1)).result(20)
    finally:
        app.store.close()
    assert [one.name for one in persons] == ["Karl", "Eva"]


@given(st.binary(max_size=400))
def test_any_bytes_are_a_table_or_refused(content: bytes) -> None:
    with contextlib.suppress(sheets.SheetTrouble):
        found = sheets.read_sheets(content, "x.csv")
        assert found and any(any(row) for row in found[0].rows)


def test_no_head_means_two_columns() -> None:
    said = rows_of((Sheet("", (("客户名称*", "金额（EUR）", "客户/Customer", "??"), ("A", "5", "B", "C"))),), _rules())
    assert said.rows[0].values == {
        ("customer", "name"): "A",
        ("order", "amount"): "5",
        ("order", "currency"): "EUR",
    }
    assert said.unknown == ("客户/Customer", "??")


def _rules() -> Rules:
    return load_rules(None, ZoneInfo("Asia/Shanghai"))

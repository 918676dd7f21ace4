"""Taking over a shipment ledger, and a carrier's feed saved to a file: the same again changes nothing."""

import json
from datetime import date

import pytest

from bot.domain.milestones import Milestone
from bot.domain.shipments import Shipment
from bot.domain.timeline import Timeline, timeline
from tests.shipping.test_carrier_feed import FEED
from tests.terminal.commands import Shell

HEADS = tuple("订单号 客户 箱号/Container 提单号 船公司 起运港 目的港 ETD ETA 实际开船 实际到港 状态".split())
OLD = ("PI-1", "ABC GmbH", "CSQU3054383", "MAEU123456789", "马士基", "深圳", "Hamburg")
ROWS = (
    (*OLD, date(2026, 1, 5), date(2026, 2, 5), date(2026, 1, 9), date(2026, 2, 20), "arrived"),
    ("PI-1", "ABC GmbH", "MSKU1234565", "MAEU123456789", "", "", "", None, None, None, None, ""),
    ("PI-2", "XYZ Oy", "", "HLCU55", "HLCU", "CNNGB", "FIHEL", date(2199, 1, 5), date(2199, 2, 5), None, None, ""),
)


@pytest.fixture
def hired(shell: Shell) -> Shell:
    shell.hire()
    return shell


def shipments(shell: Shell) -> dict[str, tuple[Shipment, Timeline, int]]:
    """By order and B/L: the shipment, its way, and how many duties stand open."""
    app = shell.app()
    try:
        found = {}
        listed = app.store.read(lambda ledger: ledger.shipments.open(None, 100)).result(20)
        numbers = [one.id for one in listed]
        for one in listed:
            told = app.store.read(lambda ledger: ledger.milestones.of_shipments(numbers)).result(20)
            duties = app.store.read(lambda ledger: ledger.duties.open_of(numbers)).result(20)
            found[one.bl] = one, timeline(told.get(one.id, [])), len(duties.get(one.id, []))
        return found
    finally:
        app.store.close()


def test_a_ledger_is_taken_over_once_and_opens_no_duty_of_what_is_long_past(hired: Shell) -> None:
    hired.sheet("ledger.xlsx", ("2026 shipments",), HEADS, *ROWS)
    dry = hired.run("import", "ledger.xlsx", "--dry-run")
    assert dry.code == 0 and "nothing was written" in dry.out and not shipments(hired), dry.out + dry.err
    done = hired.run("import", "ledger.xlsx")
    assert done.code == 0 and "New: 2 · changed: 1" in done.out, done.out + done.err
    found = shipments(hired)
    assert set(found) == {"MAEU123456789", "HLCU55"}
    one, way, duties = found["MAEU123456789"]
    assert one.containers == ("CSQU3054383", "MSKU1234565")
    assert (one.pol, one.pod, one.carrier) == ("CNSZX", "DEHAM", "MAEU")
    arrived = way.of(Milestone.ARRIVED)
    assert arrived.actual is not None and arrived.estimated is not None and not duties
    again = hired.run("import", "ledger.xlsx")
    assert again.code == 0 and "unchanged: 3" in again.out
    hired.sheet("copy.xlsx", HEADS, *ROWS)
    copied = hired.run("import", "copy.xlsx")
    assert copied.code == 0 and "New: 0 · changed: 0 · unchanged: 3" in copied.out, copied.out
    assert hired.run("verify").code == 0


def test_a_row_that_cannot_be_is_refused_with_its_reason_and_nothing_is_written(hired: Shell) -> None:
    future = (*OLD, None, None, date(2199, 1, 9), None, "")
    hired.sheet("wrong.xlsx", HEADS, future)
    refused = hired.run("import", "wrong.xlsx")
    assert refused.code == 1 and "lies in the future" in refused.out and not shipments(hired)
    hired.sheet("orders.xlsx", ("Order", "B/L No.", "ETA"), ("PI-77", "MAEU9", date(2199, 1, 1)))
    unknown = hired.run("import", "orders.xlsx")
    assert unknown.code == 1 and "PI-77" in unknown.out


def test_a_saved_feed_becomes_milestones_once(hired: Shell) -> None:
    hired.sheet("ledger.xlsx", HEADS, ROWS[0])
    assert hired.run("import", "ledger.xlsx").code == 0
    (hired.folder / "feed.json").write_text(json.dumps({"events": FEED}))
    assert "Events in the file: 4" in hired.run("import", "feed.json", "--dry-run").out
    first = hired.run("import", "feed.json")
    assert first.code == 0 and "2 new, 0 known already, 1 of no shipment here" in first.out, first.out + first.err
    assert "0 new, 2 known already" in hired.run("import", "feed.json").out
    for content in ("", "[1]", "{}", "no"):
        (hired.folder / "wrong.json").write_text(content)
        said = hired.run("import", "wrong.json")
        assert said.code in (0, 1) and (content == "{}" or "no Track & Trace events" in said.err)

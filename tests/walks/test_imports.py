"""The firm's own spreadsheet sent in a chat: shown first, written with one press, never twice; on each platform."""

import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import xlsxwriter

from bot.domain.imports import MOST_SENT
from bot.domain.people import PlatformName
from tests.walks.sending import MOUTHS, PLATFORMS, Sender
from tests.walks.stage import stage

pytestmark = pytest.mark.timeout(240)
HEADS = ("Customer name", "Country", "Contact person", "E-mail", "Remark of ours")
NOVA = ("Nova Lights GmbH", "DE", "Karl Nova", "karl@nova.example", "x")
SUN = ("=Sun <b>Trading</b>", "US", "", "", "")


def sheet(*rows: tuple[str, ...]) -> bytes:
    """An xlsx with these rows."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False}) as book:
        page = book.add_worksheet("Customers")
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    return content.getvalue()


@pytest.fixture(params=PLATFORMS, ids=[platform.value for platform in PLATFORMS])
async def anna(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Sender]:
    """A seller of a firm whose desk is empty, at one platform."""
    platform: PlatformName = request.param
    async with stage(tmp_path, platform) as firm:
        await firm.hire(platform, {})
        yield Sender(firm, platform, MOUTHS[platform](firm, "anna"))


def customers(sender: Sender) -> list[str]:
    """Names of all customers, oldest first."""
    found = sender.firm.app.store.read(lambda ledger: ledger.customers.many(range(1, 20))).result(10)
    return [one.name for one in found.values()]


async def test_a_list_of_customers_is_shown_then_written_and_never_twice(anna: Sender) -> None:
    await anna.say("import")
    await anna.reads("the spreadsheet you keep your customers in", "python -m bot import")
    table = sheet(HEADS, NOVA, SUN)
    await anna.send(table, "desk.xlsx", "import")
    shown = await anna.reads("desk.xlsx: what would come of it", "New: 2", "Nova Lights GmbH", "Remark of ours")
    assert "=Sun <b>Trading</b>" in shown.text and not customers(anna)
    await anna.press(shown, "Import 2 rows")
    await anna.reads("desk.xlsx", "All is written", "New: 2")
    assert customers(anna) == ["Nova Lights GmbH", "=Sun <b>Trading</b>"]
    await anna.say("customer nova")
    await anna.reads("Nova Lights GmbH (C1)", "karl@nova.example")
    await anna.send(table, "the same.xlsx", "导入")
    again = await anna.reads("the same.xlsx: what would come of it", "unchanged: 2", "nothing to write")
    assert not again.buttons
    verdict = anna.firm.app.store.read(lambda ledger: ledger.trail.verify()).result(10)
    assert verdict.is_intact and not anna.firm.errors.lines


async def test_one_bad_row_keeps_all_from_being_written_and_is_named(anna: Sender) -> None:
    await anna.send(sheet(HEADS, NOVA, ("Sun Trading", "Atlantis", "", "", "")), "bad.xlsx", "import")
    shown = await anna.reads("bad.xlsx", "refused: 1", "Customers 3", "Sun Trading", "Nothing was written")
    assert not shown.buttons and not customers(anna)
    for content, name, said in (
        (b"PK no workbook", "broken.xlsx", "neither an .xlsx nor a .csv"),
        (b"a,b\n1,2\n", "other.csv", "no column is known that names the customer"),
        (sheet(HEADS, *[(f"Firm {n}", "DE", "", "", "") for n in range(MOST_SENT + 1)]), "long.xlsx", "Split it"),
    ):
        await anna.send(content, name, "import")
        await anna.reads(name, said)
    assert not customers(anna) and not anna.firm.errors.lines


async def test_a_table_sent_without_a_word_is_offered_to_be_imported(anna: Sender) -> None:
    await anna.send("客户名称,国家\n蓝天贸易,越南\n".encode("gb18030"), "客户.csv", "")
    asked = await anna.reads("What is this file?")
    await anna.press(asked, "Import 客户.csv as a list of customers")
    shown = await anna.reads("客户.csv: what would come of it", "蓝天贸易")
    await anna.press(shown, "Import 1 row")
    await anna.reads("All is written")
    assert customers(anna) == ["蓝天贸易"]

"""Files sent in a chat as people send them: archived, given back byte for byte, refused in words; on each platform."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain.people import PlatformName
from tests.shipping.test_documents import jpeg, pdf, xlsx
from tests.walks.sending import MOUTHS, PLATFORMS, Sender
from tests.walks.stage import stage

pytestmark = pytest.mark.timeout(240)


@pytest.fixture(params=PLATFORMS, ids=[platform.value for platform in PLATFORMS])
async def lin(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Sender]:
    """A firm with an order of ABC GmbH and its shipment S1, seen from one platform."""
    platform: PlatformName = request.param
    async with stage(tmp_path, platform) as firm:
        await firm.hire(platform, {})
        anna = MOUTHS[platform](firm, "anna")
        await anna.say('customer new "ABC GmbH" country:DE')
        await anna.say('order new PI-1 "ABC GmbH" USD 4280 FOB Shenzhen')
        found = Sender(firm, platform, MOUTHS[platform](firm, "lin"))
        await found.say("ship new PI-1 pol:CNSZX pod:DEHAM etd:2026-12-01 eta:2026-12-31")
        yield found


async def test_files_are_archived_given_back_and_refused_in_the_chat(lin: Sender) -> None:
    scan, table, photo = pdf(), xlsx(), jpeg()
    await lin.send(scan, "..scan of bl.exe", "doc S1 BL")
    filed = await lin.reads("Archived", "BL_ABC_GmbH_PI_1_20261125_v1")
    assert await lin.gets(filed) == [scan], "byte for byte"
    if lin.platform is not PlatformName.CONSOLE:
        await lin.send(table, "pl.xlsx", "packing list", under="S1 · PI-1")
        await lin.reads("Archived", "PL_ABC_GmbH_PI_1_20261125_v1")
    await lin.send(photo, "IMG_0001.jpg", 'ship S1 exception "2 cartons crushed"')
    await lin.reads("2 cartons crushed")
    await lin.reads("Archived", "Photos")
    await lin.send(table, "offer.xlsx", "log ABC email New offer with a table")
    await lin.reads("New offer with a table", "Received: 1 × file for C1")
    await lin.reads("Archived", "ABC_GmbH_20261125_New_offer_with_a_table")
    await lin.send(b"<!doctype html><html><body>sign in</body></html>", "invoice.pdf", "doc S1 CI from the agent")
    await lin.reads("was not archived: it is a web page", "from the agent")
    await lin.send(scan, "scan.pdf", "")
    await lin.reads("What is this file?")
    await lin.say("doc S1")
    listed = await lin.reads("Papers of S1", "Bill of lading", "Missing")
    assert "Commercial invoice (380)" in listed.text and "Bill of lading (705)" not in listed.text
    verdict = lin.firm.app.store.read(lambda ledger: ledger.trail.verify()).result(10)
    assert verdict.is_intact and not lin.firm.errors.lines

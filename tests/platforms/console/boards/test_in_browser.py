"""The boards in a real browser: at three widths, in both languages, light and dark; searched, pressed, and toured."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, expect

from tests.pictures import CHROMIUM, PAGES, WIDTHS, Shot, play_tour, window
from tests.platforms.console.boards.demo import DemoDesk

BROWSER = Path(__file__).parents[3] / "browser"
AXE = BROWSER / "node_modules" / "axe-core" / "axe.min.js"
OVER = """Math.max(
    document.documentElement.scrollWidth - innerWidth,
    document.getElementById("scroll").scrollWidth - document.getElementById("scroll").clientWidth)"""
SERIOUS = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations
    .filter(one => ["serious", "critical"].includes(one.impact))
    .map(one => one.id + ": " + one.nodes.map(node => node.target.join(" ") + " " + node.failureSummary).join(" | "))"""

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(CHROMIUM is None, reason="NOT TESTED IN A BROWSER: there is no Chromium here"),
]


@pytest.fixture(scope="session")
def axe() -> str:
    """The accessibility check, fetched through npm where it is not there yet."""
    if not AXE.exists() and (npm := shutil.which("npm")):
        install = [npm, "install", "--no-audit", "--no-fund", "--ignore-scripts", "--no-package-lock"]
        subprocess.run(install, cwd=BROWSER, timeout=90, check=False, capture_output=True)
    if not AXE.exists():
        pytest.skip("ACCESSIBILITY NOT TESTED: axe-core could not be had through npm")
    return AXE.read_text(encoding="utf-8")


@pytest.mark.parametrize(("language", "is_dark"), [("en-US", False), ("zh-CN", True)])
async def test_nothing_runs_over_the_edge(chrome: Browser, desk: DemoDesk, language: str, is_dark: bool) -> None:
    async with window(chrome, desk, Shot("x", "today", language=language, is_dark=is_dark)) as page:
        for name, path in PAGES.items():
            await page.goto(desk.address.rstrip("/") + path)
            for width in (*WIDTHS, 760):
                await page.set_viewport_size({"width": width, "height": 800})
                assert await page.evaluate(OVER) <= 0, f"{name} at {width}, {language}"


@pytest.mark.parametrize(("width", "is_dark"), [(1280, False), (360, True)])
async def test_no_serious_finding_of_the_accessibility_check(
    chrome: Browser, desk: DemoDesk, axe: str, width: int, is_dark: bool
) -> None:
    found: dict[str, Any] = {}
    shot = Shot("x", "today", width=width, is_dark=is_dark, language="zh-CN" if is_dark else "en-US")
    async with window(chrome, desk, shot) as page:
        for name, path in PAGES.items():
            await page.goto(desk.address.rstrip("/") + path)
            # The page's own policy lets no foreign script in; the check comes in by the debugger's way.
            await page.evaluate(axe + "; void 0")
            if faults := await page.evaluate(SERIOUS):
                found[name] = faults
    assert not found, json.dumps(found, indent=1, ensure_ascii=False)[:4000]


async def test_searching_and_pressing_leave_the_page_where_it_is(chrome: Browser, desk: DemoDesk) -> None:
    async with window(chrome, desk, Shot("x", "customers")) as page:
        await page.keyboard.press("/")
        await expect(page.locator("#q")).to_be_focused()
        await page.keyboard.type("lantian")
        await expect(page.locator("tbody tr")).to_have_count(1)
        await expect(page.locator("tbody")).to_contain_text("蓝天贸易有限公司")
        await expect(page).to_have_url(f"{desk.address}customers?q=lantian")
        await expect(page.locator("#q")).to_be_focused()
        await page.locator("tbody a").click()
        await page.get_by_role("button", name="Log a contact").click()
        sheet = page.locator("#sheet")
        await sheet.get_by_label("Note").fill("they like the sample")
        await sheet.get_by_label("Channel").select_option("call")
        await sheet.locator(".fill .primary").click()
        await expect(sheet).to_contain_text("Logged")
        await page.keyboard.press("Escape")
        await expect(sheet).to_be_hidden()
        await expect(page.locator(".timeline")).to_contain_text("they like the sample")


async def test_the_tour_can_be_played(chrome: Browser, desk: DemoDesk) -> None:
    async with window(chrome, desk, Shot("x", "phones")) as page:
        await play_tour(page)
        seller, manager = page.locator(".phone").first, page.locator(".phone").nth(1)
        await expect(manager).to_contain_text("Approved by Marta")
        await expect(seller).to_contain_text("Approved by Marta")
        await expect(seller).to_contain_text("Customer not yet notified")
        await expect(page.locator(".tour .done")).to_have_count(4)


async def test_a_lost_line_shows_and_the_page_catches_up(chrome: Browser, desk: DemoDesk) -> None:
    shot = Shot("x", "customers")
    async with window(chrome, desk, shot, bears="ERR_INTERNET") as page:
        await page.locator("body[data-line=open]").wait_for()
        await page.context.set_offline(True)
        await expect(page.locator("#state")).to_contain_text("No connection")
        async with desk.sits("Anna") as anna:
            await anna.say('customer new "Nordlicht AB" country:SE')
        await page.context.set_offline(False)
        await expect(page.locator("tbody")).to_contain_text("Nordlicht AB", timeout=15_000)
        await expect(page.locator("#state")).to_be_hidden(timeout=10_000)

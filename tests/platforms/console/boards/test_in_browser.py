"""The boards in a real browser: at three widths, in both languages, light and dark; searched, pressed, and toured."""

import asyncio
import json
import shutil
import subprocess
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, expect

from bot.app import open_app
from bot.running import serving
from tests.pictures import CHROMIUM, PAGES, WIDTHS, Shot, play_tour, window
from tests.platforms.console.boards.demo import DemoDesk, demo_desk, free_port

BROWSER = Path(__file__).parents[3] / "browser"
AXE = BROWSER / "node_modules" / "axe-core" / "axe.min.js"
OVER = """Math.max(
    document.documentElement.scrollWidth - innerWidth,
    document.getElementById("scroll").scrollWidth - document.getElementById("scroll").clientWidth)"""
SERIOUS = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations
    .filter(one => ["serious", "critical"].includes(one.impact))
    .map(one => one.id + ": " + one.nodes.map(node => node.target.join(" ") + " " + node.failureSummary).join(" | "))"""

LOW = """[...document.querySelectorAll("button, .button, select, input[type=search], textarea, nav a, .plainlist a")]
    .filter(one => one.checkVisibility() && one.getBoundingClientRect().width > 1)
    .map(one => [one.outerHTML.slice(0, 90), one.getBoundingClientRect().height]).filter(([, high]) => high < 39.5)"""
"""What is to be pressed and is lower than 40 px."""

HTML = "text/html"

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


async def test_on_a_phone_whatever_is_pressed_is_as_high_as_a_thumb(chrome: Browser, desk: DemoDesk) -> None:
    async with window(chrome, desk, Shot("x", "today", width=360)) as page:
        for name, path in PAGES.items():
            await page.goto(desk.address.rstrip("/") + path)
            assert await page.evaluate(LOW) == [], name


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
        await expect(page.locator(".tour .done")).to_have_count(5)


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


async def test_two_windows_agree_and_both_say_when_the_session_has_ended(chrome: Browser, desk: DemoDesk) -> None:
    shot = Shot("x", "talk", person="Lin")
    async with window(chrome, desk, shot, bears="403") as first:
        second = await first.context.new_page()
        await second.goto(f"{desk.address}thing/shipment/3")
        await second.locator("body[data-line=open]").wait_for()
        await first.locator("#line").fill('ship S3 exception "two cartons wet"')
        await first.locator("#line").press("Enter")
        await expect(first.locator("#messages")).to_contain_text("two cartons wet")
        await expect(second.locator("#live")).to_contain_text("two cartons wet", timeout=15_000)
        await first.locator("#line").fill("half a sentence")
        lin = desk.people["Lin"].id
        await asyncio.wrap_future(desk.app.store.write(lambda ledger: ledger.entrances.end_of(lin)))
        for page in (first, second):
            await expect(page.locator("#state")).to_contain_text("one-time link", timeout=15_000)
        await expect(first.locator("#line")).to_have_value("half a sentence")
        await first.locator("#line").press("Enter")
        await expect(first.locator("#problem")).to_contain_text("one-time link")
        await expect(first.locator("#line")).to_have_value("half a sentence")


async def test_a_link_lets_in_once_and_explains_itself_when_used_or_late(chrome: Browser, desk: DemoDesk) -> None:
    anna, address = desk.people["Anna"].id, desk.address
    codes = [
        await asyncio.wrap_future(desk.app.store.write(lambda ledger: ledger.entrances.issue(anna, desk.clock.now())))
        for _ in range(2)
    ]
    context = await chrome.new_context(locale="en-US")
    page = await context.new_page()
    await page.goto(f"{address}enter/{codes[0]}?to=/customer/1")
    await page.get_by_role("button", name="Open the desk").click()
    await expect(page).to_have_url(f"{address}customer/1")
    await expect(page.locator("h1")).to_have_text("ABC GmbH")
    desk.clock.forward(timedelta(minutes=16))
    for code in (codes[0], codes[1], "forged"):
        await page.goto(f"{address}enter/{code}")
        await page.get_by_role("button", name="Open the desk").click()
        await expect(page.locator(".lead")).to_contain_text("used or has grown too old. Ask for a new one")
    await page.goto(f"{address}enter/{codes[1]}?to=//evil.example")
    assert await page.locator("input[name=to]").get_attribute("value") == "/"
    desk.clock.forward(timedelta(days=8))
    await page.goto(f"{address}customer/1")
    await expect(page.locator(".lead")).to_contain_text("open the one-time link")
    await context.close()


async def test_another_sites_page_can_neither_act_nor_look(chrome: Browser, desk: DemoDesk) -> None:
    async with window(chrome, desk, Shot("x", "customers", person="Boris"), bears="") as page:
        fields = (
            '<input name="text" value="customer new Evil country:US"><input name="csrf" value="x"><button>go</button>'
        )
        evil = f"""<form action="{desk.address}say" method="post">{fields}</form>
            <iframe src="{desk.address}customers"></iframe>
            <script>fetch("{desk.address}customers", {{credentials: "include"}})
                .then(answer => answer.text()).then(text => {{ document.title = "read" }},
                () => {{ document.title = "kept out" }})</script>"""
        await page.context.route(
            "http://evil.example/", lambda route: route.fulfill(body=evil, content_type="text/html")
        )
        other = await page.context.new_page()
        await other.goto("http://evil.example/")
        await expect(other).to_have_title("kept out")
        assert await other.frames[1].locator("nav").count() == 0, "the page does not stand in another's frame"
        await other.get_by_role("button").click()
        await expect(other.locator(".lead")).to_contain_text("came from another site")
        await page.reload()
        await expect(page.locator("tbody")).not_to_contain_text("Evil")


async def test_a_stopped_bot_is_said_and_what_was_typed_goes_on_when_it_is_back(
    chrome: Browser, tmp_path: Path
) -> None:
    stack = AsyncExitStack()
    desk = await stack.enter_async_context(demo_desk(tmp_path, free_port()))
    async with window(chrome, desk, Shot("x", "talk", person="Anna"), bears="ERR_") as page:
        line, state = page.locator("#line"), page.locator("#state")
        await line.fill('log "ABC GmbH" call They decide on Friday')
        await stack.aclose()
        await expect(state).to_contain_text("No connection")
        await line.press("Enter")
        await expect(page.locator("#problem")).to_contain_text("still here")
        await expect(line).to_have_value('log "ABC GmbH" call They decide on Friday')
        async with serving(open_app(desk.app.settings, is_demo=True, clock=desk.clock)):
            await expect(state).to_contain_text("Connected again", timeout=15_000)
            await line.press("Enter")
            await expect(page.locator("#messages")).to_contain_text("Logged: call with ABC GmbH")
            await expect(line).to_have_value("")

"""Pictures of the real thing: `python -m tests.pictures docs/pictures` opens the demo desk and takes them.

`--all FOLDER` takes every page at three widths, in both languages, light and dark, to be looked at one by one.
"""

import asyncio
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Final

from playwright.async_api import Browser, Page, async_playwright

from bot.commands.exports import ExportDesk
from bot.domain.people import PlatformName
from bot.ports.requests import Ordered, Place, Request, Speaker
from tests.fakes import until
from tests.platforms.console.boards.demo import DemoDesk, demo_desk

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync"]
PAGES: Final = {
    "talk": "/",
    "today": "/today",
    "customers": "/customers",
    "customer": "/customer/1",
    "shipments": "/shipments",
    "shipment": "/thing/shipment/2",
    "approvals": "/approvals",
    "trail": "/trail",
    "phones": "/phones",
    "export": "/export",
}
WIDTHS: Final = (360, 1280, 2560)


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: which page, for whom, how."""

    name: str
    page: str
    person: str = "Marta"
    width: int = 1280
    height: int = 800
    language: str = "en-US"
    is_dark: bool = False


BEST: Final = (
    Shot("phones", "phones", height=900),
    Shot("phones.zh-CN", "phones", height=900, language="zh-CN"),
    Shot("shipments", "shipments", height=740),
    Shot("shipments.zh-CN", "shipments", height=740, language="zh-CN"),
    Shot("customer", "customer", person="Anna"),
    Shot("customer.zh-CN", "customer", person="Anna", language="zh-CN", is_dark=True),
)
"""Those the README shows."""


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """A browser without a screen."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        await browser.close()


@asynccontextmanager
async def window(browser: Browser, desk: DemoDesk, shot: Shot, bears: str = "nothing") -> AsyncIterator[Page]:
    """A window on a page of the demo desk, with somebody before it; what its console complains about raises.

    `bears`: a complaint that is expected.
    """
    scheme = "dark" if shot.is_dark else "light"
    size = {"width": shot.width, "height": shot.height}
    context = await browser.new_context(viewport=size, locale=shot.language, color_scheme=scheme)  # type: ignore[arg-type]
    context.set_default_timeout(20_000)
    page, faults = await context.new_page(), list[str]()
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "console", lambda line: faults.append(line.text) if line.type == "error" and bears not in line.text else None
    )
    page.on("request", lambda asked: None if asked.url.startswith(desk.address) else faults.append(asked.url))
    await page.goto(desk.address)
    await page.locator(f'button[name=person][value="{desk.people[shot.person].id}"]').click()
    await page.goto(desk.address.rstrip("/") + PAGES[shot.page])
    yield page
    await context.close()
    assert not faults, faults


async def play_tour(page: Page) -> None:
    """What the tour offers, pressed one after another, and the manager's yes."""
    for step in await page.locator("form.step button").all():
        await step.click()
        await page.locator(".phone").first.locator(".busy").wait_for(state="detached")
    manager = page.locator(".phone").nth(1)
    approve = manager.locator(".message").filter(has_text="8%").locator("button.primary")
    await approve.click()
    await approve.wait_for(state="detached")
    await page.locator("#scroll").evaluate("one => { one.scrollTop = 0 }")


async def lay_ready(desk: DemoDesk) -> None:
    """An export of Marta's, so that its page shows one."""
    marta, now = desk.people["Marta"].id, desk.clock.now()
    who, place = Speaker(PlatformName.CONSOLE, str(marta)), Place(PlatformName.CONSOLE, f"dm:{marta}")
    await desk.app.desk.hear(Request("pictures", who, Ordered(ExportDesk()), place))

    def is_written() -> bool:
        found = desk.app.store.read(lambda ledger: ledger.exports.of_person(marta, now)).result(5)
        return all(one.packed is not None for one in found)

    await until(is_written, seconds=90, what="the export")


async def take(folder: Path, shots: tuple[Shot, ...]) -> None:
    """Take the pictures into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as kept:
        async with demo_desk(Path(kept)) as desk, chromium() as browser:
            for place, shot in enumerate(shots):
                if shot.page == "export" and not any(one.page == "export" for one in shots[:place]):
                    await lay_ready(desk)
                async with window(browser, desk, shot) as page:
                    if shot.page == "phones" and shot.name == shot.page:
                        await play_tour(page)
                    await page.wait_for_timeout(400)
                    await page.screenshot(path=folder / f"{shot.name}.png")
                print(shot.name)


def every() -> tuple[Shot, ...]:
    """Every page, width, language and theme."""
    return tuple(
        Shot(
            f"{page}-{width}-{language[:2]}-{('light', 'dark')[is_dark]}", page, "Marta", width, 900, language, is_dark
        )
        for page, width, language, is_dark in product(PAGES, WIDTHS, ("en-US", "zh-CN"), (False, True))
    )


if __name__ == "__main__":
    words = sys.argv[1:] or ["docs/pictures"]
    asyncio.run(take(Path(words[-1]), every() if words[0] == "--all" else BEST))

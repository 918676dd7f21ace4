"""The page in a real browser, with its script: nothing is reloaded, and everything happens before one's eyes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace
from playwright.async_api import Browser, Page, expect

from bot.dialogue.forms import Form
from bot.dialogue.replies import Button, Buttons, Paragraph, Reply
from bot.dialogue.texts import LOCALES, Texts
from bot.domain.people import Language
from bot.domain.phrases import Phrase, words
from bot.ports.requests import Answer, Filled, Left, Pressed, Request, Said
from tests.pictures import CHROMIUM
from tests.platforms.console.bench import ROOM, ConsoleBench, console_bench
from tests.platforms.console.test_page import form
from tests.platforms.standins import sentence

DUE = Reply((Paragraph(words("due today")), Buttons((Button(words("Done"), ticket="t.0"),))))

OVER = """Math.max(
    document.documentElement.scrollWidth - innerWidth,
    document.getElementById("scroll").scrollWidth - document.getElementById("scroll").clientWidth)"""

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(CHROMIUM is None, reason="NOT TESTED IN A BROWSER: there is no Chromium here"),
]


class Spoken(Texts):
    """The real sentences; somebody's own words as they are."""

    def __init__(self) -> None:
        super().__init__({language: source(language) for language in (Language.EN, Language.ZH_CN)})

    def say(self, phrase: Phrase, language: Language, zone: str | ZoneInfo) -> str:
        return str(phrase.values["text"]) if phrase.key == "words" else super().say(phrase, language, zone)


def source(language: Language) -> str:
    return "\n".join((LOCALES / language.value / name).read_text("utf-8") for name in ("console.ftl", "slack.ftl"))


def answers(request: Request) -> Answer:
    """A desk of few words."""
    match request.asked:
        case Said(text) if text == "log":
            return Answer(form=form(customer="ABC"), language=Language.EN)
        case Said(text) if text == "help":
            return Answer(reply=sentence("The verbs are these."), language=Language.EN)
        case Filled(_, values) if values["channel"] != "email":
            return Answer(field_errors={"channel": "By what way?"}, is_refusal=True)
        case Filled():
            return Answer(reply=sentence("Logged with ABC."))
        case Left():
            return Answer(reply=sentence("Left."))
        case Pressed():
            return Answer(reply=sentence("done by Anna"), replaces=True)
        case _:
            return Answer(reply=DUE)


@asynccontextmanager
async def opened(chrome: Browser, bench: ConsoleBench, faults: list[str], **more: Any) -> AsyncIterator[Page]:
    """A window of Anna's; what its console complains about is gathered."""
    async with await chrome.new_context(**more) as context:
        cookie: Any = {"name": "desk_session", "value": "session-of-anna", "url": bench.address}
        await context.add_cookies([cookie])
        context.set_default_timeout(8_000)
        page = await context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
        page.on("request", lambda asked: None if asked.url.startswith(bench.address) else faults.append(asked.url))
        await page.goto(bench.address)
        yield page


async def test_a_morning_at_the_desk(chrome: Browser, tmp_path: Path) -> None:
    faults: list[str] = []
    async with console_bench(tmp_path, says=Spoken()) as bench:
        bench.desk.answers = answers
        async with opened(chrome, bench, faults) as page:
            line, talk = page.locator("#line"), page.locator("#messages")

            await line.fill("hel")
            await expect(page.locator("#choices")).to_contain_text("help")
            await line.press("Tab")
            await line.press("Enter")
            await expect(talk).to_contain_text("The verbs are these.")
            await expect(line).to_have_value("")
            await expect(line).to_be_focused()

            await line.fill("log")
            await line.press("Enter")
            sheet = page.locator("#sheet")
            await expect(sheet).to_be_visible()
            await sheet.get_by_label("Note").fill("they compare")
            await page.keyboard.press("Escape")
            await expect(sheet).to_be_hidden()
            await page.locator("button[data-open]").click()
            await expect(sheet.get_by_label("Note")).to_have_value("they compare")
            await sheet.locator(".primary").click()
            await expect(sheet).to_contain_text("By what way?")
            await expect(sheet.get_by_label("Note")).to_have_value("they compare")
            await sheet.get_by_label("Channel").select_option("email")
            await sheet.locator(".primary").click()
            await expect(talk).to_contain_text("Logged with ABC.")
            await expect(sheet).to_be_hidden()
            assert isinstance(bench.desk.last.asked, Filled)
            assert bench.desk.last.asked.values == {"customer": "ABC", "channel": "email", "note": "they compare"}

            await line.fill("today")
            await line.press("Enter")
            await talk.get_by_role("button", name="Done").click()
            await expect(talk).to_contain_text("done by Anna")
            await expect(talk).not_to_contain_text("due today")

            [number] = await bench.platform.deliver(bench.letter(sentence("pending")), is_repeat=False)
            await expect(talk).to_contain_text("pending")
            await bench.platform.revise(replace(bench.letter(sentence("approved"), "k2"), revises=number))
            await expect(talk).to_contain_text("approved")
            await expect(talk).not_to_contain_text("pending")
            await bench.platform.deliver(bench.to_room(sentence("for all"), "k3"), is_repeat=False)
            await expect(page.locator(f'.chats a[data-chat="{ROOM}"] .new')).to_be_visible()
            assert len(await talk.locator(".message").all()) == len(
                {await one.get_attribute("id") for one in await talk.locator(".message").all()}
            )
    assert faults == []


async def test_a_stopped_desk_is_said_and_what_was_typed_is_kept(chrome: Browser, tmp_path: Path) -> None:
    faults: list[str] = []
    async with console_bench(tmp_path, says=Spoken()) as bench:
        async with opened(chrome, bench, faults) as page:
            bench.desk.is_down = True
            await page.locator("#line").fill("log ABC a long story")
            await page.locator("#line").press("Enter")
            await expect(page.locator("#problem")).to_contain_text("cannot write")
            await expect(page.locator("#line")).to_have_value("log ABC a long story")
            await page.context.set_offline(True)
            bench.platform._lines.stop()
            await expect(page.locator("#state")).to_be_visible()
            await page.locator("#line").press("Enter")
            await expect(page.locator("#problem")).to_contain_text("still here")
            await expect(page.locator("#line")).to_have_value("log ABC a long story")


async def test_nothing_runs_over_the_edge_of_a_phone_or_a_wide_screen(chrome: Browser, tmp_path: Path) -> None:
    faults: list[str] = []
    async with console_bench(tmp_path, says=Spoken()) as bench:
        long = "W" * 300 + " 很长" * 90
        buttons = tuple(Button(words(f"{long[:80]} {n}"), ticket=f"t.{n}") for n in range(3))
        bench.desk.answers = lambda _: Answer(reply=Reply((Paragraph(words(long)), Buttons(buttons))))
        await bench.anna.say(long)
        bench.desk.answers = lambda _: Answer(form=wide_form())
        await bench.anna.say("log")
        async with opened(chrome, bench, faults) as page:
            for bench.roster.language in (Language.EN, Language.ZH_CN):
                await page.reload()
                for width in (360, 760, 1280, 2560):
                    await page.set_viewport_size({"width": width, "height": 800})
                    assert await page.evaluate(OVER) <= 0, f"{width} wide, in {bench.roster.language}"
                    await expect(page.locator(".send")).to_be_in_viewport()
            await page.locator("button[data-open]").click()
            await expect(page.locator("#sheet .primary")).to_be_in_viewport()
    assert faults == []


def wide_form() -> Form:
    made = form()
    return replace(made, title=words("T" * 200), fields=made.fields * 4)


async def test_without_script_the_same_page_does_it_all(chrome: Browser, tmp_path: Path) -> None:
    faults: list[str] = []
    async with console_bench(tmp_path, says=Spoken()) as bench:
        bench.desk.answers = answers
        async with opened(chrome, bench, faults, java_script_enabled=False) as page:
            await page.locator("#line").fill("log")
            await page.locator(".send").click()
            await page.get_by_label("Channel").select_option("email")
            await page.locator(".fill .primary").click()
            await expect(page.locator("#messages")).to_contain_text("Logged with ABC.")
            await page.locator("#line").fill("today")
            await page.locator(".send").click()
            await page.get_by_role("button", name="Done").click()
            await expect(page.locator("#messages")).to_contain_text("done by Anna")
    assert faults == []

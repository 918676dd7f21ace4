"""What one may take out: asked for in any chat, sent to the asker alone, harmless in a spreadsheet, in the trail."""

import asyncio
import csv
import io
import zipfile
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from bot.domain.people import PlatformName, Role
from tests.fakes import until
from tests.fakes.slack import text_of
from tests.home.morning import greeted, hire
from tests.walks.on_slack import SlackMouth
from tests.walks.stage import CAST, stage
from tests.world import World, world

pytestmark = pytest.mark.timeout(240)
ODD = ("=HYPERLINK(1)", "+1", "-1", "@SUM(1)", "＝1", "\u202e=1", "\u200b=cmd", "\x07bell")
LONG = "long " * 7_990 + "end"
SECONDS = 60
"""A process of its own begins and reads; a busy machine takes its time."""


@pytest.fixture
async def firm(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path) as opened:
        await greeted(opened)
        yield opened


async def taken(firm: World, count: int = 2) -> dict[str, bytes]:
    """The files that the bot has shared at Slack, by their names, once there are so many."""
    files = firm.slack.space.files
    await until(lambda: len(files) >= count, seconds=SECONDS, what="the files")
    await firm.settle()
    return {file.name: file.content for file in files.values()}


def tables(files: dict[str, bytes]) -> dict[str, list[dict[str, str]]]:
    csv.field_size_limit(10_000_000)
    (bundle,) = (content for name, content in files.items() if name.endswith("-csv.zip"))
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        texts = {name.removesuffix(".csv"): archive.read(name).decode("utf-8-sig") for name in archive.namelist()}
    return {name: list(csv.DictReader(io.StringIO(text, newline=""))) for name, text in texts.items()}


def workbook(files: dict[str, bytes]) -> Any:
    (content,) = (content for name, content in files.items() if name.endswith(".xlsx"))
    return openpyxl.load_workbook(io.BytesIO(content))


async def test_a_sales_person_gets_her_own_and_nothing_in_it_is_a_formula(firm: World) -> None:
    anna, boris = firm.slack_user("UANNA", "Anna"), firm.slack_user("UBORIS", "Boris")
    await anna.command("/customer", 'new "=ABC GmbH" country:DE')
    await boris.command("/customer", 'new "Secret of Boris" country:PL')
    for odd in (*ODD, LONG):
        await anna.command("/log", f"C1 email x{odd}")
        await anna.command("/log", f"C1 email {odd}")
    assert "all that is yours" in text_of({"text": (await anna.command("/export")).text})
    files = await taken(firm)
    assert sorted(files) == ["TradeTrail-2026-11-25-1-csv.zip", "TradeTrail-2026-11-25-1.xlsx"]
    assert {file.user for file in firm.slack.space.files.values()} == {firm.slack.space.bot_user}
    book, found = workbook(files), tables(files)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert cells and not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    assert {"About", "Customers", "Contacts", "Follow-ups", "Shipments", "Approvals"} <= set(book.sheetnames)
    assert "Trail" not in book.sheetnames, "she may not read all of it"
    shown = " ".join(str(cell.value) for cell in cells)
    assert "Secret of Boris" not in shown and "Secret of Boris" not in str(found)
    assert "\u202e" not in shown and "\x07" not in shown
    assert "goes on" not in shown and "Excel holds 32,767" in shown, "the file says that a text is longer than a cell"
    notes = [row["note"] for row in found["contacts"]]
    assert LONG in notes and f"x{LONG}" in notes, "whole"
    assert "'=HYPERLINK(1)" in notes and not [note for note in notes if note.lstrip("\u200b\u202e ")[:1] in "=+-@＝"]
    entries = firm.app.store.read(lambda ledger: ledger.trail.latest(None, 50)).result(5)
    (noted,) = (entry for entry in entries if entry.type == "exported")
    assert noted.after["reach"] == "own" and noted.after["customers"] == 1


async def test_in_a_room_it_says_where_the_files_went_and_who_may_not_is_refused(firm: World) -> None:
    boss, lin = firm.slack_user("U0ADMIN", "Ada"), firm.slack_user("ULIN", "Lin")
    await lin.command("/help")
    await boss.command("/team", "@lin role:logistics")
    assert "may take no data out" in (await lin.command("/导出")).text
    firm.slack.add_channel("C0SALES", "sales", "U0ADMIN", "ULIN")
    assert "privately (Slack)" in (await boss.at("C0SALES").command("/export")).text
    assert tables(await taken(firm))["trail"], "an admin may read all of the trail"
    assert not firm.slack.messages("C0SALES")
    own = firm.slack.space.direct("U0ADMIN").id
    assert "Your export" in "".join(text_of(message) for message in firm.slack.messages(own))


async def test_on_telegram_in_chinese_and_swept_after_a_day(firm: World) -> None:
    hire(firm, "小梅", Role.MANAGER, PlatformName.TELEGRAM, "7")
    mei = firm.telegram_user(7, "小梅", "zh-hans")
    await mei.say("导出")
    await mei.say("导出")
    chat = firm.telegram.chat(7)
    await until(lambda: sum("document" in one.extra for one in chat.from_bot()) >= 2, seconds=SECONDS, what="files")
    await firm.settle()
    said = "\n".join(one.text for one in chat.from_bot())
    assert "您能看到的全部数据" in said and "正在进行" in said and "已做好" in said
    cloud = firm.telegram.cloud.files
    documents = [one.extra["document"] for one in chat.from_bot() if "document" in one.extra]
    files = {one["file_name"]: cloud[one["file_id"]][1] for one in documents}
    assert len(files) == 2, "asked twice at once, written once"
    assert {"说明", "客户", "跟进", "审批", "留痕"} <= set(workbook(files).sheetnames)
    passing = firm.app.settings.data_dir / "passing"
    assert [path.name for path in passing.iterdir()] == ["1"]
    await firm.pass_time(timedelta(hours=25))
    await firm.app.porter.round()
    assert not list(passing.iterdir())
    assert firm.app.store.read(lambda ledger: ledger.exports.get(1)).result(5) is None


async def test_the_files_answer_leads_to_the_page_and_a_failure_is_told(
    firm: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = firm.slack_user("UANNA", "Anna")
    own = firm.slack.space.direct("UANNA").id
    await anna.at(own).command("/customer", 'new "ABC GmbH" country:DE')
    monkeypatch.setattr("bot.packing.PROGRAM", "bot.no_such_program")
    await anna.at(own).command("/export")
    await until(lambda: "could not be written" in shown(firm, own), seconds=SECONDS, what="the failure")
    assert not list((firm.app.settings.data_dir / "passing").glob("*"))
    monkeypatch.undo()
    assert "Writing" in (await anna.at(own).command("/export")).text, "it can be asked for again at once"
    await until(lambda: "Your export" in shown(firm, own), seconds=SECONDS, what="the answer")
    card = next(message for message in firm.slack.messages(own) if "Your export" in text_of(message))
    await anna.at(own).press(card, "Open in the desk")
    await firm.settle()
    assert "?to=/export" in str(firm.slack.messages(own)) + str(firm.slack.ephemerals("UANNA"))


async def test_stopping_does_not_wait_for_an_export_and_the_next_start_writes_it(tmp_path: Path) -> None:
    async with stage(tmp_path, PlatformName.SLACK) as firm:
        await firm.hire(PlatformName.SLACK, {})
        anna = SlackMouth(firm, CAST["anna"].slack, slashes=False)
        await anna.say("export")
        await until(lambda: bool(firm.app.porter.writes), seconds=SECONDS, what="the writing to begin")
        began = asyncio.get_running_loop().time()
        await firm.close()
        assert asyncio.get_running_loop().time() - began < 5
        await firm.open()
        await until(lambda: len(firm.slack.space.files) >= 2, seconds=SECONDS, what="the files")


async def test_whose_right_was_taken_meanwhile_gets_nothing(firm: World) -> None:
    anna, boss = firm.slack_user("UANNA", "Anna"), firm.slack_user("U0ADMIN", "Ada")
    await anna.command("/export")
    await boss.command("/team", "@anna active:no")
    await until(lambda: not firm.app.porter.writes and not open_errands(firm), seconds=SECONDS, what="the end")
    await firm.settle()
    assert not firm.slack.space.files


def shown(firm: World, room: str) -> str:
    return "".join(text_of(message) for message in firm.slack.messages(room))


def open_errands(firm: World) -> int:
    return len(firm.app.store.read(lambda ledger: ledger.errands.due(firm.clock.now(), 9)).result(5))

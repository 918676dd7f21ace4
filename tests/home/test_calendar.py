"""The private calendar: given by the settings, read by its address alone, gone when taken back."""

import re
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from icalendar import Calendar

from tests.fakes.slack import text_of
from tests.home.morning import greeted
from tests.world import World, world


@pytest.fixture
async def firm(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path) as opened:
        await greeted(opened)
        yield opened


async def fetched(address: str) -> tuple[int, bytes]:
    async with aiohttp.ClientSession() as session, session.get(address) as answer:
        return answer.status, await answer.read()


def events_in(content: bytes) -> list[Any]:
    return list(Calendar.from_ical(content).walk("VEVENT"))


def address_in(text: str) -> str:
    found = re.search(r"http://\S+/calendar/\S+\.ics", text)
    assert found, text
    return found[0]


async def test_promises_stand_in_it_with_zone_number_and_sequence(firm: World) -> None:
    anna = firm.slack_user("UANNA", "Anna")
    await anna.command("/customer", 'new "ABC GmbH" country:DE')
    await anna.command("/follow", "ABC > 2026-12-01 09:00 Ask for the sample")
    address = address_in((await anna.command("/settings", "calendar:on")).text)
    status, content = await fetched(address)
    assert status == 200
    (event,) = events_in(content)
    assert str(event["SUMMARY"]) == "F1 ABC GmbH: Ask for the sample"
    start = event["DTSTART"].dt
    assert start == datetime.fromisoformat("2026-12-01T09:00+08:00")
    assert event["DTSTART"].params["TZID"] == "Asia/Shanghai"
    assert Calendar.from_ical(content).walk("VTIMEZONE"), "the zone's rules come along"
    uid, sequence = str(event["UID"]), int(event["SEQUENCE"])
    await anna.command("/follow", "F1 snooze:2d")
    _, content = await fetched(address)
    (event,) = events_in(content)
    assert (str(event["UID"]), int(event["SEQUENCE"])) == (uid, sequence + 1)


async def test_steps_of_ones_shipments_stand_in_it_and_nobody_elses(firm: World) -> None:
    anna, boris = firm.slack_user("UANNA", "Anna"), firm.slack_user("UBORIS", "Boris")
    await anna.command("/customer", 'new "ABC GmbH" country:DE')
    await anna.command("/order", 'new PI-1 "ABC GmbH" USD 4280')
    await anna.command("/ship", "new PI-1 pol:CNSZX pod:DEHAM etd:2026-12-01 eta:2026-12-31")
    mine = address_in((await anna.command("/settings", "calendar:on")).text)
    other = address_in((await boris.command("/设置", "日历:on")).text)
    _, content = await fetched(mine)
    events = events_in(content)
    shipped = [event for event in events if str(event["UID"]).startswith("s1-")]
    assert {str(event["DTSTART"].dt) for event in shipped} == {"2026-12-01", "2026-12-31"}
    _, content = await fetched(other)
    assert events_in(content) == []


async def test_a_new_address_ends_the_old_one_and_off_ends_all(firm: World) -> None:
    anna = firm.slack_user("UANNA", "Anna")
    first = address_in((await anna.command("/settings", "calendar:on")).text)
    second = address_in((await anna.command("/settings", "calendar:on")).text)
    assert first != second
    assert [(await fetched(one))[0] for one in (first, second)] == [404, 200]
    said = (await anna.command("/settings", "calendar:off")).text
    assert "nowhere" in said
    assert (await fetched(second))[0] == 404
    assert (await fetched(f"{firm.address}/calendar/{'x' * 500}.ics"))[0] == 404
    assert "neither yes nor no" in (await anna.command("/settings", "calendar:perhaps")).text


async def test_off_and_on_can_be_taken_back_at_once(firm: World) -> None:
    anna = firm.slack_user("UANNA", "Anna")
    first = address_in((await anna.command("/settings", "calendar:on")).text)
    await anna.command("/settings", "calendar:off")
    assert (await fetched(first))[0] == 404
    assert "Taken back" in (await anna.command("/undo", "")).text
    assert (await fetched(first))[0] == 200, "the address that was just taken away is good again"
    second = address_in((await anna.command("/settings", "calendar:on")).text)
    assert "Taken back" in (await anna.command("/undo", "")).text
    assert [(await fetched(one))[0] for one in (first, second)] == [200, 404]


async def test_who_has_left_the_firm_has_no_calendar(firm: World) -> None:
    anna, boss = firm.slack_user("UANNA", "Anna"), firm.slack_user("U0ADMIN", "Ada")
    address = address_in((await anna.command("/settings", "calendar:on")).text)
    await boss.command("/team", "@anna active:no")
    assert (await fetched(address))[0] == 404


async def test_it_is_written_in_the_trail_when_given_and_once_a_day_when_read(firm: World) -> None:
    anna = firm.slack_user("UANNA", "Anna")
    address = address_in((await anna.command("/settings", "calendar:on")).text)
    for _ in range(3):
        await fetched(address)
    entries = firm.app.store.read(lambda ledger: ledger.trail.latest(None, 20)).result(5)
    assert [entry.type for entry in entries].count("calendar.read") == 1
    assert "invitation.created" in [entry.type for entry in entries]
    assert firm.app.store.read(lambda ledger: ledger.trail.verify()).result(10).is_intact
    assert text_of(firm.slack.home("UANNA") or {}) == ""

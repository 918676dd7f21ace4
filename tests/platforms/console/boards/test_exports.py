"""The page on which one takes out what one may: begun by a press, fetched by nobody else; the calendar's address."""

import io
import re
import zipfile

import openpyxl
import pytest

from bot.domain.people import Role
from tests.fakes import until
from tests.platforms.console.bench import Browser, browser
from tests.platforms.console.boards.demo import DemoDesk, status_of

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(240)]


async def fetched(one: Browser, path: str) -> tuple[int, bytes, str]:
    async with one.http.get(one.address.rstrip("/") + path) as response:
        return response.status, await response.read(), response.headers.get("Content-Disposition", "")


async def press(one: Browser, label: str, path: str = "/export") -> str:
    page = await one.open(path)
    form = next(f for f in page.forms if f.action == "/press" and any(b["label"] == label for b in f.buttons))
    button = next(button for button in form.buttons if button["label"] == label)
    return (await one.post("/press", form.fields | {"ticket": button["value"]})).text


def is_written(desk: DemoDesk, name: str) -> bool:
    number, now = desk.people[name].id, desk.clock.now()
    found = desk.app.store.read(lambda ledger: ledger.exports.of_person(number, now)).result(5)
    return bool(found) and all(one.packed is not None for one in found)


async def test_what_was_pressed_for_lies_ready_for_its_asker_alone(desk: DemoDesk) -> None:
    async with desk.sits("Anna") as anna, desk.sits("Boris") as boris, browser(desk.address) as nobody:
        assert "Nothing is lying ready" in await desk.live(anna, "/export")
        assert "Writing all that is yours" in await press(anna, "Export now")
        assert "by itself" in await press(anna, "Export now"), "pressed again, it is written once"
        await until(lambda: is_written(desk, "Anna"), seconds=90, what="the files")
        shown = await desk.live(anna, "/export")
        links = re.findall(r'href="(/export/\d+/\w+)"', shown)
        assert len(links) == 2
        status, content, name = await fetched(anna, links[0])
        assert status == 200 and name.startswith("attachment") and name.endswith(".xlsx")
        cells = [c for sheet in openpyxl.load_workbook(io.BytesIO(content)) for row in sheet.iter_rows() for c in row]
        assert "ABC GmbH" in {c.value for c in cells} and "Al Noor Trading" not in {c.value for c in cells}
        assert not [c for c in cells if c.data_type == "f"]
        status, content, _ = await fetched(anna, links[1])
        assert "customers.csv" in zipfile.ZipFile(io.BytesIO(content)).namelist()
        for other, code in ((boris, 404), (nobody, 403)):
            assert {await status_of(other, link) for link in links} == {code}
        for wrong in ("/export/999/xlsx", "/export/x/xlsx", "/export/1/exe"):
            assert await status_of(anna, wrong) == 404
        assert links[0] not in await desk.live(boris, "/export")


async def test_a_press_needs_the_browsers_own_word(desk: DemoDesk) -> None:
    async with desk.sits("Marta") as marta:
        page = await marta.open("/export")
        form = next(form for form in page.forms if any(b["label"] == "Export now" for b in form.buttons))
        asked = {**form.fields, "csrf": "x" * 32, "ticket": form.buttons[0]["value"]}
        async with marta.http.post(desk.address + "press", data=asked) as response:
            assert response.status == 403
        assert "Nothing is lying ready" in await desk.live(marta, "/export")


async def test_whose_role_may_take_nothing_out_is_told_so_and_has_a_calendar_all_the_same(desk: DemoDesk) -> None:
    name = next(one.name for one in desk.people.values() if one.role is Role.LOGISTICS)
    async with desk.sits(name) as lin:
        shown = await desk.live(lin, "/export")
        assert "may take no data out" in shown and "Export now" not in shown
        told = await press(lin, "Give me an address")
        (address,) = set(re.findall(r"http://\S+?/calendar/\S+?\.ics", told))
        path = "/" + address.split("/", 3)[3]
        assert await status_of(lin, path) == 200
        shown = await desk.live(lin, "/export")
        assert "shown once" in shown and address not in shown
        await press(lin, "New address")
        assert await status_of(lin, path) == 404

"""Who is kept out, and how: other hosts, other sites, too much, too old, unknown; and never a traceback."""

import io
import logging
import secrets
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlencode

import aiohttp
import pytest

from bot.platforms.console.guard import HEADERS
from bot.platforms.console.limits import BODY
from bot.ports.requests import Pressed, Said
from tests.platforms.console.bench import Browser, ConsoleBench, browser, console_bench
from tests.platforms.console.memory import ANNA
from tests.platforms.standins import sentence

POSTS = ("/say", "/press", "/fill", "/leave", "/as", "/out")


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "evil.example:80", "[::2]", "x@@:y"])
async def test_a_name_that_is_not_ours_is_misdirected(bench: ConsoleBench, host: str) -> None:
    for path in ("", "events", "static/desk.js"):
        async with bench.anna.http.get(bench.address + path, headers={"Host": host}) as response:
            assert response.status in (400, 421)
            assert "Anna" not in await response.text()


async def test_every_page_keeps_others_out_by_its_headers(bench: ConsoleBench) -> None:
    for path in ("", "static/desk.css", "nowhere?", "?chat=room:none"):
        async with bench.anna.http.get(bench.address + path) as response:
            if response.status == 404 and path == "nowhere?":
                continue
            assert {name: response.headers.get(name) for name in HEADERS} == dict(HEADERS)
    assert "script-src 'self'" in HEADERS["Content-Security-Policy"]
    assert "unsafe" not in HEADERS["Content-Security-Policy"]


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize("token", ["", "wrong", "é"])
async def test_a_form_without_this_browsers_word_is_refused(bench: ConsoleBench, path: str, token: str) -> None:
    await bench.platform.deliver(bench.letter(sentence("x")), is_repeat=False)
    fields = (await bench.anna.open()).form("/say").fields
    sent = fields | {"csrf": token, "text": "today", "message": "1", "ticket": "t.1", "person": "2", "draft": "d"}
    page = await bench.anna.post(path, sent)
    assert bench.anna.status == 403
    assert "console-stale" in page.text
    assert not bench.desk.heard


@pytest.mark.parametrize(
    "header", [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}]
)
async def test_another_sites_page_is_refused(bench: ConsoleBench, header: dict[str, str]) -> None:
    fields = (await bench.anna.open()).form("/say").fields | {"text": "today"}
    async with bench.anna.http.post(bench.address + "say", data=fields, headers=header) as response:
        assert response.status == 403
    assert not bench.desk.heard


async def test_cookies_are_for_this_page_alone(bench: ConsoleBench) -> None:
    async with browser(bench.address) as fresh:
        async with fresh.http.get(bench.address) as response:
            given = response.headers.getall("Set-Cookie")
        page = await fresh.open()
        async with fresh.http.post(
            bench.address + "as", data=page.form("/as").fields | {"person": "1"}, allow_redirects=False
        ) as response:
            assert response.status == 303
            given += response.headers.getall("Set-Cookie")
    assert len(given) >= 2
    assert all("HttpOnly" in one and "SameSite=Strict" in one and "Path=/" in one for one in given)


@pytest.mark.parametrize("is_chunked", [False, True])
@pytest.mark.parametrize("is_multipart", [False, True])
async def test_too_much_is_413(bench: ConsoleBench, is_chunked: bool, is_multipart: bool) -> None:
    fields = (await bench.anna.open()).form("/say").fields | {"text": "x" * (BODY + 1)}
    kind, content = "application/x-www-form-urlencoded", urlencode(fields).encode()
    if is_multipart:
        part = '--b\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
        kind = "multipart/form-data; boundary=b"
        content = ("".join(part.format(*one) for one in fields.items()) + "--b--\r\n").encode()

    async def pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(content), 64 * 1024):
            yield content[start : start + 64 * 1024]

    body = pieces() if is_chunked else io.BytesIO(content)
    try:
        async with bench.anna.http.post(bench.address + "say", data=body, headers={"Content-Type": kind}) as response:
            assert response.status == 413
            assert "console-too-large" in await response.text()
    except aiohttp.ClientConnectionError:
        # The answer came, and the line was closed, before all was sent; clients differ in whether they still read it.
        assert content
    assert not bench.desk.heard


async def test_a_file_beyond_the_limit_is_413_and_leaves_nothing(tmp_path: Path) -> None:
    async with console_bench(tmp_path, file_limit=1000) as bench:
        fields = (await bench.anna.open()).form("/say").fields | {"text": "doc S7 BL"}
        body = aiohttp.FormData(fields)
        body.add_field("file", b"x" * 1001, filename="big.pdf")
        async with bench.anna.http.post(bench.address + "say", data=body) as response:
            assert response.status == 413
        assert not bench.desk.heard
        assert not list((tmp_path / "uploads").iterdir())


async def test_no_file_is_taken_in_before_the_word_is_checked(bench: ConsoleBench, tmp_path: Path) -> None:
    await bench.anna.open()
    body = aiohttp.FormData({"csrf": "wrong", "text": "doc"})
    body.add_field("file", b"x", filename="a.pdf")
    async with bench.anna.http.post(bench.address + "say", data=body) as response:
        assert response.status == 403
    assert not (tmp_path / "uploads").exists()


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"csrf=%zz&&&=", "application/x-www-form-urlencoded", 400),
        (b"{}", "application/json", 415),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x", 400),
        (b"", "multipart/form-data", 400),
        (b"\xff\xfe", "application/x-www-form-urlencoded", 400),
        (b"&".join(b"a%d=1" % n for n in range(2_000)), "application/x-www-form-urlencoded", 400),
    ],
)
async def test_what_cannot_be_read_is_said_so(bench: ConsoleBench, content: bytes, kind: str, status: int) -> None:
    await bench.anna.open()
    async with bench.anna.http.post(bench.address + "say", data=content, headers={"Content-Type": kind}) as response:
        text = await response.text()
        assert response.status in (status, 403)
        assert "Traceback" not in text
    assert not bench.desk.heard


async def test_a_press_on_nothing_or_with_a_forged_ticket(bench: ConsoleBench) -> None:
    await bench.platform.deliver(bench.letter(sentence("due")), is_repeat=False)
    page = await bench.anna.open()
    fields = page.form("/press").fields
    bench.desk.replies("This button is unknown.")
    page = await bench.anna.post("/press", fields | {"ticket": "forged.1"})
    assert bench.desk.last.asked == Pressed("forged.1")
    assert "This button is unknown." in page.said
    for wrong in ({"message": "777"}, {"message": "x"}, {"message": "9" * 30}, {"ticket": ""}, {"ticket": "x" * 2_000}):
        await bench.anna.post("/press", fields | {"ticket": "t.1"} | wrong)
        assert bench.anna.status == 404
    for rid in ("", "short", "x" * 65, "../../../../../etc"):
        await bench.anna.post("/press", fields | {"ticket": "t.1", "rid": rid})
        assert bench.anna.status == 400
    assert len(bench.desk.heard) == 1


async def test_without_a_session_nothing_is_shown_or_done(tmp_path: Path) -> None:
    async with console_bench(tmp_path, is_demo=False) as bench, browser(bench.address) as nobody:
        for path in ("/", "/events", "/complete?text=l", "/file/1/0"):
            page = await nobody.open(path)
            assert nobody.status == 403
            assert "console-sign-in" in page.text
        for path in POSTS:
            await nobody.post(path, {"text": "today", "csrf": "", "person": str(ANNA)})
            assert nobody.status in (403, 404)
        assert not bench.desk.heard


async def nobody_is_in(one: Browser) -> bool:
    async with one.http.get(one.address) as response:
        return response.status == 403


async def test_links_are_not_tried_without_end(tmp_path: Path) -> None:
    async with console_bench(tmp_path, is_demo=False) as bench, browser(bench.address) as nobody:
        form = (await nobody.open("/enter/none")).form("/enter/none").fields
        answered = []
        for number in range(22):
            await nobody.post(f"/enter/{number}", form)
            answered.append(nobody.status)
        assert answered == [403] * 20 + [429] * 2


async def test_a_link_is_not_used_by_another_sites_page(tmp_path: Path) -> None:
    async with console_bench(tmp_path, is_demo=False) as bench, browser(bench.address) as one:
        bench.sessions.codes["a-code"] = ANNA
        form = (await one.open("/enter/a-code")).form("/enter/a-code").fields
        async with one.http.post(
            bench.address + "enter/a-code", data=form, headers={"Origin": "https://evil.example"}
        ) as response:
            assert response.status == 403
        await one.post("/enter/a-code", form | {"csrf": "wrong"})
        assert one.status == 403
        assert bench.sessions.codes == {"a-code": ANNA}


async def test_a_one_time_link_lets_in_once(tmp_path: Path) -> None:
    async with console_bench(tmp_path, is_demo=False) as bench:
        code = secrets.token_urlsafe(16)
        bench.sessions.codes[code] = ANNA
        async with browser(bench.address) as first, browser(bench.address) as second:
            for _ in range(3):
                # Looked at, by whatever previews links, it is not used up.
                page = await first.open(f"/enter/{code}?to=/customer/1")
                assert first.status == 200
                assert await nobody_is_in(first)
            await first.post(f"/enter/{code}", page.form(f"/enter/{code}").fields | {"to": "//evil.example"})
            assert first.status == 200, "on to the desk, and nowhere else"
            page = await first.open()
            assert "Anna Zhang" in page.text
            assert not [one for one in page.forms if one.action == "/as"]
            page = await second.open(f"/enter/{code}")
            page = await second.post(f"/enter/{code}", page.form(f"/enter/{code}").fields)
            assert second.status == 403
            assert "console-link-spent" in page.text
            await first.post("/as", (await first.open()).form("/out").fields | {"person": "2"})
            assert first.status == 404
            await first.post("/out", (await first.open()).form("/out").fields)
            assert first.status == 403, "signed out"


async def test_one_may_speak_as_another_in_the_demo_only(bench: ConsoleBench) -> None:
    page = await bench.anna.become(2)
    assert "Boris Wang" in page.text
    await bench.anna.say("today")
    assert bench.desk.last.speaker.account == "2"
    for wrong in ("99", "x", ""):
        form = (await bench.anna.open()).form("/as")
        await bench.anna.post("/as", form.fields | {"person": wrong})
        assert bench.anna.status == 404


async def test_who_types_before_choosing_speaks_as_a_seller(bench: ConsoleBench) -> None:
    async with browser(bench.address) as fresh:
        form = (await fresh.open()).form("/as")
        page = await fresh.post("/as", form.fields | {"text": "today"})
        await fresh.post("/as", form.fields | {"text": "today"})
    assert "Anna" in page.text
    assert [request.asked for request in bench.desk.heard] == [Said("today")] * 2
    assert len({request.id for request in bench.desk.heard}) == 1
    assert bench.desk.last.speaker.account == "1"


async def test_a_fault_of_ours_is_a_code_and_no_traceback(
    bench: ConsoleBench, caplog: pytest.LogCaptureFixture
) -> None:
    bench.store.fault = RuntimeError("secret words of a customer")
    fields = (await bench.anna.open()).form("/say").fields | {"text": "private words"}
    with caplog.at_level(logging.ERROR):
        page = await bench.anna.post("/say", fields)
    assert bench.anna.status == 500
    assert "console-failed" in page.text
    assert "Traceback" not in page.text
    assert "secret" not in page.text
    assert "private words" not in caplog.text
    bench.store.fault = None
    page = await bench.anna.again()
    assert bench.anna.status == 200
    assert len(bench.desk.served) == 1, "the same line sent again is the same request"
    assert "private words" in page.said


async def test_scripts_get_one_sentence_too(bench: ConsoleBench) -> None:
    bench.desk.is_down = True
    fields = (await bench.anna.open()).form("/say").fields | {"text": "today"}
    assert await bench.anna.json("/say", fields) == {"error": "console-not-served"}
    assert bench.anna.status == 503
    assert (await bench.anna.json("/say", fields | {"csrf": "x"}))["error"] == "console-stale"
    bench.desk.is_down = False
    bench.desk.replies("Logged.")
    answer = await bench.anna.json("/say", fields)
    assert "Logged." in answer["messages"][-1]["html"]
    assert answer["rid"] != fields["rid"]

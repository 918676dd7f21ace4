"""The boards without script: they say what is there, to those who may see it, and act by the same door as chat."""

import re

import pytest

from bot.dialogue.texts import Texts
from bot.domain.people import Language, PlatformName
from bot.domain.phrases import Phrase
from bot.ports.requests import Place, Request, Said, Speaker
from tests.platforms.console.bench import browser
from tests.platforms.console.boards.demo import DemoDesk, status_of

pytestmark = pytest.mark.asyncio(loop_scope="module")

PAGES = (
    "/today",
    "/customers",
    "/customer/1",
    "/shipments",
    "/approvals",
    "/trail",
    "/export",
    "/thing/shipment/2",
    "/phones",
)
SECRETS = ("Al Noor", "蓝天", "Łódź", "PI20240602-B", "S2", "S4")
"""What is Boris's alone; Anna, who sells too, sees nothing of it."""


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["en", "zh-CN", "zh-TW"])
async def test_every_page_is_whole_light_and_in_the_readers_language(desk: DemoDesk, path: str, language: str) -> None:
    async with desk.sits("Marta", language) as marta:
        page = await marta.open(path)
        assert marta.status == 200
        size = int(marta.headers.get("Content-Length", "0"))
        assert 0 < size < 60_000, "with its style and script, a first page stays under 100 kB"
        assert not re.search(r"\b(boards|field|button|stage|temperature)-[a-z-]+\b", page.text), (
            "a key was said, not its words"
        )
        tags = [tag for tag, _ in page.tags]
        assert tags.count("h1") == 1
        assert {"nav", "main"} <= set(tags)
        assert ("html", {"lang": language}) in page.tags
        for tag, given in page.tags:
            assert not [name for name in given if name.startswith("on") or name == "style"], tag
        labelled = [given for tag, given in page.tags if tag in ("select", "textarea")]
        assert labelled


async def test_the_first_page_with_all_it_needs_is_under_100_kb(desk: DemoDesk) -> None:
    async with desk.sits("Anna") as anna:
        total = 0
        for path in ("/customers", "/static/desk.css", "/static/boards.css", "/static/boards.js", "/static/mark.svg"):
            async with anna.http.get(desk.address.rstrip("/") + path) as response:
                assert response.status == 200
                total += len(await response.read())
        assert 10_000 < total < 100_000


async def test_sales_see_their_own_only(desk: DemoDesk) -> None:
    async with desk.sits("Anna") as anna, desk.sits("Marta") as marta:
        seen_by_manager = ""
        for path in (
            "/today",
            "/customers",
            "/shipments",
            "/approvals",
            "/trail",
            "/trail?about=C6",
            "/customers?q=noor",
        ):
            mine, all_of_it = await desk.live(anna, path), await desk.live(marta, path)
            text = re.sub(r"<[^>]+>", " ", mine)
            assert not [word for word in SECRETS if re.search(rf"(?<![A-Za-z0-9]){re.escape(word)}", text)], path
            seen_by_manager += all_of_it
        assert not [word for word in SECRETS if word not in seen_by_manager], "the manager sees what Anna does not"
        for path in ("/customer/6", "/customer/5", "/thing/shipment/2", "/thing/approval/2", "/thing/order/2"):
            assert await status_of(marta, path) == 200
            assert await status_of(anna, path) == 404, path
        for path in ("/customer/999", "/customer/x", "/thing/person/1", "/thing/nothing/1", "/thing/route/1"):
            assert await status_of(marta, path) == 404


async def test_a_sales_person_cannot_look_at_anothers_day(desk: DemoDesk) -> None:
    boris = desk.people["Boris"].id
    async with desk.sits("Anna") as anna, desk.sits("Marta") as marta:
        assert "Boris" not in await desk.live(anna, f"/today?person={boris}")
        assert "Boris" in await desk.live(marta, f"/today?person={boris}")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ABC", "ABC GmbH"),
        ("abc gmhb", "ABC GmbH"),
        ("lantian", "蓝天贸易有限公司"),
        ("ltmy", "蓝天贸易有限公司"),
        ("蓝天", "蓝天贸易有限公司"),
        ("łodź lihgt", "Łódź Light"),
        ("C3", "XYZ Trading Co."),
        ("Joe Miller", "XYZ Trading Co."),
    ],
)
async def test_customers_are_found_as_one_types(desk: DemoDesk, typed: str, found: str) -> None:
    async with desk.sits("Marta") as marta:
        assert found in await desk.live(marta, f"/customers?q={typed}")


@pytest.mark.parametrize(
    ("asked", "there", "gone"),
    [
        ("temperature=cold", "Łódź", "ABC GmbH"),
        ("temperature=sample_sent", "蓝天", "ABC GmbH"),
        ("spoken=never", "ABC International", "ABC GmbH"),
        ("spoken=over-week", "Al Noor", "ABC GmbH"),
        ("spoken=within-week", "ABC GmbH", "Al Noor"),
        ("stage=quote", "ABC GmbH", "XYZ"),
        ("tier=C", "ABC GmbH", "nobody of this name"),
        ("q=ABC&temperature=hot", "ABC GmbH", "ABC International"),
        ("after=4", "蓝天", "ABC GmbH"),
        ("tier=nonsense&owner=x&after=-1&spoken=whenever", "ABC GmbH", "nobody of this name"),
    ],
)
async def test_filters_filter(desk: DemoDesk, asked: str, there: str, gone: str) -> None:
    async with desk.sits("Marta") as marta:
        shown = await desk.live(marta, f"/customers?{asked}")
        assert there in shown
        assert gone not in shown


async def test_words_typed_become_verbs_names_and_codes(desk: DemoDesk) -> None:
    async with desk.sits("Anna") as anna, desk.sits("Marta") as marta:
        assert await desk.choices(anna, "cus") == ["customer "]
        assert await desk.choices(anna, "客") == ["客户 "]
        assert 'log "ABC GmbH" ' in await desk.choices(anna, "log abc")
        assert (await desk.choices(anna, "/log C3"))[0] == "/log C3 "
        assert await desk.choices(anna, "记录 lantian") == [], "not Anna's"
        assert "记录 蓝天贸易有限公司 " in await desk.choices(marta, "记录 lantian")
        assert await desk.choices(anna, "team @bo") == ["team @Boris "]
        for nothing in ("", " ", "log ", "nonsense abc", "log " + "x" * 300):
            assert await desk.choices(anna, nothing) == []


async def test_a_button_on_a_board_acts_and_is_answered_in_ones_conversation(desk: DemoDesk) -> None:
    async with desk.sits("Marta") as marta, desk.sits("Boris") as boris:
        page = await marta.open("/approvals")
        form = next(one for one in page.forms if one.action == "/press" and one.buttons)
        approve = next(button for button in form.buttons if button["label"] == "Approve")
        pressed = form.fields | {"ticket": approve["value"]}
        await boris.open()
        theirs = pressed | {"csrf": (await boris.open()).form("/say").fields["csrf"]}
        await boris.post("/press", theirs)
        assert "Waiting for Marta" in await desk.live(marta, "/thing/approval/2"), "another's button does nothing"
        answered = await marta.post("/press", pressed)
        assert marta.status == 200
        assert "A2" in answered.said
        again = await marta.post("/press", pressed)
        # Whole words: a receipt's digits may hold the same two signs.
        told = [len(re.findall(r"\bA2\b", page.said)) for page in (answered, again)]
        assert told[0] == told[1] > 0, "pressed twice, done once"
        decided = await desk.live(marta, "/approvals")
        assert "Nothing waits for you." in decided
        assert "Waiting for Marta" not in await desk.live(marta, "/thing/approval/2")


async def test_the_trail_has_filters_and_pages(desk: DemoDesk) -> None:
    async with desk.sits("Marta") as marta:
        first = await marta.open("/trail")
        more = next(link for link in first.links if link.startswith("/trail?before="))
        seqs = [int(word[1:]) for word in first.words if re.fullmatch(r"#\d+", word)]
        later = [int(w[1:]) for w in (await marta.open(more)).words if re.fullmatch(r"#\d+", w)]
        assert len(seqs) == 30
        assert later and max(later) < min(seqs)
        boris = await marta.open(f"/trail?who={desk.people['Boris'].id}&kind=contact&since=year")
        assert "样品已收到" in boris.text
        assert "Met at the Canton Fair" not in boris.text
        about = await marta.open("/trail?about=ABC GmbH")
        assert "Met at the Canton Fair" in about.text
        unknown = await marta.open("/trail?about=C999")
        assert "Nothing is called so" in unknown.text


@pytest.mark.parametrize("path", [*PAGES[:-1], "/complete?text=l"])
async def test_nobody_sees_anything_signed_out_or_under_another_name(desk: DemoDesk, path: str) -> None:
    async with browser(desk.address) as nobody:
        assert await status_of(nobody, path) == 403
    async with desk.sits("Marta") as marta:
        assert await status_of(marta, path, Host="evil.example") == 421
        page = await marta.open("/customers")
        fields = {"csrf": page.form("/as").fields["csrf"]}
        async with marta.http.post(desk.address + "out", data=fields, allow_redirects=False) as response:
            assert response.status == 303
        assert await status_of(marta, path) == 403, "a session that was left has ended"
    async with browser(desk.address, "forged") as forger:
        assert await status_of(forger, path) == 403


@pytest.mark.parametrize("language", [Language.EN, Language.ZH_CN])
async def test_every_line_that_is_offered_works_as_it_stands(desk: DemoDesk, language: Language) -> None:
    lines = Texts.load().say(Phrase("console-examples"), language, "Asia/Shanghai").splitlines()
    assert len(lines) > 10
    anna = desk.people["Anna"].id
    for number, line in enumerate(lines):
        asked = Said(line.replace("20240620", f"2024062{number}{language.value}"), is_command=True)
        place = Place(PlatformName.CONSOLE, f"dm:{anna}")
        who = Speaker(PlatformName.CONSOLE, str(anna), "Anna")
        answer = await desk.app.desk.hear(Request(f"offered:{language.value}:{number}", who, asked, place))
        assert answer.reply is not None and answer.form is None and not answer.is_refusal, line


async def test_the_day_says_each_thing_once(desk: DemoDesk) -> None:
    async with desk.sits("Marta") as marta, desk.sits("Lin") as lin:
        page = re.sub(r"<[^>]+>", " ", await desk.live(marta, "/today"))
        assert "S4 · PI20240611-C" in page
        assert page.count("PI20240611-C") == 1
        assert "The team today" in page
        assert "Boris" in page
        assert "1 overdue" in page
        assert "The team today" not in await desk.live(lin, "/today")
        assert "Expected on the way, next 7 days" in await desk.live(lin, "/today")


async def test_a_things_page_shows_what_became_of_it(desk: DemoDesk) -> None:
    async with desk.sits("Lin") as lin:
        page = await desk.live(lin, "/thing/shipment/2")
        assert "What happened" in page
        assert "waiting for a berth" in page
        assert "Open in the desk" not in page, "one is there already"


async def test_boards_keep_others_out_by_their_headers(desk: DemoDesk) -> None:
    async with desk.sits("Marta") as marta:
        await marta.open("/customers")
        assert "script-src 'self'" in marta.headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in marta.headers["Content-Security-Policy"]
        assert marta.headers["Cache-Control"] == "no-store"

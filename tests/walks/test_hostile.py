"""Words meant to act, in every field that takes words: kept as they are, and dead wherever they are shown."""

import json
import re
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import aiohttp
import pytest
from icalendar import Calendar
from yarl import URL

from bot.domain.people import PlatformName
from tests.platforms.slack.bench import acting_in as acting_in_slack
from tests.platforms.telegram.bench import acting_in as acting_in_telegram
from tests.shipping.test_documents import pdf
from tests.walks.on_console import ConsoleMouth
from tests.walks.on_slack import SlackMouth
from tests.walks.on_telegram import TelegramMouth
from tests.walks.on_terminal import TerminalMouth
from tests.walks.stage import CAST, Stage, stage
from tests.walks.test_ways_in import kept

pytestmark = pytest.mark.timeout(240)
SLACK, TELEGRAM, CONSOLE = PlatformName.SLACK, PlatformName.TELEGRAM, PlatformName.CONSOLE

EVIL = (
    "<!channel> <@U1> <b>x</b> <script>alert(1)</script> *y* _z_ [a](http://evil.example) \u202egpj\x1b[31m &lt; =1+1"
)
STEERING = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
FIELDS = {
    "short": "customer C1 short:{}",
    "address": "customer C1 address:{}",
    "city": "customer C1 city:{}",
    "alias": "customer C1 alias:{}",
    "talk": "customer C1 talk:{}",
    "taboos": "customer C1 taboos:{}",
    "needs": "customer C1 needs:{}",
    "source": "customer C1 source:{}",
    "position": 'customer C1 contact:"Plain Person" position:{}',
    "contact": "customer C1 contact:{} phone:+4912345",
    "note": "log C1 email {}",
    "next": "follow C1 > 2026-11-27 10:00 {}",
    "cancelled": "follow F1 cancel reason:{}",
    "what": "follow C1 > 2026-11-26 15:00 {}",
    "product": 'order new "P1 EVIL" C1 USD 4280 FOB Shenzhen product:{}',
    "payment": "order O1 payment:{}",
    "reason": "approve discount C1 8% {}",
    "vessel": "ship new O1 vessel:{} pol:CNSZX pod:DEHAM etd:2026-12-01 eta:2026-12-31",
    "exception": "ship S1 exception {}",
    "told": "ship S1 notified {}",
}
"""By what each word is known again: a line in which `{}` stands for it, quoted. `O1` stands for the order's number."""


class Elements(HTMLParser):
    """What a page is made of."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))


def word(tag: str) -> str:
    return f"{tag} {EVIL}"


def kept_forms(text: str) -> tuple[str, str]:
    """A text as it stands in a column of its own, and among others."""
    return repr(text)[1:-1], repr(json.dumps(text, ensure_ascii=False)[1:-1])[1:-1]


async def told_everything(anna: TelegramMouth, lin: TelegramMouth, marta: SlackMouth, ada: ConsoleMouth) -> None:
    order = f'"{word("P1")}"'
    await anna.say(f'customer new "{word("name")}" country:DE')
    for tag, line in FIELDS.items():
        line = line.replace('"P1 EVIL"', order).replace("O1", order)
        await (lin if line.startswith("ship") else anna).say(line.format(f'"{word(tag)}"'))
    await ada.say(f'team @boris name:"{word("boris")}" team:"{word("desk")}"')
    await lin.user.send_document(pdf(), f"{word('file')}.pdf", "doc S1 BL", reply_to=None)


async def test_nothing_anybody_writes_acts_anywhere(tmp_path: Path) -> None:
    async with stage(tmp_path, SLACK, TELEGRAM) as firm:
        seats = dict.fromkeys(CAST, TELEGRAM) | {"marta": SLACK, "ada": CONSOLE}
        await firm.hire(seats, {})
        anna, lin = TelegramMouth(firm, 12, "Anna"), TelegramMouth(firm, 14, "Lin")
        marta, ada = SlackMouth(firm, CAST["marta"].slack, slashes=False), ConsoleMouth(firm, "ada")
        await told_everything(anna, lin, marta, ada)
        await firm.settle()
        await firm.app.porter.round()
        stored = kept(firm)
        # Other names are told apart by their commas and semicolons; a reason stands in the trail alone, under its key.
        tags = {*FIELDS, "name", "boris", "desk", "file"} - {"alias", "cancelled"}
        missing = [tag for tag in tags if not any(form in stored for form in kept_forms(word(tag)))]
        assert not missing, missing
        for line in (
            "customer C1",
            "trail C1",
            "today @anna",
            "ship S1",
            "approve A1",
            "team",
            "customer",
            "order list",
        ):
            await marta.say(line)
            await anna.say(line)
        await at_home(firm, marta)
        await firm.pass_time(timedelta(days=3))
        await check_slack(firm)
        check_telegram(firm)
        await check_pages(firm, ada)
        await check_terminal(firm)
        await check_calendar(firm, ada)
        assert not firm.errors.lines, firm.errors.lines[:3]


async def at_home(firm: Stage, marta: SlackMouth) -> None:
    await marta._at().open_home()
    await firm.settle()


async def check_slack(firm: Stage) -> None:
    user = CAST["marta"].slack
    shown = [m for m in firm.slack.messages(user) if m.get("user") == firm.slack.space.bot_user]
    shown += firm.slack.ephemerals(user)
    home = firm.slack.home(user)
    assert len(shown) > 8 and home is not None
    for message in [*shown, {"text": "", "blocks": home["blocks"]}]:
        assert not acting_in_slack(message)
        assert not STEERING.search(str(message.get("text")))
    assert any("needs <!channel>" in str(m.get("blocks")) or "&lt;!channel" in str(m.get("blocks")) for m in shown)


def check_telegram(firm: Stage) -> None:
    calls = [call.params for call in firm.telegram.calls("sendMessage")]
    assert len(calls) > 20 and not any("parse_mode" in call for call in calls)
    for chat in firm.telegram.cloud.chats.values():
        for message in chat.from_bot():
            assert not acting_in_telegram(message), message.text
            assert not STEERING.search(message.text), message.text


async def check_pages(firm: Stage, ada: ConsoleMouth) -> None:
    await ada.say("customer C1")
    paths = ("/", "/customers", "/customer/1", "/today", "/shipments", "/approvals", "/trail", "/thing/shipment/1")
    jar = aiohttp.CookieJar(unsafe=True)
    jar.update_cookies(ada._cookies, URL(firm.address))
    seen = 0
    async with aiohttp.ClientSession(cookie_jar=jar) as http:
        for path in paths:
            async with http.get(f"{firm.address}{path}") as answer:
                assert answer.status == 200, path
                page = await answer.text()
            seen += "alert(1)" in page
            assert not STEERING.search(page), path
            for tag, attributes in Elements(page).tags:
                assert not any(name.startswith("on") for name in attributes), (path, tag)
                assert "evil.example" not in attributes.get("href", ""), path
            assert "<script>alert" not in page and "<b>x" not in page, path
    assert seen >= 5, "the words are hardly shown: this test would prove little"


async def check_terminal(firm: Stage) -> None:
    mouth = TerminalMouth(firm, "ada", ConsoleMouth(firm, "ada"))
    try:
        for line in ("customer C1", "trail C1", "ship S1", "team"):
            await mouth.say(line)
            assert not STEERING.search(mouth.told[-1].text), line
    finally:
        await mouth.end()


async def check_calendar(firm: Stage, ada: ConsoleMouth) -> None:
    await ada.say(f"follow C1 > 2026-12-24 10:00 {word('dated')}\\nBEGIN:VALARM")
    await ada.say("settings calendar:on")
    found = re.search(r"http://\S+/calendar/\S+\.ics", (await ada.seen())[-1].text)
    assert found is not None
    async with aiohttp.ClientSession() as http, http.get(found[0]) as answer:
        calendar = Calendar.from_ical(await answer.read())
    assert calendar.walk("VEVENT") and not calendar.walk("VALARM")


async def test_forty_thousand_signs_in_any_field_are_kept_whole_or_refused_in_words(tmp_path: Path) -> None:
    async with stage(tmp_path, SLACK) as firm:
        await firm.hire(SLACK, {})
        anna = SlackMouth(firm, CAST["anna"].slack, slashes=False)
        lin = SlackMouth(firm, CAST["lin"].slack, slashes=False)
        for line in ('customer new "ABC GmbH" country:DE', "follow C1 > 2026-11-26 15:00 call", "order new PI-1 C1"):
            await anna.say(line)
        await lin.say("ship new PI-1 pol:CNSZX pod:DEHAM etd:2026-12-01 eta:2026-12-31")
        long = f"begin {'wort ' * 7_950}end"
        lines = {
            "name": "customer new {} country:DE",
            **FIELDS,
            "person": "customer C1 owner:{}",
            "find": "customer find {}",
        }
        for tag, line in lines.items():
            mouth = lin if line.startswith("ship") else anna
            before = set(await mouth.seen())
            await mouth.say(line.replace("O1", "PI-1").replace("P1 EVIL", "PI-2").format(f'"{long}"'))
            fresh = [one for one in await mouth.seen() if one not in before]
            assert fresh, f"{tag}: met with silence"
            assert not any("went wrong" in one.text for one in fresh), (tag, fresh[-1].text[:300])
        assert not firm.errors.lines, firm.errors.lines[:2]
        contacts = firm.app.store.read(lambda ledger: ledger.contacts.latest(1, 9)).result(10)
        assert [one.note for one in contacts] in ([], [long]), "whole, or not at all"
        assert firm.app.store.read(lambda ledger: ledger.trail.verify()).result(20).is_intact

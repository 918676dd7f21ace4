"""A console page on loopback, with browsers that have no script, and a scripted desk behind."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import aiohttp
from aiohttp import web

from bot.dialogue.replies import Reply
from bot.domain.people import Language, PlatformName
from bot.platforms.console.board import direct_chat
from bot.platforms.console.people import Visitor
from bot.platforms.console.platform import ConsolePlatform, ConsoleSettings
from bot.ports.ledger import Letter
from bot.ports.outside import Says
from bot.ports.requests import Place
from tests.platforms.console.memory import ANNA, GONE, MemoryRoster, MemorySessions, MemoryStore
from tests.platforms.standins import PlainWords, ScriptedDesk, Shelf, SystemClock

ROOM = "room:sales"
VOID = frozenset({"area", "br", "hr", "img", "input", "link", "meta"})
OUR_TAGS = frozenset(
    "a aside body br button dd details dialog div dl dt figcaption figure form h1 h2 h3 h4 head header html img input "
    "label li link main meta nav ol option p path script section select small span summary svg textarea time title "
    "ul".split()
)


@dataclass(slots=True)
class HtmlForm:
    """A form as a browser without script knows it."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[dict[str, str]] = field(default_factory=list)


class Page(HTMLParser):
    """A page read as a browser without script would: its forms, and the words that stand in it."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[HtmlForm] = []
        self.words: list[str] = []
        self.message_words: list[str] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.links: list[str] = []
        self._open: list[tuple[str, dict[str, str]]] = []
        self._area: tuple[str, list[str]] | None = None
        self._select = ""
        self.feed(html)
        self.close()
        assert not self._open, f"left open: {self._open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.append((tag, given))
        if tag not in VOID:
            self._open.append((tag, given))
        if tag == "form":
            self.forms.append(HtmlForm(given.get("action", "")))
        elif tag == "a":
            self.links.append(given.get("href", ""))
        elif self._in("form"):
            self._control(tag, given)

    def _control(self, tag: str, given: dict[str, str]) -> None:
        form = self.forms[-1]
        match tag:
            case "input" if given.get("type") != "file":
                form.fields[given["name"]] = given.get("value", "")
            case "textarea":
                self._area = (given["name"], [])
            case "select":
                self._select = given["name"]
                form.fields[self._select] = ""
            case "option" if "selected" in given:
                form.fields[self._select] = given["value"]
            case "button":
                form.buttons.append(given | {"label": ""})

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        opened, _ = self._open.pop()
        assert opened == tag, f"{opened} closed by {tag}"
        if tag == "textarea" and self._area is not None:
            name, parts = self._area
            self.forms[-1].fields[name] = "".join(parts).removeprefix("\n")
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area[1].append(data)
        if self._in("button") and self._in("form") and self.forms[-1].buttons:
            self.forms[-1].buttons[-1]["label"] += data.strip()
        if data.strip() and not self._in("script"):
            self.words.append(data)
            if self._in("ol"):
                self.message_words.append(data)

    def _in(self, tag: str) -> bool:
        return any(opened == tag for opened, _ in self._open)

    @property
    def text(self) -> str:
        return "\n".join(self.words)

    @property
    def said(self) -> str:
        return "\n".join(self.message_words)

    def form(self, action: str) -> HtmlForm:
        found = [one for one in self.forms if one.action == action]
        assert found, f"no form goes to {action}"
        return found[-1]

    def tickets(self) -> list[str]:
        return [b["value"] for form in self.forms for b in form.buttons if b.get("name") == "ticket"]

    def acting(self) -> list[str]:
        """What would act and is not ours."""
        faults = [f"<{tag}>" for tag, _ in self.tags if tag not in OUR_TAGS]
        for tag, given in self.tags:
            faults += [f"{tag} {name}" for name in given if name.startswith("on") or name == "style"]
            address = given.get("href") or given.get("src") or given.get("action") or "/"
            if not address.startswith("/") and address != "#line":
                faults.append(f"{tag} {address}")
        scripts = [given.get("src", "") for tag, given in self.tags if tag == "script"]
        return faults + [src for src in scripts if not src.startswith("/static/desk.js")]


@dataclass(slots=True)
class Browser:
    """One person's browser without script. It follows answers by itself, as browsers do."""

    http: aiohttp.ClientSession
    address: str
    last: tuple[str, dict[str, str]] = ("", {})
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)

    async def open(self, path: str = "/") -> Page:
        async with self.http.get(urljoin(self.address, path)) as response:
            return await self._read(response)

    async def post(self, path: str, values: dict[str, str]) -> Page:
        self.last = (path, dict(values))
        async with self.http.post(urljoin(self.address, path), data=values) as response:
            return await self._read(response)

    async def again(self) -> Page:
        return await self.post(*self.last)

    async def json(self, path: str, values: dict[str, str]) -> Any:
        async with self.http.post(
            urljoin(self.address, path), data=values, headers={"Accept": "application/json"}
        ) as response:
            self.status = response.status
            return await response.json()

    async def become(self, person_id: int) -> Page:
        form = (await self.open()).form("/as")
        return await self.post("/as", form.fields | {"person": str(person_id)})

    async def say(self, text: str, chat: str = "") -> Page:
        page = await self.open(f"/?chat={chat}" if chat else "/")
        return await self.post("/say", page.form("/say").fields | {"text": text.replace("\n", "\r\n")})

    async def press(self, label: str, chat: str = "") -> Page:
        page = await self.open(f"/?chat={chat}" if chat else "/")
        for form in reversed(page.forms):
            for button in form.buttons:
                if button["label"] == label:
                    return await self.post(form.action, form.fields | {button["name"]: button["value"]})
        raise AssertionError(f"no button {label}")

    async def _read(self, response: aiohttp.ClientResponse) -> Page:
        self.status, self.headers = response.status, dict(response.headers)
        html = await response.text()
        assert response.content_type == "text/html", html
        return Page(html)


@dataclass
class ConsoleBench:
    """See `tests.platforms.contract.Bench`."""

    platform: ConsolePlatform
    desk: ScriptedDesk
    store: MemoryStore
    sessions: MemorySessions
    roster: MemoryRoster
    shelf: Shelf
    address: str
    anna: Browser

    def letter(self, reply: Reply, key: str = "k1") -> Letter:
        place = Place(PlatformName.CONSOLE, direct_chat(ANNA))
        return Letter(key, place, reply, Language.EN, "Asia/Shanghai", person_id=ANNA)

    def to_room(self, reply: Reply, key: str = "k1", **more: Any) -> Letter:
        place = Place(PlatformName.CONSOLE, ROOM, is_shared=True)
        return Letter(key, place, reply, Language.EN, "Asia/Shanghai", **more)

    def _page(self) -> Page:
        """What stands in Anna's conversation, drawn just now as the page draws it."""
        return Page(self._drawn())

    def _drawn(self) -> str:
        site = self.platform._site  # the page is asked for in the same breath, where nothing can be awaited
        visitor = site_visitor()
        pages = site._d.pages
        seen = [one for one in self.store.messages.values() if one.is_seen_by(ANNA, [direct_chat(ANNA)])]
        html = "".join(pages.message(pages.shown(one, visitor, {ANNA: "Anna"}), visitor) for one in seen)
        return f"<ol>{html}</ol>"

    def seen(self) -> str:
        return self._page().said

    def tickets(self) -> list[str]:
        return self._page().tickets()

    def acting(self) -> list[str]:
        return self._page().acting()

    async def say(self, text: str) -> None:
        await self.anna.say(text)

    async def say_as_stranger(self, text: str) -> None:
        self.sessions.open["session-of-somebody-gone"] = GONE
        async with browser(self.address, "session-of-somebody-gone") as gone:
            await gone.say(text)

    async def again(self) -> None:
        await self.anna.again()

    async def echo(self) -> None:
        await self.anna.open()

    async def press(self, label: str) -> None:
        await self.anna.press(label)


def site_visitor() -> Visitor:
    """Anna as the page knows her."""
    return Visitor(ANNA, None, Language.EN, "Asia/Shanghai", "en", "csrf-of-anna")


@asynccontextmanager
async def browser(address: str, session: str = "", language: str = "en") -> AsyncIterator[Browser]:
    """A fresh browser, perhaps with a session."""
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar, headers={"Accept-Language": language}) as http:
        if session:
            jar.update_cookies({"desk_session": session})
        yield Browser(http, address)


@asynccontextmanager
async def console_bench(
    folder: Path, *, is_demo: bool = True, says: Says | None = None, **more: Any
) -> AsyncIterator[ConsoleBench]:
    """Everything up: the page on loopback, and Anna's browser, signed in."""
    desk, store, sessions, roster, shelf = ScriptedDesk(), MemoryStore(), MemorySessions(), MemoryRoster(), Shelf()
    notes = more.pop("notes", None)
    settings = ConsoleSettings(
        uploads=folder / "uploads",
        rooms=("sales", "单证组"),
        language=Language.EN,
        is_demo=is_demo,
        is_cancel=lambda text: text in ("cancel", "取消"),
        **more,
    )
    platform = ConsolePlatform(
        desk, says or PlainWords(), SystemClock(), settings, store, sessions, roster, archive=shelf, notes=notes
    )
    runner = web.AppRunner(web.Application(), access_log=None, shutdown_timeout=0.2)
    runner.app.add_routes(platform.routes())
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    address = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    sessions.open["session-of-anna"] = ANNA
    await platform.start()
    try:
        async with browser(address, "session-of-anna") as anna:
            yield ConsoleBench(platform, desk, store, sessions, roster, shelf, address, anna)
    finally:
        await platform.stop()
        await runner.cleanup()

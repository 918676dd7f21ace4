"""Somebody at the console's page, in a browser without script."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

import aiohttp
from yarl import URL

from bot.storage.console import SqlSessions
from tests.walks.heard import Heard
from tests.walks.stage import CAST, Stage

VOID = frozenset({"area", "br", "hr", "img", "input", "link", "meta"})


@dataclass(slots=True)
class Posted:
    """A message of the page: its words, its buttons (label, ticket), and the forms in it as their fields."""

    number: str
    is_mine: bool
    words: list[str] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)
    forms: dict[str, dict[str, str]] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    choices: dict[str, dict[str, str]] = field(default_factory=dict)

    def heard(self, room: str) -> Heard:
        """As the player sees it."""
        labels = tuple(label for label, _ in self.buttons)
        return Heard(f"{room}/{self.number}", "\n".join(self.words), labels, self)


class MessagesOf(HTMLParser):
    """Reads the page's messages one by one, and the form that says a line."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.posted: list[Posted] = []
        self.say: dict[str, str] = {}
        self._open: list[tuple[str, dict[str, str]]] = []
        self._form = ""
        self._select = self._label = self._area = ""
        self._button: str | None = None
        self._text: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self._open.append((tag, given))
        if tag == "li" and given.get("id", "").startswith("m") and given.get("data-number"):
            self.posted.append(Posted(given["data-number"], "mine" in given["class"].split()))
        elif tag == "form":
            self._form = given["action"]
            if self._in_message():
                self.posted[-1].forms[self._form] = {}
        elif tag in ("input", "textarea", "select"):
            self._control(tag, given)
        elif tag == "option" and self._select:
            self._text = []
            if "selected" in given:
                self._fields()[self._select] = given["value"]
        elif tag == "button":
            self._button, self._text = given.get("value", ""), []
        elif tag == "label":
            self._label, self._text = given.get("for", ""), []

    def _control(self, tag: str, given: dict[str, str]) -> None:
        name = given.get("name", "")
        if given.get("type") == "file" or not name or not self._form:
            return
        self._fields()[name] = given.get("value", "")
        if self._in_message():
            for label, field_id in self.posted[-1].labels.items():
                if field_id == given.get("id"):
                    self.posted[-1].labels[label] = name
        self._select = name if tag == "select" else ""
        self._area = name if tag == "textarea" else ""

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        _, given = self._open.pop()
        text = "".join(self._text).strip()
        match tag:
            case "button" if self._in_message() and self._button is not None:
                if given.get("name") == "ticket":
                    self.posted[-1].buttons.append((text, self._button))
                self._button = None
            case "label" if self._in_message():
                self.posted[-1].labels[text.removesuffix("*").strip()] = self._label
            case "option" if self._select and self._in_message():
                self.posted[-1].choices.setdefault(self._select, {})[text] = given["value"]
            case "textarea" | "select":
                self._area = self._select = ""
            case "form":
                self._form = ""

    def handle_data(self, data: str) -> None:
        self._text.append(data)
        if self._area and self._in("textarea"):
            self._fields()[self._area] += data.removeprefix("\n")
        elif data.strip() and self._in_message() and not self._in("button") and not self._in_meta():
            self.posted[-1].words.append(data)

    def _fields(self) -> dict[str, str]:
        if self._in_message():
            return self.posted[-1].forms[self._form]
        return self.say if self._form == "/say" else {}

    def _in(self, tag: str) -> bool:
        return any(opened == tag for opened, _ in self._open)

    def _in_message(self) -> bool:
        return any(tag == "li" and "data-number" in given for tag, given in self._open)

    def _in_meta(self) -> bool:
        return any(tag == "p" and given.get("class") == "meta" for tag, given in self._open)


@dataclass(slots=True)
class ConsoleMouth:
    """See `tests.walks.heard.Mouth`."""

    stage: Stage
    name: str
    language: str = "en"
    last: tuple[str, dict[str, str]] = ("", {})
    rooms: set[str] = field(default_factory=set)
    _cookies: dict[str, str] = field(default_factory=dict)
    _read: dict[str, tuple[str, MessagesOf]] = field(default_factory=dict)
    """The page last seen of each room, and what was read in it: most looks find nothing new."""

    @property
    def person(self) -> int:
        """Their number."""
        return self.stage.people[self.name]

    async def page(self, room: str = "") -> MessagesOf:
        """What the browser shows of a conversation."""
        shown = await self._send("GET", f"/?chat=room%3A{room}" if room else "/")
        if shown != self._read.get(room, ("",))[0]:
            self._read[room] = (shown, MessagesOf(shown))
        return self._read[room][1]

    async def say(self, text: str, room: str = "", reply_to: Heard | None = None) -> None:
        assert reply_to is None, "the console has no replies"
        self.rooms |= {room} - {""}
        page = await self.page(room)
        await self.post("/say", page.say | {"text": text.replace("\n", "\r\n")})

    async def press(self, heard: Heard, label: str) -> None:
        posted: Posted = heard.raw
        tickets = [ticket for shown, ticket in posted.buttons if shown == heard.button(label)]
        assert tickets, f"no button {label!r} among {heard.buttons}"
        await self.post("/press", posted.forms["/press"] | {"ticket": tickets[-1]})

    async def fill(self, values: dict[str, str]) -> None:
        forms = [one for one in (await self.page()).posted if "/fill" in one.forms]
        assert forms, "no form is open"
        fields = dict(forms[-1].forms["/fill"])
        for label, text in values.items():
            assert label in forms[-1].labels, f"no field {label!r} among {list(forms[-1].labels)}"
            name = forms[-1].labels[label]
            fields[name] = forms[-1].choices.get(name, {}).get(text, text)
        await self.post("/fill", fields)

    async def post(self, path: str, fields: dict[str, str]) -> None:
        """Send a form, and remember it, so that it can be sent again."""
        self.last = (path, fields)
        await self._send("POST", path, fields)
        await self.stage.settle()

    async def again(self) -> None:
        await self.post(*self.last)

    def mention(self, name: str) -> str:
        return f"@{CAST[name].name.title()}"

    async def seen(self) -> list[Heard]:
        heard = []
        for room in ("", *sorted(self.rooms)):
            heard += [(p, room) for p in (await self.page(room)).posted if not p.is_mine]
        return [posted.heard(room) for posted, room in sorted(heard, key=lambda one: int(one[0].number))]

    async def _send(self, method: str, path: str, fields: dict[str, str] | None = None) -> str:
        if "desk_session" not in self._cookies:
            sessions = SqlSessions(self.stage.app.store)
            self._cookies["desk_session"] = await sessions.begin(self.person, self.stage.clock.now())
        jar = aiohttp.CookieJar(unsafe=True)
        jar.update_cookies(self._cookies, URL(self.stage.address))
        async with (
            aiohttp.ClientSession(cookie_jar=jar, headers={"Accept-Language": self.language}) as http,
            http.request(method, self.stage.address + path, data=fields) as response,
        ):
            text = await response.text()
            self._cookies.update({cookie.key: cookie.value for cookie in jar})
            if response.status == 403 and fields is None:
                del self._cookies["desk_session"]
                return await self._send(method, path, fields)
            assert response.status == 200, (response.status, path, text[:500])
            return text


async def seen_in_room(mouth: ConsoleMouth, room: str) -> list[Heard]:
    """What stands in a room, for somebody who looks at it."""
    return [posted.heard(room) for posted in (await mouth.page(room)).posted if not posted.is_mine]

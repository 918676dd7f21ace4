"""The pages themselves: templates, style and scripts, all our own, and every sentence in the visitor's language."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

import pylopdf_fonts_zh_cn
from msgspec import Struct

from bot.dialogue.replies import Reply
from bot.domain.people import Language, Person, Role
from bot.domain.phrases import Phrase, Value
from bot.platforms.console.board import direct_chat
from bot.platforms.console.draw import ShownBlock, ShownMessage, drawn, shown
from bot.platforms.console.people import Visitor
from bot.platforms.visible import visible
from bot.ports.console import ROOM, Message
from bot.ports.outside import Says

if TYPE_CHECKING:
    import jinja2
    from markupsafe import Markup

HERE: Final = Path(__file__).parent
KINDS: Final[Mapping[str, str]] = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
STATIC: Final = (HERE / "static", HERE / "boards" / "static")
FONT: Final = Path(str(resources.files(pylopdf_fonts_zh_cn))) / "NotoSansSC-Regular.otf"
"""Taken only by machines that have no Chinese letters of their own."""


class Asset(Struct, frozen=True):
    """A file of the page's own, small enough to be held."""

    content: bytes
    mime: str


class Chat(Struct, frozen=True):
    """A conversation as the list shows it."""

    chat: str
    name: str
    is_room: bool


class View(Struct, frozen=True):
    """What the page shows of the desk just now. `line`: what stands in the field; `problem`: why it was not sent."""

    chat: str
    messages: tuple[ShownMessage, ...]
    last_change: int
    earlier: int | None
    line: str = ""
    problem: str = ""
    people: Sequence[Person] = ()
    examples: Sequence[str] = ()
    rid: str = ""
    is_past: bool = False
    """Whether later messages than these stand in the conversation."""


class Pages:
    """Draws pages. Nothing of what people said is ever more than text in them."""

    def __init__(self, says: Says, rooms: Sequence[str], *, is_demo: bool, has_boards: bool = False) -> None:
        self._says, self._rooms, self._is_demo = says, tuple(rooms), is_demo
        self.assets = _assets()
        self.mark = new_id()
        """Stands for numbers not yet given, see `shared_message`; nobody knows it, so nobody's words hold it."""
        digest = hashlib.sha256(b"".join(self.assets[name].content for name in sorted(self.assets)))
        self._known = {"version": digest.hexdigest()[:10], "is_demo": is_demo, "has_boards": has_boards}

    @cached_property
    def _env(self) -> "jinja2.Environment":
        import jinja2  # noqa: PLC0415 - a desk that only speaks in Slack draws no page

        env = jinja2.Environment(
            loader=jinja2.FileSystemLoader([HERE / "templates", HERE / "boards" / "templates"]),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            finalize=_shown,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        env.globals.update(self._known, new_id=new_id)
        env.filters["typed"] = _Typed
        return env

    def chats(self, visitor: Visitor) -> tuple[str, ...]:
        """The conversations a visitor is in; somebody who left the desk has only their own."""
        own = direct_chat(visitor.person_id)
        return (own, *(ROOM + room for room in self._rooms)) if visitor.person is not None else (own,)

    def desk(self, visitor: Visitor, view: View) -> str:
        """The whole page."""
        chats = tuple(self._chat(chat, visitor) for chat in self.chats(visitor))
        here = next(one for one in chats if one.chat == view.chat)
        frame = {"visitor": visitor, "view": view, "chats": chats, "here": here}
        return self._page("desk.html", visitor.language, visitor.zone, **frame)

    def choose(self, people: Sequence[Person], language: Language, zone: str, csrf: str) -> str:
        """Where one chooses as whom to speak; who types at once speaks as a seller, if there is one."""
        usual = next((person for person in people if person.role is Role.SALES), None)
        return self._page("choose.html", language, zone, people=people, usual=usual, csrf=csrf)

    def notice(self, key: str, language: Language, zone: str, *, onward: bool, **values: Value) -> str:
        """A page of one sentence. `onward`: the browser goes on to the desk by itself."""
        text = self.say(key, language, zone, **values)
        return self._page("notice.html", language, zone, text=text, onward=onward)

    def enter(self, code: str, to: str, language: Language, zone: str, csrf: str) -> str:
        """The page of a one-time link, before it is used."""
        return self._page("enter.html", language, zone, code=code, to=to, csrf=csrf)

    def board(self, template: str, visitor: Visitor, now: datetime, **values: Any) -> str:
        """One of the desk's other pages; phrases in it are said in the visitor's language, moments in their zone."""
        zone = ZoneInfo(visitor.zone)

        def say(text: Phrase) -> str:
            return visible(self._says.say(text, visitor.language, visitor.zone))

        this_year = now.astimezone(zone).year

        def at(moment: datetime) -> str:
            local = moment.astimezone(zone)
            return f"{local:%m-%d %H:%M}" if local.year == this_year else f"{local:%Y-%m-%d}"

        def day(moment: datetime) -> str:
            local = moment.astimezone(zone)
            return f"{local:%m-%d}" if local.year == this_year else f"{local:%Y-%m-%d}"

        chats = tuple(self._chat(chat, visitor) for chat in self.chats(visitor))
        frame = {
            "visitor": visitor,
            "chats": chats,
            "here": None,
            "now": now,
            "say": say,
            "at": at,
            "day": day,
            "moment": lambda moment: _timed(moment, at(moment)),
            "date": lambda moment: _timed(moment, day(moment)),
            "csrf": visitor.csrf,
        }
        return self._page(template, visitor.language, visitor.zone, **frame, **values)

    def cards(self, replies: Sequence[Reply], visitor: Visitor) -> tuple[tuple[ShownBlock, ...], ...]:
        """Cards of the boards, ready to be drawn."""

        def say(text: Phrase) -> str:
            return visible(self._says.say(text, visitor.language, visitor.zone))

        return tuple(drawn(reply, say) for reply in replies)

    def message(self, message: ShownMessage, visitor: Visitor) -> str:
        """One message as a piece of the page."""
        return self._page("message.html", visitor.language, visitor.zone, m=message, csrf=visitor.csrf)

    def shared_message(self, message: ShownMessage, visitor: Visitor) -> str:
        """The same for every script that is shown it: it bears `mark` in place of the numbers of what will be done
        there, and not the browser's own word, which scripts send along by themselves."""
        frame = {"m": message, "csrf": "", "new_id": lambda: self.mark}
        return self._page("message.html", visitor.language, visitor.zone, **frame)

    def shown(self, message: Message, visitor: Visitor, names: Mapping[int, str]) -> ShownMessage:
        """A message as the visitor sees it."""
        # In the demo desk nobody has said a language; there it is the browser's.
        language = visitor.language if self._is_demo else None
        return shown(message, visitor.person_id, names, self._says, visitor.zone, language)

    def say(self, key: str, language: Language, zone: str, **values: Value) -> str:
        """A sentence of the page."""
        return visible(self._says.say(Phrase(key, values), language, zone))

    def _chat(self, chat: str, visitor: Visitor) -> Chat:
        if chat.startswith(ROOM):
            return Chat(chat, chat.removeprefix(ROOM), True)
        return Chat(chat, self.say("console-private", visitor.language, visitor.zone), False)

    def _page(self, template: str, language: Language, zone: str, **values: Any) -> str:
        known: dict[str, str] = {}

        def t(key: str, **gaps: Value) -> str:
            if gaps:
                return self.say(key, language, zone, **gaps)
            # A list says the same few words in each of its rows.
            if key not in known:
                known[key] = self.say(key, language, zone)
            return known[key]

        return self._env.get_template(template).render(t=t, language=language.value, **values)


def _timed(moment: datetime, shown: str) -> "Markup":
    """A moment as the page shows it, with the moment itself for whoever reads it by machine."""
    from markupsafe import Markup  # noqa: PLC0415 - comes with the first page that is drawn

    return Markup(f'<time datetime="{moment.isoformat(timespec="minutes")}">{shown}</time>')  # noqa: S704 - no words


def new_id() -> str:
    """A number for something done once at the page, so that it is served once however often it is sent."""
    return secrets.token_urlsafe(16)


def _assets() -> dict[str, Asset]:
    files = [file for folder in STATIC for file in sorted(folder.iterdir())]
    return {file.name: Asset(file.read_bytes(), KINDS[file.suffix]) for file in files if file.suffix in KINDS}


class _Typed(str):
    """What stands in a field of a form, and comes back with it: sign for sign as it was typed."""

    __slots__ = ()


def _shown(value: object) -> object:
    """Whatever a template shows is harmless to look at, wherever it came from; pieces of page stay as they are."""
    is_words = isinstance(value, str) and not isinstance(value, _Typed) and not hasattr(value, "__html__")
    return visible(value) if is_words else value  # type: ignore[arg-type]

"""What Telegram makes of a text: lengths in UTF-16, entities found and checked, HTML read, keyboards refused."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from tests.fakes.loopback import Json

TEXT_MOST, CAPTION_MOST, ENTITIES_MOST, BUTTONS_MOST, ROW_MOST, DATA_MOST = 4096, 1024, 100, 100, 8, 64
FOUND = {
    "bot_command": re.compile(r"(?<![\w/])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?"),
    "mention": re.compile(r"(?<!\w)@[A-Za-z][A-Za-z0-9_]{2,31}"),
    "hashtag": re.compile(r"(?<!\w)#\w+"),
    "url": re.compile(r"https?://[^\s]+"),
    "email": re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"),
}
TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "s": "strikethrough",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-spoiler": "spoiler",
    "a": "text_link",
}


class TelegramRefusal(Exception):
    """Telegram's `ok: false`: code, description without the code's name, and what else it tells."""

    def __init__(self, description: str, code: int = 400, **parameters: int) -> None:
        super().__init__(code, description)
        self.code = code
        names = {400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 409: "Conflict"}
        self.description = f"{names[code]}: {description}" if code in names else description
        self.parameters = parameters


def utf16(text: str) -> int:
    """The length Telegram counts: an emoji is two."""
    return len(text.encode("utf-16-le")) // 2


def found_entities(text: str) -> list[Json]:
    """The commands, mentions, tags and addresses Telegram marks in what a person types."""
    marks: list[Json] = []
    for kind, pattern in FOUND.items():
        for match in pattern.finditer(text):
            start, length = utf16(text[: match.start()]), utf16(match[0])
            marks.append({"type": kind, "offset": start, "length": length})
    return sorted(marks, key=lambda mark: (mark["offset"], -mark["length"]))


def piece(text: str, entity: Json) -> str:
    """The words an entity covers."""
    encoded = text.encode("utf-16-le")
    return encoded[entity["offset"] * 2 : (entity["offset"] + entity["length"]) * 2].decode("utf-16-le")


def checked_text(
    text: str, entities: list[Json], parse_mode: str, most: int, may_be_empty: bool
) -> tuple[str, list[Json]]:
    """The text as shown and its entities; refuses what is empty, too long or marked beyond its end."""
    if parse_mode:
        text, entities = parsed_html(text, parse_mode)
    shown = text.strip()
    if not shown and not may_be_empty:
        raise TelegramRefusal("message text is empty")
    if utf16(shown) > most:
        raise TelegramRefusal("message is too long" if most == TEXT_MOST else "message caption is too long")
    check_entities(text, entities)
    cut = utf16(text) - utf16(text.lstrip())
    moved = [entity | {"offset": max(entity["offset"] - cut, 0)} for entity in entities[:ENTITIES_MOST]]
    marks = {(mark["offset"], mark["length"], mark["type"]): mark for mark in [*found_entities(shown), *moved]}
    return shown, sorted(marks.values(), key=lambda mark: (mark["offset"], -mark["length"]))


def check_entities(text: str, entities: list[Json]) -> None:
    """Refuse entities that begin or end outside the text or inside one sign."""
    encoded, end = text.encode("utf-16-le"), utf16(text)
    for entity in entities:
        offset, length = entity["offset"], entity["length"]
        if offset < 0 or length < 0 or offset + length > end:
            raise TelegramRefusal(
                f"entity beginning at UTF-16 offset {offset} ends after the end of the text at UTF-16 offset {end}"
            )
        for place in (offset, offset + length):
            # A low surrogate at a border means that the border cuts a sign in two.
            if place < end and 0xDC <= encoded[place * 2 + 1] <= 0xDF:
                raise TelegramRefusal(f"entity beginning at UTF-16 offset {offset} ends in a middle of a UTF-16 symbol")


class _Html(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.entities = "", list[Json]()
        self._open: list[tuple[str, Json]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            raise TelegramRefusal(f'can\'t parse entities: Unsupported start tag "{tag}"')
        entity: Json = {"type": TAGS[tag], "offset": utf16(self.text), "length": 0}
        if tag == "a":
            entity["url"] = dict(attrs).get("href") or ""
        self._open.append((tag, entity))

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1][0] != tag:
            raise TelegramRefusal(f'can\'t parse entities: Unexpected end tag "{tag}"')
        _, entity = self._open.pop()
        entity["length"] = utf16(self.text) - entity["offset"]
        if entity["length"]:
            self.entities.append(entity)

    def handle_data(self, data: str) -> None:
        self.text += data

    def finish(self) -> None:
        self.close()
        if self._open:
            raise TelegramRefusal(
                f"can't parse entities: Can't find end tag corresponding to start tag \"{self._open[-1][0]}\""
            )


def parsed_html(text: str, parse_mode: str) -> tuple[str, list[Json]]:
    """The text and entities of Telegram's HTML; other parse modes are refused, though Telegram knows two more."""
    if parse_mode.lower() != "html":
        raise TelegramRefusal("unsupported parse_mode (this fake reads HTML only)")
    reader = _Html()
    reader.feed(text)
    reader.finish()
    return reader.text, reader.entities


def check_markup(markup: Json | None) -> None:
    """Refuse keyboards and forced replies Telegram would not show."""
    if markup is None:
        return
    rows = markup.get("inline_keyboard", [])
    for row in rows:
        for button in row:
            _check_button(button)
    if sum(len(row) for row in rows) > BUTTONS_MOST or any(len(row) > ROW_MOST for row in rows):
        raise TelegramRefusal("REPLY_MARKUP_TOO_LONG")
    if utf16(markup.get("input_field_placeholder") or "") > DATA_MOST:
        raise TelegramRefusal("PLACEHOLDER_TOO_LONG")


def _check_button(button: Json) -> None:
    if not button.get("text"):
        raise TelegramRefusal("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= DATA_MOST:
        raise TelegramRefusal("BUTTON_DATA_INVALID")
    if not {"callback_data", "url", "copy_text", "switch_inline_query", "web_app", "login_url"} & set(button):
        raise TelegramRefusal("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")


def buttons_in(markup: Json | None) -> Iterator[Json]:
    """The buttons of an inline keyboard, row by row."""
    for row in (markup or {}).get("inline_keyboard", []):
        yield from row

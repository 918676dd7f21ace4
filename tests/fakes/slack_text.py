"""What a person sees of a Slack message or form: its texts in order, and its buttons."""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.fakes.loopback import Json

UNSEEN = frozenset({"confirm", "options", "option_groups", "placeholder", "metadata", "state", "accessibility_label"})
TEXT_OBJECTS = frozenset({"plain_text", "mrkdwn"})
TOKEN = re.compile(r"<([^<>|]+)(?:\|([^<>]*))?>")


@dataclass(frozen=True, slots=True)
class Pressable:
    """A button, or an entry of an overflow menu, and the block it stands in."""

    label: str
    block_id: str
    element: Json
    option: Json | None = None


def shown(text: str) -> str:
    """Slack's markup as it reads: links and dates by their label, `&lt;` as `<`; mentions stay `<@U1>`."""

    def one(match: re.Match[str]) -> str:
        target, label = match[1], match[2]
        if target.startswith(("@", "#")):
            return f"<{target}>"
        return label if label is not None else target

    return html.unescape(TOKEN.sub(one, text))


def text_of(message: Mapping[str, Any]) -> str:
    """All that can be read in a message, an acknowledgement or a view, a text per line, in order.

    Blocks take the place of `text`, as on the screen; menus that are not opened are left out.
    """
    parts = [shown(part) for part in _texts({"title": message.get("title")})]
    if message.get("blocks"):
        parts += _seen(message["blocks"])
    elif message.get("text"):
        parts.append(shown(message["text"]))
    parts += _seen(message.get("attachments") or [])
    parts += [file["name"] for file in message.get("files", [])]
    return "\n".join(parts)


def _seen(blocks: list[Json]) -> list[str]:
    return [shown(text) for block in blocks for text in _texts(block)]


def _texts(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for child in node:
            yield from _texts(child)
    elif isinstance(node, dict):
        if node.get("type") == "rich_text_section":
            yield _literal("".join(_rich(element) for element in node["elements"]))
            return
        if node.get("type") == "plain_text":
            yield _literal(str(node.get("text", "")))
            return
        for name, child in node.items():
            if name in ("text", "fallback", "alt_text") and isinstance(child, str):
                yield child
            elif name not in UNSEEN:
                yield from _texts(child)


def _literal(text: str) -> str:
    """Unlike marked text, `<…>` in it is no link: written out, it is read back as it stands."""
    return text.replace("<", "&lt;").replace(">", "&gt;")


def _rich(element: Json) -> str:
    match element["type"]:
        case "user":
            return f"<@{element['user_id']}>"
        case "link":
            return str(element.get("text") or element["url"])
        case "emoji":
            return f":{element['name']}:"
        case _:
            return str(element.get("text") or element.get("fallback") or "")


def elements_of(message: Mapping[str, Any]) -> Iterator[tuple[str, Json]]:
    """Every interactive element with its block's id: of sections, of action rows, of inputs."""
    for block in message.get("blocks") or []:
        block_id = block.get("block_id", "")
        for element in [block.get("accessory"), block.get("element"), *block.get("elements", [])]:
            if isinstance(element, dict) and "action_id" in element:
                yield block_id, element


def pressables(message: Mapping[str, Any]) -> list[Pressable]:
    """All that can be pressed, in order."""
    found: list[Pressable] = []
    for block_id, element in elements_of(message):
        if element["type"] == "button":
            found.append(Pressable(html.unescape(element["text"]["text"]), block_id, element))
        elif element["type"] == "overflow":
            found += [Pressable(option["text"]["text"], block_id, element, option) for option in element["options"]]
    return found


def buttons_of(message: Mapping[str, Any]) -> list[str]:
    """The labels of all buttons and overflow entries, in order."""
    return [found.label for found in pressables(message)]


def pressable(message: Mapping[str, Any], label: str) -> Pressable:
    """The button with this label; AssertionError names those there are."""
    for found in pressables(message):
        if found.label == label:
            return found
    raise AssertionError(f"no button {label!r} among {buttons_of(message)}")

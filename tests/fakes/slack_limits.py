"""What Slack refuses to show: blocks, texts and forms beyond its limits."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tests.fakes.loopback import Json
from tests.fakes.slack_text import TEXT_OBJECTS

MESSAGE_BLOCKS, VIEW_BLOCKS, ALL_TEXT, MESSAGE_TEXT = 50, 100, 13_200, 40_000
BLOCK_TYPES = frozenset(
    "section header divider image actions context input rich_text markdown file video table context_actions".split()
)
CHOICES = {"overflow": 5, "static_select": 100, "multi_static_select": 100, "checkboxes": 10, "radio_buttons": 10}


class SlackRefusal(Exception):
    """Slack's `ok: false`: an error word and, for blocks and forms, what is wrong where."""

    def __init__(self, error: str, *messages: str) -> None:
        super().__init__(error, *messages)
        self.error = error
        self.messages = messages


def check_message(params: Mapping[str, Any]) -> None:
    """Refuse a message that has nothing to show or too much of it."""
    blocks = params.get("blocks") or []
    if not (blocks or params.get("text") or params.get("attachments")):
        raise SlackRefusal("no_text")
    if len(params.get("text") or "") > MESSAGE_TEXT:
        raise SlackRefusal("msg_too_long")
    wrong = list(_faults_of(blocks, MESSAGE_BLOCKS))
    if wrong:
        raise SlackRefusal("invalid_blocks", *wrong)
    if sum(_lengths(blocks)) > ALL_TEXT:
        raise SlackRefusal("msg_blocks_too_long")
    metadata = params.get("metadata")
    if metadata and not (
        isinstance(metadata.get("event_type"), str) and isinstance(metadata.get("event_payload"), dict)
    ):
        raise SlackRefusal("invalid_metadata_format")


def check_view(view: Mapping[str, Any]) -> None:
    """Refuse a form or home page Slack would not open."""
    wrong = list(_faults_of(view.get("blocks"), VIEW_BLOCKS))
    if view.get("type") not in ("modal", "home"):
        wrong.append("[ERROR] unsupported type [json-pointer:/view/type]")
    if view.get("type") == "modal":
        for name in ("title", "submit", "close"):
            if name in view or name == "title":
                wrong += _text_faults(view.get(name), 24, f"/view/{name}", plain=True)
        if "submit" not in view and any(block.get("type") == "input" for block in view.get("blocks", [])):
            wrong.append("[ERROR] missing required field: submit [json-pointer:/view]")
    for name, most in (("private_metadata", 3000), ("callback_id", 255), ("external_id", 255)):
        if len(view.get(name) or "") > most:
            wrong.append(f"[ERROR] must be less than {most + 1} characters [json-pointer:/view/{name}]")
    if wrong:
        raise SlackRefusal("invalid_arguments", *wrong)


def _lengths(node: Any) -> Iterator[int]:
    if isinstance(node, list):
        for child in node:
            yield from _lengths(child)
    elif isinstance(node, dict):
        for name, child in node.items():
            if name == "text" and isinstance(child, str):
                yield len(child)
            else:
                yield from _lengths(child)


def _faults_of(blocks: Any, most: int) -> Iterator[str]:
    if not isinstance(blocks, list):
        yield "[ERROR] must be an array [json-pointer:/blocks]"
        return
    if len(blocks) > most:
        yield f"[ERROR] no more than {most} items allowed [json-pointer:/blocks]"
    seen: set[str] = set()
    for index, block in enumerate(blocks):
        where = f"/blocks/{index}"
        block_id = block.get("block_id")
        if block_id and (block_id in seen or len(block_id) > 255):
            yield f"[ERROR] block_id is used twice or too long [json-pointer:{where}/block_id]"
        seen.add(block_id or "")
        yield from _block_faults(block, where)


def _block_faults(block: Json, where: str) -> Iterator[str]:
    kind = block.get("type")
    if kind in BLOCK_CHECKS:
        yield from BLOCK_CHECKS[kind](block, where)
    elif kind not in BLOCK_TYPES:
        yield f"[ERROR] unsupported type: {kind} [json-pointer:{where}/type]"


def _header_faults(block: Json, where: str) -> Iterator[str]:
    yield from _text_faults(block.get("text"), 150, f"{where}/text", plain=True)


def _actions_faults(block: Json, where: str) -> Iterator[str]:
    yield from _count_faults(block.get("elements"), 25, where)
    yield from _elements_faults(block.get("elements") or [], where)


def _context_faults(block: Json, where: str) -> Iterator[str]:
    yield from _count_faults(block.get("elements"), 10, where)
    for element in block.get("elements") or []:
        if element.get("type") != "image":
            yield from _text_faults(element, 3000, f"{where}/elements")


def _input_faults(block: Json, where: str) -> Iterator[str]:
    yield from _text_faults(block.get("label"), 2000, f"{where}/label", plain=True)
    if "hint" in block:
        yield from _text_faults(block["hint"], 2000, f"{where}/hint", plain=True)
    yield from _elements_faults([block.get("element") or {}], where)


def _markdown_faults(block: Json, where: str) -> Iterator[str]:
    if not 1 <= len(block.get("text") or "") <= 12_000:
        yield f"[ERROR] must be 1 to 12000 characters [json-pointer:{where}/text]"


def _section_faults(block: Json, where: str) -> Iterator[str]:
    if "text" not in block and not block.get("fields"):
        yield f"[ERROR] missing required field: text or fields [json-pointer:{where}]"
    if "text" in block:
        yield from _text_faults(block["text"], 3000, f"{where}/text")
    if "fields" in block:
        yield from _count_faults(block["fields"], 10, where)
        for field in block["fields"]:
            yield from _text_faults(field, 2000, f"{where}/fields")
    if "accessory" in block:
        yield from _elements_faults([block["accessory"]], where)


def _count_faults(items: Any, most: int, where: str) -> Iterator[str]:
    if not isinstance(items, list) or not 1 <= len(items) <= most:
        yield f"[ERROR] must have 1 to {most} items [json-pointer:{where}]"


def _text_faults(text: Any, most: int, where: str, plain: bool = False) -> Iterator[str]:
    if not isinstance(text, dict) or text.get("type") not in TEXT_OBJECTS:
        yield f"[ERROR] must be a text object [json-pointer:{where}]"
    elif plain and text["type"] != "plain_text":
        yield f"[ERROR] must be plain_text [json-pointer:{where}]"
    elif not isinstance(text.get("text"), str) or not text["text"]:
        yield f"[ERROR] must be more than 0 characters [json-pointer:{where}/text]"
    elif len(text["text"]) > most:
        yield f"[ERROR] must be less than {most + 1} characters [json-pointer:{where}/text]"


def _elements_faults(elements: list[Json], where: str) -> Iterator[str]:
    seen: set[str] = set()
    for element in elements:
        action = element.get("action_id")
        if action and (action in seen or len(action) > 255):
            yield f"[ERROR] action_id is used twice or too long [json-pointer:{where}/action_id]"
        seen.add(action or "")
        yield from _element_faults(element, f"{where}/elements")


def _element_faults(element: Json, where: str) -> Iterator[str]:
    kind = element.get("type")
    if not kind:
        yield f"[ERROR] missing required field: type [json-pointer:{where}]"
    if kind == "button":
        yield from _button_faults(element, where)
    if "placeholder" in element:
        yield from _text_faults(element["placeholder"], 150, f"{where}/placeholder", plain=True)
    if "confirm" in element:
        for name, most in (("title", 100), ("text", 300), ("confirm", 30), ("deny", 30)):
            if name in element["confirm"]:
                yield from _text_faults(element["confirm"][name], most, f"{where}/confirm/{name}")
    if kind in CHOICES and "option_groups" not in element:
        yield from _choice_faults(element, CHOICES[kind], where)


def _button_faults(element: Json, where: str) -> Iterator[str]:
    yield from _text_faults(element.get("text"), 75, f"{where}/text", plain=True)
    if len(element.get("value") or "") > 2000 or len(element.get("url") or "") > 3000:
        yield f"[ERROR] value or url is too long [json-pointer:{where}]"
    if element.get("style", "primary") not in ("primary", "danger"):
        yield f"[ERROR] unknown style [json-pointer:{where}/style]"


def _choice_faults(element: Json, most: int, where: str) -> Iterator[str]:
    yield from _count_faults(element.get("options"), most, where)
    for option in element.get("options") or []:
        yield from _text_faults(option.get("text"), 75, f"{where}/options/text")
        if not 1 <= len(option.get("value") or "") <= 150:
            yield f"[ERROR] must be 1 to 150 characters [json-pointer:{where}/options/value]"


BLOCK_CHECKS: dict[str, Callable[[Json, str], Iterator[str]]] = {
    "actions": _actions_faults,
    "context": _context_faults,
    "header": _header_faults,
    "input": _input_faults,
    "markdown": _markdown_faults,
    "section": _section_faults,
}

"""A form as Slack's window, and what comes back from it as typed answers."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from bot.dialogue.forms import Form, FormField
from bot.domain.phrases import phrase
from bot.platforms.slack import limits
from bot.platforms.slack.render import Json, Say, plain, section
from bot.platforms.visible import pieces, shortened, visible, width

FORM = "form"
ANSWER = "answer"
WARNING = "⚠ "


class Origin(Struct, frozen=True):
    """Where a form was asked for, carried through the window, so that its answer goes back there."""

    draft: str
    chat: str
    thread: str = ""
    message: str = ""
    respond: str = ""
    is_shared: bool = False

    def packed(self) -> str:
        """As the window's own note; the response address is left out where it would not fit."""
        full = json.dumps([self.draft, self.chat, self.thread, self.message, self.is_shared, self.respond])
        if len(full) <= limits.STATE:
            return full
        return json.dumps([self.draft, self.chat, self.thread, self.message, self.is_shared, ""])


def origin_of(view: Mapping[str, Any]) -> Origin | None:
    """What was packed; None for a window that is not ours."""
    try:
        draft, chat, thread, message, is_shared, respond = json.loads(view.get("private_metadata") or "")
    except (ValueError, TypeError):
        return None
    texts = (draft, chat, thread, message, respond)
    if not all(isinstance(text, str) for text in texts):
        return None
    return Origin(draft, chat, thread, message, respond, bool(is_shared))


def modal(form: Form, say: Say, origin: Origin) -> Json:
    """The window of a form, with what is already known filled in."""

    def said(text: Any) -> str:
        return visible(say(text))

    title = said(form.title)
    blocks: list[Json] = []
    if width(title) > limits.MODAL_TITLE:
        blocks += [section(piece) for piece in pieces(title, limits.LIMITS.text)]
    if form.note is not None:
        blocks += [section(piece) for piece in pieces(said(form.note), limits.LIMITS.text)]
    for field in form.fields:
        blocks += _input(field, said)
    return {
        "type": "modal",
        "callback_id": FORM,
        "notify_on_close": True,
        "private_metadata": origin.packed(),
        "title": plain(shortened(title, limits.MODAL_TITLE)),
        "submit": plain(shortened(said(phrase("button-send")), limits.MODAL_TITLE)),
        "close": plain(shortened(said(phrase("button-cancel")), limits.MODAL_TITLE)),
        "blocks": blocks,
    }


def _input(field: FormField, say: Say) -> Iterator[Json]:
    if field.error is not None:
        yield from (section(piece) for piece in pieces(WARNING + say(field.error), limits.LIMITS.text))
    block: Json = {"type": "input", "optional": not field.is_required}
    label = say(field.label)
    if _is_choice(field):
        menu = _menu(field, say)
        yield block | {"block_id": field.name, "label": _label(label), "element": menu} | _hint(field, say)
        return
    if field.options:
        yield from (section(piece) for piece in pieces(_said_options(field, say), limits.LIMITS.text))
    # A value longer than one box goes on in the next; nothing somebody has typed is cut off.
    for number, piece in enumerate(pieces(field.value, limits.MODAL_VALUE) if field.value else [""]):
        box: Json = {"type": "plain_text_input", "action_id": ANSWER, "multiline": field.is_long or "\n" in piece}
        box["max_length"] = limits.MODAL_VALUE
        if piece:
            box["initial_value"] = piece
        name = field.name if number == 0 else f"{field.name}~{number}"
        is_optional = not field.is_required or number > 0
        named = {"block_id": name, "label": _label(label), "element": box, "optional": is_optional}
        yield block | named | (_hint(field, say) if number == 0 else {})


def _is_choice(field: FormField) -> bool:
    """Whether Slack's menu can show the choices; otherwise they are said, and one is typed."""
    fits = all(0 < width(option.value) <= limits.OPTION_VALUE for option in field.options)
    return 0 < len(field.options) <= limits.LIMITS.options and fits


def _menu(field: FormField, say: Say) -> Json:
    options = {
        option.value: {"text": plain(shortened(say(option.label), limits.OPTION_LABEL)), "value": option.value}
        for option in field.options
    }
    menu: Json = {"type": "static_select", "action_id": ANSWER, "options": list(options.values())}
    return menu | ({"initial_option": options[field.value]} if field.value in options else {})


def _said_options(field: FormField, say: Say) -> str:
    return "\n".join(f"{visible(option.value)}  {say(option.label)}" for option in field.options)


def _label(text: str) -> Json:
    return plain(shortened(text, limits.MODAL_LABEL))


def _hint(field: FormField, say: Say) -> Json:
    return {"hint": _label(say(field.hint))} if field.hint is not None else {}


def values_of(view: Mapping[str, Any]) -> dict[str, str]:
    """Field -> answer as text; an emptied field is empty, not left out."""
    values: dict[str, str] = {}
    boxes = (view.get("state") or {}).get("values") or {}
    # Boxes that go on with another come after it, whatever order Slack sends them in.
    for block_id in sorted(boxes, key=_place):
        name = block_id.partition("~")[0]
        for answer in boxes[block_id].values():
            values[name] = values.get(name, "") + _typed(answer)
    return values


def _place(block_id: str) -> tuple[str, int]:
    name, _, number = block_id.partition("~")
    return name, int(number) if number.isdigit() else 0


def _typed(answer: Mapping[str, Any]) -> str:
    chosen = answer.get("selected_option")
    if isinstance(chosen, dict):
        return str(chosen.get("value") or "")
    return str(answer.get("value") or "")


def errors_of(errors: Mapping[str, str], view: Mapping[str, Any]) -> dict[str, str]:
    """The sentences under their fields; one about a field that is not in the window goes under the first."""
    boxes = [block["block_id"] for block in view.get("blocks") or [] if block.get("type") == "input"]
    shown: dict[str, str] = {}
    for name, sentence in errors.items():
        place = name if name in boxes else next(iter(boxes), "")
        if place:
            shown[place] = "\n".join(filter(None, (shown.get(place), visible(sentence))))
    return shown

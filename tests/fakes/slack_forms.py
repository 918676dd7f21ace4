"""Filling in a Slack form: what each kind of field sends back, by the label a person reads."""

from collections.abc import Mapping
from typing import Any

from tests.fakes.loopback import Json

WRITTEN = frozenset({"plain_text_input", "number_input", "email_text_input", "url_text_input", "rich_text_input"})
SINGLE = {
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "users_select": "selected_user",
    "conversations_select": "selected_conversation",
    "channels_select": "selected_channel",
}
SEVERAL = {
    "multi_users_select": "selected_users",
    "multi_conversations_select": "selected_conversations",
    "multi_channels_select": "selected_channels",
}
CHOSEN = frozenset({"static_select", "radio_buttons", "external_select"})
CHOSEN_SEVERAL = frozenset({"multi_static_select", "checkboxes", "multi_external_select"})


def filled(view: Json, values: Mapping[str, Any]) -> Json:
    """The `state.values` of a form in which the fields named (by label or block id) were filled in.

    Fields not named keep their first value. AssertionError for a name that is no field, and for a needed field left
    empty: Slack would not send such a form. Choices go by label or value; several as a list.
    """
    state: Json = {}
    used: set[str] = set()
    for block in view["blocks"]:
        for element in _fields(block):
            label = (block.get("label") or {}).get("text", "")
            name = next((name for name in (label, block["block_id"], element["action_id"]) if name in values), None)
            used |= {name} if name is not None else set()
            entry = _entry(element, values[name]) if name is not None else _first(element)
            is_needed = block["type"] == "input" and not block.get("optional")
            assert not (is_needed and _is_empty(entry)), f"the form needs {label or block['block_id']!r}"
            state.setdefault(block["block_id"], {})[element["action_id"]] = entry
    assert used == set(values), f"no field {sorted(set(values) - used)} among {labels_of(view)}"
    return state


def labels_of(view: Json) -> list[str]:
    """The labels of a form's fields, in order."""
    return [block["label"]["text"] for block in view["blocks"] if block["type"] == "input"]


def field_of(view: Json, name: str) -> tuple[str, Json]:
    """The block id and element of the field with this label, block id or action id."""
    for block in view.get("blocks") or []:
        for element in _fields(block):
            label = (block.get("label") or {}).get("text", "")
            if name in (label, block["block_id"], element["action_id"]):
                return block["block_id"], element
    raise AssertionError(f"no field {name!r}")


def chosen_option(element: Json, wanted: str) -> Json:
    """The option with this label or value; for menus filled from outside, one made of the words."""
    groups = element.get("option_groups") or [{"options": element.get("options", [])}]
    options: list[Json] = [option for group in groups for option in group["options"]]
    for option in options:
        if wanted in (option["text"]["text"], option["value"]):
            return option
    if element["type"].endswith("external_select"):
        return {"text": {"type": "plain_text", "text": wanted}, "value": wanted}
    raise AssertionError(f"no choice {wanted!r} among {[option['text']['text'] for option in options]}")


def selection(element: Json, value: Any) -> Json:
    """What a menu in a message sends when something is chosen."""
    return _entry(element, value)


def _fields(block: Json) -> list[Json]:
    candidates = [block.get("element"), block.get("accessory"), *block.get("elements", [])]
    fields = [one for one in candidates if isinstance(one, dict) and "action_id" in one]
    return [one for one in fields if one["type"] not in ("button", "overflow")]


def _entry(element: Json, value: Any) -> Json:
    kind = element["type"]
    if kind in WRITTEN:
        return {"type": kind, "value": None if value in (None, "") else str(value)}
    if kind in CHOSEN:
        return {"type": kind, "selected_option": None if value is None else chosen_option(element, value)}
    if kind in CHOSEN_SEVERAL:
        return {"type": kind, "selected_options": [chosen_option(element, one) for one in value]}
    if kind in SEVERAL:
        return {"type": kind, SEVERAL[kind]: list(value)}
    if kind == "file_input":
        return {"type": kind, "files": list(value)}
    return {"type": kind, SINGLE[kind]: value}


def _first(element: Json) -> Json:
    kind = element["type"]
    if kind in WRITTEN:
        return {"type": kind, "value": element.get("initial_value")}
    if kind in CHOSEN:
        return {"type": kind, "selected_option": element.get("initial_option")}
    if kind in CHOSEN_SEVERAL:
        return {"type": kind, "selected_options": element.get("initial_options", [])}
    if kind in SEVERAL:
        return {"type": kind, SEVERAL[kind]: element.get(SEVERAL[kind].replace("selected", "initial"), [])}
    if kind == "file_input":
        return {"type": kind, "files": []}
    return {"type": kind, SINGLE[kind]: element.get(SINGLE[kind].replace("selected", "initial"))}


def _is_empty(entry: Json) -> bool:
    return all(value in (None, "", []) for name, value in entry.items() if name != "type")

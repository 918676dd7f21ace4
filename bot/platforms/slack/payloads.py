"""What Slack sends, read: the words as they were typed, the place, the files, and a number that names each once."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final

from msgspec import Struct

from bot.domain.people import PlatformName
from bot.ports.requests import Arrival, Place

UNNAMED: Final = frozenset({"directmessage", "privategroup"})
"""What Slack says instead of the name of a channel that is nobody else's."""
TOKEN: Final = re.compile(
    r"<(?:"
    r"@(?P<user>[UW][A-Z0-9]+)(?:\|[^<>]*)?"
    r"|#(?P<channel>[CG][A-Z0-9]+)(?:\|(?P<channel_name>[^<>]*))?"
    r"|!(?P<special>[a-z]+(?:\^[^<>|]*)?)(?:\|(?P<special_name>[^<>]*))?"
    r"|(?P<link>(?:https?|mailto|tel):[^<>|\s]+)(?:\|(?P<label>[^<>]*))?"
    r")>"
)
SAID_SUBTYPES: Final = frozenset({None, "file_share", "thread_broadcast"})
"""Other kinds of message are changes, deletions and notes of Slack's own: nobody says anything to us in them."""


class Spoken(Struct, frozen=True):
    """A line as typed. Mentions stay in it as `<@U123>`; `users` are the numbers mentioned, in order."""

    text: str
    users: tuple[str, ...] = ()


def spoken(raw: str, bot_user: str = "") -> Spoken:
    """Slack's written form turned back into what was typed, without the mention of the bot it begins with."""
    users: list[str] = []

    def plain(match: re.Match[str]) -> str:
        user = match["user"]
        if user is not None:
            users.append(user)
            return f"<@{user}>"
        return _typed(match)

    text, at = "", 0
    for match in TOKEN.finditer(raw):
        text += unescaped(raw[at : match.start()]) + plain(match)
        at = match.end()
    text = (text + unescaped(raw[at:])).strip()
    own = f"<@{bot_user}>"
    if bot_user and text.startswith(own):
        text = text.removeprefix(own).lstrip(" \t\n\u00a0,:，：")
    return Spoken(text, tuple(dict.fromkeys(user for user in users if user != bot_user)))


def _typed(match: re.Match[str]) -> str:
    if match["channel"] is not None:
        return "#" + unescaped(match["channel_name"] or match["channel"])
    if match["special"] is not None:
        # A call to everybody stays as it was written, like every mention; whoever shows it makes it harmless.
        return unescaped(match["special_name"] or match[0])
    link, label = unescaped(match["link"]), unescaped(match["label"] or "")
    bare = re.sub(r"^(?:https?://|mailto:|tel:)", "", link)
    if not label:
        return bare if link.startswith(("mailto:", "tel:")) else link
    return label if label.rstrip("/") in (link.rstrip("/"), bare.rstrip("/")) else f"{label} ({link})"


def unescaped(text: str) -> str:
    """The three signs Slack writes out, read; other entities were typed as they stand."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def mentions(raw: str, user: str) -> bool:
    """Whether a message names this member."""
    return any(match["user"] == user for match in TOKEN.finditer(raw))


def files_of(message: Mapping[str, Any]) -> tuple[Arrival, ...]:
    """The files of a message. One kept elsewhere has no `fetch`: its address was named by whoever linked it."""
    found = []
    for file in message.get("files") or []:
        is_foreign = file.get("is_external") or file.get("mode") in ("external", "tombstone", "hidden_by_limit")
        address = "" if is_foreign else str(file.get("url_private_download") or file.get("url_private") or "")
        size = file.get("size")
        name = str(file.get("name") or file.get("title") or file.get("id") or "")
        found.append(Arrival(address, name, size if isinstance(size, int) else 0, str(file.get("mimetype") or "")))
    return tuple(found)


def place_of(
    chat: str,
    *,
    is_shared: bool,
    ts: str | None = None,
    thread: str | None = None,
    respond: str | None = None,
    channel_name: str = "",
) -> Place:
    """A place in Slack. A message that begins a thread does not stand in it. Of a private one Slack says no name."""
    return Place(
        PlatformName.SLACK,
        chat,
        thread=thread if thread and thread != ts else None,
        message=ts or None,
        is_shared=is_shared,
        respond=respond or None,
        name=f"#{channel_name}" if is_shared and channel_name and channel_name not in UNNAMED else "",
    )


def moment_of(ts: str) -> datetime:
    """When a message was written, by its number."""
    return datetime.fromtimestamp(float(ts), UTC)


def team_of(payload: Mapping[str, Any]) -> str:
    """The workspace a request comes from."""
    team = payload.get("team")
    return str(payload.get("team_id") or (team.get("id") if isinstance(team, dict) else team) or "")


def message_id(team: str, channel: str, ts: str) -> str:
    """One number for a message, whether it comes as a message, as a mention or as both."""
    return f"slack:{team}:{channel}:{ts}"


def command_id(body: Mapping[str, Any], signature: str, raw: str) -> str:
    """A command's own number: Slack's for the moment, and a mark of what was typed, by whom and where."""
    trigger = body.get("trigger_id")
    typed = "\x00".join(str(body.get(name)) for name in ("user_id", "channel_id", "command", "text"))
    return f"slack:{trigger}:{_hash(typed)[:8]}" if trigger else f"slack:{_hash(signature + raw)}"


def press_id(channel: str, message: str, action: Mapping[str, Any], user: str) -> str:
    """One press of one button as it stood then: a card that has changed bears other buttons in the same places."""
    chosen = action.get("selected_option") or action
    button = f"{action.get('action_id')}:{_hash(str(chosen.get('value')))[:8]}"
    return f"slack:press:{channel}:{message}:{button}:{action.get('action_ts')}:{user}"


def form_id(view: Mapping[str, Any], values: Mapping[str, str]) -> str:
    """A form as sent in. With other answers it is another request: after a complaint the window stays the same."""
    answers = "\x00".join(f"{name}\x01{value}" for name, value in sorted(values.items()))
    return f"slack:{view.get('id')}:{view.get('hash')}:{_hash(answers)}"


def _hash(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]

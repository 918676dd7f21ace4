"""The paper Slack asks for when the bot is installed: its commands, what it hears, and what it may do."""

from typing import Any, Final

from bot.commands.registry import VERBS, commands_of
from bot.domain.phrases import phrase
from bot.platforms.slack import limits
from bot.platforms.slack.http import PATH
from bot.platforms.slack.render import Json, Say
from bot.platforms.visible import shortened

NAME: Final = "TradeTrail"
LINE_COMMAND: Final = "trade"
"""Takes any line whole, verb and all."""

SCOPES: Final = (
    "app_mentions:read",
    "channels:history",
    "channels:read",
    "chat:write",
    "commands",
    "files:read",
    "files:write",
    "groups:history",
    "groups:read",
    "im:history",
    "im:read",
    "im:write",
    "reactions:read",
    "users:read",
)
"""Rights, each for something: the histories for marked messages and for looking up a lost answer, `im:write` for
reminders, `users:read` for zones, languages and who is a guest."""

EVENTS: Final = ("app_home_opened", "app_mention", "message.im", "reaction_added")
"""Talk between others in channels is not asked for and never seen."""


def manifest(prefix: str, base_url: str | None, say: Say) -> Json:
    """Slack's app manifest. `base_url`: where Slack reaches the bot, `https://…`; None: over its own lines.

    `say` gives the descriptions people see in Slack, in the firm's language.
    """
    address = f"{base_url.rstrip('/')}{PATH}" if base_url else None
    url = {"url": address} if address else {}
    interactivity: Json = {"is_enabled": True} | ({"request_url": address} if address else {})
    events: Json = {"bot_events": list(EVENTS)} | ({"request_url": address} if address else {})
    return {
        "display_information": {
            "name": NAME,
            "description": shortened(say(phrase("slack-app-description")), 140),
            "background_color": "#1f3a5f",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": NAME, "always_online": True},
            "shortcuts": [_shortcut(say)],
            "slash_commands": [url | command for command in _commands(prefix, say)],
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": events,
            "interactivity": interactivity,
            "org_deploy_enabled": False,
            "socket_mode_enabled": address is None,
            "token_rotation_enabled": False,
        },
    }


def _shortcut(say: Say) -> Json:
    return {
        "name": shortened(say(phrase("slack-shortcut-name")), limits.SHORTCUT_NAME),
        "type": "message",
        "callback_id": limits.LOG_SHORTCUT,
        "description": shortened(say(phrase("slack-shortcut-description")), limits.SHORTCUT_DESCRIPTION),
    }


def _commands(prefix: str, say: Say) -> list[Json]:
    """Every verb, and the one that takes a whole line. Raises `ValueError` where Slack would take fewer."""
    described = {verb: say(phrase(f"verb-{verb.replace('_', '-')}")) for verb in VERBS}
    described[LINE_COMMAND] = say(phrase("slack-line-command"))
    if len(described) > limits.SLASH_COMMANDS:
        raise ValueError(f"Slack takes {limits.SLASH_COMMANDS} commands, and there are {len(described)}")
    found: list[Json] = []
    for verb, description in described.items():
        name = f"/{prefix}{verb}"
        if len(name) > limits.COMMAND_NAME:
            raise ValueError(f"{name} is longer than the {limits.COMMAND_NAME} signs Slack takes")
        hint = _hint(verb)
        asked: dict[str, Any] = {"command": name, "description": shortened(description, limits.DESCRIPTION)}
        # With names written out as numbers, a mention means one person however they are called.
        found.append(asked | ({"usage_hint": hint} if hint else {}) | {"should_escape": True})
    return found


def _hint(verb: str) -> str:
    """The first example of a verb, without the verb; for the command that takes a line, a whole one."""
    first = "log" if verb == LINE_COMMAND else verb
    lines = [line for command in commands_of(first) for line in command.example if line.partition(" ")[2]]
    if not lines:
        return ""
    shown = lines[0] if verb == LINE_COMMAND else lines[0].partition(" ")[2]
    return shortened(shown, limits.USAGE_HINT)

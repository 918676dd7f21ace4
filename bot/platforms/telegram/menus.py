"""The commands Telegram offers behind the slash, in Chinese and in English, for private chats and for groups."""

import logging
import re
from collections.abc import Iterator
from typing import Any, Final

from bot.commands.registry import VERBS
from bot.domain.people import Language
from bot.domain.phrases import Phrase
from bot.platforms.telegram import limits
from bot.platforms.telegram.api import Json, TelegramApi
from bot.platforms.visible import shortened
from bot.ports.outside import Refused, Says

log = logging.getLogger(__name__)

NAME: Final = re.compile(r"[a-z0-9_]{1,32}")
PRIVATE_ONLY: Final = frozenset({"start", "settings", "privacy", "today", "undo"})
"""What concerns one person alone; it may be typed in a group all the same."""
FOR_ADMINS: Final = frozenset({"route"})
"""What is for those who look after a group."""
LANGUAGES: Final = (("zh", Language.ZH_CN), ("en", Language.EN))
PRIVATE, GROUPS, ADMINS = "all_private_chats", "all_group_chats", "all_chat_administrators"


def menus(says: Says, language: Language, zone: str) -> Iterator[Json]:
    """What `setMyCommands` is to be called with, in order. `language`: of people whose own is neither."""
    scopes = {
        "default": [verb for verb in VERBS if verb not in FOR_ADMINS],
        PRIVATE: [verb for verb in VERBS if verb not in FOR_ADMINS],
        GROUPS: [verb for verb in VERBS if verb not in PRIVATE_ONLY | FOR_ADMINS],
        ADMINS: [verb for verb in VERBS if verb not in PRIVATE_ONLY],
    }
    for scope, verbs in scopes.items():
        for code, spoken in (("", language), *LANGUAGES):
            yield {
                "commands": [_command(verb, says, spoken, zone) for verb in verbs if NAME.fullmatch(verb)][
                    : limits.COMMANDS
                ],
                "scope": {"type": scope},
                "language_code": code or None,
            }


async def set_menus(api: TelegramApi, says: Says, language: Language, zone: str) -> None:
    """Put every list where it differs from what stands there. Raises a `DeliveryError`, but not where it is refused:

    whoever sees no menu can type.
    """
    try:
        for menu in menus(says, language, zone):
            where = {"scope": menu["scope"], "language_code": menu["language_code"]}
            if await api.call("getMyCommands", where) != menu["commands"]:
                await api.call("setMyCommands", menu)
    except Refused as refusal:
        log.warning("Telegram takes no menus", extra={"reason": refusal.reason})


def _command(verb: str, says: Says, language: Language, zone: str) -> dict[str, Any]:
    said = says.say(Phrase(f"verb-{verb}"), language, zone)
    return {"command": verb, "description": shortened(said, limits.COMMAND_DESCRIPTION)}

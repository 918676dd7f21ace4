"""Every call to Telegram goes through here, once each, and every way it can end has a name."""

import logging
import os
from collections.abc import AsyncIterator, Mapping
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, Final, TypeAlias

import aiohttp
from msgspec import Struct
from telegram import Bot
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.platforms.telegram.transport import NEVER_LEFT, Transport
from bot.ports.outside import DeliveryError, Later, Moved, NotSent, Refused, Unknown

Json: TypeAlias = dict[str, Any]

PIECE: Final = 64 * 1024
BAD_TOKEN: Final = "invalid_token"
NO_SUCH_METHOD: Final = "no_such_method"
CONFLICT: Final = "conflict"
UNCHANGED: Final = "not_modified"
BLOCKED: Final = "blocked"
CANNOT_BEGIN: Final = frozenset({"forbidden", BLOCKED, "chat_not_found"})
"""Why somebody cannot be written to privately: they never pressed Start, or do not want to hear the bot."""
REFUSALS: Final = (
    ("message is not modified", UNCHANGED),
    ("chat not found", "chat_not_found"),
    ("message to edit not found", "message_not_found"),
    ("message can't be edited", "message_is_fixed"),
    ("no text in the message", "message_is_no_text"),
    ("message thread not found", "topic_not_found"),
    ("topic_closed", "topic_closed"),
    ("not enough rights", "no_rights"),
    ("blocked by the user", BLOCKED),
    ("user is deactivated", BLOCKED),
    ("was kicked", "kicked"),
    ("message is too long", "too_long"),
    ("too large", "too_large"),
    ("file is too big", "too_large"),
)
"""Words in Telegram's refusals and our own short word for each; the whole text may repeat what somebody wrote."""


class Me(Struct, frozen=True):
    """The bot as Telegram knows it."""

    id: int
    username: str
    can_join_groups: bool
    reads_all: bool
    """Whether privacy mode is off, so that it hears everything said in its groups."""


class TelegramApi:
    """The Bot API and the files of one bot. Nothing is tried twice here."""

    def __init__(self, token: str, base_url: str, file_base_url: str) -> None:
        # A library default that gives plain seconds is going away, and warns until then.
        os.environ.setdefault("PTB_TIMEDELTA", "1")
        for name in ("httpx", "httpcore", "telegram"):
            # These write the address of a call, which holds the token, or what was said in it.
            if logging.getLogger(name).level < logging.WARNING:
                logging.getLogger(name).setLevel(logging.WARNING)
        self._transport = Transport()
        self._bot = Bot(token, base_url, file_base_url, self._transport, self._transport)
        self._files = f"{file_base_url}{token}"
        self._me: Me | None = None

    @property
    def bot(self) -> Bot:
        """The library's bot, for reading updates only."""
        return self._bot

    @property
    def their_time(self) -> datetime | None:
        """Telegram's own time as its last answer bore it."""
        return self._transport.their_time

    @property
    def known_me(self) -> Me | None:
        """The bot, once Telegram has said who it is."""
        return self._me

    async def close(self) -> None:
        """Close every connection."""
        await self._transport.shutdown()

    async def me(self) -> Me:
        """Who the bot is; asked once. Raises a `DeliveryError`."""
        if self._me is None:
            said = await self.call("getMe", {})
            self._me = Me(
                int(said["id"]),
                str(said.get("username", "")),
                bool(said.get("can_join_groups", True)),
                bool(said.get("can_read_all_group_messages", False)),
            )
        return self._me

    async def call(self, method: str, params: Mapping[str, Any], seconds: float = 30.0) -> Any:
        """Call a method of the Bot API and give its raw result. Raises a `DeliveryError`."""
        sent = {name: value for name, value in params.items() if value is not None}
        try:
            # The raw answer is wanted. The mark at the end never leaves: it keeps the library from warning, each time,
            # that it has a method of this name itself.
            return await self._bot.do_api_request(f"{method}_", sent, read_timeout=seconds)
        except InvalidToken as error:
            # Telegram answers *Not Found* to a token and to a method it does not know; a token that was good stays so.
            is_method = self._me is not None and "not found" in str(error.__cause__).lower()
            raise (Refused(NO_SUCH_METHOD) if is_method else problem_of(error)) from None
        except TelegramError as error:
            raise problem_of(error) from None
        except (KeyError, TypeError):
            raise Unknown("unreadable_answer") from None

    async def download(self, file_id: str) -> AsyncIterator[bytes]:
        """A file's content in pieces. Raises `Refused` or `NotSent`; follows no redirect."""
        try:
            found = await self.call("getFile", {"file_id": file_id})
        except Unknown as error:
            raise NotSent(error.reason) from None
        path = str(found.get("file_path") or "")
        if not path or path.startswith("/") or ".." in path or ":" in path:
            raise Refused("foreign_path")
        address = f"{self._files}/{path}"
        wait = aiohttp.ClientTimeout(total=300, sock_connect=10)
        try:
            async with self._transport.session().get(address, timeout=wait, allow_redirects=False) as answer:
                if answer.status == HTTPStatus.TOO_MANY_REQUESTS or answer.status >= 500:
                    raise NotSent(f"status_{answer.status}")
                if answer.status != HTTPStatus.OK:
                    raise Refused(f"status_{answer.status}")
                async for piece in answer.content.iter_chunked(PIECE):
                    yield piece
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise NotSent(type(error).__name__) from None


def problem_of(error: TelegramError) -> DeliveryError:
    """What the end of a call means for the letter it concerns; nothing of Telegram's own text is handed on."""
    match error:
        case RetryAfter():
            given = error.retry_after
            seconds = given.total_seconds() if isinstance(given, timedelta) else float(given)
            return Later(min(max(seconds, 1.0), 3_600.0))
        case ChatMigrated():
            return Moved(str(error.new_chat_id))
        case Forbidden():
            return Refused(_word(error, "forbidden"))
        case BadRequest():
            return Refused(_word(error, "bad_request"))
        case InvalidToken():
            # The firm's to mend in the settings: letters wait meanwhile instead of being given up.
            return NotSent(BAD_TOKEN)
        case Conflict():
            return NotSent(CONFLICT)
        case NetworkError() if isinstance(error.__cause__, NEVER_LEFT):
            return NotSent(type(error.__cause__).__name__)
        case _:
            cause = error.__cause__
            return Unknown(type(cause).__name__ if cause is not None else type(error).__name__)


def _word(error: TelegramError, otherwise: str) -> str:
    said = error.message.lower()
    return next((word for words, word in REFUSALS if words in said), otherwise)

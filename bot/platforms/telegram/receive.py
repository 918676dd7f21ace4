"""What comes from Telegram, made into requests for the desk; a press is answered at once by a pop-up."""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from msgspec import Struct
from telegram import CallbackQuery, ChatMemberUpdated, Message, Update

from bot.domain.people import PlatformName
from bot.platforms.telegram import limits
from bot.platforms.telegram.api import Me, TelegramApi
from bot.platforms.telegram.parts import asked_of, place_of, speaker_of
from bot.platforms.visible import shortened
from bot.ports.ledger import StorageFault
from bot.ports.outside import DeliveryError, Hears
from bot.ports.requests import Answer, Place, Pressed, Request, Speaker

log = logging.getLogger(__name__)

STUMBLES: Final = 5
"""How often one update may fail in the desk, for another reason than its store, before it is put aside."""


class News(Struct, frozen=True):
    """What Telegram tells that nobody asked; each returns after it is kept, and raises where it could not be."""

    on_moved: Callable[[str, str], Awaitable[None]]
    """A group goes on under another number: old, new."""
    on_blocked: Callable[[str, bool], Awaitable[None]]
    """An account does not want to hear the bot, or (False) wants to again."""
    on_poison: Callable[[str, Mapping[str, Any], str], Awaitable[None]]
    """An update nobody can read, or that the desk stumbles over: request id, as it came, one short word."""


class Receiver:
    """Hands updates to the desk; `take` returns after the commit.

    Raises where nothing was committed, so that the update is not confirmed and comes again. An update that cannot be
    read is kept aside and passed over. Does not carry answers: they go through the outbox.
    """

    def __init__(
        self, desk: Hears, api: TelegramApi, news: News, turn_away: Callable[[Place], Awaitable[None]]
    ) -> None:
        self._desk, self._api, self._news, self._turn_away = desk, api, news, turn_away
        self._stumbled: Counter[str] = Counter()
        self._glances: set[asyncio.Task[None]] = set()

    async def take(self, raw: Mapping[str, Any]) -> None:
        """Serve one update, as Telegram wrote it."""
        me = await self._api.me()
        number = f"telegram:{raw.get('update_id')}"
        try:
            serve = self._meaning(Update.de_json(dict(raw), self._api.bot), number, me)
        except Exception as error:
            log.warning("an update cannot be read", extra={"request_id": number, "problem": type(error).__name__})
            await self._news.on_poison(number, raw, type(error).__name__)
            return
        if serve is None:
            return
        try:
            await serve()
        except (StorageFault, OSError):
            raise
        except Exception as error:
            await self._stumble(number, raw, error)
        self._stumbled.pop(number, None)

    async def finish(self) -> None:
        """Wait until the pop-ups begun are shown or given up."""
        await asyncio.gather(*self._glances, return_exceptions=True)

    async def _stumble(self, number: str, raw: Mapping[str, Any], error: Exception) -> None:
        self._stumbled[number] += 1
        if self._stumbled[number] < STUMBLES:
            raise error
        log.error("an update is put aside", extra={"request_id": number, "problem": type(error).__name__})
        await self._news.on_poison(number, raw, type(error).__name__)

    def _meaning(self, update: Update, number: str, me: Me) -> Callable[[], Awaitable[None]] | None:
        """What is to be done about an update; None: nothing."""
        if update.message is not None:
            return self._message(update.message, number, me)
        if update.callback_query is not None:
            return self._press(update.callback_query)
        if update.my_chat_member is not None:
            return self._membership(update.my_chat_member)
        return None

    def _message(self, message: Message, number: str, me: Me) -> Callable[[], Awaitable[None]] | None:
        chat = str(message.chat.id)
        if message.migrate_to_chat_id is not None:
            new = str(message.migrate_to_chat_id)
            return lambda: self._news.on_moved(chat, new)
        if message.migrate_from_chat_id is not None:
            old = str(message.migrate_from_chat_id)
            return lambda: self._news.on_moved(old, chat)
        asked, user, place = asked_of(message, me), message.from_user, place_of(message)
        if asked is None or user is None:
            return None
        if message.sender_chat is not None and message.sender_chat.id == message.chat.id:
            # An admin who speaks as the group: nobody can be recognised behind it.
            return lambda: self._turn_away(place)
        if user.is_bot or message.sender_chat is not None:
            # Ourselves, other bots, and channels.
            return None
        request = _request(number, speaker_of(user), asked, place)
        return lambda: self._heard(request)

    async def _heard(self, request: Request) -> None:
        await self._desk.hear(request)

    def _press(self, query: CallbackQuery) -> Callable[[], Awaitable[None]] | None:
        shown = query.message
        if shown is None or not query.data:
            return None
        thread = shown.message_thread_id if isinstance(shown, Message) and shown.is_topic_message else None
        place = Place(
            PlatformName.TELEGRAM,
            str(shown.chat.id),
            str(thread) if thread is not None else None,
            str(shown.message_id),
            is_shared=shown.chat.type != "private",
            name=shown.chat.title or "",
        )
        request = _request(f"telegram:cb:{query.id}", speaker_of(query.from_user), Pressed(query.data), place)
        return lambda: self._pressed(request, query.id)

    async def _pressed(self, request: Request, query: str) -> None:
        answer = await self._desk.hear(request)
        task = asyncio.create_task(self._glance(query, answer))
        self._glances.add(task)
        task.add_done_callback(self._glances.discard)

    async def _glance(self, query: str, answer: Answer) -> None:
        """Show the pop-up; whether it is seen changes nothing, since all that counts is kept and carried elsewhere."""
        text = shortened(answer.glance, limits.GLANCE) if answer.glance else None
        params = {"callback_query_id": query, "text": text, "show_alert": answer.is_refusal}
        try:
            await self._api.call("answerCallbackQuery", params, 10)
        except DeliveryError as error:
            log.info("a press was not answered", extra={"reason": error.reason})

    def _membership(self, change: ChatMemberUpdated) -> Callable[[], Awaitable[None]] | None:
        if change.chat.type != "private":
            return None
        account, is_blocked = str(change.chat.id), change.new_chat_member.status in ("kicked", "left")
        return lambda: self._news.on_blocked(account, is_blocked)


def _request(number: str, speaker: Speaker, asked: Any, place: Place) -> Request:
    return Request(number, speaker, asked, place, is_answered_inline=False, has_modal=False)

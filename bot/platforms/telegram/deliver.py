"""Carrying a letter into Telegram: posting, changing what stands there, and the private way round for a group.

A message that stands in another chat than its letter names bears that chat before its number: `4567/89`.
"""

import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Final

from msgspec import Struct
from telegram import InputFile

from bot.dialogue.replies import Attachment
from bot.domain.people import Language
from bot.domain.phrases import phrase
from bot.platforms.telegram import limits
from bot.platforms.telegram.api import BLOCKED, CANNOT_BEGIN, UNCHANGED, Json, TelegramApi
from bot.platforms.telegram.render import File, Message, messages
from bot.platforms.visible import visible
from bot.ports.ledger import Letter
from bot.ports.outside import Archive, CannotLookUp, DeliveryError, Later, Moved, Refused, Says, Unknown, told_again
from bot.ports.requests import Place

log = logging.getLogger(__name__)

REMEMBERED: Final = 256
"""Letters of several messages of which only some stand there; a restart forgets them, and the whole is said again."""


class _Target(Struct, frozen=True):
    """Where a letter goes. `is_aside`: to one person privately, instead of into the group it was asked in."""

    chat: str
    thread: str | None = None
    is_aside: bool = False

    def id_of(self, message: str) -> str:
        """What the message is known by to those who know the letter's own place."""
        return f"{self.chat}/{message}" if self.is_aside else message


class _Begun(Struct, frozen=True):
    """A letter that stands there in part: what was posted, and whether the next message may stand there too."""

    ids: tuple[str, ...]
    is_doubtful: bool


class Deliverer:
    """Posts and changes messages. Every call is tried once, and its end has a name."""

    def __init__(
        self,
        api: TelegramApi,
        says: Says,
        archive: Archive | None,
        on_blocked: Callable[[str, bool], Awaitable[None]],
    ) -> None:
        self._api, self._says, self._archive, self._on_blocked = api, says, archive, on_blocked
        self._begun: OrderedDict[str, _Begun] = OrderedDict()

    async def deliver(self, letter: Letter, *, is_repeat: bool) -> tuple[str, ...]:
        """See `Platform.deliver`. Of a letter that surely stands there in part, only the rest is posted."""
        begun = self._begun.get(letter.key)
        is_marked = is_repeat and (begun is None or begun.is_doubtful)
        parts = await self._drawn(told_again(letter) if is_marked else letter)
        target = _target(letter)
        try:
            ids = await self._posted(letter.key, target, parts, begun.ids if begun is not None else ())
            await self._pin(letter, ids)
            return ids
        except Refused as refusal:
            if refusal.reason == BLOCKED and not target.chat.startswith("-"):
                await self._on_blocked(target.chat, True)
            if not target.is_aside or refusal.reason not in CANNOT_BEGIN:
                raise
        await self._point_aside(letter)
        return ()

    async def _pin(self, letter: Letter, ids: tuple[str, ...]) -> None:
        """Keep the message at its chat's head, silently, instead of the one before; without it all is still said."""
        if not letter.is_pinned or not ids:
            return
        chat = {"chat_id": letter.place.chat}
        try:
            if letter.unpins is not None and letter.unpins not in ids:
                await self._api.call("unpinChatMessage", chat | {"message_id": int(letter.unpins)})
        except (DeliveryError, ValueError) as error:
            log.info("a message was not unpinned", extra={"reason": str(error)})
        try:
            await self._api.call("pinChatMessage", chat | {"message_id": int(ids[-1]), "disable_notification": True})
        except (DeliveryError, ValueError) as error:
            log.warning("a message was not pinned", extra={"reason": str(error)})

    async def revise(self, letter: Letter) -> tuple[str, ...]:
        """See `Platform.revise`. What does not fit into the one message is posted after it; files are only named."""
        target, number = _standing(letter)
        first, *rest = await self._drawn(letter, has_files=False)
        if not isinstance(first, Message):
            raise Refused("message_is_no_text")
        asked: Json = {"chat_id": target.chat, "message_id": number, **_words(first)}
        # Without it the old buttons would go on standing there.
        asked["reply_markup"] = first.markup or {"inline_keyboard": []}
        try:
            await self._api.call("editMessageText", asked)
        except Refused as refusal:
            if refusal.reason != UNCHANGED:
                raise
        revises = letter.revises or ""
        if not rest:
            return (revises,)
        begun = self._begun.get(letter.key)
        done = begun.ids if begun is not None else (revises,)
        return await self._posted(letter.key, target, (first, *rest), done)

    async def find(self, letter: Letter, since: datetime) -> tuple[str, ...] | None:
        """Telegram tells no bot what stands in a chat."""
        raise CannotLookUp

    async def turn_away(self, place: Place, language: Language, zone: str) -> None:
        """Say that somebody who speaks as the group itself cannot be recognised. Done once, at best."""
        asked: Json = {
            "chat_id": place.chat,
            "message_thread_id": place.thread,
            **_words(Message(self._says.say(phrase("telegram-anonymous"), language, zone))),
        }
        try:
            await self._api.call("sendMessage", asked, 10)
        except DeliveryError as error:
            log.info("a nameless asker was not answered", extra={"reason": error.reason})

    async def _drawn(self, letter: Letter, *, has_files: bool = True) -> tuple[Message | File, ...]:
        me = self._api.known_me
        drawn = messages(
            letter.reply,
            lambda text: self._says.say(text, letter.language, letter.zone),
            me.username if me is not None else "",
            has_files=has_files and self._archive is not None,
        )
        return tuple([await self._carryable(part, letter) if isinstance(part, File) else part for part in drawn])

    async def _carryable(self, part: File, letter: Letter) -> Message | File:
        """The file, or the words that it is too large for Telegram."""
        try:
            size = await self._archive.size(part.attachment.sha256) if self._archive is not None else 0
        except FileNotFoundError:
            raise Refused("file_is_missing") from None
        if size <= limits.UPLOAD:
            return part
        name = visible(part.attachment.name)
        told = self._says.say(phrase("telegram-file-too-large", name=name), letter.language, letter.zone)
        return Message("\n".join(filter(None, (part.caption, told))))

    async def _posted(
        self, key: str, target: _Target, parts: tuple[Message | File, ...], done: tuple[str, ...]
    ) -> tuple[str, ...]:
        ids = list(done)
        for part in parts[len(done) :]:
            try:
                ids.append(target.id_of(await self._post(target, part)))
            except Refused:
                raise
            except DeliveryError as error:
                if not ids:
                    raise
                self._remember(key, _Begun(tuple(ids), isinstance(error, Unknown)))
                if isinstance(error, (Later, Moved)):
                    raise
                # Part of it stands there: after a restart nobody may take the whole for not sent.
                raise Unknown(f"partly_{error.reason}") from None
        self._begun.pop(key, None)
        return tuple(ids)

    def _remember(self, key: str, begun: _Begun) -> None:
        self._begun[key] = begun
        while len(self._begun) > REMEMBERED:
            self._begun.popitem(last=False)

    async def _post(self, target: _Target, part: Message | File) -> str:
        asked: Json = {"chat_id": target.chat, "message_thread_id": target.thread}
        if isinstance(part, File):
            return await self._post_file(asked, part)
        said = await self._api.call("sendMessage", asked | _words(part) | {"reply_markup": part.markup})
        return str(said["message_id"])

    async def _post_file(self, asked: Json, part: File) -> str:
        file = part.attachment
        content = await self._content(file)
        upload = InputFile(content, filename=visible(file.name))
        asked = asked | {"caption": part.caption or None}
        if file.is_picture and len(content) <= limits.PHOTO:
            try:
                said = await self._api.call("sendPhoto", asked | {"photo": upload}, 60)
                return str(said["message_id"])
            except Refused as refusal:
                # A picture Telegram cannot draw is still a file.
                if refusal.reason not in ("bad_request", "too_large"):
                    raise
        said = await self._api.call("sendDocument", asked | {"document": upload}, 60)
        return str(said["message_id"])

    async def _content(self, file: Attachment) -> bytes:
        if self._archive is None:
            raise Refused("file_is_missing")
        try:
            return b"".join([piece async for piece in self._archive.read(file.sha256)])
        except FileNotFoundError:
            raise Refused("file_is_missing") from None

    async def _point_aside(self, letter: Letter) -> None:
        """Tell the group, without a word of the letter, that its asker must open the private chat first."""
        me = await self._api.me()
        said = self._says.say(phrase("telegram-open-private"), letter.language, letter.zone)
        label = self._says.say(phrase("button-open-private"), letter.language, letter.zone)
        link = {"text": label, "url": f"https://t.me/{me.username}?start"}
        asked: Json = {
            "chat_id": letter.place.chat,
            "message_thread_id": letter.place.thread,
            **_words(Message(said)),
            "reply_markup": {"inline_keyboard": [[link]]},
        }
        await self._api.call("sendMessage", asked)


def _words(part: Message) -> Json:
    """No parse mode, and no preview of any address: nothing in anybody's words may do anything."""
    return {
        "text": part.text,
        "entities": list(part.entities),
        "link_preview_options": {"is_disabled": True},
    }


def _target(letter: Letter) -> _Target:
    place = letter.place
    if letter.only_for is not None and place.is_shared:
        return _Target(letter.only_for, is_aside=True)
    return _Target(place.chat, place.thread)


def _standing(letter: Letter) -> tuple[_Target, int]:
    """Where the message to be changed stands. Raises `Refused` for what is no message of Telegram."""
    chat, slash, number = (letter.revises or "").rpartition("/")
    if not number.isascii() or not number.isdigit():
        raise Refused("message_not_found")
    if slash:
        return _Target(chat, is_aside=True), int(number)
    if letter.only_for is not None and letter.place.is_shared:
        # What everybody sees is not turned into what one person was told.
        raise Refused("message_is_shared")
    return _Target(letter.place.chat, letter.place.thread), int(number)

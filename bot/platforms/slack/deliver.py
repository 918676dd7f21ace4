"""Carrying a letter into Slack: posting, whispering, changing what stands there, and looking up what became of it.

Messages only one person sees bear a `~` before their number: Slack keeps no history of them, and only the response
address of a press can change them.
"""

import logging
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from bot.dialogue.replies import Attachment, Reply, say
from bot.domain.people import PlatformName
from bot.domain.phrases import phrase
from bot.platforms.slack import limits
from bot.platforms.slack.api import SlackApi
from bot.platforms.slack.render import Json, Message, escaped, messages
from bot.platforms.slack.speakers import Speakers, user_of
from bot.platforms.visible import visible
from bot.ports.ledger import Letter
from bot.ports.outside import Archive, CannotLookUp, DeliveryError, Refused, Says, Unknown, told_again
from bot.ports.requests import Place

log = logging.getLogger(__name__)

WHISPER: Final = "~"
HOME: Final = "home:"
"""Before a person's number: their home page of the app, as a place."""
HOME_PAGE: Final = "page"
"""The one thing that stands there, as a message's number."""
EVENT_TYPE: Final = "outbox"
NAMESPACE: Final = uuid.UUID("8b0d3c52-6a0e-4f0e-9c55-2a4f0d6c1e77")
LOOK_BACK: Final = timedelta(seconds=60)
"""Slack's clock and ours may differ so far."""
PAGE: Final = 200
PAGES: Final = 5
CANNOT_WHISPER: Final = frozenset({"user_not_in_channel", "not_in_channel", "channel_not_found", "is_archived"})
"""Where the two do not meet in the room, the person is told in the bot's own conversation with them."""
QUIET: Final[Mapping[str, Any]] = {"unfurl_links": False, "unfurl_media": False, "parse": "none", "link_names": False}
"""No name, link or address in anybody's words may do anything."""


class _Target(Struct, frozen=True):
    """Where a letter goes: the real channel, and who alone may see it, if it is a whisper."""

    channel: str
    thread: str | None
    user: str | None
    respond: str | None = None


class Deliverer:
    """Posts and changes messages. Keeps nothing; every attempt is one, and its end has a name."""

    def __init__(self, api: SlackApi, speakers: Speakers, says: Says, archive: Archive | None) -> None:
        self._api, self._speakers, self._says, self._archive = api, speakers, says, archive

    async def deliver(self, letter: Letter, *, is_repeat: bool) -> tuple[str, ...]:
        """See `Platform.deliver`. Of a letter that stands there in part, only the missing messages are posted."""
        if letter.place.is_page:
            return await self._publish(letter)
        parts = self._drawn(letter)
        target = await self._target(letter.place, letter.only_for)
        if target.user is not None:
            parts = self._drawn(told_again(letter)) if is_repeat else parts
            await self._attach(letter.reply, target)
            return await self._whispered(target, parts)
        # A letter of several messages may have been broken off between them, whoever calls it a repeat.
        must_look = is_repeat or len(parts) > 1
        standing = await self._standing(letter, target, None) if must_look else {}
        if not standing:
            await self._attach(letter.reply, target)
        return await self._posted(letter, target, parts, standing)

    async def revise(self, letter: Letter) -> tuple[str, ...]:
        """See `Platform.revise`. What does not fit into the one message goes into its thread."""
        if letter.place.is_page:
            return await self._publish(letter)
        place, revises = letter.place, letter.revises or ""
        is_whisper = revises.startswith(WHISPER)
        if letter.only_for is not None and place.is_shared and not is_whisper:
            # What everybody sees is not turned into what one person was told.
            return await self.deliver(letter, is_repeat=False)
        parts = self._drawn(letter)
        if is_whisper:
            return await self._whisper_anew(letter, parts)
        target = await self._target(place, None)
        await self._change(target.channel, revises, parts[0])
        if len(parts) == 1:
            return (revises,)
        rest = replace(target, thread=place.thread or revises)
        standing = await self._standing(letter, rest, None)
        return (revises, *(await self._posted(letter, rest, parts, {0: revises} | standing))[1:])

    async def find(self, letter: Letter, since: datetime) -> tuple[str, ...] | None:
        """See `Platform.find`. A letter of which a message is missing does not stand there."""
        if letter.place.is_page:
            # Shown once more it is still the same page.
            return None
        target = await self._target(letter.place, letter.only_for)
        if target.user is not None:
            raise CannotLookUp
        standing = await self._standing(letter, target, since)
        needed = len(self._drawn(letter))
        return tuple(standing[n] for n in range(needed)) if all(n in standing for n in range(needed)) else None

    async def whisper(self, place: Place, account: str, parts: tuple[Message, ...]) -> tuple[str, ...]:
        """Tell one person something in a place, or where that cannot be, in their own conversation with the bot."""
        return await self._whispered(await self._target(place, account), parts)

    def drawn(self, reply: Reply, language: Any, zone: str) -> tuple[Message, ...]:
        """A reply as the messages it becomes for a reader of this language and zone."""
        return messages(reply, lambda text: self._says.say(text, language, zone))

    def _drawn(self, letter: Letter) -> tuple[Message, ...]:
        return self.drawn(letter.reply, letter.language, letter.zone)

    async def _target(self, place: Place, only_for: str | None) -> _Target:
        user = user_of(only_for) if only_for is not None and place.is_shared else None
        chat = user_of(place.chat)
        is_person = chat.startswith(("U", "W"))
        channel = await self._speakers.direct(chat) if is_person else chat
        return _Target(channel, place.thread, user, place.respond)

    async def _publish(self, letter: Letter) -> tuple[str, ...]:
        """Put a letter on somebody's home page of the app; what is too much for it is said to be elsewhere."""
        blocks = [block for part in self._drawn(letter) for block in part.blocks]
        if len(blocks) > limits.VIEW_BLOCKS:
            more = self.drawn(say(phrase("home-more")), letter.language, letter.zone)[0].blocks
            blocks = blocks[: limits.VIEW_BLOCKS - len(more)] + more
        user = letter.place.chat.removeprefix(HOME)
        try:
            await self._api.call("views.publish", {"user_id": user, "view": {"type": "home", "blocks": blocks}})
        except Refused as refusal:
            # A page that the workspace has switched off is missed by nobody, and the same stands in the messages.
            log.warning("a home page was not shown", extra={"reason": refusal.reason})
        return (HOME_PAGE,)

    async def _posted(
        self, letter: Letter, target: _Target, parts: tuple[Message, ...], standing: Mapping[int, str]
    ) -> tuple[str, ...]:
        ids: list[str] = []
        for number, part in enumerate(parts):
            if number in standing:
                ids.append(standing[number])
                continue
            try:
                ids.append(await self._post(letter, target, part, number))
            except Refused:
                raise
            except DeliveryError as error:
                # Part of it stands there, so the whole must be looked up before anything is sent again.
                raise (Unknown(f"partly_{error.reason}") if ids else error) from None
        return tuple(ids)

    async def _post(self, letter: Letter, target: _Target, part: Message, number: int) -> str:
        payload = {"k": mark_of(letter), "n": number}
        asked: Json = {
            "channel": target.channel,
            "thread_ts": target.thread,
            "text": part.text,
            "blocks": part.blocks,
            "metadata": {"event_type": EVENT_TYPE, "event_payload": payload},
            "client_msg_id": str(uuid.uuid5(NAMESPACE, f"{letter.key}:{number}")),
            **QUIET,
        }
        answer = await self._api.call("chat.postMessage", asked)
        return str(answer.get("ts") or "")

    async def _whispered(self, target: _Target, parts: tuple[Message, ...]) -> tuple[str, ...]:
        ids: list[str] = []
        for part in parts:
            try:
                ids.append(await self._whisper(target, part))
            except Refused:
                raise
            except DeliveryError as error:
                raise (Unknown(f"partly_{error.reason}") if ids else error) from None
        return tuple(ids)

    async def _whisper(self, target: _Target, part: Message) -> str:
        if target.respond is not None:
            body: Json = {"response_type": "ephemeral", "replace_original": False}
            try:
                await self._api.respond(target.respond, body | {"text": part.text, "blocks": part.blocks})
            except Refused:
                pass
            else:
                # Slack does not tell the number of what was said at a response address.
                return WHISPER
        shown: Json = {"text": part.text, "blocks": part.blocks}
        if target.user is None:
            answer = await self._api.call("chat.postMessage", {"channel": target.channel, **shown, **QUIET})
            return str(answer.get("ts") or "")
        asked = {"channel": target.channel, "thread_ts": target.thread, "user": target.user, **shown}
        try:
            answer = await self._api.call("chat.postEphemeral", asked | {"parse": "none", "link_names": False})
            return WHISPER + str(answer.get("message_ts") or "")
        except Refused as refusal:
            if refusal.reason not in CANNOT_WHISPER:
                raise
        channel = await self._speakers.direct(target.user)
        answer = await self._api.call("chat.postMessage", {"channel": channel, **shown, **QUIET})
        return str(answer.get("ts") or "")

    async def _whisper_anew(self, letter: Letter, parts: tuple[Message, ...]) -> tuple[str, ...]:
        """Change a whisper at its response address; where that is used up, whisper again."""
        target = await self._target(letter.place, letter.only_for)
        first, rest, done = parts[0], parts[1:], False
        if letter.place.respond is not None:
            body: Json = {"replace_original": True, "response_type": "ephemeral"}
            try:
                await self._api.respond(letter.place.respond, body | {"text": first.text, "blocks": first.blocks})
                done = True
            except Refused:
                target = replace(target, respond=None)
        if not done:
            return await self._whispered(target, parts)
        return (letter.revises or WHISPER, *(await self._whispered(target, rest) if rest else ()))

    async def _change(self, channel: str, ts: str, part: Message) -> None:
        asked: Json = {"channel": channel, "ts": ts, "text": part.text, "blocks": part.blocks}
        await self._api.call("chat.update", asked | {"parse": "none", "link_names": False})

    async def _standing(self, letter: Letter, target: _Target, since: datetime | None) -> dict[int, str]:
        """Which messages of a letter stand in its channel or thread: number -> Slack's id. Reads newest first."""
        mark, found = mark_of(letter), dict[int, str]()
        home = await self._speakers.home()
        oldest = f"{(since - LOOK_BACK).timestamp():.6f}" if since is not None else None
        asked: Json = {"channel": target.channel, "limit": PAGE, "include_all_metadata": "true", "oldest": oldest}
        method = "conversations.history"
        if target.thread is not None:
            method, asked = "conversations.replies", asked | {"ts": target.thread}
        for _ in range(PAGES):
            answer = await self._api.call(method, asked)
            for message in answer.get("messages") or []:
                payload = _payload(message)
                is_own = home.bot_id in ("", message.get("bot_id")) or message.get("user") == home.bot_user
                if is_own and payload.get("k") == mark and isinstance(payload.get("n"), int):
                    found.setdefault(payload["n"], str(message.get("ts")))
            cursor = (answer.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                break
            asked = asked | {"cursor": cursor}
        return found

    async def _attach(self, reply: Reply, target: _Target) -> None:
        """Share the files of a reply first: the message that names them is what a later look-up finds."""
        files = [block for block in reply.blocks if isinstance(block, Attachment)]
        if not files or self._archive is None:
            return
        channel = target.channel if target.user is None else await self._speakers.direct(target.user)
        for file in files:
            await self._share(file, channel, target.thread if target.user is None else None)

    async def _share(self, file: Attachment, channel: str, thread: str | None) -> None:
        if self._archive is None:
            return
        try:
            content = b"".join([piece async for piece in self._archive.read(file.sha256)])
        except FileNotFoundError:
            raise Refused("file_is_missing") from None
        name = visible(file.name)
        asked: Json = {"filename": name, "length": len(content)}
        place = await self._api.call("files.getUploadURLExternal", asked)
        await self._api.upload(str(place.get("upload_url") or ""), content)
        done: Json = {"files": [{"id": place.get("file_id"), "title": name}], "channel_id": channel}
        comment = escaped(name)
        await self._api.call("files.completeUploadExternal", done | {"thread_ts": thread, "initial_comment": comment})


def home_of(user: str, *, is_pressed: bool = False) -> Place:
    """Somebody's home page of the app as a place."""
    message = HOME_PAGE if is_pressed else None
    return Place(PlatformName.SLACK, f"{HOME}{user}", message=message, is_page=True)


def mark_of(letter: Letter) -> str:
    """What tells a letter's messages in a history; the key itself stays at home, as every app there can read it."""
    return sha256(letter.key.encode()).hexdigest()[:32]


def _payload(message: Mapping[str, Any]) -> Mapping[str, Any]:
    metadata = message.get("metadata")
    if not isinstance(metadata, dict) or metadata.get("event_type") != EVENT_TYPE:
        return {}
    payload = metadata.get("event_payload")
    return payload if isinstance(payload, dict) else {}

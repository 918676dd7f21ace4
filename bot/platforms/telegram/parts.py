"""The parts of a Telegram message as the desk knows them: who, where, what was said, the files, what is replied to."""

from datetime import datetime
from typing import Final

from telegram import (
    Message,
    MessageOrigin,
    MessageOriginChannel,
    MessageOriginChat,
    MessageOriginHiddenUser,
    MessageOriginUser,
    User,
)

from bot.domain.people import PlatformName, Standing
from bot.platforms.telegram.api import Me
from bot.platforms.telegram.line import line_of
from bot.ports.requests import Arrival, Forwarded, Place, Said, Speaker

WORDLESS: Final = "?"
"""How a place, a poll or a thrown die is heard: the desk then says what it understands."""
CONTENTS: Final = ("location", "venue", "poll", "dice", "game", "story", "checklist", "paid_media")


def speaker_of(user: User) -> Speaker:
    """Anybody can write to a bot: only the desk knows, by the number, whether somebody is of the house."""
    name = _clean(user.full_name)
    return Speaker(PlatformName.TELEGRAM, str(user.id), name, Standing.OUTSIDER, locale=user.language_code)


def place_of(message: Message) -> Place:
    """Where it was said, and to which message it is a reply. A reply's thread in a group without topics is none."""
    replied = _replied(message)
    is_topic = message.is_topic_message and message.message_thread_id is not None
    return Place(
        PlatformName.TELEGRAM,
        str(message.chat.id),
        str(message.message_thread_id) if is_topic else None,
        str(replied.message_id) if replied is not None else None,
        is_shared=message.chat.type != "private",
        name=_clean(message.chat.title or ""),
    )


def asked_of(message: Message, me: Me) -> Said | Forwarded | None:
    """What a message asks of the desk; None where it is not meant for it, or Telegram itself speaks in it."""
    is_private = message.chat.type == "private"
    if not is_private and message.chat.type not in ("group", "supergroup"):
        return None
    if message.forward_origin is not None:
        return _forwarded(message) if is_private else None
    line = line_of(message, me)
    if not is_private and not line.is_addressed and not _is_ours(_replied(message), me):
        return None
    files = files_of(message)
    text = line.text if line.text or files or line.is_addressed else _wordless(message)
    if text is None:
        return None
    named = tuple(speaker_of(user) for user in line.named if not user.is_bot)
    quoted = _quoted(message, me)
    return Said(text, line.is_command, mentions=line.mentions, files=files, named=named, quoted=quoted)


def files_of(message: Message) -> tuple[Arrival, ...]:
    """The file of a message, under the name its sender gave it or, where Telegram drops that, its kind and number."""
    number, album = message.message_id, message.media_group_id or ""
    if message.photo:
        largest = max(message.photo, key=lambda size: size.width * size.height)
        return (Arrival(largest.file_id, f"photo_{number}.jpg", largest.file_size or 0, "image/jpeg", album),)
    # An animation comes as a document too, under its own name.
    named = message.document or message.video or message.audio or message.animation
    if named is not None:
        name = _clean(named.file_name or f"file_{number}")
        return (Arrival(named.file_id, name, named.file_size or 0, named.mime_type or "", album),)
    if message.voice is not None:
        voice = message.voice
        return (Arrival(voice.file_id, f"voice_{number}.ogg", voice.file_size or 0, voice.mime_type or "audio/ogg"),)
    if message.video_note is not None:
        note = message.video_note
        return (Arrival(note.file_id, f"video_{number}.mp4", note.file_size or 0, "video/mp4"),)
    return ()


def _forwarded(message: Message) -> Forwarded | None:
    author, at = _source(message)
    text, files = _words(message), files_of(message)
    return Forwarded(text, author, at, files=files) if text or files else None


def _quoted(message: Message, me: Me) -> Forwarded | None:
    """The message replied to, or the part of it that was picked out. Our own cards are known by their number."""
    replied, picked = _replied(message), _clean(message.quote.text) if message.quote is not None else ""
    if replied is not None:
        text, files = picked or _words(replied), files_of(replied)
        author, at = _source(replied)
        is_worth = not _is_ours(replied, me) and bool(text or files)
        return Forwarded(text, author, at, files=files) if is_worth else None
    if message.external_reply is not None and picked:
        origin = message.external_reply.origin
        return Forwarded(picked, _author(origin), origin.date)
    return None


def _replied(message: Message) -> Message | None:
    """The message replied to; in a topic everything that is no reply counts as one to the topic's first line."""
    replied = message.reply_to_message
    return replied if replied is not None and replied.forum_topic_created is None else None


def _is_ours(message: Message | None, me: Me) -> bool:
    return message is not None and message.from_user is not None and message.from_user.id == me.id


def _source(message: Message) -> tuple[str, datetime]:
    """Who said it first, and when."""
    if message.forward_origin is not None:
        return _author(message.forward_origin), message.forward_origin.date
    if message.sender_chat is not None:
        return _clean(message.sender_chat.title or ""), message.date
    return _clean(message.from_user.full_name) if message.from_user is not None else "", message.date


def _author(origin: MessageOrigin) -> str:
    match origin:
        case MessageOriginUser(sender_user=user):
            return _clean(user.full_name)
        case MessageOriginHiddenUser(sender_user_name=name):
            return _clean(name)
        case MessageOriginChat(sender_chat=chat, author_signature=signature):
            return _clean(signature or chat.title or "")
        case MessageOriginChannel(chat=chat, author_signature=signature):
            return _clean(signature or chat.title or "")
        case _:
            return ""


def _words(message: Message) -> str:
    return _clean(message.text or message.caption or "")


def _wordless(message: Message) -> str | None:
    """Some words for what has none; None where it is Telegram that speaks."""
    if message.sticker is not None:
        return message.sticker.emoji or WORDLESS
    if message.contact is not None:
        contact = message.contact
        return _clean(" ".join(filter(None, (contact.first_name, contact.last_name, contact.phone_number))))
    return WORDLESS if any(getattr(message, kind, None) is not None for kind in CONTENTS) else None


def _clean(text: str) -> str:
    """Half signs, which no store takes, become the mark for what cannot be read."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")

"""The words of a Telegram message: without the bot's own name, and with every person named to be found."""

import re
from collections.abc import Mapping
from typing import Final

from msgspec import Struct, field
from telegram import Message, MessageEntity, User

from bot.platforms.telegram.api import Me

COMMAND: Final = re.compile(r"/(\w+)(?:@\w+)?(?=\s|$)")


class Line(Struct, frozen=True):
    """What was typed. `is_addressed`: it names the bot, or is a command that is not another bot's."""

    text: str
    is_command: bool
    is_addressed: bool
    mentions: Mapping[str, str]
    """`@Name` in the text -> account, for people who have no name of their own in Telegram."""
    named: tuple[User, ...] = ()
    """The same people as Telegram shows them."""


class _Reading(Struct):
    """What has been found so far."""

    me: Me
    is_named: bool = False
    is_foreign: bool = False
    is_command: bool = False
    mentions: dict[str, str] = field(default_factory=dict)
    named: list[User] = field(default_factory=list)

    def entity(self, entity: MessageEntity, shown: str) -> str:
        """The words a marked stretch becomes."""
        match entity.type:
            case MessageEntity.MENTION if shown.lower() == f"@{self.me.username}".lower():
                self.is_named = True
                return ""
            case MessageEntity.TEXT_MENTION if entity.user is not None and entity.user.id == self.me.id:
                self.is_named = True
                return ""
            case MessageEntity.TEXT_MENTION if entity.user is not None:
                self.named.append(entity.user)
                return self._person(shown, str(entity.user.id))
            case MessageEntity.BOT_COMMAND if entity.offset == 0:
                named = shown.partition("@")[2].lower()
                self.is_foreign = named not in ("", self.me.username.lower())
                self.is_command = not self.is_foreign
                return shown
            case _:
                return shown

    def _person(self, shown: str, account: str) -> str:
        name = "@" + "".join(shown.lstrip("@").split())
        while self.mentions.get(name, account) != account:
            name += "_"
        self.mentions[name] = account
        return name


def _entities(message: Message, me: Me) -> list[MessageEntity]:
    """The marked stretches of a message. Where nothing is marked, a command or the bot's name at its head counts."""
    text, name = message.text or message.caption or "", f"@{me.username}"
    if marked := list(message.entities or message.caption_entities):
        return marked
    if (command := COMMAND.match(text)) is not None:
        return [MessageEntity(MessageEntity.BOT_COMMAND, 0, command.end())]
    return [MessageEntity(MessageEntity.MENTION, 0, len(name))] if text.lower().startswith(f"{name.lower()} ") else []


def line_of(message: Message, me: Me) -> Line:
    """Read the text or caption of a message. A command loses its slash and the bot's name: `/log@bot A` → `log A`."""
    raw = (message.text or message.caption or "").encode("utf-16-le", "surrogatepass")
    reading, pieces, at = _Reading(me), list[str](), 0
    for entity in sorted(_entities(message, me), key=lambda one: one.offset):
        start, end = entity.offset * 2, (entity.offset + entity.length) * 2
        if start >= at:
            pieces += [_read(raw[at:start]), reading.entity(entity, _read(raw[start:end]))]
            at = end
    text = "".join([*pieces, _read(raw[at:])])
    if reading.is_named:
        text = text.strip()
    is_meant = reading.is_command or reading.is_named or message.chat.type == "private"
    slashed = COMMAND.match(text) if is_meant else None
    if slashed is not None:
        text = (slashed[1] + text[slashed.end() :]).rstrip()
    is_addressed = reading.is_named or reading.is_command
    is_ours = is_addressed and not reading.is_foreign
    return Line(text, slashed is not None, is_ours, reading.mentions, tuple(reading.named))


def _read(part: bytes) -> str:
    """Half signs, which no store takes, become the mark for what cannot be read."""
    return part.decode("utf-16-le", "replace")

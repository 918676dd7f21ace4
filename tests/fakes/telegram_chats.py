"""What Telegram keeps: chats and what is shown in them, updates waiting for the bot, files, menus."""

import asyncio
import itertools
from dataclasses import dataclass, field, replace

from tests.fakes.loopback import Clock, Json
from tests.fakes.telegram_text import TelegramRefusal, buttons_in

DELETE_SECONDS = 48 * 3600
DEFAULT_EXCLUDED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


@dataclass(slots=True)
class TelegramMessage:
    """A message as it stands in a chat now; `edits` are the texts it had before, oldest first."""

    message_id: int
    chat_id: int
    sender: Json
    date: int
    text: str = ""
    entities: list[Json] = field(default_factory=list)
    markup: Json | None = None
    thread: int | None = None
    reply_to: int | None = None
    edits: list[str] = field(default_factory=list)
    extra: Json = field(default_factory=dict)

    def snapshot(self) -> "TelegramMessage":
        """The message as a slow screen still shows it after later edits, buttons included."""
        return replace(self)

    @property
    def from_bot(self) -> bool:
        """Whether the bot wrote it."""
        return bool(self.sender["is_bot"])

    @property
    def buttons(self) -> list[str]:
        """The labels of its inline keyboard, row by row."""
        return [button["text"] for button in buttons_in(self.markup)]

    @property
    def rows(self) -> list[list[str]]:
        """The labels of its inline keyboard as they stand."""
        return [[button["text"] for button in row] for row in (self.markup or {}).get("inline_keyboard", [])]

    @property
    def is_media(self) -> bool:
        """Whether its words are a caption."""
        return "document" in self.extra or "photo" in self.extra

    @property
    def wants_reply(self) -> bool:
        """Whether it opens the reader's keyboard for an answer (ForceReply)."""
        return bool((self.markup or {}).get("force_reply"))


@dataclass(slots=True)
class TelegramChat:
    """A private chat (`private`, its id the person's), group, supergroup or channel."""

    id: int
    type: str
    title: str = ""
    person: Json = field(default_factory=dict)
    members: dict[int, Json] = field(default_factory=dict)
    is_forum: bool = False
    bot_is_member: bool = True
    bot_is_admin: bool = False
    is_blocked: bool = False
    migrated_to: int | None = None
    pinned: list[int] = field(default_factory=list)
    messages: list[TelegramMessage] = field(default_factory=list)

    def message(self, message_id: int) -> TelegramMessage | None:
        """The message still shown under this id."""
        return next((one for one in self.messages if one.message_id == message_id), None)

    def texts(self) -> list[str]:
        """The words of all messages shown, oldest first."""
        return [one.text for one in self.messages]

    def from_bot(self) -> list[TelegramMessage]:
        """What the bot has in this chat, oldest first."""
        return [one for one in self.messages if one.from_bot]


@dataclass(frozen=True, slots=True)
class Query:
    """A press that waits to be answered: whose, and since when."""

    user: int
    at: float


@dataclass(frozen=True, slots=True)
class CallbackAnswer:
    """What a person saw on pressing a button: a line over the chat, or a box where `is_alert`."""

    user: int
    text: str
    is_alert: bool


@dataclass(slots=True)
class Cloud:
    """The state behind the fake."""

    clock: Clock
    bot: Json
    chats: dict[int, TelegramChat] = field(default_factory=dict)
    updates: list[Json] = field(default_factory=list)
    allowed: list[str] = field(default_factory=list)
    queries: dict[str, Query] = field(default_factory=dict)
    answers: list[CallbackAnswer] = field(default_factory=list)
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    menus: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    webhook: Json = field(default_factory=dict)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))
    _update_ids: "itertools.count[int]" = field(default_factory=lambda: itertools.count(700_001))

    def number(self) -> int:
        """A number never given before."""
        return next(self._numbers)

    def chat(self, chat_id: int) -> TelegramChat:
        """The chat as the bot may use it; refuses as Telegram does."""
        chat = self.chats.get(chat_id)
        if chat is None:
            raise TelegramRefusal("chat not found")
        if chat.is_blocked:
            raise TelegramRefusal("bot was blocked by the user", 403)
        if chat.migrated_to is not None:
            moved = {"migrate_to_chat_id": chat.migrated_to}
            raise TelegramRefusal("group chat was upgraded to a supergroup chat", 400, **moved)
        if not chat.bot_is_member:
            raise TelegramRefusal(f"bot was kicked from the {chat.type} chat", 403)
        return chat

    def add(
        self, chat: TelegramChat, sender: Json, text: str = "", entities: list[Json] | None = None
    ) -> TelegramMessage:
        """Show a new message in a chat."""
        message = TelegramMessage(self.number(), chat.id, sender, int(self.clock()), text, entities or [])
        chat.messages.append(message)
        return message

    def message_json(self, message: TelegramMessage, with_reply: bool = True) -> Json:
        """A message as the Bot API writes it."""
        chat = self.chats[message.chat_id]
        shown: Json = {
            "message_id": message.message_id,
            "from": message.sender,
            "date": message.date,
            "chat": chat_json(chat),
        }
        words, marks = ("caption", "caption_entities") if message.is_media else ("text", "entities")
        if message.text:
            shown |= {words: message.text} | ({marks: message.entities} if message.entities else {})
        if message.markup and "inline_keyboard" in message.markup:
            shown["reply_markup"] = message.markup
        if message.thread is not None:
            shown |= {"message_thread_id": message.thread, "is_topic_message": True}
        if message.edits:
            shown["edit_date"] = int(self.clock())
        answered = chat.message(message.reply_to) if message.reply_to and with_reply else None
        if answered is not None:
            shown["reply_to_message"] = self.message_json(answered, with_reply=False)
        return shown | message.extra

    def push(self, kind: str, content: Json) -> Json | None:
        """Queue an update for the bot, if it asked for its kind; gives back the update."""
        is_wanted = kind in self.allowed if self.allowed else kind not in DEFAULT_EXCLUDED
        update = {"update_id": next(self._update_ids), kind: content}
        if not is_wanted:
            return None
        self.updates.append(update)
        self.news.set()
        return update

    def keep_file(self, name: str, content: bytes) -> Json:
        """Keep a file and give back what the Bot API calls a document."""
        file_id = f"BQAC{self.number():08d}"
        self.files[file_id] = (name, content)
        return {"file_id": file_id, "file_unique_id": f"Ag{file_id[4:]}", "file_name": name, "file_size": len(content)}


def chat_json(chat: TelegramChat) -> Json:
    """A chat as messages carry it."""
    if chat.type == "private":
        kept = {name: chat.person[name] for name in ("first_name", "last_name", "username") if name in chat.person}
        return {"id": chat.id, "type": "private"} | kept
    return {"id": chat.id, "type": chat.type, "title": chat.title} | ({"is_forum": True} if chat.is_forum else {})

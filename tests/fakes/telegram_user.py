"""A person with Telegram in hand: writes, presses, forwards, sends files; the bot hears what Telegram lets it hear."""

from typing import Any

from tests.fakes.loopback import Json
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_chats import Query, TelegramChat, TelegramMessage, chat_json
from tests.fakes.telegram_text import buttons_in, found_entities, piece


class TelegramUser:
    """One person. `chat` is a group's id everywhere; without it the private chat with the bot is meant.

    Privacy mode holds in groups where the bot is no admin: it hears commands not meant for another bot, replies to
    it, mentions of it, and service messages, nothing else.
    """

    def __init__(
        self, fake: FakeTelegram, user_id: int, name: str, language_code: str = "zh-hans", username: str = ""
    ) -> None:
        self.fake, self.cloud = fake, fake.cloud
        self.id = user_id
        self.person: Json = {"id": user_id, "is_bot": False, "first_name": name, "language_code": language_code}
        if username:
            self.person["username"] = username

    async def start(self, payload: str = "") -> TelegramMessage:
        """Press Start, or follow a link `t.me/bot?start=payload`."""
        return await self.say(f"/start {payload}".strip())

    async def say(
        self,
        text: str,
        chat: int | None = None,
        thread: int | None = None,
        reply_to: TelegramMessage | None = None,
        entities: list[Json] | None = None,
    ) -> TelegramMessage:
        """Write; commands, mentions and addresses are marked as Telegram marks them, `entities` come on top."""
        return self._send(self._chat(chat), text, {}, entities, thread, reply_to)

    async def forward(self, text: str, from_name: str, date: int, chat: int | None = None) -> TelegramMessage:
        """Pass on what somebody outside wrote at this Unix time; their account is hidden, only the name shows."""
        origin = {"type": "hidden_user", "sender_user_name": from_name, "date": date}
        return self._send(self._chat(chat), text, {"forward_origin": origin})

    async def send_document(
        self,
        content: bytes,
        name: str,
        caption: str = "",
        chat: int | None = None,
        reply_to: TelegramMessage | None = None,
        mime_type: str = "application/octet-stream",
    ) -> TelegramMessage:
        """Send a file with words under it."""
        document = self.cloud.keep_file(name, content) | {"mime_type": mime_type}
        return self._send(self._chat(chat), caption, {"document": document}, None, None, reply_to)

    async def send_photo(self, content: bytes, caption: str = "", chat: int | None = None) -> TelegramMessage:
        """Send a picture, which Telegram strips of its name."""
        photo = self.cloud.keep_file("photo.jpg", content)
        photo.pop("file_name")
        return self._send(self._chat(chat), caption, {"photo": [photo | {"width": 800, "height": 600}]})

    async def edit(self, message: TelegramMessage, text: str) -> None:
        """Change an own message."""
        message.edits.append(message.text)
        message.text, message.entities = text, found_entities(text)
        if self._is_heard(self.fake.chat(message.chat_id), message):
            self.cloud.push("edited_message", self.cloud.message_json(message))

    async def press(self, message: TelegramMessage, label: str, is_old: bool = False) -> str:
        """Press the button with this label, as this copy shows it; gives back the query's id.

        With `is_old`, the message is sent as one the bot can no longer read (Telegram's *inaccessible message*).
        """
        buttons = {button["text"]: button for button in buttons_in(message.markup)}
        assert label in buttons, f"no button {label!r} among {list(buttons)}"
        assert "callback_data" in buttons[label], f"{label!r} opens a link: the bot is not told"
        return await self.press_data(message, buttons[label]["callback_data"], is_old)

    async def press_data(self, message: TelegramMessage, data: str, is_old: bool = False) -> str:
        """Send a press with any data: a button long gone, or a forged one."""
        query_id = f"{self.id}{self.cloud.number():06d}"
        self.cloud.queries[query_id] = Query(self.id, self.cloud.clock())
        chat = self.fake.chat(message.chat_id)
        shown = self.cloud.message_json(message)
        if is_old:
            shown = {"chat": chat_json(chat), "message_id": message.message_id, "date": 0}
        query = {"id": query_id, "from": self.person, "message": shown, "chat_instance": str(chat.id), "data": data}
        self.cloud.push("callback_query", query)
        return query_id

    async def block(self) -> None:
        """Block the bot: it may write no more, and is told so."""
        chat = self._chat(None)
        chat.is_blocked = True
        self._tell_membership(chat, "member", "kicked")

    async def unblock(self) -> None:
        """Let the bot write again."""
        chat = self._chat(None)
        chat.is_blocked = False
        self._tell_membership(chat, "kicked", "member")

    async def add_bot(self, chat: int) -> None:
        """Bring the bot into a group made by `add_group`, with the messages Telegram sends then."""
        group = self._chat(chat)
        group.bot_is_member = True
        self._tell_membership(group, "left", "member")
        self._send(group, "", {"new_chat_members": [self.cloud.bot]})

    async def remove_bot(self, chat: int) -> None:
        """Throw the bot out of a group."""
        group = self._chat(chat)
        group.bot_is_member = False
        self._tell_membership(group, "member", "kicked")

    def _tell_membership(self, chat: TelegramChat, before: str, now: str) -> None:
        def member(status: str) -> Json:
            until = {"until_date": 0} if status == "kicked" else {}
            return {"user": self.cloud.bot, "status": status} | until

        change = {"chat": chat_json(chat), "from": self.person, "date": int(self.cloud.clock())}
        change |= {"old_chat_member": member(before), "new_chat_member": member(now)}
        self.cloud.push("my_chat_member", change)

    def _chat(self, chat_id: int | None) -> TelegramChat:
        if chat_id is not None:
            chat = self.fake.chat(chat_id)
        elif self.id in self.cloud.chats:
            chat = self.cloud.chats[self.id]
        else:
            chat = self.cloud.chats[self.id] = TelegramChat(self.id, "private", person=self.person)
        chat.members[self.id] = self.person
        assert chat.migrated_to is None, f"nobody can write in {chat.id} any more: it is {chat.migrated_to} now"
        return chat

    def _send(
        self,
        chat: TelegramChat,
        text: str,
        extra: Json,
        entities: list[Json] | None = None,
        thread: int | None = None,
        reply_to: TelegramMessage | None = None,
    ) -> TelegramMessage:
        marks = sorted([*found_entities(text), *(entities or [])], key=lambda mark: int(mark["offset"]))
        message = self.cloud.add(chat, self.person, text, marks)
        message.extra, message.thread = extra, thread
        if reply_to is not None:
            message.reply_to = reply_to.message_id
            message.thread = thread if thread is not None else reply_to.thread
        if self._is_heard(chat, message):
            self.cloud.push("message", self.cloud.message_json(message))
        return message

    def _is_heard(self, chat: TelegramChat, message: TelegramMessage) -> bool:
        """Telegram's privacy mode."""
        if not chat.bot_is_member or chat.is_blocked:
            return False
        if chat.type == "private" or chat.bot_is_admin or "new_chat_members" in message.extra:
            return True
        answered = chat.message(message.reply_to) if message.reply_to else None
        if answered is not None and answered.from_bot:
            return True
        return any(self._names_bot(message.text, mark) for mark in message.entities)

    def _names_bot(self, text: str, mark: Json) -> bool:
        words, username = piece(text, mark).lower(), str(self.cloud.bot["username"]).lower()
        match mark["type"]:
            case "bot_command":
                _, at, named = words.partition("@")
                return named == username if at else mark["offset"] == 0
            case "mention":
                return words == f"@{username}"
            case "text_mention":
                user: dict[str, Any] = mark["user"]
                return bool(user["id"] == self.cloud.bot["id"])
        return False

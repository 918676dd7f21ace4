"""The Bot API, as far as a desk uses it: one function a method, over what Telegram keeps."""

import json
import re
from collections.abc import Callable
from typing import Any

from tests.fakes.loopback import Json
from tests.fakes.telegram_chats import DELETE_SECONDS, CallbackAnswer, Cloud, TelegramChat, TelegramMessage, chat_json
from tests.fakes.telegram_text import CAPTION_MOST, TEXT_MOST, TelegramRefusal, check_markup, checked_text

Method = Callable[[Cloud, Json], Any]
UPLOAD_MOST, PHOTO_MOST, DOWNLOAD_MOST = 50 * 1024 * 1024, 10 * 1024 * 1024, 20 * 1024 * 1024
QUERY_SECONDS = 15
COMMAND_NAME = re.compile(r"[a-z0-9_]{1,32}")


def target(cloud: Cloud, params: Json) -> TelegramChat:
    try:
        return cloud.chat(int(params["chat_id"]))
    except (KeyError, ValueError) as error:
        raise TelegramRefusal("chat not found" if "chat_id" in params else "chat_id is empty") from error


def get_me(cloud: Cloud, _params: Json) -> Json:
    groups = {"can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False}
    return cloud.bot | groups | {"can_connect_to_business": False, "has_main_web_app": False}


def posted(cloud: Cloud, params: Json, text: str, entities: list[Json], extra: Json) -> Json:
    """Show the bot's message in the chat asked for."""
    chat, markup = target(cloud, params), params.get("reply_markup")
    check_markup(markup)
    reply_to = answered_id(chat, params)
    thread = int(params["message_thread_id"]) if params.get("message_thread_id") else None
    if thread is not None and not chat.is_forum and chat.type != "private":
        raise TelegramRefusal("message thread not found")
    message = cloud.add(chat, cloud.bot, text, entities)
    message.markup, message.reply_to, message.thread, message.extra = markup, reply_to, thread, extra
    return cloud.message_json(message)


def answered_id(chat: TelegramChat, params: Json) -> int | None:
    asked = params.get("reply_parameters") or {}
    number = asked.get("message_id") or params.get("reply_to_message_id")
    if not number or chat.message(int(number)) is not None:
        return int(number) if number else None
    if asked.get("allow_sending_without_reply") or params.get("allow_sending_without_reply"):
        return None
    raise TelegramRefusal("message to be replied not found")


def send_message(cloud: Cloud, params: Json) -> Json:
    target(cloud, params)
    asked = params.get("entities") or []
    mode = params.get("parse_mode") or ""
    text, entities = checked_text(params.get("text") or "", asked, mode, TEXT_MOST, may_be_empty=False)
    return posted(cloud, params, text, entities, {})


def caption_of(params: Json) -> tuple[str, list[Json]]:
    asked, mode = params.get("caption_entities") or [], params.get("parse_mode") or ""
    return checked_text(params.get("caption") or "", asked, mode, CAPTION_MOST, may_be_empty=True)


def sent_file(cloud: Cloud, params: Json, name: str, most: int) -> Json:
    """The document for a file uploaded under this name, or known by its id."""
    files: dict[str, tuple[str, bytes]] = params.get("uploads", {})
    value = params.get(name, "")
    key = value.removeprefix("attach://") if value else name
    if key in files:
        file_name, content = files[key]
        if len(content) > most:
            raise TelegramRefusal("Request Entity Too Large", 413)
        if not content:
            raise TelegramRefusal("file must be non-empty")
        return cloud.keep_file(file_name, content)
    if value in cloud.files:
        file_name, content = cloud.files[value]
        return {"file_id": value, "file_unique_id": f"Ag{value[4:]}", "file_name": file_name, "file_size": len(content)}
    raise TelegramRefusal("wrong file identifier/HTTP URL specified")


def send_document(cloud: Cloud, params: Json) -> Json:
    target(cloud, params)
    text, entities = caption_of(params)
    document = sent_file(cloud, params, "document", UPLOAD_MOST)
    return posted(cloud, params, text, entities, {"document": document})


def send_photo(cloud: Cloud, params: Json) -> Json:
    target(cloud, params)
    text, entities = caption_of(params)
    photo = sent_file(cloud, params, "photo", PHOTO_MOST)
    photo.pop("file_name")
    return posted(cloud, params, text, entities, {"photo": [photo | {"width": 800, "height": 600}]})


def own_message(cloud: Cloud, params: Json, doing: str) -> TelegramMessage:
    message = target(cloud, params).message(int(params.get("message_id") or 0))
    if message is None:
        raise TelegramRefusal(f"message to {doing} not found")
    if not message.from_bot:
        raise TelegramRefusal(f"message can't be {doing}ed" if doing == "edit" else "message can't be deleted")
    return message


def edit(cloud: Cloud, message: TelegramMessage, text: str, entities: list[Json], markup: Json | None) -> Json:
    """Put these words and buttons in the message's place; refuses where nothing would change."""
    check_markup(markup)
    if (message.text, message.entities, message.markup) == (text, entities, markup):
        same = "specified new message content and reply markup are exactly the same as a current content"
        raise TelegramRefusal(f"message is not modified: {same} and reply markup of the message")
    message.edits.append(message.text)
    message.text, message.entities, message.markup = text, entities, markup
    return cloud.message_json(message)


def edit_text(cloud: Cloud, params: Json) -> Json:
    message = own_message(cloud, params, "edit")
    if message.is_media:
        raise TelegramRefusal("there is no text in the message to edit")
    asked, mode = params.get("entities") or [], params.get("parse_mode") or ""
    text, entities = checked_text(params.get("text") or "", asked, mode, TEXT_MOST, may_be_empty=False)
    return edit(cloud, message, text, entities, params.get("reply_markup"))


def edit_caption(cloud: Cloud, params: Json) -> Json:
    message = own_message(cloud, params, "edit")
    text, entities = caption_of(params)
    return edit(cloud, message, text, entities, params.get("reply_markup"))


def edit_markup(cloud: Cloud, params: Json) -> Json:
    message = own_message(cloud, params, "edit")
    return edit(cloud, message, message.text, message.entities, params.get("reply_markup"))


def delete_message(cloud: Cloud, params: Json) -> bool:
    chat = target(cloud, params)
    message = chat.message(int(params.get("message_id") or 0))
    if message is None:
        raise TelegramRefusal("message to delete not found")
    is_foreign = not message.from_bot and chat.type != "private" and not chat.bot_is_admin
    if is_foreign or cloud.clock() - message.date > DELETE_SECONDS:
        raise TelegramRefusal("message can't be deleted for everyone")
    chat.messages.remove(message)
    return True


def answer_query(cloud: Cloud, params: Json) -> bool:
    if len(params.get("text") or "") > 200:
        raise TelegramRefusal("MESSAGE_TOO_LONG")
    query = cloud.queries.pop(str(params.get("callback_query_id")), None)
    if query is None or cloud.clock() - query.at > QUERY_SECONDS:
        raise TelegramRefusal("query is too old and response timeout expired or query ID is invalid")
    is_alert = str(params.get("show_alert", "")).lower() == "true"
    cloud.answers.append(CallbackAnswer(query.user, params.get("text") or "", is_alert))
    return True


def get_file(cloud: Cloud, params: Json) -> Json:
    file_id = params.get("file_id", "")
    if file_id not in cloud.files:
        raise TelegramRefusal("invalid file_id")
    name, content = cloud.files[file_id]
    if len(content) > DOWNLOAD_MOST:
        raise TelegramRefusal("file is too big")
    shown = {"file_id": file_id, "file_unique_id": f"Ag{file_id[4:]}", "file_size": len(content)}
    return shown | {"file_path": f"documents/{file_id}.{name.rpartition('.')[2]}"}


def pin(cloud: Cloud, params: Json) -> bool:
    chat = target(cloud, params)
    if chat.type != "private" and not chat.bot_is_admin:
        raise TelegramRefusal("not enough rights to manage pinned messages in the chat")
    if chat.message(int(params.get("message_id") or 0)) is None:
        raise TelegramRefusal("message to pin not found")
    chat.pinned.append(int(params["message_id"]))
    return True


def unpin(cloud: Cloud, params: Json) -> bool:
    chat = target(cloud, params)
    number = int(params.get("message_id") or (chat.pinned[-1] if chat.pinned else 0))
    chat.pinned = [one for one in chat.pinned if one != number]
    return True


def get_chat(cloud: Cloud, params: Json) -> Json:
    return chat_json(target(cloud, params)) | {"accent_color_id": 0, "max_reaction_count": 11}


def get_member(cloud: Cloud, params: Json) -> Json:
    chat, user = target(cloud, params), int(params.get("user_id") or 0)
    if user == cloud.bot["id"]:
        return {"status": "member", "user": cloud.bot}
    if user not in chat.members:
        raise TelegramRefusal("PARTICIPANT_ID_INVALID")
    return {"status": "member", "user": chat.members[user]}


def menu_key(params: Json) -> tuple[str, str]:
    scope = params.get("scope") or {"type": "default"}
    return json.dumps(scope, sort_keys=True), params.get("language_code") or ""


def set_commands(cloud: Cloud, params: Json) -> bool:
    commands = params.get("commands") or []
    if len(commands) > 100:
        raise TelegramRefusal("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not COMMAND_NAME.fullmatch(command["command"]):
            raise TelegramRefusal("BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"]) <= 256:
            raise TelegramRefusal("BOT_COMMAND_DESCRIPTION_INVALID")
    cloud.menus[menu_key(params)] = commands
    return True


def delete_commands(cloud: Cloud, params: Json) -> bool:
    cloud.menus.pop(menu_key(params), None)
    return True


def get_commands(cloud: Cloud, params: Json) -> list[Json]:
    return cloud.menus.get(menu_key(params), [])


def just_yes(cloud: Cloud, params: Json) -> bool:
    """For what changes nothing that is kept; the chat, if one is named, must still exist."""
    if "chat_id" in params:
        target(cloud, params)
    return True


METHODS: dict[str, Method] = {
    "answerCallbackQuery": answer_query,
    "deleteMessage": delete_message,
    "deleteMyCommands": delete_commands,
    "editMessageCaption": edit_caption,
    "editMessageReplyMarkup": edit_markup,
    "editMessageText": edit_text,
    "getChat": get_chat,
    "getChatMember": get_member,
    "getFile": get_file,
    "getMe": get_me,
    "getMyCommands": get_commands,
    "pinChatMessage": pin,
    "sendChatAction": just_yes,
    "sendDocument": send_document,
    "sendMessage": send_message,
    "sendPhoto": send_photo,
    "setChatMenuButton": just_yes,
    "setMessageReaction": just_yes,
    "setMyCommands": set_commands,
    "setMyDescription": just_yes,
    "setMyShortDescription": just_yes,
    "unpinChatMessage": unpin,
}

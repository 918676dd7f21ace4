"""A Telegram on this machine: the Bot API, long polling, webhooks, files."""

import asyncio
import contextlib
import json
import time
from typing import Any

import aiohttp
from aiohttp import web

from tests.fakes.faults import Fault, FaultKind
from tests.fakes.loopback import Call, Clock, Json, Loopback
from tests.fakes.telegram_chats import CallbackAnswer, Cloud, TelegramChat, TelegramMessage
from tests.fakes.telegram_methods import DOWNLOAD_MOST, METHODS
from tests.fakes.telegram_text import TelegramRefusal

__all__ = ["FakeTelegram", "TelegramChat", "TelegramMessage", "TelegramRefusal"]

STRUCTURED = (
    "reply_markup",
    "entities",
    "caption_entities",
    "reply_parameters",
    "link_preview_options",
    "allowed_updates",
    "commands",
    "scope",
    "menu_button",
    "reaction",
)
WEBHOOK_SECONDS = 5.0


class FakeTelegram(Loopback):
    """Telegram at `base_url` for the bot with this token. `async with FakeTelegram() as telegram:` starts it.

    `webhook_retry` are the seconds between two tries of an update the webhook did not take. Callers are not held to
    rate limits unless `faults` says so.
    """

    def __init__(
        self,
        token: str = "123456:fake",
        username: str = "tradetrail_bot",
        clock: Clock = time.time,
        webhook_retry: float = 0.05,
    ) -> None:
        super().__init__(clock)
        self.token, self.webhook_retry = token, webhook_retry
        bot_id = int(token.partition(":")[0])
        self.cloud = Cloud(clock, {"id": bot_id, "is_bot": True, "first_name": "TradeTrail", "username": username})
        self.webhook_statuses: list[int] = []
        self._poller = 0
        self._delivery: asyncio.Task[None] | None = None

    @property
    def base_url(self) -> str:
        """What goes into `TELEGRAM_API_BASE_URL`; the token is appended."""
        return f"{self.root}/bot"

    @property
    def file_base_url(self) -> str:
        """What goes into `TELEGRAM_FILE_BASE_URL`; the token is appended."""
        return f"{self.root}/file/bot"

    def add_group(self, chat_id: int, title: str, forum: bool = False, bot_is_admin: bool = False) -> TelegramChat:
        """A group with the bot in it: negative ids, `-100…` for supergroups; people join by speaking."""
        kind = "supergroup" if str(chat_id).startswith("-100") else "group"
        chat = TelegramChat(chat_id, kind, title, is_forum=forum, bot_is_admin=bot_is_admin)
        self.cloud.chats[chat_id] = chat
        return chat

    def chat(self, chat_id: int) -> TelegramChat:
        """A chat with the messages shown in it now; a person's id is their private chat."""
        assert chat_id in self.cloud.chats, f"nobody has opened chat {chat_id}"
        return self.cloud.chats[chat_id]

    def answers(self, user: int) -> list[CallbackAnswer]:
        """What this person saw right after pressing buttons, oldest first."""
        return [answer for answer in self.cloud.answers if answer.user == user]

    def menu(self, scope: str = "default", language: str = "") -> list[Json]:
        """The commands set for a scope's type (no chat of its own) and language."""
        return self.cloud.menus.get((json.dumps({"type": scope}), language), [])

    @property
    def waiting(self) -> list[Json]:
        """The updates the bot has not yet confirmed."""
        return list(self.cloud.updates)

    def inject(self, update: Json) -> None:
        """Queue any update at all, to see what the bot makes of it; an `update_id` is added where there is none."""
        kind = next((name for name in update if name != "update_id"), "message")
        queued = self.cloud.push(kind, update.get(kind, {}))
        if queued is not None:
            queued |= update

    def migrate(self, chat_id: int) -> TelegramChat:
        """Turn a group into a supergroup: a new id, the old one dead, and both told to the bot."""
        old = self.chat(chat_id)
        new = self.add_group(-1_000_000_000_000 + chat_id, old.title, bot_is_admin=old.bot_is_admin)
        new.members = dict(old.members)
        sender = next(iter(old.members.values()), self.cloud.bot)
        for chat, moved in ((old, {"migrate_to_chat_id": new.id}), (new, {"migrate_from_chat_id": old.id})):
            message = self.cloud.add(chat, sender)
            message.extra = moved
            self.cloud.push("message", self.cloud.message_json(message))
        old.migrated_to = new.id
        return new

    async def go_down(self) -> None:
        self._stopping.set()
        self.cloud.news.set()
        await self._stop_delivery()
        await super().go_down()

    async def come_up(self) -> None:
        await super().come_up()
        if self.cloud.webhook:
            self._delivery = asyncio.create_task(self._deliver())

    def routes(self) -> list[web.RouteDef]:
        return [
            web.route("*", "/bot{token}/{method}", self._api),
            web.get("/file/bot{token}/documents/{name}", self._download),
        ]

    def refusal(self, fault: Fault) -> web.Response:
        if fault.kind is FaultKind.RATE_LIMIT:
            words = f"Too Many Requests: retry after {fault.retry_after}"
            return refused(429, words, {"retry_after": fault.retry_after})
        return refused(fault.status, fault.error, {})

    async def _api(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        params = await _params(request)
        is_known = request.match_info["token"] == self.token

        async def act(call: Call) -> web.Response:
            try:
                if not is_known:
                    raise TelegramRefusal("invalid token specified", 401)
                return web.json_response({"ok": True, "result": await self._run(method, params)})
            except TelegramRefusal as refusal:
                call.outcome = refusal.description
                return refused(refusal.code, refusal.description, refusal.parameters)

        return await self.perform(request, method, params, act)

    async def _run(self, method: str, params: Json) -> Any:
        match method:
            case "getUpdates":
                return await self._get_updates(params)
            case "setWebhook":
                return await self._set_webhook(params)
            case "deleteWebhook":
                return await self._set_webhook(params | {"url": ""})
            case "getWebhookInfo":
                shown = {"url": self.cloud.webhook.get("url", ""), "has_custom_certificate": False}
                return shown | {"pending_update_count": len(self.cloud.updates)}
            case _ if method in METHODS:
                return METHODS[method](self.cloud, params)
        raise TelegramRefusal("method not found", 404)

    async def _get_updates(self, params: Json) -> list[Json]:
        if self.cloud.webhook:
            words = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
            raise TelegramRefusal(words, 409)
        self._poller += 1
        me = self._poller
        self.cloud.news.set()
        await asyncio.sleep(0)
        offset, most = int(params.get("offset") or 0), min(int(params.get("limit") or 100), 100)
        self._confirm(offset)
        if params.get("allowed_updates") is not None:
            self.cloud.allowed = params["allowed_updates"]
        loop = asyncio.get_running_loop()
        ends_at = loop.time() + float(params.get("timeout") or 0)
        while not self.cloud.updates and loop.time() < ends_at and not self._stopping.is_set():
            self.cloud.news.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.cloud.news.wait(), ends_at - loop.time())
            if me != self._poller:
                words = "terminated by other getUpdates request; make sure that only one bot instance is running"
                raise TelegramRefusal(words, 409)
        return self.cloud.updates[:most]

    def _confirm(self, offset: int) -> None:
        """An offset forgets all updates before it; a negative one all but the last so many."""
        if offset < 0:
            del self.cloud.updates[:offset]
        else:
            self.cloud.updates[:] = [one for one in self.cloud.updates if one["update_id"] >= offset]

    async def _set_webhook(self, params: Json) -> bool:
        await self._stop_delivery()
        if str(params.get("drop_pending_updates", "")).lower() == "true":
            self.cloud.updates.clear()
        if params.get("allowed_updates") is not None:
            self.cloud.allowed = params["allowed_updates"]
        self.cloud.webhook = params if params.get("url") else {}
        self._poller += 1
        self.cloud.news.set()
        if self.cloud.webhook:
            self._delivery = asyncio.create_task(self._deliver())
        return True

    async def _stop_delivery(self) -> None:
        if self._delivery is not None:
            self._delivery.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._delivery
            self._delivery = None

    async def _deliver(self) -> None:
        """Post the updates in order to the webhook, each until it is taken."""
        secret = self.cloud.webhook.get("secret_token")
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {}
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=WEBHOOK_SECONDS)) as session:
            while True:
                while not self.cloud.updates:
                    self.cloud.news.clear()
                    await self.cloud.news.wait()
                update = self.cloud.updates[0]
                status = await self._offer(session, update, headers)
                self.webhook_statuses.append(status)
                if 200 <= status < 300:
                    self.cloud.updates[:] = [one for one in self.cloud.updates if one is not update]
                else:
                    await asyncio.sleep(self.webhook_retry)

    async def _offer(self, session: aiohttp.ClientSession, update: Json, headers: dict[str, str]) -> int:
        try:
            async with session.post(self.cloud.webhook["url"], json=update, headers=headers) as response:
                await response.read()
                return response.status
        except (TimeoutError, aiohttp.ClientError):
            return 0

    async def _download(self, request: web.Request) -> web.Response:
        file_id = request.match_info["name"].partition(".")[0]

        def act(_call: Call) -> web.Response:
            if request.match_info["token"] != self.token or file_id not in self.cloud.files:
                return refused(404, "Not Found", {})
            content = self.cloud.files[file_id][1]
            if len(content) > DOWNLOAD_MOST:
                return refused(400, "Bad Request: file is too big", {})
            return web.Response(body=content, content_type="application/octet-stream")

        return await self.perform(request, "download", {"file": file_id}, act)


def refused(code: int, description: str, parameters: Json) -> web.Response:
    """Telegram's form of a no."""
    answer: Json = {"ok": False, "error_code": code, "description": description}
    return web.json_response(answer | ({"parameters": parameters} if parameters else {}), status=code)


async def _params(request: web.Request) -> Json:
    params: Json = dict(request.query)
    if request.content_type == "application/json":
        sent: Json = json.loads(await request.read() or b"{}")
        return params | sent
    uploads: dict[str, tuple[str, bytes]] = {}
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            uploads[name] = (value.filename, await asyncio.to_thread(value.file.read))
        elif isinstance(value, str):
            is_structured = name in STRUCTURED and value[:1] in ("[", "{")
            params[name] = json.loads(value) if is_structured else value
    return params | ({"uploads": uploads} if uploads else {})

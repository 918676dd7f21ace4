"""A Slack on this machine: the Web API, the answering addresses, the files, and Socket Mode."""

import asyncio
import copy
import json
import time
from typing import Any

from aiohttp import web

from tests.fakes.faults import Fault, FaultKind
from tests.fakes.loopback import Call, Clock, Json, Loopback
from tests.fakes.slack_limits import SlackRefusal, check_message
from tests.fakes.slack_methods import METHODS
from tests.fakes.slack_sockets import Sockets
from tests.fakes.slack_text import buttons_of, text_of
from tests.fakes.slack_workspace import (
    RESPONSE_URL_SECONDS,
    RESPONSE_URL_USES,
    Ephemeral,
    ResponseUrl,
    SlackChannel,
    SlackPerson,
    Workspace,
)

__all__ = ["FakeSlack", "SlackPerson", "SlackRefusal", "buttons_of", "text_of"]

STRUCTURED = ("blocks", "attachments", "metadata", "view", "files")


class FakeSlack(Loopback):
    """Slack at `base_url`, for a bot with these tokens. `async with FakeSlack() as slack:` starts it.

    It keeps what a workspace keeps and refuses what Slack refuses; it does not hold callers to rate limits unless
    `faults` says so.
    """

    def __init__(
        self,
        bot_token: str = "xoxb-fake",
        app_token: str = "xapp-fake",
        signing_secret: str = "signing-secret",
        clock: Clock = time.time,
    ) -> None:
        super().__init__(clock)
        self.bot_token, self.app_token, self.signing_secret = bot_token, app_token, signing_secret
        self.space = Workspace(clock)
        self.sockets = Sockets()
        self.add_person(self.space.bot_user, "TradeTrail", is_bot=True)

    @property
    def base_url(self) -> str:
        """What goes into `SLACK_API_BASE_URL`."""
        return f"{self.root}/api/"

    async def come_up(self) -> None:
        await super().come_up()
        self.space.root = self.root
        self.sockets.reopen()

    async def go_down(self) -> None:
        await self.sockets.drop()
        await super().go_down()

    def add_person(self, user: str, name: str, **traits: Any) -> SlackPerson:
        """Make somebody known; `traits` are the fields of `SlackPerson`."""
        person = SlackPerson(user, name, **traits)
        self.space.people[user] = person
        return person

    def add_channel(self, channel: str, name: str, *members: str, kind: str = "channel", bot: bool = True) -> None:
        """Open a channel with these people in it and, unless `bot=False`, the bot."""
        present = {*members, *([self.space.bot_user] if bot else [])}
        self.space.channels[channel] = SlackChannel(channel, name, kind, present)

    def messages(self, channel: str) -> list[Json]:
        """What stands in a channel or, for a user id, in the bot's direct message with them; oldest first."""
        return copy.deepcopy(self.space.channel(channel).messages)

    def ephemerals(self, user: str, channel: str = "") -> list[Json]:
        """What only this person saw, oldest first, the direct answers to their slash commands included."""
        seen = [one for one in self.space.ephemerals if one.user == user and channel in ("", one.channel)]
        return copy.deepcopy([one.message for one in seen])

    def views(self, user: str) -> list[Json]:
        """The forms on this person's screen, the topmost last."""
        return copy.deepcopy(self.space.views.get(user, []))

    def home(self, user: str) -> Json | None:
        """This person's home page of the app."""
        return copy.deepcopy(self.space.homes.get(user))

    def routes(self) -> list[web.RouteDef]:
        return [
            web.route("*", "/api/{method}", self._api),
            web.post("/actions/{team}/{number}/{user}", self._respond),
            web.post("/upload/v1/{file}", self._upload),
            web.get("/files-pri/{key}/download/{name}", self._download),
            web.get("/files-pri/{key}/{name}", self._download),
            web.get("/link/", self._socket),
        ]

    def refusal(self, fault: Fault) -> web.Response:
        if fault.kind is FaultKind.RATE_LIMIT:
            headers = {"Retry-After": str(fault.retry_after)}
            return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)
        return web.json_response({"ok": False, "error": fault.error})

    async def _api(self, request: web.Request) -> web.Response:
        method, params = request.match_info["method"], await _params(request)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ") or params.get("token", "")

        def act(call: Call) -> web.Response:
            try:
                return web.json_response({"ok": True} | self._run(method, params, token))
            except SlackRefusal as refusal:
                call.outcome = refusal.error
                answer: Json = {"ok": False, "error": refusal.error}
                if refusal.messages:
                    answer |= {"errors": list(refusal.messages)}
                    answer |= {"response_metadata": {"messages": list(refusal.messages)}}
                return web.json_response(answer)

        return await self.perform(request, method, params, act)

    def _run(self, method: str, params: Json, token: str) -> Json:
        if method == "apps.connections.open":
            if token != self.app_token:
                raise SlackRefusal("invalid_auth" if token else "not_authed")
            ticket = f"ticket{self.space.number()}"
            self.space.sockets_issued.add(ticket)
            return {"url": f"ws://127.0.0.1:{self.port}/link/?ticket={ticket}&app_id={self.space.app_id}"}
        if token != self.bot_token:
            raise SlackRefusal("invalid_auth" if token else "not_authed")
        if method not in METHODS:
            raise SlackRefusal("unknown_method")
        return METHODS[method](self.space, params)

    async def _respond(self, request: web.Request) -> web.Response:
        params = await _params(request)
        key = request.path.removeprefix("/actions/")
        address = self.space.response_urls.get(key)

        def act(call: Call) -> web.Response:
            try:
                return self._answer_at(address, params)
            except SlackRefusal as refusal:
                call.outcome = refusal.error
                status = 404 if refusal.error in ("used_url", "expired_url", "invalid_url") else 500
                return web.json_response({"ok": False, "error": refusal.error}, status=status)

        return await self.perform(request, "response_url", params, act)

    def _answer_at(self, address: ResponseUrl | None, params: Json) -> web.Response:
        if address is None:
            raise SlackRefusal("invalid_url")
        if self.clock() - address.issued_at > RESPONSE_URL_SECONDS:
            raise SlackRefusal("expired_url")
        if address.uses >= RESPONSE_URL_USES:
            raise SlackRefusal("used_url")
        address.uses += 1
        self.accept_answer(address, params)
        return web.Response(text="ok")

    def accept_answer(self, address: ResponseUrl, params: Json) -> None:
        """Show what came to a response address, or in the acknowledgement of a command."""
        is_deletion = bool(params.get("delete_original"))
        if not is_deletion:
            check_message(params)
        if address.original and (is_deletion or params.get("replace_original")):
            self._change_original(address, params, is_deletion)
        elif params.get("response_type") == "in_channel":
            self.space.channel(address.channel).messages.append(self.space.by_bot(params))
        else:
            message = self.space.by_bot(params)
            self.space.ephemerals.append(Ephemeral(address.user, address.channel, message))

    def _change_original(self, address: ResponseUrl, params: Json, is_deletion: bool) -> None:
        stored = self.space.channel(address.channel).messages
        for message in list(stored):
            if message["ts"] == address.original:
                if is_deletion:
                    stored.remove(message)
                else:
                    message |= {"text": params.get("text") or "", "edited": {"user": self.space.bot_user}}
                    message["blocks"] = self.space.with_ids(params.get("blocks") or [])
        for seen in list(self.space.ephemerals):
            if seen.message["ts"] == address.original:
                if is_deletion:
                    self.space.ephemerals.remove(seen)
                else:
                    seen.message = self.space.by_bot(params) | {"ts": address.original}

    async def _upload(self, request: web.Request) -> web.Response:
        content = await _content(request)

        def act(_call: Call) -> web.Response:
            file = self.space.files.get(request.match_info["file"])
            if file is None:
                return web.Response(status=404)
            file.content = content
            return web.Response(text=f"OK - {len(content)}")

        return await self.perform(request, "upload", {"file": request.match_info["file"]}, act)

    async def _download(self, request: web.Request) -> web.Response:
        file_id = request.match_info["key"].partition("-")[2]

        def act(_call: Call) -> web.Response:
            file = self.space.files.get(file_id)
            if file is None:
                return web.Response(status=404)
            if request.headers.get("Authorization") != f"Bearer {self.bot_token}":
                # Slack shows strangers its sign-in page with status 200: a download must look at the content type.
                return web.Response(text="<html><title>Slack</title>Sign in</html>", content_type="text/html")
            return web.Response(body=file.content, content_type=file.mimetype)

        return await self.perform(request, "download", {"file": file_id}, act)

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self.space.sockets_issued:
            return web.Response(status=403)
        self.space.sockets_issued.discard(ticket)
        return await self.sockets.serve(request, self.space.app_id)


async def _content(request: web.Request) -> bytes:
    if not request.content_type.startswith("multipart/"):
        return await request.read()
    for value in (await request.post()).values():
        if isinstance(value, web.FileField):
            return await asyncio.to_thread(value.file.read)
    return b""


async def _params(request: web.Request) -> Json:
    params: Json = dict(request.query)
    if request.content_type == "application/json":
        sent: Json = json.loads(await request.read() or b"{}")
        return params | sent
    params |= {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
    for name in STRUCTURED:
        if isinstance(params.get(name), str) and params[name][:1] in ("[", "{"):
            params[name] = json.loads(params[name])
    return params

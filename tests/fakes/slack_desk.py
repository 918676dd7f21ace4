"""A small bot on slack_bolt and some cards and forms for it, to see what the stand-in for Slack sends and shows."""

from typing import Any

import pytest
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.loopback import Json
from tests.fakes.slack import FakeSlack


def section(text: str) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def button(label: str, value: str = "ticket", action: str = "go") -> Json:
    return {"type": "button", "text": {"type": "plain_text", "text": label}, "action_id": action, "value": value}


def actions(*labels: str) -> Json:
    return {"type": "actions", "elements": [button(label, action=f"go{n}") for n, label in enumerate(labels)]}


def modal() -> Json:
    def field(block_id: str, label: str, element: Json, **more: Any) -> Json:
        titled = {"type": "plain_text", "text": label}
        return {"type": "input", "block_id": block_id, "label": titled, "element": element | {"action_id": "v"}} | more

    options = [{"text": {"type": "plain_text", "text": name}, "value": name.lower()} for name in ("Email", "Call")]
    return {
        "type": "modal",
        "callback_id": "log",
        "title": {"type": "plain_text", "text": "Log"},
        "submit": {"type": "plain_text", "text": "Save"},
        "blocks": [
            field("note", "Note", {"type": "plain_text_input", "initial_value": "hi"}),
            field("channel", "Channel", {"type": "static_select", "options": options}),
            field("day", "Day", {"type": "datepicker"}, optional=True),
        ],
    }


async def refused(asked: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        await asked
    return str(caught.value.response["error"])


class Desk:
    """A small bot on slack_bolt, to see what arrives; `status` other than 200 refuses everything."""

    def __init__(self, slack: FakeSlack) -> None:
        self.client = AsyncWebClient(slack.bot_token, base_url=slack.base_url, retry_handlers=[])
        self.bolt = AsyncApp(client=self.client, signing_secret=slack.signing_secret, process_before_response=True)
        self.bodies: list[Json] = []
        self.retries: list[str] = []
        self.refusals = 0
        self.form_answer: Json = {}

        @self.bolt.command("/log")
        async def log(ack: Any, body: Json) -> None:
            self.bodies.append(body)
            await ack(text=f"written: {body['text']}", blocks=[section("written"), actions("Undo")])

        @self.bolt.action({"action_id": "go0"})
        async def press(ack: Any, body: Json) -> None:
            self.bodies.append(body)
            await ack()

        @self.bolt.view("log")
        async def submit(ack: Any, body: Json) -> None:
            self.bodies.append(body)
            await ack(**self.form_answer)

        @self.bolt.shortcut("keep")
        async def keep(ack: Any, body: Json) -> None:
            self.bodies.append(body)
            await ack()

        for kind in ("app_mention", "message", "reaction_added", "app_home_opened"):
            self.bolt.event(kind)(self._hear)

    async def _hear(self, body: Json) -> None:
        self.bodies.append(body)

    async def events(self, request: web.Request) -> web.StreamResponse:
        self.retries.append(request.headers.get("X-Slack-Retry-Num", ""))
        if self.refusals > 0:
            self.refusals -= 1
            return web.Response(status=503)
        return await to_aiohttp_response(await self.bolt.async_dispatch(await to_bolt_request(request)))

"""The stand-ins keep Slack's and Telegram's own rules, as the real client libraries meet them."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes import until
from tests.fakes.faults import FOREVER
from tests.fakes.slack import FakeSlack, buttons_of, text_of
from tests.fakes.slack_user import SlackUser

Json = dict[str, Any]


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


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack() as fake:
        fake.add_person("U1", "Anna", display_name="anna", tz="Europe/Berlin", locale="en-GB")
        fake.add_channel("C1", "desk", "U1")
        yield fake


@pytest.fixture
async def desk(slack: FakeSlack) -> AsyncIterator[tuple[Desk, str]]:
    built = Desk(slack)
    application = web.Application()
    application.router.add_post("/slack/events", built.events)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield built, f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    await runner.cleanup()


@pytest.fixture
def client(slack: FakeSlack) -> AsyncWebClient:
    return AsyncWebClient(slack.bot_token, base_url=slack.base_url, retry_handlers=[], timeout=2)


@pytest.fixture
def anna(slack: FakeSlack, desk: tuple[Desk, str]) -> SlackUser:
    return SlackUser(slack, desk[1], slack.signing_secret, "U1", "C1")


async def refused(asked: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        await asked
    return str(caught.value.response["error"])


async def test_slack_knows_people_and_channels(slack: FakeSlack, client: AsyncWebClient) -> None:
    assert (await client.auth_test())["user_id"] == "UBOT"
    user = (await client.users_info(user="U1", include_locale=True))["user"]
    assert (user["tz"], user["locale"], user["profile"]["display_name"]) == ("Europe/Berlin", "en-GB", "anna")
    assert (await client.conversations_open(users="U1"))["channel"]["id"] == "DU1"
    assert (await client.conversations_info(channel="C1"))["channel"]["name"] == "desk"
    assert [c["id"] for c in (await client.users_conversations())["channels"]] == ["C1", "DU1"]
    assert await refused(client.users_info(user="U9")) == "user_not_found"
    stranger = AsyncWebClient("xoxb-wrong", base_url=slack.base_url)
    assert await refused(stranger.auth_test()) == "invalid_auth"


async def test_slack_posts_updates_and_deletes(slack: FakeSlack, client: AsyncWebClient) -> None:
    key = {"event_type": "outbox", "event_payload": {"k": "7"}}
    blocks = [section("ABC &lt;Ltd&gt; <https://a.example|their site>"), actions("Done", "Snooze")]
    first = await client.chat_postMessage(channel="C1", text="plain", blocks=blocks, metadata=key)
    second = await client.chat_postMessage(channel="C1", text="below", thread_ts=first["ts"])
    assert first["ts"] < second["ts"]
    shown = slack.messages("C1")[0]
    assert text_of(shown) == "ABC <Ltd> their site\nDone\nSnooze"
    assert buttons_of(shown) == ["Done", "Snooze"]
    plain = (await client.conversations_history(channel="C1"))["messages"]
    assert [m["ts"] for m in plain] == [first["ts"]] and "metadata" not in plain[0]
    full = await client.conversations_history(channel="C1", include_all_metadata=True, oldest="1")
    assert full["messages"][0]["metadata"] == key
    assert len((await client.conversations_replies(channel="C1", ts=first["ts"]))["messages"]) == 2
    await client.chat_update(channel="C1", ts=first["ts"], text="decided", blocks=[section("decided")])
    assert text_of(slack.messages("C1")[0]) == "decided"
    await client.chat_delete(channel="C1", ts=second["ts"])
    assert len(slack.messages("C1")) == 1
    await client.chat_postEphemeral(channel="C1", user="U1", text="for you")
    assert [text_of(one) for one in slack.ephemerals("U1")] == ["for you"]


@pytest.mark.parametrize(
    ("blocks", "error"),
    [
        ([section("x")] * 51, "invalid_blocks"),
        ([section("x" * 3001)], "invalid_blocks"),
        ([section("x" * 3000)] * 5, "msg_blocks_too_long"),
        ([{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}], "invalid_blocks"),
        ([actions("x" * 76)], "invalid_blocks"),
        ([{"type": "actions", "elements": [button("a", "v" * 2001)]}], "invalid_blocks"),
        ([{"type": "actions", "elements": [button("a", action="x" * 256)]}], "invalid_blocks"),
        ([{"type": "actions", "elements": [button("a"), button("b")]}], "invalid_blocks"),
        ([{"type": "novel"}], "invalid_blocks"),
        ([section("")], "invalid_blocks"),
        ([], "no_text"),
    ],
)
async def test_slack_refuses_what_it_cannot_show(client: AsyncWebClient, blocks: list[Json], error: str) -> None:
    asked = {"channel": "C1", "text": "t" if blocks else "", "blocks": blocks}
    assert await refused(client.api_call("chat.postMessage", json=asked)) == error


async def test_slack_refuses_wrong_places(slack: FakeSlack, client: AsyncWebClient) -> None:
    slack.add_channel("C2", "closed", bot=False)
    slack.add_channel("C3", "old")
    slack.space.channels["C3"].is_archived = True
    for channel, error in (("C9", "channel_not_found"), ("C2", "not_in_channel"), ("C3", "is_archived")):
        assert await refused(client.chat_postMessage(channel=channel, text="x")) == error


async def test_slack_takes_and_gives_files(slack: FakeSlack, client: AsyncWebClient) -> None:
    await client.files_upload_v2(channel="C1", content=b"%PDF", filename="a.pdf", initial_comment="here")
    file = slack.messages("C1")[0]["files"][0]
    assert (await client.files_info(file=file["id"]))["file"]["size"] == 4
    async with aiohttp.ClientSession() as session:
        async with session.get(file["url_private_download"]) as response:
            assert response.content_type == "text/html"
        headers = {"Authorization": f"Bearer {slack.bot_token}"}
        async with session.get(file["url_private_download"], headers=headers) as response:
            assert await response.read() == b"%PDF"


async def test_slack_faults(slack: FakeSlack, client: AsyncWebClient) -> None:
    post = "chat.postMessage"
    slack.faults.rate_limit(post, retry_after=7, where={"channel": "C1"})
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel="C1", text="x")
    assert caught.value.response.headers["Retry-After"] == "7"
    slack.faults.refuse(post, "fatal_error")
    assert await refused(client.chat_postMessage(channel="C1", text="x")) == "fatal_error"
    assert slack.messages("C1") == []
    slack.faults.lose_answer(post)
    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel="C1", text="done all the same")
    assert len(slack.messages("C1")) == 1
    slack.faults.cut(post, after=1)
    await client.chat_postMessage(channel="C1", text="passes")
    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel="C1", text="never seen")
    assert len(slack.messages("C1")) == 2 and slack.faults.are_spent
    outcomes = ["rate_limit", "refusal", "answer_lost", "ok", "cut"]
    assert [call.outcome for call in slack.calls(post)] == outcomes
    slack.faults.status("*", 503, times=FOREVER)
    with pytest.raises(SlackApiError):
        await client.auth_test()


async def test_slack_down_and_up_again(slack: FakeSlack, client: AsyncWebClient) -> None:
    await slack.go_down()
    with pytest.raises(aiohttp.ClientConnectorError):
        await client.auth_test()
    await slack.come_up()
    assert (await client.auth_test())["ok"]


async def test_slack_command_and_its_answer(slack: FakeSlack, desk: tuple[Desk, str], anna: SlackUser) -> None:
    answer = await anna.command("/log", "ABC email")
    assert answer.is_ok and answer.json["text"] == "written: ABC email" and answer.text == "written\nUndo"
    private = slack.ephemerals("U1")[0]
    assert (await anna.press(private, "Undo")).is_ok
    body = desk[0].bodies[-1]
    assert body["container"]["is_ephemeral"] and "message" not in body
    assert (await anna.redeliver()).is_ok
    assert desk[0].bodies[-1] == body
    assert (await anna.replay()).is_ok
    assert (await anna.forging().command("/log", "x")).status == 401
    assert len(desk[0].bodies) == 4


async def test_slack_response_url_serves_five_times(slack: FakeSlack, desk: tuple[Desk, str], anna: SlackUser) -> None:
    await desk[0].client.chat_postMessage(channel="C1", text="card", blocks=[section("card"), actions("Go")])
    await anna.press(slack.messages("C1")[0], "Go")
    statuses = []
    async with aiohttp.ClientSession() as session:
        for n in range(6):
            sent = {"text": f"now {n}", "replace_original": n == 0}
            async with session.post(desk[0].bodies[-1]["response_url"], json=sent) as response:
                statuses.append(response.status)
    assert statuses == [200] * 5 + [404]
    assert text_of(slack.messages("C1")[0]) == "now 0"
    assert [text_of(one) for one in slack.ephemerals("U1")] == ["now 1", "now 2", "now 3", "now 4"]


async def test_slack_forms(slack: FakeSlack, desk: tuple[Desk, str], anna: SlackUser) -> None:
    bot, client = desk[0], desk[0].client
    await anna.command("/log", "")
    trigger = bot.bodies[-1]["trigger_id"]
    await client.views_open(trigger_id=trigger, view=modal())
    assert await refused(client.views_open(trigger_id=trigger, view=modal())) == "exchanged_trigger_id"
    view = slack.views("U1")[-1]
    assert text_of(view).startswith("Log")
    with pytest.raises(AssertionError, match="needs 'Channel'"):
        await anna.submit(view)
    with pytest.raises(AssertionError, match="no field"):
        await anna.submit(view, {"Channel": "Call", "Colour": "red"})
    bot.form_answer = {"response_action": "errors", "errors": {"note": "too short"}}
    answer = await anna.submit(view, {"Channel": "Call"})
    assert answer.json["errors"] == {"note": "too short"} and slack.views("U1")
    bot.form_answer = {"response_action": "update", "view": modal() | {"private_metadata": "2"}}
    await anna.submit(view, {"Channel": "Call"})
    assert slack.views("U1")[-1]["private_metadata"] == "2"
    bot.form_answer = {}
    await anna.submit(view, {"Channel": "call", "Note": "hello", "Day": "2026-12-01"})
    values = bot.bodies[-1]["view"]["state"]["values"]
    assert values["note"]["v"]["value"] == "hello" and values["day"]["v"]["selected_date"] == "2026-12-01"
    assert values["channel"]["v"]["selected_option"]["value"] == "call"
    assert slack.views("U1") == []


async def test_slack_triggers_and_views_have_limits(slack: FakeSlack, client: AsyncWebClient) -> None:
    now = [1_800_000_000.0]
    slack.space.clock = lambda: now[0]
    trigger = slack.space.new_trigger("U1")
    now[0] += 3.1
    assert await refused(client.views_open(trigger_id=trigger, view=modal())) == "expired_trigger_id"
    long = modal() | {"title": {"type": "plain_text", "text": "x" * 25}}
    fresh = slack.space.new_trigger("U1")
    assert await refused(client.views_open(trigger_id=fresh, view=long)) == "invalid_arguments"
    fat = modal() | {"private_metadata": "x" * 3001}
    assert await refused(client.views_open(trigger_id=fresh, view=fat)) == "invalid_arguments"
    first = (await client.views_open(trigger_id=fresh, view=modal()))["view"]
    for _ in range(2):
        await client.views_push(trigger_id=slack.space.new_trigger("U1"), view=modal())
    assert (
        await refused(client.views_push(trigger_id=slack.space.new_trigger("U1"), view=modal())) == "push_limit_reached"
    )
    assert await refused(client.views_update(view_id=first["id"], hash="old", view=modal())) == "hash_conflict"
    home = {"type": "home", "blocks": [section("today")]}
    await client.views_publish(user_id="U1", view=home)
    assert text_of(slack.home("U1") or {}) == "today"


async def test_slack_events_and_their_retries(slack: FakeSlack, desk: tuple[Desk, str], anna: SlackUser) -> None:
    bot = desk[0]
    anna.wire.retry_after = (0, 0, 0)
    bot.refusals = 2
    answer = await anna.mention("log ABC", both=True)
    assert (answer.status, answer.tries, bot.retries) == (200, 3, ["", "1", "2", ""])
    mention, message = (body["event"] for body in bot.bodies)
    assert mention["type"] == "app_mention" and message["type"] == "message" and mention["ts"] == message["ts"]
    assert bot.bodies[0]["event_id"] != bot.bodies[1]["event_id"]
    await anna.dm("hello")
    assert bot.bodies[-1]["event"]["channel_type"] == "im" and text_of(slack.messages("DU1")[0]) == "hello"
    await anna.react(slack.messages("C1")[0], "eyes")
    await anna.upload(b"PK", "list.xlsx", "doc S7 BL")
    event = bot.bodies[-1]["event"]
    assert event["subtype"] == "file_share" and event["files"][0]["size"] == 2 and event["text"] == "doc S7 BL"
    await anna.shortcut(None, "keep")
    assert "channel" not in bot.bodies[-1]
    await anna.shortcut(slack.messages("C1")[0], "keep")
    assert bot.bodies[-1]["message"]["text"].endswith("log ABC")
    bot.refusals = 9
    assert (await anna.dm("nobody listens")).tries == 4


async def test_slack_socket_mode(slack: FakeSlack, client: AsyncWebClient) -> None:
    socket = SocketModeClient(app_token=slack.app_token, web_client=client, ping_interval=1)
    heard: list[Json] = []

    async def hear(line: Any, request: Any) -> None:
        heard.append(request.payload)
        await line.send_socket_mode_response(SocketModeResponse(request.envelope_id, {"text": "socket says yes"}))

    socket.socket_mode_request_listeners.append(hear)
    await socket.connect()  # type: ignore[no-untyped-call]
    await until(lambda: slack.sockets.count == 1, what="the line")
    anna = SlackUser(slack, "", slack.signing_secret, "U1", "C1")
    assert (await anna.command("/log", "ABC")).text == "socket says yes"
    assert (await anna.mention("hi")).is_ok and len(heard) == 2 == len(slack.sockets.acks)
    await slack.sockets.disconnect()
    await until(lambda: len(slack.calls("apps.connections.open")) >= 2 and slack.sockets.count, what="the next line")
    await socket.close()  # type: ignore[no-untyped-call]
    await until(lambda: slack.sockets.count == 0)


async def test_until_gives_up_in_words() -> None:
    with pytest.raises(AssertionError, match="in vain for rain"):
        await until(lambda: False, seconds=0.01, what="rain")
    assert json.loads("1") == await until(lambda: 1)
    await asyncio.sleep(0)

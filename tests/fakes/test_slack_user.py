"""What a person does in the fake Slack reaches a real slack_bolt as Slack would send it."""

from typing import Any

import aiohttp
import pytest
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes import until
from tests.fakes.loopback import Json
from tests.fakes.slack import FakeSlack, text_of
from tests.fakes.slack_desk import Desk, actions, modal, refused, section
from tests.fakes.slack_user import SlackUser


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

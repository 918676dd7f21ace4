"""The stand-in for Slack keeps Slack's own rules, as the real client library meets them."""

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes import until
from tests.fakes.faults import FOREVER
from tests.fakes.loopback import Json
from tests.fakes.slack import FakeSlack, buttons_of, text_of
from tests.fakes.slack_desk import actions, button, refused, section


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


async def test_until_gives_up_in_words() -> None:
    with pytest.raises(AssertionError, match="in vain for rain"):
        await until(lambda: False, seconds=0.01, what="rain")
    assert await until(lambda: 1) == 1

"""A person at a Slack screen: writes, mentions, presses, fills in forms, and Slack sends it on as it would."""

import copy
from collections.abc import Mapping
from typing import Any, Self

from tests.fakes.loopback import Json
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_forms import field_of, filled, selection
from tests.fakes.slack_limits import check_view
from tests.fakes.slack_text import Pressable, pressable
from tests.fakes.slack_views import file_json, new_file, push_on
from tests.fakes.slack_wire import Answer, Sending, SlackWire
from tests.fakes.slack_workspace import ResponseUrl


class SlackUser:
    """One person in one channel. `app_url` is the whole address of the bot's `/slack/events`; empty: Socket Mode.

    Whatever the person writes stands in the channel's history before it is sent. Acknowledgements take effect on the
    fake's screen: a command's answer becomes an ephemeral message, a form closes, changes or shows its errors.
    """

    def __init__(self, fake: FakeSlack, app_url: str, signing_secret: str, user: str, channel: str = "") -> None:
        self.fake, self.user = fake, user
        self.space = fake.space
        assert user in self.space.people, f"add_person({user!r}) first"
        self.channel = channel or self.space.direct(user).id
        self.wire = SlackWire(fake, app_url, signing_secret)
        self.last: tuple[Sending, Json] | None = None

    def at(self, channel: str) -> Self:
        """The same person in another channel."""
        return type(self)(self.fake, self.wire.app_url, self.wire.signing_secret, self.user, channel)

    def forging(self) -> Self:
        """The same words under a wrong signature."""
        return type(self)(self.fake, self.wire.app_url, "not-the-secret", self.user, self.channel)

    async def command(self, name: str, text: str = "") -> Answer:
        """Type a slash command, as `command("/log", "ABC …")`."""
        channel = self.space.channel(self.channel)
        payload = {
            "token": "legacy",
            "team_id": self._team(),
            "team_domain": "desk",
            "channel_id": channel.id,
            "channel_name": channel.name,
            "user_id": self.user,
            "user_name": self.space.people[self.user].name.lower(),
            "command": name,
            "text": text,
            "api_app_id": self.space.app_id,
            "is_enterprise_install": "false",
            "response_url": self.space.new_response_url(self.user, channel.id),
            "trigger_id": self.space.new_trigger(self.user),
        }
        answer = await self._send(Sending.COMMAND, payload)
        if answer.is_ok and (answer.json.get("text") or answer.json.get("blocks") or answer.json.get("attachments")):
            self.fake.accept_answer(ResponseUrl(self.user, channel.id, self.fake.clock()), answer.json)
        return answer

    async def dm(self, text: str, thread: str = "", **extra: Any) -> Answer:
        """Write to the bot directly."""
        channel = self.space.direct(self.user).id
        return await self.event(self._write(channel, text, thread) | {"channel_type": "im"} | extra)

    async def mention(self, text: str, thread: str = "", both: bool = False) -> Answer:
        """Write `@bot text` in the channel; with `both`, Slack also sends it as a plain message (F3)."""
        message = self._write(self.channel, f"<@{self.space.bot_user}> {text}", thread)
        answer = await self.event(message | {"type": "app_mention"})
        if both:
            await self.event(message | {"channel_type": "channel"})
        return answer

    async def say(self, text: str, thread: str = "") -> Answer:
        """Write in the channel without naming the bot."""
        kind = self.space.channel(self.channel).kind
        return await self.event(self._write(self.channel, text, thread) | {"channel_type": kind})

    async def upload(self, content: bytes, name: str, text: str = "", thread: str = "") -> Answer:
        """Send a file with words beside it, in this channel."""
        file = new_file(self.space, name, self.user, content)
        file.channels.append(self.channel)
        shared = {"subtype": "file_share", "files": [file_json(self.space, file)], "upload": True}
        message = self._write(self.channel, text, thread, shared)
        return await self.event(message | {"channel_type": self.space.channel(self.channel).kind})

    async def edit(self, message: Json, text: str) -> Answer:
        """Change an own message."""
        stored = self.space.message(self.channel, message["ts"])
        previous = copy.deepcopy(stored)
        stored |= {"text": text, "edited": {"user": self.user, "ts": self.space.new_ts()}}
        return await self.event(
            {
                "type": "message",
                "subtype": "message_changed",
                "channel": self.channel,
                "ts": self.space.new_ts(),
                "hidden": True,
                "message": copy.deepcopy(stored),
                "previous_message": previous,
                "channel_type": self.space.channel(self.channel).kind,
            }
        )

    async def react(self, message: Json, emoji: str) -> Answer:
        """Put an emoji under a message."""
        channel, _ = self.space.whereabouts(message["ts"])
        item = {"type": "message", "channel": channel, "ts": message["ts"]}
        return await self.event(
            {
                "type": "reaction_added",
                "user": self.user,
                "reaction": emoji,
                "item": item,
                "item_user": message.get("user", ""),
            }
        )

    async def open_home(self) -> Answer:
        """Look at the app's home page."""
        return await self.event(
            {"type": "app_home_opened", "user": self.user, "channel": f"D{self.user}", "tab": "home"}
        )

    async def hear_echo(self, message: Json) -> Answer:
        """Slack tells the bot of the bot's own message, as it does of every message."""
        channel, _ = self.space.whereabouts(message["ts"])
        return await self.event(message | {"channel": channel, "channel_type": self.space.channel(channel).kind})

    async def event(self, event: Json, retry_num: int = 0) -> Answer:
        """Send any event in Slack's envelope."""
        event = {"event_ts": event.get("ts") or self.space.new_ts()} | event
        payload = {
            "token": "legacy",
            "team_id": self.space.team,
            "context_team_id": self.space.team,
            "api_app_id": self.space.app_id,
            "event": event,
            "type": "event_callback",
            "event_id": self.space.new_id("Ev"),
            "event_time": int(self.fake.clock()),
            "is_ext_shared_channel": False,
            "authorizations": [{"team_id": self.space.team, "user_id": self.space.bot_user, "is_bot": True}],
        }
        return await self._send(Sending.EVENT, payload, retry_num)

    async def press(self, message: Json, label: str) -> Answer:
        """Press the button with this label on a message or form, as this copy of it shows it (old copies work)."""
        found = pressable(message, label)
        return await self._act(message, _pressed(found, self.space.new_ts()))

    async def choose(self, message: Json, field: str, value: Any) -> Answer:
        """Choose in a menu that stands in a message, or acts at once in a form."""
        block_id, element = field_of(message, field)
        chosen = {"action_id": element["action_id"], "block_id": block_id, "action_ts": self.space.new_ts()}
        return await self._act(message, chosen | selection(element, value))

    async def _act(self, message: Json, action: Json) -> Answer:
        payload = self._interaction("block_actions") | {"actions": [action]}
        if "hash" in message:
            payload |= {"container": {"type": "view", "view_id": message["id"]}, "view": message}
            return await self._send(Sending.INTERACTIVE, payload)
        channel, is_ephemeral = self.space.whereabouts(message["ts"])
        container = {"type": "message", "message_ts": message["ts"], "channel_id": channel}
        payload |= {
            "container": container | {"is_ephemeral": is_ephemeral},
            "channel": {"id": channel, "name": self.space.channel(channel).name},
            "state": {"values": {}},
            "response_url": self.space.new_response_url(self.user, channel, message["ts"]),
        }
        if not is_ephemeral:
            payload["message"] = message
        return await self._send(Sending.INTERACTIVE, payload)

    async def submit(self, view: Json, values: Mapping[str, Any] | None = None) -> Answer:
        """Fill in a form (fields by label, block id or action id) and send it; see `slack_forms.filled`."""
        sent = copy.deepcopy(view) | {"state": {"values": filled(view, values or {})}}
        payload = self._interaction("view_submission") | {"view": sent, "response_urls": []}
        answer = await self._send(Sending.INTERACTIVE, payload)
        if answer.is_ok:
            self._obey(view, answer.json)
        return answer

    async def close(self, view: Json) -> Answer:
        """Close a form without sending it; the bot is told if it asked to be."""
        self._stack()[:] = [one for one in self._stack() if one["id"] != view["id"]]
        if not view.get("notify_on_close"):
            return Answer(200, {})
        payload = self._interaction("view_closed") | {"view": view, "is_cleared": False}
        return await self._send(Sending.INTERACTIVE, payload)

    async def suggest(self, view: Json, field: str, typed: str) -> Answer:
        """Type into a menu that asks the bot for its choices; they are in the answer's `options`."""
        block_id, element = field_of(view, field)
        asked = {"action_id": element["action_id"], "block_id": block_id, "value": typed}
        container = {"type": "view", "view_id": view["id"]}
        payload = self._interaction("block_suggestion") | asked | {"container": container, "view": view}
        return await self._send(Sending.INTERACTIVE, payload)

    async def shortcut(self, message: Json | None, callback_id: str) -> Answer:
        """Use a shortcut: on a message, or anywhere (None), which then has no channel."""
        if message is None:
            payload = self._interaction("shortcut") | {"callback_id": callback_id, "action_ts": self.space.new_ts()}
            return await self._send(Sending.INTERACTIVE, payload)
        channel, _ = self.space.whereabouts(message["ts"])
        payload = self._interaction("message_action") | {
            "callback_id": callback_id,
            "action_ts": self.space.new_ts(),
            "message_ts": message["ts"],
            "message": message,
            "channel": {"id": channel, "name": self.space.channel(channel).name},
            "response_url": self.space.new_response_url(self.user, channel, message["ts"]),
        }
        return await self._send(Sending.INTERACTIVE, payload)

    async def redeliver(self, retry_num: int = 1, reason: str = "http_timeout") -> Answer:
        """Slack sends the last payload again, newly signed; on an event with its retry headers."""
        assert self.last is not None, "nothing was sent yet"
        kind, payload = self.last
        return await self.wire.send(kind, payload, retry_num, reason)

    async def replay(self) -> Answer:
        """Somebody sends the last web request again, byte for byte (F4)."""
        return await self.wire.replay()

    def _obey(self, view: Json, asked: Json) -> None:
        stack = self._stack()
        if "view" in asked:
            check_view(asked["view"])
        match asked.get("response_action"):
            case "errors":
                known = {block["block_id"] for block in view["blocks"]}
                assert asked["errors"] and set(asked["errors"]) <= known, f"errors for no field: {asked['errors']}"
            case "update":
                kept = [one for one in stack if one["id"] == view["id"]]
                assert kept, "the form is no longer on the screen"
                self.space.revise_view(kept[0], asked["view"])
            case "push":
                push_on(self.space, self.user, asked["view"])
            case "clear":
                stack.clear()
            case None:
                stack[:] = [one for one in stack if one["id"] != view["id"]]
            case other:
                raise AssertionError(f"Slack knows no response_action {other!r}")

    def _stack(self) -> list[Json]:
        return self.space.views.setdefault(self.user, [])

    def _team(self) -> str:
        return self.space.people[self.user].team_id

    def _write(self, channel: str, text: str, thread: str, extra: Json | None = None) -> Json:
        ts = self.space.new_ts()
        message: Json = {"type": "message", "user": self.user, "ts": ts, "team": self._team(), "text": text}
        message |= {"client_msg_id": f"00000000-0000-4000-8000-{self.space.number():012d}"} | (extra or {})
        if thread:
            message["thread_ts"] = thread
        self.space.channel(channel).messages.append(message)
        return copy.deepcopy(message) | {"channel": channel}

    def _interaction(self, kind: str) -> Json:
        person = self.space.people[self.user]
        name = person.name.lower()
        return {
            "type": kind,
            "team": {"id": self.space.team, "domain": "desk"},
            "user": {"id": self.user, "username": name, "name": name, "team_id": person.team_id},
            "api_app_id": self.space.app_id,
            "token": "legacy",
            "enterprise": None,
            "is_enterprise_install": False,
            "trigger_id": self.space.new_trigger(self.user),
        }

    async def _send(self, kind: Sending, payload: Json, retry: int = 0) -> Answer:
        self.last = (kind, payload)
        return await self.wire.send(kind, payload, retry)


def _pressed(found: Pressable, at: str) -> Json:
    element = found.element
    action = {"action_id": element["action_id"], "block_id": found.block_id, "action_ts": at, "type": element["type"]}
    if found.option is not None:
        return action | {"selected_option": found.option}
    shown = {name: element[name] for name in ("text", "value", "style", "url") if name in element}
    return action | shown

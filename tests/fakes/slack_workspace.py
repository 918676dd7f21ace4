"""What Slack keeps: people, channels and their messages, forms on screens, one-time addresses, files."""

import copy
import itertools
from dataclasses import dataclass, field

from tests.fakes.loopback import Clock, Json
from tests.fakes.slack_limits import SlackRefusal

TRIGGER_SECONDS, RESPONSE_URL_SECONDS, RESPONSE_URL_USES = 3.0, 1800.0, 5


@dataclass(slots=True)
class SlackPerson:
    """A member, guest or stranger as `users.info` shows them."""

    id: str
    name: str
    tz: str = "Asia/Shanghai"
    locale: str = "zh-CN"
    team_id: str = "T1"
    email: str = ""
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_bot: bool = False
    is_admin: bool = False
    deleted: bool = False
    display_name: str = ""


@dataclass(slots=True)
class SlackChannel:
    """A channel (`channel`), private channel (`group`) or direct message (`im`) with all its messages by time."""

    id: str
    name: str
    kind: str = "channel"
    members: set[str] = field(default_factory=set)
    is_archived: bool = False
    is_ext_shared: bool = False
    messages: list[Json] = field(default_factory=list)


@dataclass(slots=True)
class Ephemeral:
    """A message only one person sees, until the screen is reloaded."""

    user: str
    channel: str
    message: Json


@dataclass(slots=True)
class ResponseUrl:
    """A one-time address to answer at: five uses in thirty minutes."""

    user: str
    channel: str
    issued_at: float
    original: str = ""
    uses: int = 0


@dataclass(slots=True)
class Trigger:
    """The right to open one form, for three seconds."""

    user: str
    issued_at: float
    is_spent: bool = False


@dataclass(slots=True)
class SlackFile:
    """A file and who sent it; `content` is what a download gives."""

    id: str
    name: str
    user: str
    content: bytes = b""
    mimetype: str = "application/octet-stream"
    channels: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Workspace:
    """The state behind the fake. Refuses with Slack's own words; checks no limits of size."""

    clock: Clock
    team: str = "T1"
    bot_user: str = "UBOT"
    bot_id: str = "B1"
    app_id: str = "A1"
    root: str = ""
    people: dict[str, SlackPerson] = field(default_factory=dict)
    channels: dict[str, SlackChannel] = field(default_factory=dict)
    ephemerals: list[Ephemeral] = field(default_factory=list)
    views: dict[str, list[Json]] = field(default_factory=dict)
    homes: dict[str, Json] = field(default_factory=dict)
    triggers: dict[str, Trigger] = field(default_factory=dict)
    response_urls: dict[str, ResponseUrl] = field(default_factory=dict)
    files: dict[str, SlackFile] = field(default_factory=dict)
    sockets_issued: set[str] = field(default_factory=set)
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def number(self) -> int:
        """A number never given before."""
        return next(self._numbers)

    def new_id(self, prefix: str) -> str:
        """A new id in Slack's manner, as `V0000017`."""
        return f"{prefix}{self.number():07d}"

    def new_ts(self) -> str:
        """The time as the name of a message; no two are alike, and later ones sort later."""
        return f"{int(self.clock())}.{self.number():06d}"

    def channel(self, channel_id: str) -> SlackChannel:
        """The channel, or the direct message with the person named by a user id."""
        if channel_id in self.people:
            return self.direct(channel_id)
        if channel_id not in self.channels:
            raise SlackRefusal("channel_not_found")
        return self.channels[channel_id]

    def writable(self, channel_id: str) -> SlackChannel:
        """The channel, if the bot may post there."""
        channel = self.channel(channel_id)
        if channel.is_archived:
            raise SlackRefusal("is_archived")
        if self.bot_user not in channel.members:
            raise SlackRefusal("not_in_channel" if channel.kind == "channel" else "channel_not_found")
        return channel

    def direct(self, user: str) -> SlackChannel:
        """The direct message between the bot and a person, opened if need be."""
        if user not in self.people:
            raise SlackRefusal("user_not_found")
        channel_id = f"D{user}"
        if channel_id not in self.channels:
            self.channels[channel_id] = SlackChannel(channel_id, "directmessage", "im", {user, self.bot_user})
        return self.channels[channel_id]

    def message(self, channel_id: str, ts: str) -> Json:
        """The stored message itself."""
        for message in self.channel(channel_id).messages:
            if message["ts"] == ts:
                return message
        raise SlackRefusal("message_not_found")

    def whereabouts(self, ts: str) -> tuple[str, bool]:
        """The channel a message stands (or stood) in, and whether it is ephemeral."""
        for seen in self.ephemerals:
            if seen.message["ts"] == ts:
                return seen.channel, True
        for channel in self.channels.values():
            if any(message["ts"] == ts for message in channel.messages):
                return channel.id, False
        raise AssertionError(f"no message {ts} anywhere: was it deleted?")

    def by_bot(self, params: Json) -> Json:
        """A message of the bot out of what it asked to post, with the ids Slack adds; not yet posted."""
        message: Json = {
            "type": "message",
            "user": self.bot_user,
            "bot_id": self.bot_id,
            "app_id": self.app_id,
            "team": self.team,
            "ts": self.new_ts(),
            "text": params.get("text") or "",
            "blocks": self.with_ids(params.get("blocks") or []),
        }
        kept = ("thread_ts", "metadata", "attachments", "username", "icon_emoji", "client_msg_id")
        return message | {name: copy.deepcopy(params[name]) for name in kept if params.get(name)}

    def with_ids(self, blocks: list[Json]) -> list[Json]:
        """The blocks with a block id and action ids where the sender gave none."""
        named = copy.deepcopy(blocks)
        for block in named:
            block.setdefault("block_id", f"b{self.number()}")
            for element in [block.get("accessory"), block.get("element"), *block.get("elements", [])]:
                if isinstance(element, dict) and element.get("type") not in ("mrkdwn", "plain_text", "image", None):
                    element.setdefault("action_id", f"a{self.number()}")
        return named

    def new_trigger(self, user: str) -> str:
        """A fresh trigger id for what this person just did."""
        trigger = f"{self.number()}.{self.number()}.{user.lower()}"
        self.triggers[trigger] = Trigger(user, self.clock())
        return trigger

    def spend_trigger(self, trigger_id: str) -> str:
        """The person a trigger belongs to; it serves once and for three seconds."""
        trigger = self.triggers.get(trigger_id)
        if trigger is None:
            raise SlackRefusal("invalid_trigger_id")
        if trigger.is_spent:
            raise SlackRefusal("exchanged_trigger_id")
        if self.clock() - trigger.issued_at > TRIGGER_SECONDS:
            raise SlackRefusal("expired_trigger_id")
        trigger.is_spent = True
        return trigger.user

    def new_response_url(self, user: str, channel: str, original: str = "") -> str:
        """An address to answer at; `original` is the message pressed, if any."""
        key = f"{self.team}/{self.number()}/{user.lower()}"
        self.response_urls[key] = ResponseUrl(user, channel, self.clock(), original)
        return f"{self.root}/actions/{key}"

    def new_view(self, user: str, asked: Json, previous: Json | None = None) -> Json:
        """A form or home page as Slack keeps it, not yet on a screen."""
        view_id = self.new_id("V")
        blank: Json = {"private_metadata": "", "callback_id": "", "external_id": "", "clear_on_close": False}
        return (
            blank
            | {"notify_on_close": False, "close": None, "submit": None}
            | copy.deepcopy(asked)
            | {
                "id": view_id,
                "team_id": self.team,
                "app_id": self.app_id,
                "bot_id": self.bot_id,
                "app_installed_team_id": self.team,
                "blocks": self.with_ids(asked["blocks"]),
                "state": {"values": {}},
                "hash": f"{self.new_ts()}.h",
                "root_view_id": previous["root_view_id"] if previous else view_id,
                "previous_view_id": previous["id"] if previous else None,
            }
        )

    def revise_view(self, view: Json, asked: Json) -> None:
        """Put another form in the place of one that is on a screen."""
        kept = {name: view[name] for name in ("id", "root_view_id", "previous_view_id")}
        replaced = self.new_view("", asked)
        view.clear()
        view.update(replaced | kept)

    def find_view(self, view_id: str, external_id: str = "") -> tuple[str, Json]:
        """The person looking at a form, and the form."""
        for user, stack in self.views.items():
            for view in stack:
                if view["id"] == view_id or (external_id and view["external_id"] == external_id):
                    return user, view
        for user, home in self.homes.items():
            if home["id"] == view_id:
                return user, home
        raise SlackRefusal("not_found")

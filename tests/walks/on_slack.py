"""Somebody at Slack: slash commands where the line begins with one, else messages; forms are Slack's own windows."""

from dataclasses import dataclass, field

from bot.commands.registry import VERBS
from tests.fakes.loopback import Json
from tests.fakes.slack_text import buttons_of, text_of
from tests.fakes.slack_user import SlackUser
from tests.walks.heard import Heard
from tests.walks.stage import CAST, SLACK_ROOMS, Stage

PATIENT = 20.0
"""Seconds: a busy machine is no fault of the bot's."""


@dataclass(slots=True)
class SlackMouth:
    """See `tests.walks.heard.Mouth`. `slashes`: whether lines are typed as slash commands where they can be."""

    stage: Stage
    user: str
    slashes: bool = True
    last: SlackUser | None = None
    shown: list[Json] = field(default_factory=list)

    def _at(self, room: str = "") -> SlackUser:
        self.last = SlackUser(
            self.stage.slack,
            self.stage.slack_door,
            self.stage.slack.signing_secret,
            self.user,
            SLACK_ROOMS[room] if room else "",
        )
        self.last.wire.seconds = PATIENT
        return self.last

    async def say(self, text: str, room: str = "", reply_to: Heard | None = None) -> None:
        verb, _, rest = text.partition(" ")
        who = self._at(room)
        thread = str(reply_to.raw["ts"]) if reply_to is not None else ""
        if self.slashes and verb.removeprefix("/") in VERBS and not thread and "\n" not in text:
            answer = await who.command(f"/{verb.removeprefix('/')}", rest)
        elif room:
            answer = await who.mention(text, thread)
        else:
            answer = await who.dm(text, thread)
        assert answer.status == 200, (answer.status, answer.raw[:300])
        await self.stage.settle()

    async def press(self, heard: Heard, label: str) -> None:
        shown = heard.button(label)
        assert shown is not None, f"no button {label!r} among {heard.buttons}"
        answer = await self._at().press(heard.raw, shown)
        assert answer.status == 200, (answer.status, answer.raw[:300])
        await self.stage.settle()

    async def fill(self, values: dict[str, str]) -> None:
        if not self.stage.slack.views(self.user):
            for heard in reversed(await self.seen()):
                if (label := heard.button("Fill in") or heard.button("填写")) is not None:
                    await self.press(heard, label)
                    break
        views = self.stage.slack.views(self.user)
        assert views, "no form is open"
        answer = await self._at().submit(views[-1], values)
        assert answer.status == 200, (answer.status, answer.raw[:300])
        if answer.json.get("response_action") == "errors":
            self.shown.append({"ts": f"errors{len(self.shown)}", "text": "\n".join(answer.json["errors"].values())})
        await self.stage.settle()

    async def again(self) -> None:
        assert self.last is not None
        await self.last.redeliver()
        await self.stage.settle()

    def mention(self, name: str) -> str:
        return f"<@{CAST[name].slack}>"

    async def seen(self) -> list[Heard]:
        fake = self.stage.slack
        messages = [m for m in fake.messages(self.user) if m.get("user") == fake.space.bot_user]
        for room in SLACK_ROOMS.values():
            messages += [m for m in fake.messages(room) if m.get("user") == fake.space.bot_user]
        messages += fake.ephemerals(self.user)
        messages.sort(key=lambda m: str(m["ts"]))
        heard = [_heard(m["ts"], m) for m in messages + self.shown]
        return heard + [_heard(view["id"], view) for view in fake.views(self.user)]


def _heard(key: str, message: Json) -> Heard:
    return Heard(str(key), text_of(message), tuple(buttons_of(message)), message)


def seen_in_room(stage: Stage, room: str) -> list[Heard]:
    """What the bot posted for all in a channel."""
    messages = stage.slack.messages(SLACK_ROOMS[room])
    return [_heard(m["ts"], m) for m in messages if m.get("user") == stage.slack.space.bot_user]

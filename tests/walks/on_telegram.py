"""Somebody with Telegram in hand: a form is one question after another."""

import re
from dataclasses import dataclass, field

from bot.commands.registry import VERBS
from tests.fakes import until
from tests.fakes.loopback import Json
from tests.fakes.telegram_chats import TelegramMessage
from tests.fakes.telegram_user import TelegramUser
from tests.walks.heard import Heard, Mouth
from tests.walks.stage import CAST, TELEGRAM_ROOMS, Stage

ASKS = re.compile(r"[?？]\s*$", re.MULTILINE)
MOST_QUESTIONS = 30


@dataclass(slots=True)
class TelegramMouth:
    """See `tests.walks.heard.Mouth`."""

    stage: Stage
    number: int
    name: str
    language: str = "en"
    last: Json = field(default_factory=dict)

    @property
    def user(self) -> TelegramUser:
        """The stand-in."""
        return TelegramUser(self.stage.telegram, self.number, self.name, self.language)

    async def say(self, text: str, room: str = "", reply_to: Heard | None = None) -> None:
        verb = text.partition(" ")[0].removeprefix("/")
        line = f"/{text.removeprefix('/')}" if verb in VERBS else text
        to = reply_to.raw if reply_to is not None else None
        if room:
            line = line if verb in VERBS or to is not None else f"@tradetrail_bot {text}"
        chat = TELEGRAM_ROOMS[room] if room else None
        await self.user.say(line, chat, reply_to=to, entities=_named(line))
        self._note()
        await self.stage.settle()

    async def press(self, heard: Heard, label: str) -> None:
        shown = heard.button(label)
        assert shown is not None, f"no button {label!r} among {heard.buttons}"
        before = len(self.stage.telegram.answers(self.number))
        await self.user.press(heard.raw, shown)
        self._note()
        await self.stage.settle()
        answers = self.stage.telegram.answers
        await until(lambda: len(answers(self.number)) > before, seconds=30, what="the press to be answered")

    async def fill(self, values: dict[str, str]) -> None:
        await questioned(self, values)

    async def again(self) -> None:
        assert self.last, "nothing was sent yet"
        self.stage.telegram.cloud.updates.append(self.last)
        self.stage.telegram.cloud.news.set()
        await self.stage.settle()

    def _note(self) -> None:
        waiting = self.stage.telegram.waiting
        self.last = waiting[-1] if waiting else self.last

    def mention(self, name: str) -> str:
        return f"@{CAST[name].name.title()}"

    async def seen(self) -> list[Heard]:
        fake = self.stage.telegram
        chats = [chat for chat in (self.number, *TELEGRAM_ROOMS.values()) if chat in fake.cloud.chats]
        messages = [m for chat in chats for m in fake.chat(chat).from_bot()]
        messages.sort(key=lambda m: m.message_id)
        popups = [Heard(f"popup{n}", answer.text) for n, answer in enumerate(fake.answers(self.number)) if answer.text]
        return popups + [_heard(m) for m in messages]


def _named(line: str) -> list[Json]:
    """Members named in a line, as Telegram marks people without a user name."""
    found: list[Json] = []
    for member in CAST.values():
        for match in re.finditer(rf"@{member.name}\b", line, re.IGNORECASE):
            start = len(line[: match.start()].encode("utf-16-le")) // 2
            user = {"id": member.number, "is_bot": False, "first_name": member.name.title()}
            found.append({"type": "text_mention", "offset": start, "length": len(match[0]), "user": user})
    return found


def _asked_for(text: str, values: dict[str, str]) -> str | None:
    question = next((line for line in text.split("\n") if ASKS.search(line)), "")
    found = [label for label in values if re.search(rf"[:：] ?{re.escape(label)}\s*[?？]", question)]
    return found[0] if found else None


def _heard(message: TelegramMessage) -> Heard:
    return Heard(f"{message.chat_id}/{message.message_id}", message.text, tuple(message.buttons), message.snapshot())


def seen_in_room(stage: Stage, room: str) -> list[Heard]:
    """What the bot posted in a group."""
    return [_heard(m) for m in stage.telegram.chat(TELEGRAM_ROOMS[room]).from_bot()]


async def questioned(mouth: Mouth, values: dict[str, str]) -> None:
    """Answer one question after another by the label each asks for; what is not to be answered is left with `-`."""
    left = dict(values)
    for _ in range(MOST_QUESTIONS):
        seen = await mouth.seen()
        assert seen, "nothing was asked"
        asked = seen[-1]
        label = _asked_for(asked.text, left)
        if label is None and not (left and ASKS.search(asked.text)):
            break
        answer = left.pop(label) if label is not None else "-"
        if asked.button(answer) is not None:
            await mouth.press(asked, answer)
        else:
            await mouth.say(answer)
    assert not left, f"nobody asked for {left}; last: {(await mouth.seen())[-1].text}"

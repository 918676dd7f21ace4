"""Plays a walk on one platform, and holds every answer to the house's promises on the way."""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import takewhile

from bot.domain.people import PlatformName
from tests.walks import on_slack, on_telegram
from tests.walks.heard import Heard, Mouth
from tests.walks.on_console import ConsoleMouth, seen_in_room
from tests.walks.on_slack import SlackMouth
from tests.walks.on_telegram import TelegramMouth
from tests.walks.on_terminal import TerminalMouth
from tests.walks.script import Step, Walk, length_of
from tests.walks.sentences import Sentences
from tests.walks.stage import CAST, ROOMS, Stage

DOORS = {
    "slack": (PlatformName.SLACK,),
    "slack-messages": (PlatformName.SLACK,),
    "telegram": (PlatformName.TELEGRAM,),
    "both": (PlatformName.SLACK, PlatformName.TELEGRAM),
    "console": (PlatformName.CONSOLE,),
    "terminal": (PlatformName.CONSOLE,),
}
"""The platforms that are open while a walk is played in one way."""
NOTICING = ("hears", "shows")
"""Steps in which nothing is done."""
LABELS = re.compile(r"\[([^\]]+)\]")
PERSON = re.compile(r"@(\w+)")
HEX, CODE = re.escape("????-????"), "[0-9A-F]{4}-[0-9A-F]{4}"


@dataclass(slots=True)
class Player:
    """One walk on one platform. Goes on after a wrong line, and at the end
    raises AssertionError with each: its number, and what was seen."""

    stage: Stage
    walk: Walk
    platform: str
    sentences: Sentences = field(default_factory=Sentences)
    mouths: dict[str, Mouth] = field(default_factory=dict)
    marked: dict[str, set[Heard]] = field(default_factory=dict)
    before: dict[str, list[Heard]] = field(default_factory=dict)
    """All that somebody has ever had on their screen, in the order in which it came there."""
    wrong: list[str] = field(default_factory=list)

    async def play(self) -> None:
        """From the first line to the last, and then the trail must be intact."""
        try:
            for place, step in enumerate(self.walk.steps):
                try:
                    if step.act not in NOTICING:
                        await self._mark(self._heeded(place))
                    await self._step(step)
                except AssertionError as wrong:
                    line = f"{step.who} {step.act} {step.text}"
                    self.wrong.append(f"{self.platform}, line {step.number}: {line}\n{wrong}")
            self._look_back()
            assert not self.wrong, "\n\n".join(self.wrong)
        finally:
            for mouth in self.mouths.values():
                if isinstance(mouth, TerminalMouth):
                    await mouth.end()

    async def _step(self, step: Step) -> None:
        match step.who, step.act:
            case "restart", _:
                await self.stage.close()
                await self.stage.open()
            case "down", _:
                await self.stage.close()
                self.stage.clock.forward(length_of(step.text, self.stage.clock.at))
                await self.stage.open()
                await self.stage.pass_time(timedelta())
            case "speaks", _:
                who, language = step.text.split()
                self.walk.languages[who] = language
            case "time", _:
                await self.stage.pass_time(length_of(step.text, self.stage.clock.at))
            case _, "shows":
                step.expected.insert(0, step.text)
            case _:
                await self._act(step)
        await self._check(step)

    async def _act(self, step: Step) -> None:
        mouth = self.mouth(step.who)
        self.sentences.typed.append(step.text)
        match step.act:
            case "" | "in":
                await mouth.say(self._line(step, mouth), step.rest if step.act else "")
            case "replies":
                words = step.rest.strip("[]")
                seen = [h for h in await mouth.seen() if words in h.text]
                assert seen, f"nothing to reply to with {words!r}"
                await mouth.say(self._line(step, mouth), reply_to=seen[-1])
            case "presses":
                await mouth.press(await self._with_button(mouth, step), step.text)
            case "pressed":
                old = [h for h in self.before[step.who] if h.button(step.text) is not None]
                assert old, f"no button {step.text!r} was ever there"
                await mouth.press(old[-1], step.text)
            case "fills":
                pairs = (part.partition("=") for part in step.text.split(" | "))
                await mouth.fill({label.strip(): value.strip() for label, _, value in pairs})
            case "again":
                await mouth.again()
            case "hears":
                step.expected.insert(0, step.text)

    async def _with_button(self, mouth: Mouth, step: Step) -> Heard:
        words = step.rest.strip("[]")
        seen = await mouth.seen()
        if isinstance(mouth, TerminalMouth):
            seen = [h for h in seen if not isinstance(h.raw, int)] + mouth.told[-1:]
        found = [h for h in seen if h.button(step.text) is not None and words in h.text]
        assert found, f"no button {step.text!r} on {_shown(seen)}"
        return found[-1]

    def _line(self, step: Step, mouth: Mouth) -> str:
        return PERSON.sub(lambda m: mouth.mention(m[1]) if m[1] in CAST else m[0], step.text)

    def mouth(self, who: str) -> Mouth:
        """Somebody at this platform."""
        if who not in self.mouths:
            self.mouths[who] = self._new_mouth(who)
        return self.mouths[who]

    def _new_mouth(self, who: str) -> Mouth:
        member = CAST[who]
        match seat_of(self.walk, self.platform, who):
            case "slack" | "slack-messages":
                return SlackMouth(self.stage, member.slack, self.platform == "slack")
            case "telegram":
                return TelegramMouth(self.stage, member.number, member.name.title())
            case "console":
                return ConsoleMouth(self.stage, who)
            case _:
                return TerminalMouth(self.stage, who, ConsoleMouth(self.stage, who))

    def _heeded(self, place: int) -> set[str]:
        """Whose sight is looked at before the next thing happens, and who presses later what stands there now."""
        looks = takewhile(lambda step: step.act in NOTICING, self.walk.steps[place + 1 :])
        slow = (step.who for step in self.walk.steps if step.act == "pressed")
        return {self.walk.steps[place].who, *(step.who for step in looks), *slow}

    async def _mark(self, heeded: set[str]) -> None:
        for who in heeded & set(CAST):
            seen = await self.mouth(who).seen()
            self.marked[who] = set(seen)
            earlier = self.before.setdefault(who, [])
            earlier += [heard for heard in seen if heard not in earlier]
        for room in heeded & set(ROOMS):
            self.marked[room] = set(await self._in_room(room))

    async def _in_room(self, room: str) -> list[Heard]:
        match self.platform:
            case "slack" | "slack-messages":
                return on_slack.seen_in_room(self.stage, room)
            case "telegram":
                return on_telegram.seen_in_room(self.stage, room)
            case "both":
                return [*on_slack.seen_in_room(self.stage, room), *on_telegram.seen_in_room(self.stage, room)]
            case _:
                mouth = self.mouth("anna")
                return await seen_in_room(mouth.browser if isinstance(mouth, TerminalMouth) else mouth, room)  # type: ignore[arg-type]

    async def _check(self, step: Step) -> None:
        if step.who not in CAST and step.who not in ROOMS:
            assert not step.expected, "nobody is asked here"
            return
        seen = await (self._in_room(step.who) if step.who in ROOMS else self.mouth(step.who).seen())
        fresh = [heard for heard in seen if heard not in self.marked.get(step.who, set())]
        if step.who in CAST:
            language = self.walk.languages.get(step.who, self.walk.languages.get("all", "en"))
            for heard in fresh:
                self.sentences.check(heard, language)
        known = {heard.key for heard in self.marked.get(step.who, set())}
        for expected in step.expected:
            _expect(expected, [h for h in fresh if h.key not in known] if expected == "nothing" else fresh)
        if not step.expected and step.act != "again":
            assert fresh, "met with silence"

    def _look_back(self) -> None:
        assert not self.stage.errors.lines, self.stage.errors.lines[:3]
        verdict = self.stage.app.store.read(lambda ledger: ledger.trail.verify()).result(10)
        assert verdict.is_intact, verdict


def seat_of(walk: Walk, platform: str, who: str) -> str:
    """Where somebody is while a walk is played."""
    return walk.seats.get(who, "slack") if platform == "both" else platform


async def hired(stage: Stage, walk: Walk, platform: str) -> None:
    """Place the firm's people, each at the platform where they are."""
    await stage.hire({who: DOORS[seat_of(walk, platform, who)][0] for who in CAST}, walk.languages)


def _expect(expected: str, fresh: list[Heard]) -> None:
    said = "\n".join(heard.text for heard in fresh)
    if expected == "nothing":
        assert not fresh, f"expected nothing new, but:\n{_shown(fresh)}"
    elif expected.startswith("[") and LABELS.sub("", expected).strip() == "":
        for label in LABELS.findall(expected):
            assert any(h.button(label) for h in fresh), f"no button {label!r} in\n{_shown(fresh)}"
    elif expected.startswith("! ["):
        for label in LABELS.findall(expected):
            assert not any(h.button(label) for h in fresh), f"button {label!r} in\n{_shown(fresh)}"
    elif expected.startswith("! "):
        assert not _pattern(expected[2:]).search(said), f"{expected[2:]!r} stands in\n{_shown(fresh)}"
    else:
        assert _pattern(expected).search(said), f"no {expected!r} in\n{_shown(fresh)}"


def _pattern(expected: str) -> re.Pattern[str]:
    return re.compile(".*".join(re.escape(part) for part in expected.split("*")).replace(HEX, CODE))


def _shown(fresh: list[Heard]) -> str:
    return "\n".join(f"--- {h.key}\n{h.text[:1500]}\n{list(h.buttons)}" for h in fresh[-8:])

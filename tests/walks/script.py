"""Reads a walk: a conversation as text, the same for every platform.

# What this walk shows
on: slack telegram                    only these platforms (else all); `both`: Slack and Telegram at once
sits: marta telegram                  where somebody is when it is `both` (else at Slack)
speaks: anna zh-CN                    somebody's own language (else English; `all`: everybody's); from here on
settings: bot_language=zh-CN
anna: log ABC email Quote sent        she types a line to the bot; `\\n` begins a new one
  Logged                              and then finds this among what is new on her screen (`*`: anything)
  ! not yours                         and nothing like this
  [Done] [Snooze 1d]                  and buttons of these names
  nothing                             or nothing new at all
anna in sales: today                  the same in a room
anna replies [Quote sent]: call ok    in reply to the message with these words
anna presses: Done                    on the newest message that has it; `anna presses [F1]: Done` chooses one
anna pressed: Done                    on a message as it stood before: a phone that has not caught up
anna fills: Channel=email | Note=hi   answers the form that is open
anna again                            the platform delivers the last thing twice
anna hears: chase                     what else is new for her since the last thing anybody did
sales shows: chase                    and what is new in a room
time: +4d                             time passes; or `time: 2026-11-26 08:31`, in Shanghai
down: +2d                             the bot is stopped, and started again so much later
restart
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
PLATFORMS = ("slack", "telegram", "console", "terminal")
"""Where a walk is played unless it says otherwise; `slack-messages` types no slash commands,
`both` is Slack and Telegram at once."""
STEP = re.compile(
    r"(?P<who>[a-z]+)(?: (?P<act>in|replies|pressed|presses|fills|again|hears|shows)\b ?(?P<rest>.*?))?"
    r"(?:: (?P<text>.*)|:?)$"
)
LENGTH = re.compile(r"\+(\d+)([dhm])$")
UNITS = {"d": "days", "h": "hours", "m": "minutes"}


@dataclass(slots=True)
class Step:
    """One line of a walk, and what is expected after it."""

    number: int
    who: str
    act: str
    rest: str
    text: str
    expected: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Walk:
    """A whole conversation."""

    title: str
    platforms: tuple[str, ...] = PLATFORMS
    settings: dict[str, str] = field(default_factory=dict)
    languages: dict[str, str] = field(default_factory=dict)
    seats: dict[str, str] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)


def walk_in(path: Path) -> Walk:
    """Read a walk file. ValueError names the line that cannot be read."""
    lines = path.read_text(encoding="utf-8").split("\n")
    walk = Walk(lines[0].removeprefix("# "))
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("  "):
            walk.steps[-1].expected.append(line.strip())
        elif walk.steps or not _is_head(walk, line):
            walk.steps.append(_step(number, line, path))
    return walk


def _is_head(walk: Walk, line: str) -> bool:
    name, _, rest = line.partition(": ")
    match name:
        case "on":
            walk.platforms = tuple(rest.split())
        case "settings":
            walk.settings |= dict(part.split("=", 1) for part in rest.split())
        case "speaks":
            who, language = rest.split()
            walk.languages[who] = language
        case "sits":
            who, seat = rest.split()
            walk.seats[who] = seat
        case _:
            return False
    return True


def _step(number: int, line: str, path: Path) -> Step:
    found = STEP.match(line)
    if found is None:
        raise ValueError(f"{path.name}:{number}: {line}")
    text = (found["text"] or "").replace("\\n", "\n")
    return Step(number, found["who"], found["act"] or "", (found["rest"] or "").strip(": "), text)


def length_of(text: str, now: datetime) -> timedelta:
    """How far the clock goes: `+4d`, `+90m`, or until a moment in Shanghai."""
    if (found := LENGTH.match(text)) is not None:
        return timedelta(**{UNITS[found[2]]: int(found[1])})
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI).astimezone(UTC) - now

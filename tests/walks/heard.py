"""What a person finds on their screen, the same for every platform, and how they act on it."""

import re
from dataclasses import dataclass, field
from typing import Any, Protocol

NUMBERED = re.compile(r"^\d+ ")


@dataclass(frozen=True, slots=True)
class Heard:
    """A message as it stands before somebody's eyes now: `key` names it, `raw` is for the one who presses on it."""

    key: str
    text: str
    buttons: tuple[str, ...] = ()
    raw: Any = field(default=None, compare=False, hash=False)

    def button(self, label: str) -> str | None:
        """The button of this name; where buttons stand for lines of a list, `2 Done` is also found as `Done`."""
        for shown in self.buttons:
            if shown == label or NUMBERED.sub("", shown) == label:
                return shown
        return None


class Mouth(Protocol):
    """One person at one platform. `room` is empty for the conversation between the person and the bot."""

    async def say(self, text: str, room: str = "", reply_to: Heard | None = None) -> None:
        """Type a line and wait until it is served."""

    async def press(self, heard: Heard, label: str) -> None:
        """Press a button on a message, as this copy shows it."""

    async def fill(self, values: dict[str, str]) -> None:
        """Answer the form that is open, by the labels of its fields."""

    async def again(self) -> None:
        """The platform delivers the last thing once more."""

    def mention(self, name: str) -> str:
        """How somebody else is named in a line."""

    async def seen(self) -> list[Heard]:
        """All that stands on the screen of this person, oldest first."""

"""What the terminal's commands say: in the firm's language, a line each, without signs that could move the screen."""

from collections.abc import Callable
from datetime import datetime

from msgspec import Struct

from bot.config import Settings
from bot.dialogue.texts import Texts
from bot.domain.people import Language
from bot.domain.phrases import Phrase
from bot.platforms.visible import visible
from bot.terminal.refusals import Refused

Say = Callable[[str], None]


class Wording(Struct, frozen=True):
    """The sentences of this firm's language (`BOT_LANGUAGE`), with moments in its zone."""

    texts: Texts
    language: Language
    zone: str

    @classmethod
    def of(cls, settings: Settings) -> "Wording":
        """The sentences for these settings."""
        return cls(Texts.load(), Language(settings.bot_language), settings.bot_timezone)

    def line(self, text: Phrase) -> str:
        """The sentence in one line."""
        return " ".join(visible(self.texts.say(text, self.language, self.zone)).split())

    def refusal(self, text: Phrase) -> Refused:
        """The error that ends a command with this sentence and exit code 1."""
        return Refused(self.line(text))


def stamped(now: datetime) -> str:
    """A moment as part of a file's name: `20261201T090000Z`. Takes a UTC moment."""
    return f"{now:%Y%m%dT%H%M%SZ}"

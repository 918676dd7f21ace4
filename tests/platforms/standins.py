"""A desk and its words for tests of platforms: it answers as a test tells it, and remembers what it was asked."""

import hashlib
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.dialogue.forms import Form, FormField, Option
from bot.dialogue.replies import Reply, say
from bot.domain.people import Language
from bot.domain.phrases import Phrase, words
from bot.ports.requests import Answer, Request

NOON = datetime(2026, 12, 1, 4, 0, tzinfo=UTC)


class PlainWords:
    """Says a phrase by its key and values; somebody's own words as they are."""

    def say(self, phrase: Phrase, language: Language, zone: str | ZoneInfo) -> str:
        if phrase.key == "words":
            return str(phrase.values["text"])
        return " ".join([phrase.key, *(str(value) for value in phrase.values.values())])


class SystemClock:
    """The real time, since a platform's fake has it too."""

    def now(self) -> datetime:
        return datetime.fromtimestamp(time.time(), UTC)


def silent(_request: Request) -> Answer:
    """An answer that goes another way."""
    return Answer()


@dataclass(slots=True)
class ScriptedDesk:
    """Answers by `answers`; the same request again gets the same answer, and only `served` counts the first."""

    answers: Callable[[Request], Answer] = silent
    heard: list[Request] = field(default_factory=list)
    served: list[Request] = field(default_factory=list)
    is_down: bool = False
    _receipts: dict[str, Answer] = field(default_factory=dict)

    async def hear(self, request: Request) -> Answer:
        if self.is_down:
            raise OSError("disk full")
        self.heard.append(request)
        if request.id not in self._receipts:
            self.served.append(request)
            self._receipts[request.id] = self.answers(request)
        return self._receipts[request.id]

    def replies(self, text: str) -> None:
        """From now on it answers with this sentence."""
        self.answers = lambda _request: Answer(reply=sentence(text))

    @property
    def last(self) -> Request:
        return self.heard[-1]


def sentence(text: str) -> Reply:
    """A reply of somebody's words."""
    return say(words(text))


@dataclass(slots=True)
class Shelf:
    """An archive in memory."""

    files: dict[str, bytes] = field(default_factory=dict)

    def keep(self, content: bytes) -> str:
        digest = hashlib.sha256(content).hexdigest()
        self.files[digest] = content
        return digest

    async def size(self, sha256: str) -> int:
        return len(self._content(sha256))

    async def read(self, sha256: str) -> AsyncIterator[bytes]:
        yield self._content(sha256)

    def _content(self, digest: str) -> bytes:
        if digest not in self.files:
            raise FileNotFoundError(digest)
        return self.files[digest]


WORD_FORM = Form(
    words("Log a contact with a customer"),
    "LogContact",
    (
        FormField("about", words("Customer"), hint=words("name or code"), is_required=True),
        FormField(
            "channel", words("Channel"), options=(Option("email", words("Email")), Option("call", words("Call")))
        ),
        FormField("note", words("Note"), is_long=True, value="long " * 900 + "end", error=words("too long")),
    ),
    "draft-1",
    words("what is missing"),
)
"""A form of every kind of question."""

"""What the world outside is to the desk: platforms that carry letters, and the few ways in which carrying fails.

DeliveryError          a letter was not, or perhaps not, carried
├── NotSent            surely not; it may be tried again
│   ├── Later          surely not; not before so many seconds
│   └── Moved          surely not; the chat has a new number
├── Unknown            nobody knows: look it up, or say that it may be a repeat
└── Refused            definitely refused; trying again is useless
CannotLookUp           this platform cannot be asked what stands in a chat
"""

from collections.abc import AsyncIterator, Iterable
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Protocol
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from bot.dialogue.replies import Small
from bot.domain.people import Language, PlatformName
from bot.domain.phrases import Phrase, named_choice, phrase, words
from bot.ports.errands import Mail
from bot.ports.ledger import Letter
from bot.ports.requests import Answer, Request, Speaker


class Limits(Struct, frozen=True, kw_only=True):
    """What a platform can carry, in characters unless said otherwise. Data, so that fitting stays a pure function."""

    text: int
    """In one paragraph of a message."""
    whole: int
    """In one whole message; what is longer becomes several."""
    blocks: int
    """Parts of one message, where a message has parts; otherwise 1."""
    heading: int
    button_label: int
    buttons_per_row: int
    ticket_bytes: int
    form_fields: int
    """Questions of one form; 0 where questions are asked one after another."""
    options: int
    """Choices under one question."""
    has_forms: bool
    """Whether several questions can be shown at once."""
    can_whisper: bool
    """Whether one person alone can be told something in a shared place."""
    can_be_asked: bool
    """Whether the platform tells afterwards which of our messages it has, so that a lost answer can be looked up."""


class DeliveryError(Exception):
    """A letter did not, or perhaps did not, arrive. `reason` is one short word for the log, never somebody's text."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NotSent(DeliveryError):
    """Surely not sent; the same letter may be tried again."""


class Later(NotSent):
    """Surely not sent, because too much was sent; not to be tried in this chat before `seconds` are over."""

    def __init__(self, seconds: float, reason: str = "rate_limited") -> None:
        super().__init__(reason)
        self.seconds = seconds


class Moved(NotSent):
    """Surely not sent: the chat goes on under another number."""

    def __init__(self, new_chat: str) -> None:
        super().__init__("moved")
        self.new_chat = new_chat


class Unknown(DeliveryError):
    """The letter left us and nobody knows whether it arrived."""


class Refused(DeliveryError):
    """Definitely refused. Somebody must be told; trying again is useless."""


LOST = frozenset(("channel_not_found", "is_archived", "not_in_channel", "chat_not_found", "kicked", "forbidden"))
"""Refusals after which nothing reaches a room any more: it is gone, or the bot was taken out of it."""
_SAID = LOST | {"blocked", "user_not_found", "cannot_dm_bot", "no_rights", "topic_not_found", "topic_closed"}


def refusal_said(reason: str) -> Phrase:
    """Why a platform refused, for people; what has no sentence is shown by the platform's own word."""
    return named_choice("refused", reason) if reason in _SAID else words(reason)


class CannotLookUp(Exception):
    """The platform cannot be asked whether a letter stands there."""


class Condition(StrEnum):
    """How a platform's line is: open, being opened (again), or given up until somebody mends the settings."""

    UP = "up"
    CONNECTING = "connecting"
    DOWN = "down"


class Health(Struct, frozen=True):
    """How a platform's line is just now. `problem` is one short word, without a secret; empty when all is well."""

    condition: Condition
    problem: str = ""
    last_heard_at: datetime | None = None
    """When the platform last said anything; None: not since the start."""

    @property
    def is_well(self) -> bool:
        """Whether requests come in and letters go out, as far as is known."""
        return self.condition is Condition.UP


class Finding(Struct, frozen=True):
    """One thing the check looked at. `name` is a closed word (`token`, `scope`, `clock` …) with its `about`."""

    name: str
    is_good: bool
    about: str = ""
    remedy: Phrase | None = None
    """What to do, in words; None where nothing is to be done."""


class Hears(Protocol):
    """The desk, as a platform sees it."""

    async def hear(self, request: Request) -> Answer:
        """Serve a request; returns after its commit, never before. The same id again gives the stored answer.

        Raises only when nothing could be committed: the platform then must not acknowledge, so that it is sent again.
        """


class HearsMany(Protocol):
    """The desk, as the clock sees it."""

    async def hear_all(self, requests: list[Request]) -> list[Answer | BaseException]:
        """Serve many, giving way to whoever asks meanwhile; a failed one does not disturb the others."""


class Expects(Protocol):
    """Whom the settings name before they have spoken, as a platform sees it."""

    def accounts(self, platform: PlatformName) -> tuple[str, ...]:
        """The platform's own numbers of those who are named there."""

    async def expect(self, found: Iterable[Speaker]) -> None:
        """They are who the platform says. Returns after the commit; raises `StorageFault` where the store fails."""


class Says(Protocol):
    """What turns a phrase into a sentence for one reader. Never raises for a phrase: a missing text says its key."""

    def say(self, phrase: Phrase, language: Language, zone: str | ZoneInfo) -> str:
        """The sentence, with moments shown in the zone."""


class Watch(Protocol):
    """Until when a platform's line was listened to, and by which of the desk's processes; outlives them all.

    Every method raises `StorageFault` where the store fails.
    """

    async def until(self) -> datetime | None:
        """The moment until which it was listened to, or is spoken for; None: never yet."""

    async def extend(self, to: datetime) -> None:
        """It was listened to until this moment, whoever it was; an earlier one changes nothing."""

    async def take(self, at: datetime, to: datetime) -> bool:
        """Take or keep it until a moment; false while another process has it."""

    async def leave(self, at: datetime) -> None:
        """Let it go before its time; what another holds is left alone."""


class Archive(Protocol):
    """The archived files, for reading."""

    async def size(self, sha256: str) -> int:
        """How many bytes. Raises `FileNotFoundError`."""

    def read(self, sha256: str) -> AsyncIterator[bytes]:
        """The content in pieces. Raises `FileNotFoundError`."""


class FileTooLarge(Exception):
    """More bytes than the rule allows; nothing of it was kept."""


class NoRoom(Exception):
    """The disk is full; nothing of the file was kept, and everything else goes on."""


class Taken(Struct, frozen=True):
    """A file taken in but not yet in its place: its digest and size, its first and last bytes, where it waits."""

    sha256: str
    size: int
    head: bytes
    tail: bytes
    token: str


class Vault(Archive, Protocol):
    """The archived files, for writing: taken, looked at, then kept or dropped."""

    async def take(self, pieces: AsyncIterator[bytes], largest: int) -> Taken:
        """Write the pieces aside. Raises `FileTooLarge` or `NoRoom`; then nothing is left of them."""

    async def keep(self, taken: Taken) -> None:
        """Put what was taken in its place, durably and twice where there is a second place. Raises `NoRoom`."""

    async def drop(self, taken: Taken) -> None:
        """Throw away what was taken."""


class Mailer(Protocol):
    """Carries mails to customers."""

    async def send(self, mail: Mail, number: int, now: datetime) -> str:
        """Send it; gives its subject and text as sent. Raises `NotSent`, `Refused` or `Unknown`, and tries once."""


class Platform(Protocol):
    """A place where people speak. Few members, none optional: a platform that cannot, says so by its limits."""

    @property
    def name(self) -> PlatformName: ...
    @property
    def limits(self) -> Limits: ...
    async def deliver(self, letter: Letter, *, is_repeat: bool) -> tuple[str, ...]:
        """Post a letter as new messages and give back the platform's ids of them, in reading order.

        `is_repeat`: it may stand there already; where that cannot be looked up, the message says so itself.
        Never tries twice by itself. Raises a `DeliveryError`, and nothing else that the platform can cause.
        """

    async def revise(self, letter: Letter) -> tuple[str, ...]:
        """Put the letter in the place of the message it `revises`. An unchanged message is no fault.

        Where the message can no longer be changed, raises `Refused`.
        """

    async def find(self, letter: Letter, since: datetime) -> tuple[str, ...] | None:
        """Ids of the messages of this very letter posted since the moment; None: it does not stand there.

        Raises `CannotLookUp` where the platform cannot be asked, `NotSent` where it does not answer now.
        """

    def download(self, fetch: str) -> AsyncIterator[bytes]:
        """The content of a file that came along (`Arrival.fetch`), in pieces. Raises `Refused` or `NotSent`.

        Never sends the token to an address that is not the platform's own, and follows no redirect elsewhere.
        """

    async def start(self) -> None:
        """Begin to listen. Returns at once; a platform that is away is connected to in the background."""

    async def stop(self) -> None:
        """Hear no more, finish what was begun, close every line."""

    def health(self) -> Health:
        """How the line is; costs nothing."""

    async def check(self, now: datetime) -> tuple[Finding, ...]:
        """Ask the platform whether token, rights and clock are good; for the terminal. Does not raise."""


def told_again(letter: Letter) -> Letter:
    """The letter with the line that it may be a repeat, and of what; for platforms that cannot be asked.

    Both copies bear the same reference: the code of the card, else the first eight digits of the letter's key hashed.
    """
    card = letter.reply.card
    reference = card.code if card is not None else sha256(letter.key.encode()).hexdigest()[:8].upper()
    return replace(letter, reply=letter.reply.plus(Small(phrase("may-be-repeat", reference=reference))))

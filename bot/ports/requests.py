"""What comes to the door and what goes back: a request, the desk's answer, and what a handler gives."""

from collections.abc import Mapping
from datetime import datetime
from typing import TypeAlias

from msgspec import Struct, field

from bot.commands.command import Command
from bot.dialogue.forms import Form
from bot.dialogue.replies import Continue, Reply, buttons_in
from bot.domain.people import Language, PlatformName, Standing
from bot.domain.phrases import Phrase
from bot.domain.refs import Ref
from bot.domain.routes import Topic


class Speaker(Struct, frozen=True):
    """Who speaks, as the platform knows them: its own number for them, never a name that could be taken by another."""

    platform: PlatformName
    account: str
    name: str = ""
    standing: Standing = Standing.MEMBER
    zone: str | None = None
    locale: str | None = None


class Place(Struct, frozen=True):
    """Where something was said. `is_shared`: others read along."""

    platform: PlatformName
    chat: str
    thread: str | None = None
    message: str | None = None
    """The message spoken in, replied to, or whose button was pressed."""
    is_shared: bool = False
    respond: str | None = None
    """Slack's response address, good for five answers in half an hour; the only way to change an ephemeral message."""
    name: str = ""
    is_page: bool = False
    """Somebody's own page that shows one thing instead of messages (Slack's home): what comes takes its place."""


CLOCK = Speaker(PlatformName.CLOCK, "clock")
"""Who speaks where time itself asks."""
NOWHERE = Place(PlatformName.CLOCK, "clock")


class Arrival(Struct, frozen=True):
    """A file that came along: how the platform finds it again, and what it claims to be."""

    fetch: str
    name: str
    size: int
    mime: str = ""
    album: str = ""
    """Of files that were sent together but come one by one: what they have in common; only the first brings words."""


class Forwarded(Struct, frozen=True):
    """A message handed on to be logged: what it said, who said it first, and when."""

    text: str
    author: str
    at: datetime
    channel: str = "message"
    files: tuple[Arrival, ...] = ()


class Said(Struct, frozen=True):
    """A typed line. `is_command` tells `/log …` from plain talk, `is_addressed` talk meant for the desk."""

    text: str
    is_command: bool = False
    is_addressed: bool = True
    mentions: Mapping[str, str] = field(default_factory=dict)
    """Platform mentions in the text (`<@U123>`, `@anna`) and the account each stands for."""
    files: tuple[Arrival, ...] = ()
    named: tuple[Speaker, ...] = ()
    """The people mentioned, as the platform shows them: somebody may be spoken of before they have ever spoken."""
    quoted: Forwarded | None = None
    """The message this line is a reply to, where the platform tells."""


class Pressed(Struct, frozen=True):
    """A button's ticket."""

    ticket: str


class Filled(Struct, frozen=True):
    """A whole form sent in: Slack's modal, the console's form. Values are text as people give them."""

    draft: str
    values: Mapping[str, str]


class Left(Struct, frozen=True):
    """A form closed without sending."""

    draft: str


class DueTimer(Struct, frozen=True):
    """A timer whose moment has come."""

    key: str
    due_at: datetime
    command: Command


class Ordered(Struct, frozen=True):
    """A ready command: from the clock, the import, a message shortcut."""

    command: Command
    timer: DueTimer | None = None
    """From the clock: the timer to be struck out in the same transaction."""


Asked: TypeAlias = Said | Pressed | Filled | Left | Ordered | Forwarded


class Request(Struct, frozen=True):
    """One thing asked once. The same `id` again gets the same answer and does nothing.

    `is_answered_inline`: the platform carries the answer back itself (Slack's acknowledgement, the console's page);
    otherwise the answer goes through the outbox. `has_modal`: a form can be opened in the same breath.
    """

    id: str
    speaker: Speaker
    asked: Asked
    place: Place
    is_answered_inline: bool = True
    has_modal: bool = False


class Answer(Struct, frozen=True):
    """What the asker is told. At most one of `reply` and `form`; both None where the outbox carries it."""

    reply: Reply | None = None
    form: Form | None = None
    language: Language = Language.ZH_CN
    zone: str = "Asia/Shanghai"
    field_errors: Mapping[str, str] = field(default_factory=dict)
    """For a form sent in: field -> finished sentence, so that the form can stay open."""
    replaces: bool = False
    """The pressed message itself becomes this reply."""
    glance: str = ""
    """One short finished sentence for a pop-up."""
    is_refusal: bool = False
    """Nothing was done, and the reply says why; a program that asked takes it for a failure."""
    hidden: tuple[str, ...] = ()
    """One-time codes in the reply; whoever keeps it keeps it without them."""


class ToPerson(Struct, frozen=True):
    """To somebody privately, wherever they are reached."""

    person_id: int


class ToTopic(Struct, frozen=True):
    """To every place a topic is routed to."""

    topic: Topic


class ToPlace(Struct, frozen=True):
    """To one place, for everybody there."""

    place: Place


Recipient: TypeAlias = ToPerson | ToTopic | ToPlace


class Notice(Struct, frozen=True):
    """Something to be told. `key` makes it once: the same key is never sent again to the same recipient.

    `is_pinned`: kept at the head of the chat, where the platform can, in the place of the last one of the same card.
    `is_undrawn`: the reply names its card and bears only what is to be marked on it; the card is drawn when its letter
    goes, as it stands then.
    """

    to: Recipient
    reply: Reply
    key: str
    is_pinned: bool = False
    is_undrawn: bool = False


class AskMore(Struct, frozen=True):
    """Something is still needed, or does not fit: the form of `command` is opened with everything that was said.

    `values`: as they would be typed; `errors`: field -> what is wrong or missing there.
    """

    command: str
    values: Mapping[str, str]
    errors: Mapping[str, Phrase]


class Outcome(Struct):
    """What a handler gives back. It cannot send; the desk and the courier do."""

    reply: Reply | None = None
    notices: tuple[Notice, ...] = ()
    changed: tuple[Ref, ...] = ()
    """Things whose posted cards must be drawn anew, everywhere."""
    form: Form | None = None
    then: Continue | Command | AskMore | None = None
    """Goes on with this in the same breath."""
    replaces: bool = False
    """The pressed message itself becomes `reply`."""
    says_in_place: Reply | None = None
    """One short line for everybody in the room it was said in."""
    is_quiet: bool = False
    """No trail receipt: nothing the asker would call a change."""
    hidden: tuple[str, ...] = ()
    """One-time codes in `reply`: told once, kept nowhere."""

    @property
    def has_no_buttons(self) -> bool:
        """Whether it can be shown as it stands, with nothing to keep for later."""
        return (
            self.form is None
            and not self.notices
            and not self.changed
            and (self.reply is None or not buttons_in(self.reply))
        )

    def joined(self, later: "Outcome") -> "Outcome":
        """Both, one after the other; the later one's reply follows the earlier one's."""
        earlier = self.reply
        both = later.reply if earlier is None else earlier if later.reply is None else earlier.plus(*later.reply.blocks)
        return Outcome(
            reply=Reply(both.blocks, later.reply.card) if both is not None and later.reply is not None else both,
            notices=self.notices + later.notices,
            changed=tuple(dict.fromkeys(self.changed + later.changed)),
            form=later.form,
            replaces=later.replaces,
            says_in_place=later.says_in_place or self.says_in_place,
            is_quiet=self.is_quiet and later.is_quiet,
            hidden=self.hidden + later.hidden,
        )

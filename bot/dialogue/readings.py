"""What a line can turn out to mean. `instead`: the line that was perhaps meant, which is understood."""

from collections.abc import Mapping
from typing import TypeAlias

from msgspec import Struct, field

from bot.commands.command import Command
from bot.dialogue.forms import Draft
from bot.domain.phrases import Phrase
from bot.domain.refs import Kind, Ref


class Understood(Struct, frozen=True):
    """A whole command."""

    command: Command


class NeedsAnswers(Struct, frozen=True):
    """A command with something still to be asked. `errors`: field -> what is wrong with the value it has."""

    draft: Draft
    missing: tuple[str, ...] = ()
    errors: Mapping[str, Phrase] = field(default_factory=dict)
    why: Phrase | None = None
    instead: str = ""


class UnknownName(Struct, frozen=True):
    """A name nothing is known by. `line` is the whole line with `{about}` in the name's place, to go on with."""

    typed: str
    line: str
    candidates: tuple[Ref, ...] = ()
    may_be_new: bool = False
    kinds: tuple[Kind, ...] = ()
    command: str = ""
    missing: tuple[str, ...] = ()
    instead: str = ""


class Ambiguous(Struct, frozen=True):
    """A name that several things or people go by."""

    typed: str
    line: str
    candidates: tuple[Ref, ...]
    kinds: tuple[Kind, ...] = ()
    command: str = ""
    missing: tuple[str, ...] = ()


class UnknownVerb(Struct, frozen=True):
    """A line that begins with no verb, and the verbs most like its first word."""

    typed: str
    nearest: tuple[str, ...] = ()
    instead: str = ""


Reading: TypeAlias = Understood | NeedsAnswers | UnknownName | Ambiguous | UnknownVerb


class Given(Struct, frozen=True):
    """A value as it is understood, and as a person would type it again."""

    value: object
    text: str


class Trouble(Struct, frozen=True):
    """A value that cannot be read, and why."""

    reason: Phrase


class NotOne(Struct, frozen=True):
    """A name that is nobody's and nothing's (`refs`: the nearest), or that of several (`refs`: these)."""

    typed: str
    refs: tuple[Ref, ...]
    kinds: tuple[Kind, ...]
    may_be_new: bool = False
    is_several: bool = False


Value: TypeAlias = Given | Trouble | NotOne

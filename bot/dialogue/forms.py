"""A question with several fields, derived from a command: a modal, a page, or one question after another."""

from collections.abc import Mapping

from msgspec import Struct, field

from bot.domain.phrases import Phrase


class Option(Struct, frozen=True):
    """One choice: what is stored, and what people read."""

    value: str
    label: Phrase


class FormField(Struct, frozen=True):
    """One question. `options` empty: typed text. `value`: what is already given, as a person would type it."""

    name: str
    label: Phrase
    hint: Phrase | None = None
    is_required: bool = False
    options: tuple[Option, ...] = ()
    is_long: bool = False
    value: str = ""
    error: Phrase | None = None


class Form(Struct, frozen=True):
    """The questions of one command. `draft` is where its half-answered state is kept."""

    title: Phrase
    command: str
    fields: tuple[FormField, ...]
    draft: str = ""
    note: Phrase | None = None
    """Why it is asked, e.g. that a date could not be read."""

    def next_question(self) -> FormField | None:
        """The first field that is still to be asked, one after another; None when all needed is known."""
        return next((f for f in self.fields if f.error is not None or (f.is_required and not f.value)), None)

    def values(self) -> Mapping[str, str]:
        """What is known so far."""
        return {f.name: f.value for f in self.fields if f.value}


class Draft(Struct, frozen=True):
    """A half-answered form as it is kept: the command, the answers so far, and the question last asked."""

    key: str
    command: str
    values: Mapping[str, str] = field(default_factory=dict)
    asked: str | None = None
    then: str | None = None

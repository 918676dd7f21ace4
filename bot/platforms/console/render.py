"""A reply as plain text, its buttons numbered: for the terminal, a pipe, or any place that shows only letters."""

from collections.abc import Callable, Iterator
from typing import TypeAlias, assert_never

from msgspec import Struct, field

from bot.dialogue import replies as r
from bot.domain.phrases import Phrase, phrase
from bot.platforms.visible import visible

Say: TypeAlias = Callable[[Phrase], str]


class Choice(Struct, frozen=True):
    """A numbered button: its ticket, and the question before it is pressed, if there is one."""

    label: str
    ticket: str
    confirm: str = ""


class Plain(Struct):
    """The text, and the buttons in the order of their numbers, which begin at 1."""

    text: str = ""
    choices: list[Choice] = field(default_factory=list)


def plain(reply: r.Reply, say: Say) -> Plain:
    """All of a reply, nothing left out; odd signs are shown by their names."""
    made = Plain()

    def clean(text: Phrase) -> str:
        return visible(say(text))

    parts = ["\n".join(_lines(block, clean, made.choices)) for block in reply.blocks]
    made.text = "\n".join(part for part in parts if part)
    return made


def _lines(block: r.Block, say: Say, choices: list[Choice]) -> Iterator[str]:
    match block:
        case r.Heading(text) | r.Paragraph(text) | r.Small(text):
            yield say(text)
        case r.Facts(pairs):
            yield from (f"  {say(label)}: {say(value)}" for label, value in pairs)
        case r.Listing(items, title):
            if title is not None:
                yield say(title)
            for item in items:
                yield "  ".join([f"- {say(item.text)}", *_numbered(item.buttons, say, choices)])
        case r.Buttons(buttons):
            yield "  ".join(_numbered(buttons, say, choices))
        case r.Attachment(_, name, _, caption):
            if caption is not None:
                yield say(caption)
            yield say(phrase("terminal-file", name=name))
        case _:
            assert_never(block)


def _numbered(buttons: tuple[r.Button, ...], say: Say, choices: list[Choice]) -> Iterator[str]:
    for button in buttons:
        label = say(button.label)
        if button.ticket:
            choices.append(Choice(label, button.ticket, say(button.confirm) if button.confirm is not None else ""))
            yield f"[{len(choices)}] {label}"
        else:
            yield f"{label} {visible(button.link)}".rstrip()

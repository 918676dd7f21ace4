"""An answer as data: blocks of phrases and buttons, drawn by each platform in its own way.

A block is never dropped by a platform: what it cannot draw, it says in words (see each platform's render module).
"""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

from bot.commands.command import Command
from bot.domain.phrases import Phrase
from bot.domain.refs import Ref


class Blank(Struct, frozen=True):
    """A command with something still to be asked: a press on it opens the form with what is already known."""

    command: str
    """Name in `commands.registry.BY_NAME`."""
    values: Mapping[str, str] = field(default_factory=dict)
    """Known fields, as a person would type them (a thing by its code)."""
    asks: str = ""
    """The field that is asked even where nothing is missing, so that it can be changed; `WHICH`: any of them."""


WHICH = "*"
"""A form of which nothing is missing is opened all the same; question by question, it is asked which to change."""


class Continue(Struct, frozen=True):
    """A line to go on with once a choice is made: *Create "ABC"* and the nearest names carry it."""

    line: str
    creates: str | None = None
    """Name of the customer to create first; `{about}` in the line then stands for its code."""


class AskFirst(Struct, frozen=True):
    """A press that is asked about before it does anything, where a platform has no dialog of its own for that."""

    press: Command
    question: Phrase
    label: Phrase


Press: TypeAlias = Command | Blank | Continue | AskFirst


class Button(Struct, frozen=True):
    """What may be pressed, and what that asks. Handed out, it has a `ticket` in the place of the press."""

    label: Phrase
    press: Press | None = None
    style: str = "plain"
    """plain, primary or danger"""
    confirm: Phrase | None = None
    ticket: str = ""
    link: str = ""
    """An address to open instead of a press."""


class Heading(Struct, frozen=True):
    """The first line of a card."""

    text: Phrase


class Paragraph(Struct, frozen=True):
    """A sentence or somebody's note."""

    text: Phrase


class Facts(Struct, frozen=True):
    """Short pairs of a label and a value."""

    pairs: tuple[tuple[Phrase, Phrase], ...]


class Item(Struct, frozen=True):
    """One line of a list and what can be done with it."""

    text: Phrase
    buttons: tuple[Button, ...] = ()


class Listing(Struct, frozen=True):
    """Lines under an optional small heading."""

    items: tuple[Item, ...]
    title: Phrase | None = None


class Buttons(Struct, frozen=True):
    """Buttons in a row; as many rows as the platform needs."""

    buttons: tuple[Button, ...]


class Small(Struct, frozen=True):
    """Small print under a card, such as the trail receipt."""

    text: Phrase


class Attachment(Struct, frozen=True):
    """A file of the archive, by its digest, with the name people see. `is_picture`: shown rather than offered."""

    sha256: str
    name: str
    is_picture: bool = False
    caption: Phrase | None = None


Block: TypeAlias = Heading | Paragraph | Facts | Listing | Buttons | Small | Attachment


class Reply(Struct, frozen=True):
    """Something to be read. `card`: the thing it shows; its posted copies change when the thing changes."""

    blocks: tuple[Block, ...]
    card: Ref | None = None

    def plus(self, *more: Block) -> "Reply":
        """The same reply with more blocks at its end."""
        return Reply(self.blocks + more, self.card)


def say(text: Phrase, *buttons: Button) -> Reply:
    """A reply of one sentence, perhaps with buttons."""
    blocks: tuple[Block, ...] = (Paragraph(text),)
    return Reply(blocks + ((Buttons(buttons),) if buttons else ()))


def buttons_in(reply: Reply) -> tuple[Button, ...]:
    """Every button of a reply, in reading order; the order in which tickets are numbered."""
    found: list[Button] = []
    for block in reply.blocks:
        if isinstance(block, Buttons):
            found.extend(block.buttons)
        elif isinstance(block, Listing):
            for item in block.items:
                found.extend(item.buttons)
    return tuple(found)


def first_text(reply: Reply) -> Phrase | None:
    """What a reply says first: what is shown of it where there is room for a line only."""
    for block in reply.blocks:
        match block:
            case Heading(text) | Paragraph(text) | Listing((Item(text), *_)):
                return text
            case _:
                continue
    return None


def with_buttons(reply: Reply, change: Callable[[tuple[Button, ...]], tuple[Button, ...]]) -> Reply:
    """The same reply with its buttons changed, row by row, in reading order."""

    def changed(block: Block) -> Block:
        match block:
            case Buttons(buttons):
                return Buttons(change(buttons))
            case Listing(items, title):
                return Listing(
                    tuple(Item(item.text, change(item.buttons)) if item.buttons else item for item in items), title
                )
            case _:
                return block

    return Reply(tuple(map(changed, reply.blocks)), reply.card)


def asking_first(reply: Reply) -> Reply:
    """The same reply where every button that wants to be confirmed asks in a message of its own."""
    if not any(button.confirm is not None for button in buttons_in(reply)):
        return reply
    return with_buttons(reply, lambda buttons: tuple(map(_asking_first, buttons)))


def _asking_first(button: Button) -> Button:
    if button.confirm is None or not isinstance(button.press, Command):
        return button
    return replace(button, press=AskFirst(button.press, button.confirm, button.label), confirm=None)

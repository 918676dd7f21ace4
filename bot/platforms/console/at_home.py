"""What a card says of the way to the desk's pages, to somebody who sits at them already."""

from msgspec.structs import replace

from bot.commands.desk import OpenDesk
from bot.dialogue.replies import Block, Button, Buttons, Listing, Reply
from bot.handlers.desk import page_of
from bot.ports.requests import Answer


def at_home(answer: Answer) -> Answer:
    """The same answer, whose buttons *Open in the desk* are plain links: nobody here needs to be let in."""
    return replace(answer, reply=linked(answer.reply)) if answer.reply is not None else answer


def linked(reply: Reply) -> Reply:
    """The same reply, its buttons to the desk's pages as links of this page's own address."""
    return Reply(tuple(_block(block) for block in reply.blocks), reply.card)


def unlinked(reply: Reply) -> Reply:
    """The same reply for the page it would lead to, without those buttons."""
    return Reply(tuple(block for block in (_without(one) for one in reply.blocks) if block is not None), reply.card)


def _block(block: Block) -> Block:
    match block:
        case Buttons(buttons):
            return Buttons(tuple(_link(button) for button in buttons))
        case Listing(items, title):
            lines = tuple(replace(item, buttons=tuple(_link(button) for button in item.buttons)) for item in items)
            return Listing(lines, title)
        case _:
            return block


def _link(button: Button) -> Button:
    match button.press:
        case OpenDesk(about=about, path=path):
            return replace(button, press=None, ticket="", link=path or page_of(about))
        case _:
            return button


def _without(block: Block) -> Block | None:
    if not isinstance(block, Buttons):
        return block
    kept = tuple(button for button in block.buttons if not isinstance(button.press, OpenDesk))
    return Buttons(kept) if kept else None

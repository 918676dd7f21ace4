"""The way from a card in a chat to the page of the same thing."""

from bot.commands.desk import OpenDesk
from bot.dialogue.replies import Button
from bot.domain.phrases import phrase
from bot.domain.refs import Ref


def desk_button(ref: Ref) -> Button:
    """*Open in the desk*: whoever presses it is given, alone, a link that lets them in once."""
    return Button(phrase("button-open-desk"), OpenDesk(about=ref))

"""Buttons made ready to be pressed on the platform that shows them."""

from datetime import datetime

from bot.dialogue.replies import Reply, asking_first
from bot.domain.people import PlatformName
from bot.ports.ledger import Ledger

WITHOUT_DIALOGS = frozenset({PlatformName.TELEGRAM})
"""Where nothing can be asked between a press and what it does."""


def ticketed(ledger: Ledger, reply: Reply, person_id: int | None, platform: PlatformName, now: datetime) -> Reply:
    """The reply with a ticket on each of its buttons; `person_id`: who alone may press them, None: anybody may."""
    shown = asking_first(reply) if platform in WITHOUT_DIALOGS else reply
    return ledger.tickets.issue(shown, person_id, now)

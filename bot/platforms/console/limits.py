"""What the console can carry, as figures. It is our own page, so the limits guard the machine, not the words."""

from typing import Final

from bot.ports.outside import Limits

LIMITS: Final = Limits(
    text=200_000,
    whole=1_000_000,
    blocks=1_000,
    heading=10_000,
    button_label=10_000,
    buttons_per_row=1_000,
    ticket_bytes=1_000,
    form_fields=200,
    options=2_000,
    has_forms=True,
    can_whisper=True,
    can_be_asked=True,
)

BODY: Final = 1024 * 1024
"""Bytes of one web request without its files; more is answered 413."""
FILE: Final = 25 * 1024 * 1024
"""Bytes of one file, where the settings say nothing else."""
FILES: Final = 10
"""Files of one message."""
FIELDS: Final = 300
"""Fields of one web form."""
PAGE: Final = 40
"""Messages shown at first; earlier ones are a link away."""
KEEP_ALIVE_SECONDS: Final = 15.0
"""An open line says something at least so often, so that nobody between cuts it."""
GATHER_SECONDS: Final = 3.0
"""While a page is open, what another process or another platform wrote is looked for so often; once for all pages."""
FORGET_SECONDS: Final = 1.0
"""While a one-time code stands on the board, whether it was used is looked up so often."""
KEPT_CHANGES: Final = 500
"""Changes of the board held in memory for the open pages."""
REDRAW_SECONDS: Final = 0.5
"""How long the answer to a press waits for its card to be drawn anew, for pages that do not change by themselves."""
SESSION_DAYS: Final = 7

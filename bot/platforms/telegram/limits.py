"""What Telegram can carry, as figures; texts are counted in UTF-16 units, as Telegram counts them."""

from typing import Final

from bot.ports.outside import Limits

LIMITS: Final = Limits(
    text=4_096,
    whole=4_096,
    blocks=1,
    heading=4_096,
    button_label=64,
    buttons_per_row=8,
    ticket_bytes=64,
    form_fields=0,
    options=100,
    has_forms=False,
    can_whisper=False,
    can_be_asked=False,
)
"""From the Bot API's reference; eight buttons a row is undocumented, as is the length of a label."""

CAPTION: Final = 1_024
BUTTONS: Final = 100
"""Under one message; undocumented."""
KEYBOARD_BYTES: Final = 9_000
"""All labels and tickets under one message; Telegram refuses somewhat over 10,000, undocumented."""
ROW_UNITS: Final = 36
"""Of a Latin letter's width: what a narrow phone shows in one row of buttons."""
ENTITIES: Final = 95
"""Marked stretches of one message; beyond 100 Telegram leaves them out."""
LINK: Final = 2_048
GLANCE: Final = 200
"""Characters of the pop-up after a press."""

UPLOAD: Final = 50 * 1024 * 1024
PHOTO: Final = 10 * 1024 * 1024
DOWNLOAD: Final = 20 * 1024 * 1024

BODY: Final = 1024 * 1024
"""Bytes of one web request from Telegram."""
COMMANDS: Final = 100
COMMAND_DESCRIPTION: Final = 256
UPDATES: Final = ("message", "callback_query", "my_chat_member")
"""What we ask to be told of. An edited message is not: what was written down stays, and is corrected by a new line."""

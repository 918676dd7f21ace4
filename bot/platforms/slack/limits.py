"""What Slack can carry, as figures; texts are counted in UTF-16 units, which is never too few."""

from typing import Final

from bot.ports.outside import Limits

LIMITS: Final = Limits(
    text=3_000,
    whole=13_200,
    blocks=50,
    heading=150,
    button_label=75,
    buttons_per_row=5,
    ticket_bytes=2_000,
    form_fields=100,
    options=100,
    has_forms=True,
    can_whisper=True,
    can_be_asked=True,
)
"""From Slack's Block Kit reference; `whole` is undocumented and was found by others (slackapi/bolt-js issue 2509)."""

FIELD_PAIR: Final = 2_000
FIELDS: Final = 10
SMALL: Final = 2_000
CONFIRM_TITLE: Final = 100
CONFIRM_TEXT: Final = 300
CONFIRM_BUTTON: Final = 30
LINK: Final = 3_000
FALLBACK: Final = 3_000
"""The line for notifications and screen readers; the blocks carry the whole, so it may end early."""

MODAL_TITLE: Final = 24
MODAL_LABEL: Final = 2_000
MODAL_VALUE: Final = 3_000
OPTION_LABEL: Final = 75
OPTION_VALUE: Final = 150
VIEW_BLOCKS: Final = 100
STATE: Final = 3_000

BODY: Final = 1024 * 1024
"""Bytes of one web request from Slack."""
ANSWER_SECONDS: Final = 3.0
"""Slack waits so long for an acknowledgement."""
RESPONSES: Final = 5
"""How often a response address may be used, within half an hour."""

SLASH_COMMANDS: Final = 50
COMMAND_NAME: Final = 32
USAGE_HINT: Final = 1_000
SHORTCUT_NAME: Final = 24
SHORTCUT_DESCRIPTION: Final = 150
APP_NAME: Final = 35
DESCRIPTION: Final = 2_000

REACTIONS: Final = frozenset({"memo", "pushpin"})
"""Putting one of these under a message hands the message to the desk."""
LOG_SHORTCUT: Final = "log_to_customer"
HOME_LINE: Final = "today"
"""What the app's home page shows, as it would be typed."""

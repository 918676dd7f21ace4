"""Writing down a conversation with a customer."""

from bot.commands.command import Command
from bot.commands.fields import (
    ChannelField,
    CustomerField,
    FactField,
    NextField,
    OrderField,
    StageField,
    TextField,
    WordField,
)


class LogContact(Command):
    """A conversation, and what was promised next."""

    verb = "log"
    shape = ("customer", "channel", "note")
    right = "contacts.write"
    example = (
        'log "ABC GmbH" email Quote sent, they compare suppliers #quote > 3d chase the quote',
        "log ABC GmbH 邮件 报价已发，未回复 > 3天后 发催报价信",
        'log XYZ call Asked for CIF Hamburg contact:"Anna Schmidt" at:"yesterday 16:00" order:PI20240517-A',
    )

    customer: CustomerField
    channel: ChannelField
    note: TextField
    at: FactField | None = None
    contact: WordField | None = None
    order: OrderField | None = None
    stage: StageField | None = None
    next: NextField | None = None
    source: WordField | None = None
    """Who said it first, for a forwarded message."""


class QuickContact(Command):
    """A press on *Called*, *Emailed* or *Messaged*: the conversation in one word."""

    right = "contacts.write"

    follow_up_id: int
    channel: str


class RetractContact(Command):
    """Take back a logged conversation that was wrong."""

    right = "contacts.write"

    contact_id: int

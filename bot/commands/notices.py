"""The notice to a customer: shown as a draft, sent as a mail, and what became of the mail."""

from bot.commands.command import Command


class ShowNotice(Command):
    """*Draft*: what could be written to the customer, with the buttons that send it or say it was told."""

    right = "records.read"
    changes = False

    duty_id: int


class SendNotice(Command):
    """*Send to …*: mail the customer what was shown; the mail, once sent, closes the duty."""

    right = "shipments.write"

    duty_id: int
    seen: str
    """The duty's `key` when the draft was shown; what changed since is shown first."""
    to: str
    """The address that was shown."""


class NoticeSent(Command):
    """From the porter: the mail server has taken the notice."""

    right = "shipments.write"

    errand: int
    duty_id: int
    to: str
    text: str
    """As it was sent, subject first."""


class NoticeFailed(Command):
    """From the porter: the notice could not be mailed, or nobody knows whether it was; the duty stays."""

    right = "shipments.write"

    errand: int
    duty_id: int
    to: str
    reason: str
    """refused, address, sign_in, certificate, no_tls, away or perhaps"""

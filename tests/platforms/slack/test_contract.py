"""Slack keeps what every platform promises."""

from tests.platforms.contract import Contract


class TestSlack(Contract):
    """See `Contract`."""

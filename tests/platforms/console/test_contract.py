"""The console keeps what every platform promises."""

from tests.platforms.contract import Contract


class TestConsole(Contract):
    """See `Contract`."""

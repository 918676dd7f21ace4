"""Stand-ins for Slack and Telegram that run on this machine's loopback, for tests that speak like people."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")


async def until(condition: Callable[[], Found], seconds: float = 5, what: str = "") -> Found:
    """Wait until `condition()` is true and give back what it said.

    Raises AssertionError naming `what` after `seconds`. It polls, so a condition must be cheap and change nothing.
    """
    loop = asyncio.get_running_loop()
    ends_at = loop.time() + seconds
    while not (found := condition()):
        if loop.time() > ends_at:
            raise AssertionError(f"waited {seconds} s in vain for {what or 'the condition'}")
        await asyncio.sleep(0.005)
    return found

"""How quickly a chat may be told things, on each platform."""

from collections.abc import Mapping

from msgspec import Struct

from bot.domain.people import PlatformName


class Pace(Struct, frozen=True):
    """What one chat bears: so many at once, then one in so many seconds."""

    burst: int
    seconds: float


PACES: Mapping[PlatformName, tuple[Pace, Pace]] = {
    PlatformName.SLACK: (Pace(4, 1.0), Pace(4, 1.0)),
    PlatformName.TELEGRAM: (Pace(4, 1.0), Pace(6, 3.0)),
}
"""For a private chat and for a shared one: Slack about one a second, Telegram the same, and 20 a minute in a group."""
FREE = Pace(1000, 0.0)


class Chat(Struct):
    """How much of its pace a chat has used. Moments are seconds of a clock that only goes forward."""

    pace: Pace
    allowance: float
    checked: float
    blocked_until: float = 0.0

    def left(self, now: float) -> float:
        """Seconds until one more may go."""
        if self.blocked_until > now:
            return self.blocked_until - now
        if self.pace.seconds <= 0:
            return 0.0
        self.allowance = min(self.pace.burst, self.allowance + (now - self.checked) / self.pace.seconds)
        self.checked = now
        return max(0.0, (1 - self.allowance) * self.pace.seconds)

    def wait(self, now: float) -> float:
        """Seconds until one more may go; takes it when that is now."""
        left = self.left(now)
        if left <= 0:
            self.allowance -= 1
        return left

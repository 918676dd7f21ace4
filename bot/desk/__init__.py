"""The one door: seen before? who? allowed? handler, journal, outbox, one commit."""

from bot.desk.desk import Desk, House

__all__ = ["Desk", "House"]

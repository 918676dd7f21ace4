"""The one door: seen before? who? allowed? handler, journal, outbox, one commit."""

from bot.desk.admins import NamedAdmins
from bot.desk.desk import Desk
from bot.desk.house import House

__all__ = ["Desk", "House", "NamedAdmins"]

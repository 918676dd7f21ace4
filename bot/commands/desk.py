"""The way from a chat to the desk's own pages, and out of them."""

from bot.commands.command import Command, Key
from bot.commands.fields import AnythingField, PersonField


class EndSessions(Command):
    """Sign out of every browser: oneself, or by an admin somebody else."""

    verb = "desk"
    shape = (Key("off"), "person")

    person: PersonField | None = None


class OpenDesk(Command):
    """A one-time link to the desk's pages, or to the page of one thing."""

    verb = "desk"
    shape = ("about",)
    unasked = ("path",)
    example = ("desk",)

    about: AnythingField | None = None
    path: str | None = None
    """A page of the desk's own, where a button leads to one that shows no thing."""

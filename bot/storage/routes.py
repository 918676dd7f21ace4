"""The books of rooms: which place hears which topic, and which room is about whom."""

from sqlalchemy import bindparam

from bot.domain.people import PlatformName
from bot.domain.refs import Kind
from bot.domain.routes import Binding, Route, Topic
from bot.storage.books import SqlBook
from bot.storage.shapes import SHAPES
from bot.storage.statements import Statement
from bot.storage.tables import BINDINGS, ROUTES

_ON = SHAPES[Kind.ROUTE].all.where(ROUTES.c.is_off.is_(False)).order_by(ROUTES.c.id)
_EVERYTHING = Statement(_ON, is_kept=True)
_OF_TOPIC = Statement(_ON.where(ROUTES.c.topic == bindparam("about")), is_kept=True)
_IN_CHAT = Statement(_ON.where(ROUTES.c.platform == bindparam("on"), ROUTES.c.chat == bindparam("room")))
_BOUND = Statement(
    SHAPES[Kind.BINDING]
    .all.where(
        BINDINGS.c.platform == bindparam("on"), BINDINGS.c.chat == bindparam("room"), BINDINGS.c.is_off.is_(False)
    )
    .order_by(BINDINGS.c.id.desc()),
    is_kept=True,
)


class SqlRoutes(SqlBook[Route]):
    """Which place hears which topic."""

    def of_topic(self, topic: Topic) -> list[Route]:
        """Places of a topic that are not off."""
        return self.found(_OF_TOPIC, about=topic.value)

    def of_place(self, platform: PlatformName, chat: str, thread: str | None) -> list[Route]:
        """Topics of a place that are not off."""
        return [route for route in self.in_chat(platform, chat) if route.thread == thread]

    def everything(self) -> list[Route]:
        """All that are not off."""
        return self.found(_EVERYTHING)

    def in_chat(self, platform: PlatformName, chat: str) -> list[Route]:
        """Topics of a whole room, whatever the thread."""
        return self.found(_IN_CHAT, on=platform.value, room=chat)


class SqlBindings(SqlBook[Binding]):
    """Which room is about whom."""

    def of_place(self, platform: PlatformName, chat: str, thread: str | None) -> Binding | None:
        """What this room is about: its thread's own binding first, then the whole room's; the newest of each."""
        found = self.in_chat(platform, chat)
        own = next((binding for binding in found if binding.thread == thread), None)
        return own or next((binding for binding in found if binding.thread is None), None)

    def in_chat(self, platform: PlatformName, chat: str) -> list[Binding]:
        """Everything a room and its threads are about, newest first."""
        return self.found(_BOUND, on=platform.value, room=chat)

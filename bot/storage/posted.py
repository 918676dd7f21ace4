"""Where every card hangs, so that all its copies can be changed when the thing changes."""

import json

from msgspec.structs import replace
from sqlalchemy import bindparam, delete, select

from bot.domain.people import PlatformName
from bot.domain.refs import Ref
from bot.ports.ledger import PostedCopy
from bot.ports.requests import Place
from bot.storage.codec import coder, dumps
from bot.storage.statements import Statement, insertion
from bot.storage.tables import POSTED
from bot.storage.tickets import ref_of
from bot.storage.unit import Unit

_COPY = coder(PostedCopy)
_P = POSTED.c
_OF = Statement(
    select(_P.copy).where(_P.card == bindparam("thing")).order_by(_P.platform, _P.chat, _P.message), is_kept=True
)
_NOTE = insertion(POSTED, replaces=["card", "copy"])
_HERE = _P.platform == bindparam("on"), _P.chat == bindparam("room")
_AT = Statement(select(_P.card).where(*_HERE, _P.message == bindparam("which")))
_IN = Statement(select(_P.card, _P.copy).where(*_HERE))
_LEAVE = Statement(delete(POSTED).where(*_HERE))
_LEAVE_ONE = Statement(delete(POSTED).where(*_HERE, _P.message == bindparam("which")))


class SqlPosted:
    """Posted copies, in one transaction."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def of(self, card: Ref) -> list[PostedCopy]:
        """All copies."""
        return [_COPY.decode(json.loads(row[0])) for row in self._unit.rows(_OF, {"thing": card.key})]

    def note(self, card: Ref, copy: PostedCopy) -> None:
        """A copy stands there now; the same message again is no fault."""
        place = replace(copy.place, message=None, respond=None)
        row = {"platform": place.platform.value, "chat": place.chat, "message": copy.message, "card": card.key}
        self._unit.queue(_NOTE, row | {"copy": dumps(_COPY.encode(replace(copy, place=place)))})

    def leave(self, place: Place, message: str) -> None:
        """A copy can no longer be changed."""
        self._unit.queue(_LEAVE_ONE, {"on": place.platform.value, "room": place.chat, "which": message})

    def card_at(self, place: Place, message: str) -> Ref | None:
        """Which card a message shows."""
        rows = self._unit.rows(_AT, {"on": place.platform.value, "room": place.chat, "which": message})
        return ref_of(rows[0][0]) if rows else None

    def move_chat(self, platform: PlatformName, old: str, new: str) -> None:
        """A group got a new number; its cards go with it."""
        here = {"on": platform.value, "room": old}
        rows = self._unit.rows(_IN, here)
        self._unit.execute(_LEAVE, here)
        for card, text in rows:
            copy: PostedCopy = _COPY.decode(json.loads(text))
            self.note(ref_of(card), replace(copy, place=replace(copy.place, chat=new)))

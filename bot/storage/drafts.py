"""Half-answered forms, kept so that the next line in the same place can be their answer, even after a restart."""

import json
import secrets
from datetime import datetime

from msgspec.structs import replace
from sqlalchemy import bindparam, delete, select

from bot.dialogue.forms import Draft
from bot.ports.requests import Place
from bot.storage.codec import coder, dumps
from bot.storage.statements import Statement, insertion
from bot.storage.tables import DRAFTS
from bot.storage.unit import Unit

_DRAFT = coder(Draft)
_D = DRAFTS.c
_KEEP = insertion(DRAFTS, replaces=["person_id", "place", "draft", "turn", "is_asked", "at"])
_FIND = Statement(select(_D.draft).where(_D.key == bindparam("name"), _D.person_id == bindparam("person")))
_ASKED = Statement(
    select(_D.draft)
    .where(_D.person_id == bindparam("person"), _D.place == bindparam("where"), _D.is_asked.is_(True))
    .order_by(_D.turn.desc())
    .limit(1),
    is_kept=True,
)
_ASKED_ASIDE = Statement(
    select(_D.draft)
    .where(
        _D.person_id == bindparam("person"),
        _D.place.like(bindparam("there")),
        _D.is_asked.is_(True),
    )
    .order_by(_D.turn.desc())
    .limit(1),
    is_kept=True,
)
"""Of a whole platform: what is asked in a group there may be asked aside, in the person's own chat."""
_CLOSE = Statement(delete(DRAFTS).where(_D.key == bindparam("name")))


class SqlDrafts:
    """Drafts of one transaction."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def keep(self, draft: Draft, person_id: int, place: Place, at: datetime, is_asked: bool) -> Draft:
        """Write or rewrite; an empty key gets a new one. The latest asked one is the one that is answered next."""
        kept = draft if draft.key else replace(draft, key=secrets.token_urlsafe(16))
        row = {"key": kept.key, "person_id": person_id, "place": _where(place), "draft": dumps(_DRAFT.encode(kept))}
        self._unit.queue(
            _KEEP, row | {"turn": self._unit.number("draft"), "is_asked": is_asked, "at": at}, topic=person_id
        )
        return kept

    def find(self, key: str, person_id: int) -> Draft | None:
        """The draft of this key, if it is this person's."""
        return self._one(_FIND, person_id, {"name": key, "person": person_id})

    def asked(self, person_id: int, place: Place) -> Draft | None:
        """The draft whose question stands open in this place for this person.

        In one's own chat that may be one from a room: Telegram can ask nobody alone in a group, and asks there.
        """
        here = self._one(_ASKED, person_id, {"person": person_id, "where": _where(place)})
        if here is not None or place.is_shared:
            return here
        return self._one(_ASKED_ASIDE, person_id, {"person": person_id, "there": f"{place.platform.value}:%"})

    def close(self, key: str) -> None:
        """Answered or left."""
        self._unit.queue(_CLOSE, {"name": key})

    def _one(self, statement: Statement, person_id: int, values: dict[str, object]) -> Draft | None:
        rows = self._unit.rows(statement, values, topic=person_id)
        found: Draft | None = _DRAFT.decode(json.loads(rows[0][0])) if rows else None
        return found


def _where(place: Place) -> str:
    return f"{place.platform.value}:{place.chat}:{place.thread or ''}"

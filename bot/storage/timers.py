"""Future promises as rows: at a moment, the clock asks for something."""

import json
import logging
from collections.abc import Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import bindparam, delete, select

from bot.commands.command import Command
from bot.domain.refs import Ref
from bot.ports.requests import DueTimer
from bot.storage.codec import Outdated, decode_command, dumps, encode_command
from bot.storage.rooms import gaps, in_rooms, named
from bot.storage.statements import Statement, insertion
from bot.storage.tables import TIMERS
from bot.storage.unit import Unit

log = logging.getLogger(__name__)

_T = TIMERS.c
_SET = insertion(TIMERS, replaces=["due_at", "command", "about"])
_CANCEL = Statement(delete(TIMERS).where(_T.key == bindparam("name")))
_CANCEL_ABOUT = Statement(delete(TIMERS).where(_T.about == bindparam("thing")))
_DUE = Statement(
    select(_T.key, _T.due_at, _T.command)
    .where(_T.due_at <= bindparam("moment"))
    .order_by(_T.due_at)
    .limit(bindparam("most"))
    .offset(bindparam("passed"))
)
_STANDS = Statement(select(_T.due_at).where(_T.key == bindparam("name")))


@cache
def _stand(room: int) -> Statement:
    return Statement(select(_T.key, _T.due_at).where(_T.key.in_(gaps(room))))


class SqlTimers:
    """Timers of one transaction, both as handlers set them and as the clock strikes them."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def set(self, key: str, due_at: datetime, command: Command, about: Ref | None = None) -> None:
        """Ask for the command at the moment; the same key again moves it."""
        row = {"key": key, "due_at": due_at, "command": dumps(encode_command(command))}
        self._unit.queue(_SET, row | {"about": about.key if about is not None else None}, topic=key)

    def due_at(self, key: str) -> datetime | None:
        """The moment for which something is asked; None: nothing is."""
        found = self._unit.rows(_STANDS, {"name": key}, topic=key)
        return found[0][0] if found else None

    def cancel(self, key: str) -> None:
        """Ask no more; unknown keys are no fault."""
        self._unit.queue(_CANCEL, {"name": key}, topic=key)

    def cancel_about(self, about: Ref) -> None:
        """Ask no more of anything about a thing."""
        self._unit.queue(_CANCEL_ABOUT, {"thing": about.key})

    def due(self, at: datetime, limit: int, passing: int = 0) -> list[DueTimer]:
        """Timers due by the moment, earliest first. One whose command is no longer known is passed over and logged."""
        found: list[DueTimer] = []
        passed = passing
        while len(found) < limit:
            rows = self._unit.rows(_DUE, {"moment": at, "most": limit, "passed": passed})
            for key, due_at, text in rows:
                try:
                    found.append(DueTimer(key, due_at, decode_command(json.loads(text))))
                except Outdated as outdated:
                    log.warning("timer %s asks for %s, which this release does not know", key, outdated)
            passed += len(rows)
            if len(rows) < limit:
                break
        return found[:limit]

    def done(self, timer: DueTimer) -> bool:
        """Strike it out, if it still stands for that moment."""
        return bool(self.strike((timer,)))

    def strike(self, timers: Sequence[DueTimer]) -> frozenset[str]:
        """Strike many out; the keys of those that still stood for their moments."""
        stands: dict[str, datetime] = {}
        for some in in_rooms([timer.key for timer in timers]):
            stands.update(self._unit.rows(_stand(len(some)), named(some), topic=frozenset(some)))
        struck = frozenset(timer.key for timer in timers if stands.get(timer.key) == timer.due_at)
        for key in struck:
            self.cancel(key)
        return struck

"""What somebody may take out of the desk: their own, or all that their role lets them see; by right, not by sight."""

from typing import Final

from bot.domain.approvals import Approval
from bot.domain.errors import NotAllowed
from bot.domain.exports import Reach
from bot.domain.people import Person
from bot.domain.phrases import choice_phrase, phrase
from bot.domain.records import Record
from bot.domain.refs import Kind
from bot.handlers.approval_view import may_know
from bot.handlers.sight import may_see, owners_of
from bot.ports.work import Work

ALL_OF_TRAIL: Final = "trail.all"
_RIGHTS: Final = {Reach.ALL: "export.all", Reach.OWN: "export.own"}


def reach_of(work: Work) -> Reach:
    """How much the asker may take out. Raises `NotAllowed` where that is nothing."""
    for reach, right in _RIGHTS.items():
        if work.may(right):
            return reach
    raise NotAllowed(phrase("export-no-right", role=choice_phrase(work.me.role)))


def is_taken(kind: Kind, record: Record, reach: Reach, work: Work) -> bool:
    """Whether a record goes along: never one the asker may not see, and of `OWN` only what belongs to the asker."""
    match record:
        case Person():
            return record.id == work.me.id or (reach is Reach.ALL and may_see((record.id,), work))
        case Approval():
            own = record.requester_id == work.me.id or _is_mine(kind, record, work)
            return own or (reach is Reach.ALL and may_know(record, work))
        case _:
            owners = owners_of(kind, record, work)
            if not owners:
                return reach is Reach.ALL and work.may(ALL_OF_TRAIL)
            return work.me.id in owners or (reach is Reach.ALL and may_see(owners, work))


def _is_mine(kind: Kind, record: Record, work: Work) -> bool:
    return work.me.id in owners_of(kind, record, work)

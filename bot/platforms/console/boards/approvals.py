"""Requests for a written yes: live cards for the reader's own word, lines for the others and the decided."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from msgspec import Struct

from bot.dialogue.cards.approvals import standing_said, title_of
from bot.dialogue.replies import Reply
from bot.domain.approvals import Approval, ApprovalState
from bot.domain.phrases import Phrase
from bot.domain.refs import Kind, Ref
from bot.handlers.approval_people import asked_people
from bot.handlers.approval_view import approval_reply, approval_view, may_know
from bot.platforms.console.boards.codes import address_of
from bot.ports.work import Work

DECIDED: Final = 60
MOST_CARDS: Final = 30
"""Live cards of one page; more are shown as lines."""


class ApprovalLine(Struct, frozen=True):
    """A request in one line."""

    title: Phrase
    standing: Phrase
    state: ApprovalState
    at: datetime
    link: str
    who: str


class ApprovalBoard(Struct, frozen=True):
    """The page: cards that wait for the reader, what else waits, and what was decided."""

    mine: tuple[Reply, ...]
    waiting: tuple[ApprovalLine, ...]
    decided: tuple[ApprovalLine, ...]


def approval_board(work: Work) -> ApprovalBoard:
    """What the asker may know of."""
    known = [approval for approval in work.books.approvals.open() if may_know(approval, work)]
    mine = [approval for approval in known if waits_for_me(approval, work)][:MOST_CARDS]
    others = [approval for approval in known if approval not in mine]
    decided = [one for one in work.books.approvals.decided(None, DECIDED) if may_know(one, work)]
    cards = tuple(approval_reply(approval, work, seen_by=work.me.id) for approval in mine)
    return ApprovalBoard(cards, _lines(others, work), _lines(decided, work))


def waits_for_me(approval: Approval, work: Work) -> bool:
    """Whether the asker's word is what it waits for."""
    return approval.is_open and work.me.id in asked_people(approval, work)


def _lines(approvals: Iterable[Approval], work: Work) -> tuple[ApprovalLine, ...]:
    lines = []
    for approval in approvals:
        view = approval_view(approval, work)
        lines.append(
            ApprovalLine(
                title=title_of(view),
                standing=standing_said(view),
                state=approval.state,
                at=approval.decided_at or approval.asked_at,
                link=address_of(Ref(Kind.APPROVAL, approval.id)),
                who=view.names.get(approval.requester_id, ""),
            )
        )
    return tuple(lines)

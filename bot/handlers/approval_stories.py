"""Showing what stands where: the whole story of one request, and the lists."""

from bot.commands.approvals import ListAllApprovals, ListApprovals, ShowApproval
from bot.dialogue.cards.approval_lists import all_approvals, story
from bot.dialogue.cards.approval_trail import told
from bot.dialogue.cards.approvals import approval_card, approval_ref
from bot.dialogue.replies import Small
from bot.domain.phrases import phrase
from bot.handlers.approval_view import approval_found, approval_view, own_list
from bot.handlers.recorded import names_in
from bot.ports.requests import Outcome
from bot.ports.work import Work

LONGEST_STORY = 200
"""Entries of one request's trail that its story tells; beyond it the latest ones."""
LAST_DECIDED = 9
"""Decided requests that the list of all ends with."""


def show_approval(command: ShowApproval, work: Work) -> Outcome:
    """The whole story of one request, with the receipt of its decision."""
    approval = approval_found(command.approval, work)
    view, names = approval_view(approval, work, work.me.id), names_in(work)
    entries = work.books.trail.about((approval_ref(approval),), None, LONGEST_STORY)
    lines = (told(entry, view.names, names) for entry in reversed(entries))
    reply = approval_card(view, story(view, tuple(line for line in lines if line is not None), work.clock.now()))
    ended = next((entry for entry in entries if entry.after.get("state") is not None), None)
    if approval.is_open or ended is None:
        return Outcome(reply=reply)
    return Outcome(reply=reply.plus(Small(phrase("receipt", seq=f"#{ended.seq}", code=ended.code))))


def list_approvals(command: ListApprovals, work: Work) -> Outcome:
    """What waits for one's decision, and what one has asked for oneself: open ones first."""
    return Outcome(reply=own_list(work))


def list_all_approvals(command: ListAllApprovals, work: Work) -> Outcome:
    """Everybody's open requests, and the last decisions."""
    waiting = tuple(approval_view(approval, work) for approval in work.books.approvals.open())
    decided = work.books.approvals.decided(None, LAST_DECIDED)
    return Outcome(reply=all_approvals(waiting, tuple(approval_view(approval, work) for approval in decided)))

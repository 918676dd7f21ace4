"""Lists of requests for a written yes, and the whole story of one."""

from datetime import datetime

from bot.commands.approvals import DecideApproval, ListAllApprovals, RejectApproval, ShowApproval
from bot.dialogue.cards.approvals import ApprovalView, approval_ref, standing_said, title_of
from bot.dialogue.replies import Blank, Block, Button, Buttons, Heading, Item, Listing, Paragraph, Reply
from bot.domain.escalation import Wait
from bot.domain.lengths import wait_said
from bot.domain.phrases import Phrase, phrase

LISTED = 20
"""Requests of one section that are shown; more are counted."""


def approvals_list(to_decide: tuple[ApprovalView, ...], asked: tuple[ApprovalView, ...], *, may_see_all: bool) -> Reply:
    """What waits for one's decision, and what one has asked for."""
    blocks: list[Block] = [Heading(phrase("approvals-title"))]
    blocks += _section("approvals-to-decide", to_decide, decides=True)
    blocks += _section("approvals-asked", asked)
    if len(blocks) == 1:
        blocks.append(Paragraph(phrase("approvals-none")))
    if may_see_all:
        blocks.append(Buttons((Button(phrase("button-all"), ListAllApprovals()),)))
    return Reply(tuple(blocks))


def all_approvals(waiting: tuple[ApprovalView, ...], decided: tuple[ApprovalView, ...]) -> Reply:
    """Everybody's open requests and the last decisions."""
    blocks: list[Block] = [Heading(phrase("approvals-title-all"))]
    blocks += _section("approvals-open", waiting)
    blocks += _section("approvals-decided", decided)
    if len(blocks) == 1:
        blocks.append(Paragraph(phrase("approvals-none")))
    return Reply(tuple(blocks))


def story(view: ApprovalView, lines: tuple[Phrase, ...], now: datetime) -> Listing:
    """Everything that was done, oldest first, and how long each step has waited for its people."""
    steps = (
        phrase(
            "approval-story-step",
            number=number,
            people=tuple(view.names.get(person, "") for person in step.approvers),
            waited=wait_said(Wait(step.waited(now))),
        )
        for number, step in enumerate(view.approval.steps, start=1)
        if step.opened_at is not None
    )
    return Listing(tuple(map(Item, (*lines, *steps))), phrase("approval-story"))


def _section(key: str, views: tuple[ApprovalView, ...], *, decides: bool = False) -> tuple[Block, ...]:
    if not views:
        return ()
    items = tuple(Item(_line(view), _buttons(view, decides)) for view in views[:LISTED])
    section: tuple[Block, ...] = (Listing(items, Phrase(key, {"count": len(views)})),)
    if len(views) > LISTED:
        section += (Paragraph(phrase("approvals-more", count=len(views) - LISTED)),)
    return section


def _line(view: ApprovalView) -> Phrase:
    return phrase("approval-line", title=title_of(view), standing=standing_said(view))


def _buttons(view: ApprovalView, decides: bool) -> tuple[Button, ...]:
    approval = view.approval
    ref = approval_ref(approval)
    if not decides:
        return (Button(phrase("button-show"), ShowApproval(approval=ref)),)
    reject = Blank(RejectApproval.__name__, {"approval": ref.code, "seen": str(approval.round)})
    return (
        Button(phrase("button-approve"), DecideApproval(approval=ref, seen=approval.round, is_listed=True), "primary"),
        Button(phrase("button-reject"), reject, "danger"),
    )

"""The timers of a request: every moment its limits ask for stands as a row, and moves when the request moves."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.commands.approvals import ApprovalDue, AuditApprovals, ExpireApproval, QuestionDue
from bot.commands.command import Command
from bot.dialogue.cards.approvals import approval_ref
from bot.domain.approvals import Approval, ApprovalState, Step
from bot.domain.escalation import Calendar, Due, breach_at, milestones
from bot.domain.records import field_names
from bot.handlers.told import calendar_of
from bot.ports.work import Work

AUDIT = "audit_approvals"
SENT = "approval.reminded"
"""Entry of the trail for each moment of a limit that was acted on; the hourly check counts these."""
QUESTION_LIMIT = "question"


def counted_by(step: Step, work: Work) -> Calendar:
    """How a step's time is counted: by the hours of the first whom it asks."""
    return calendar_of(step.approvers[0], work)


def step_dues(step: Step, work: Work) -> tuple[Due, ...]:
    """What the limit of an open step asks for, in order of time."""
    if not step.is_open or step.opened_at is None or step.limit is None:
        return ()
    return milestones(step.limit, step.opened_at, step.pauses, counted_by(step, work))


def question_dues(approval: Approval, work: Work) -> tuple[Due, ...]:
    """What the limit of an open question asks for, by the requester's hours."""
    if approval.state is not ApprovalState.ASKED or (limit := approval.questions[-1].limit) is None:
        return ()
    return milestones(limit, approval.questions[-1].at, (), calendar_of(approval.requester_id, work))


def deadline_of(approval: Approval, work: Work) -> datetime | None:
    """When the first of the open steps exceeds its limit; None while a question stops the clock."""
    ends = (
        breach_at(step.limit, step.opened_at, step.pauses, counted_by(step, work))
        for step in approval.steps
        if approval.is_open and step.is_open and step.opened_at is not None and step.limit is not None
    )
    return min((end for end in ends if end is not None), default=None)


def due_key(approval: Approval, step: int, attempt: int) -> str:
    """The timer of one moment of one step."""
    return f"approval:{approval.id}:{approval.round}:{step}:{attempt}"


def question_key(approval: Approval, question: int, attempt: int) -> str:
    """The timer of one moment of an open question."""
    return f"approval:{approval.id}:question:{question}:{attempt}"


def key_sent(approval: Approval, facts: Mapping[str, Any]) -> str:
    """The timer whose moment an entry of the trail says was acted on."""
    attempt = int(facts.get("attempt", 0))
    if (question := facts.get("question")) is not None:
        return question_key(approval, int(question), attempt)
    return f"approval:{approval.id}:{facts.get('round')}:{facts.get('step')}:{attempt}"


def planned(approval: Approval, work: Work) -> Mapping[str, tuple[datetime, Command]]:
    """Every timer the request should have, by its key; none once it is decided."""
    found: dict[str, tuple[datetime, Command]] = {}
    if not approval.is_open:
        return found
    for number, step in enumerate(approval.steps):
        for due in step_dues(step, work):
            command = ApprovalDue(
                approval_id=approval.id,
                round=approval.round,
                step=number,
                attempt=due.attempt,
            )
            found[due_key(approval, number, due.attempt)] = (due.moment, command)
    question = len(approval.questions) - 1
    for due in question_dues(approval, work):
        asked = QuestionDue(approval_id=approval.id, question=question, attempt=due.attempt)
        found[question_key(approval, question, due.attempt)] = (due.moment, asked)
    if approval.valid_until is not None:
        last = ExpireApproval(approval_id=approval.id, round=approval.round)
        found[f"approval:{approval.id}:{approval.round}:valid"] = (approval.valid_until, last)
    return found


def keep_clock(before: Approval | None, after: Approval, work: Work) -> None:
    """Bring the timers in line with a request that was begun or has moved. What has been asked for already stays so."""
    old = planned(before, work) if before is not None else {}
    if before is not None and (not after.is_open or after.round != before.round):
        work.books.timers.cancel_about(approval_ref(after))
        old = {}
    new = planned(after, work)
    for key in old.keys() - new.keys():
        work.books.timers.cancel(key)
    now = work.clock.now()
    for key, (moment, command) in new.items():
        if key not in old or (old[key][0] != moment and old[key][0] > now):
            work.books.timers.set(key, moment, command, approval_ref(after))
    if after.is_open:
        keep_audit(work)


def write_move(before: Approval, after: Approval, work: Work) -> Approval:
    """Write a request as it has moved, and bring its timers in line."""
    fields: dict[str, Any] = {name: getattr(after, name) for name in field_names(Approval)}
    saved = work.books.approvals.change(before, **fields)
    keep_clock(before, saved, work)
    return saved


def keep_audit(work: Work) -> None:
    """See to it that the independent check comes at the next full hour; the same moment however often it is asked."""
    at = work.clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    work.books.timers.set(AUDIT, at, AuditApprovals(planned_for=at.isoformat()))


def audit_soon(work: Work) -> None:
    """The team has changed: see at once whether every open request can still be decided."""
    now = work.clock.now()
    work.books.timers.set(f"{AUDIT}:soon", now, AuditApprovals(planned_for=now.isoformat()))

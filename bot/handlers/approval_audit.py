"""The hourly check, which trusts no timer: what should have been sent, who has left, and whose seat must be filled."""

from datetime import datetime, timedelta

from bot.commands.approvals import AuditApprovals
from bot.dialogue.cards.approvals import approval_ref
from bot.dialogue.replies import Paragraph, Reply, say
from bot.domain.approval_moves import appoint
from bot.domain.approvals import Approval, Deputy
from bot.domain.phrases import phrase
from bot.handlers.approval_clock import SENT, keep_audit, key_sent, planned, write_move
from bot.handlers.approval_people import admins, lent_seats, stand_ins, unfilled
from bot.handlers.approval_view import ask_notices
from bot.ports.requests import Notice, Outcome, ToPerson
from bot.ports.work import Work

GRACE = timedelta(hours=1)
"""What should have been sent this long ago and was not, is an alarm."""
SILENCE = timedelta(minutes=10)
"""A check this much behind its time follows a time when the desk was down."""
LOOKED_BACK = 500
"""Entries of one request's trail among which the check looks."""


def audit_approvals(command: AuditApprovals, work: Work) -> Outcome:
    """Work out anew what should have been sent for every open request; what was not is sent, and the admins are told.

    Also asks the deputies of approvers who went on leave, and fills the seats of those who left or may no longer
    decide. After the desk was down, it waits for the next hour: what is merely late is being sent just now.
    """
    if work.clock.now() - datetime.fromisoformat(command.planned_for) > SILENCE:
        keep_audit(work)
        return Outcome(is_quiet=True)
    waiting = work.books.approvals.open()
    found: list[Notice] = []
    changed = []
    for approval in waiting:
        found += _forgotten(approval, work)
        for lent, notices in (_stood_in_for(approval, work), _filled(approval, work)):
            found += notices
            changed += [approval_ref(lent)] if lent is not None else []
    if waiting:
        keep_audit(work)
    return Outcome(notices=tuple(found), changed=tuple(dict.fromkeys(changed)), is_quiet=True)


def _forgotten(approval: Approval, work: Work) -> list[Notice]:
    """Moments that passed an hour ago and left no entry in the trail are asked for now; lost timers are set again."""
    ref, now = approval_ref(approval), work.clock.now()
    entries = work.books.trail.about((ref,), None, LOOKED_BACK)
    sent = {key_sent(approval, entry.after) for entry in entries if entry.type == SENT}
    alarms: list[Notice] = []
    for key, (moment, command) in planned(approval, work).items():
        if moment + GRACE <= now and key not in sent:
            work.books.timers.set(key, now, command, ref)
            told = say(phrase("approval-forgotten", code=ref.code, at=moment))
        elif moment > now and work.books.timers.due_at(key) is None:
            work.books.timers.set(key, moment, command, ref)
            told = say(phrase("approval-lost", code=ref.code, at=moment))
        else:
            continue
        alarms += _to(admins(work), told, f"forgotten:{key}:{moment.isoformat()}")
    return alarms


def _stood_in_for(approval: Approval, work: Work) -> tuple[Approval | None, list[Notice]]:
    """The seats of those who went on leave, lent to their deputies."""
    lent = appoint(approval, lent_seats(approval, work))
    if lent == approval:
        return None, []
    after = write_move(approval, lent, work)
    new = {deputy.person for deputy in _deputies(after) - _deputies(approval)}
    return after, list(ask_notices(after, sorted(new), work))


def _filled(approval: Approval, work: Work) -> tuple[Approval | None, list[Notice]]:
    """Where it can no longer be decided by those who were asked: others are asked in their place, and it is said.

    Where there is nobody else, the requester and the admins are told, once a round.
    """
    approval = work.books.approvals.get(approval.id) or approval
    lame = unfilled(approval, work)
    if not lame:
        return None, []
    code, people = f"A{approval.id}", work.books.people
    gone = tuple(person.name for number in lame if (person := people.get(number)) is not None)
    deputies = [deputy for seat in lame for deputy in stand_ins(approval, seat, work)]
    if not deputies:
        told = say(phrase("approval-stuck", code=code, people=gone))
        key = f"approval:{code}:{approval.round}:stuck"
        return None, _to(dict.fromkeys((approval.requester_id, *admins(work))), told, key)
    after = write_move(approval, appoint(approval, deputies), work)
    new = tuple(dict.fromkeys(deputy.person for deputy in deputies))
    others = tuple(person.name for number in new if (person := people.get(number)) is not None)
    told = say(phrase("approval-other-way", code=code, people=gone, others=others))
    key = f"approval:{code}:{approval.round}:instead:{'-'.join(map(str, lame))}"
    asked = ask_notices(after, new, work, Paragraph(phrase("approval-in-place", people=gone)))
    return after, [*asked, *_to((approval.requester_id,), told, key)]


def _deputies(approval: Approval) -> set[Deputy]:
    return {deputy for step in approval.steps for deputy in step.deputies}


def _to(people: "dict[int, None] | tuple[int, ...]", told: Reply, key: str) -> list[Notice]:
    return [Notice(ToPerson(person), told, key) for person in people]

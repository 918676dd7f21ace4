"""What may happen to a request for approval, and what is refused: asking, deciding, asking back, using the yes.

Every move takes the request as it stands and gives the next one, or a `Refusal`. Nothing here looks at a clock, at
a role or at a book: `at` and the person's `Standing` are given, so that a press is judged by what is true when pressed.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal

from msgspec.structs import replace

from bot.domain.approval_steps import advanced, closed, finished, not_the_asker, opened, resumed, seats_of, unfit
from bot.domain.approvals import (
    Approval,
    ApprovalState,
    Decision,
    DecisionOutcome,
    Deputy,
    Mode,
    Question,
    Refusal,
    RefusalKind,
    Standing,
    Step,
)
from bot.domain.escalation import Limit, Pause
from bot.domain.money import Price

NUDGE_WAIT = timedelta(hours=4)
"""A requester may ask again once in four hours, so that approvers are not worn out."""

_Moved = Approval | Refusal


def begin(approval: Approval, at: datetime) -> Approval:
    """Open the first stage; called once for a new request and again by `amend`."""
    return replace(approval, steps=opened(approval.steps, min(s.stage for s in approval.steps), at))


def decide(
    approval: Approval,
    person: int,
    outcome: DecisionOutcome,
    comment: str,
    at: datetime,
    standing: Standing,
    seen_round: int | None = None,
) -> _Moved:
    """One person's yes or no, counted in every open step that names them; a single no ends the request.

    `seen_round` is the round shown on the card that was pressed; None where the person named the request by code.
    A yes given while a question is open answers for it: the clock goes on.
    """
    seats = seats_of(approval, person, at, standing, seen_round)
    if isinstance(seats, Refusal):
        return seats
    if outcome is DecisionOutcome.REJECT and not comment.strip():
        return Refusal(RefusalKind.REASON_NEEDED)
    if outcome is DecisionOutcome.APPROVE and approval.valid_until is not None and at > approval.valid_until:
        return Refusal(RefusalKind.NO_LONGER_VALID, at=approval.valid_until)
    words = tuple(
        Decision(person, step, outcome, at, approval.round, None if seat == person else seat, comment)
        for step, seat in seats.items()
    )
    spoken = replace(resumed(approval, at), decisions=(*approval.decisions, *words))
    if outcome is DecisionOutcome.REJECT:
        return finished(spoken, ApprovalState.REJECTED, person, at)
    return advanced(spoken, person, at)


def ask_back(
    approval: Approval, person: int, text: str, at: datetime, standing: Standing, limit: Limit | None = None
) -> _Moved:
    """An approver's question to the requester: the request stays pending and its clock stands still."""
    seats = seats_of(approval, person, at, standing, None)
    if isinstance(seats, Refusal):
        return seats
    if approval.state is ApprovalState.ASKED:
        return Refusal(RefusalKind.QUESTION_OPEN, by=approval.questions[-1].by, at=approval.questions[-1].at)
    if not text.strip():
        return Refusal(RefusalKind.REASON_NEEDED)
    steps = tuple(replace(s, pauses=(*s.pauses, Pause(at))) if s.is_open else s for s in approval.steps)
    questions = (*approval.questions, Question(person, text, at, limit=limit))
    return replace(approval, state=ApprovalState.ASKED, steps=steps, questions=questions)


def answer_back(approval: Approval, person: int, text: str, at: datetime) -> _Moved:
    """The requester's answer: the clock goes on from where it stood."""
    if (refusal := not_the_asker(approval, person)) is not None:
        return refusal
    if approval.state is not ApprovalState.ASKED:
        return Refusal(RefusalKind.NO_QUESTION)
    if not text.strip():
        return Refusal(RefusalKind.REASON_NEEDED)
    answered = replace(approval.questions[-1], answer=text, answered_at=at)
    return replace(resumed(approval, at), questions=(*approval.questions[:-1], answered))


def hand_over(
    approval: Approval, person: int, to: int, at: datetime, standing: Standing, to_standing: Standing
) -> _Moved:
    """Give one's seat to somebody else, in every open step; the steps' clocks are not touched."""
    seats = seats_of(approval, person, at, standing, None)
    if isinstance(seats, Refusal):
        return seats
    if (refusal := unfit(approval, to, to_standing, tuple(seats))) is not None:
        return refusal
    steps = list(approval.steps)
    for number, seat in seats.items():
        people = tuple(to if p == seat else p for p in steps[number].approvers)
        steps[number] = replace(steps[number], approvers=people)
    return replace(approval, steps=tuple(steps))


def add_approver(
    approval: Approval, person: int, to: int, at: datetime, standing: Standing, to_standing: Standing
) -> _Moved:
    """Ask for one more yes beside the open steps: the added person must agree too."""
    seats = seats_of(approval, person, at, standing, None)
    if isinstance(seats, Refusal):
        return seats
    open_steps = tuple(number for number, step in enumerate(approval.steps) if step.is_open)
    if (refusal := unfit(approval, to, to_standing, open_steps)) is not None:
        return refusal
    beside = approval.steps[next(iter(seats))]
    pauses = (Pause(at),) if approval.state is ApprovalState.ASKED else ()
    # At the end of the tuple: words and timers name a step by its number.
    extra = Step(beside.stage, Mode.ALL, (to,), limit=beside.limit, opened_at=at, pauses=pauses)
    return replace(approval, steps=(*approval.steps, extra))


def appoint(approval: Approval, deputies: Iterable[Deputy]) -> Approval:
    """Let others speak in the place of absent or silent approvers; used by the clock at a limit and for absences.

    The requester is never appointed. A closed request is returned as it is.
    """
    fit = tuple(d for d in deputies if d.person != approval.requester_id)
    if not approval.is_open:
        return approval
    steps = tuple(
        replace(s, deputies=s.deputies + tuple(d for d in fit if d.instead_of in s.approvers and d not in s.deputies))
        if s.closed_at is None
        else s
        for s in approval.steps
    )
    return replace(approval, steps=steps)


def withdraw(approval: Approval, person: int, at: datetime) -> _Moved:
    """The requester takes the request back while nothing is decided."""
    if (refusal := not_the_asker(approval, person)) is not None:
        return refusal
    return finished(resumed(approval, at), ApprovalState.WITHDRAWN, person, at)


def amend(
    approval: Approval,
    person: int,
    at: datetime,
    steps: tuple[Step, ...],
    *,
    rule: str,
    people: int,
    amount: Price | None,
    percent: Decimal | None,
    reason: str,
    valid_until: datetime | None,
) -> _Moved:
    """Change what is asked for, and ask again from the start by the rule that now fits; earlier words stop counting."""
    if (refusal := not_the_asker(approval, person)) is not None:
        return refusal
    changed = replace(
        approval,
        state=ApprovalState.PENDING,
        round=approval.round + 1,
        steps=steps,
        rule=rule,
        people=people,
        amount=amount,
        percent=percent,
        reason=reason,
        valid_until=valid_until,
    )
    return begin(changed, at)


def nudge(approval: Approval, person: int, at: datetime) -> _Moved:
    """The requester's reminder to those who have not spoken, at most once in four hours."""
    if (refusal := not_the_asker(approval, person)) is not None:
        return refusal
    if approval.state is ApprovalState.ASKED:
        return Refusal(RefusalKind.QUESTION_OPEN, by=approval.questions[-1].by, at=approval.questions[-1].at)
    if approval.nudged_at is not None and at < approval.nudged_at + NUDGE_WAIT:
        return Refusal(RefusalKind.NUDGED_RECENTLY, at=approval.nudged_at, until=approval.nudged_at + NUDGE_WAIT)
    return replace(approval, nudged_at=at)


def expire(approval: Approval, at: datetime) -> _Moved:
    """The clock closes an unanswered request, where its rule says so."""
    if (refusal := closed(approval)) is not None:
        return refusal
    return finished(resumed(approval, at), ApprovalState.EXPIRED, None, at)


def spend(
    approval: Approval,
    person: int,
    at: datetime,
    on: str,
    *,
    amount: Price | None = None,
    percent: Decimal | None = None,
) -> _Moved:
    """Use the yes for the order or quote `on`: once, up to its ceiling, not after its last moment.

    Each ceiling of the request must be met by what is used: an amount in the same currency, a percentage by a
    percentage. A request with neither (payment terms, a contract) is used whole.
    """
    if approval.state is ApprovalState.SPENT:
        return Refusal(RefusalKind.ALREADY_SPENT, by=approval.spent_by, at=approval.spent_at)
    if approval.state is not ApprovalState.APPROVED:
        return Refusal(RefusalKind.NOT_APPROVED)
    if approval.valid_until is not None and at > approval.valid_until:
        return Refusal(RefusalKind.NO_LONGER_VALID, at=approval.valid_until)
    if approval.amount is not None and amount is not None and approval.amount.currency != amount.currency:
        return Refusal(RefusalKind.OTHER_CURRENCY, ceiling=approval.amount)
    if approval.amount is not None and amount is not None and not approval.amount.is_per_same(amount):
        return Refusal(RefusalKind.OTHER_UNIT, ceiling=approval.amount)
    if approval.amount is not None and (amount is None or amount > approval.amount):
        return Refusal(RefusalKind.OVER_CEILING, ceiling=approval.amount)
    if approval.percent is not None and (percent is None or percent > approval.percent):
        return Refusal(RefusalKind.OVER_CEILING, ceiling=approval.percent)
    return replace(approval, state=ApprovalState.SPENT, spent_by=person, spent_at=at, spent_on=on)

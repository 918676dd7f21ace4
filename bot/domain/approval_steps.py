"""Whose turn it is in a request for approval, which seats a press may fill, and when a step or the whole is done."""

from datetime import datetime

from msgspec.structs import replace

from bot.domain.approvals import (
    Approval,
    ApprovalState,
    DecisionOutcome,
    Mode,
    Refusal,
    RefusalKind,
    Standing,
    Step,
)


def closed(approval: Approval) -> Refusal | None:
    """Why nothing may be decided or changed any more, with who ended it and when; None while the request is open."""
    match approval.state:
        case ApprovalState.PENDING | ApprovalState.ASKED:
            return None
        case ApprovalState.WITHDRAWN:
            kind = RefusalKind.WITHDRAWN
        case ApprovalState.EXPIRED:
            kind = RefusalKind.EXPIRED
        case ApprovalState.APPROVED | ApprovalState.REJECTED | ApprovalState.SPENT:
            kind = RefusalKind.ALREADY_DECIDED
    return Refusal(kind, by=approval.decided_by, at=approval.decided_at)


def not_the_asker(approval: Approval, person: int) -> Refusal | None:
    """Why `person` may not do what only the requester of an open request may; None if they may."""
    if person != approval.requester_id:
        return Refusal(RefusalKind.NOT_THE_REQUESTER, by=approval.requester_id)
    return closed(approval)


def seats_of(
    approval: Approval, person: int, at: datetime, standing: Standing, seen_round: int | None
) -> dict[int, int] | Refusal:
    """Which seat `person` fills in which open step (step number → approver), or why in none.

    One's own seat comes before one lent by an absent approver, and nobody has two voices in a step.
    """
    if person == approval.requester_id:
        return Refusal(RefusalKind.OWN_REQUEST)
    if (refusal := closed(approval)) is not None:
        return refusal
    if seen_round is not None and seen_round != approval.round:
        return Refusal(RefusalKind.CHANGED_SINCE)
    own = ((number, _seat(approval, number, person, at, standing)) for number in range(len(approval.steps)))
    seats = {number: seat for number, seat in own if seat is not None}
    if not seats:
        return Refusal(RefusalKind.NOT_AN_APPROVER)
    if not standing.may_decide:
        return Refusal(RefusalKind.RIGHT_LOST)
    ready = {number: seat for number, seat in seats.items() if approval.steps[number].is_open}
    silent = {n: seat for n, seat in ready.items() if all(person != v.by for v in approval.voices(n))}
    free = {n: seat for n, seat in silent.items() if all(seat != v.seat for v in approval.voices(n))}
    return free or _nothing_left(approval, person, seats, bool(ready))


def unfit(approval: Approval, person: int, standing: Standing, steps: tuple[int, ...]) -> Refusal | None:
    """Why `person` may not be made an approver in these steps; None if they may."""
    if person == approval.requester_id:
        return Refusal(RefusalKind.OWN_REQUEST)
    if not standing.may_decide:
        return Refusal(RefusalKind.RIGHT_LOST, by=person)
    for number in steps:
        if person in approval.steps[number].approvers or any(person == v.by for v in approval.voices(number)):
            return Refusal(RefusalKind.ALREADY_AN_APPROVER, by=person)
    return None


def opened(steps: tuple[Step, ...], stage: int, at: datetime) -> tuple[Step, ...]:
    """The steps with all of `stage` begun at `at`."""
    return tuple(replace(step, opened_at=at) if step.stage == stage else step for step in steps)


def resumed(approval: Approval, at: datetime) -> Approval:
    """The request with its clock going again, where a question had stopped it."""
    if approval.state is not ApprovalState.ASKED:
        return approval
    steps = tuple(
        replace(s, pauses=(*s.pauses[:-1], replace(s.pauses[-1], until=at)))
        if s.pauses and s.pauses[-1].until is None
        else s
        for s in approval.steps
    )
    return replace(approval, state=ApprovalState.PENDING, steps=steps)


def finished(approval: Approval, state: ApprovalState, person: int | None, at: datetime) -> Approval:
    """The request ended: its open steps closed, with who ended it (None: the clock)."""
    steps = tuple(replace(step, closed_at=at) if step.is_open else step for step in approval.steps)
    return replace(approval, state=state, steps=steps, decided_by=person, decided_at=at)


def advanced(approval: Approval, person: int, at: datetime) -> Approval | Refusal:
    """The request after a new yes: steps that have what they need close, the next stage opens, or all is approved.

    The last yes is refused where it would leave fewer different people than the rule asks for.
    """
    steps = tuple(
        replace(s, closed_at=at) if s.is_open and _is_agreed(approval, n) else s for n, s in enumerate(approval.steps)
    )
    moved = replace(approval, steps=steps)
    if any(step.is_open for step in steps):
        return moved
    later = [step.stage for step in steps if step.opened_at is None]
    if later:
        return replace(moved, steps=opened(steps, min(later), at))
    people = {d.by for d in approval.decisions if d.round == approval.round}
    if len(people) < approval.people:
        return Refusal(RefusalKind.NOT_ALONE)
    return finished(moved, ApprovalState.APPROVED, person, at)


def _is_agreed(approval: Approval, number: int) -> bool:
    step = approval.steps[number]
    yes = [voice for voice in approval.voices(number) if voice.outcome is DecisionOutcome.APPROVE]
    match step.mode:
        case Mode.ANY:
            return bool(yes)
        case Mode.AT_LEAST:
            return len({voice.by for voice in yes}) >= step.count
        case Mode.ALL:
            return {voice.seat for voice in yes} >= set(step.approvers)


def _seat(approval: Approval, number: int, person: int, at: datetime, standing: Standing) -> int | None:
    step = approval.steps[number]
    if person in step.approvers:
        return person
    lent = [d.instead_of for d in step.deputies if d.person == person and _is_current(d.since, d.until, at)]
    seats = [seat for seat in step.approvers if seat in lent or seat in standing.deputy_of]
    taken = {voice.seat for voice in approval.voices(number)}
    return next((seat for seat in seats if seat not in taken), seats[0] if seats else None)


def _is_current(since: datetime, until: datetime | None, at: datetime) -> bool:
    return since <= at and (until is None or at < until)


def _nothing_left(approval: Approval, person: int, seats: dict[int, int], is_ready: bool) -> Refusal:
    """Why somebody who is an approver has nothing to decide now, with the word that was quicker."""
    for number in reversed(seats):
        for voice in approval.voices(number):
            if voice.by == person or voice.seat == seats[number]:
                return Refusal(RefusalKind.ALREADY_SPOKEN, by=voice.by, at=voice.at)
    if is_ready or all(approval.steps[number].closed_at is not None for number in seats):
        last = max((v for number in seats for v in approval.voices(number)), key=lambda v: v.at)
        return Refusal(RefusalKind.ALREADY_DECIDED, by=last.by, at=last.at)
    return Refusal(RefusalKind.NOT_YOUR_TURN)

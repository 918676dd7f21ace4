"""What approvers do with a request: the yes, the no, a question back, and giving the seat to somebody else."""

from msgspec.structs import replace

from bot.commands.approvals import AddApprover, AskBack, DecideApproval, HandOver, RejectApproval
from bot.dialogue.cards.approvals import approval_ref, outcome_notice, question_notice
from bot.dialogue.replies import Reply
from bot.domain import approval_moves as moves
from bot.domain.approvals import Approval, DecisionOutcome, Refusal, RefusalKind
from bot.domain.errors import DomainError, NotFound
from bot.domain.people import Person
from bot.domain.phrases import phrase
from bot.domain.refs import Ref
from bot.handlers.approval_clock import QUESTION_LIMIT, write_move
from bot.handlers.approval_people import asked_people, standing_of, standing_to_join
from bot.handlers.approval_view import approval_found, approval_reply, approval_view, ask_notices, must_move, own_list
from bot.ports.requests import Notice, Outcome, ToPerson
from bot.ports.work import Work


def decide_approval(command: DecideApproval, work: Work) -> Outcome:
    """One person's word. The first valid press wins; who comes later hears who was quicker, and when."""
    decided = _decided(command.approval, command.outcome, command.comment, command.seen, work)
    if not command.is_listed:
        return decided
    # The list stays a list, with what came of this one at its head.
    view = approval_view(approval_found(command.approval, work), work)
    return replace(decided, reply=Reply((*outcome_notice(view).blocks, *own_list(work).blocks)), replaces=True)


def reject_approval(command: RejectApproval, work: Work) -> Outcome:
    """The no, with its reason."""
    seen = int(command.seen) if command.seen is not None and command.seen.isdecimal() else None
    return _decided(command.approval, DecisionOutcome.REJECT, command.reason, seen, work)


def ask_back(command: AskBack, work: Work) -> Outcome:
    """A question to the requester, who is told privately with a button to answer; the clock stands still."""
    before = approval_found(command.approval, work)
    standing = standing_of(work.me, before, work)
    limit = work.rules.limits.get(QUESTION_LIMIT)
    moved = moves.ask_back(before, work.me.id, command.question.strip(), work.clock.now(), standing, limit)
    after = write_move(before, must_move(moved, before, work, field="question"), work)
    told = question_notice(approval_view(after, work))
    key = f"approval:A{after.id}:question:{len(after.questions)}"
    return _shown(after, work, Notice(ToPerson(after.requester_id), told, key))


def hand_over(command: HandOver, work: Work) -> Outcome:
    """Give one's seat to somebody else; they are asked at once, and the clock of the step goes on."""
    before = approval_found(command.approval, work)
    to = _colleague(command.to, "to", work)
    steps = [step for step in before.steps if step.is_open and work.me.id in step.approvers]
    standing, theirs = standing_of(work.me, before, work), standing_to_join(to, steps, work)
    moved = moves.hand_over(before, work.me.id, to.id, work.clock.now(), standing, theirs)
    return _joined(before, moved, to, "to", work)


def add_approver(command: AddApprover, work: Work) -> Outcome:
    """Ask for one more person's yes beside one's own."""
    before = approval_found(command.approval, work)
    to = _colleague(command.also, "also", work)
    standing, theirs = standing_of(work.me, before, work), standing_to_join(to, (), work)
    moved = moves.add_approver(before, work.me.id, to.id, work.clock.now(), standing, theirs)
    return _joined(before, moved, to, "also", work)


def _decided(ref: Ref, outcome: DecisionOutcome, comment: str, seen: int | None, work: Work) -> Outcome:
    before = approval_found(ref, work)
    standing = standing_of(work.me, before, work)
    moved = moves.decide(before, work.me.id, outcome, comment.strip(), work.clock.now(), standing, seen)
    after = write_move(before, must_move(moved, before, work, field="reason"), work)
    if after.is_open:
        asked_before = asked_people(before, work)
        following = tuple(p for p in asked_people(after, work) if p not in asked_before)
        return _shown(after, work, *ask_notices(after, following, work))
    told = outcome_notice(approval_view(after, work))
    return _shown(after, work, Notice(ToPerson(after.requester_id), told, f"approval:A{after.id}:decided"))


def _joined(before: Approval, moved: Approval | Refusal, to: Person, field: str, work: Work) -> Outcome:
    if isinstance(moved, Refusal) and moved.by == to.id and moved.kind is RefusalKind.RIGHT_LOST:
        raise DomainError(phrase("approval-unfit", name=to.name), field=field, about=approval_ref(before))
    if isinstance(moved, Refusal) and to.id == before.requester_id and moved.kind is RefusalKind.OWN_REQUEST:
        raise DomainError(phrase("approval-not-to-requester", name=to.name), field=field, about=approval_ref(before))
    after = write_move(before, must_move(moved, before, work, field=field), work)
    return _shown(after, work, *ask_notices(after, (to.id,), work))


def _shown(after: Approval, work: Work, *notices: Notice) -> Outcome:
    return Outcome(
        reply=approval_reply(after, work, seen_by=work.me.id),
        notices=notices,
        changed=(approval_ref(after),),
        replaces=not after.is_open,
    )


def _colleague(ref: Ref, field: str, work: Work) -> Person:
    person = work.books.people.get(ref.id)
    if person is None or not person.is_active:
        raise NotFound(phrase("person-unknown", typed=ref.name), field=field)
    return person

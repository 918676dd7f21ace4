"""What the requester does with a request that waits: answers, takes it back, reminds."""

from bot.commands.approvals import AnswerBack, NudgeApproval, WithdrawApproval
from bot.dialogue.cards.approvals import approval_card, approval_ref
from bot.dialogue.replies import Paragraph
from bot.domain import approval_moves as moves
from bot.domain.approvals import Approval
from bot.domain.phrases import phrase
from bot.handlers.approval_clock import write_move
from bot.handlers.approval_people import asked_people
from bot.handlers.approval_view import approval_found, approval_reply, approval_view, must_move
from bot.ports.requests import Notice, Outcome, ToPerson
from bot.ports.work import Work


def answer_back(command: AnswerBack, work: Work) -> Outcome:
    """The answer to a question; whoever asked hears it, with the card, and the clock goes on."""
    before = approval_found(command.approval, work)
    moved = moves.answer_back(before, work.me.id, command.answer.strip(), work.clock.now())
    after = write_move(before, must_move(moved, before, work, field="answer"), work)
    question = after.questions[-1]
    said = Paragraph(phrase("approval-answered", by=work.me.name, question=question.text, answer=question.answer or ""))
    told = approval_reply(after, work, before=(said,))
    key = f"approval:A{after.id}:answer:{len(after.questions)}"
    people = dict.fromkeys((question.by, *asked_people(after, work)))
    return _own(after, work, *(Notice(ToPerson(person), told, key) for person in people))


def withdraw_approval(command: WithdrawApproval, work: Work) -> Outcome:
    """The requester takes it back; every copy says so."""
    before = approval_found(command.approval, work)
    after = write_move(before, must_move(moves.withdraw(before, work.me.id, work.clock.now()), before, work), work)
    return _own(after, work)


def nudge_approval(command: NudgeApproval, work: Work) -> Outcome:
    """Remind those who have not spoken, at most once in four hours."""
    before = approval_found(command.approval, work)
    now = work.clock.now()
    after = write_move(before, must_move(moves.nudge(before, work.me.id, now), before, work), work)
    said = Paragraph(phrase("approval-nudged", by=work.me.name))
    card = approval_reply(after, work, before=(said,))
    key = f"approval:A{after.id}:nudge:{now.isoformat()}"
    return _own(after, work, *(Notice(ToPerson(person), card, key) for person in asked_people(after, work)))


def _own(after: Approval, work: Work, *notices: Notice) -> Outcome:
    reply = approval_card(approval_view(after, work, is_own=True))
    return Outcome(reply=reply, notices=notices, changed=(approval_ref(after),))

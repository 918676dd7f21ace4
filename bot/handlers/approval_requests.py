"""What the requester does with a request that waits: answers, takes it back, reminds."""

from bot.commands.approvals import AnswerBack, NudgeApproval, WithdrawApproval
from bot.dialogue.cards.approvals import approval_ref
from bot.dialogue.replies import Paragraph
from bot.domain import approval_moves as moves
from bot.domain.approvals import Approval
from bot.domain.phrases import phrase
from bot.handlers.approval_clock import write_move
from bot.handlers.approval_people import asked_people
from bot.handlers.approval_view import approval_found, approval_reply, card_notices, must_move
from bot.ports.requests import Notice, Outcome
from bot.ports.work import Work


def answer_back(command: AnswerBack, work: Work) -> Outcome:
    """The answer to a question; whoever asked hears it, with the card, and the clock goes on."""
    before = approval_found(command.approval, work)
    moved = moves.answer_back(before, work.me.id, command.answer.strip(), work.clock.now())
    after = write_move(before, must_move(moved, before, work, field="answer"), work)
    question = after.questions[-1]
    said = Paragraph(phrase("approval-answered", by=work.me.name, question=question.text, answer=question.answer or ""))
    key = f"approval:A{after.id}:answer:{len(after.questions)}"
    return _own(after, work, *card_notices(after, (question.by, *asked_people(after, work)), key, work, said))


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
    key = f"approval:A{after.id}:nudge:{now.isoformat()}"
    return _own(after, work, *card_notices(after, asked_people(after, work), key, work, said))


def _own(after: Approval, work: Work, *notices: Notice) -> Outcome:
    reply = approval_reply(after, work, seen_by=work.me.id)
    return Outcome(reply=reply, notices=notices, changed=(approval_ref(after),))

"""What time does to a request: reminders, warnings, deputies, and the end."""

from bot.commands.approvals import ApprovalDue, ExpireApproval, QuestionDue
from bot.dialogue.cards.approvals import approval_ref, outcome_notice, question_notice
from bot.dialogue.replies import Paragraph
from bot.domain.approval_moves import appoint, expire
from bot.domain.approvals import Approval, ApprovalState, Deputy
from bot.domain.escalation import Act, Due, Wait
from bot.domain.lengths import wait_said
from bot.domain.phrases import Phrase, phrase
from bot.domain.routes import Topic
from bot.handlers.approval_clock import SENT, due_key, question_dues, step_dues, write_move
from bot.handlers.approval_people import Team, asked_people, meant_by
from bot.handlers.approval_view import approval_reply, approval_view, ask_notices, card_notices, customer_of, must_move
from bot.handlers.told import day_of, good_moment, late
from bot.ports.requests import Notice, Outcome, ToPerson, ToTopic
from bot.ports.work import Work


def approval_due(command: ApprovalDue, work: Work) -> Outcome:
    """A moment of a step's limit: remind in the approvers' hours, warn the superior, hand to a deputy, or end it."""
    approval = work.books.approvals.get(command.approval_id)
    due = _due(approval, command, work)
    if approval is None or due is None:
        return Outcome(is_quiet=True)
    if due.moment > work.clock.now():
        again = command.model_copy(update={"person_id": None})
        key = due_key(approval, command.step, command.attempt)
        work.books.timers.set(key, due.moment, again, approval_ref(approval))
        return Outcome(is_quiet=True)
    if command.person_id is None:
        facts = {"round": approval.round, "step": command.step, "attempt": due.attempt, "does": due.action}
        work.books.trail.note(SENT, approval_ref(approval), facts)
    match due.action:
        case Act.WARN | Act.REMIND:
            return _remind(approval, due, command, work)
        case Act.NOTIFY | Act.ESCALATE:
            return _escalate(approval, due, command, work)
        case Act.DEPUTY:
            return _appointed(approval, work)
        case Act.EXPIRE:
            return _expired(approval, work)


def question_due(command: QuestionDue, work: Work) -> Outcome:
    """A question waits too long: its requester is reminded, then the superior hears of it."""
    approval = work.books.approvals.get(command.approval_id)
    if approval is None or approval.state is not ApprovalState.ASKED or len(approval.questions) - 1 != command.question:
        return Outcome(is_quiet=True)
    due = next((d for d in question_dues(approval, work) if d.attempt == command.attempt), None)
    if due is None:
        return Outcome(is_quiet=True)
    facts = {"question": command.question, "attempt": due.attempt, "does": due.action}
    work.books.trail.note(SENT, approval_ref(approval), facts)
    told = question_notice(approval_view(approval, work))
    key = f"approval:A{approval.id}:question:{command.question}:due:{command.attempt}"
    people = meant_by(due.to, approval, customer_of(approval, work), work)
    return Outcome(notices=tuple(Notice(ToPerson(person), told, key) for person in people), is_quiet=True)


def expire_approval(command: ExpireApproval, work: Work) -> Outcome:
    """Nobody has decided before the last moment at which the yes could have been used."""
    approval = work.books.approvals.get(command.approval_id)
    if approval is None or not approval.is_open or approval.round != command.round:
        return Outcome(is_quiet=True)
    return _expired(approval, work)


def _due(approval: Approval | None, command: ApprovalDue, work: Work) -> Due | None:
    if approval is None or not approval.is_open or approval.round != command.round:
        return None
    if command.step >= len(approval.steps):
        return None
    dues = step_dues(approval.steps[command.step], work)
    return next((due for due in dues if due.attempt == command.attempt), None)


def _remind(approval: Approval, due: Due, command: ApprovalDue, work: Work) -> Outcome:
    """At most one reminder a day for one request and person; who is not at work now hears of it when they are."""
    people = meant_by(due.to, approval, customer_of(approval, work), work)
    if command.person_id is not None:
        people = tuple(person for person in people if person == command.person_id)
    notices: list[Notice] = []
    said = (Paragraph(_how_long(approval, command, work)), *late(due.moment, work))
    for number in people:
        person = work.books.people.get(number)
        if person is None:
            continue
        moment = good_moment(person, work)
        if moment > work.clock.now():
            key = f"{due_key(approval, command.step, command.attempt)}:{number}"
            later = command.model_copy(update={"person_id": number})
            work.books.timers.set(key, moment, later, approval_ref(approval))
            continue
        once_a_day = f"approval:A{approval.id}:{approval.round}:remind:{day_of(person, work)}"
        notices += card_notices(approval, (number,), once_a_day, work, *said)
    return Outcome(notices=tuple(notices), is_quiet=True)


def _escalate(approval: Approval, due: Due, command: ApprovalDue, work: Work) -> Outcome:
    said = (Paragraph(_how_long(approval, command, work)), *late(due.moment, work))
    key = f"approval:A{approval.id}:{approval.round}:{command.step}:{due.attempt}"
    people = meant_by(due.to, approval, customer_of(approval, work), work)
    notices = card_notices(approval, people, key, work, *said)
    if "routed" in due.to:
        notices += (Notice(ToTopic(Topic.APPROVALS), approval_reply(approval, work, before=said), key),)
    return Outcome(notices=notices, is_quiet=True)


def _appointed(approval: Approval, work: Work) -> Outcome:
    """At the limit, the deputies of all who are silent may speak for them; the superior where there is no deputy."""
    now, team = work.clock.now(), Team(work)
    deputies = []
    for number in approval.waiting_for():
        person = work.books.people.get(number)
        deputy = person.deputy_id if person is not None and person.deputy_id else team.superior_of(number)
        if deputy is not None and deputy != number:
            deputies.append(Deputy(deputy, number, now))
    lent = appoint(approval, deputies)
    if lent == approval:
        return Outcome(is_quiet=True)
    after = write_move(approval, lent, work)
    new = tuple(d.person for d in deputies if d.person != approval.requester_id)
    return Outcome(notices=ask_notices(after, new, work), changed=(approval_ref(after),), is_quiet=True)


def _expired(approval: Approval, work: Work) -> Outcome:
    after = write_move(approval, must_move(expire(approval, work.clock.now()), approval, work), work)
    told = outcome_notice(approval_view(after, work))
    people = dict.fromkeys((after.requester_id, *asked_people(approval, work)))
    notices = tuple(Notice(ToPerson(person), told, f"approval:A{after.id}:decided") for person in people)
    return Outcome(notices=notices, changed=(approval_ref(after),), is_quiet=True)


def _how_long(approval: Approval, command: ApprovalDue, work: Work) -> Phrase:
    return phrase("approval-waits", length=wait_said(Wait(approval.steps[command.step].waited(work.clock.now()))))

"""Finds a request for those who may know of it, and puts together what its card shows."""

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from bot.commands.approvals import DecideApproval
from bot.dialogue.cards.approval_lists import approvals_list
from bot.dialogue.cards.approvals import ApprovalView, Offer, approval_card, approval_ref
from bot.dialogue.replies import Block, Reply
from bot.domain.approval_steps import not_the_asker, seats_of
from bot.domain.approvals import Approval, Refusal, RefusalKind
from bot.domain.customers import Customer
from bot.domain.errors import Conflict, DomainError, NotAllowed, NotFound
from bot.domain.money import Money
from bot.domain.orders import Order
from bot.domain.phrases import Phrase, choice_phrase, phrase, words
from bot.domain.refs import Kind, Ref
from bot.domain.rule_words import kind_said, named
from bot.handlers.approval_clock import deadline_of
from bot.handlers.approval_people import asked_people, is_away, standing_of
from bot.handlers.sight import latest_customer, may_see
from bot.ports.requests import Notice, ToPerson
from bot.ports.work import Work

_MATTERS = frozenset(
    {
        RefusalKind.OWN_REQUEST,
        RefusalKind.NOT_AN_APPROVER,
        RefusalKind.RIGHT_LOST,
        RefusalKind.NOT_THE_REQUESTER,
        RefusalKind.NOT_ALONE,
    }
)
"""Refusals that belong in the trail: somebody tried what is not theirs."""
_SOMEBODY_ELSE = frozenset({RefusalKind.OWN_REQUEST, RefusalKind.NOT_AN_APPROVER, RefusalKind.RIGHT_LOST})
"""Refusals that name those who decide instead."""
_QUICKER = frozenset(
    {
        RefusalKind.ALREADY_DECIDED,
        RefusalKind.ALREADY_SPOKEN,
        RefusalKind.ALREADY_SPENT,
        RefusalKind.CHANGED_SINCE,
        RefusalKind.WITHDRAWN,
        RefusalKind.EXPIRED,
    }
)


MOST_ASKED = 60
"""Requests of one's own that are looked through for a list."""


def approval_found(ref: Ref, work: Work) -> Approval:
    """The request of a code, if the asker may know of it."""
    approval = work.books.approvals.get(ref.id)
    if approval is None or not may_know(approval, work):
        raise NotFound(phrase("approval-unknown", code=f"A{ref.id}"), field="approval")
    return approval


def approval_pressed(ref: Ref, work: Work) -> Approval:
    """The request of a card that was pressed: whoever saw the card may hear who decides, though nothing else of it."""
    approval = work.books.approvals.get(ref.id)
    card = work.pressed_card
    if approval is not None and card is not None and (card.kind, card.id) == (Kind.APPROVAL, approval.id):
        return approval
    return approval_found(ref, work)


def may_know(approval: Approval, work: Work) -> bool:
    """Requester, approvers, deputies, those who spoke, who sees the customer, and who may see all requests."""
    if work.actor is None or work.may("approvals.all"):
        return True
    concerned = {approval.requester_id, *(word.by for word in approval.decisions)}
    for step in approval.steps:
        concerned |= {*step.approvers, *(deputy.person for deputy in step.deputies)}
    absent = (work.books.people.get(number) for number in concerned)
    stands_in = any(p is not None and p.deputy_id == work.actor.id and is_away(p, work) for p in absent)
    return work.actor.id in concerned or stands_in or may_see((customer_of(approval, work).owner_id,), work)


def customer_of(approval: Approval, work: Work) -> Customer:
    """The customer it is about, or the one that was merged into."""
    customer = latest_customer(approval.customer_id, work)
    if customer is None:
        raise NotFound(phrase("not-yours-to-see"))
    return customer


def approval_view(approval: Approval, work: Work, seen_by: int | None = None) -> ApprovalView:
    """Everything the card shows, with the buttons of the person who looks; None: a room, in which anybody may be."""
    customer = customer_of(approval, work)
    order = work.books.orders.get(approval.order_id) if approval.order_id is not None else None
    spent = work.books.orders.get(int(approval.spent_on.partition(":")[2])) if approval.spent_on else None
    used = spent if spent is not None else order
    return ApprovalView(
        approval=approval,
        customer=customer,
        kind=kind_said(work.rules.approvals, approval.kind),
        names={person.id: person.name for person in work.books.people.everybody()},
        order=_order_said(used, customer, work) if used is not None else None,
        deadline=deadline_of(approval, work),
        waiting=tuple(_waiting(number, work) for number in approval.waiting_for()),
        details=tuple((_label(approval.kind, name, work), text) for name, text in approval.details),
        offer=_offer_to(seen_by, approval, work),
    )


def approval_reply(
    approval: Approval, work: Work, *more: Block, before: tuple[Block, ...] = (), seen_by: int | None = None
) -> Reply:
    """The card as a person sees it, or a room."""
    return approval_card(approval_view(approval, work, seen_by), *more, before=before)


def card_notices(approval: Approval, people: Iterable[int], key: str, work: Work, *before: Block) -> tuple[Notice, ...]:
    """The card to each of these people, once by that key, with what each may press."""
    view = approval_view(approval, work)
    seen = ((person, replace(view, offer=_offer_to(person, approval, work))) for person in dict.fromkeys(people))
    return tuple(Notice(ToPerson(person), approval_card(own, before=before), key) for person, own in seen)


def ask_notices(approval: Approval, people: Iterable[int], work: Work, *before: Block) -> tuple[Notice, ...]:
    """The card to each of those who are asked; once a round, however often it is asked for."""
    return card_notices(approval, people, f"approval:A{approval.id}:{approval.round}:ask", work, *before)


def own_list(work: Work) -> Reply:
    """What waits for one's decision, and what one has asked for oneself: open ones first."""
    mine = [approval for approval in work.books.approvals.open() if work.me.id in asked_people(approval, work)]
    asked = work.books.approvals.of_requester(work.me.id, MOST_ASKED)
    asked.sort(key=lambda approval: not approval.is_open)
    return approvals_list(
        tuple(approval_view(approval, work) for approval in mine),
        tuple(approval_view(approval, work) for approval in asked),
        may_see_all=work.may("approvals.all"),
    )


def draw_approval(ref: Ref, work: Work, seen_by: int | None = None) -> Reply | None:
    """The card as it stands, for its posted copies: in a room, or a person's own."""
    approval = work.books.approvals.get(ref.id)
    return approval_reply(approval, work, seen_by=seen_by) if approval is not None else None


def _offer_to(person_id: int | None, approval: Approval, work: Work) -> Offer:
    if person_id is None:
        return Offer.DECISION
    if person_id == approval.requester_id:
        return Offer.OWN
    person = work.books.people.get(person_id)
    if person is None or not approval.is_open:
        return Offer.NOTHING
    seats = seats_of(approval, person_id, work.clock.now(), standing_of(person, approval, work), None)
    return Offer.NOTHING if isinstance(seats, Refusal) else Offer.DECISION


def check_may_decide(values: Mapping[str, str], work: Work) -> None:
    """Refuse before the reason or the question is asked for, where the press itself would be refused."""
    seen = values.get("seen", "")
    _check_seat(_meant_by(values, work), int(seen) if seen.isdecimal() else None, work)


def check_pressed(command: DecideApproval, work: Work) -> None:
    """Refuse somebody's press before the role is looked at: that others decide, and who, says more than a role does."""
    _check_seat(approval_pressed(command.approval, work), command.seen, work)


def _check_seat(approval: Approval, seen_round: int | None, work: Work) -> None:
    standing = standing_of(work.me, approval, work)
    seats = seats_of(approval, work.me.id, work.clock.now(), standing, seen_round)
    if isinstance(seats, Refusal):
        must_move(seats, approval, work)


def check_is_own(values: Mapping[str, str], work: Work) -> None:
    """Refuse before the answer or the change is asked for, where it could not be made."""
    approval = _meant_by(values, work)
    if (refusal := not_the_asker(approval, work.me.id)) is not None:
        must_move(refusal, approval, work)


def must_move(result: Approval | Refusal, before: Approval, work: Work, field: str | None = None) -> Approval:
    """The request as moved, or the refusal said, with who was quicker and when."""
    if not isinstance(result, Refusal):
        return result
    reason, about = _refusal_said(result, before, work), approval_ref(before)
    if result.kind in _MATTERS:
        raise NotAllowed(reason, about=about, kept=choice_phrase(result.kind).key)
    if result.kind in _QUICKER:
        raise Conflict(reason, about=about)
    raise DomainError(reason, field=field, about=about)


def _refusal_said(refusal: Refusal, before: Approval, work: Work) -> Phrase:
    plain = choice_phrase(refusal.kind)
    if refusal.kind in _SOMEBODY_ELSE and before.is_open and (seats := asked_people(before, work)):
        names = tuple(words(person.name) for number in seats if (person := work.owner(number)) is not None)
        return phrase("approval-refused-waits", reason=plain, code=f"A{before.id}", people=names)
    by = work.owner(refusal.by)
    if refusal.until is not None:
        return phrase("approval-refused-until", reason=plain, until=refusal.until)
    if refusal.ceiling is not None:
        ceiling = refusal.ceiling if isinstance(refusal.ceiling, Money) else f"{refusal.ceiling:f}%"
        return phrase("approval-refused-ceiling", reason=plain, ceiling=ceiling)
    if by is not None and refusal.at is not None:
        return phrase("approval-refused-by", reason=plain, by=by.name, at=refusal.at)
    return plain if refusal.at is None else phrase("approval-refused-at", reason=plain, at=refusal.at)


def _meant_by(values: Mapping[str, str], work: Work) -> Approval:
    code = values.get("approval", "")
    return approval_pressed(Ref(Kind.APPROVAL, int(code.lstrip("Aa") or 0), code), work)


def _order_said(order: Order, customer: Customer, work: Work) -> str:
    """The order's number; of another customer's order, whose it is: what agents ask for is about their principals'."""
    whose = latest_customer(order.customer_id, work)
    return order.number if whose is None or whose.id == customer.id else f"{order.number} ({whose.name})"


def _waiting(number: int, work: Work) -> Phrase:
    person = work.books.people.get(number)
    if person is None:
        return words("?")
    if not is_away(person, work) or person.absent_until is None:
        return words(person.name)
    deputy = work.owner(person.deputy_id)
    if deputy is None:
        return phrase("approval-away", name=person.name, until=person.absent_until)
    return phrase("approval-away-deputy", name=person.name, until=person.absent_until, deputy=deputy.name)


def _label(kind: str, name: str, work: Work) -> Phrase:
    rule = work.rules.approvals.kinds.get(kind)
    own = rule.fields.get(name) if rule is not None else None
    if own is None:
        return phrase("field-margin") if name == "margin" else words(name)
    return named(own.names, name)

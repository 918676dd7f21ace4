"""Using a yes for an order, once and up to its ceiling; and keeping still what is being asked about."""

from decimal import Decimal

from bot.commands.approvals import SpendApproval
from bot.dialogue.cards.approvals import approval_ref, outcome_notice
from bot.domain.approval_moves import spend
from bot.domain.approvals import Approval
from bot.domain.errors import Conflict, DomainError
from bot.domain.money import Price
from bot.domain.orders import Order
from bot.domain.phrases import phrase
from bot.domain.refs import Ref
from bot.handlers.approval_clock import write_move
from bot.handlers.approval_view import approval_found, approval_reply, approval_view, customer_of, must_move
from bot.handlers.sight import latest_customer, order_ref, order_to_change
from bot.ports.requests import Notice, Outcome, ToPerson
from bot.ports.work import Work


def spend_approval(command: SpendApproval, work: Work) -> Outcome:
    """Use the yes for an order that one may change; the requester hears of it where somebody else used it."""
    order = order_to_change(command.order, work)
    after = spend_on(command.approval, order, work, amount=command.amount, percent=command.percent)
    return Outcome(
        reply=approval_reply(after, work, seen_by=work.me.id),
        notices=spent_notices(after, work),
        changed=(approval_ref(after), order_ref(order)),
    )


def spend_on(
    ref: Ref, order: Order, work: Work, *, amount: Price | None = None, percent: Decimal | None = None
) -> Approval:
    """Spend the yes of `ref` on an order in the same transaction, for whatever opens or changes the order.

    Without figures, what was approved is used whole; where its kind covers an order's total, the order's amount is
    measured. Raises `DomainError` for another customer's or order's yes, one that is spent, over, or too small.
    """
    before = approval_found(ref, work)
    is_theirs = customer_of(before, work) == latest_customer(order.customer_id, work)
    if not (is_theirs if before.order_id is None else before.order_id == order.id):
        raise DomainError(phrase("approval-not-for-order", code=ref.code, number=order.number), field="approval")
    kind = work.rules.approvals.kinds.get(before.kind)
    total = Price(order.amount.amount, order.amount.currency) if order.amount is not None else None
    is_measured = kind is not None and kind.covers_total and before.amount is not None
    moved = spend(
        before,
        work.me.id,
        work.clock.now(),
        order_ref(order).key,
        amount=amount or (total if is_measured else None) or before.amount,
        percent=before.percent if percent is None else percent,
    )
    return write_move(before, must_move(moved, before, work, field="approval"), work)


def spent_notices(after: Approval, work: Work) -> tuple[Notice, ...]:
    """To the requester, where somebody else has used the yes."""
    if work.me.id == after.requester_id:
        return ()
    told = outcome_notice(approval_view(after, work))
    return (Notice(ToPerson(after.requester_id), told, f"approval:A{after.id}:spent"),)


def refuse_if_locked(order: Order, work: Work) -> None:
    """Refuse to change an order while somebody is deciding about it."""
    locking = next(iter(work.books.approvals.locking(order.id)), None)
    if locking is not None:
        reason = phrase("approval-locks", code=f"A{locking.id}", number=order.number)
        raise Conflict(reason, about=approval_ref(locking))

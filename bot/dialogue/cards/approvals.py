"""How a request for a written yes looks: what is asked, who must agree, what was said, and what came of it."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from enum import Enum, auto
from typing import assert_never

from msgspec import Struct

from bot.commands.approvals import (
    AmendApproval,
    AnswerBack,
    AskBack,
    DecideApproval,
    NudgeApproval,
    RejectApproval,
    WithdrawApproval,
)
from bot.dialogue.cards.desk import desk_button
from bot.dialogue.replies import WHICH, Blank, Block, Button, Buttons, Facts, Heading, Item, Listing, Paragraph, Reply
from bot.domain.approvals import Approval, ApprovalState, Decision
from bot.domain.customers import Customer
from bot.domain.money import Money
from bot.domain.phrases import Phrase, Value, choice_phrase, phrase, words
from bot.domain.refs import Kind, Ref


class Offer(Enum):
    """Which buttons an open request bears: those of whom it waits for (and of a room), the requester's, or none."""

    DECISION = auto()
    OWN = auto()
    NOTHING = auto()


class ApprovalView(Struct, frozen=True):
    """What the card needs: the request, its customer and order, and what people are called."""

    approval: Approval
    customer: Customer
    kind: Phrase
    names: Mapping[int, str]
    order: str | None = None
    deadline: datetime | None = None
    """When the limit of the open steps is exceeded; None while a question stops the clock."""
    waiting: tuple[Phrase, ...] = ()
    details: tuple[tuple[Phrase, str], ...] = ()
    """The firm's own fields, and what they hold."""
    offer: Offer = Offer.DECISION


def approval_ref(approval: Approval) -> Ref:
    """The request as something that has a code and a card."""
    return Ref(Kind.APPROVAL, approval.id, f"A{approval.id}")


def title_of(view: ApprovalView) -> Phrase:
    """`A5 Discount 8 %: ABC GmbH`, as lists and headings name it."""
    return phrase(
        "approval-title",
        code=f"A{view.approval.id}",
        kind=view.kind,
        figure=figure_of(view.approval),
        customer=view.customer.name,
    )


def figure_of(approval: Approval) -> Phrase:
    """What is asked for in figures; a dash where there are none."""
    match approval.percent, approval.amount:
        case Decimal() as percent, Money() as amount:
            return phrase("approval-figure-both", percent=percent, amount=amount)
        case Decimal() as percent, None:
            return phrase("approval-figure-percent", percent=percent)
        case None, Money() as amount:
            return phrase("approval-figure-amount", amount=amount)
        case _:
            return phrase("approval-figure-none")


def approval_card(view: ApprovalView, *more: Block, before: tuple[Block, ...] = ()) -> Reply:
    """The card of one request; live buttons only while it is open. `more` stands before the buttons."""
    approval = view.approval
    blocks: tuple[Block, ...] = (Heading(title_of(view)), *before, Paragraph(standing_said(view)), Facts(_facts(view)))
    said = tuple(Item(decision_said(view, word)) for word in approval.decisions if word.round == approval.round)
    if said and (approval.is_open or len(said) > 1):
        blocks += (Listing(said, phrase("approval-words")),)
    blocks += more
    if approval.is_open:
        blocks += (Buttons((*_offered(view), desk_button(approval_ref(approval)))),)
    return Reply(blocks, approval_ref(approval))


def standing_said(view: ApprovalView) -> Phrase:
    """Where the request stands, in one sentence: for whom it waits, or who ended it, when and why."""
    approval = view.approval
    by = _decider(view)
    at = approval.decided_at or approval.asked_at
    match approval.state:
        case ApprovalState.PENDING:
            if view.deadline is None:
                return phrase("approval-waiting", people=view.waiting)
            return phrase("approval-waiting-until", people=view.waiting, deadline=view.deadline)
        case ApprovalState.ASKED:
            question = approval.questions[-1]
            return phrase("approval-asked-back", by=view.names.get(question.by, ""), question=question.text)
        case ApprovalState.APPROVED:
            return _why(approval, phrase("approval-approved", by=by, at=at))
        case ApprovalState.REJECTED:
            return _why(approval, phrase("approval-rejected", by=by, at=at))
        case ApprovalState.WITHDRAWN:
            return phrase("approval-withdrawn", by=by, at=at)
        case ApprovalState.EXPIRED:
            return phrase("approval-expired", at=at)
        case ApprovalState.SPENT:
            spent = phrase(
                "approval-spent",
                by=view.names.get(approval.spent_by or 0, ""),
                at=approval.spent_at or at,
                order=view.order or approval.spent_on or "",
            )
            return phrase("approval-two", first=_why(approval, phrase("approval-approved", by=by, at=at)), second=spent)
        case _:
            assert_never(approval.state)


def decision_said(view: ApprovalView, word: Decision) -> Phrase:
    """One person's word: what, in whose place, when and why."""
    by, outcome = _speaker(view, word), choice_phrase(word.outcome)
    if word.comment:
        return phrase("approval-word-why", by=by, outcome=outcome, at=word.at, why=word.comment)
    return phrase("approval-word", by=by, outcome=outcome, at=word.at)


def _speaker(view: ApprovalView, word: Decision) -> Value:
    by = view.names.get(word.by, "")
    if word.as_deputy_of is None:
        return by
    return phrase("approval-in-place-of", by=by, seat=view.names.get(word.as_deputy_of, ""))


def _last_word(approval: Approval) -> Decision | None:
    return next((word for word in reversed(approval.decisions) if word.by == approval.decided_by), None)


def _decider(view: ApprovalView) -> Value:
    """Who ended it, and in whose place."""
    last = _last_word(view.approval)
    return view.names.get(view.approval.decided_by or 0, "") if last is None else _speaker(view, last)


def _why(approval: Approval, outcome: Phrase) -> Phrase:
    last = _last_word(approval)
    if last is None or not last.comment:
        return outcome
    return phrase("approval-why", outcome=outcome, why=last.comment)


def _facts(view: ApprovalView) -> tuple[tuple[Phrase, Phrase], ...]:
    approval = view.approval
    customer = phrase("customer-named", name=view.customer.name, code=f"C{view.customer.id}")
    pairs = [(phrase("field-customer"), customer), (phrase("approval-asked-for"), figure_of(approval))]
    if approval.reason:
        pairs.append((phrase("field-reason"), words(approval.reason)))
    if view.order is not None:
        pairs.append((phrase("field-order"), words(view.order)))
    pairs += [(label, words(text)) for label, text in view.details]
    asked = phrase("approval-asked-by", by=view.names.get(approval.requester_id, ""), at=approval.asked_at)
    pairs.append((phrase("approval-requester"), asked))
    if approval.valid_until is not None:
        pairs.append((phrase("approval-valid"), phrase("approval-moment", at=approval.valid_until)))
    return tuple(pairs)


def _offered(view: ApprovalView) -> tuple[Button, ...]:
    match view.offer:
        case Offer.DECISION:
            return _buttons(view.approval)
        case Offer.OWN:
            return _own_buttons(view)
        case Offer.NOTHING:
            return ()
        case _:
            assert_never(view.offer)


def _buttons(approval: Approval) -> tuple[Button, ...]:
    ref = approval_ref(approval)
    known = {"approval": ref.code}
    return (
        Button(phrase("button-approve"), DecideApproval(approval=ref, seen=approval.round), "primary"),
        Button(
            phrase("button-reject"), Blank(RejectApproval.__name__, known | {"seen": str(approval.round)}), "danger"
        ),
        Button(phrase("button-ask"), Blank(AskBack.__name__, known)),
    )


def _own_buttons(view: ApprovalView) -> tuple[Button, ...]:
    approval = view.approval
    ref = approval_ref(approval)
    known = {"approval": ref.code}
    first = (
        Button(phrase("button-answer"), Blank(AnswerBack.__name__, known), "primary")
        if approval.state is ApprovalState.ASKED
        else Button(phrase("button-nudge"), NudgeApproval(approval=ref))
    )
    return (
        first,
        Button(phrase("button-amend"), Blank(AmendApproval.__name__, known | _typed(approval), WHICH)),
        Button(phrase("button-withdraw"), WithdrawApproval(approval=ref), confirm=phrase("approval-withdraw-sure")),
    )


def _typed(approval: Approval) -> dict[str, str]:
    """What is asked for, as it would be typed again."""
    typed = {"reason": approval.reason} if approval.reason else {}
    if approval.percent is not None:
        typed["percent"] = f"{approval.percent:f}%"
    if approval.amount is not None:
        typed["amount"] = str(approval.amount)
    return typed


def like_cases(views: tuple[ApprovalView, ...]) -> Block:
    """The last like cases and what came of them."""
    if not views:
        return Paragraph(phrase("approval-no-like"))
    items = (Item(phrase("approval-line", title=title_of(view), standing=standing_said(view))) for view in views)
    return Listing(tuple(items), phrase("approval-like"))


def outcome_notice(view: ApprovalView) -> Reply:
    """To the requester: what came of it."""
    return Reply((Paragraph(phrase("approval-line", title=title_of(view), standing=standing_said(view))),))


def question_notice(view: ApprovalView) -> Reply:
    """To the requester: a question, and the button that answers it."""
    code = f"A{view.approval.id}"
    line = phrase("approval-line", title=title_of(view), standing=standing_said(view))
    answer = Button(phrase("button-answer"), Blank(AnswerBack.__name__, {"approval": code}), "primary")
    return Reply((Paragraph(line), Buttons((answer,))))

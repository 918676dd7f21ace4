"""Requests for a written yes: asked, decided, asked back, amended, used, and watched by the clock."""

from bot.commands.command import Command, Key
from bot.commands.fields import (
    ApprovalExtra,
    ApprovalField,
    ApprovalKindField,
    CustomerField,
    OrderField,
    PercentField,
    PersonField,
    PlanField,
    PriceField,
    TextField,
    WordField,
)
from bot.domain.approvals import DecisionOutcome


class AskApproval(Command):
    """Ask for a written yes: who decides, and by when, is said at once."""

    verb = "approve"
    shape = ("kind", "customer", "percent", "amount", "reason")
    right = "approvals.ask"
    example = ('approve discount "ABC GmbH" 8% first order, 3 containers order:PI20240517-A',)

    kind: ApprovalKindField
    customer: CustomerField
    percent: PercentField | None = None
    amount: PriceField | None = None
    reason: TextField = ""
    order: OrderField | None = None
    valid: PlanField | None = None
    """Until when a yes may be used; without it, as long as the rule of the kind says."""
    margin: PercentField | None = None
    extra: ApprovalExtra = {}


class SayFigure(Command):
    """The percentage or amount that a request still lacked; the request goes on with it."""

    right = "approvals.ask"
    unasked = ("reason", "order", "valid", "margin")

    kind: ApprovalKindField
    customer: CustomerField
    figure: WordField
    reason: TextField = ""
    order: OrderField | None = None
    valid: PlanField | None = None
    margin: PercentField | None = None
    extra: ApprovalExtra = {}


class ListApprovals(Command):
    """What waits for one's decision, and what one has asked for oneself."""

    verb = "approve"
    shape = (Key("list"),)
    right = "records.read"
    changes = False
    example = ("approve list",)


class ListAllApprovals(Command):
    """Everybody's open requests and the last decisions, for those who may see all."""

    verb = "approve"
    shape = (Key("list"), Key("everything"))
    right = "approvals.all"
    changes = False
    example = ("approve list all",)


class DecideApproval(Command):
    """The yes. `seen`: the round of the card that was pressed; `is_listed`: it was pressed in one's list."""

    verb = "approve"
    shape = ("approval", Key("yes"), "comment")
    right = "approvals.decide"
    example = ("approve A5 yes",)

    approval: ApprovalField
    comment: TextField = ""
    outcome: DecisionOutcome = DecisionOutcome.APPROVE
    seen: int | None = None
    is_listed: bool = False


class RejectApproval(Command):
    """The no, with its reason; `seen` is the round of the card that was pressed."""

    verb = "approve"
    shape = ("approval", Key("reject"), "reason")
    unasked = ("seen",)
    right = "approvals.decide"

    approval: ApprovalField
    reason: TextField
    seen: WordField | None = None


class AskBack(Command):
    """A question back to the requester; the clock stands still until the answer."""

    verb = "approve"
    shape = ("approval", Key("ask"), "question")
    right = "approvals.decide"

    approval: ApprovalField
    question: TextField


class AnswerBack(Command):
    """The requester's answer; the clock goes on."""

    verb = "approve"
    shape = ("approval", Key("answer"), "answer")
    right = "approvals.ask"

    approval: ApprovalField
    answer: TextField


class HandOver(Command):
    """Give one's own seat to somebody else."""

    verb = "approve"
    shape = ("approval",)
    needs_any = ("to",)
    right = "approvals.decide"

    approval: ApprovalField
    to: PersonField


class AddApprover(Command):
    """Ask for one more person's yes beside one's own."""

    verb = "approve"
    shape = ("approval",)
    needs_any = ("also",)
    right = "approvals.decide"

    approval: ApprovalField
    also: PersonField


class WithdrawApproval(Command):
    """The requester takes the request back."""

    verb = "approve"
    shape = ("approval", Key("withdraw"))
    right = "approvals.ask"

    approval: ApprovalField


class NudgeApproval(Command):
    """The requester's reminder to those who have not spoken, at most once in four hours."""

    verb = "approve"
    shape = ("approval", Key("nudge"))
    right = "approvals.ask"

    approval: ApprovalField


class SpendApproval(Command):
    """Use the yes for an order: once, up to its ceiling."""

    verb = "approve"
    shape = ("approval", Key("spend"), "order")
    right = "approvals.ask"

    approval: ApprovalField
    order: OrderField
    amount: PriceField | None = None
    percent: PercentField | None = None


class AmendApproval(Command):
    """Change what is asked for; everybody is asked again."""

    verb = "approve"
    shape = ("approval",)
    needs_any = ("percent", "amount", "reason", "valid", "margin")
    right = "approvals.ask"

    approval: ApprovalField
    percent: PercentField | None = None
    amount: PriceField | None = None
    reason: WordField | None = None
    valid: PlanField | None = None
    margin: PercentField | None = None


class ShowApproval(Command):
    """The whole story of one request."""

    verb = "approve"
    shape = ("approval",)
    right = "records.read"
    changes = False
    example = ("approve A5",)

    approval: ApprovalField


class ApprovalDue(Command):
    """From the clock: a moment of a step's time limit has come."""

    right = "clock"

    approval_id: int
    round: int
    step: int
    attempt: int
    person_id: int | None = None
    """Only this person, who was not at work at that moment."""


class QuestionDue(Command):
    """From the clock: a question back has not been answered for as long as its limit says."""

    right = "clock"

    approval_id: int
    question: int
    attempt: int


class ExpireApproval(Command):
    """From the clock: the last moment at which the yes could be used is over, and nobody has decided."""

    right = "clock"

    approval_id: int
    round: int


class AuditApprovals(Command):
    """From the clock, each hour: work out anew what should have been sent, and raise the alarm where it was not."""

    right = "clock"

    planned_for: str
    """The moment it was set for, ISO 8601 UTC: one that comes late lets the other timers catch up first."""

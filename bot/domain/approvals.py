"""A written yes: who asked for what, who must agree, who did, and what the yes may be used for.

These are the records. What may happen to them is in `approval_moves`; who is asked comes from `approval_rules`.
"""

from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

from bot.domain.escalation import AroundTheClock, Calendar, Due, Limit, Pause, counted, milestones
from bot.domain.money import Money, Price
from bot.domain.records import Personal, Record


class ApprovalState(StrEnum):
    """Where a request stands. `ASKED` is pending too: a question is open and the clock stands still."""

    PENDING = "pending"
    ASKED = "asked"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    SPENT = "spent"


OPEN = frozenset({ApprovalState.PENDING, ApprovalState.ASKED})


class Mode(StrEnum):
    """How many of a step's people must agree."""

    ANY = "any"
    ALL = "all"
    AT_LEAST = "at_least"


class DecisionOutcome(StrEnum):
    """What one person said."""

    APPROVE = "approve"
    REJECT = "reject"


class RefusalKind(StrEnum):
    """Why a press, an amendment or a use is refused."""

    OWN_REQUEST = "own_request"
    NOT_AN_APPROVER = "not_an_approver"
    NOT_YOUR_TURN = "not_your_turn"
    RIGHT_LOST = "right_lost"
    ALREADY_DECIDED = "already_decided"
    ALREADY_SPOKEN = "already_spoken"
    ALREADY_AN_APPROVER = "already_an_approver"
    NOT_ALONE = "not_alone"
    CHANGED_SINCE = "changed_since"
    REASON_NEEDED = "reason_needed"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    NOT_THE_REQUESTER = "not_the_requester"
    QUESTION_OPEN = "question_open"
    NO_QUESTION = "no_question"
    NUDGED_RECENTLY = "nudged_recently"
    NOT_APPROVED = "not_approved"
    ALREADY_SPENT = "already_spent"
    OVER_CEILING = "over_ceiling"
    OTHER_CURRENCY = "other_currency"
    OTHER_UNIT = "other_unit"
    NO_LONGER_VALID = "no_longer_valid"


class Refusal(Struct, frozen=True):
    """A no from the rules themselves: `by` and `at` name the earlier act in the way, `until` when it stops being so."""

    kind: RefusalKind
    by: int | None = None
    at: datetime | None = None
    until: datetime | None = None
    ceiling: Money | Decimal | None = None


class Standing(Struct, frozen=True):
    """What is true of a person at the moment of the press: may they still decide, and for whom do they stand in."""

    may_decide: bool
    deputy_of: frozenset[int] = frozenset()


class Deputy(Struct, frozen=True):
    """`person` may speak in the place of `instead_of` from `since` until `until` (None: until it is decided)."""

    person: int
    instead_of: int
    since: datetime
    until: datetime | None = None


class Step(Struct, frozen=True):
    """One thing that must be agreed, as copied from the rule when the request began.

    Steps of one `stage` stand side by side; the next stage opens when all of them are closed. `count` is read in mode
    AT_LEAST only. A person has one voice in a step, whatever seats they could fill. Those of `by_role` were asked for
    one of the `roles` and may decide only while they have one; the others were asked by name or as a superior.
    """

    stage: int
    mode: Mode
    approvers: tuple[int, ...]
    count: int = 1
    limit: Limit | None = None
    deputies: tuple[Deputy, ...] = ()
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    pauses: tuple[Pause, ...] = ()
    roles: tuple[str, ...] = ()
    by_role: tuple[int, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether it waits for somebody now."""
        return self.opened_at is not None and self.closed_at is None

    @property
    def needed(self) -> int:
        """How many different people must agree."""
        match self.mode:
            case Mode.ANY:
                return 1
            case Mode.ALL:
                return len(self.approvers)
            case Mode.AT_LEAST:
                return self.count

    def waited(self, now: datetime, calendar: Calendar | None = None) -> timedelta:
        """How long it has waited for its people, open questions left out; by `calendar` if one is given."""
        if self.opened_at is None:
            return timedelta(0)
        return counted(self.opened_at, self.closed_at or now, self.pauses, calendar or AroundTheClock())


class Decision(Struct, frozen=True):
    """One person's word in one step of one round; `as_deputy_of` names whose seat was filled."""

    by: int
    step: int
    outcome: DecisionOutcome
    at: datetime
    round: int
    as_deputy_of: int | None = None
    comment: str = ""

    @property
    def seat(self) -> int:
        """Whose place among the approvers this word fills."""
        return self.by if self.as_deputy_of is None else self.as_deputy_of


class Question(Struct, frozen=True):
    """A question back to the requester, and its answer."""

    by: int
    text: str
    at: datetime
    answer: str | None = None
    answered_at: datetime | None = None
    limit: Limit | None = None
    """The time limit of the answer, as the rules had it when it was asked."""


class Approval(Record, frozen=True, kw_only=True):
    """A request for a written yes. `round` grows with each amendment; words of an earlier round no longer count.

    `amount` and `percent` are what is asked for and, once approved, the ceiling of what may be used until
    `valid_until`. `people` is how many different people must agree in all.
    """

    kind: str
    customer_id: int
    order_id: int | None = None
    quote_id: int | None = None
    requester_id: int
    amount: Price | None = None
    percent: Decimal | None = None
    reason: Personal[str] = ""
    details: Personal[tuple[tuple[str, str], ...]] = ()
    rule: str
    steps: tuple[Step, ...]
    people: int = 1
    state: ApprovalState = ApprovalState.PENDING
    round: int = 1
    asked_at: datetime
    valid_until: datetime | None = None
    decisions: Personal[tuple[Decision, ...]] = ()
    questions: Personal[tuple[Question, ...]] = ()
    nudged_at: datetime | None = None
    decided_by: int | None = None
    decided_at: datetime | None = None
    spent_by: int | None = None
    spent_at: datetime | None = None
    spent_on: str | None = None
    """Key of the order or quote that used it, such as `order:12`."""

    @property
    def is_open(self) -> bool:
        """Whether it still waits for a decision."""
        return self.state in OPEN

    @property
    def locks_subject(self) -> bool:
        """Whether the order or quote asked about may not be changed now."""
        return self.is_open

    def voices(self, step: int) -> tuple[Decision, ...]:
        """The words that count in this step: of the present round only."""
        return tuple(d for d in self.decisions if d.round == self.round and d.step == step)

    def waiting_for(self) -> tuple[int, ...]:
        """The approvers of the open steps whose seat is still empty, each once, in order."""
        empty: dict[int, None] = {}
        for number, step in enumerate(self.steps):
            taken = {voice.seat for voice in self.voices(number)}
            if self.is_open and step.is_open:
                empty |= dict.fromkeys(person for person in step.approvers if person not in taken)
        return tuple(empty)


def dues(approval: Approval, calendar: Calendar) -> tuple[tuple[int, Due], ...]:
    """What the limits of the open steps ask for, each with its step's number; nothing once it is decided."""
    found: list[tuple[int, Due]] = []
    for number, step in enumerate(approval.steps):
        if approval.is_open and step.is_open and step.opened_at is not None and step.limit is not None:
            found += [(number, due) for due in milestones(step.limit, step.opened_at, step.pauses, calendar)]
    return tuple(sorted(found, key=lambda pair: pair[1].moment))

"""What the clock will have posted by a moment: its rounds are played ahead in a transaction that is taken back."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from msgspec import Struct, field

from bot.commands.approvals import ApprovalDue, AuditApprovals, ExpireApproval, QuestionDue
from bot.commands.command import Command
from bot.commands.follow_ups import EscalateFollowUp, KeepHouse, PostToday, RemindFollowUp
from bot.commands.shipments import CutOffDue, DutyDue, LcClock, MilestoneMissed
from bot.desk.house import House
from bot.desk.table import HANDLERS
from bot.desk.workplaces import clock_workplace
from bot.domain.follow_ups import FollowUpOrigin
from bot.domain.people import PlatformName
from bot.domain.refs import Kind, Ref
from bot.ports.ledger import Ledger, StorageFault, Via
from bot.ports.requests import DueTimer, Notice, ToPerson, ToPlace, ToTopic

AT_ONCE = 64
MOST = 100_000
"""Timers played ahead; a moment so far off that there are more is answered with what was found until then."""
HOURLY = (KeepHouse, AuditApprovals)
"""What renews itself every hour and tells nobody anything new; it is played once."""


class Occasion(StrEnum):
    """Why something is posted."""

    REMINDER = "reminder"
    OVERDUE = "overdue"
    TODAY = "today"
    APPROVAL = "approval-due"
    QUESTION = "question-due"
    EXPIRY = "expire-approval"
    CUT_OFF = "cut-off-due"
    MISSED = "milestone-missed"
    DUTY = "duty-due"
    CREDIT = "lc-clock"
    OTHER = "other"


OCCASIONS: Mapping[type[Command], Occasion] = {
    RemindFollowUp: Occasion.REMINDER,
    EscalateFollowUp: Occasion.OVERDUE,
    PostToday: Occasion.TODAY,
    ApprovalDue: Occasion.APPROVAL,
    QuestionDue: Occasion.QUESTION,
    ExpireApproval: Occasion.EXPIRY,
    CutOffDue: Occasion.CUT_OFF,
    MilestoneMissed: Occasion.MISSED,
    DutyDue: Occasion.DUTY,
    LcClock: Occasion.CREDIT,
}
"""What the clock asks for and somebody is told of."""
SUBJECTS = {
    "follow_up_id": Kind.FOLLOW_UP,
    "shipment_id": Kind.SHIPMENT,
    "duty_id": Kind.DUTY,
    "approval_id": Kind.APPROVAL,
    "customer_id": Kind.CUSTOMER,
}


class Coming(Struct, frozen=True):
    """Something that will be posted: when, about what, for whom, and what sort of thing it is."""

    at: datetime
    code: str
    customer: str
    whom: str
    occasion: Occasion


class Foreseen(Exception):
    """Carries what was found out of the transaction, which is thereby taken back."""

    def __init__(self, rows: list[Coming]) -> None:
        super().__init__()
        self.rows = rows


class _LaterClock(Struct):
    """The clock as it will stand; never before the present."""

    at: datetime

    def now(self) -> datetime:
        """The moment that is played."""
        return self.at


class _Play(Struct):
    """One playing ahead."""

    ledger: Ledger
    house: House
    begun_at: datetime
    clock: _LaterClock
    posted: set[tuple[str, str]] = field(default_factory=set)
    played: set[type[Command]] = field(default_factory=set)

    def rows_of(self, timer: DueTimer) -> Iterator[Coming]:
        """What one timer makes the desk post; a timer that comes to nothing posts nothing."""
        if not self.ledger.alarms.done(timer):
            return
        command = type(timer.command)
        if command in HOURLY and command in self.played:
            return
        self.played.add(command)
        self.clock.at = max(self.begun_at, timer.due_at)
        via = Via(f"ahead:{timer.key}:{timer.due_at.isoformat()}", None, PlatformName.CLOCK, "clock", self.clock.at)
        self.ledger.begin(via)
        try:
            with self.ledger.attempt():
                outcome = HANDLERS[command](
                    timer.command, clock_workplace(self.house, self.ledger, self.clock, via.request_id)
                )
        except StorageFault:
            raise
        except Exception:
            # The real round logs what fails and goes on with the next one.
            return
        for notice in outcome.notices:
            yield from self._rows(notice, timer)

    def _rows(self, notice: Notice, timer: DueTimer) -> Iterator[Coming]:
        code, customer = self._about(timer.command)
        for whom in self._whom(notice):
            if (notice.key, whom) not in self.posted:
                self.posted.add((notice.key, whom))
                occasion = OCCASIONS.get(type(timer.command), Occasion.OTHER)
                yield Coming(self.clock.at, code, customer, whom, occasion)

    def _whom(self, notice: Notice) -> list[str]:
        match notice.to:
            case ToPerson(number):
                person = self.ledger.people.get(number)
                return [person.name] if person is not None else []
            case ToTopic(topic):
                return [f"#{topic.value}"] if self.ledger.routes.of_topic(topic) else []
            case ToPlace(place):
                return [place.name or place.chat]

    def _about(self, command: Command) -> tuple[str, str]:
        """Code and customer of what a command is about."""
        if isinstance(command, PostToday):
            return "today", ""
        for name, kind in SUBJECTS.items():
            number = getattr(command, name, None)
            if number is None:
                continue
            record: Any = self.ledger.of(kind).get(number)
            if kind is Kind.DUTY and record is not None:
                kind, number = Kind.SHIPMENT, record.shipment_id
            is_foreseen = getattr(record, "created_at", self.begun_at) > self.begun_at
            if kind is Kind.FOLLOW_UP and is_foreseen and record.origin is not FollowUpOrigin.NAMED:
                # A promise that only the rhythm will make has no code yet.
                kind, number = Kind.CUSTOMER, record.customer_id
            customer = self.ledger.customers.get(getattr(record, "customer_id", None) or number)
            return Ref(kind, number).code, customer.name if customer is not None else ""
        return "", ""


def foresee(ledger: Ledger, house: House, until: datetime) -> None:
    """Play the clock ahead up to the moment. To be run as a writing job: always ends by raising `Foreseen`.

    What was already due is posted at once. What people will do until then is not known: every promise is taken to
    stay open. Holds the store's writer while it plays.
    """
    now = house.clock.now()
    play = _Play(ledger, house, now, _LaterClock(now))
    ledger.begin(Via("ahead", None, PlatformName.CLOCK, "clock", now))
    ledger.timers.set("keep_house", now, KeepHouse())
    rows: list[Coming] = []
    count = 0
    while count < MOST and (due := ledger.alarms.due(until, AT_ONCE)):
        for timer in due:
            rows += play.rows_of(timer)
        count += len(due)
    raise Foreseen(sorted(rows, key=lambda row: row.at))

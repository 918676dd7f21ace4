"""What can go wrong between us and a chat platform, ordered in advance by a test."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

ANY_METHOD = "*"
FOREVER = math.inf


class FaultKind(StrEnum):
    """The ways a call can end other than well."""

    STATUS = "status"
    REFUSAL = "refusal"
    RATE_LIMIT = "rate_limit"
    ANSWER_LOST = "answer_lost"
    CUT = "cut"
    DELAY = "delay"
    HANG = "hang"


@dataclass(frozen=True, slots=True)
class Fault:
    """One way to fail; `done` says whether the platform did what was asked all the same."""

    kind: FaultKind
    done: bool = False
    status: int = 500
    error: str = ""
    retry_after: int = 1
    seconds: float = 0.0


@dataclass(slots=True)
class _Planned:
    fault: Fault
    method: str
    left: float
    after: int
    where: Mapping[str, Any]

    def fits(self, method: str, params: Mapping[str, Any]) -> bool:
        """Whether this plan speaks of such a call; a parameter is compared as text."""
        if self.method not in (ANY_METHOD, method) or self.left <= 0:
            return False
        return all(str(params.get(name)) == str(value) for name, value in self.where.items())


@dataclass(slots=True)
class Faults:
    """The plan of faults of one fake platform.

    Every order names a method (`"*"`: any), how many `times` (`FOREVER`: always), how many fitting calls pass
    unharmed before (`after`), and may be held to calls with given parameters (`where={"channel": "C1"}`).
    """

    _plans: list[_Planned] = field(default_factory=list)

    def status(
        self,
        method: str,
        status: int = 500,
        times: float = 1,
        done: bool = False,
        where: Mapping[str, Any] | None = None,
        after: int = 0,
    ) -> None:
        """Answer with this HTTP status; with `done`, only after doing what was asked."""
        self.plan(method, Fault(FaultKind.STATUS, status=status, done=done), times, where, after)

    def refuse(
        self,
        method: str,
        error: str,
        times: float = 1,
        status: int = 400,
        where: Mapping[str, Any] | None = None,
        after: int = 0,
    ) -> None:
        """Answer with the platform's own refusal: Slack's error word, or Telegram's description (with `status`)."""
        self.plan(method, Fault(FaultKind.REFUSAL, error=error, status=status), times, where, after)

    def rate_limit(
        self,
        method: str,
        retry_after: int = 1,
        times: float = 1,
        where: Mapping[str, Any] | None = None,
        after: int = 0,
    ) -> None:
        """Answer 429 and name the seconds to wait."""
        self.plan(method, Fault(FaultKind.RATE_LIMIT, retry_after=retry_after), times, where, after)

    def lose_answer(
        self, method: str, times: float = 1, where: Mapping[str, Any] | None = None, after: int = 0
    ) -> None:
        """Do what was asked, then close the connection without a word."""
        self.plan(method, Fault(FaultKind.ANSWER_LOST, done=True), times, where, after)

    def cut(self, method: str, times: float = 1, where: Mapping[str, Any] | None = None, after: int = 0) -> None:
        """Close the connection and do nothing."""
        self.plan(method, Fault(FaultKind.CUT), times, where, after)

    def delay(
        self,
        method: str,
        seconds: float,
        times: float = 1,
        where: Mapping[str, Any] | None = None,
        after: int = 0,
    ) -> None:
        """Do it at once, but answer only after `seconds`."""
        self.plan(method, Fault(FaultKind.DELAY, done=True, seconds=seconds), times, where, after)

    def hang(
        self,
        method: str,
        times: float = 1,
        done: bool = False,
        where: Mapping[str, Any] | None = None,
        after: int = 0,
    ) -> None:
        """Never answer: the caller's own timeout has to end it. With `done`, what was asked is done first."""
        self.plan(method, Fault(FaultKind.HANG, done=done), times, where, after)

    def plan(
        self, method: str, fault: Fault, times: float = 1, where: Mapping[str, Any] | None = None, after: int = 0
    ) -> None:
        """Order any fault; the others are shorter words for this."""
        self._plans.append(_Planned(fault, method, times, after, where or {}))

    def clear(self) -> None:
        """Forget all orders."""
        self._plans.clear()

    @property
    def are_spent(self) -> bool:
        """Whether every counted order has happened."""
        return all(plan.left <= 0 or plan.left == FOREVER for plan in self._plans)

    def take(self, method: str, params: Mapping[str, Any]) -> Fault | None:
        """The fault for this call, the oldest fitting order first; uses up one of its times."""
        for plan in self._plans:
            if not plan.fits(method, params):
                continue
            if plan.after > 0:
                plan.after -= 1
                continue
            plan.left -= 1
            return plan.fault
        return None

"""The last moments before sailing: papers, weight, box and customs; who still owes something, and when to say so."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct


class CutOff(StrEnum):
    """DCSA's codes of cut-offs; the desk's four are DCO (papers), VCO (weight), PCO/FCO (port) and CUA (customs)."""

    DOCUMENTS = "DCO"
    VGM = "VCO"
    FULL_DELIVERY = "FCO"
    LCL_DELIVERY = "LCO"
    PORT = "PCO"
    EMPTY_PICK_UP = "ECP"
    EARLIEST_FULL_DELIVERY = "EFC"
    REEFER = "RCO"
    DANGEROUS_GOODS = "DGC"
    OUT_OF_GAUGE = "OBC"
    TRANSHIPMENT = "TCO"
    CUSTOMS = "CUA"
    ADVANCE_FILING = "AFC"


class Owed(StrEnum):
    """What has to be done before a cut-off."""

    SHIPPING_INSTRUCTIONS = "shipping_instructions"
    VGM = "vgm"
    GATE_IN = "gate_in"
    EMPTY_PICK_UP = "empty_pick_up"
    EXPORT_DECLARATION = "export_declaration"
    DANGEROUS_GOODS_DECLARATION = "dangerous_goods_declaration"
    ADVANCE_FILING = "advance_filing"


OWED_BY: Mapping[CutOff, Owed] = {
    CutOff.DOCUMENTS: Owed.SHIPPING_INSTRUCTIONS,
    CutOff.VGM: Owed.VGM,
    CutOff.FULL_DELIVERY: Owed.GATE_IN,
    CutOff.LCL_DELIVERY: Owed.GATE_IN,
    CutOff.PORT: Owed.GATE_IN,
    CutOff.REEFER: Owed.GATE_IN,
    CutOff.OUT_OF_GAUGE: Owed.GATE_IN,
    CutOff.EMPTY_PICK_UP: Owed.EMPTY_PICK_UP,
    CutOff.DANGEROUS_GOODS: Owed.DANGEROUS_GOODS_DECLARATION,
    CutOff.CUSTOMS: Owed.EXPORT_DECLARATION,
    CutOff.ADVANCE_FILING: Owed.ADVANCE_FILING,
}
"""EFC is an opening, not a limit, and TCO is the carrier's own affair: neither is owed by the desk."""


class Deadline(Struct, frozen=True):
    """One cut-off of one shipment. `at` is aware."""

    cut_off: CutOff
    at: datetime


class Countdown(Struct, frozen=True):
    """One call before a cut-off: `warn_at` aware, `left` the time between the call and the cut-off."""

    deadline: Deadline
    warn_at: datetime
    left: timedelta

    def key(self, shipment_id: int) -> str:
        """The same for the same call; another moment of the cut-off is another countdown."""
        hours = int(self.left.total_seconds() // 3600)
        return f"{shipment_id}:{self.deadline.cut_off.value}:{self.deadline.at.timestamp():.0f}:{hours}h"


def countdowns(deadline: Deadline, warn_before: Sequence[timedelta], now: datetime) -> tuple[Countdown, ...]:
    """The calls still to be made, soonest first.

    Where several are already due (a cut-off told late), only the nearest to the cut-off is given, due at once; after
    the cut-off itself there is none: then it is missed, which is another alert.
    """
    if deadline.at <= now or deadline.cut_off not in OWED_BY:
        return ()
    calls = [Countdown(deadline, deadline.at - left, left) for left in sorted(set(warn_before), reverse=True)]
    passed = [call for call in calls if call.warn_at <= now]
    return (*passed[-1:], *(call for call in calls if call.warn_at > now))


class Debt(Struct, frozen=True):
    """Something not done yet, the first cut-off that needs it, and the roles that owe it."""

    owed: Owed
    deadline: Deadline
    roles: tuple[str, ...]
    is_late: bool


def debts(
    deadlines: Iterable[Deadline], done: Collection[Owed], roles: Mapping[CutOff, tuple[str, ...]], now: datetime
) -> tuple[Debt, ...]:
    """What is still owed, soonest first, each thing once."""
    found: dict[Owed, Debt] = {}
    for deadline in sorted(deadlines, key=lambda one: one.at):
        owed = OWED_BY.get(deadline.cut_off)
        if owed is not None and owed not in done and owed not in found:
            found[owed] = Debt(owed, deadline, roles.get(deadline.cut_off, ()), deadline.at <= now)
    return tuple(found.values())

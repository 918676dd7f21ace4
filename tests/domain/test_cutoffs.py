"""Cut-offs: the calls before them, and who still owes something."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.cutoffs import OWED_BY, CutOff, Deadline, Owed, countdowns, debts

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
CALLS = (timedelta(hours=48), timedelta(hours=24), timedelta(hours=6))


def left(hours: float) -> list[int]:
    calls = countdowns(Deadline(CutOff.DOCUMENTS, NOW + timedelta(hours=hours)), CALLS, NOW)
    return [int(call.left.total_seconds() // 3600) for call in calls]


def test_calls_at_48_24_and_6_hours() -> None:
    assert left(72) == [48, 24, 6]
    assert left(30) == [48, 24, 6]
    assert left(20) == [24, 6]
    assert left(3) == [6]
    assert left(0) == []
    assert left(-1) == []


@given(st.floats(-100, 200), st.sampled_from(CutOff))
def test_at_most_one_call_is_due_at_once(hours: float, cut_off: CutOff) -> None:
    deadline = Deadline(cut_off, NOW + timedelta(hours=hours))
    calls = countdowns(deadline, CALLS, NOW)
    assert sum(call.warn_at <= NOW for call in calls) <= 1
    assert [call.warn_at for call in calls] == sorted(call.warn_at for call in calls)
    assert bool(calls) is (deadline.at > NOW and cut_off in OWED_BY)
    assert len({call.key(7) for call in calls}) == len(calls)


def test_debts_are_named_once_by_their_first_cut_off() -> None:
    early = Deadline(CutOff.FULL_DELIVERY, NOW - timedelta(hours=1))
    port = Deadline(CutOff.PORT, NOW + timedelta(hours=5))
    papers = Deadline(CutOff.DOCUMENTS, NOW + timedelta(hours=2))
    customs = Deadline(CutOff.CUSTOMS, NOW + timedelta(hours=3))
    opening = Deadline(CutOff.EARLIEST_FULL_DELIVERY, NOW)
    found = debts(
        (port, customs, early, papers, opening), {Owed.EXPORT_DECLARATION}, {CutOff.DOCUMENTS: ("logistics",)}, NOW
    )
    assert [(debt.owed, debt.deadline, debt.is_late) for debt in found] == [
        (Owed.GATE_IN, early, True),
        (Owed.SHIPPING_INSTRUCTIONS, papers, False),
    ]
    assert found[1].roles == ("logistics",)

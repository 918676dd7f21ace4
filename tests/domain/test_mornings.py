"""The morning's look in figures: room for every section, and what became of promises."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.follow_ups import FollowUp, FollowUpState
from bot.domain.mornings import MOST, SHARES, Kept, TodaySection, kept, kept_by_day, room

NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")


def promise(due: timedelta, closed: timedelta | None = None, state: FollowUpState | None = None) -> FollowUp:
    is_done = closed is not None
    return FollowUp(
        id=1,
        customer_id=1,
        owner_id=1,
        due_at=NOW + due,
        created_at=NOW,
        created_by=1,
        state=state or (FollowUpState.DONE if is_done else FollowUpState.OPEN),
        closed_at=NOW + closed if closed is not None else None,
    )


@given(st.dictionaries(st.sampled_from(TodaySection), st.integers(0, 700)))
def test_no_section_is_left_out_and_all_fit_together(counts: dict[TodaySection, int]) -> None:
    given_room = room(counts)
    assert sum(given_room.values()) <= sum(SHARES.values())
    for section in TodaySection:
        count = counts.get(section, 0)
        assert min(count, SHARES[section]) <= given_room[section] <= min(count, max(MOST[section], SHARES[section]))


def test_room_that_one_section_does_not_need_goes_to_the_others() -> None:
    assert room({TodaySection.OVERDUE: 500})[TodaySection.OVERDUE] == sum(SHARES.values())


def test_a_promise_is_kept_until_the_end_of_its_day() -> None:
    hours, day = timedelta(hours=1), timedelta(days=1)
    found = kept(
        [
            promise(-day, -day + 5 * hours),
            promise(-2 * day, -day),
            promise(-day),
            promise(-hours),
            promise(5 * hours),
            promise(-day, state=FollowUpState.CANCELLED),
        ],
        NOW,
        ZONE,
    )
    assert found == Kept(kept=1, missed=2, waiting=2)


@given(st.lists(st.tuples(st.integers(-200, 40), st.none() | st.integers(-200, 0))))
def test_days_add_up_to_the_whole(cases: list[tuple[int, int | None]]) -> None:
    promises = [promise(timedelta(hours=due), None if end is None else timedelta(hours=end)) for due, end in cases]
    days = [date(2026, 11, 25) + timedelta(days=step) for step in range(-12, 5)]
    by_day = kept_by_day(promises, days, NOW, ZONE)
    assert sum(one.due for one in by_day) == len(promises)
    whole = kept(promises, NOW, ZONE)
    assert sum(one.kept for one in by_day) == whole.kept
    assert sum(one.missed for one in by_day) == whole.missed

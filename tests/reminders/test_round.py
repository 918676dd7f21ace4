"""The clock's round: each promise asked for once, in its owner's hours, late when late, and never forgotten."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.commands.follow_ups import PlanRhythm, RemindFollowUp
from bot.desk.clockwork import FORESEEN
from bot.desk.table import CARDS, HANDLERS
from bot.dialogue.replies import Reply, buttons_in
from bot.domain.people import PlatformName
from bot.domain.refs import Kind, Ref
from bot.domain.routes import Route, Topic
from bot.ports.books import UNSAVED
from bot.ports.ledger import Ledger, Letter, StorageFault
from bot.ports.requests import Outcome, Place
from bot.ports.work import Work
from bot.reminders.housekeeping import begin_house
from bot.reminders.round import Round
from tests.approvals.floor import START, Floor, floor_in, said
from tests.fresh import url_in

SHANGHAI = ZoneInfo("Asia/Shanghai")
OVERDUE_ROOM = "C-LATE"


@pytest.fixture
def floor(tmp_path: Path) -> Iterator[Floor]:
    with floor_in(tmp_path, url_in(tmp_path)) as opened:
        yield opened


def follow(floor: Floor, when: str, what: str = "Ask for feedback", who: str = "Anna") -> None:
    answer = floor.say(who, f"follow ABC GmbH > {when} {what}")
    assert not answer.is_refusal, answer
    floor.post()


def at(floor: Floor, day: int, hour: int, minute: int = 0, month: int = 12) -> list[Letter]:
    """Go to a moment in Shanghai, all rounds between included, and give back what was told on the way."""
    goal = datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI).astimezone(UTC)
    told = list[Letter]()
    while floor.clock.at < goal:
        floor.clock.at = min(goal, floor.clock.at + timedelta(minutes=30))
        asyncio.run(Round(floor.store, floor.desk, floor.clock).run())
        told += floor.post()
    return told


def run_at(floor: Floor, moment: datetime) -> list[Letter]:
    """Go to a moment at once, and give back what was told then."""
    floor.clock.at = moment
    asyncio.run(Round(floor.store, floor.desk, floor.clock).run())
    return floor.post()


def reminders(letters: list[Letter], number: int = 1) -> list[Letter]:
    return [letter for letter in letters if letter.key.startswith(f"remind:F{number}:")]


def open_house(floor: Floor) -> None:
    asyncio.run(begin_house(floor.store, floor.clock))
    asyncio.run(Round(floor.store, floor.desk, floor.clock).run())
    floor.post()


# ------------------------------------------------------------------------------------------------ once


def test_two_rounds_at_once_ask_for_a_timer_once(floor: Floor) -> None:
    follow(floor, "2026-12-01 09:00")
    floor.clock.at = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)

    async def both() -> None:
        await asyncio.gather(*(Round(floor.store, floor.desk, floor.clock).run() for _ in range(5)))

    asyncio.run(both())
    asyncio.run(both())
    assert len(reminders(floor.post())) == 1


def test_at_most_one_reminder_a_day_for_one_thing(floor: Floor) -> None:
    follow(floor, "2026-12-01 09:00")
    assert len(reminders(at(floor, 1, 9))) == 1
    floor.say("Anna", "follow F1 snooze:1h")
    assert reminders(at(floor, 1, 23)) == []


def test_a_promise_kept_or_moved_is_not_asked_for(floor: Floor) -> None:
    follow(floor, "2026-12-01 09:00")
    follow(floor, "2026-12-01 10:00", "Call")
    floor.say("Anna", "follow F1 done")
    floor.say("Anna", "follow F2 snooze:2d")
    told = at(floor, 1, 23)
    assert reminders(told) == [] and reminders(told, 2) == []
    assert len(reminders(at(floor, 5, 12), 2)) == 1


def test_a_store_that_takes_nothing_is_tried_again(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    follow(floor, "2026-12-01 09:00")
    floor.clock.at = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)
    the_round = Round(floor.store, floor.desk, floor.clock)

    def gone(*_: object) -> None:
        raise StorageFault("locked")

    with monkeypatch.context() as broken:
        broken.setattr(type(floor.store), "read", gone)
        assert asyncio.run(the_round.run()) == 0
        assert the_round.last_at is None
    assert asyncio.run(the_round.run()) >= 1
    assert the_round.last_at == floor.clock.at
    assert len(reminders(floor.post())) == 1


# ------------------------------------------------------------------------------------------------ when


def test_a_moment_named_to_the_minute_is_kept_on_any_day(floor: Floor) -> None:
    follow(floor, "2026-11-28 22:30")
    assert reminders(at(floor, 28, 22, 0, month=11)) == []
    assert len(reminders(at(floor, 28, 22, 30, month=11))) == 1, "a Saturday night"


def test_a_day_alone_is_nine_in_the_morning(floor: Floor) -> None:
    follow(floor, "2026-12-01")
    assert reminders(at(floor, 1, 8, 30)) == []
    assert len(reminders(at(floor, 1, 9))) == 1


def test_a_day_alone_on_a_free_day_becomes_the_next_working_day(floor: Floor) -> None:
    follow(floor, "2026-11-28")
    assert reminders(at(floor, 30, 8, 30, month=11)) == []
    assert len(reminders(at(floor, 30, 9, month=11))) == 1, "Monday"


def test_a_day_alone_waits_for_the_end_of_quiet_hours(floor: Floor) -> None:
    floor.change_person("Anna", quiet_from=time(18), quiet_to=time(10))
    follow(floor, "2026-12-01")
    assert reminders(at(floor, 1, 9, 30)) == []
    assert len(reminders(at(floor, 1, 10, 30))) == 1


def test_a_day_alone_is_a_day_where_its_owner_is(floor: Floor) -> None:
    floor.change_person("Anna", zone="America/New_York")
    follow(floor, "2026-12-01")
    assert reminders(at(floor, 1, 21, 30)) == []
    assert len(reminders(at(floor, 1, 22))) == 1, "nine in New York"


@pytest.mark.parametrize(
    ("said_at", "zone", "kept"),
    [
        ("2027-03-28 02:30", "Europe/Berlin", datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
        ("2027-10-31 02:30", "Europe/Berlin", datetime(2027, 10, 31, 0, 30, tzinfo=UTC)),
        ("2027-03-14 02:30", "America/New_York", datetime(2027, 3, 14, 7, 30, tzinfo=UTC)),
        ("2027-11-07 01:30", "America/New_York", datetime(2027, 11, 7, 5, 30, tzinfo=UTC)),
    ],
)
def test_clocks_that_are_changed_ask_exactly_once(floor: Floor, said_at: str, zone: str, kept: datetime) -> None:
    """In the gap the offset before it counts, in the fold the first of the two."""
    floor.change_person("Anna", zone=zone)
    follow(floor, said_at)
    told = list[Letter]()
    for minutes in range(-180, 200, 15):
        floor.clock.at = kept + timedelta(minutes=minutes)
        asyncio.run(Round(floor.store, floor.desk, floor.clock).run())
        gone = reminders(floor.post())
        assert not gone or minutes == 0, (minutes, gone)
        told += gone
    assert len(told) == 1


# ------------------------------------------------------------------------------------------------ late


def test_in_time_says_nothing_and_late_says_by_how_much(floor: Floor) -> None:
    follow(floor, "2026-12-01 09:00")
    follow(floor, "2026-12-01 09:00", "Call")
    (on_time, _) = at(floor, 1, 9)[-2:]
    assert "late by" not in said(on_time.reply).lower()
    follow(floor, "2026-12-01 12:00", "Write")
    floor.clock.at = datetime(2026, 12, 1, 6, 15, tzinfo=UTC)
    asyncio.run(Round(floor.store, floor.desk, floor.clock).run())
    (late,) = reminders(floor.post(), 3)
    assert "late by 2 h 15 min" in said(late.reply).lower()


def test_after_thirty_days_down_each_thing_is_told_once(floor: Floor) -> None:
    for number in range(1, 6):
        follow(floor, f"2026-12-0{number} 09:00", f"thing {number}")
    open_house(floor)
    floor.restart()
    floor.clock.at += timedelta(days=40)
    told = list[Letter]()
    for _ in range(3):
        asyncio.run(Round(floor.store, floor.desk, floor.clock).run())
        told += floor.post()
    for number in range(1, 6):
        (one,) = reminders(told, number)
        assert "late by" in said(one.reply).lower()
    mornings = [letter.person_id for letter in told if letter.key.startswith("today:")]
    assert sorted(m for m in mornings if m) == sorted(one.id for one in floor.people.values()), "one list each"
    keys = [letter.key for letter in told]
    assert len(keys) == len(set(keys))


def test_a_morning_list_that_comes_late_says_so(floor: Floor) -> None:
    open_house(floor)
    told = [one for one in run_at(floor, START + timedelta(days=1)) if one.key.startswith("today:")]
    assert len(told) == len(floor.people)
    assert all("late by 1 h 30 min" in said(one.reply).lower() for one in told)


# ------------------------------------------------------------------------------------------------ overdue


def test_what_is_overdue_is_told_to_owner_superior_and_the_room(floor: Floor) -> None:
    def add(ledger: Ledger) -> None:
        floor._begin(ledger)
        ledger.routes.add(
            Route(
                id=UNSAVED,
                platform=PlatformName.SLACK,
                chat=OVERDUE_ROOM,
                thread=None,
                topic=Topic.OVERDUE,
                added_by=floor.people["Adam"].id,
            )
        )

    floor.store.write(add).result(9)
    follow(floor, "2026-12-01 09:00")
    at(floor, 1, 9)
    told = [letter for letter in at(floor, 3, 18) if letter.key.startswith("overdue:F1:")]
    people = {letter.person_id for letter in told if letter.person_id is not None}
    assert people == {floor.people["Anna"].id, floor.people["Mei"].id}
    assert [letter.place.chat for letter in told if letter.person_id is None] == [OVERDUE_ROOM]
    assert len(told) == 3, "once"


# ------------------------------------------------------------------------------------------------ the morning


def test_the_morning_list_comes_at_half_past_eight_on_working_days_in_ones_own_zone(floor: Floor) -> None:
    floor.change_person("Boris", zone="Europe/Berlin")
    open_house(floor)
    told: dict[int, list[datetime]] = {}
    midnight = START.astimezone(SHANGHAI).replace(hour=0)
    for day in range(1, 8):
        for hour, minute in ((8, 0), (8, 30), (9, 0), (15, 0), (15, 30), (16, 0)):
            moment = midnight + timedelta(days=day, hours=hour, minutes=minute)
            for letter in run_at(floor, moment.astimezone(UTC)):
                if letter.key.startswith("today:") and letter.person_id is not None:
                    told.setdefault(letter.person_id, []).append(moment)
    anna = [moment.astimezone(SHANGHAI) for moment in told[floor.people["Anna"].id]]
    assert [(m.day, m.hour, m.minute) for m in anna] == [(d, 8, 30) for d in (26, 27, 30, 1, 2)], (
        "not on Saturday or Sunday"
    )
    boris = [moment.astimezone(ZoneInfo("Europe/Berlin")) for moment in told[floor.people["Boris"].id]]
    assert {(m.hour, m.minute) for m in boris} == {(8, 30)}
    assert all(m.weekday() < 5 for m in boris)


def test_keeping_house_sets_the_hourly_check_of_requests_too(floor: Floor) -> None:
    asyncio.run(begin_house(floor.store, floor.clock))
    timers = floor.timers()
    assert timers["audit_approvals"].due_at == START.replace(minute=0) + timedelta(hours=1)
    assert "keep_house" in timers
    asyncio.run(begin_house(floor.store, floor.clock))
    assert floor.timers().keys() == timers.keys()


# ------------------------------------------------------------------------------------------------ rhythm


def opened_by_rhythm(floor: Floor) -> list[tuple[str, datetime]]:
    found = floor.store.read(lambda ledger: ledger.follow_ups.open_of_customer(1)).result(9)
    return [(one.origin.value, one.due_at) for one in found]


def test_a_rhythm_is_counted_from_the_last_contact_on_any_surface(floor: Floor) -> None:
    floor.say("Anna", "log ABC GmbH email First mail")
    due = {key: timer.due_at for key, timer in floor.timers().items() if isinstance(timer.command, PlanRhythm)}
    assert len(due) == 1
    floor.clock.at += timedelta(days=2)
    floor.say("Anna", "log ABC GmbH call They called", Place(PlatformName.TELEGRAM, "D-Anna"))
    again = {key: timer.due_at for key, timer in floor.timers().items() if isinstance(timer.command, PlanRhythm)}
    assert again.keys() == due.keys()
    assert all(again[key] > due[key] for key in due)


def test_an_unanswered_quote_is_asked_for_after_its_days(floor: Floor) -> None:
    floor.say("Anna", "log ABC GmbH email Quote sent #quote")
    told = at(floor, 2, 18)
    assert opened_by_rhythm(floor) and opened_by_rhythm(floor)[0][0] == "quote"
    assert len(reminders(told)) == 1


def test_a_named_day_takes_the_place_of_the_rhythm(floor: Floor) -> None:
    floor.say("Anna", "log ABC GmbH email Quote sent #quote > 2026-12-20 09:00 chase")
    at(floor, 18, 18)
    assert [origin for origin, _ in opened_by_rhythm(floor)] == ["named"]


def test_a_hot_customer_left_alone_is_named_first(floor: Floor) -> None:
    floor.say("Anna", 'customer new "Zeta Oy" temperature:hot')
    floor.say("Anna", "customer ABC GmbH temperature:cold")
    for day in range(26, 50):
        run_at(floor, START + timedelta(days=day - 25))
    answer = floor.say("Anna", "today")
    words = said(answer.reply)
    assert "Zeta Oy" in words
    assert "ABC GmbH" not in words or words.index("Zeta Oy") < words.index("ABC GmbH")
    assert floor.store.read(lambda ledger: ledger.trail.about((Ref(Kind.CUSTOMER, 2),), None, 9)).result(9)


def test_a_reminder_shows_the_thing_as_it_stands_when_it_goes(floor: Floor) -> None:
    follow(floor, "2026-12-01 10:00", "Ask for feedback")
    floor.clock.at = datetime(2026, 12, 1, 10, 0, tzinfo=SHANGHAI).astimezone(UTC)
    asyncio.run(Round(floor.store, floor.desk, floor.clock).run())
    floor.say("Anna", "log ABC GmbH call They will answer on Friday")
    (told,) = floor.post()
    assert told.key.startswith("remind:F1:")
    assert not told.is_undrawn
    assert "They will answer on Friday" in said(told.reply)
    assert all(button.ticket for button in buttons_in(told.reply))


def test_many_due_at_once_are_told_once_each_though_one_of_them_fails(
    floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(40):
        assert not floor.say("Anna", f"follow ABC GmbH > 2026-12-01 10:00 Thing {number}").is_refusal
    floor.post()
    handlers: dict[Any, Callable[..., Outcome]] = HANDLERS
    plain = handlers[RemindFollowUp]

    def remind(command: RemindFollowUp, work: Work) -> Outcome:
        if command.follow_up_id == 7:
            raise ValueError("a bug")
        return plain(command, work)

    monkeypatch.setitem(handlers, RemindFollowUp, remind)
    floor.clock.at = datetime(2026, 12, 1, 10, 0, tzinfo=SHANGHAI).astimezone(UTC)

    async def two_rounds() -> list[int]:
        rounds = [Round(floor.store, floor.desk, floor.clock) for _ in range(2)]
        return await asyncio.gather(*(one.run() for one in rounds))

    asyncio.run(two_rounds())
    told = [letter.key.split(":")[1] for letter in floor.post() if letter.key.startswith("remind:")]
    assert sorted(told) == sorted(f"F{number}" for number in range(1, 41) if number != 7)
    # What failed is put aside with its code, and asked for no more.
    assert not [key for key in floor.timers() if key.startswith("follow_up:")]


def test_what_many_ask_for_at_once_gives_notices_and_writes_no_trail(floor: Floor) -> None:
    follow(floor, "2026-12-01 10:00")
    size = floor.store.read(lambda ledger: ledger.trail.size()).result(5)
    assert set(FORESEEN) <= set(HANDLERS), "only what has a handler can be foreseen"
    assert [letter.key.partition(":")[0] for letter in at(floor, 3, 12)].count("overdue") > 0
    assert floor.store.read(lambda ledger: ledger.trail.size()).result(5) == size


def test_a_card_that_cannot_be_drawn_is_put_aside_and_keeps_no_other_from_going(
    floor: Floor, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    follow(floor, "2026-12-01 10:00", "First")
    follow(floor, "2026-12-01 10:00", "Second")
    plain = CARDS[Kind.FOLLOW_UP]

    def draw(ref: Ref, work: Work) -> Reply | None:
        if ref.id == 1:
            raise ValueError("a bug")
        return plain(ref, work)

    monkeypatch.setitem(CARDS, Kind.FOLLOW_UP, draw)
    floor.clock.at = datetime(2026, 12, 1, 10, 0, tzinfo=SHANGHAI).astimezone(UTC)
    asyncio.run(Round(floor.store, floor.desk, floor.clock).run())
    # The chat's first letter is given up in one taking, and the next goes in the one after.
    told = [letter.key.split(":")[1] for _ in range(2) for letter in floor.post()]
    assert told == ["F2"]
    assert "a bug" in caplog.text
    assert floor.store.read(lambda ledger: ledger.outbox.waiting()).result(5) == 0

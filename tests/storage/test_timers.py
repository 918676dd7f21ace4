"""Timers: moved, struck once, and never stuck behind one that no longer means anything."""

from datetime import timedelta
from typing import Any

from sqlalchemy import update

from bot.commands.follow_ups import CloseFollowUp
from bot.domain.refs import Kind, Ref
from bot.ports.ledger import Ledger
from bot.ports.requests import DueTimer
from bot.storage.store import SqlStore
from bot.storage.tables import TIMERS
from tests.storage.builders import DAY, NOW

F7 = Ref(Kind.FOLLOW_UP, 7)
CLOSE = CloseFollowUp(follow_up=F7)
SECOND = timedelta(seconds=1)


def _due(store: SqlStore, at: Any, limit: int = 9) -> list[DueTimer]:
    return store.read(lambda ledger: ledger.alarms.due(at, limit)).result(10)


def test_due_by_the_moment_earliest_first(store: SqlStore) -> None:
    def fill(ledger: Ledger) -> None:
        for key, days in (("c", 3), ("a", 1), ("b", 2)):
            ledger.timers.set(key, NOW + days * DAY, CLOSE, F7)

    store.write(fill).result(10)
    assert _due(store, NOW) == []
    assert _due(store, NOW + 2 * DAY) == [DueTimer("a", NOW + DAY, CLOSE), DueTimer("b", NOW + 2 * DAY, CLOSE)]
    assert [timer.key for timer in _due(store, NOW + 9 * DAY, 1)] == ["a"]


def test_a_moved_timer_is_not_struck_by_its_old_moment(store: SqlStore) -> None:
    store.write(lambda ledger: ledger.timers.set("a", NOW, CLOSE)).result(10)
    (old,) = _due(store, NOW)
    store.write(lambda ledger: ledger.timers.set("a", NOW + DAY, CLOSE)).result(10)
    assert not store.write(lambda ledger: ledger.alarms.done(old)).result(10)
    assert [timer.due_at for timer in _due(store, NOW + DAY)] == [NOW + DAY]


def test_a_timer_is_struck_once(store: SqlStore) -> None:
    store.write(lambda ledger: ledger.timers.set("a", NOW, CLOSE)).result(10)
    (timer,) = _due(store, NOW)
    struck = [store.write(lambda ledger: ledger.alarms.done(timer)) for _ in range(8)]
    assert sorted(future.result(10) for future in struck) == [False] * 7 + [True]
    assert _due(store, NOW) == []


def test_cancelled_by_key_and_by_thing(store: SqlStore) -> None:
    def work(ledger: Ledger) -> None:
        ledger.timers.set("a", NOW, CLOSE, F7)
        ledger.timers.set("b", NOW, CLOSE, F7)
        ledger.timers.set("c", NOW, CLOSE)
        ledger.timers.cancel("b")
        ledger.timers.cancel("unknown")
        ledger.timers.cancel_about(F7)

    store.write(work).result(10)
    assert [timer.key for timer in _due(store, NOW)] == ["c"]


def test_an_unknown_command_stops_no_other(store: SqlStore) -> None:
    def fill(ledger: Ledger) -> None:
        for number in range(4):
            ledger.timers.set(f"k{number}", NOW + number * DAY, CLOSE)

    store.write(fill).result(10)
    with store._engine.begin() as connection:
        gone = '{"@":"Command","v":1,"name":"Gone","fields":{}}'
        connection.execute(update(TIMERS).where(TIMERS.c.key.in_(["k0", "k1"])).values(command=gone))
    assert [timer.key for timer in _due(store, NOW + 9 * DAY, 1)] == ["k2"]


def test_the_next_are_found_while_the_first_are_served(store: SqlStore) -> None:
    def job(ledger: Ledger) -> None:
        for number in range(5):
            ledger.timers.set(f"k{number}", NOW + number * SECOND, CLOSE)

    store.write(job).result(10)
    later = NOW + 60 * SECOND
    due = store.read(lambda ledger: ledger.alarms.due(later, 2, 2)).result(10)
    assert [timer.key for timer in due] == ["k2", "k3"]
    moved = DueTimer("k3", NOW, CLOSE)
    struck = store.write(lambda ledger: ledger.alarms.strike([*due[:1], moved])).result(10)
    assert struck == {"k2"}, "one that was moved meanwhile stands"
    assert [timer.key for timer in _due(store, later)] == ["k0", "k1", "k3", "k4"]

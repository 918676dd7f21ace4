"""One writer: all or nothing, one effect for one request, and nobody is answered before the commit."""

import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from bot.domain.customers import Customer
from bot.ports.ledger import Ledger, StorageFault
from bot.ports.requests import Answer
from bot.storage.speech import Clash
from bot.storage.store import SqlStore, open_store
from tests.storage.builders import ABC, NOW, contact, customer, follow_up, order, via


def test_attempt_takes_back_everything_written_inside(desk: SqlStore) -> None:
    def job(ledger: Ledger) -> tuple[int, int]:
        ledger.begin(via("one"))
        kept = ledger.contacts.add(contact(note="before"))
        with pytest.raises(ZeroDivisionError), ledger.attempt():
            ledger.contacts.add(contact(note="inside"))
            ledger.customers.change(ledger.customers.get(1), city="Rome")  # type: ignore[arg-type]
            ledger.names.learn(ABC, ["Other"])
            # Both a question that makes the waiting rows reach the database, and more rows after it.
            assert [c.note for c in ledger.contacts.latest(1, 5)] == ["inside", "before"]
            ledger.orders.add(order())
            ledger.receipts.keep("inner", Answer(), NOW)
            raise ZeroDivisionError
        ledger.follow_ups.add(follow_up())
        return kept.id, ledger.trail.written()

    assert desk.write(job).result(10) == (1, 2)

    def look(ledger: Ledger) -> None:
        assert [c.note for c in ledger.contacts.latest(1, 5)] == ["before"]
        assert ledger.customers.get(1).city is None  # type: ignore[union-attr]
        assert ledger.orders.of_customer(1) == []
        assert ledger.receipts.find("inner") is None
        assert len(ledger.follow_ups.open_of_customer(1)) == 1
        assert [ref.id for ref in ledger.names.exact(["abc gmbh"], [ABC.kind])["abc gmbh"]] == [1]
        assert ledger.trail.verify().is_intact

    desk.read(look).result(10)


def test_attempts_within_attempts(desk: SqlStore) -> None:
    def job(ledger: Ledger) -> None:
        ledger.begin(via("nested"))
        with ledger.attempt():
            ledger.contacts.add(contact(note="outer"))
            with pytest.raises(KeyError), ledger.attempt():
                ledger.contacts.add(contact(note="inner"))
                ledger.contacts.latest(1, 1)
                with ledger.attempt():
                    ledger.contacts.add(contact(note="innermost"))
                raise KeyError
            with ledger.attempt():
                ledger.contacts.add(contact(note="second"))

    desk.write(job).result(10)
    assert [c.note for c in desk.read(lambda ledger: ledger.contacts.latest(1, 9)).result(10)] == ["second", "outer"]
    assert desk.read(lambda ledger: ledger.trail.verify()).result(10).is_intact


def test_a_failing_job_disturbs_no_other(desk: SqlStore) -> None:
    def job(n: int) -> Any:
        def run(ledger: Ledger) -> int:
            ledger.begin(via(f"r{n}"))
            added = ledger.contacts.add(contact(note=str(n)))
            if n % 3 == 0:
                raise LookupError(n)
            return added.id

        return run

    done = [desk.write(job(n)) for n in range(60)]
    assert sorted(n for n, f in enumerate(done) if f.exception(10) is not None) == list(range(0, 60, 3))
    notes = {int(c.note) for c in desk.read(lambda ledger: ledger.contacts.latest(1, 99)).result(10)}
    assert notes == {n for n in range(60) if n % 3}
    numbers = sorted(f.result() for n, f in enumerate(done) if n % 3)
    assert numbers == list(range(1, 41)), "numbers count up without gaps"


def test_a_hundred_requests_of_which_fifty_are_repeated_have_fifty_effects(desk: SqlStore) -> None:
    def job(n: int) -> Any:
        def run(ledger: Ledger) -> str:
            seen = ledger.receipts.find(f"q{n}")
            if seen is not None:
                return seen.glance
            ledger.begin(via(f"q{n}"))
            added = ledger.contacts.add(contact(note=str(n)))
            ledger.receipts.keep(f"q{n}", Answer(glance=f"wrote {added.id}"), NOW)
            return f"wrote {added.id}"

        return run

    done: list[tuple[int, Future[str]]] = []
    lock = threading.Lock()

    def ask(numbers: list[int]) -> None:
        for n in numbers:
            future = desk.write(job(n))
            with lock:
                done.append((n, future))

    asking = [threading.Thread(target=ask, args=(list(range(50)),)) for _ in range(2)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    answers: dict[int, set[str]] = {}
    for n, future in done:
        answers.setdefault(n, set()).add(future.result(10))
    assert len(answers) == 50
    assert all(len(said) == 1 for said in answers.values())
    assert len(desk.read(lambda ledger: ledger.contacts.latest(1, 200)).result(10)) == 50


def test_a_clash_among_requests_makes_each_be_tried_alone(desk: SqlStore) -> None:
    """The desk's own way: a clash is met inside the attempt and the request is put aside; the others are served."""
    started = threading.Event()

    def first(ledger: Ledger) -> None:
        started.wait(10)

    def good(n: int) -> Any:
        def run(ledger: Ledger) -> int:
            ledger.begin(via(f"good{n}"))
            return ledger.contacts.add(contact(note=str(n))).id

        return run

    def twice(ledger: Ledger) -> str:
        ledger.begin(via("twice"))
        try:
            with ledger.attempt():
                ledger.receipts.keep("same", Answer(), NOW)
                ledger.receipts.keep("same", Answer(), NOW)
        except StorageFault:
            raise
        except Clash:
            ledger.quarantine("twice", {"n": 1}, "clash", NOW)
            return "put aside"
        return "nothing wrong yet"

    held = desk.write(first)
    before, bad, after = desk.write(good(1)), desk.write(twice), desk.write(good(2))
    started.set()
    held.result(10)
    assert bad.result(10) == "put aside"
    assert {before.result(10), after.result(10)} == {1, 2}
    assert desk.read(lambda ledger: ledger.receipts.find("same")).result(10) is None


def test_a_row_that_points_nowhere_fails_its_own_request_only(desk: SqlStore) -> None:
    def lost(ledger: Ledger) -> None:
        ledger.begin(via("lost"))
        ledger.contacts.add(contact(customer_id=999))

    def fine(ledger: Ledger) -> int:
        ledger.begin(via("fine"))
        return ledger.contacts.add(contact()).id

    wrong, right = desk.write(lost), desk.write(fine)
    assert right.result(10) == 1
    assert isinstance(wrong.exception(10), Clash)


def test_when_the_commit_fails_nobody_is_acknowledged(desk: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = desk._engine

    def no_commit(connection: Any) -> None:
        raise OperationalError("COMMIT", {}, Exception("database or disk is full"))

    monkeypatch.setattr(engine.dialect, "do_commit", no_commit)
    done = [desk.write(_write_contact) for _ in range(5)]
    assert all(isinstance(f.exception(10), StorageFault) for f in done)
    assert not desk.is_broken
    monkeypatch.undo()
    assert desk.write(_write_contact).result(10) == 1, "a full disk passes"


def test_after_a_broken_disk_everything_is_refused(desk: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_commit(connection: Any) -> None:
        raise OperationalError("COMMIT", {}, Exception("disk I/O error"))

    monkeypatch.setattr(desk._engine.dialect, "do_commit", no_commit)
    assert isinstance(desk.write(_write_contact).exception(10), StorageFault)
    monkeypatch.undo()
    assert desk.is_broken
    assert isinstance(desk.write(_write_contact).exception(10), StorageFault)


def test_a_question_may_not_write(desk: SqlStore) -> None:
    assert isinstance(desk.read(_write_contact).exception(10), StorageFault)
    assert isinstance(desk.read(lambda ledger: ledger.alarms.due(NOW, 5)).result(10), list)


def test_nothing_is_written_before_the_request_is_named(desk: SqlStore) -> None:
    assert isinstance(desk.write(lambda ledger: ledger.customers.add(customer())).exception(10), RuntimeError)


def test_a_closed_store_refuses(database_url: str, tmp_path: Path) -> None:
    store = open_store(database_url, None, tmp_path)
    store.close()
    store.close()
    assert isinstance(store.write(lambda ledger: None).exception(1), StorageFault)


_CHILD = """
import sys
from pathlib import Path
from bot.storage.store import open_store
from bot.ports.requests import Answer
from tests.storage.builders import NOW, contact, seed, via
store = open_store(sys.argv[1], None, Path(sys.argv[2]))
store.write(seed).result()
def job(n):
    def run(ledger):
        ledger.begin(via(f"k{n}"))
        ledger.contacts.add(contact(note=str(n)))
        ledger.receipts.keep(f"k{n}", Answer(), NOW)
        return n
    return run
waiting = []
n = 0
while True:
    waiting.append(store.write(job(n)))
    n += 1
    if len(waiting) >= 16:
        print(waiting.pop(0).result(), flush=True)
"""


def test_what_was_acknowledged_survives_a_kill(sqlite_url: str, tmp_path: Path) -> None:
    here = Path(__file__).parents[2]
    child = subprocess.Popen(
        [sys.executable, "-c", _CHILD, sqlite_url, str(tmp_path)], stdout=subprocess.PIPE, text=True, cwd=here
    )
    assert child.stdout is not None
    acknowledged = {int(child.stdout.readline()) for _ in range(40)}
    os.kill(child.pid, signal.SIGKILL)
    acknowledged |= {int(line) for line in child.stdout.read().split("\n")[:-1]}
    child.wait(10)
    child.stdout.close()
    store = open_store(sqlite_url, None, tmp_path)
    kept = {int(c.note) for c in store.read(lambda ledger: ledger.contacts.latest(1, 100_000)).result(10)}
    receipts = store.read(lambda ledger: {n for n in kept if ledger.receipts.find(f"k{n}") is not None}).result(10)
    verdict = store.read(lambda ledger: ledger.trail.verify()).result(10)
    store.close()
    assert len(acknowledged) >= 40
    assert acknowledged <= kept
    assert receipts == kept, "an effect without its receipt would happen twice"
    assert verdict.is_intact


def _write_contact(ledger: Ledger) -> int:
    ledger.begin(via("w"))
    return ledger.contacts.add(contact()).id


def test_a_rehearsal_leaves_nothing_and_on_a_file_keeps_nobody_waiting(desk: SqlStore, tmp_path: Path) -> None:
    begun, go_on, played = threading.Event(), threading.Event(), list[Customer | None]()

    def job(ledger: Ledger) -> Customer | None:
        ledger.begin(via("rehearsed"))
        made = ledger.customers.add(customer(name="Played GmbH"))
        begun.set()
        assert go_on.wait(20)
        return ledger.customers.get(made.id)

    def write(ledger: Ledger) -> Customer:
        ledger.begin(via("meant"))
        return ledger.customers.add(customer(name="Meant GmbH"))

    thread = threading.Thread(target=lambda: played.append(desk.rehearse(job)))
    thread.start()
    assert begun.wait(20)
    meant = desk.write(write)
    if any(tmp_path.glob("*.rehearsal-*")):
        assert meant.result(20).id == 2, "written while the rehearsal was going on"
    go_on.set()
    thread.join(20)
    assert meant.result(10).id == 2
    assert [one.name for one in played if one is not None] == ["Played GmbH"]
    listed = desk.read(lambda ledger: ledger.customers.listed(None, 0, 9)).result(10)
    assert [one.name for one in listed] == ["ABC GmbH", "Meant GmbH"]
    assert not list(tmp_path.glob("*.rehearsal-*"))
    with pytest.raises(ZeroDivisionError):
        desk.rehearse(lambda _: 1 // 0)

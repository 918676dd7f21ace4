"""The writer takes what it read from one commit to the next, and is never deceived by what it remembers."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.domain.routes import Topic
from bot.ports.ledger import Ledger, StorageFault
from bot.storage import recall
from bot.storage.store import SqlStore, open_store
from tests.storage.builders import contact, follow_up, via


def _look(ledger: Ledger) -> tuple[str | None, list[str], list[str], int]:
    """Questions whose answers the writer remembers."""
    found = ledger.customers.get(1)
    notes = [one.note for one in ledger.contacts.latest(1, 5)]
    promises = [one.what for one in ledger.follow_ups.open_of_customer(1)]
    return (found.city if found else None), notes, promises, len(ledger.routes.of_topic(Topic.SHIPMENTS))


def _write(name: str, city: str, note: str) -> Callable[[Ledger], None]:
    def job(ledger: Ledger) -> None:
        ledger.begin(via(name))
        ledger.customers.change(ledger.customers.get(1), city=city)  # type: ignore[arg-type]
        ledger.contacts.add(contact(note=note))
        ledger.follow_ups.add(follow_up(what=note))

    return job


def test_what_another_process_wrote_is_seen(desk: SqlStore, database_url: str, tmp_path: Path) -> None:
    assert desk.write(_look).result(10) == (None, [], [], 0)
    other = open_store(database_url, None, tmp_path)
    other.write(_write("theirs", "Rome", "said to them")).result(10)
    assert desk.write(_look).result(10) == ("Rome", ["said to them"], ["said to them"], 0)
    desk.write(_write("ours", "Bari", "said to us")).result(10)
    city, notes, _, _ = other.write(_look).result(10)
    assert (city, sorted(notes)) == ("Bari", ["said to them", "said to us"])
    other.close()
    assert desk.read(lambda ledger: ledger.trail.verify()).result(10).is_intact


def test_what_is_written_is_seen_by_whoever_asks_next(desk: SqlStore, database_url: str, tmp_path: Path) -> None:
    other = open_store(database_url, None, tmp_path)
    for number in range(1, 6):
        # Both readers have looked, and recall what they saw.
        before = [desk.read(_look).result(10) for _ in range(4)]
        assert before == before[:1] * 4
        writer = other if number % 2 else desk
        writer.write(_write(f"w{number}", f"City {number}", f"said {number}")).result(10)
        for city, notes, promises, _ in (desk.read(_look).result(10) for _ in range(4)):
            assert city == f"City {number}"
            assert f"said {number}" in notes
            assert f"said {number}" in promises
    other.close()


def test_a_reader_forgets_when_it_has_read_much(desk: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.write(_write("one", "Rome", "said")).result(10)
    monkeypatch.setattr(recall.Recall, "is_full", True)
    assert {desk.read(_look).result(10)[0] for _ in range(4)} == {"Rome"}


def test_what_was_taken_back_is_not_remembered(desk: SqlStore) -> None:
    before = desk.write(_look).result(10)

    def failing(ledger: Ledger) -> None:
        _write("fails", "Rome", "never said")(ledger)
        assert _look(ledger)[:2] == ("Rome", ["never said"])
        raise LookupError

    with pytest.raises(LookupError):
        desk.write(failing).result(10)
    assert desk.write(_look).result(10) == before
    desk.write(_write("works", "Bari", "said")).result(10)
    assert desk.write(_look).result(10)[:2] == ("Bari", ["said"])
    assert desk.read(lambda ledger: ledger.trail.verify()).result(10).is_intact


def test_a_commit_that_failed_is_not_remembered(desk: SqlStore) -> None:
    before = desk.write(_look).result(10)

    def breaking(ledger: Ledger) -> None:
        _write("breaks", "Rome", "never said")(ledger)
        raise StorageFault("the disk is gone")

    with pytest.raises(StorageFault):
        desk.write(breaking).result(10)
    assert desk.write(_look).result(10) == before


def test_it_forgets_before_it_grows_too_large(desk: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recall, "LARGEST", 20)

    def ask_much(ledger: Ledger) -> None:
        for number in range(21):
            ledger.accounts.of(via("any").platform, f"nobody-{number}")

    desk.write(ask_much).result(60)
    desk.write(_write("after", "Rome", "said")).result(10)
    assert desk.write(_look).result(10)[:2] == ("Rome", ["said"])


async def test_coroutines_are_woken_after_the_commit_each_with_its_own_end(desk: SqlStore) -> None:
    def failing(ledger: Ledger) -> str:
        raise LookupError

    ends = await asyncio.gather(
        desk.commit(_write("one", "Rome", "said")),
        desk.commit(failing),
        desk.commit(lambda ledger: "done"),
        return_exceptions=True,
    )
    assert ends[0] is None and isinstance(ends[1], LookupError) and ends[2] == "done"
    assert desk.read(_look).result(10)[:2] == ("Rome", ["said"])
    desk.close()
    with pytest.raises(StorageFault):
        await desk.commit(_look)

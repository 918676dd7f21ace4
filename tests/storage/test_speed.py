"""How many requests the one writer serves; run with `make bench` on a quiet machine."""

import gc
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.commands.follow_ups import CloseFollowUp, RemindFollowUp, SnoozeFollowUp
from bot.dialogue.replies import Button, Reply, say
from bot.domain.people import Language, PlatformName
from bot.domain.phrases import phrase
from bot.domain.refs import Kind, Ref
from bot.ports.ledger import Ledger, Letter, Via
from bot.ports.requests import Answer, DueTimer, Place
from bot.storage.store import SqlStore, open_store
from tests.storage.builders import DAY, NOW, contact, follow_up, seed

pytestmark = pytest.mark.bench
AT_ONCE = 64


@pytest.fixture(params=[None, "secret"])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqlStore]:
    """A seeded store on a file, plain and encrypted."""
    store = open_store(f"sqlite:///{(tmp_path / 'desk.db').as_posix()}", request.param, tmp_path)
    store.write(seed).result(10)
    gc.collect()
    gc.freeze()
    yield store
    gc.unfreeze()
    store.close()


def _card(number: int) -> Reply:
    ref = Ref(Kind.FOLLOW_UP, number)
    done, later = CloseFollowUp(follow_up=ref), SnoozeFollowUp(follow_up=ref, snooze="1d")
    return say(phrase("card", n=number), Button(phrase("done"), done), Button(phrase("snooze"), later))


def _log(number: int, ledger: Ledger) -> None:
    request = f"slack:{number}"
    if ledger.receipts.find(request) is not None:
        return
    ledger.begin(Via(request, 1, PlatformName.SLACK, "D1", NOW))
    with ledger.attempt():
        said = ledger.contacts.add(contact())
        promise = ledger.follow_ups.add(follow_up(contact_id=said.id))
        remind = RemindFollowUp(follow_up_id=promise.id, planned_for=promise.due_at.isoformat())
        ledger.timers.set(f"F{promise.id}", promise.due_at, remind, Ref(Kind.FOLLOW_UP, promise.id))
        reply = ledger.tickets.issue(_card(promise.id), 1, NOW)
    ledger.receipts.keep(request, Answer(reply), NOW)


def _remind(timer: DueTimer, ledger: Ledger) -> None:
    number = int(timer.key[1:])
    request = f"clock:{timer.key}"
    if ledger.receipts.find(request) is not None:
        return
    ledger.begin(Via(request, None, PlatformName.CLOCK, "", NOW))
    with ledger.attempt():
        promise = ledger.follow_ups.get(number)
        assert promise is not None and ledger.people.get(promise.owner_id) is not None
        ledger.accounts.of_person(promise.owner_id)
        ledger.alarms.done(timer)
        reply = ledger.tickets.issue(_card(number), 1, NOW)
        place = Place(PlatformName.SLACK, "D1")
        ledger.outbox.put([Letter(timer.key, place, reply, Language.EN, "UTC", person_id=1, cause=request)], NOW)
    ledger.receipts.keep(request, Answer(), NOW)


def _rate(store: SqlStore, jobs: list[Callable[[Ledger], None]], at_once: int) -> float:
    waiting: deque[Future[None]] = deque()
    begun = time.perf_counter()
    for job in jobs:
        waiting.append(store.write(job))
        if len(waiting) >= at_once:
            waiting.popleft().result(30)
    for future in waiting:
        future.result(30)
    return len(jobs) / (time.perf_counter() - begun)


def test_requests_and_reminders(desk: SqlStore) -> None:
    rates = []
    for start in range(0, 12_000, 4_000):
        rates.append(_rate(desk, [partial(_log, n) for n in range(start, start + 4_000)], AT_ONCE))
    due = desk.read(lambda ledger: ledger.alarms.due(NOW + 2 * DAY, 10_000)).result(30)
    assert len(due) == 10_000
    took = len(due) / _rate(desk, [partial(_remind, timer) for timer in due], 256)
    figures = ", ".join(f"{rate:.0f}" for rate in sorted(rates))
    print(f"{figures} requests a second; 10,000 reminders in {took:.2f} s")
    assert desk.read(lambda ledger: ledger.outbox.waiting()).result(30) == 10_000
    verdict = desk.read(lambda ledger: ledger.trail.verify()).result(60)
    assert verdict.is_intact and verdict.entries == 24_003
    assert desk.read(lambda ledger: ledger.alarms.due(NOW + timedelta(days=9), 9_000)).result(30).__len__() == 2_000

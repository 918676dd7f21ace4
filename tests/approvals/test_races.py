"""A hundred presses at once from two processes: one decision, written once, whichever database keeps it."""

import asyncio
import multiprocessing
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

import pytest

from bot.domain.approvals import ApprovalState
from bot.ports.requests import Answer, Pressed, Request
from bot.storage.store import open_store
from tests.approvals.floor import ROOM, Floor, button, floor_in

PRESSES = 50
"""Of each of the two processes in each round."""
PRESSERS = ("Mei", "Max", "Anna", "Mei", "Max")


def press_all(url: str, folder: Path, name: str, tickets: list[str], start: Barrier, results: Any) -> None:
    """One process: in each round all its presses at once; puts out how many were not refused."""
    store = open_store(url, None, folder)
    try:
        floor = Floor(store, name=name)
        for number, ticket in enumerate(tickets):
            requests = [_press(floor, ticket, PRESSERS[turn % len(PRESSERS)]) for turn in range(PRESSES)]
            start.wait(60)
            answers = asyncio.run(floor.desk.hear_all(requests))
            assert all(isinstance(answer, Answer) for answer in answers), answers
            won = [answer for answer in answers if isinstance(answer, Answer) and not answer.is_refusal]
            results.put((number, len(won)))
    finally:
        store.close()


def _press(floor: Floor, ticket: str, who: str) -> Request:
    return floor.request(who, Pressed(ticket), ROOM)


def race(url: str, folder: Path, rounds: int) -> None:
    """Ask `rounds` requests, let two processes press on each, and count what came of it."""
    with floor_in(folder, url) as floor:
        for number in range(rounds):
            floor.say("Anna", f'approve discount "ABC GmbH" 8% round {number}')
        cards = [letter.reply for letter in floor.post() if letter.person_id is None]
        tickets = [button(card, "button-approve").ticket for card in cards]
        assert len(tickets) == rounds
        spawn = multiprocessing.get_context("spawn")
        start, results = spawn.Barrier(2), spawn.Queue()
        runners = [
            spawn.Process(target=press_all, args=(url, folder, name, tickets, start, results)) for name in ("a", "b")
        ]
        for runner in runners:
            runner.start()
        won = [0] * rounds
        for _ in range(2 * rounds):
            number, count = results.get(timeout=120)
            won[number] += count
        for runner in runners:
            runner.join(60)
            assert runner.exitcode == 0
        assert won == [1] * rounds
        for number in range(1, rounds + 1):
            approval = floor.approval(number)
            assert approval.state is ApprovalState.APPROVED
            assert len(approval.decisions) == 1
            decided = [entry for entry in floor.trail(number) if entry.after.get("state") is not None]
            assert [entry.after["state"] for entry in decided] == [ApprovalState.APPROVED, ApprovalState.PENDING]
        verdict = floor.store.read(lambda ledger: ledger.trail.verify()).result(120)
        assert verdict.is_intact, verdict.faults


def test_of_a_hundred_presses_one_decides(database_url: str, tmp_path: Path) -> None:
    race(database_url, tmp_path, rounds=4)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_a_thousand_rounds_give_a_thousand_decisions(database_url: str, tmp_path: Path) -> None:
    race(database_url, tmp_path, rounds=1000)

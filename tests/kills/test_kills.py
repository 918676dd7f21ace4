"""kill -9 at any moment, also in the middle of a send, with platforms that fail: nothing is lost or done twice.

What is acknowledged is there once. A letter stands once at Slack, which can be asked; at Telegram it stands once more
only where nobody could know its fate, and then says so. `make long` does it ten thousand times.
"""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from tests.kills.town import Figures, besieged

TOWNS = 10
KILLS = 1_000


@pytest.mark.timeout(300)
def test_killed_at_any_moment_it_loses_nothing_and_does_nothing_twice(tmp_path: Path) -> None:
    figures = besieged(tmp_path, 40, seed=1)
    assert figures.wrong == []
    assert figures.kills == 40 and figures.in_a_send and figures.redelivered and figures.faults and figures.reminders


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_killed_ten_thousand_times(tmp_path: Path) -> None:
    total = Figures()
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        folders = [tmp_path / str(number) for number in range(TOWNS)]
        for figures in pool.map(besieged, folders, [KILLS] * TOWNS, range(TOWNS)):
            total.add(figures)
            print(figures)
    print(f"{total.kills / total.seconds * 2:.0f} kills a second; {total}")
    assert total.wrong == []
    assert total.kills == TOWNS * KILLS

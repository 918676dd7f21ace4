"""A year of shipments replayed through the door: every alert that must be is told once, and none that must not."""

import shutil
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ports.requests import Answer
from tests.shipping.dock import ROOM, SHANGHAI, Dock

THRESHOLD = GRACE = timedelta(hours=12)

Step = tuple[str, int, int]
"""What is said, of which shipment, and how many hours it is about."""

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["eta", "eta", "etd", "departed", "arrived", "notified", "wait", "wait", "exception"]),
        st.integers(0, 1),
        st.integers(1, 240),
    ),
    min_size=5,
    max_size=18,
)


@dataclass(slots=True)
class Known:
    """One shipment as this test reckons it, by the rules alone: what was told, what is expected, what happened."""

    told: dict[str, datetime]
    expected: dict[str, datetime]
    actual: dict[str, datetime] = field(default_factory=dict)
    alerts: set[str] = field(default_factory=set)

    def best(self, step: str) -> datetime:
        return self.actual.get(step, self.expected[step])

    def moved(self, step: str, before: datetime) -> None:
        now = self.best(step)
        if now != before and now - self.told[step] > THRESHOLD:
            self.alerts.add(f"delay:{step}:{now:%Y%m%d%H%M}")

    def waited(self, now: datetime) -> None:
        for step, at in self.expected.items():
            is_beyond = step in self.actual or (step == "departed" and "arrived" in self.actual)
            if not is_beyond and at + GRACE < now:
                self.alerts.add(f"missed:{step}:{at:%Y%m%d%H%M}")


def typed(moment: datetime) -> str:
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def insist(dock: Dock, answer: Answer) -> None:
    """What seems impossible is recorded all the same."""
    if "Nothing was written yet" in dock.said(answer):
        dock.press(answer, "Record it anyway")


def begin(dock: Dock, number: int) -> Known:
    etd, eta = dock.clock.at + timedelta(days=3 + number), dock.clock.at + timedelta(days=25 + number)
    dock.say(f'ship new PI-1 pol:CNSZX pod:DEHAM etd:"{typed(etd)}" eta:"{typed(eta)}"')
    moments = {"departed": etd, "arrived": eta}
    return Known(dict(moments), dict(moments))


def take(dock: Dock, step: Step, known: list[Known]) -> int:
    """Do one step on the desk and in the reckoning; gives how many exceptions it raised."""
    word, which, hours = step
    one, code = known[which], f"S{which + 1}"
    match word:
        case "eta" | "etd":
            milestone = "arrived" if word == "eta" else "departed"
            before, at = one.best(milestone), dock.clock.at + timedelta(hours=hours)
            insist(dock, dock.say(f"ship {code} {word} {typed(at)}"))
            one.expected[milestone] = at
            one.moved(milestone, before)
        case "departed" | "arrived" if word not in one.actual:
            before = one.best(word)
            insist(dock, dock.say(f"ship {code} {word} {typed(dock.clock.at)}"))
            one.actual[word] = dock.clock.at
            one.moved(word, before)
        case "notified":
            dock.say(f'ship {code} notified "mail, plan {hours}"')
            one.told |= {milestone: one.best(milestone) for milestone in one.told}
        case "wait":
            dock.pass_time(timedelta(hours=hours))
            for other in known:
                other.waited(dock.clock.at)
        case "exception":
            dock.say(f'ship {code} exception "case {dock.clock.at.timestamp()} {next(dock.numbers)}"')
            return 1
    return 0


def told(dock: Dock) -> Counter[str]:
    """The alerts the room was told, in the reckoning's own words."""
    found: Counter[str] = Counter()
    for letter in dock.letters():
        if letter.place.chat == ROOM.chat and letter.key.startswith("alert:"):
            found[letter.key.removeprefix("alert:").partition(":console")[0]] += 1
    return found


def named(key: str) -> str:
    """`delay:1:arrived:1798…` and `missed:1:arrived:2026-…+00:00` as `1:delay:arrived:202612…`."""
    kind, number, milestone, moment = key.split(":", 3)
    at = datetime.fromtimestamp(int(moment), UTC) if kind == "delay" else datetime.fromisoformat(moment)
    return f"{number}:{kind}:{milestone}:{at:%Y%m%d%H%M}"


def replay(empty: Path, steps: list[Step]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        dock = Dock(Path(shutil.copytree(empty, Path(folder) / "desk")))
        try:
            known = [begin(dock, number) for number in range(2)]
            raised = sum(take(dock, step, known) for step in steps)
            alerts = told(dock)
            assert all(count == 1 for count in alerts.values()), "an alert was repeated"
            exceptions = [key for key in alerts if ":exception:" in key]
            assert len(exceptions) == raised
            wanted = {f"{n + 1}:{alert}" for n, one in enumerate(known) for alert in one.alerts}
            assert {named(key) for key in alerts if key not in exceptions} == wanted
            assert dock.read(lambda ledger: ledger.trail.verify().is_intact)
        finally:
            dock.close()


@given(STEPS)
@settings(max_examples=15)
def test_no_alert_is_lost_and_none_is_repeated(empty_dock: Path, steps: list[Step]) -> None:
    replay(empty_dock, steps)


@pytest.mark.long
@pytest.mark.timeout(1200)
@given(st.lists(STEPS, min_size=6, max_size=12))
@settings(max_examples=40)
def test_a_whole_year_loses_and_repeats_nothing(empty_dock: Path, year: list[list[Step]]) -> None:
    replay(empty_dock, [step for month in year for step in month])

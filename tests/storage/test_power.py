"""The power fails: what was acknowledged is there, whatever else the disk forgot."""

import random
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.storage.files import FileVault
from bot.storage.store import open_store
from tests.fresh import url_in
from tests.storage.power import Disk, has_strace, traced, unescaped

pytestmark = pytest.mark.skipif(not has_strace(), reason="POWER CUTS NOT TESTED: there is no strace here")

ROOT = Path(__file__).parents[2]
COMMITS = 12
PROGRAM = """
import asyncio, os, sys
from pathlib import Path
from bot.ports.requests import Answer
from bot.storage import engine
from bot.storage.files import FileVault
from bot.storage.store import open_store
from tests.storage.builders import NOW, contact, seed, via
folder, count, synchronous = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
engine._PRAGMAS = tuple(f"synchronous={synchronous}" if p.startswith("sync") else p for p in engine._PRAGMAS)
store = open_store(f"sqlite:///{folder}/desk.db", None, folder)
store.write(seed).result()
vault = FileVault(folder / "files")
async def pieces(n):
    yield f"file {n} ".encode() * 3000
def job(n):
    def run(ledger):
        ledger.begin(via(f"k{n}"))
        ledger.contacts.add(contact(note=f"{n} " + "x" * 2000))
        ledger.receipts.keep(f"k{n}", Answer(), NOW)
    return run
for n in range(count):
    if n % 4 == 0:
        taken = asyncio.run(vault.take(pieces(n), 10**6))
        asyncio.run(vault.keep(taken))
        os.write(1, f"ACK file {taken.sha256}\\n".encode())
    store.write(job(n)).result()
    os.write(1, f"ACK note {n}\\n".encode())
os._exit(0)
"""


@dataclass(frozen=True, slots=True)
class Left:
    """What a power cut left of what had been acknowledged."""

    lost: frozenset[str]
    is_sound: bool


def after_cut(folder: Path, acknowledged: set[str]) -> Left:
    """Open what is left as a desk would."""
    store = open_store(f"sqlite:///{folder.as_posix()}/desk.db", None, folder)
    try:
        notes = {c.note.split()[0] for c in store.read(lambda ledger: ledger.contacts.latest(1, 1000)).result(10)}
        seen = store.read(lambda ledger: {n for n in notes if ledger.receipts.find(f"k{n}") is not None}).result(10)
        is_intact = store.read(lambda ledger: ledger.trail.verify()).result(10).is_intact
    finally:
        store.close()
    vault = FileVault(folder / "files")
    kept = {f"note {n}" for n in notes}
    for name in acknowledged:
        if name.startswith("file "):
            kept |= {name} if (vault._folder / name[5:7] / name[5:]).exists() else set()
    return Left(frozenset(acknowledged - kept), is_intact and seen == notes)


def cuts(tmp_path: Path, synchronous: str) -> list[Left]:
    """Run the program once, and cut its power at every acknowledgement, in two ways."""
    folder = tmp_path / "data"
    url_in(folder)
    open_store(f"sqlite:///{folder.as_posix()}/desk.db", None, folder).close()
    disk, acknowledged, left = Disk(folder), set[str](), list[Left]()
    words = (str(folder), str(COMMITS), synchronous)
    for call, rest in traced(PROGRAM, *words, log=tmp_path / "calls", cwd=ROOT):
        if call == "write" and rest.startswith("1<") and (said := rest.split('"')[1]).startswith(r"\x41\x43\x4b"):
            acknowledged.add(unescaped(said).decode().removeprefix("ACK ").strip())
            for number, rng in enumerate((None, random.Random(len(left)))):
                target = tmp_path / f"cut{len(acknowledged)}-{number}"
                disk.cut(target, rng)
                left.append(after_cut(target, acknowledged))
        else:
            disk.follow(call, rest)
    assert len(acknowledged) == COMMITS + COMMITS // 4
    return left


@pytest.mark.timeout(240)
def test_what_was_acknowledged_survives_a_power_cut(tmp_path: Path) -> None:
    for left in cuts(tmp_path, "FULL"):
        assert left == Left(frozenset(), True)


@pytest.mark.long
@pytest.mark.timeout(240)
def test_a_desk_that_does_not_wait_for_the_disk_would_be_caught(tmp_path: Path) -> None:
    assert any(left.lost for left in cuts(tmp_path, "OFF"))

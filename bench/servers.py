"""Programs that serve: started on a core of their own, waited for, weighed, and ended."""

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SERVER_CORE = 0
START_SECONDS = 30.0
MOST_OF_LOG = 4000
"""Bytes of a server's own words that are shown when a run fails."""


@dataclass(slots=True)
class Server:
    """A program that answers at `port`. `seconds`: from its start to its first good answer."""

    process: subprocess.Popen[bytes]
    port: int
    seconds: float

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def resident_mb(self) -> float:
        """Memory it holds now, in MB."""
        fields = Path(f"/proc/{self.process.pid}/statm").read_text().split()
        return int(fields[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6

    def cpu_seconds(self) -> float:
        """Processor time it has used so far."""
        words = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def cores() -> int:
    """How many cores this run may use."""
    return len(os.sched_getaffinity(0))


def stay_off_the_server() -> None:
    """Keep this process, which asks, off the core of the servers, where there is more than one."""
    others = os.sched_getaffinity(0) - {SERVER_CORE}
    if others:
        os.sched_setaffinity(0, others)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.asynccontextmanager
async def server(words: Sequence[str], port: int, path: str, env: Mapping[str, str]) -> AsyncIterator[Server]:
    """Run `python words…` on the servers' core until it answers 200 at `path`; it is ended with the block."""
    log = tempfile.TemporaryFile()
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *words],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), **env},
        stdout=subprocess.DEVNULL,
        stderr=log,
    )
    with contextlib.suppress(OSError):
        os.sched_setaffinity(process.pid, {SERVER_CORE})
    try:
        await _answers(port, path, began, process)
        yield Server(process, port, time.perf_counter() - began)
    except BaseException:
        log.seek(0)
        sys.stderr.write(log.read()[-MOST_OF_LOG:].decode(errors="replace"))
        raise
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            await asyncio.to_thread(process.wait, 10)
        except subprocess.TimeoutExpired:
            process.kill()
        log.close()


async def _answers(port: int, path: str, began: float, process: subprocess.Popen[bytes]) -> None:
    asked = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode()
    while True:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(asked)
            line = await reader.readline()
            writer.close()
            if b" 200 " in line:
                return
        if process.poll() is not None or time.perf_counter() - began > START_SECONDS:
            raise RuntimeError(f"the server did not come up (exit code {process.poll()})")
        await asyncio.sleep(0.005)

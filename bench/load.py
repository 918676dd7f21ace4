"""Many people asking at once: each waits for the answer before asking again."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass

from bench.rows import percentile


@dataclass(frozen=True, slots=True)
class Heard:
    """Answers to one run: seconds each took, seconds altogether, and how many were not as they should be."""

    waits: Sequence[float]
    seconds: float
    wrong: int
    sample: bytes

    @property
    def per_second(self) -> float:
        """Answers a second."""
        return len(self.waits) / self.seconds

    def ms(self, share: float) -> float:
        """Milliseconds within which this share of the answers came."""
        return percentile(self.waits, share) * 1000


class _Asker(asyncio.Protocol):
    """One connection that is kept open. Less than a client library, so that asking costs little beside answering."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._buffer = bytearray()
        self._waiting: asyncio.Future[bytes] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head = self._buffer.find(b"\r\n\r\n")
        if head < 0 or self._waiting is None:
            return
        at = self._buffer.lower().find(b"content-length:", 0, head)
        end = head + 4 + (int(self._buffer[at + 15 : self._buffer.index(b"\r", at)]) if at >= 0 else 0)
        if len(self._buffer) >= end:
            answer, self._buffer = bytes(self._buffer[:end]), self._buffer[end:]
            self._waiting.set_result(answer)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(exc or ConnectionError("the server hung up"))

    async def ask(self, request: bytes) -> bytes:
        assert self._transport is not None  # noqa: S101
        self._waiting = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._waiting

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()


async def ask_all(port: int, requests: Sequence[bytes], at_once: int, expected: bytes) -> Heard:
    """Send whole HTTP requests, `at_once` in flight; an answer is right when it is a 200 with `expected` in it."""
    loop = asyncio.get_running_loop()
    askers = [(await loop.create_connection(_Asker, "127.0.0.1", port))[1] for _ in range(at_once)]
    waits: list[float] = []
    left = iter(requests)
    wrong, sample = 0, b""

    async def one(asker: _Asker) -> None:
        nonlocal wrong, sample
        for request in left:
            began = time.perf_counter()
            answer = await asker.ask(request)
            waits.append(time.perf_counter() - began)
            if not answer.startswith(b"HTTP/1.1 200") or expected not in answer:
                wrong, sample = wrong + 1, answer
            else:
                sample = sample or answer

    began = time.perf_counter()
    await asyncio.gather(*(one(asker) for asker in askers))
    seconds = time.perf_counter() - began
    for asker in askers:
        asker.close()
    return Heard(waits, seconds, wrong, sample)

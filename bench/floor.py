"""The bare handler: proves the signature, reads the form, writes the given rows with the raw driver and group commit.

`python -m bench.floor PORT DATABASE ROWS`, where ROWS is a pickle of the writes and the answer. No rules, no people, no
sentences: what the desk costs beyond this is what it does.
"""

import asyncio
import hashlib
import hmac
import os
import pickle
import queue
import sys
import threading
import traceback
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import parse_qs

import sqlcipher3.dbapi2 as driver
from aiohttp import web

from bench.written import Write

SECRET = b"signing-secret"
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "cache_size=-65536", "foreign_keys=ON")
MOST_TOGETHER = 256

Receive = Callable[[web.Request], Awaitable[web.Response]]
Waiting = tuple[asyncio.AbstractEventLoop, asyncio.Future[None]]


class BareWriter:
    """One thread, one connection; what waits together shares a commit."""

    def __init__(self, path: str, writes: list[Write]) -> None:
        self._path, self._writes = path, writes
        self._line: queue.SimpleQueue[Waiting] = queue.SimpleQueue()
        self._number = 0
        self._head = b"\0" * 32
        threading.Thread(target=self._run, daemon=True).start()

    def write(self) -> asyncio.Future[None]:
        """Write the rows of one request; done when they are durable."""
        loop = asyncio.get_running_loop()
        done = loop.create_future()
        self._line.put((loop, done))
        return done

    def _run(self) -> None:
        try:
            self._serve()
        except BaseException:
            traceback.print_exc()
            # Nobody would be answered any more; the run must end, and say why.
            os._exit(1)

    def _serve(self) -> None:
        connection = driver.connect(self._path, isolation_level=None)
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        while True:
            batch = [self._line.get()]
            while len(batch) < MOST_TOGETHER:
                try:
                    batch.append(self._line.get_nowait())
                except queue.Empty:
                    break
            connection.execute("BEGIN IMMEDIATE")
            numbers = range(self._number, self._number + len(batch))
            for write in self._writes:
                each = numbers[-1:] if write.key else numbers
                connection.executemany(write.sql, [write.bound(number) for number in each])
            self._chain(len(batch))
            connection.execute("COMMIT")
            self._number += len(batch)
            loop = batch[0][0]
            loop.call_soon_threadsafe(_tell, [done for _, done in batch])

    def _chain(self, requests: int) -> None:
        for write in self._writes * requests:
            if write.table == "journal" and not write.key:
                core = str(write.values[write.columns.index("core")]).encode()
                self._head = hashlib.sha256(self._head + hashlib.sha256(core).digest()).digest()


def _tell(waiting: list[asyncio.Future[None]]) -> None:
    for done in waiting:
        if not done.done():
            done.set_result(None)


def bare(writer: BareWriter, answer: bytes) -> Receive:
    """The bare handler."""

    async def receive(request: web.Request) -> web.Response:
        body = await request.read()
        stamp = request.headers["X-Slack-Request-Timestamp"]
        mark = hmac.new(SECRET, f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(f"v0={mark}", request.headers["X-Slack-Signature"]):
            return web.Response(status=401)
        if not parse_qs(body.decode())["command"][0].startswith("/"):
            return web.Response(status=400)
        await writer.write()
        return web.Response(body=answer, content_type="application/json")

    return receive


def serve(handler: Callable[[BareWriter, bytes], Receive], port: str, path: str, rows: str) -> None:
    """Have a handler answer at Slack's address until ended."""
    writes, answer = pickle.loads(Path(rows).read_bytes())

    async def health(_: web.Request) -> web.Response:
        return web.json_response({"ok": True})

    app = web.Application()
    app.router.add_post("/slack/events", handler(BareWriter(path, writes), answer))
    app.router.add_get("/healthz", health)
    web.run_app(app, host="127.0.0.1", port=int(port), access_log=None, print=None)


if __name__ == "__main__":
    serve(bare, *sys.argv[1:])

"""Socket Mode: the open lines from Slack to the bot, the envelopes sent over them and what came back."""

import asyncio
import json
from dataclasses import dataclass, field

from aiohttp import WSMsgType, web

from tests.fakes.loopback import Json


@dataclass(frozen=True, slots=True, eq=False)
class _Line:
    socket: web.WebSocketResponse
    transport: asyncio.Transport | None


@dataclass(slots=True)
class Sockets:
    """All open lines of one app. Envelopes go round them in turn, as Slack does it.

    `says_hello=False` leaves new lines without a greeting; `is_frozen=True` lets all lines stay open but dead: no
    pong, and nothing that arrives is read.
    """

    says_hello: bool = True
    is_frozen: bool = False
    acks: list[Json] = field(default_factory=list)
    _open: list[_Line] = field(default_factory=list)
    _waiting: dict[str, asyncio.Future[Json]] = field(default_factory=dict)
    _turn: int = 0
    _sent: int = 0
    _ended: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def count(self) -> int:
        """How many lines are open now."""
        return len(self._open)

    def reopen(self) -> None:
        """Take lines again after `drop`."""
        self._ended = asyncio.Event()

    async def serve(self, request: web.Request, app_id: str) -> web.StreamResponse:
        """Hold one line until either side ends it."""
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        line = _Line(socket, request.transport)
        if self.says_hello:
            hello = {"type": "hello", "num_connections": self.count + 1, "connection_info": {"app_id": app_id}}
            await socket.send_json(hello | {"debug_info": {"host": "fake", "approximate_connection_time": 18060}})
        self._open.append(line)
        try:
            await self._read(socket)
        finally:
            if line in self._open:
                self._open.remove(line)
        return socket

    async def _read(self, socket: web.WebSocketResponse) -> None:
        async for message in socket:
            while self.is_frozen and not self._ended.is_set():
                await asyncio.sleep(0.01)
            if message.type is WSMsgType.PING:
                await socket.pong(message.data)
            elif message.type is WSMsgType.TEXT and message.data.startswith("{"):
                self._take(json.loads(message.data))

    def _take(self, ack: Json) -> None:
        self.acks.append(ack)
        waiting = self._waiting.get(ack.get("envelope_id", ""))
        if waiting is not None and not waiting.done():
            waiting.set_result(ack.get("payload") or {})

    async def send(
        self, kind: str, payload: Json, seconds: float = 3, attempt: int = 0, reason: str = ""
    ) -> Json | None:
        """Send an envelope over the next line; the payload of its acknowledgement, or None if none came.

        `kind` is `slash_commands`, `events_api` or `interactive`. AssertionError without an open line.
        """
        assert self._open, "no open socket: is the bot connected?"
        self._turn += 1
        self._sent += 1
        envelope_id = f"envelope-{self._sent}"
        waiting: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = waiting
        envelope: Json = {"envelope_id": envelope_id, "type": kind, "payload": payload}
        envelope["accepts_response_payload"] = kind != "events_api"
        if kind == "events_api":
            envelope |= {"retry_attempt": attempt, "retry_reason": reason}
        try:
            await self._open[self._turn % len(self._open)].socket.send_json(envelope)
            return await asyncio.wait_for(waiting, seconds)
        except (TimeoutError, ConnectionError):
            return None
        finally:
            del self._waiting[envelope_id]

    async def send_text(self, text: str) -> None:
        """Send anything at all over every line, to see what the bot makes of it."""
        for line in list(self._open):
            await line.socket.send_str(text)

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Announce the end of every line, as Slack does about every hour, and close it."""
        for line in list(self._open):
            await line.socket.send_json({"type": "disconnect", "reason": reason, "debug_info": {"host": "fake"}})
            await line.socket.close()

    async def drop(self) -> None:
        """Break every line without a word."""
        self._ended.set()
        for line in list(self._open):
            if line.transport is not None:
                line.transport.abort()
        self._open.clear()

"""The web server under both fakes: records every call, obeys the planned faults, can be down and come back."""

import asyncio
import time
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self, assert_never

from aiohttp import web

from tests.fakes.faults import Fault, FaultKind, Faults

Json = dict[str, Any]
Clock = Callable[[], float]
Answering = web.Response | Awaitable[web.Response]


@dataclass(slots=True)
class Call:
    """One call of the platform's interface; `outcome` is `ok`, the refusal's word, or the fault's kind."""

    method: str
    params: Json
    at: float
    outcome: str = "ok"

    def __getitem__(self, name: str) -> Any:
        return self.params[name]


class Loopback(ABC):
    """A platform on 127.0.0.1 at a free port. `clock` gives Unix seconds; tests may hand in their own."""

    def __init__(self, clock: Clock = time.time) -> None:
        self.faults = Faults()
        self.clock = clock
        self.port = 0
        self._calls: list[Call] = []
        self._runner: web.AppRunner | None = None
        self._stopping = asyncio.Event()

    @abstractmethod
    def routes(self) -> list[web.RouteDef]:
        """The addresses this platform answers at."""

    @abstractmethod
    def refusal(self, fault: Fault) -> web.Response:
        """The platform's own form of a refusal or of `429`."""

    @property
    def root(self) -> str:
        """The server's address without a path or a closing slash."""
        return f"http://127.0.0.1:{self.port}"

    def calls(self, method: str = "") -> list[Call]:
        """Every call so far in order of arrival, of one method or of all, the failed ones included."""
        return [call for call in self._calls if method in ("", call.method)]

    async def __aenter__(self) -> Self:
        await self.come_up()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.go_down()

    async def come_up(self) -> None:
        """Listen; after `go_down`, at the same port as before."""
        assert self._runner is None, "already up"
        self._stopping = asyncio.Event()
        application = web.Application(client_max_size=64 * 1024 * 1024)
        application.add_routes(self.routes())
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True)
        await site.start()
        self.port = int(self._runner.addresses[0][1])

    async def go_down(self) -> None:
        """Refuse connections from now on, and end the open ones; what the platform knows is kept."""
        self._stopping.set()
        if self._runner is not None:
            runner, self._runner = self._runner, None
            await runner.cleanup()

    async def perform(
        self, request: web.Request, method: str, params: Json, act: Callable[[Call], Answering]
    ) -> web.Response:
        """Record the call, then let the plan of faults or `act` decide the answer."""
        call = Call(method, params, self.clock())
        self._calls.append(call)
        fault = self.faults.take(method, params)
        if fault is None:
            return await _settled(act(call))
        answer = await _settled(act(call)) if fault.done else web.Response()
        call.outcome = fault.kind.value
        return await self._fail(request, fault, answer)

    async def _fail(self, request: web.Request, fault: Fault, answer: web.Response) -> web.Response:
        match fault.kind:
            case FaultKind.STATUS:
                return web.Response(status=fault.status, text="upstream trouble")
            case FaultKind.REFUSAL | FaultKind.RATE_LIMIT:
                return self.refusal(fault)
            case FaultKind.DELAY:
                await self.pause(fault.seconds)
                return answer
            case FaultKind.HANG:
                await self._stopping.wait()
                return cut(request)
            case FaultKind.CUT | FaultKind.ANSWER_LOST:
                return cut(request)
            case _:
                assert_never(fault.kind)

    async def pause(self, seconds: float) -> None:
        """Wait, but not beyond the server's own end."""
        try:
            await asyncio.wait_for(self._stopping.wait(), seconds)
        except TimeoutError:
            return


async def _settled(answer: Answering) -> web.Response:
    return answer if isinstance(answer, web.Response) else await answer


def cut(request: web.Request) -> web.Response:
    """Break the connection under a request; the response given back reaches nobody."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()

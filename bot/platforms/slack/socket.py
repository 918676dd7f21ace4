"""Slack over lines the bot opens itself, so that no address of the firm need be reachable from outside."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

import aiohttp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.platforms.slack.api import SlackApi
from bot.platforms.slack.render import Json
from bot.ports.outside import DeliveryError, Later

log = logging.getLogger(__name__)

LINES: Final = 2
"""While Slack renews one line, the other is there."""
HEARTBEAT_SECONDS: Final = 15.0
"""So often we ask whether the line is alive; half of it without an answer, and the line is given up."""
HELLO_SECONDS: Final = 15.0
PAUSES: Final = (0.1, 1.0, 2.0, 5.0, 10.0, 30.0)
"""Seconds before each further attempt to open a line; the last one for ever."""
FINISH_SECONDS: Final = 3.0


class Lines:
    """Keeps lines open, hands what comes to `dispatch`, and acknowledges what was served and nothing else."""

    def __init__(
        self,
        api: SlackApi,
        dispatch: Callable[[AsyncBoltRequest], Awaitable[BoltResponse]],
        heard: Callable[[], None],
        *,
        lines: int = LINES,
        heartbeat: float = HEARTBEAT_SECONDS,
        pauses: tuple[float, ...] = PAUSES,
    ) -> None:
        self._api, self._dispatch, self._heard = api, dispatch, heard
        self._lines, self._heartbeat, self._pauses = lines, heartbeat, pauses
        self._keepers: list[asyncio.Task[None]] = []
        self._serving: set[asyncio.Task[None]] = set()
        self._open: set[int] = set()
        self._is_stopping = False
        self.problem = ""

    @property
    def is_open(self) -> bool:
        """Whether Slack has greeted on at least one line that still stands."""
        return bool(self._open)

    def start(self) -> None:
        """Begin to keep the lines open."""
        self._keepers = [asyncio.create_task(self._keep(number)) for number in range(self._lines)]

    async def stop(self) -> None:
        """Take nothing more in, let what is being served be finished and acknowledged, then close."""
        self._is_stopping = True
        if self._serving:
            await asyncio.wait(self._serving, timeout=FINISH_SECONDS)
        for task in [*self._keepers, *self._serving]:
            task.cancel()
        await asyncio.gather(*self._keepers, *self._serving, return_exceptions=True)
        self._keepers.clear()
        await self._api.close()

    async def _keep(self, number: int) -> None:
        failures = 0
        while True:
            try:
                was_greeted = await self._hold(number)
                failures = 0 if was_greeted else failures + 1
            except (aiohttp.ClientError, OSError, TimeoutError, DeliveryError, ValueError) as error:
                failures += 1
                self.problem = error.reason if isinstance(error, DeliveryError) else type(error).__name__
                log.warning("a line to Slack failed", extra={"reason": self.problem})
                if isinstance(error, Later):
                    await asyncio.sleep(error.seconds)
            except Exception:
                # Whatever it was, the line is tried again: a bot that hears nothing is worse.
                failures += 1
                self.problem = "unexpected"
                log.exception("a line to Slack failed unexpectedly")
            finally:
                self._open.discard(number)
            await asyncio.sleep(self._pauses[min(failures, len(self._pauses) - 1)])

    async def _hold(self, number: int) -> bool:
        """Open one line and read it to its end; tells whether Slack greeted."""
        opened = await self._api.call("apps.connections.open", {})
        session = self._api.session()
        async with session.ws_connect(str(opened.get("url")), heartbeat=self._heartbeat) as line:
            greeting = await line.receive(timeout=HELLO_SECONDS)
            was_greeted = _read(greeting).get("type") == "hello"
            if was_greeted:
                self._open.add(number)
                self.problem = ""
            else:
                self._take(line, _read(greeting))
            async for message in line:
                self._heard()
                read = _read(message)
                if read.get("type") == "disconnect":
                    break
                self._take(line, read)
        return was_greeted

    def _take(self, line: aiohttp.ClientWebSocketResponse, envelope: Json) -> None:
        if self._is_stopping or not envelope.get("envelope_id") or not isinstance(envelope.get("payload"), dict):
            return
        task = asyncio.create_task(self._serve(line, envelope))
        self._serving.add(task)
        task.add_done_callback(self._serving.discard)

    async def _serve(self, line: aiohttp.ClientWebSocketResponse, envelope: Json) -> None:
        """Serve one request. Without a good end it is not acknowledged, and Slack sends it again."""
        try:
            asked = AsyncBoltRequest(mode="socket_mode", body=envelope["payload"], headers=_headers(envelope))
            done = await self._dispatch(asked)
            if done.status != 200:
                return
            answer: Json = {"envelope_id": envelope["envelope_id"]}
            if done.body:
                answer["payload"] = _payload(done.body)
            await line.send_str(json.dumps(answer))
        except (aiohttp.ClientError, OSError) as error:
            log.warning("an acknowledgement was lost with its line", extra={"reason": type(error).__name__})
        except Exception:
            log.exception("a request over a line failed")


def _read(message: aiohttp.WSMessage) -> Json:
    if message.type is not aiohttp.WSMsgType.TEXT:
        return {}
    try:
        read = json.loads(message.data)
    except (ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}


def _payload(body: str) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return {"text": body}


def _headers(envelope: Json) -> dict[str, str | Sequence[str]]:
    if not envelope.get("retry_attempt"):
        return {}
    return {
        "X-Slack-Retry-Num": str(envelope["retry_attempt"]),
        "X-Slack-Retry-Reason": str(envelope.get("retry_reason") or ""),
    }

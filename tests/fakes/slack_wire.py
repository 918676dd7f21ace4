"""How Slack reaches the bot: signed web requests, or envelopes over Socket Mode, with Slack's own retries."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import urlencode

import aiohttp

from tests.fakes.loopback import Json
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_text import text_of

ANSWER_SECONDS = 3.0
NO_ANSWER = 0


class Sending(StrEnum):
    """What Slack has to say, each with its own form on the wire."""

    COMMAND = "slash_commands"
    EVENT = "events_api"
    INTERACTIVE = "interactive"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the bot's acknowledgement said; status 0: none came in time. `tries` counts the sendings."""

    status: int
    json: Json
    raw: str = ""
    tries: int = 1

    @property
    def is_ok(self) -> bool:
        """Whether Slack takes it as received."""
        return self.status == 200

    @property
    def text(self) -> str:
        """The acknowledgement as its reader sees it."""
        return text_of(self.json)


@dataclass(frozen=True, slots=True)
class Request:
    """A web request exactly as sent, so that it can be sent again."""

    body: bytes
    headers: Mapping[str, str]


@dataclass(slots=True)
class SlackWire:
    """Carries payloads to the bot at `app_url` (the whole address), or over its sockets where `app_url` is empty.

    `retry_after` are the seconds before each further sending of an event that was not acknowledged; Slack's own are
    0, 60 and 300. Commands and presses are never sent again.
    """

    slack: FakeSlack
    app_url: str
    signing_secret: str
    retry_after: tuple[float, ...] = (0, 0.05, 0.1)
    seconds: float = ANSWER_SECONDS
    sent: list[Request] = field(default_factory=list)

    async def send(self, kind: Sending, payload: Json, retry: int = 0, reason: str = "http_timeout") -> Answer:
        """Send, and for an event send again until it is acknowledged; `retry` marks a sending as the n-th repeat."""
        answer = await self._once(kind, payload, retry, reason)
        if kind is not Sending.EVENT:
            return answer
        for number, pause in enumerate(self.retry_after, start=1):
            if answer.is_ok:
                break
            await asyncio.sleep(pause)
            why = "http_error" if answer.status else "http_timeout"
            again = await self._once(kind, payload, retry + number, why)
            answer = Answer(again.status, again.json, again.raw, number + 1)
        return answer

    async def _once(self, kind: Sending, payload: Json, retry: int, reason: str) -> Answer:
        if not self.app_url:
            said = await self.slack.sockets.send(kind.value, payload, self.seconds, retry, reason if retry else "")
            return Answer(NO_ANSWER, {}) if said is None else Answer(200, said, json.dumps(said))
        body, content_type = encoded(kind, payload)
        headers = self.signed(body, self.slack.clock()) | {"Content-Type": content_type}
        if retry:
            headers |= {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": reason}
        return await self.post(Request(body, headers))

    def signed(self, body: bytes, at: float) -> dict[str, str]:
        """Slack's two headers of proof for a body sent at this Unix time."""
        stamp = str(int(at))
        mark = hmac.new(self.signing_secret.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={mark}"}

    async def post(self, request: Request) -> Answer:
        """Send a web request as it is: for replays and forgeries."""
        self.sent.append(request)
        timeout = aiohttp.ClientTimeout(total=self.seconds)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.post(self.app_url, data=request.body, headers=dict(request.headers)) as response,
            ):
                raw = await response.text()
                return Answer(response.status, decoded(raw), raw)
        except (TimeoutError, aiohttp.ClientError):
            return Answer(NO_ANSWER, {})

    async def replay(self) -> Answer:
        """Send the last web request again, byte for byte, with its old signature."""
        return await self.post(self.sent[-1])


def encoded(kind: Sending, payload: Json) -> tuple[bytes, str]:
    """The body of a web request and its content type."""
    match kind:
        case Sending.EVENT:
            return json.dumps(payload).encode(), "application/json"
        case Sending.COMMAND:
            return urlencode(payload).encode(), "application/x-www-form-urlencoded"
        case Sending.INTERACTIVE:
            return urlencode({"payload": json.dumps(payload)}).encode(), "application/x-www-form-urlencoded"


def decoded(raw: str) -> Json:
    """The acknowledgement's JSON; plain words count as its text, as Slack reads them."""
    try:
        read = json.loads(raw or "{}")
    except ValueError:
        return {"text": raw}
    return read if isinstance(read, dict) else {"text": str(read)}

"""How calls reach Telegram: over the one web client the desk has anyway, each made once."""

import json
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any, Final, TypeAlias

import aiohttp
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

Json: TypeAlias = dict[str, Any]

READ_SECONDS: Final = 30.0
CONNECT_SECONDS: Final = 10.0
WAIT_SECONDS: Final = 15.0
"""For a free connection and for connecting, together."""
UPLOAD_SECONDS: Final = 60.0
MOST_CONNECTIONS: Final = 256
NEVER_LEFT: Final = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.InvalidURL,
    RuntimeError,
)
"""Ways to fail before anything was sent: the letter may be tried again. After any other, nobody knows."""


class Transport(BaseRequest):
    """Carries the library's calls. Its own carrier would bring a second web client, and is slower by more than half."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None
        self.their_time: datetime | None = None
        """Telegram's own time as its last answer bore it."""

    @property
    def read_timeout(self) -> float:
        """Seconds for which an answer is waited for, unless a call says otherwise."""
        return READ_SECONDS

    def session(self) -> aiohttp.ClientSession:
        """The shared session, opened when first needed."""
        if self._session is None or self._session.closed:
            connector = aiohttp.TCPConnector(limit=MOST_CONNECTIONS)
            self._session = aiohttp.ClientSession(connector=connector, trust_env=True)
        return self._session

    async def initialize(self) -> None:
        """Nothing is opened before it is needed."""

    async def shutdown(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = None,
        write_timeout: Any = None,
        connect_timeout: Any = None,
        pool_timeout: Any = None,
    ) -> tuple[int, bytes]:
        """See `telegram.request.BaseRequest.do_request`. A lost answer and a lost question are told apart by cause."""
        seconds = float(read_timeout) if isinstance(read_timeout, int | float) else READ_SECONDS
        sent: Any = _form(request_data) if request_data is not None else None
        whole = WAIT_SECONDS + seconds + (UPLOAD_SECONDS if isinstance(sent, aiohttp.FormData) else 0.0)
        wait = aiohttp.ClientTimeout(whole, connect=WAIT_SECONDS, sock_connect=CONNECT_SECONDS, sock_read=seconds)
        try:
            async with self.session().request(method, url, data=sent, timeout=wait, allow_redirects=False) as answer:
                self._note_time(answer)
                code, payload = answer.status, await answer.read()
        except TimeoutError as error:
            raise TimedOut from error
        except (aiohttp.ClientError, OSError) as error:
            # The library's words for it would hold the address, and with it the token.
            raise NetworkError(type(error).__name__) from error
        if code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            raise BadRequest("request entity too large")
        if code == HTTPStatus.TOO_MANY_REQUESTS and b"retry_after" not in payload:
            raise RetryAfter(timedelta(seconds=5))
        return code, payload

    def _note_time(self, answer: aiohttp.ClientResponse) -> None:
        try:
            self.their_time = parsedate_to_datetime(answer.headers.get("Date") or "").astimezone(UTC)
        except ValueError:
            self.their_time = None

    @staticmethod
    def parse_json_payload(payload: bytes) -> Json:
        """The answer as JSON. The library would log the whole of an unreadable one, and with it what people wrote."""
        try:
            answer = json.loads(payload)
        except (ValueError, RecursionError):
            raise TelegramError("unreadable") from None
        if not isinstance(answer, dict):
            raise TelegramError("unreadable")
        return answer


def _form(data: RequestData) -> aiohttp.FormData | dict[str, str] | None:
    """Plain fields as a form; with files, as many parts."""
    fields, files = data.json_parameters, data.multipart_data
    if not files:
        return fields or None
    # Names are sent as they are, as browsers do; Telegram would show the signs of a quoted one.
    form = aiohttp.FormData(quote_fields=False)
    for name, value in fields.items():
        form.add_field(name, value)
    for name, (filename, content, mime) in files.items():
        form.add_field(name, content, filename=filename, content_type=mime)
    return form

"""Every call to Slack goes through here, once each, and every way it can end has a name."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.platforms.slack.render import Json
from bot.ports.outside import DeliveryError, Later, NotSent, Refused, Unknown

FILE_HOSTS = frozenset({"files.slack.com", "slack-files.com"})
RESPONSE_HOSTS = frozenset({"hooks.slack.com"})
NOBODY_KNOWS = frozenset({"fatal_error", "internal_error", "request_timeout", "service_unavailable"})
TOKEN_TROUBLE = frozenset(
    "account_inactive invalid_auth not_authed org_login_required token_expired token_revoked".split()
)
"""The firm's to mend in the settings: letters wait meanwhile instead of being given up."""
PIECE = 64 * 1024


class SlackApi:
    """The Web API, the response addresses and the files of one workspace, over one shared session.

    Nothing is tried twice here: after a lost answer only the caller can look up what became of it.
    """

    def __init__(self, token: str, base_url: str, seconds: float = 30.0) -> None:
        self._client = AsyncWebClient(token=token, base_url=base_url, retry_handlers=[])
        self._token, self._seconds = token, seconds
        own = urlsplit(base_url)
        self._own_host = (own.scheme, own.hostname, own.port)
        self._session: aiohttp.ClientSession | None = None

    def session(self) -> aiohttp.ClientSession:
        """The shared session, opened when first needed."""
        if self._session is None or self._session.closed:
            timeout = aiohttp.ClientTimeout(total=self._seconds, sock_connect=10)
            self._session = aiohttp.ClientSession(timeout=timeout)
            self._client.session = self._session
        return self._session

    async def close(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()

    async def call(self, method: str, params: Mapping[str, Any], seconds: float | None = None) -> Json:
        """Call a method of the Web API and give its answer. Raises a `DeliveryError`.

        `seconds`: give up sooner than usual; nobody knows then what became of it.
        """
        answer, _ = await self.call_with_headers(method, params, seconds)
        return answer

    async def call_with_headers(
        self, method: str, params: Mapping[str, Any], seconds: float | None = None
    ) -> tuple[Json, Mapping[str, str]]:
        """The same, with the headers of the answer: Slack tells the rights and its clock there."""
        self.session()
        sent = {name: value for name, value in params.items() if value is not None}
        try:
            async with asyncio.timeout(seconds):
                answer = await self._client.api_call(method, **_wire(method, sent))
        except SlackApiError as error:
            raise problem_of(error) from None
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise network_problem(error) from None
        except (AttributeError, ValueError):
            # The library falls over an answer that is no JSON object.
            raise Unknown("unreadable_answer") from None
        if not isinstance(answer.data, dict):
            raise Unknown("unreadable_answer")
        return answer.data, answer.headers

    async def respond(self, address: str, body: Json) -> None:
        """Answer at a response address. Raises `Refused` where it is used up or not Slack's."""
        if not self._is_allowed(address, RESPONSE_HOSTS):
            raise Refused("foreign_address")
        try:
            async with self.session().post(address, json=body, allow_redirects=False) as answer:
                if answer.status == 429:
                    raise Later(_seconds(answer.headers), "rate_limited")
                if answer.status >= 500:
                    raise Unknown(f"status_{answer.status}")
                if answer.status != 200:
                    raise Refused(f"status_{answer.status}")
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise network_problem(error) from None

    async def upload(self, address: str, content: bytes) -> None:
        """Hand a file's content over at the address Slack named for it."""
        if not self._is_allowed(address, FILE_HOSTS):
            raise Refused("foreign_address")
        try:
            async with self.session().post(address, data=content, allow_redirects=False) as answer:
                if answer.status != 200:
                    raise NotSent(f"upload_status_{answer.status}")
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise NotSent(type(error).__name__) from None

    async def download(self, address: str) -> AsyncIterator[bytes]:
        """A file's content in pieces. The token goes to Slack's own file hosts only, and to no redirect.

        Raises `Refused` for any other address and for the sign-in page Slack shows instead of a file.
        """
        if not self._is_allowed(address, FILE_HOSTS):
            raise Refused("foreign_address")
        headers = {"Authorization": f"Bearer {self._token}"}
        try:
            async with self.session().get(address, headers=headers, allow_redirects=False) as answer:
                _check_download(answer, address)
                async for piece in answer.content.iter_chunked(PIECE):
                    yield piece
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise NotSent(type(error).__name__) from None

    def _is_allowed(self, address: str, hosts: frozenset[str]) -> bool:
        try:
            parts = urlsplit(address)
            port = parts.port
        except ValueError:
            return False
        if parts.username or parts.password:
            return False
        if (parts.scheme, parts.hostname, port) == self._own_host:
            return True
        return parts.scheme == "https" and port in (None, 443) and parts.hostname in hosts


def _check_download(answer: aiohttp.ClientResponse, address: str) -> None:
    if answer.status == 429 or answer.status >= 500:
        raise NotSent(f"status_{answer.status}")
    if answer.status != 200:
        raise Refused(f"status_{answer.status}")
    is_page = answer.content_type == "text/html"
    if is_page and not urlsplit(address).path.lower().endswith((".html", ".htm")):
        raise Refused("sign_in_page")


def _wire(method: str, params: dict[str, Any]) -> dict[str, Any]:
    """Reading methods of Slack take no JSON; those with blocks are sent as JSON, which needs no double packing."""
    if method.startswith(("chat.", "views.", "files.complete", "conversations.open")):
        return {"json": params}
    return {"data": params}


def problem_of(error: SlackApiError) -> DeliveryError:
    """What a refusal by Slack means for the letter it concerns."""
    response = error.response
    status = int(getattr(response, "status_code", 0) or getattr(response, "status", 0))
    headers = getattr(response, "headers", {})
    if status == 429:
        return Later(_seconds(headers))
    if status >= 500:
        return Unknown(f"status_{status}")
    data = getattr(response, "data", None)
    word = str(data.get("error") or "") if isinstance(data, dict) else ""
    if word in ("ratelimited", "rate_limited"):
        return Later(_seconds(headers))
    if not word or word in NOBODY_KNOWS:
        return Unknown(word or "unreadable_answer")
    if word in TOKEN_TROUBLE:
        return NotSent(word)
    return Refused(word)


def network_problem(error: BaseException) -> DeliveryError:
    """Whether a broken connection can have carried anything: before it stood, surely not; after, nobody knows."""
    reason = type(error).__name__
    if isinstance(error, (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL)):
        return NotSent(reason)
    return Unknown(reason)


def _seconds(headers: Mapping[str, Any]) -> float:
    given = headers.get("Retry-After") or headers.get("retry-after") or "1"
    try:
        return min(max(float(given[0] if isinstance(given, list) else given), 1.0), 3_600.0)
    except ValueError:
        return 30.0


def date_of(headers: Mapping[str, str]) -> datetime | None:
    """Slack's own time as its answer bears it."""
    try:
        return parsedate_to_datetime(headers.get("Date") or "").astimezone(UTC)
    except ValueError:
        return None

"""Who may reach the page at all: from this machine, under a known name, from our own pages; and nothing leaks out."""

import hmac
import ipaddress
import logging
import secrets
from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Final, TypeAlias
from urllib.parse import urlsplit

from aiohttp import web

from bot.platforms.console.problems import Problem

log = logging.getLogger(__name__)

Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]
Explains: TypeAlias = Callable[[web.Request, int, str, Mapping[str, str]], Awaitable[web.Response]]

CSRF: Final = "desk_csrf"
SESSION: Final = "desk_session"
HERE: Final = frozenset({"127.0.0.1", "localhost", "::1"})
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Guard:
    """Stands before every page. What it refuses is explained in one sentence, and nothing of it is logged."""

    def __init__(self, hosts: Collection[str], *, is_loopback_only: bool, explains: Explains) -> None:
        self._hosts = HERE | {host.lower() for host in hosts}
        self._is_loopback_only, self._explains = is_loopback_only, explains

    def before(self, handler: Handler) -> Handler:
        """The same page, guarded."""

        async def serve(request: web.Request) -> web.StreamResponse:
            try:
                self._check(request)
                response = await handler(request)
            except Problem as problem:
                response = await self._explains(request, problem.status, problem.key, {})
            except web.HTTPRequestEntityTooLarge:
                response = await self._explains(request, 413, "console-too-large", {})
            except web.HTTPException:
                raise
            except ConnectionResetError:
                raise
            except Exception:
                code = secrets.token_hex(4)
                log.exception("a page failed, code %s", code)
                response = await self._explains(request, 500, "console-failed", {"code": code})
            return headed(response)

        return serve

    def _check(self, request: web.Request) -> None:
        if _host(request.host) not in self._hosts:
            # A name of somebody else's that leads here: their page would read ours.
            raise Problem(421, "console-wrong-host")
        if self._is_loopback_only and not _is_here(request.remote):
            raise Problem(403, "console-only-here")
        if request.method not in ("GET", "HEAD"):
            _check_origin(request)


def headed(response: web.StreamResponse) -> web.StreamResponse:
    """With the headers that keep other pages, scripts and caches out."""
    if not response.prepared:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def csrf_of(request: web.Request) -> str:
    """The browser's own random word; a new one where it has none."""
    known = request.cookies.get(CSRF, "")
    return known if 20 <= len(known) <= 100 and known.isascii() else secrets.token_urlsafe(24)


def check_csrf(request: web.Request, values: Mapping[str, str]) -> None:
    """The form must bear the word that the browser's cookie bears, which no other site can read."""
    kept = request.cookies.get(CSRF, "")
    given = str(values.get("csrf") or request.headers.get("X-CSRF") or "")
    if not kept or not hmac.compare_digest(kept.encode(), given.encode("utf-8", "replace")):
        raise Problem(403, "console-stale")


def give_cookie(response: web.StreamResponse, request: web.Request, name: str, value: str, days: int) -> None:
    """A cookie that scripts cannot read and that no other site's page sends along."""
    response.set_cookie(
        name, value, max_age=days * 86_400, path="/", httponly=True, samesite="Strict", secure=request.secure
    )


def _check_origin(request: web.Request) -> None:
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc.lower() != request.host.lower():
        raise Problem(403, "console-foreign")
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise Problem(403, "console-foreign")


def _host(host: str) -> str:
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""


def _is_here(address: str | None) -> bool:
    try:
        return ipaddress.ip_address((address or "").partition("%")[0]).is_loopback
    except ValueError:
        return False

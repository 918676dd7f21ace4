"""Is Slack set up right? Asked by `check` in the terminal: the token, each right, the clock, and the lines."""

from datetime import datetime, timedelta
from typing import Final

from bot.domain.phrases import phrase
from bot.platforms.slack.api import TOKEN_TROUBLE, SlackApi, date_of
from bot.platforms.slack.manifest import SCOPES
from bot.ports.outside import DeliveryError, Finding, Refused

SKEW: Final = timedelta(minutes=1)
"""Slack refuses, and we refuse, what is five minutes off; a minute is told in time."""


async def check(api: SlackApi, lines: SlackApi | None, now: datetime) -> tuple[Finding, ...]:
    """Look at everything that can be asked without changing anything. Does not raise.

    `lines`: the access to Socket Mode, where that is set. `now`: our own clock.
    """
    try:
        said, headers = await api.call_with_headers("auth.test", {})
    except DeliveryError as error:
        return (_refused(error),)
    findings = [Finding("slack-token", True, f"{said.get('team', '')} {said.get('user', '')}".strip())]
    held = headers.get("x-oauth-scopes") or headers.get("X-OAuth-Scopes")
    if held is not None:
        has = {scope.strip() for scope in held.split(",")}
        findings += [_scope(scope, scope in has) for scope in SCOPES]
    theirs = date_of(headers)
    if theirs is not None:
        findings.append(_clock(now - theirs))
    if lines is not None:
        findings.append(await _lines(lines))
    return tuple(findings)


def _refused(error: DeliveryError) -> Finding:
    """Slack's no is about the token; where nobody answered, the token may be as good as ever."""
    if isinstance(error, Refused) or error.reason in TOKEN_TROUBLE:
        return Finding("slack-token", False, error.reason, phrase("check-slack-token", reason=error.reason))
    return Finding("slack", False, error.reason, phrase("check-slack-away", reason=error.reason))


def _scope(scope: str, is_there: bool) -> Finding:
    return Finding("slack-scope", is_there, scope, None if is_there else phrase("check-slack-scope", scope=scope))


def _clock(ahead: timedelta) -> Finding:
    seconds = round(ahead.total_seconds())
    is_good = abs(ahead) <= SKEW
    return Finding("slack-clock", is_good, f"{seconds:+d} s", None if is_good else phrase("check-clock", off=seconds))


async def _lines(lines: SlackApi) -> Finding:
    try:
        await lines.call("apps.connections.open", {})
    except DeliveryError as error:
        is_theirs = isinstance(error, Refused) or error.reason in TOKEN_TROUBLE
        remedy = "check-slack-socket" if is_theirs else "check-slack-away"
        return Finding("slack-socket", False, error.reason, phrase(remedy, reason=error.reason))
    return Finding("slack-socket", True)

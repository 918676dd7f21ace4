"""Is Telegram set up right? Asked by `check` in the terminal: the token, groups, who listens, and the clock."""

from datetime import datetime, timedelta
from typing import Final

from bot.domain.phrases import phrase
from bot.platforms.telegram.api import BAD_TOKEN, Me, TelegramApi
from bot.ports.outside import DeliveryError, Finding, Refused

SKEW: Final = timedelta(minutes=1)


async def check(api: TelegramApi, webhook_url: str | None, now: datetime) -> tuple[Finding, ...]:
    """Look at everything that can be asked without changing anything. Does not raise.

    `webhook_url`: the address set, None where we ask for updates ourselves. `now`: our own clock.
    """
    try:
        me = await api.me()
    except DeliveryError as error:
        return (_refused("telegram-token" if _is_no(error) else "telegram", error),)
    findings = [Finding("telegram-token", True, f"@{me.username}"), *_groups(me)]
    theirs = api.their_time
    if theirs is not None:
        findings.append(_clock(now - theirs))
    findings.append(await _listener(api, webhook_url))
    return tuple(findings)


def _is_no(error: DeliveryError) -> bool:
    """Whether Telegram said no to the token; where nobody answered, it may be as good as ever."""
    return isinstance(error, Refused) or error.reason == BAD_TOKEN


def _refused(name: str, error: DeliveryError) -> Finding:
    remedy = "check-telegram-token" if _is_no(error) else "check-telegram-away"
    return Finding(name, False, error.reason, phrase(remedy, reason=error.reason))


def _groups(me: Me) -> tuple[Finding, ...]:
    join = Finding("telegram-groups", me.can_join_groups, "", phrase("check-telegram-groups"))
    if me.can_join_groups:
        join = Finding("telegram-groups", True)
    # Off is not wrong: the bot then is sent everything said in its groups, and passes over what is not meant for it.
    return (join, Finding("telegram-privacy", True, "off" if me.reads_all else "on"))


def _clock(ahead: timedelta) -> Finding:
    seconds = round(ahead.total_seconds())
    is_good = abs(ahead) <= SKEW
    return Finding(
        "telegram-clock", is_good, f"{seconds:+d} s", None if is_good else phrase("check-clock", off=seconds)
    )


async def _listener(api: TelegramApi, webhook_url: str | None) -> Finding:
    try:
        said = await api.call("getWebhookInfo", {})
    except DeliveryError as error:
        return _refused("telegram-webhook", error)
    url, waiting = str(said.get("url") or ""), int(said.get("pending_update_count") or 0)
    about = f"{url or 'polling'}, {waiting} waiting"
    if url and url != (webhook_url or ""):
        return Finding("telegram-webhook", False, about, phrase("check-telegram-webhook", url=url))
    if url and said.get("last_error_message"):
        return Finding("telegram-webhook", False, about, phrase("check-telegram-webhook-fails", url=url))
    return Finding("telegram-webhook", True, about)

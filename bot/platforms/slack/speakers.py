"""Who speaks in Slack: one of the house, a guest, or somebody of another firm; and how their profile is set."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct

from bot.domain.people import PlatformName, Standing
from bot.platforms.slack.api import SlackApi
from bot.ports.outside import DeliveryError, Refused
from bot.ports.requests import Speaker

FRESH_SECONDS = 600.0
STALE_SECONDS = 3_600.0
"""While Slack does not answer, what it said within the hour still holds."""
ASK_SECONDS = 1.5
"""An acknowledgement is due after three; asking who speaks may take half of that."""
MOST_KNOWN = 5_000
NOT_SHOWN = frozenset(("user_not_found", "user_not_visible", "users_not_found"))
"""Refusals that say something of the person: Slack does not show them to us. Any other says only that we asked in vain,
and a colleague must not be taken for a stranger because of it."""


class NotKnown(Exception):
    """Slack does not say just now who this is; nobody is let in on a guess."""


class Home(Struct, frozen=True):
    """The workspace the bot lives in, and the bot's own numbers."""

    team: str
    bot_user: str
    bot_id: str
    url: str = ""


class _Seen(Struct, frozen=True):
    speaker: Speaker
    at: float


class Speakers:
    """Knows people by asking Slack, and remembers for ten minutes. `ticks` counts seconds and never goes back."""

    def __init__(self, api: SlackApi, ticks: Callable[[], float]) -> None:
        self._api, self._ticks = api, ticks
        self._home: Home | None = None
        self._seen: dict[str, _Seen] = {}
        self._direct: dict[str, str] = {}
        self._asking = asyncio.Lock()
        self._refusal: tuple[DeliveryError, float] | None = None

    @property
    def known_home(self) -> Home | None:
        """The home workspace, once Slack has said it."""
        return self._home

    async def home(self) -> Home:
        """The home workspace. Raises a `DeliveryError` while Slack does not say."""
        async with self._asking:
            # Whoever waited while Slack was silent shares that end: one after another they would wait too long.
            if self._home is None and self._refusal is not None and self._ticks() - self._refusal[1] < 0.5:
                raise self._refusal[0]
            if self._home is None:
                try:
                    said = await self._api.call("auth.test", {}, ASK_SECONDS)
                except DeliveryError as error:
                    self._refusal = (error, self._ticks())
                    raise
                self._home = Home(
                    str(said.get("team_id", "")),
                    str(said.get("user_id", "")),
                    str(said.get("bot_id", "")),
                    str(said.get("url", "")),
                )
            return self._home

    async def speaker(self, user: str, team: str = "") -> Speaker:
        """Who this member number is. `team`: the workspace the request names, for people Slack does not show us.

        Raises `NotKnown` while Slack does not say.
        """
        seen = self._seen.get(user)
        if seen is not None and self._ticks() - seen.at < FRESH_SECONDS:
            return seen.speaker
        try:
            home = await self.home()
            answer = await self._api.call("users.info", {"user": user, "include_locale": "true"}, ASK_SECONDS)
            found = speaker_of(user, answer.get("user") or {}, home, team)
        except DeliveryError as error:
            if isinstance(error, Refused) and error.reason in NOT_SHOWN:
                return Speaker(PlatformName.SLACK, account_of(team, user), standing=Standing.OUTSIDER)
            if seen is not None and self._ticks() - seen.at < STALE_SECONDS:
                return seen.speaker
            raise NotKnown(error.reason) from None
        if len(self._seen) >= MOST_KNOWN:
            self._seen.clear()
        if found.account != account_of("", user):
            self._seen[user] = _Seen(found, self._ticks())
        return found

    async def direct(self, user: str) -> str:
        """The channel of the bot's own conversation with somebody, opened if need be. Raises a `DeliveryError`."""
        if user not in self._direct:
            opened = await self._api.call("conversations.open", {"users": user})
            self._direct[user] = str((opened.get("channel") or {}).get("id") or "")
        return self._direct[user]

    def saw_direct(self, user: str, channel: str) -> None:
        """Slack told us a message of this conversation, so it is ours."""
        self._direct[user] = channel

    async def is_direct(self, user: str, channel: str) -> bool:
        """Whether a `D…` channel is the bot's own with this person; while Slack does not say, it is not."""
        if user not in self._direct:
            try:
                async with asyncio.timeout(ASK_SECONDS):
                    await self.direct(user)
            except (DeliveryError, TimeoutError):
                return False
        return self._direct[user] == channel


def account_of(team: str, user: str) -> str:
    """The number a person goes by inside: `T01:U0123`."""
    return f"{team or '?'}:{user}"


def user_of(account: str) -> str:
    """Slack's member number in such a number."""
    return account.rpartition(":")[2]


def speaker_of(user: str, shown: Mapping[str, Any], home: Home, named: str = "") -> Speaker:
    """The speaker behind a profile as `users.info` shows it. Whoever is not plainly of the house is not.

    `named`: the workspace that the request itself names, for a profile that leaves it out.
    """
    profile = shown.get("profile") or {}
    team = str(shown.get("team_id") or profile.get("team") or named)
    name = profile.get("display_name") or profile.get("real_name") or shown.get("real_name") or shown.get("name") or ""
    is_ours = team == home.team and not (shown.get("deleted") or shown.get("is_stranger") or shown.get("is_bot"))
    standing = Standing.MEMBER if is_ours else Standing.OUTSIDER
    if is_ours and (shown.get("is_restricted") or shown.get("is_ultra_restricted")):
        standing = Standing.GUEST
    zone, locale = shown.get("tz"), shown.get("locale")
    return Speaker(
        platform=PlatformName.SLACK,
        account=account_of(team, user),
        name=str(name),
        standing=standing,
        zone=zone if isinstance(zone, str) and zone else None,
        locale=locale if isinstance(locale, str) and locale else None,
    )

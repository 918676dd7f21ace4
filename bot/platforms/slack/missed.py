"""What was said to the bot while nobody listened: read from the conversations afterwards, and served once.

Slack tells an event again for five minutes and then gives it up. Messages stay where they were written, so after a
longer silence they are read there. A message that was served already has its receipt, and nothing happens twice.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from bot.platforms.slack.api import SlackApi
from bot.platforms.slack.speakers import NotKnown, Speakers
from bot.ports.ledger import StorageFault
from bot.ports.outside import DeliveryError, Later, Refused, Watch
from bot.ports.work import Clock

log = logging.getLogger(__name__)

Json = Mapping[str, Any]
Serve = Callable[[Json], Awaitable[None]]

BEAT_SECONDS: Final = 20.0
GIVEN_UP: Final = timedelta(minutes=5)
"""For so long Slack itself tells again what was not acknowledged."""
MARGIN: Final = timedelta(minutes=6)
"""What was told before a silence, and not served, was given up within it."""
FARTHEST: Final = timedelta(days=7)
"""What was said longer ago is not done any more: whoever said it has found another way."""
KINDS: Final = "public_channel,private_channel,im"
PAGE: Final = 200
MOST_PAGES: Final = 500
"""Of one list: more than that nobody has said to a bot within a week."""
THREADS_FOR: Final = timedelta(days=30)
"""Threads that began longer before a silence are not looked through for what was said in them meanwhile."""
THREAD_PAGES: Final = 5
"""Pages of a conversation's past that are looked through for such threads: Slack allows fifty pages a minute."""


class Missed:
    """Notes every few seconds that it listens, and after a silence has what was said meanwhile served."""

    def __init__(
        self,
        api: SlackApi,
        speakers: Speakers,
        serve: Serve,
        watch: Watch,
        clock: Clock,
        is_open: Callable[[], bool],
    ) -> None:
        self._api, self._speakers, self._serve = api, speakers, serve
        self._watch, self._clock, self._is_open = watch, clock, is_open
        self._unserved_at: datetime | None = None
        self._task: asyncio.Task[None] | None = None
        self.looked_at: datetime | None = None
        """When it was last noted that we listen, and all before that was served."""

    def start(self) -> None:
        """Begin to look, in the background."""
        self._task = asyncio.create_task(self._run(), name="slack-missed")

    async def stop(self) -> None:
        """Look no more; what was not read is read next time."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def note(self) -> None:
        """Something Slack told could not be served just now. Where telling again does not help, it is read later."""
        if self._unserved_at is None:
            self._unserved_at = self._clock.now()

    async def _run(self) -> None:
        while True:
            wait = BEAT_SECONDS
            try:
                await self.look()
            except Later as error:
                wait = max(wait, error.seconds)
            except (DeliveryError, NotKnown, StorageFault) as error:
                log.warning("what was said meanwhile is not read yet", extra={"reason": str(error)[:80]})
            except Exception:
                log.exception("looking for what was said meanwhile failed")
            await asyncio.sleep(wait)

    async def look(self) -> None:
        """Note that we listen; where nobody did for long, first serve what was said.

        Raises a `DeliveryError`, `NotKnown` or `StorageFault`; then all of it is looked for again.
        """
        if not self._is_open():
            return
        now, unserved = self._clock.now(), self._unserved_at
        since = await self._silent_since(now)
        if since is not None:
            await self._catch_up(max(since - MARGIN, now - FARTHEST))
            if unserved is not None and self._unserved_at == unserved:
                self._unserved_at = None
        await self._watch.extend(now)
        self.looked_at = now

    async def _silent_since(self, now: datetime) -> datetime | None:
        last = await self._watch.until()
        gaps = []
        if last is not None and now - last > GIVEN_UP:
            gaps.append(last)
        if self._unserved_at is not None and now - self._unserved_at > MARGIN:
            gaps.append(self._unserved_at)
        return min(gaps, default=None)

    async def _catch_up(self, since: datetime) -> None:
        """In the order in which it was said, whatever the conversation."""
        team, said = (await self._speakers.home()).team, list[Json]()
        for conversation in await self._read("users.conversations", {"types": KINDS}, "channels"):
            where = {"channel": str(conversation.get("id")), "channel_type": "im" if conversation.get("is_im") else ""}
            said += [{**one, **where} for one in await self._said(where["channel"], since)]
        for message in sorted(said, key=lambda one: str(one.get("ts"))):
            await self._again(team, message)
        log.info("read what was said meanwhile", extra={"since": since.isoformat(), "messages": len(said)})

    async def _said(self, channel: str, since: datetime) -> list[Json]:
        """Everything said in a conversation since a moment, what was answered in its threads among it."""
        begin = _ts(since)
        said = await self._read("conversations.history", {"channel": channel, "oldest": begin}, "messages")
        begun = [one for one in said if one.get("reply_count")]
        for parent in [*begun, *await self._going_on(channel, since)]:
            asked = {"channel": channel, "ts": parent.get("ts"), "oldest": begin}
            said += await self._read("conversations.replies", asked, "messages")
        # With the answers Slack gives what they answer, however long ago that was said.
        return list({str(one.get("ts")): one for one in said if str(one.get("ts")) >= begin}.values())

    async def _going_on(self, channel: str, since: datetime) -> list[Json]:
        """The first messages of threads that began before a moment and were answered since."""
        asked = {"channel": channel, "oldest": _ts(since - THREADS_FOR), "latest": _ts(since), "inclusive": True}
        earlier = await self._read("conversations.history", asked, "messages", most=THREAD_PAGES)
        return [one for one in earlier if str(one.get("latest_reply") or "") >= _ts(since)]

    async def _again(self, team: str, message: Json) -> None:
        """Have one message served as if Slack told it now; the receiver passes over what is not said to the bot."""
        try:
            await self._serve({"team_id": team, "event": {"type": "message", **message}})
        except (DeliveryError, NotKnown, StorageFault):
            raise
        except Exception:
            # One that nobody can serve must not keep the others waiting for ever.
            log.exception("a message said meanwhile was not served")

    async def _read(self, method: str, params: Mapping[str, Any], name: str, most: int = MOST_PAGES) -> list[Json]:
        """The pages of a list, `most` of them at most, newest first; what Slack does not let us read is nothing,
        however often it is asked for."""
        found: list[Json] = []
        cursor = ""
        for _ in range(most):
            more = {"cursor": cursor} if cursor else {}
            try:
                answer = await self._asked(method, {**params, **more, "limit": PAGE})
            except Refused as error:
                log.warning("a conversation could not be read", extra={"reason": error.reason, "method": method})
                return found
            found += [one for one in answer.get(name) or [] if isinstance(one, dict)]
            cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                break
        return found

    async def _asked(self, method: str, params: Mapping[str, Any]) -> Json:
        """Slack allows so many such questions a minute; then it is waited for, so that each is asked once."""
        while True:
            try:
                return await self._api.call(method, dict(params))
            except Later as error:
                await asyncio.sleep(error.seconds)


def _ts(at: datetime) -> str:
    """A moment as Slack names messages; such names of one length sort as their moments do."""
    return f"{at.timestamp():.6f}"

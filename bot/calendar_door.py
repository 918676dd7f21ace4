"""Where a calendar program fetches somebody's calendar, by an address that only that person was told."""

import asyncio
from urllib.parse import urlsplit

from aiohttp import web

from bot.desk.feeds import Feeds
from bot.desk.house import House
from bot.domain.phrases import Phrase, phrase
from bot.reports.calendar import ics

LONGEST_CODE = 64
HEADERS = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer"}


def calendar_routes(house: House) -> list[web.RouteDef]:
    """`GET /calendar/CODE.ics`: the calendar; 404 for a wrong address and for one that was taken back, alike."""
    feeds = Feeds(house)

    async def get(request: web.Request) -> web.Response:
        code = request.match_info["code"]
        feed = await feeds.calendar(code) if len(code) <= LONGEST_CODE else None
        if feed is None:
            raise web.HTTPNotFound(headers=HEADERS)

        def say(text: Phrase) -> str:
            return house.texts.say(text, feed.language, feed.zone)

        host = urlsplit(house.desk_link() or "").hostname or "desk"
        name, now = say(phrase("calendar-name", name=feed.name)), house.clock.now()
        # A thousand entries take some three tenths of a second, for which nobody else may wait.
        content = await asyncio.to_thread(ics, feed.entries, name, host, now, say)
        return web.Response(body=content, content_type="text/calendar", charset="utf-8", headers=HEADERS)

    return [web.get("/calendar/{code}.ics", get)]

"""The one web server: what every platform needs served, whether all is well, and figures for a monitor."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Protocol

from aiohttp import web

from bot.ports.ledger import StorageFault, Store
from bot.ports.outside import Platform
from bot.ports.work import Clock
from bot.reminders.round import Round

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class WebPlatform(Platform, Protocol):
    """A platform that has something for the web server to serve."""

    def routes(self) -> list[web.RouteDef]:
        """What is served for it; empty where it opens its own lines."""


SILENT_AFTER = timedelta(seconds=60)
"""A clock that has not ended a round for this long has stopped."""


def desk_web(
    platforms: tuple[WebPlatform, ...], the_round: Round, store: Store, clock: Clock, largest: int
) -> web.Application:
    """The application with every platform's routes, `/healthz` and `/metrics`."""
    app = web.Application(client_max_size=largest, middlewares=[_no_traceback])
    for platform in platforms:
        app.router.add_routes(platform.routes())
    opened_at = clock.now()

    async def health(_: web.Request) -> web.Response:
        state: dict[str, object] = {p.name.value: p.health().condition.value for p in platforms}
        state["store"] = await _store_state(store)
        late = clock.now() - (the_round.last_at or opened_at) > SILENT_AFTER
        state["clock"] = "silent" if late else "up"
        is_well = state["store"] == "up" and not late
        return web.json_response({"ok": is_well, **state}, status=200 if is_well else 503)

    async def metrics(_: web.Request) -> web.Response:
        count, size = await asyncio.wrap_future(
            store.read(lambda ledger: (ledger.outbox.waiting(), ledger.trail.size()))
        )
        return _figures(count, size, {platform.name.value: platform.health().is_well for platform in platforms})

    app.router.add_get("/healthz", health)
    app.router.add_get("/metrics", metrics)
    return app


def _figures(waiting: int, entries: int, up: Mapping[str, bool]) -> web.Response:
    # Most desks have no monitor.
    from prometheus_client import (  # noqa: PLC0415
        CONTENT_TYPE_LATEST,
        CollectorRegistry,
        Gauge,
        generate_latest,
    )

    registry = CollectorRegistry()
    Gauge("tradetrail_outbox_waiting", "Letters not yet delivered", registry=registry).set(waiting)
    lines = Gauge("tradetrail_platform_up", "Whether a platform's line is open", ["platform"], registry=registry)
    for name, is_up in up.items():
        lines.labels(name).set(is_up)
    Gauge("tradetrail_trail_entries", "Entries of the trail", registry=registry).set(entries)
    return web.Response(body=generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST})


async def _store_state(store: Store) -> str:
    try:
        await asyncio.wait_for(asyncio.wrap_future(store.read(lambda ledger: ledger.outbox.waiting())), 2)
    except (StorageFault, TimeoutError):
        return "down"
    return "up"


@web.middleware
async def _no_traceback(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Nothing of the inside is shown outside; what failed is logged."""
    try:
        return await handler(request)
    except (web.HTTPException, asyncio.CancelledError):
        raise
    except StorageFault:
        return web.Response(status=503, text="storage\n")
    except Exception:
        request.app.logger.exception("a web request failed")
        return web.Response(status=500, text="error\n")

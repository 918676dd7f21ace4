"""A web server that does nothing: what starting and standing by cost at the least. `python -m bench.bare PORT`."""

import sys

from aiohttp import web


async def spin(request: web.Request) -> web.Response:
    """Counts so far, and answers: the same work each time, whatever the machine does meanwhile."""
    turned = 0
    for turn in range(int(request.query["turns"])):
        turned += turn & 1
    return web.json_response({"turned": turned})


async def health(_: web.Request) -> web.Response:
    """Well."""
    return web.json_response({"ok": True})


if __name__ == "__main__":
    app = web.Application()
    app.router.add_get("/healthz", health)
    app.router.add_get("/spin", spin)
    web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), access_log=None, print=None)

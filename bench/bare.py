"""A web server that does nothing: what starting and standing by cost at the least. `python -m bench.bare PORT`."""

import sys

from aiohttp import web


async def health(_: web.Request) -> web.Response:
    """Well."""
    return web.json_response({"ok": True})


if __name__ == "__main__":
    app = web.Application()
    app.router.add_get("/healthz", health)
    web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), access_log=None, print=None)

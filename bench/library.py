"""The given rows behind Slack's library alone: what it leaves of the bare handler's pace before any desk begins.

`python -m bench.library PORT DATABASE ROWS`, as `bench.floor`, with the library set up as the desk sets it up.
"""

import json
import pickle
import re
import sys
from pathlib import Path

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bench.floor import SECRET, BareWriter
from bench.written import Write


def application(path: str, writes: list[Write], answer: bytes) -> web.Application:
    """The library, which proves the signature, and the writer; neither rules nor people nor sentences."""
    writer, said = BareWriter(path, writes), json.loads(answer)

    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id)

    bolt = AsyncApp(
        client=AsyncWebClient(retry_handlers=[]),
        signing_secret=SECRET.decode(),
        process_before_response=True,
        authorize=authorize,
        ignoring_self_events_enabled=False,
        ssl_check_enabled=False,
        attaching_function_token_enabled=False,
    )

    @bolt.command(re.compile(".*"))
    async def command(ack: AsyncAck) -> None:
        await writer.write()
        await ack(said)

    async def receive(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await bolt.async_dispatch(await to_bolt_request(request)))

    async def health(_: web.Request) -> web.Response:
        return web.json_response({"ok": True})

    app = web.Application()
    app.router.add_post("/slack/events", receive)
    app.router.add_get("/healthz", health)
    return app


def main(port: str, path: str, rows: str) -> None:
    """Serve until ended."""
    writes, answer = pickle.loads(Path(rows).read_bytes())
    web.run_app(application(path, writes, answer), host="127.0.0.1", port=int(port), access_log=None, print=None)


if __name__ == "__main__":
    main(*sys.argv[1:])

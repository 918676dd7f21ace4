"""The given rows behind Slack's library alone: what it leaves of the bare handler's pace before any desk begins.

`python -m bench.library PORT DATABASE ROWS`, as `bench.floor`, with the library set up as the desk sets it up.
"""

import json
import re
import sys

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bench.floor import SECRET, BareWriter, Receive, serve


async def _authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
    return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id)


def behind_the_library(writer: BareWriter, answer: bytes) -> Receive:
    """The library, which proves the signature, and the writer; neither rules nor people nor sentences."""
    said = json.loads(answer)
    bolt = AsyncApp(
        client=AsyncWebClient(retry_handlers=[]),
        signing_secret=SECRET.decode(),
        process_before_response=True,
        authorize=_authorize,
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

    return receive


if __name__ == "__main__":
    serve(behind_the_library, *sys.argv[1:])

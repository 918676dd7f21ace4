"""Slack's own library at the door: one listener for each kind of thing Slack sends, and no more of its magic."""

import logging
import re
from collections.abc import Callable
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.platforms.slack.receive import Receiver
from bot.platforms.slack.speakers import NotKnown

log = logging.getLogger(__name__)

ANY = re.compile(".*", re.DOTALL)
AGAIN = 503
"""Not served, through no fault of the asker: Slack sends events again, and shows that a press failed."""


def bolt_app(receiver: Receiver, unserved: Callable[[], None] = lambda: None) -> AsyncApp:
    """The library's application. Signatures are checked before it, and the token stays away from it.

    Everything is served before it is acknowledged, or Slack would not send again what we lost. `unserved` is told
    whenever something could not be.
    """
    app = AsyncApp(
        name="tradetrail",
        client=AsyncWebClient(retry_handlers=[]),
        signing_secret="",
        logger=_hushed(),
        process_before_response=True,
        authorize=_authorize,
        request_verification_enabled=False,
        ignoring_self_events_enabled=False,
        ssl_check_enabled=False,
        attaching_function_token_enabled=False,
    )
    _listen(app, receiver)

    async def failed(error: Exception) -> BoltResponse:
        unserved()
        return await _failed(error)

    app.error(failed)
    _hushed()
    return app


def _hushed() -> logging.Logger:
    """The library's log, and all below it, left to say errors only: it logs whole payloads when it is puzzled.

    Before it is made, for it would complain of a token in the environment; and after, for its parts set levels then.
    """
    for name in ("slack_bolt", *logging.Logger.manager.loggerDict):
        if name.startswith(("slack_bolt", "slack_sdk")):
            logging.getLogger(name).setLevel(logging.ERROR)
    return logging.getLogger("slack_bolt")


async def _authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
    # Who may do what is the desk's to say; asking Slack here would cost a call a request.
    return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id)


def _listen(app: AsyncApp, receiver: Receiver) -> None:
    async def command(ack: AsyncAck, body: dict[str, Any], request: AsyncBoltRequest) -> None:
        signature = next(iter(request.headers.get("x-slack-signature", [])), "")
        await ack(await receiver.command(body, signature, request.raw_body))

    async def press(ack: AsyncAck, body: dict[str, Any]) -> None:
        await receiver.press(body)
        await ack()

    async def form_sent(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack(await receiver.form_sent(body))

    async def form_left(ack: AsyncAck, body: dict[str, Any]) -> None:
        await receiver.form_left(body)
        await ack()

    async def shortcut(ack: AsyncAck, body: dict[str, Any]) -> None:
        await receiver.shortcut(body)
        await ack()

    async def choices(ack: AsyncAck) -> None:
        await ack(options=[])

    async def event(body: dict[str, Any]) -> None:
        await receiver.event(body)

    app.command(ANY)(command)
    app.action(ANY)(press)
    app.view(ANY)(form_sent)
    app.view_closed(ANY)(form_left)
    app.shortcut(ANY)(shortcut)
    app.options(ANY)(choices)
    app.event(ANY)(event)


async def _failed(error: Exception) -> BoltResponse:
    if isinstance(error, NotKnown):
        log.warning("Slack does not say who speaks", extra={"reason": str(error)})
    else:
        log.error("a request of Slack was not served", exc_info=error)
    return BoltResponse(status=AGAIN, body="")

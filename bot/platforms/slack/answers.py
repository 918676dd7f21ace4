"""The desk's answer as Slack's screens show it: in the acknowledgement, in a window, on the home page, or whispered."""

import logging

from bot.dialogue.replies import say
from bot.domain.phrases import phrase
from bot.platforms.slack.api import SlackApi
from bot.platforms.slack.deliver import Deliverer
from bot.platforms.slack.modal import Origin, modal
from bot.platforms.slack.render import Json, Message, escaped
from bot.platforms.visible import visible
from bot.ports.outside import DeliveryError, Says
from bot.ports.requests import Answer, Place, Speaker

log = logging.getLogger(__name__)

FORM_SECONDS = 2.0
"""The right to open a window lasts three seconds."""
SPENT = "exchanged_trigger_id"


class Answers:
    """Shows answers. What cannot be shown is logged without its words; the desk has committed by then."""

    def __init__(self, api: SlackApi, says: Says, deliverer: Deliverer) -> None:
        self._api, self._says, self._deliverer = api, says, deliverer

    async def inline(self, answer: Answer, place: Place, speaker: Speaker) -> Json:
        """The acknowledgement of a command, seen by its sender alone."""
        *before, last = self._parts(answer) or (None,)
        if last is None:
            return {"response_type": "ephemeral", "text": escaped(visible(answer.glance))} if answer.glance else {}
        if before:
            # What does not fit into the acknowledgement goes ahead of it, so that it is read in order.
            await self._tell(place, speaker, tuple(part for part in before if part is not None))
        return {"response_type": "ephemeral", "text": last.text, "blocks": last.blocks}

    async def show(self, answer: Answer, place: Place, speaker: Speaker, trigger: str = "") -> None:
        """Show what did not go through the outbox: a form, or an answer given at once.

        `trigger`: Slack's right to open a window, where the request came with one.
        """
        if answer.form is not None and trigger:
            await self.open(answer, place, speaker, trigger)
        elif answer.form is not None:
            await self._tell(place, speaker, self._sentence("form-not-opened", answer))
        elif parts := self._parts(answer):
            await self._tell(place, speaker, parts)

    async def open(self, answer: Answer, place: Place, speaker: Speaker, trigger: str) -> None:
        """Open the answer's form as a window; where Slack does not, the asker is told."""
        asked = {"trigger_id": trigger, "view": self.window(answer, place)}
        try:
            await self._api.call("views.open", asked, FORM_SECONDS)
        except DeliveryError as error:
            if error.reason == SPENT:
                # The same request again: its form stands open already.
                return
            log.warning("a form was not opened", extra={"reason": error.reason})
            await self._tell(place, speaker, self._sentence("form-not-opened", answer))

    def window(self, answer: Answer, place: Place) -> Json:
        """The answer's form as a window that remembers where it was asked for."""
        if answer.form is None:
            raise ValueError("the answer has no form")
        thread, message, respond = place.thread or "", place.message or "", place.respond or ""
        origin = Origin(answer.form.draft, place.chat, thread, message, respond, place.is_shared)
        return modal(answer.form, lambda text: self._says.say(text, answer.language, answer.zone), origin)

    async def _tell(self, place: Place, speaker: Speaker, parts: tuple[Message, ...]) -> None:
        try:
            await self._deliverer.whisper(place, speaker.account, parts)
        except DeliveryError as error:
            log.warning("an answer was not shown", extra={"reason": error.reason})

    def _parts(self, answer: Answer) -> tuple[Message, ...]:
        return self._deliverer.drawn(answer.reply, answer.language, answer.zone) if answer.reply is not None else ()

    def _sentence(self, key: str, answer: Answer) -> tuple[Message, ...]:
        return self._deliverer.drawn(say(phrase(key)), answer.language, answer.zone)

"""What comes from Slack, made into requests for the desk, and the desk's answers made into acknowledgements."""

import logging
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from bot.domain.people import Language
from bot.domain.phrases import phrase
from bot.platforms.slack import limits
from bot.platforms.slack.answers import FORM_SECONDS, Answers
from bot.platforms.slack.api import SlackApi
from bot.platforms.slack.deliver import WHISPER, home_of
from bot.platforms.slack.modal import Origin, errors_of, origin_of, values_of
from bot.platforms.slack.payloads import (
    SAID_SUBTYPES,
    command_id,
    files_of,
    form_id,
    mentions,
    message_id,
    moment_of,
    place_of,
    press_id,
    spoken,
    team_of,
)
from bot.platforms.slack.render import Json, escaped
from bot.platforms.slack.speakers import NotKnown, Speakers
from bot.platforms.visible import visible
from bot.ports.outside import DeliveryError, Hears, Refused, Says
from bot.ports.requests import Filled, Forwarded, Left, Place, Pressed, Request, Said, Speaker

log = logging.getLogger(__name__)


class House(Struct, frozen=True):
    """How this firm's Slack is set: the prefix of its commands, and what to speak before anybody is known."""

    prefix: str
    language: Language
    zone: str
    reactions: frozenset[str] = limits.REACTIONS


class Receiver:
    """Hands everything Slack sends to the desk and gives the acknowledgement back; every method waits for the commit.

    Raises where nothing was committed or nobody could be recognised, so that Slack sends it again or says that it
    failed; only a command, which Slack does not repeat, is answered in words then.
    """

    def __init__(
        self, desk: Hears, says: Says, api: SlackApi, speakers: Speakers, answers: Answers, house: House
    ) -> None:
        self._desk, self._says, self._api, self._speakers = desk, says, api, speakers
        self._answers, self._house = answers, house

    async def command(self, body: Mapping[str, Any], signature: str, raw: str) -> Json:
        """A slash command; the answer to be acknowledged with, empty where a form was opened."""
        user, channel = str(body.get("user_id")), str(body.get("channel_id"))
        try:
            speaker = await self._speakers.speaker(user, team_of(body))
            is_own = channel.startswith("D") and await self._speakers.is_direct(user, channel)
            name = str(body.get("channel_name") or "")
            place = place_of(channel, is_shared=not is_own, respond=body.get("response_url"), channel_name=name)
            said = await self._said(self._line(body), {}, is_command=True)
        except NotKnown:
            return {"response_type": "ephemeral", "text": escaped(self._firm("slack-away"))}
        asked = Request(command_id(body, signature, raw), speaker, said, place, has_modal=True)
        answer = await self._desk.hear(asked)
        if answer.form is not None:
            await self._answers.open(answer, place, speaker, str(body.get("trigger_id")))
            return {}
        return await self._answers.inline(answer, place, speaker)

    def _line(self, body: Mapping[str, Any]) -> str:
        verb = str(body.get("command") or "").removeprefix("/").removeprefix(self._house.prefix)
        text = str(body.get("text") or "")
        return text if verb == "trade" else f"{verb} {text}".strip()

    async def event(self, body: Mapping[str, Any]) -> None:
        """Anything that happens: a message or mention, a reaction, a look at the home page. The rest is let pass."""
        event: Mapping[str, Any] = body.get("event") or {}
        match event.get("type"):
            case "message" | "app_mention":
                await self._message(body, event)
            case "reaction_added" if event.get("reaction") in self._house.reactions:
                await self._reaction(body, event)
            case "app_home_opened" if event.get("tab") == "home":
                user = str(event.get("user"))
                await self._home_page(user, team_of(body), f"slack:{body.get('event_id')}")
            case _:
                return

    async def _message(self, body: Mapping[str, Any], event: Mapping[str, Any]) -> None:
        bot_user, user = await self._bot_user(), event.get("user")
        text, channel, ts = str(event.get("text") or ""), str(event.get("channel")), str(event.get("ts"))
        is_said = event.get("subtype") in SAID_SUBTYPES and not event.get("bot_id") and not event.get("hidden")
        is_direct = event.get("channel_type") == "im" or channel.startswith("D")
        if not is_said or not isinstance(user, str) or user == bot_user:
            return
        if not is_direct and event.get("type") != "app_mention" and not mentions(text, bot_user):
            return
        if is_direct:
            self._speakers.saw_direct(user, channel)
        speaker = await self._speakers.speaker(user, str(event.get("user_team") or event.get("team") or team_of(body)))
        place = place_of(channel, is_shared=not is_direct, ts=ts, thread=event.get("thread_ts"))
        said = await self._said(text, event, is_command=False)
        asked = Request(message_id(team_of(body), channel, ts), speaker, said, place, is_answered_inline=False)
        await self._answers.show(await self._desk.hear(asked), place, speaker)

    async def _said(self, text: str, message: Mapping[str, Any], *, is_command: bool) -> Said:
        line = spoken(text, await self._bot_user())
        people = {f"<@{user}>": await self._speakers.speaker(user) for user in line.users}
        accounts = {mention: person.account for mention, person in people.items()}
        # Somebody Slack does not show us has no name, and a number that is not the one they would come with.
        named = tuple(person for person in people.values() if person.name)
        return Said(line.text, is_command, mentions=accounts, files=files_of(message), named=named)

    async def _reaction(self, body: Mapping[str, Any], event: Mapping[str, Any]) -> None:
        item: Mapping[str, Any] = event.get("item") or {}
        user, channel, ts = str(event.get("user")), str(item.get("channel")), str(item.get("ts"))
        if item.get("type") != "message" or user == await self._bot_user():
            return
        message = await self._fetched(channel, ts)
        if message is None:
            return
        speaker = await self._speakers.speaker(user, team_of(body))
        place = place_of(channel, is_shared=not channel.startswith("D"), ts=ts, thread=message.get("thread_ts"))
        asked = await self._forwarded(message)
        number = f"{message_id(team_of(body), channel, ts)}:noted:{user}"
        request = Request(number, speaker, asked, place, is_answered_inline=False)
        await self._answers.show(await self._desk.hear(request), place, speaker)

    async def _fetched(self, channel: str, ts: str) -> Mapping[str, Any] | None:
        """The message itself; one inside a thread is not in the channel's own history.

        None where Slack does not show it. Raises `NotKnown` where Slack did not answer, so that it tells us again.
        """
        asked = {"channel": channel, "latest": ts, "oldest": ts, "inclusive": "true", "limit": 1}
        for method, more in (("conversations.history", {}), ("conversations.replies", {"ts": ts})):
            try:
                answer = await self._api.call(method, asked | more, FORM_SECONDS)
            except Refused as error:
                log.warning("a marked message could not be read", extra={"reason": error.reason, "method": method})
                continue
            except DeliveryError as error:
                raise NotKnown(error.reason) from None
            for message in answer.get("messages") or []:
                if isinstance(message, dict) and message.get("ts") == ts:
                    return message
        return None

    async def _forwarded(self, message: Mapping[str, Any]) -> Forwarded:
        line = spoken(str(message.get("text") or ""))
        text = line.text
        for user in line.users:
            text = text.replace(f"<@{user}>", "@" + await self._name(user))
        author = await self._name(str(message["user"])) if message.get("user") else str(message.get("username") or "")
        return Forwarded(text, author, moment_of(str(message.get("ts"))), files=files_of(message))

    async def _name(self, user: str) -> str:
        try:
            return (await self._speakers.speaker(user)).name or user
        except NotKnown:
            return user

    async def press(self, body: Mapping[str, Any]) -> None:
        """Buttons pressed, in a message or on the home page. A button that only opens an address asks nothing."""
        user: Mapping[str, Any] = body.get("user") or {}
        number, container = str(user.get("id")), body.get("container") or {}
        speaker = await self._speakers.speaker(number, str(user.get("team_id") or team_of(body)))
        place, trigger = await self._pressed_place(body, container, number), str(body.get("trigger_id"))
        for action in body.get("actions") or []:
            chosen = action.get("selected_option") or action
            ticket = chosen.get("value")
            if not isinstance(ticket, str) or not ticket:
                continue
            source = str(container.get("view_id") or "") or place.message or ""
            asked = Request(
                press_id(place.chat, source, action, number),
                speaker,
                Pressed(ticket),
                place,
                is_answered_inline=False,
                has_modal=True,
            )
            shown = place_of(number, is_shared=False) if place.is_page else place
            await self._answers.show(await self._desk.hear(asked), shown, speaker, trigger)

    async def _pressed_place(self, body: Mapping[str, Any], container: Mapping[str, Any], user: str) -> Place:
        channel = str((body.get("channel") or {}).get("id") or container.get("channel_id") or "")
        if not channel:
            is_home = (body.get("view") or {}).get("type") == "home"
            return home_of(user, is_pressed=True) if is_home else place_of(user, is_shared=False)
        ts = str(container.get("message_ts") or "")
        thread = (body.get("message") or {}).get("thread_ts") or container.get("thread_ts")
        is_own = channel.startswith("D") and await self._speakers.is_direct(user, channel)
        shown = WHISPER + ts if container.get("is_ephemeral") else ts
        respond = body.get("response_url")
        return place_of(channel, is_shared=not is_own, ts=shown, thread=thread, respond=respond)

    async def shortcut(self, body: Mapping[str, Any]) -> None:
        """A message handed over through its menu, to be logged."""
        message: Mapping[str, Any] = body.get("message") or {}
        if body.get("type") != "message_action" or body.get("callback_id") != limits.LOG_SHORTCUT or not message:
            return
        user: Mapping[str, Any] = body.get("user") or {}
        number, channel = str(user.get("id")), str((body.get("channel") or {}).get("id"))
        speaker = await self._speakers.speaker(number, str(user.get("team_id") or team_of(body)))
        is_own = channel.startswith("D") and await self._speakers.is_direct(number, channel)
        ts, respond, trigger = str(message.get("ts")), body.get("response_url"), str(body.get("trigger_id"))
        place = place_of(channel, is_shared=not is_own, ts=ts, thread=message.get("thread_ts"), respond=respond)
        asked = Request(
            f"{message_id(team_of(body), channel, ts)}:handed:{number}:{body.get('action_ts')}",
            speaker,
            await self._forwarded(message),
            place,
            is_answered_inline=False,
            has_modal=True,
        )
        await self._answers.show(await self._desk.hear(asked), place, speaker, trigger)

    async def form_sent(self, body: Mapping[str, Any]) -> Json:
        """A form sent in; what the window does then: it shows complaints, asks on, or closes."""
        view: Mapping[str, Any] = body.get("view") or {}
        origin = origin_of(view)
        if origin is None:
            return {"response_action": "clear"}
        values = values_of(view)
        speaker, place = await self._form_place(body, origin)
        number = form_id(view, values)
        asked = Request(number, speaker, Filled(origin.draft, values), place, is_answered_inline=False, has_modal=True)
        answer = await self._desk.hear(asked)
        errors = errors_of(answer.field_errors, view)
        if errors:
            return {"response_action": "errors", "errors": errors}
        if answer.form is not None:
            return {"response_action": "update", "view": self._answers.window(answer, place)}
        await self._answers.show(answer, place, speaker)
        return {"response_action": "clear"}

    async def form_left(self, body: Mapping[str, Any]) -> None:
        """A form closed without sending."""
        view: Mapping[str, Any] = body.get("view") or {}
        origin = origin_of(view)
        if origin is None:
            return
        speaker, place = await self._form_place(body, origin)
        asked = Request(f"slack:{view.get('id')}:left", speaker, Left(origin.draft), place, is_answered_inline=False)
        await self._answers.show(await self._desk.hear(asked), place, speaker)

    async def _form_place(self, body: Mapping[str, Any], origin: Origin) -> tuple[Speaker, Place]:
        user: Mapping[str, Any] = body.get("user") or {}
        speaker = await self._speakers.speaker(str(user.get("id")), str(user.get("team_id") or team_of(body)))
        place = place_of(
            origin.chat,
            is_shared=origin.is_shared,
            ts=origin.message,
            thread=origin.thread,
            respond=origin.respond,
        )
        return speaker, place

    async def _home_page(self, user: str, team: str, number: str) -> None:
        speaker = await self._speakers.speaker(user, team)
        said = Said(limits.HOME_LINE, is_command=True)
        await self._desk.hear(Request(number, speaker, said, home_of(user), is_answered_inline=False))

    def _firm(self, key: str) -> str:
        return visible(self._says.say(phrase(key), self._house.language, self._house.zone))

    async def _bot_user(self) -> str:
        try:
            return (await self._speakers.home()).bot_user
        except DeliveryError as error:
            raise NotKnown(error.reason) from None

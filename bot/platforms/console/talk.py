"""What is done at the page, made into requests for the desk, and the desk's answers put up on the board."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from bot.dialogue.forms import Form
from bot.domain.people import PlatformName, Standing
from bot.domain.refs import Ref
from bot.platforms.console.at_home import at_home
from bot.platforms.console.board import Board, direct_chat
from bot.platforms.console.limits import PAGE, REDRAW_SECONDS
from bot.platforms.console.people import Visitor
from bot.platforms.console.problems import Problem
from bot.ports.console import NOTHING, ROOM, Message, Post
from bot.ports.ledger import PostedCopy
from bot.ports.outside import Hears
from bot.ports.requests import Answer, Arrival, Asked, Filled, Left, Place, Pressed, Request, Said, Speaker
from bot.ports.work import Clock

Notes: TypeAlias = Callable[[Ref, PostedCopy], Awaitable[None]]
"""Remembers that a copy of a card stands here, so that it changes when the thing does."""


class Unserved(Exception):
    """The desk could not commit; nothing was written, and what was typed must not be lost."""


class Told(Struct, frozen=True):
    """What has come up on the board by one request, new or changed, in order."""

    messages: tuple[Message, ...] = ()

    @property
    def form(self) -> Message | None:
        """The form to be answered now, if one was opened or stayed open."""
        return next((one for one in reversed(self.messages) if one.post.answer.form is not None), None)


class Talk:
    """Carries one visitor's doings to the desk. First the desk commits, then the board shows; both only once."""

    def __init__(
        self, desk: Hears, board: Board, clock: Clock, *, notes: Notes | None, is_cancel: Callable[[str], bool]
    ) -> None:
        self._desk, self._board, self._clock, self._notes = desk, board, clock, notes
        self._is_cancel = is_cancel

    async def say(self, visitor: Visitor, chat: str, rid: str, text: str, files: Sequence[Arrival]) -> Told:
        """A typed line. `cancel` leaves the form that stands open here."""
        if self._is_cancel(text) and (form := await self._open_form(visitor, chat)) is not None:
            draft = form.post.answer.form.draft if form.post.answer.form is not None else ""
            return await self.leave(visitor, form, draft, rid)
        line = text.removeprefix("/")
        said = Said(line, is_command=line != text, files=tuple(files))
        names = tuple(file.name for file in files)
        request = self._request(visitor, _place(chat), rid, said, "\n".join([chat, text, *names]))
        answer = await self._heard(request)
        private = visitor.person_id if chat.startswith(ROOM) else None
        own = Post(
            key=f"{request.id}:line",
            chat=chat,
            at=self._clock.now(),
            author=visitor.person_id,
            text=text,
            files=names,
            only_for=private,
        )
        return Told(await self._put_up(visitor, request, answer, own))

    async def press(self, visitor: Visitor, message: Message, ticket: str, rid: str, *, is_live: bool) -> Told:
        """A button on a message. What one person alone sees, or all, is never turned into the other.

        `is_live`: the page changes by itself, so nobody waits for the card to be drawn anew.
        """
        place = _place(message.post.chat, message)
        request = self._request(visitor, place, rid, Pressed(ticket), f"{message.number} {ticket}")
        answer = await self._heard(request)
        if answer.reply is not None and answer.replaces and self._is_private(message):
            return Told(await self._replaced(visitor, request, answer, message))
        if answer.reply is None and answer.form is None:
            changed = () if is_live else await self._redrawn(message)
            return Told((*await self._put_up(visitor, request, answer), *changed))
        return Told(await self._put_up(visitor, request, answer))

    async def act(self, visitor: Visitor, ticket: str, rid: str) -> Told:
        """A button that stands on no message, but on one of the boards; answered in the visitor's own conversation."""
        request = self._request(
            visitor, _place(direct_chat(visitor.person_id)), rid, Pressed(ticket), f"board {ticket}"
        )
        return Told(await self._put_up(visitor, request, await self._heard(request)))

    async def fill(self, visitor: Visitor, message: Message, draft: str, values: Mapping[str, str], rid: str) -> Told:
        """A form sent in. It stays open, with what was typed, until the desk has taken it."""
        body = "\n".join(f"{name}={values[name]}" for name in sorted(values))
        request = self._request(visitor, _place(message.post.chat), rid, Filled(draft, values), f"{draft}\n{body}")
        answer = await self._heard(request)
        form = message.post.answer.form
        if form is not None and (answer.field_errors or answer.is_refusal):
            errors = answer.field_errors or {"": answer.glance}
            kept = replace(message.post.answer, form=_with(form, values), field_errors=errors)
            changed = _some(await self._board.change(message.number, kept))
            is_cut = not answer.field_errors and answer.glance.endswith("…")
            return Told((*(await self._put_up(visitor, request, answer) if is_cut else ()), *changed))
        if form is not None and answer.form is not None:
            return Told(_some(await self._board.change(message.number, _only_form(answer))))
        closed = _some(await self._board.change(message.number, NOTHING)) if form is not None else ()
        return Told((*closed, *await self._put_up(visitor, request, answer)))

    async def leave(self, visitor: Visitor, message: Message, draft: str, rid: str) -> Told:
        """A form closed without sending."""
        request = self._request(visitor, _place(message.post.chat), rid, Left(draft), f"left {draft}")
        answer = await self._heard(request)
        closed = _some(await self._board.change(message.number, NOTHING)) if message.post.answer.form else ()
        return Told((*closed, *await self._put_up(visitor, request, answer)))

    def _request(self, visitor: Visitor, place: Place, rid: str, asked: Asked, content: str) -> Request:
        # The content is part of the number: a page gone back to may be sent again with other words, and that is new.
        digest = hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        number = f"console:{visitor.person_id}:{rid}:{digest}"
        return Request(number, speaker_of(visitor), asked, place, is_answered_inline=True, has_modal=True)

    async def _heard(self, request: Request) -> Answer:
        try:
            return await self._desk.hear(request)
        except Exception as error:
            raise Unserved(request.id) from error

    async def _put_up(
        self, visitor: Visitor, request: Request, answer: Answer, own: Post | None = None
    ) -> tuple[Message, ...]:
        posts = [own] if own is not None else []
        chat = request.place.chat
        private = visitor.person_id if chat.startswith(ROOM) else None
        parts: list[tuple[str, Answer]] = []
        if answer.reply is not None:
            parts.append(("answer", _only_reply(answer)))
        elif answer.glance and answer.form is None:
            parts.append(("glance", Answer(glance=answer.glance, language=answer.language, zone=answer.zone)))
        if answer.form is not None:
            parts.append(("form", _only_form(answer)))
        for name, part in parts:
            key = f"{request.id}:{name}"
            posts.append(Post(key=key, chat=chat, at=self._clock.now(), answer=part, only_for=private))
        put_up = await self._board.add(*posts) if posts else ()
        for message in put_up:
            await self._note(visitor, message)
        return put_up

    async def _replaced(
        self, visitor: Visitor, request: Request, answer: Answer, message: Message
    ) -> tuple[Message, ...]:
        key = f"{request.id}:replaced"
        if await self._board.store.find(key) is not None:
            # The same press again: the card may have gone on meanwhile.
            return (message,)
        changed = _some(await self._board.change(message.number, _only_reply(answer)))
        own = visitor.person_id
        await self._board.add(Post(key=key, chat=message.post.chat, at=self._clock.now(), only_for=own))
        for one in changed:
            await self._note(visitor, one)
        return changed

    async def _note(self, visitor: Visitor, message: Message) -> None:
        reply = message.post.answer.reply
        if self._notes is None or reply is None or reply.card is None:
            return
        place, answer = _place(message.post.chat), message.post.answer
        copy = PostedCopy(place, str(message.number), answer.language, answer.zone, visitor.person_id)
        await self._notes(reply.card, copy)

    async def _redrawn(self, message: Message) -> tuple[Message, ...]:
        """The pressed card as the courier draws it anew, if that comes soon; the live page sees it in any case."""
        loop = asyncio.get_running_loop()
        end = loop.time() + REDRAW_SECONDS
        while True:
            bell = self._board.listen()
            now = await self._board.store.get(message.number)
            if now is not None and now.change != message.change:
                return (now,)
            try:
                await asyncio.wait_for(bell.wait(), max(0.0, end - loop.time()))
            except TimeoutError:
                return ()

    async def _open_form(self, visitor: Visitor, chat: str) -> Message | None:
        there = await self._board.store.page(chat, visitor.person_id, None, PAGE)
        return next((one for one in reversed(there) if one.post.answer.form is not None), None)

    def _is_private(self, message: Message) -> bool:
        return message.post.only_for is not None or not message.post.chat.startswith(ROOM)


async def message_for(board: Board, number: int, visitor: Visitor, chats: Sequence[str]) -> Message:
    """The message of this number, if the visitor may see it; else, as if there were none, a `Problem`."""
    message = await board.store.get(number)
    if message is None or not message.is_seen_by(visitor.person_id, chats):
        raise Problem(404, "console-not-there")
    return message


def speaker_of(visitor: Visitor) -> Speaker:
    """The visitor as the desk knows them; somebody who left the desk is an outsider."""
    standing = Standing.MEMBER if visitor.person is not None else Standing.OUTSIDER
    return Speaker(PlatformName.CONSOLE, str(visitor.person_id), visitor.name, standing, locale=visitor.locale)


def _place(chat: str, message: Message | None = None) -> Place:
    number = str(message.number) if message is not None else None
    is_shared = chat.startswith(ROOM)
    name = f"#{chat.removeprefix(ROOM)}" if is_shared else ""
    return Place(PlatformName.CONSOLE, chat, message=number, is_shared=is_shared, name=name)


def _only_reply(answer: Answer) -> Answer:
    return at_home(Answer(reply=answer.reply, language=answer.language, zone=answer.zone, hidden=answer.hidden))


def _only_form(answer: Answer) -> Answer:
    return Answer(form=answer.form, language=answer.language, zone=answer.zone, field_errors=answer.field_errors)


def _with(form: Form, values: Mapping[str, str]) -> Form:
    fields = tuple(replace(one, value=values.get(one.name, one.value), error=None) for one in form.fields)
    return replace(form, fields=fields)


def _some(message: Message | None) -> tuple[Message, ...]:
    return (message,) if message is not None else ()

"""What is to be told, until it is told: in order for each chat, by one deliverer at a time, and never forgotten.

A letter is *waiting*, *sending* (leased, with a fence), *sent* or *failed*. A lease that is not returned in time is
taken again, and then bears the moment at which the lost attempt began: nobody knows whether it arrived. When the thing
on a card changes, letters of that card still to go bear the new content; one that was perhaps out already is changed
once more where it stands.
"""

import json
import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from msgspec.structs import replace
from sqlalchemy import BindParameter, bindparam, case, func, select, update

from bot.dialogue.replies import Reply
from bot.domain.codes import struck
from bot.domain.people import PlatformName
from bot.domain.refs import Ref
from bot.ports.ledger import Draw, Lease, Letter, PostedCopy
from bot.storage.codec import Outdated, coder, dumps
from bot.storage.posted import SqlPosted
from bot.storage.statements import Statement, insertion
from bot.storage.tables import OUTBOX
from bot.storage.unit import Unit

log = logging.getLogger(__name__)

LEASED_FOR = timedelta(seconds=45)

_LETTER = coder(Letter)
_O = OUTBOX.c
_PUT = insertion(OUTBOX, passes_over=True)
_OPEN_HERE = (_O.platform == bindparam("on"), _O.is_open)
_FIRST = Statement(
    select(_O.number, _O.letter, _O.fence, _O.attempts, _O.first_tried_at, _O.ready_at)
    .where(*_OPEN_HERE, _O.chat == bindparam("room"))
    .order_by(_O.number)
    .limit(1)
)
_WAITING = Statement(select(func.count()).select_from(OUTBOX).where(_O.is_open))
_LEASE = Statement(
    update(OUTBOX)
    .where(_O.number == bindparam("which"))
    .values(
        state="sending",
        ready_at=bindparam("until"),
        fence=bindparam("next_fence"),
        attempts=_O.attempts + 1,
        first_tried_at=func.coalesce(_O.first_tried_at, bindparam("moment", type_=_O.first_tried_at.type)),
    )
)
_HELD = (_O.number == bindparam("which"), _O.fence == bindparam("held_fence"), _O.state == "sending")
_SENT = Statement(
    update(OUTBOX)
    .where(*_HELD)
    .values(state="sent", is_open=False, messages=bindparam("given"), done_at=bindparam("moment"), first_tried_at=None)
)
_AGAIN = Statement(
    update(OUTBOX)
    .where(*_HELD)
    .values(
        state="waiting",
        ready_at=bindparam("moment"),
        problem=bindparam("why"),
        first_tried_at=bindparam("tried"),
        fence=_O.fence + 1,
    )
)
_FAILED = Statement(
    update(OUTBOX)
    .where(*_HELD)
    .values(state="failed", is_open=False, problem=bindparam("why"), done_at=bindparam("moment"))
)
_OPEN_OF = Statement(
    select(_O.number, _O.letter).where(_O.card == bindparam("thing"), _O.is_open).order_by(_O.number), is_kept=True
)
_RENEW = Statement(
    update(OUTBOX)
    .where(_O.number == bindparam("which"), _O.is_open)
    .values(
        letter=bindparam("text"),
        # Decided where the row is locked: another process may have taken the letter a moment ago.
        renewed_at=case((_O.first_tried_at.is_not(None), bindparam("moment", type_=_O.renewed_at.type))),
    )
)
_UNTRIED = (_O.state == "waiting", _O.first_tried_at.is_(None))
_CHANGES = Statement(
    select(_O.number, _O.letter).where(_O.card == bindparam("thing"), _O.is_open, *_UNTRIED).order_by(_O.number)
)
_REWRITE = Statement(update(OUTBOX).where(_O.number == bindparam("which"), *_UNTRIED).values(letter=bindparam("text")))
_RENEWED = Statement(select(_O.renewed_at, _O.letter).where(_O.number == bindparam("which")))
_REWORD = Statement(update(OUTBOX).where(_O.number == bindparam("which")).values(letter=bindparam("text")))
_DROP = Statement(
    update(OUTBOX)
    .where(_O.number == bindparam("which"))
    .values(state="failed", is_open=False, problem="outdated", done_at=bindparam("moment"))
)
_TRIED = Statement(select(_O.first_tried_at).where(_O.number == bindparam("which")))
_OPEN_IN = Statement(
    select(_O.number, _O.letter).where(_O.platform == bindparam("on"), _O.chat == bindparam("room"), _O.is_open)
)
_MOVE = Statement(
    update(OUTBOX).where(_O.number == bindparam("which")).values(chat=bindparam("to"), letter=bindparam("text"))
)


def _heads() -> Statement:
    """The first letter of every chat: from one chat to the next, however many letters wait in each."""
    on: BindParameter[str] = bindparam("on")
    chats = select(func.min(_O.chat).label("chat")).where(*_OPEN_HERE).cte("chats", recursive=True)
    later, first = OUTBOX.alias("later"), OUTBOX.alias("first")
    following = select(func.min(later.c.chat)).where(later.c.platform == on, later.c.is_open)
    following = following.where(later.c.chat > chats.c.chat).correlate(chats)
    chats = chats.union_all(select(following.scalar_subquery()).where(chats.c.chat.is_not(None)))
    oldest = select(func.min(first.c.number)).where(first.c.platform == on, first.c.is_open)
    oldest = oldest.where(first.c.chat == chats.c.chat).correlate(chats)
    heads = select(_O.chat, _O.ready_at).join_from(chats, OUTBOX, _O.number == oldest.scalar_subquery())
    return Statement(heads.order_by(_O.number), (OUTBOX,))


_HEADS = _heads()


class SqlOutbox:
    """The outbox in one transaction."""

    def __init__(self, unit: Unit, posted: SqlPosted) -> None:
        self._unit, self._posted = unit, posted

    def put(self, letters: Sequence[Letter], at: datetime) -> None:
        """Write letters; a key already there is passed over."""
        for letter in letters:
            self._unit.queue(_PUT, self._row(letter, at))

    def _row(self, letter: Letter, at: datetime) -> dict[str, Any]:
        return {
            "number": self._unit.number("letter"),
            "key": letter.key,
            "platform": letter.place.platform.value,
            "chat": letter.place.chat,
            "card": letter.reply.card.key if letter.reply.card is not None else None,
            "letter": dumps(_LETTER.encode(letter)),
            "state": "waiting",
            "is_open": True,
            "ready_at": at,
            "fence": 0,
            "attempts": 0,
            "first_tried_at": None,
            "problem": None,
            "messages": None,
            "renewed_at": None,
            "created_at": at,
            "done_at": None,
        }

    def heads(self, platform: PlatformName) -> list[tuple[str, datetime]]:
        """Every chat for which there is a letter, and when its first is ready; that of the oldest letter first."""
        return [(chat, ready_at) for chat, ready_at in self._unit.rows(_HEADS, {"on": platform.value})]

    def take(self, platform: PlatformName, at: datetime, chats: Sequence[str], draw: Draw) -> list[Lease]:
        """Lease the first letter of each of these chats that is ready."""
        found = [self._unit.rows(_FIRST, {"on": platform.value, "room": chat}) for chat in dict.fromkeys(chats)]
        leases = [self._lease(row, at, draw) for rows in found for *row, ready_at in rows if ready_at <= at]
        return [lease for lease in leases if lease is not None]

    def _lease(self, row: Any, at: datetime, draw: Draw) -> Lease | None:
        number, text, fence, attempts, first_tried_at = row
        letter = _letter_in(text, number)
        if letter is not None and letter.is_undrawn and (letter := draw(letter)) is not None:
            self._unit.queue(_REWORD, {"which": number, "text": dumps(_LETTER.encode(letter))})
        if letter is None:
            self._unit.queue(_DROP, {"which": number, "moment": at})
            return None
        values = {"which": number, "until": at + LEASED_FOR, "next_fence": fence + 1, "moment": at}
        self._unit.queue(_LEASE, values)
        return Lease(number, letter, fence + 1, attempts + 1, first_tried_at)

    def sent(self, lease: Lease, messages: Sequence[str], at: datetime) -> bool:
        """Delivered as these platform messages; false when the lease was lost meanwhile."""
        if not self._unit.execute(_SENT, self._held(lease) | {"given": dumps(list(messages)), "moment": at}):
            return False
        self._forget_codes(lease)
        self._note(lease.letter, messages)
        renewed_at, text = self._unit.rows(_RENEWED, {"which": lease.number})[0]
        if renewed_at is not None and messages and lease.letter.only_for is None:
            latest: Letter = _LETTER.decode(json.loads(text))
            key = f"renew:{lease.number}:{lease.letter.key}"
            self.put([replace(latest, key=key, revises=messages[-1])], at)
        return True

    def _note(self, letter: Letter, messages: Sequence[str]) -> None:
        """A card hangs there now; one that had to be posted anew no longer hangs where it was."""
        if letter.reply.card is None or letter.only_for is not None or not messages:
            return
        stays = letter.revises is not None and letter.revises in messages
        if letter.revises is not None and not stays:
            self._posted.leave(letter.place, letter.revises)
        message = letter.revises if stays and letter.revises is not None else messages[-1]
        copy = PostedCopy(
            letter.place, message, letter.language, letter.zone, letter.person_id, is_pinned=letter.is_pinned
        )
        self._posted.note(letter.reply.card, copy)

    def has_open(self, card: Ref) -> bool:
        """Whether a letter of the card is still to go."""
        return bool(self._unit.rows(_OPEN_OF, {"thing": card.key}))

    def renew(self, card: Ref, drawn: Callable[[Letter], Reply], at: datetime) -> None:
        """Letters of the card still to go bear what `drawn` gives from now on."""
        for number, text in self._unit.rows(_OPEN_OF, {"thing": card.key}):
            letter = _letter_in(text, number)
            if letter is not None and letter.revises is None:
                renewed = dumps(_LETTER.encode(replace(letter, reply=drawn(letter), is_undrawn=False)))
                self._unit.execute(_RENEW, {"which": number, "text": renewed, "moment": at})

    def rewrite(self, letter: Letter) -> bool:
        """A waiting change of the same posted copy bears this one's content instead; false: there is none."""
        card = letter.reply.card
        for number, text in self._unit.rows(_CHANGES, {"thing": card.key}) if card is not None else ():
            waiting: Letter = _LETTER.decode(json.loads(text))
            is_same = waiting.revises == letter.revises and waiting.place.chat == letter.place.chat
            if is_same and letter.revises is not None and waiting.place.platform is letter.place.platform:
                anew = dumps(_LETTER.encode(replace(letter, key=waiting.key)))
                return self._unit.execute(_REWRITE, {"which": number, "text": anew}) > 0
        return False

    def again(self, lease: Lease, at: datetime, *, is_unknown: bool, problem: str) -> None:
        """Not delivered, or nobody knows: try (or look up) at the moment."""
        tried = self._unit.rows(_TRIED, {"which": lease.number})[0][0] if is_unknown else lease.first_tried_at
        self._unit.execute(_AGAIN, self._held(lease) | {"moment": at, "why": problem, "tried": tried})

    def failed(self, lease: Lease, problem: str, at: datetime) -> None:
        """Definitely refused. Nobody tries again."""
        if self._unit.execute(_FAILED, self._held(lease) | {"why": problem, "moment": at}):
            self._forget_codes(lease)

    def waiting(self) -> int:
        """Letters not yet delivered or failed."""
        return int(self._unit.rows(_WAITING)[0][0])

    def move_chat(self, platform: PlatformName, old: str, new: str) -> None:
        """A group got a new number: its open letters and its cards follow it."""
        for number, text in self._unit.rows(_OPEN_IN, {"on": platform.value, "room": old}):
            if (letter := _letter_in(text, number)) is None:
                continue
            moved = replace(letter, place=replace(letter.place, chat=new))
            self._unit.queue(_MOVE, {"which": number, "to": new, "text": dumps(_LETTER.encode(moved))})
        self._posted.move_chat(platform, old, new)

    def _forget_codes(self, lease: Lease) -> None:
        """A delivered letter stays for the record, and its one-time codes do not."""
        if lease.letter.hidden:
            text = struck(dumps(_LETTER.encode(lease.letter)), lease.letter.hidden)
            self._unit.execute(_REWORD, {"which": lease.number, "text": text})

    @staticmethod
    def _held(lease: Lease) -> dict[str, Any]:
        return {"which": lease.number, "held_fence": lease.fence}


def _letter_in(text: str, number: int) -> Letter | None:
    """None: written by another release with something this one does not know; it must not stop the others."""
    try:
        letter: Letter = _LETTER.decode(json.loads(text))
    except Outdated as outdated:
        log.error("letter %s holds %s, which this release does not know", number, outdated)
        return None
    return letter

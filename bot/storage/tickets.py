"""Buttons handed out: what each asks, for whom, and until when, under a name nobody can guess."""

import json
import secrets
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from bot.dialogue.replies import Button, Press, Reply, buttons_in, with_buttons
from bot.domain.refs import Kind, Ref
from bot.ports.ledger import Ticket
from bot.storage.codec import Outdated, coder, dumps
from bot.storage.statements import Statement, insertion
from bot.storage.tables import TICKETS
from bot.storage.unit import Unit

_PRESS = coder(Press)
_ISSUE = insertion(TICKETS)
_T = TICKETS.c
_FIND = Statement(select(_T.presses, _T.card, _T.person_id, _T.expires_at).where(_T.token == bindparam("name")))


class SqlTickets:
    """Tickets of one transaction."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def issue(self, reply: Reply, person_id: int | None, at: datetime, expires_at: datetime | None = None) -> Reply:
        """The same reply with every button's ticket filled in; the same object where nothing can be pressed."""
        if not any(button.press is not None for button in buttons_in(reply)):
            return reply
        # 128 random bits keep it from being guessed; the number before them keeps neighbours together on the disk.
        token, presses = f"{self._unit.number('ticket'):x}-{secrets.token_urlsafe(16)}", list[Any]()
        ticketed = with_buttons(reply, _Numbers(token, presses).ticketed)
        card = reply.card.key if reply.card is not None else None
        row = {"token": token, "presses": dumps(presses), "card": card, "person_id": person_id}
        self._unit.queue(_ISSUE, row | {"at": at, "expires_at": expires_at}, topic=token)
        return ticketed

    def find(self, ticket: str) -> Ticket | None:
        """What was handed out under this ticket; None for a forged one or one whose command is no longer known."""
        token, _, number = ticket.rpartition(".")
        rows = (
            self._unit.rows(_FIND, {"name": token}, topic=token)
            if token and number.isascii() and number.isdigit()
            else []
        )
        if not rows:
            return None
        presses, card, person_id, expires_at = rows[0]
        kept = json.loads(presses)
        if len(number) > 4 or int(number) >= len(kept):
            return None
        try:
            press: Press = _PRESS.decode(kept[int(number)])
        except Outdated:
            return None
        return Ticket(token, press, ref_of(card) if card else None, person_id, expires_at)


def ref_of(key: str) -> Ref:
    """The thing of a key such as `customer:12`, without its name."""
    kind, _, number = key.partition(":")
    return Ref(Kind(kind), int(number))


class _Numbers:
    """Numbers the buttons of one reply, in reading order."""

    def __init__(self, token: str, presses: list[Any]) -> None:
        self._token, self._presses = token, presses

    def ticketed(self, buttons: tuple[Button, ...]) -> tuple[Button, ...]:
        return tuple(self._each(buttons))

    def _each(self, buttons: tuple[Button, ...]) -> Iterator[Button]:
        for button in buttons:
            if button.press is None:
                yield button
                continue
            # What is pressed is kept once, under the ticket, and not again in every letter and receipt that shows it.
            ticket = f"{self._token}.{len(self._presses)}"
            yield Button(button.label, None, button.style, button.confirm, ticket, button.link)
            self._presses.append(_PRESS.encode(button.press))

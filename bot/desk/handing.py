"""What goes back out: the answer to the asker, the notices to others, and every posted copy of what has changed."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from msgspec.structs import replace

from bot.commands.today import RefreshToday
from bot.desk.addressing import Addressing
from bot.desk.house import House
from bot.desk.mornings import ask_for_drawing, is_seen
from bot.desk.recognise import Known
from bot.desk.table import CARDS, own_card
from bot.desk.ticketing import ticketed
from bot.dialogue.replies import Paragraph, Reply, Small, first_text, say
from bot.domain.people import PlatformName
from bot.domain.phrases import Phrase, phrase
from bot.domain.refs import Kind, Ref
from bot.ports.ledger import Ledger, Letter
from bot.ports.requests import (
    Answer,
    Filled,
    Notice,
    Ordered,
    Outcome,
    Place,
    Pressed,
    Request,
    ToPlace,
)
from bot.ports.work import Work

RESPOND_WITHIN = timedelta(minutes=29)
"""Slack's response address is good for half an hour."""
GLANCE = 190
"""Characters of a pop-up; Telegram allows 200."""


class Hands:
    """Hands one outcome out, in the transaction of its request."""

    def __init__(self, house: House, ledger: Ledger | None, request: Request, known: Known, now: datetime) -> None:
        self._house, self._request, self.known, self._now = house, request, known, now
        self._maybe_ledger, self._written_on_arrival = ledger, 0
        self._hidden: tuple[str, ...] = ()

    def begin(self) -> None:
        """What is written from here on was asked for: that somebody new came in, or was named, bears no receipt."""
        self._written_on_arrival = self._ledger.trail.written()

    @property
    def _ledger(self) -> Ledger:
        if self._maybe_ledger is None:
            raise RuntimeError("a plain answer keeps nothing")
        return self._maybe_ledger

    def show(self, outcome: Outcome) -> Answer:
        """An answer that needs nothing kept."""
        return self._answer(outcome.reply, glance=self._glance(outcome.reply))

    def hand_over(self, outcome: Outcome, work: Work | None = None) -> Answer:
        """Write the notices, revise the cards, and give the asker's answer."""
        self._hidden = outcome.hidden
        receipt = self._receipt(outcome)
        redrawn = self._redraw(outcome, work)
        # Before the notices are put: what is told of this very change keeps its own words.
        for ref, card in redrawn.items():
            self._renew(ref, card, receipt, work)
        self._put(outcome.notices)
        for ref, card in redrawn.items():
            self._revise(ref, card, receipt, work)
        if work is not None and self._ledger.trail.written():
            ask_for_drawing(self._ledger, self._now, self._listed())
        if outcome.says_in_place is not None and self._request.place.is_shared:
            self._put([Notice(ToPlace(self._request.place), outcome.says_in_place, f"said:{self._request.id}")])
        if outcome.form is not None:
            return replace(self._answer(None), form=outcome.form)
        return self._reply(outcome, redrawn, receipt)

    def refuse(self, reason: Phrase, field: str | None) -> Answer:
        """A refusal, always private; a form sent in stays open with the sentence under its field."""
        text = self._house.texts.say(reason, self.known.language, self.known.zone)
        if field is not None and isinstance(self._request.asked, Filled) and self._request.has_modal:
            return replace(self._answer(None), field_errors={field: text}, is_refusal=True)
        glance = _cut(text)
        if self._is_glanced:
            return replace(self._answer(None, glance=glance), is_refusal=True)
        return replace(self._send_or_show(say(reason), False), glance=glance, is_refusal=True)

    @property
    def _is_glanced(self) -> bool:
        """A press on Telegram is always answered by a pop-up that only the presser sees."""
        return isinstance(self._request.asked, Pressed) and self._request.place.platform is PlatformName.TELEGRAM

    def _reply(self, outcome: Outcome, redrawn: dict[Ref, Reply], receipt: Small | None) -> Answer:
        reply, place = outcome.reply, self._request.place
        if isinstance(self._request.asked, Pressed):
            pressed = self._ledger.posted.card_at(place, place.message) if place.message else None
            if pressed is not None and pressed in redrawn:
                return self._answer(None, glance=self._glance(reply))
            listed = self._listed()
            if listed is not None and listed in redrawn:
                return self._send_or_show(_with(redrawn[listed], receipt), True)
            if (pressed is None and reply is not None and reply.card in redrawn) or outcome.replaces:
                return self._send_or_show(_with(reply, receipt), True)
        if reply is None:
            return self._answer(None)
        return self._send_or_show(_with(reply, receipt), False)

    def _send_or_show(self, reply: Reply | None, replaces: bool) -> Answer:
        if reply is None:
            return self._answer(None)
        person = self.known.person
        if self._request.is_answered_inline:
            ticketed = self._ticketed(reply, person.id if person else None, self._request.place.platform)
            return replace(self._answer(ticketed, glance=self._glance(reply)), replaces=replaces)
        place = self._request.place
        if place.is_page and not replaces and isinstance(self._request.asked, Pressed):
            # What is said of a press on a page is said privately, and the page stays.
            place = Place(place.platform, self._request.speaker.account)
        can_replace = replaces and (place.respond is not None or (place.message is not None and not place.is_shared))
        letter = Letter(
            key=f"answer:{self._request.id}",
            place=place if can_replace else replace(place, respond=None, message=None),
            reply=self._ticketed(reply, person.id if person else None, place.platform),
            language=self.known.language,
            zone=self.known.zone.key,
            person_id=person.id if person else None,
            only_for=self._request.speaker.account if place.is_shared else None,
            revises=place.message if can_replace else None,
            expires_at=self._now + RESPOND_WITHIN if can_replace and place.respond else None,
            cause=self._request.id,
            hidden=self._hidden,
        )
        self._ledger.outbox.put([letter], self._now)
        return self._answer(None, glance=self._glance(reply))

    def _put(self, notices: Iterable[Notice]) -> None:
        addressing = Addressing(self._house, self._ledger, self._now)
        for notice in notices:
            self._ledger.outbox.put(addressing.letters(notice, self._request.id, self._hidden), self._now)

    def _redraw(self, outcome: Outcome, work: Work | None) -> dict[Ref, Reply]:
        """The changed things' cards as they are now; only those somebody can see, since drawing reads a lot."""
        redrawn: dict[Ref, Reply] = {}
        for ref in self._to_draw(outcome) if work is not None else ():
            draw = CARDS.get(ref.kind)
            if draw is not None and work is not None and self._is_to_be_seen(ref):
                card = draw(ref, work)
                if card is not None:
                    redrawn[ref] = card
        return redrawn

    def _is_to_be_seen(self, ref: Ref) -> bool:
        return is_seen(self._ledger, ref) or ref == self._listed()

    def _to_draw(self, outcome: Outcome) -> tuple[Ref, ...]:
        """What is drawn at once: the things themselves; of the morning's looks only the one pressed on."""
        asked = self._request.asked
        if isinstance(asked, Ordered) and isinstance(asked.command, RefreshToday):
            return outcome.changed
        listed = self._listed() if self._ledger.trail.written() else None
        things = tuple(ref for ref in outcome.changed if ref.kind is not Kind.TODAY)
        return things if listed is None else (*things, listed)

    def _listed(self) -> Ref | None:
        """The morning's look on which a button was pressed."""
        asked, place = self._request.asked, self._request.place
        if not isinstance(asked, Pressed):
            return None
        ticket = self._ledger.tickets.find(asked.ticket)
        cards = (
            ticket.card if ticket is not None else None,
            self._ledger.posted.card_at(place, place.message) if place.message else None,
        )
        return next((Ref(card.kind, card.id) for card in cards if card is not None and card.kind is Kind.TODAY), None)

    def _renew(self, ref: Ref, card: Reply, receipt: Small | None, work: Work | None) -> None:
        def drawn(letter: Letter) -> Reply:
            shown = _as_seen(ref, card, letter.person_id, receipt, work)
            # That it comes late stays true, whatever the card shows now.
            late = (b for b in letter.reply.blocks if isinstance(b, Paragraph) and b.text.key == "late-by")
            return self._ticketed(shown.plus(*late), letter.person_id, letter.place.platform)

        self._ledger.outbox.renew(ref, drawn, self._now)

    def _revise(self, ref: Ref, card: Reply, receipt: Small | None, work: Work | None) -> None:
        letters = []
        for copy in self._ledger.posted.of(ref):
            seen = _as_seen(ref, card, copy.person_id, receipt, work)
            letters.append(
                Letter(
                    key=f"revise:{ref.key}:{copy.place.platform}:{copy.place.chat}:{copy.message}:{self._request.id}",
                    place=copy.place,
                    reply=self._ticketed(seen, copy.person_id, copy.place.platform),
                    language=copy.language,
                    zone=copy.zone,
                    person_id=copy.person_id,
                    revises=copy.message,
                    cause=self._request.id,
                    is_pinned=copy.is_pinned,
                )
            )
        if ref.kind is Kind.TODAY:
            letters = [letter for letter in letters if not self._ledger.outbox.rewrite(letter)]
        self._ledger.outbox.put(letters, self._now)

    def _ticketed(self, reply: Reply, person_id: int | None, platform: PlatformName) -> Reply:
        return ticketed(self._ledger, reply, person_id, platform, self._now)

    def _receipt(self, outcome: Outcome) -> Small | None:
        if outcome.is_quiet or self._ledger.trail.written() <= self._written_on_arrival:
            return None
        seq, code = self._ledger.trail.receipt()
        return Small(phrase("receipt", seq=f"#{seq}", code=code))

    def _answer(self, reply: Reply | None, glance: str = "") -> Answer:
        return Answer(reply, None, self.known.language, self.known.zone.key, glance=glance, hidden=self._hidden)

    def _glance(self, reply: Reply | None) -> str:
        first = first_text(reply) if reply is not None else None
        return _cut(self._house.texts.say(first, self.known.language, self.known.zone)) if first is not None else ""


def _cut(text: str) -> str:
    return text if len(text) <= GLANCE else text[: GLANCE - 1] + "…"


def _as_seen(ref: Ref, card: Reply, person_id: int | None, receipt: Small | None, work: Work | None) -> Reply:
    """The card as it is now, for one copy: a person's own may bear other buttons than a room's."""
    own = own_card(ref, person_id, work) if work is not None else None
    return _with(own or card, receipt) or card


def _with(reply: Reply | None, receipt: Small | None) -> Reply | None:
    return reply.plus(receipt) if reply is not None and receipt is not None else reply

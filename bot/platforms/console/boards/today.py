"""The first page of the morning: one's own list with its buttons, what waits for a word, and what is late at sea."""

from dataclasses import dataclass
from typing import Final

from bot.dialogue.cards.approvals import title_of
from bot.dialogue.cards.shipments import ShipmentView
from bot.dialogue.replies import Reply
from bot.domain.people import Person
from bot.domain.phrases import Phrase
from bot.domain.refs import Kind, Ref
from bot.handlers.approval_view import approval_view
from bot.handlers.cargo import late_first
from bot.handlers.shipments import MOST
from bot.handlers.sight import may_see, owners_seen
from bot.handlers.today import today_reply
from bot.platforms.console.boards.approvals import waits_for_me
from bot.platforms.console.boards.codes import address_of
from bot.ports.work import Work

SHOWN: Final = 8


@dataclass(frozen=True, slots=True)
class LateShipment:
    """A shipment in one line."""

    code: str
    customer: str
    link: str
    is_untold: bool


@dataclass(frozen=True, slots=True)
class TodayBoard:
    """The page of somebody's day."""

    person: Person
    card: Reply
    approvals: tuple[tuple[Phrase, str], ...]
    late: tuple[LateShipment, ...]
    late_count: int
    people: tuple[Person, ...]
    """Whose days the reader may look at; empty: only their own."""


def today_board(person_id: int | None, work: Work) -> TodayBoard:
    """One's own day, or for those who may, somebody else's."""
    may_choose = work.may("others.today")
    everybody = [one for one in work.books.people.everybody() if one.is_active and may_see((one.id,), work)]
    chosen = next((one for one in everybody if one.id == person_id), None) if may_choose else None
    waiting = [approval_view(one, work) for one in work.books.approvals.open() if waits_for_me(one, work)]
    views = [view for view in late_first(work.books.shipments.open(owners_seen(work), MOST), work) if view.is_late]
    late = [_late(view) for view in views[:SHOWN]]
    return TodayBoard(
        person=chosen or work.me,
        card=today_reply(chosen or work.me, work),
        approvals=tuple((title_of(v), address_of(Ref(Kind.APPROVAL, v.approval.id))) for v in waiting[:SHOWN]),
        late=tuple(late),
        late_count=len(views),
        people=tuple(everybody) if may_choose else (),
    )


def _late(view: ShipmentView) -> LateShipment:
    shipment = view.shipment
    link = address_of(Ref(Kind.SHIPMENT, shipment.id))
    return LateShipment(shipment.code, view.customer, link, bool(view.open_duties))

"""Open shipments as bars in time: what was planned above what is or is expected, and what is late in red."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct

from bot.dialogue.cards.shipments import ShipmentView
from bot.domain.milestones import Milestone
from bot.domain.refs import Kind, Ref
from bot.handlers.cargo import late_first
from bot.handlers.drawing import bar_of
from bot.handlers.shipments import MOST
from bot.handlers.sight import owners_seen
from bot.platforms.console.boards.codes import address_of
from bot.ports.work import Work

MOST_ROWS: Final = 200
SPAN: Final = timedelta(days=14)
"""The least that is shown to each side of today, so that one short shipment does not fill the whole page."""
TICKS: Final = 8


class Span(Struct, frozen=True):
    """A bar, in per cent of the width; and the days it stands for."""

    left: float
    width: float
    start: datetime
    end: datetime


class Lane(Struct, frozen=True):
    """One shipment: its names, its bars, its next moment, and how many days it is behind what was planned."""

    code: str
    link: str
    order: str
    customer: str
    owner: str
    route: str
    planned: Span | None
    actual: Span | None
    is_late: bool
    is_untold: bool
    days_behind: int
    arrival: datetime | None
    steps: tuple[tuple[float, Milestone, datetime], ...] = ()
    """Steps that have happened, as marks on the bar."""


class Gantt(Struct, frozen=True):
    """The whole page: lanes late first, the ticks of the scale, and where today is."""

    lanes: tuple[Lane, ...]
    ticks: tuple[tuple[float, datetime], ...]
    today: float
    count: int
    late: int


def gantt(work: Work) -> Gantt:
    """The open shipments the asker may see; beyond two hundred the latest to arrive are left out, and counted."""
    views = late_first(work.books.shipments.open(owners_seen(work), MOST), work)
    shown = views[:MOST_ROWS]
    scale = _Scale(work.now(), _moments(shown))
    lanes = tuple(_lane(view, scale) for view in shown)
    ticks = tuple((scale.place(at), at) for at in scale.ticks())
    return Gantt(lanes, ticks, scale.place(work.now()), len(views), sum(view.is_late for view in views))


class _Scale:
    """From moments to per cent of the width."""

    def __init__(self, now: datetime, moments: Iterable[datetime]) -> None:
        found = [at.astimezone(now.tzinfo) for at in moments]
        first, last = min([*found, now - SPAN]), max([*found, now + SPAN])
        self.start = first.replace(hour=0, minute=0, second=0, microsecond=0)
        self.length = (last + timedelta(days=2) - self.start) or SPAN

    def place(self, at: datetime) -> float:
        return round(100 * ((at - self.start) / self.length), 2)

    def ticks(self) -> Iterator[datetime]:
        days = max(1, self.length.days)
        step = next((one for one in (1, 2, 7, 14, 28, 56) if days / one <= TICKS), 91)
        for number in range(1, days // step + 1):
            at = self.start + timedelta(days=number * step)
            if self.place(at) < 97:
                yield at

    def span(self, start: datetime | None, end: datetime | None) -> Span | None:
        first, last = start or end, end or start
        if first is None or last is None:
            return None
        last = max(last, first)
        return Span(self.place(first), max(self.place(last) - self.place(first), 0.6), first, last)


def _moments(views: Iterable[ShipmentView]) -> Iterator[datetime]:
    for view in views:
        bar = bar_of(view)
        yield from (at for at in (bar.planned_from, bar.planned_to, bar.actual_from, bar.actual_to) if at is not None)


def _lane(view: ShipmentView, scale: _Scale) -> Lane:
    bar, shipment = bar_of(view), view.shipment
    behind = bar.actual_to - bar.planned_to if bar.actual_to is not None and bar.planned_to is not None else None
    facts = [(step, moments.actual) for step, moments in view.way.steps.items()]
    return Lane(
        code=shipment.code,
        link=address_of(Ref(Kind.SHIPMENT, shipment.id)),
        order=view.order,
        customer=view.customer,
        owner=view.owner,
        route=" → ".join(place for place in (shipment.pol, shipment.pod) if place),
        planned=scale.span(bar.planned_from, bar.planned_to),
        actual=scale.span(bar.actual_from, bar.actual_to),
        is_late=view.is_late,
        is_untold=bool(view.open_duties),
        days_behind=behind.days if behind is not None and behind.days > 0 else 0,
        arrival=bar.actual_to or bar.planned_to,
        steps=tuple((scale.place(fact.at), step, fact.at) for step, fact in facts if fact is not None),
    )

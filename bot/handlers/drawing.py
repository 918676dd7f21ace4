"""What a picture of shipments shows, as bars; the drawing itself is done outside the desk."""

from collections.abc import Sequence

from bot.dialogue.cards.shipments import ShipmentView
from bot.domain.milestones import Milestone
from bot.domain.phrases import phrase
from bot.ports.errands import Bar, Draw, Errand
from bot.ports.work import Work

LONGEST_LABEL = 120
"""Characters of a bar's label; what does not fit beside its bar is cut where it is drawn."""
MOST_BARS = 200
"""Shipments of one picture; the latest ones to arrive are left out beyond it."""


def draw_errand(views: Sequence[ShipmentView], work: Work) -> Errand:
    """The errand of drawing these shipments for the asker, in the asker's language."""
    task = Draw(
        bars=tuple(bar_of(view) for view in views[:MOST_BARS]),
        title=phrase("picture-title", day=work.now().date(), count=len(views)),
        planned=phrase("picture-planned"),
        actual=phrase("picture-actual"),
        late=phrase("picture-late"),
        now=work.clock.now(),
        language=work.language,
        zone=work.zone.key,
    )
    return Errand(work.speaker, work.place, task)


def bar_of(view: ShipmentView) -> Bar:
    """One shipment: from planned to planned, from actual (or the present) to actual or expected."""
    departed, arrived = view.way.of(Milestone.DEPARTED), view.way.of(Milestone.ARRIVED)
    told = view.shipment.last_told
    planned = departed.planned, arrived.planned
    return Bar(
        label=f"{view.shipment.code}  {view.order}  {view.customer}"[:LONGEST_LABEL],
        planned_from=planned[0].at if planned[0] else told.get(Milestone.DEPARTED),
        planned_to=planned[1].at if planned[1] else told.get(Milestone.ARRIVED),
        actual_from=departed.best.at if departed.best else None,
        actual_to=arrived.best.at if arrived.best else None,
        is_late=view.is_late,
    )

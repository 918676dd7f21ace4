"""The picture of shipments under way: a bar each, what was told to the customer above what is or is expected."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct
from PIL import Image, ImageDraw

from bot.domain.phrases import phrase
from bot.ports.errands import Bar, Draw
from bot.reports.lettering import clipped, width, write

WIDE, ROW, EDGE = 1440, 32, 28
"""Pixels of the whole width, of one shipment's row, and of the margins."""
HEAD, FOOT = 104, 44
TALLEST = 9_000
"""Pixels of the tallest picture: a platform shows no longer ones. Beyond, rows are lower."""
LEAST_ROW = 20
MOST_NAME = 480
TITLE, NAME, SMALL = 26, 17, 15
"""Pixels of letters."""
INK, PALE, LINE, BAND, NOW = "#222222", "#6b7280", "#e3e6ea", "#eff2f6", "#6b7280"
TOLD = "#b8c4d4"
DONE, AHEAD = "#2f6fb0", "#9cc3e6"
LATE, LATE_AHEAD = "#c0392b", "#eda79f"
LEAST = timedelta(days=1)
"""Length of a bar of which only one end is known."""
MARGIN = timedelta(days=3)
COLOURS = 200
NOW_HALF = 32
"""Pixels that the name of the present day takes on either side."""
TICKS = 12
"""Marks of the scale at most."""
STEPS = (1, 2, 7, 14)
"""Days from one mark to the next; beyond, marks stand at the first of every month, or of every few."""

Says = Callable[[Any], str]


class Sheet(Struct, frozen=True):
    """Where things stand on the picture. `first` and `last` are the moments at the ends of the scale."""

    left: float
    right: float
    top: int
    row: int
    rows: int
    first: datetime
    last: datetime

    def x(self, at: datetime) -> float:
        """Where a moment stands."""
        share = (at - self.first) / (self.last - self.first)
        return self.left + share * (self.right - self.left)

    def y(self, row: int) -> float:
        """The upper edge of a row."""
        return self.top + row * self.row

    @property
    def bottom(self) -> int:
        """The lower edge of the last row."""
        return self.top + self.rows * self.row


def gantt_png(task: Draw, says: Says) -> bytes:
    """The picture as PNG. Up to 200 bars; a shipment without any moment is a name without a bar.

    What has happened is drawn full, what is expected pale; beside each bar stands its last day, with the days it is
    later than told. To be called in a worker process: it takes a good part of a second.
    """
    zone = ZoneInfo(task.zone)
    sheet = _sheet(task)
    picture = Image.new("RGB", (WIDE, sheet.bottom + FOOT), "white")
    draw = ImageDraw.Draw(picture)
    write(draw, (EDGE, 40), clipped(says(task.title), TITLE, WIDE * 0.5), TITLE, INK)
    _draw_legend(draw, task, says)
    for row in range(0, sheet.rows, 2):
        draw.rectangle((0, sheet.y(row), WIDE, sheet.y(row + 1) - 1), fill=BAND)
    _draw_scale(draw, sheet, zone, task.now)
    _draw_now(draw, sheet, task.now, zone)
    for row, bar in enumerate(task.bars):
        _draw_bar(draw, sheet, row, bar, task.now)
        _draw_words(draw, sheet, row, bar, zone, says)
    stream = BytesIO()
    # A palette holds the few colours there are, and is packed in a third of the time into a third of the room.
    few = picture.quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.save(stream, "PNG", compress_level=4)
    return stream.getvalue()


def _sheet(task: Draw) -> Sheet:
    rows = max(len(task.bars), 1)
    row = max(LEAST_ROW, min(ROW, (TALLEST - HEAD - FOOT) // rows))
    names = max((width(bar.label, NAME) for bar in task.bars), default=0)
    left = EDGE + min(names, MOST_NAME) + 20
    ends = [at for bar in task.bars for at in _moments(bar)] or [task.now]
    first, last = min(*ends, task.now) - MARGIN, max(*ends, task.now) + MARGIN
    # Room for the day that stands right of the longest bar.
    return Sheet(left, WIDE - EDGE - 120, HEAD, row, rows, first, max(last, first + timedelta(days=14)))


def _moments(bar: Bar) -> list[datetime]:
    found = (bar.planned_from, bar.planned_to, bar.actual_from, bar.actual_to)
    return [at for at in found if at is not None]


def _draw_bar(draw: ImageDraw.ImageDraw, sheet: Sheet, row: int, bar: Bar, now: datetime) -> None:
    top, high = sheet.y(row), sheet.row
    if (told := _span(bar.planned_from, bar.planned_to)) is not None:
        _stripe(draw, sheet, told, (top + high * 0.16, top + high * 0.38), TOLD)
    if (span := _span(bar.actual_from, bar.actual_to)) is None:
        return
    place = top + high * 0.44, top + high * 0.84
    full, pale = (LATE, LATE_AHEAD) if bar.is_late else (DONE, AHEAD)
    _stripe(draw, sheet, span, place, pale)
    if span[0] < now:
        _stripe(draw, sheet, (span[0], min(span[1], now)), place, full)


def _stripe(
    draw: ImageDraw.ImageDraw,
    sheet: Sheet,
    span: tuple[datetime, datetime],
    place: tuple[float, float],
    colour: str,
) -> None:
    left, right = sheet.x(span[0]), sheet.x(span[1])
    draw.rectangle((left, place[0], max(right, left + 2), place[1]), fill=colour)


def _draw_words(draw: ImageDraw.ImageDraw, sheet: Sheet, row: int, bar: Bar, zone: ZoneInfo, says: Says) -> None:
    colour, middle = LATE if bar.is_late else INK, sheet.y(row) + sheet.row / 2
    label = clipped(bar.label, NAME, sheet.left - EDGE - 20)
    write(draw, (EDGE, middle), label, NAME, colour)
    span = _span(bar.actual_from, bar.actual_to)
    end = bar.actual_to or bar.actual_from
    if span is None or end is None:
        return
    shown = f"{end.astimezone(zone):%m-%d}"
    if bar.actual_to is not None and bar.planned_to is not None:
        days = (bar.actual_to.astimezone(zone).date() - bar.planned_to.astimezone(zone).date()).days
        shown += f" {says(phrase('picture-behind', days=days))}" if days > 0 else ""
    at = max(sheet.x(span[1]), sheet.x(bar.planned_to) if bar.planned_to is not None else 0) + 7
    behind = BAND if row % 2 == 0 else "white"
    draw.rectangle((at - 3, middle - SMALL / 2, at + width(shown, SMALL) + 3, middle + SMALL / 2), fill=behind)
    write(draw, (at, middle), shown, SMALL, colour)


def _draw_scale(draw: ImageDraw.ImageDraw, sheet: Sheet, zone: ZoneInfo, now: datetime) -> None:
    """Marks at equal steps of days or months, at the head and again at the foot; the year where it begins.

    At the head no mark is named that the present day would cover.
    """
    year = 0
    for day in _marks(sheet.first.astimezone(zone).date(), sheet.last.astimezone(zone).date()):
        at = sheet.x(datetime.combine(day, time(0), zone))
        shown = f"{day:%m-%d}" if day.year == year else f"{day:%Y-%m-%d}"
        year = day.year
        draw.line((at, sheet.top - 8, at, sheet.bottom), fill=LINE)
        half = width(shown, SMALL) / 2
        if abs(at - sheet.x(now)) > half + NOW_HALF:
            write(draw, (at - half, sheet.top - 20), shown, SMALL, PALE)
        write(draw, (at - half, sheet.bottom + 20), shown, SMALL, PALE)


def _marks(first: date, last: date) -> Iterator[date]:
    """The days that are marked between two days, both left out: at most `TICKS`."""
    days = (last - first).days
    step = next((step for step in STEPS if days // step < TICKS), None)
    if step is not None:
        # Weeks begin on Monday.
        day = first + timedelta(days=1 if step < 7 else 7 - first.weekday())
        while day < last:
            yield day
            day += timedelta(days=step)
        return
    months = -(-days // (31 * TICKS))
    month = first.year * 12 + first.month
    while (day := date(month // 12, month % 12 + 1, 1)) < last:
        yield day
        month += months


def _draw_now(draw: ImageDraw.ImageDraw, sheet: Sheet, now: datetime, zone: ZoneInfo) -> None:
    at = sheet.x(now)
    for y in range(sheet.top - 8, sheet.bottom, 9):
        draw.line((at, y, at, min(y + 5, sheet.bottom)), fill=NOW, width=2)
    shown = f"{now.astimezone(zone):%m-%d}"
    half = width(shown, SMALL) / 2 + 7
    draw.rounded_rectangle((at - half, sheet.top - 31, at + half, sheet.top - 9), 4, fill=NOW)
    write(draw, (at - half + 7, sheet.top - 20), shown, SMALL, "white")


def _draw_legend(draw: ImageDraw.ImageDraw, task: Draw, says: Says) -> None:
    named = (((TOLD,), task.planned), ((DONE, AHEAD), task.actual), ((LATE, LATE_AHEAD), task.late))
    x = float(WIDE - EDGE)
    for colours, text in reversed(named):
        words = says(text)
        x -= width(words, SMALL)
        write(draw, (x, 40), words, SMALL, INK)
        x -= 38
        for number, colour in enumerate(colours):
            wide = 30 / len(colours)
            draw.rectangle((x + number * wide, 34, x + (number + 1) * wide, 46), fill=colour)
        x -= 24


def _span(start: datetime | None, end: datetime | None) -> tuple[datetime, datetime] | None:
    """Begin and end of a bar; one end alone makes a day."""
    first = start or (end - LEAST if end is not None else None)
    last = end or (start + LEAST if start is not None else None)
    if first is None or last is None:
        return None
    return first, max(last, first + LEAST / 4)

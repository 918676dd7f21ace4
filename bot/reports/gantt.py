"""The picture of shipments under way: a bar each, what was told to the customer above what is or is expected."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import fontpkg_noto_sans
import pylopdf_fonts_zh_cn

from bot.ports.errands import Bar, Draw

if TYPE_CHECKING:
    from matplotlib.axes import Axes

DPI = 130
ROW = 0.24
"""Inches of one shipment's row."""
TOLD, ACTUAL, LATE, NOW = "#b8c4d4", "#2f6fb0", "#c0392b", "#555555"
LEAST = timedelta(days=1)
"""Length of a bar of which only one end is known."""
CROWDED = 60
"""Beyond so many bars the days beside them are left out, and the picture is coarser."""

Says = Callable[[Any], str]


def gantt_png(task: Draw, says: Says) -> bytes:
    """The picture as PNG. Up to 200 bars; a shipment without any moment is a name without a bar.

    To be called in a worker process: the drawing library is not for threads, and is loaded when first used.
    """
    from matplotlib import rcParams  # noqa: PLC0415 - heavy; loaded only where a picture is drawn
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    use_fonts(rcParams)
    count = max(len(task.bars), 1)
    is_crowded = len(task.bars) > CROWDED
    height = 1.4 + ROW * count
    figure = Figure(figsize=(11, height), dpi=DPI * 3 // 4 if is_crowded else DPI)
    axes: Axes = figure.add_axes((0.3, 0.75 / height, 0.65, 1 - 1.2 / height))
    _draw_bars(axes, task.bars)
    _draw_names(axes, task, has_days=not is_crowded)
    _draw_scale(axes, task, count)
    figure.text(0.02, 1 - 0.25 / height, says(task.title), fontsize=11, va="center")
    _draw_legend(axes, task, says, height)
    stream = BytesIO()
    canvas: Any = FigureCanvasAgg(figure)
    canvas.print_png(stream, pil_kwargs={"compress_level": 3})
    return stream.getvalue()


def _draw_bars(axes: "Axes", bars: tuple[Bar, ...]) -> None:
    """All bars of one colour at once: a few hundred single ones would take seconds."""
    told = [(row - 0.24, bar.planned_from, bar.planned_to) for row, bar in enumerate(bars)]
    late = [(row + 0.12, bar.actual_from, bar.actual_to) for row, bar in enumerate(bars) if bar.is_late]
    fine = [(row + 0.12, bar.actual_from, bar.actual_to) for row, bar in enumerate(bars) if not bar.is_late]
    for colour, points, rows in ((TOLD, 4.0, told), (ACTUAL, 6.0, fine), (LATE, 6.0, late)):
        spans = [(at, span) for at, start, end in rows if (span := _span(start, end)) is not None]
        if spans:
            ends = [span[0] for _, span in spans], [span[1] for _, span in spans]
            axes.hlines([at for at, _ in spans], *ends, colors=colour, linewidth=points, capstyle="butt")


def _draw_names(axes: "Axes", task: Draw, *, has_days: bool) -> None:
    zone, beside = ZoneInfo(task.zone), axes.get_yaxis_transform()
    for row, bar in enumerate(task.bars):
        colour = LATE if bar.is_late else "#222222"
        axes.text(-0.01, row, bar.label, fontsize=8, ha="right", va="center", color=colour, transform=beside)
        end, span = bar.actual_to or bar.actual_from, _span(bar.actual_from, bar.actual_to)
        if has_days and end is not None and span is not None:
            shown = f" {end.astimezone(zone):%m-%d}"
            axes.text(span[1], row + 0.12, shown, fontsize=7, va="center", color=colour)


def _draw_scale(axes: "Axes", task: Draw, count: int) -> None:
    from matplotlib import dates  # noqa: PLC0415

    days: Any = dates
    zone = ZoneInfo(task.zone)
    axes.set_ylim(count - 0.4, -0.6)
    axes.set_yticks([])
    axes.axvline(days.date2num(task.now), color=NOW, linewidth=1, linestyle="--")
    axes.xaxis_date(tz=zone)
    axes.xaxis.set_major_formatter(days.DateFormatter("%m-%d", tz=zone))
    axes.grid(axis="x", color="#e5e5e5", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.tick_params(axis="x", labelsize=8)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)


def _span(start: datetime | None, end: datetime | None) -> tuple[float, float] | None:
    """Begin and end in days, as the drawing library counts them; one end alone makes a day."""
    from matplotlib import dates  # noqa: PLC0415

    days: Any = dates
    first = start or (end - LEAST if end is not None else None)
    last = end or (start + LEAST if start is not None else None)
    if first is None or last is None:
        return None
    return float(days.date2num(first)), float(days.date2num(max(last, first + LEAST / 4)))


def _draw_legend(axes: "Axes", task: Draw, says: Says, height: float) -> None:
    from matplotlib.patches import Patch  # noqa: PLC0415

    named = ((TOLD, task.planned), (ACTUAL, task.actual), (LATE, task.late))
    marks = [Patch(facecolor=colour, label=says(text)) for colour, text in named]
    below = (0.98, 0.04 / height)
    where: Any = axes.figure
    where.legend(handles=marks, loc="lower right", bbox_to_anchor=below, ncols=3, fontsize=8, frameon=False)


def use_fonts(settings: Any) -> None:
    """Latin first: with the Chinese font first, accented letters are split."""
    from matplotlib import font_manager  # noqa: PLC0415

    latin = Path(fontpkg_noto_sans.ROOT) / "files" / "NotoSans[wdth,wght].ttf"
    for path in (latin, pylopdf_fonts_zh_cn.sans_path()):
        font_manager.fontManager.addfont(str(path))
    settings["font.family"] = ["Noto Sans", "Noto Sans SC", "DejaVu Sans"]
    settings["axes.unicode_minus"] = False

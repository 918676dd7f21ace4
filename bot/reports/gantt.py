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
LEAST_DAYS = timedelta(days=1)
"""Width of a bar of which only one end is known."""

Says = Callable[[Any], str]


def gantt_png(task: Draw, says: Says) -> bytes:
    """The picture as PNG. Up to 200 bars; a shipment without any moment is a name without a bar. Takes under a second.

    To be called in a worker process: the drawing library is not for threads, and is loaded when first used.
    """
    from matplotlib import dates, rcParams  # noqa: PLC0415 - heavy; loaded only where a picture is drawn
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    _use_fonts(rcParams)
    count = max(len(task.bars), 1)
    figure = Figure(figsize=(11, 1.6 + ROW * count), dpi=DPI)
    axes: Axes = figure.add_axes((0.3, 0.7 / (1.6 + ROW * count), 0.67, 1 - 1.5 / (1.6 + ROW * count)))
    zone = ZoneInfo(task.zone)
    for row, bar in enumerate(task.bars):
        _draw_bar(axes, row, bar, zone)
    axes.set_yticks(range(len(task.bars)), [bar.label for bar in task.bars], fontsize=8)
    for text, bar in zip(axes.get_yticklabels(), task.bars, strict=True):
        text.set_color(LATE if bar.is_late else "black")
    axes.set_ylim(count - 0.4, -0.6)
    axes.axvline(dates.date2num(task.now), color=NOW, linewidth=1, linestyle="--")  # type: ignore[no-untyped-call]
    axes.xaxis_date(tz=zone)
    axes.xaxis.set_major_formatter(dates.DateFormatter("%m-%d", tz=zone))  # type: ignore[no-untyped-call]
    axes.grid(axis="x", color="#e5e5e5", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.tick_params(axis="x", labelsize=8)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.set_title(says(task.title), loc="left", fontsize=11)
    _draw_legend(axes, task, says)
    stream = BytesIO()
    FigureCanvasAgg(figure).print_png(stream)  # type: ignore[no-untyped-call]
    return stream.getvalue()


def _draw_bar(axes: "Axes", row: int, bar: Bar, zone: ZoneInfo) -> None:
    told = _span(bar.planned_from, bar.planned_to)
    real = _span(bar.actual_from, bar.actual_to)
    if told is not None:
        axes.broken_barh([told], (row - 0.36, 0.26), facecolors=TOLD)
    end = bar.actual_to or bar.actual_from
    if real is not None and end is not None:
        axes.broken_barh([real], (row - 0.04, 0.36), facecolors=LATE if bar.is_late else ACTUAL)
        axes.annotate(
            f"{end.astimezone(zone):%m-%d}",
            (real[0] + real[1], row + 0.14),
            xytext=(3, 0),
            textcoords="offset points",
            fontsize=7,
            va="center",
            color=LATE if bar.is_late else "#333333",
        )


def _span(start: datetime | None, end: datetime | None) -> tuple[float, float] | None:
    """Begin and width in days, as the drawing library counts them."""
    from matplotlib import dates  # noqa: PLC0415

    if start is None and end is None:
        return None
    first = start or (end - LEAST_DAYS if end is not None else None)
    last = end or (start + LEAST_DAYS if start is not None else None)
    if first is None or last is None:
        return None
    ends = (first, max(last, first + timedelta(hours=6)))
    begin, close = (float(dates.date2num(end)) for end in ends)  # type: ignore[no-untyped-call]
    return begin, close - begin


def _draw_legend(axes: "Axes", task: Draw, says: Says) -> None:
    from matplotlib.patches import Patch  # noqa: PLC0415

    named = ((TOLD, task.planned), (ACTUAL, task.actual), (LATE, task.late))
    marks = [Patch(facecolor=colour, label=says(text)) for colour, text in named]
    axes.legend(handles=marks, loc="upper right", bbox_to_anchor=(1, -0.35 / max(len(task.bars) * ROW, 1)), ncols=3,
                fontsize=8, frameon=False)  # fmt: skip


def _use_fonts(settings: Any) -> None:
    """Latin first: with the Chinese font first, accented letters are split."""
    from matplotlib import font_manager  # noqa: PLC0415

    latin = Path(fontpkg_noto_sans.ROOT) / "files" / "NotoSans[wdth,wght].ttf"
    for path in (latin, pylopdf_fonts_zh_cn.sans_path()):
        font_manager.fontManager.addfont(str(path))
    settings["font.family"] = ["Noto Sans", "Noto Sans SC", "DejaVu Sans"]
    settings["axes.unicode_minus"] = False

"""A picture of counts: columns by day, or lying bars by person, stacked, with every number written where it stands."""

import logging
from collections.abc import Callable
from io import BytesIO
from typing import TYPE_CHECKING, Any

from bot.ports.errands import Chart, Panel
from bot.reports.lettering import CHINESE, LATIN

if TYPE_CHECKING:
    from matplotlib.axes import Axes

DPI = 130
WIDE, HIGH = 9.0, 2.9
"""Inches of a picture's width and of a standing panel's height."""
ROW = 0.34
"""Inches of one lying bar."""
HEAD = 0.55
INK, PALE = "#222222", "#e5e5e5"

Says = Callable[[Any], str]


def chart_png(task: Chart, says: Says) -> bytes:
    """The picture as PNG. To be called in a worker process: the drawing library is not for threads.

    It is loaded when first used. Panels without any count are drawn as empty axes.
    """
    from matplotlib import rcParams  # noqa: PLC0415 - heavy; loaded only where a picture is drawn
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    use_fonts(rcParams)
    heights = [_height(panel) for panel in task.panels]
    whole = HEAD + sum(heights)
    figure = Figure(figsize=(WIDE, whole), dpi=DPI)
    figure.text(0.03, 1 - 0.3 / whole, says(task.title), fontsize=13, va="center", color=INK)
    top = whole - HEAD
    for panel, height in zip(task.panels, heights, strict=True):
        left = 0.22 if panel.is_lying else 0.07
        axes = figure.add_axes((left, (top - height + 0.35) / whole, 0.95 - left, (height - 0.95) / whole))
        _draw_panel(axes, panel, says)
        top -= height
    stream = BytesIO()
    canvas: Any = FigureCanvasAgg(figure)
    canvas.print_png(stream, pil_kwargs={"compress_level": 3})
    return stream.getvalue()


def use_fonts(settings: Any) -> None:
    """Latin first: with the Chinese font first, accented letters are split."""
    from matplotlib import font_manager  # noqa: PLC0415

    for path in (LATIN, CHINESE):
        font_manager.fontManager.addfont(str(path))
    settings["font.family"] = ["Noto Sans", "Noto Sans SC", "DejaVu Sans"]
    settings["axes.unicode_minus"] = False


def _height(panel: Panel) -> float:
    return 1.2 + ROW * max(len(panel.labels), 2) if panel.is_lying else HIGH


def _draw_panel(axes: "Axes", panel: Panel, says: Says) -> None:
    places = list(range(len(panel.labels)))
    stacked = [0] * len(places)
    for series in panel.series:
        put = axes.barh if panel.is_lying else axes.bar
        start: dict[str, Any] = {"left": stacked} if panel.is_lying else {"bottom": stacked}
        put(places, series.counts, 0.62, color=series.colour, label=says(series.name), **start)
        _write_counts(axes, panel, stacked, series.counts)
        stacked = [before + count for before, count in zip(stacked, series.counts, strict=True)]
    axes.set_title(says(panel.title), fontsize=10.5, loc="left", color=INK, pad=20)
    if panel.series:
        axes.legend(
            loc="lower left",
            bbox_to_anchor=(-0.01, 1.0),
            ncols=len(panel.series),
            fontsize=8,
            frameon=False,
            borderpad=0.1,
            handlelength=1.0,
            columnspacing=1.2,
        )
    _draw_scale(axes, panel, says, max(stacked, default=0))


def _write_counts(axes: "Axes", panel: Panel, stacked: list[int], counts: tuple[int, ...]) -> None:
    for place, (before, count) in enumerate(zip(stacked, counts, strict=True)):
        if count:
            middle = before + count / 2
            x, y = (middle, float(place)) if panel.is_lying else (float(place), middle)
            axes.text(x, y, str(count), fontsize=8, ha="center", va="center", color="white")


def _draw_scale(axes: "Axes", panel: Panel, says: Says, most: int) -> None:
    from matplotlib.ticker import MaxNLocator  # noqa: PLC0415

    labels = [says(label) for label in panel.labels]
    places = list(range(len(labels)))
    if panel.is_lying:
        axes.set_yticks(places, labels, fontsize=9)
        axes.set_ylim(len(places) - 0.4, -0.6)
        axes.set_xlim(0, max(most, 1) * 1.04)
    else:
        axes.set_xticks(places, labels, fontsize=9)
        axes.set_xlim(-0.6, len(places) - 0.4)
        axes.set_ylim(0, max(most, 1) * 1.1)
    counted = axes.xaxis if panel.is_lying else axes.yaxis
    counted.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))
    axes.grid(axis="x" if panel.is_lying else "y", color=PALE, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.tick_params(labelsize=8, length=0)
    for side in ("top", "right", "left" if not panel.is_lying else "bottom"):
        axes.spines[side].set_visible(False)

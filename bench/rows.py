"""One line of the table: what was measured, what the same work costs bare, and whether the goal is met."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Against(StrEnum):
    """What a goal speaks of."""

    RATIO_AT_LEAST = "ratio ≥"
    RATIO_AT_MOST = "ratio ≤"
    MOST = "≤"
    LEAST = "≥"


@dataclass(frozen=True, slots=True)
class Goal:
    """A bound, on the figure itself or on its ratio to the floor."""

    against: Against
    bound: float

    def is_met(self, figure: float, ratio: float | None) -> bool:
        """Whether the figures are within the bound; a ratio that was not taken is not."""
        match self.against:
            case Against.MOST:
                return figure <= self.bound
            case Against.LEAST:
                return figure >= self.bound
            case Against.RATIO_AT_MOST:
                return ratio is not None and ratio <= self.bound
            case Against.RATIO_AT_LEAST:
                return ratio is not None and ratio >= self.bound


@dataclass(frozen=True, slots=True)
class Row:
    """`measured` and `floor`: one figure a round, in `unit`, taken in turn; `remark`: what was checked.

    Without a goal it stands there to be compared with.
    """

    name: str
    unit: str
    measured: Sequence[float]
    goal: Goal | None
    floor: Sequence[float] = field(default=())
    remark: str = ""

    @property
    def figure(self) -> float:
        """The median."""
        return statistics.median(self.measured)

    @property
    def ratio(self) -> float | None:
        """The median of the rounds' own ratios, so that a slow minute of the machine weighs on both sides."""
        if not self.floor:
            return None
        return statistics.median(ours / bare for ours, bare in zip(self.measured, self.floor, strict=True))

    @property
    def is_met(self) -> bool:
        """Whether the goal, if there is one, is reached."""
        return self.goal is None or self.goal.is_met(self.figure, self.ratio)

    def cells(self) -> tuple[str, ...]:
        """The line as words: name, unit, measured, floor, ratio, goal, ok, remark."""
        ratio = "" if self.ratio is None else f"{self.ratio:.2f}"
        goal = f"{self.goal.against} {self.goal.bound:g}" if self.goal is not None else ""
        ok = "" if self.goal is None else "yes" if self.is_met else "NO"
        return self.name, self.unit, spread(self.measured), spread(self.floor), ratio, goal, ok, self.remark


HEAD = ("row", "unit", "measured", "floor", "ratio", "goal", "ok", "checked")


def spread(figures: Sequence[float]) -> str:
    """Median and range, as `812 (790–840)`."""
    if not figures:
        return ""
    if len(figures) == 1:
        return _short(figures[0])
    return f"{_short(statistics.median(figures))} ({_short(min(figures))}–{_short(max(figures))})"


def table(rows: Sequence[Row]) -> str:
    """The whole table in Markdown, columns aligned."""
    lines = [HEAD, *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEAD))]
    padded = ([cell.ljust(width) for cell, width in zip(line, widths, strict=True)] for line in lines)
    drawn = ["| " + " | ".join(cells) + " |" for cells in padded]
    drawn.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(drawn)


def percentile(figures: Sequence[float], share: float) -> float:
    """The figure below which this share of all lies, e.g. 0.99."""
    ordered = sorted(figures)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def _short(figure: float) -> str:
    if figure >= 100:
        return f"{figure:.0f}"
    return f"{figure:.3g}"

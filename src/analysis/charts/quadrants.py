"""Two shares against one another, with a guideline for each."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from analysis.charts.chart import WIDE, Chart
from analysis.charts.labels import label_points
from analysis.charts.notes import HeldShare
from analysis.charts.style import BLUE, INK, MUTED, ORANGE, PAPER, Words, axes_in, needs_rows, plot, sheet


@plot
@needs_rows
def plot_quadrants(
    frame: pd.DataFrame, *, year: int, across_line: float, up_line: float, across: str, up: str, note: str,
    held: HeldShare | None = None, subject: str | None = None, width: float = WIDE,
) -> Chart:  # fmt: skip
    """Draw two shares against one another; the two guidelines make four fields.

    Parameters
    ----------
    frame : one row a country with `key`, `name`, `across` and `up`, as `two_measures` gives it. Countries are named by
        their ISO code where there is room; the chart's data has them all.
    """
    both = (frame["across"] >= across_line) & (frame["up"] >= up_line)
    neither = (frame["across"] < across_line) & (frame["up"] < up_line)
    held = held or HeldShare(len(frame), len(frame))
    finding = held.headline(
        f"{int(both.sum())} {held.of} kept both guidelines in {year}, {int(neither.sum())} kept neither"
    )
    scale = f"Across: {across}. Up: {up}"
    chart, bottom, top = sheet(width, min(4.6, width * 0.95), Words(finding, scale, note))
    ax = axes_in(chart, 0.36, 0.34, bottom, top, floor=0.3)
    ax.axvline(across_line, color=INK, linewidth=1)
    ax.axhline(up_line, color=INK, linewidth=1)
    for part, marker, fill, edge in (
        (both, "o", BLUE, BLUE),
        (neither, "s", PAPER, ORANGE),
        (~both & ~neither, "^", PAPER, MUTED),
    ):
        ax.plot(frame["across"][part], frame["up"][part], marker, ms=5.5, mfc=fill, mec=edge, mew=1.2)
    chosen = frame.loc[frame["key"].eq(subject)]
    ax.plot(chosen["across"], chosen["up"], "o", ms=11, mfc="none", mec=INK, mew=1.2)
    ax.tick_params(labelsize=8, labelcolor=MUTED)
    ax.grid(visible=True)
    ax.set(xlim=(0, frame["across"].max() * 1.08), ylim=(0, frame["up"].max() * 1.12))
    ax.set_yticks([tick for tick in ax.get_yticks() if 0 < tick < ax.get_ylim()[1]])
    _name_lines(ax, across_line, up_line)
    label_points(ax, frame, x="across", y="up", text="key", first=(subject,) if subject else ())
    alt = (
        f"Scatter chart of {len(frame)} countries in {year}. At or above both lines ({across_line:g} percent across, "
        f"{up_line:g} percent up): {_names(frame[both])}. Below both: {_names(frame[neither])}."
    )
    return chart.describe("quadrants", alt, frame)


def _name_lines(ax: Axes, across_line: float, up_line: float) -> None:
    """Write each guideline's value at its end."""
    bold: dict[str, Any] = {"textcoords": "offset points", "fontsize": 8, "weight": "bold"}
    ax.annotate(f"{across_line:g} %", (across_line, ax.get_ylim()[1]), (3, -1), va="top", **bold)
    ax.annotate(f"{up_line:g} %", (ax.get_xlim()[1], up_line), (0, 3), ha="right", **bold)


def _names(rows: pd.DataFrame) -> str:
    return ", ".join(rows["name"]) or "none"

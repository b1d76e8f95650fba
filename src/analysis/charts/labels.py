"""Where labels go: names beside rows, ends of lines moved apart, points labelled only where there is room."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.transforms import Bbox

from analysis.charts.style import MUTED, shorten, text_width, wrap_text

_SAME_PLACE = 0.5
_BESIDE = ((5, 0, "left", "center"), (-5, 0, "right", "center"))
_OVER_AND_UNDER = (
    (0, 5, "center", "bottom"), (0, -5, "center", "top"), (5, 5, "left", "bottom"), (-5, 5, "right", "bottom"),
    (5, -5, "left", "top"), (-5, -5, "right", "top"),
)  # fmt: skip


def name_rows(ax: Axes, rows: pd.DataFrame, subject: str | None) -> None:
    """Write the names left of the rows, the subject in bold, and take the number axis away."""
    ax.set_yticks(np.arange(len(rows)), rows["name"])
    for label, key in zip(ax.get_yticklabels(), rows["key"], strict=True):
        label.set_fontweight("bold" if key == subject else "normal")
    ax.set_xticks([])
    ax.spines["bottom"].set_visible(False)


def row_names(names: Iterable[object], room: float, size: float = 8.5) -> tuple[list[str], float, float]:
    """Break names that are wider than `room` inches into two lines, the second cut where even that is too little.

    Returns
    -------
    The names, the inches the widest takes, and the inches of height a row needs.
    """
    written = []
    for name in names:
        lines = wrap_text(str(name), room, size) or [""]
        rest = [" ".join(lines[1:])] if len(lines) > 1 else []
        written.append("\n".join(shorten(line, room, size) for line in [lines[0], *rest]))
    widest = max((text_width(line, size) for name in written for line in name.split("\n")), default=0.0)
    return written, widest, 0.36 if any("\n" in name for name in written) else 0.27


def spread(ax: Axes, heights: list[float], positions: list[float], gap: float = 11) -> list[float]:
    """Move the labels of line ends apart until no two that stand over one another are nearer than `gap` points.

    >>> from matplotlib.figure import Figure
    >>> ax = Figure(figsize=(1, 1), dpi=72).add_axes((0, 0, 1, 1)); _ = ax.set_ylim(0, 72)
    >>> spread(ax, [10.0, 12.0], [1, 1])
    [10.0, 21.0]
    """
    low, high = ax.get_ylim()
    figure = ax.figure
    points = ax.get_position().height * figure.get_size_inches()[1] * 72  # type: ignore[union-attr]
    unit = (high - low) / points * gap
    placed = [float(height) for height in heights]
    for position in set(positions):
        order = sorted(
            (i for i, p in enumerate(positions) if abs(p - position) < _SAME_PLACE), key=lambda i: heights[i]
        )
        for before, after in zip(order, order[1:], strict=False):
            placed[after] = max(placed[after], float(placed[before] + unit))
    return placed


def label_points(
    ax: Axes, points: pd.DataFrame, *, x: str, y: str, text: str, first: tuple[str, ...] = (), size: float = 7.5,
    beside: bool = True,
) -> list[str]:  # fmt: skip
    """Label points where a free place is found, the keys in `first` before all others; return the keys left out.

    No label lies on a point, on another label or on a line that crosses the axes from end to end. Without `beside`
    labels stand only over and under their points: where a row's own line runs beside them.
    """
    figure = ax.figure
    renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]
    figure.draw_without_rendering()  # type: ignore[union-attr]
    pixels = ax.transData.transform(points[[x, y]].to_numpy())
    taken = [Bbox.from_bounds(px - 3, py - 3, 6, 6) for px, py in pixels]
    taken += [t.get_window_extent(renderer) for t in ax.texts]
    taken += [line.get_window_extent(renderer) for line in ax.lines if line.get_transform() != ax.transData]
    page, left_out = ax.get_window_extent(renderer), []
    order = points.assign(rank=~points["key"].isin(first)).sort_values("rank", kind="stable").index
    for index in order:
        row = points.loc[index]
        bold = "bold" if row["key"] in first else "normal"
        for dx, dy, ha, va in (*(_BESIDE if beside else ()), *_OVER_AND_UNDER):
            label = ax.annotate(
                row[text], (row[x], row[y]), (dx, dy), textcoords="offset points", ha=ha, va=va, fontsize=size,
                weight=bold, color=MUTED if bold == "normal" else None,
            )  # fmt: skip
            box = label.get_window_extent(renderer).padded(1)
            inside = page.x0 <= box.x0 and box.x1 <= page.x1 + 30 and page.y0 <= box.y0 and box.y1 <= page.y1
            if inside and not any(box.overlaps(other) for other in taken):
                taken.append(box)
                break
            label.remove()
        else:
            left_out.append(str(row["key"]))
    return left_out

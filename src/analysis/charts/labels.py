"""Rows with names, bars of parts, labels at ends and at points: each where there is room for it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.transforms import Bbox

from analysis.charts.chart import INK, MUTED, Chart
from analysis.charts.style import Words, framed, shorten, text_width, wrap_text

DASHES = ("-", (0, (5, 2)), (0, (1.5, 1.5)), (0, (6, 2, 1, 2)))  # of lines that stand in one picture
_SAME_PLACE = 0.5
_BESIDE = ((5, 0, "left", "center"), (-5, 0, "right", "center"))
_OVER_AND_UNDER = (
    (0, 5, "center", "bottom"), (0, -5, "center", "top"), (5, 5, "left", "bottom"), (-5, 5, "right", "bottom"),
    (5, -5, "left", "top"), (-5, -5, "right", "top"),
)  # fmt: skip


def country_rows(
    rows: pd.DataFrame, words: Words, *, width: float, margins: tuple[float, float, float], row: float = 0.178,
    subject: str | None = None,
) -> tuple[Chart, Axes]:  # fmt: skip
    """Return a sheet with a row a country, the first below: its name left of it, the subject's in bold; no number axis.

    `rows`: `key` and `name`. `row`: inches of a row. `margins`: inches of all rows' surroundings, to the right, below.
    """
    around, right, floor = margins
    body = row * len(rows) + around
    chart, ax = named_rows(rows["name"], words, width=width, body=body, right=right, floor=floor, bold=True)
    for label, key in zip(ax.get_yticklabels(), rows["key"], strict=True):
        label.set_fontweight("bold" if key == subject else "normal")
    ax.set_xticks([])
    ax.spines["bottom"].set_visible(False)
    return chart, ax


def named_rows(
    names: Sequence[str], words: Words, *, width: float, body: float, right: float, floor: float, bold: bool = False
) -> tuple[Chart, Axes]:
    """Return a sheet with a row a name, the first below; `body` inches hold all rows. `bold`: some names will be."""
    left = 0.18 + widest_of(names, 8.5, bold=bold)
    chart, ax = framed(width, body, words, left=left, right=right, floor=floor)
    ax.set_yticks(range(len(names)), names)
    ax.set_ylim(-0.6, max(len(names), 1) - 0.4)
    return chart, ax


def sums_by(frame: pd.DataFrame, rows: str, parts: str, values: str, order: Iterable[str]) -> pd.DataFrame:
    """Return sums for `stacked_bars`: the column `rows` as index, a column a part in that order, the largest last."""
    wide = frame.pivot_table(index=rows, columns=parts, values=values, aggfunc="sum", fill_value=0)
    wide = wide.reindex(columns=list(order), fill_value=0)
    return wide.assign(all=wide.sum(axis=1)).sort_values("all", kind="stable")


def stacked_bars(
    wide: pd.DataFrame, looks: Mapping[str, Mapping[str, Any]], labels: Iterable[str], words: Words, *, width: float,
    room: float, right: float,
) -> Chart:  # fmt: skip
    """Return a chart of one bar a row, the first below, made of parts, with a label at its end.

    `wide`: the names as index, a column a part, and `all`, their sum. `looks`: of the bars of each part. `room`: share
    of the width that names may take. `right`: inches right of the bars.
    """
    names, row = row_names(wide.index, width * room)
    chart, ax = named_rows(names, words, width=width, body=row * len(wide) + 0.1, right=right, floor=0.05)
    begin = wide["all"] * 0
    for part, look in looks.items():
        ax.barh(range(len(wide)), wide[part], left=begin, height=0.62, **look)
        begin = begin + wide[part]
    for place, (end, label) in enumerate(zip(wide["all"], labels, strict=True)):
        label_end(ax, end, place, label)
    ax.set(xticks=[], xlim=(0, max(wide["all"].max(), 1)))
    ax.spines["bottom"].set_visible(False)
    return chart


def label_end(
    ax: Axes, end: float, place: float, text: str, apart: float = 4, line: float | None = None, **look: Any
) -> None:
    """Write a text behind the end of a row, `apart` points from it; behind the line on which it would lie."""
    look = {"fontsize": 8, **look}
    if line is not None and end < line:
        (begin, _), (there, _) = ax.transData.transform([(end, place), (line, place)])
        needed = 2 * apart + 72 * text_width(text, look["fontsize"], bold=look.get("weight") == "bold")
        end = line if needed > 72 * (there - begin) / ax.figure.dpi else end
    ax.annotate(text, (end, place), (apart, 0), textcoords="offset points", va="center", **look)


def draw_guideline(ax: Axes, guideline: float, rows: int) -> None:
    """Draw the line that rows are held against, its value above them."""
    ax.plot([guideline, guideline], [-0.6, rows - 0.3], color=INK, linewidth=1.1)
    ax.annotate(
        f"guideline {guideline:g} %", (guideline, rows - 0.2), ha="center", va="bottom", fontsize=8, weight="bold",
        clip_on=False,
    )  # fmt: skip


def row_names(names: Iterable[object], room: float, size: float = 8.5) -> tuple[list[str], float]:
    """Break names that are wider than `room` inches into two lines, the second cut where even that is too little.

    Returns the names, and the inches of height a row needs.
    """
    written = []
    for name in names:
        first, *rest = wrap_text(str(name), room, size) or [""]
        lines = [first, " ".join(rest)] if rest else [first]
        written.append("\n".join(shorten(line, room, size) for line in lines))
    return written, 0.36 if any("\n" in name for name in written) else 0.27


def widest_of(names: Sequence[str], size: float, *, bold: bool = False) -> float:
    return max((text_width(line, size, bold=bold) for name in names for line in name.split("\n")), default=0.0)


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
    renderer = ax.figure.canvas.get_renderer()  # type: ignore[attr-defined]
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

"""Figures over years and editions: dumbbell, editions of one year, counts a year, small multiples."""

import math
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.transforms import Bbox, BboxTransform

from analysis.charts.chart import BLUE, FAINT, MUTED, ORANGE, PAPER, WIDE, Chart, Nothing
from analysis.charts.compliance import FEWEST_YEARS, whole_editions
from analysis.charts.labels import DASHES, country_rows, draw_guideline, label_end, spread
from analysis.charts.notes import HeldShare
from analysis.charts.style import NO_FIGURES, PLATE, Words, framed, plot, sheet
from analysis.wording import counted


@plot(NO_FIGURES)
def plot_dumbbell(
    frame: pd.DataFrame, *, first: int, last: int, guideline: float, what: str, note: str,
    held: HeldShare | None = None, subject: str | None = None, width: float = WIDE,
) -> Chart:  # fmt: skip
    """Draw each country's way from one year (open square) to another (solid dot), as `two_years` gives it."""
    rows = frame.iloc[::-1].reset_index(drop=True)
    rose, largest = int((frame["change"] > 0).sum()), frame.loc[frame["change"].idxmax()]
    held, least = held or HeldShare(len(frame), len(frame)), frame.loc[frame["change"].idxmin()]
    finding = (
        f"{rose} {held.of} spent a larger share in {last} than in {first}: "
        f"{largest['name']} {_signed(largest['change'])} points, {least['name']} {_signed(least['change'])}"
    )
    words = Words(held.headline(finding), f"{what}: open square {first}, dot {last}", note)
    chart, ax = country_rows(rows, words, width=width, margins=(0.4, 1.0, 0.05), subject=subject)
    places = np.arange(len(rows))
    draw_guideline(ax, guideline, len(rows))
    for up, colour in ((True, BLUE), (False, ORANGE)):
        part = (rows["last"] >= rows["first"]) == up
        ax.hlines(places[part], rows["first"][part], rows["last"][part], color=colour, linewidth=2, zorder=2)
        ax.plot(rows["first"][part], places[part], "s", ms=4.5, mfc=PAPER, mec=colour, zorder=3, clip_on=False)
        ax.plot(rows["last"][part], places[part], "o", ms=5.5, color=colour, zorder=4, clip_on=False)
    ax.set(ylim=(-0.6, len(rows) + 0.5), xlim=(0, max(rows[["first", "last"]].max().max(), guideline)))
    for place, row in enumerate(rows.itertuples()):
        text = f"{row.last:.2f}{'e' if row.is_estimate else ''} ({_signed(row.change)})"
        label_end(ax, max(row.first, row.last), place, text, 7, guideline, fontsize=7.5, color=MUTED)
    alt = (
        f"Dumbbell chart of {len(rows)} countries, {first} and {last}: {rose} rose, {len(rows) - rose} did not. "
        f"{largest['name']} went from {largest['first']:.2f} to {largest['last']:.2f}."
    )
    return chart.describe("dumbbell", alt, frame)


@plot(NO_FIGURES)
def plot_counts_by_year(
    frame: pd.DataFrame, *, guideline: float, what: str, note: str, width: float = WIDE
) -> Chart | Nothing:
    """Draw how many countries kept the guideline each year (`counts_by_edition`), a line an edition, the last in front.

    A line needs three years without a missing figure.
    """
    frame = whole_editions(frame)
    if frame.empty:
        return Nothing(f"There is no chart: no edition holds every figure of {FEWEST_YEARS} years.")
    whole = frame.drop_duplicates("edition").sort_values("published_on")["edition"].tolist()
    last = frame.loc[frame["edition"].eq(whole[-1])]
    begin, peak = last.loc[last["period"].idxmin()], last.loc[last["count"].idxmax()]
    first = counted(int(begin["count"]), "country") if begin["count"] else "no country"
    finding = f"The last full edition sees {first} at {guideline:g} percent in {int(begin['period'])}"
    if peak["count"] > begin["count"]:
        finding += f" and {int(peak['count'])} in {int(peak['period'])}"
    else:
        finding += f" and never more up to {int(last['period'].max())}"
    words = Words(finding, f"Countries at or above {guideline:g} percent. {what}", note)
    chart, ax = framed(width, 2.6, words, left=0.3, right=1.05, floor=0.32)
    span = (int(frame["period"].min()), int(frame["period"].max()))
    ax.set(xlim=(span[0] - 0.3, span[1] + 0.1), ylim=(0, max(frame["count"].max(), 1) * 1.12))
    series = [frame.loc[frame["edition"].eq(edition)].sort_values("period") for edition in whole[::-1]]
    _draw_editions(ax, series, span[1])
    step = 2 if width >= WIDE * 0.7 else 4
    ax.set_xticks(range(span[0], span[1] + 1, step))
    ax.tick_params(axis="x", pad=7)
    ax.grid(axis="y")
    ax.spines["left"].set_visible(False)
    alt = "Countries at the line a year, one line an edition. " + " ".join(
        f"The edition of {_month(part)} ends with {part['count'].iloc[-1]} in {part['period'].iloc[-1]}."
        for part in series
    )
    return chart.describe("counts_by_year", alt, frame)


def _draw_editions(ax: Axes, series: list[pd.DataFrame], last: int) -> None:
    """Draw one line an edition, newest first; each named at its end."""
    reaching = [part for part in series if part["period"].iloc[-1] == last]
    heights = iter(spread(ax, [float(part["count"].iloc[-1]) for part in reaching], [last] * len(reaching)))
    placed: list[int] = []  # counts at which a label stands left of its end
    for number, part in enumerate(series):
        colour = (BLUE, ORANGE, MUTED)[min(number, 2)]
        thick = 2 if number < 2 else 1.4
        ax.plot(part["period"], part["count"], linestyle=DASHES[number % 4], color=colour, linewidth=thick)
        end = (part["period"].iloc[-1], part["count"].iloc[-1])
        ax.plot(*end, "os^D"[number % 4], color=colour, ms=5.5)
        reaches, newest = end[0] == last, number == len(reaching)
        newest = newest and end[1] > 0  # under a point at nothing there is no room
        level = sum(abs(end[1] - other) < 3 for other in placed)
        placed += [] if reaches or newest else [int(end[1])]
        offset = (6, 0) if reaches else (6, -5) if newest else (-4, 5 + 11 * level)
        ax.annotate(
            f"{end[1]} ({_month(part)})", (last, next(heights)) if reaches else end, offset,
            textcoords="offset points", ha="left" if reaches or newest else "right",
            va="center" if reaches else "top" if newest else "bottom",
            fontsize=8, color=colour, weight="bold", annotation_clip=False,
        )  # fmt: skip


def _signed(change: float) -> str:
    """Return a change in points with its sign.

    >>> _signed(0.36), _signed(-0.33), _signed(0.001)
    ('+0.36', '−0.33', '±0.00')
    """
    sign = "±" if abs(change) < 0.005 else "+" if change > 0 else "−"
    return f"{sign}{abs(change):.2f}"


def _month(part: pd.DataFrame) -> str:
    return f"{pd.Timestamp(part['published_on'].iloc[0]):%b %Y}"


@plot(NO_FIGURES)
def plot_small_multiples(
    frame: pd.DataFrame, *, guideline: float, what: str, note: str, keys: tuple[str, ...] | None = None,
    held: HeldShare | None = None, width: float = WIDE,
) -> Chart | Nothing:  # fmt: skip
    """Draw one small line chart a country on one scale, as `one_edition` gives the figures; estimates are dashed.

    `keys`: which countries, in order; all by name when left out.
    """
    names = frame.drop_duplicates("key").set_index("key")["name"]
    shown = [key for key in keys if key in names.index] if keys else names.sort_values().index.tolist()
    if not shown:
        return Nothing("There is no chart: the edition holds no figures of these countries.")
    first, last = int(frame["period"].min()), int(frame["period"].max())
    ends = frame.loc[frame["key"].isin(shown) & frame["period"].eq(last)]
    held = held or HeldShare(len(ends), len(ends))
    crossed = int((ends["value"] >= guideline).sum())
    finding = held.headline(f"{crossed} {held.of} ended {last} at {guideline:g} percent or more")
    columns = 6 if width >= WIDE * 0.7 else 3
    lines = math.ceil(len(shown) / columns)
    scale = f"{what}, {first} to {last}; dashed: estimates; grey line: {guideline:g} percent"
    chart, _, top = sheet(width, 0.92 * lines + 0.24, Words(finding, scale, note))
    ax, top = _inches(chart), top * chart.get_size_inches()[1]
    cell, ceiling = (width - 0.16) / columns, frame.loc[frame["key"].isin(shown), "value"].max() * 1.2
    by_key = {str(key): rows for key, rows in frame.sort_values("period").groupby("key")}
    for number, key in enumerate(shown):
        row, column = divmod(number, columns)
        room = Bbox.from_bounds(0.1 + column * cell, top - (row + 1) * 0.92 + 0.08, cell - 0.3, 0.6)
        small = _Small(ax, Bbox([[first - 0.6, 0], [last + 0.6, ceiling]]), room)
        _draw_small(small, by_key[key], guideline, names[key])
        if number + columns >= len(shown):  # the lowest of its column carries the axis of years
            for year in (first, last):
                small.write(str(year), (year, 0), (0, -3.5), fontsize=7, color=MUTED, ha="center", va="top")
    alt = f"{len(shown)} small line charts, {first} to {last}. " + "; ".join(
        f"{names[key]} {_value(by_key[key], first)} to {_value(by_key[key], last)}" for key in shown
    )
    return chart.describe("small_multiples", alt + ".", frame.loc[frame["key"].isin(shown)])


class _Small:
    """A small chart in a part of axes: `data` are the years and shares at its corners, `room` where they stand."""

    def __init__(self, ax: Axes, data: Bbox, room: Bbox) -> None:
        self.ax, self.data, self._at = ax, data, BboxTransform(data, room) + ax.transData

    def line(self, across: Any, up: Any, **look: Any) -> None:
        self.ax.plot(across, up, transform=self._at, **look)

    def write(self, text: str, at: tuple[float, float], offset: tuple[float, float], **look: Any) -> None:
        """Write a text `offset` points from a year and a share."""
        place: dict[str, Any] = {"xycoords": self._at, "textcoords": "offset points", "annotation_clip": False}
        self.ax.annotate(text, at, offset, **place, **look)


def _inches(chart: Chart) -> Axes:
    """Return axes over the whole sheet, in inches: with axes for each small chart it would cost twice as much."""
    width, height = chart.get_size_inches()
    ax = chart.add_axes((0, 0, 1, 1), xlim=(0, width), ylim=(0, height))
    ax.set_axis_off()
    return ax


def _draw_small(small: _Small, rows: pd.DataFrame, guideline: float, name: str) -> None:
    years, shares = rows["period"].to_numpy(), rows["value"].to_numpy()
    firm = ~rows["is_estimate"].to_numpy(dtype=bool)
    open_ended = years >= (years[firm].max() if firm.any() else years[0])
    colour, marker = (BLUE, "o") if shares[-1] >= guideline else (ORANGE, "s")
    ends = small.data.intervalx
    small.line(ends, [guideline, guideline], color=FAINT, linewidth=1.2, solid_capstyle="butt")
    small.line(years[firm], shares[firm], color=colour, linewidth=1.6)
    small.line(years[open_ended], shares[open_ended], color=colour, linewidth=1.6, linestyle=(0, (2, 1.2)))
    small.line(years[-1], shares[-1], linestyle="none", marker=marker, ms=3.5, color=colour)
    small.line(ends, [0, 0], color=FAINT, linewidth=0.8, zorder=2.5)
    estimate = "" if firm[-1] else "e"
    small.write(
        f"{shares[-1]:.2f}{estimate}", (years[-1], shares[-3:].max()), (-2, 5), fontsize=7.5, ha="center", bbox=PLATE
    )
    small.write(name, (ends[0], small.data.y1), (0, 5), fontsize=8, weight="bold")


def _value(rows: pd.DataFrame, period: int) -> str:
    found = rows.loc[rows["period"].eq(period), "value"]
    return f"{found.iloc[0]:.2f}" if len(found) else "no figure"

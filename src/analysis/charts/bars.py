"""Sorted bars against a line."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.charts.chart import Chart
from analysis.charts.labels import name_rows
from analysis.charts.style import BLUE, INK, ORANGE, PAPER, PLATE, WIDE, axes_in, needs_rows, plot, sheet, text_width
from analysis.wording import counted

_ROW = 0.178  # inches a bar


@plot
@needs_rows
def plot_compliance(
    frame: pd.DataFrame, *, guideline: float, year: int, what: str, note: str, subject: str | None = None,
    width: float = WIDE,
) -> Chart:  # fmt: skip
    """Draw the countries of one year, highest first, against the guideline.

    Parameters
    ----------
    frame : one row a country with `key`, `name`, `value` (percent), `is_estimate`, `meets`, as `compliance` gives it.
    guideline : the line, in the unit of `value`.
    what : what is measured, in what unit, for readers.
    subject : key of the country whose name stands in bold.
    """
    meeting, total = int(frame["meets"].sum()), len(frame)
    rows = frame.sort_values(["value", "exact"], ascending=True, ignore_index=True)
    finding = f"{meeting} of {total} countries reached {guideline:g} percent in {year}"
    named = rows.loc[rows["key"].eq(subject)]
    if len(named):
        place = total - int(named.index[0])
        finding += f"; {named['name'].iloc[0]} stands {_ordinal(place)} with {named['value'].iloc[0]:.2f}"
    chart, bottom, top = sheet(width, _ROW * total + 0.45, finding, what, note)
    left = 0.18 + max(text_width(name, 8.5, bold=True) for name in rows["name"])
    ax = axes_in(chart, left, 0.55, bottom, top, floor=0.08)
    _draw_bars(ax, rows, guideline, subject)
    alt = (
        f"Bar chart of {total} countries in {year}, highest first: {_listing(frame.head(3))} lead, "
        f"{_listing(frame.tail(3))} are last. {meeting} reach {guideline:g} percent, {total - meeting} do not."
    )
    return chart.describe("compliance", alt, frame)


def _draw_bars(ax: Axes, rows: pd.DataFrame, guideline: float, subject: str | None) -> None:
    places = np.arange(len(rows))
    meets = rows["meets"].to_numpy()
    ax.barh(places[meets], rows["value"][meets], height=0.7, color=BLUE)
    ax.barh(
        places[~meets], rows["value"][~meets], height=0.66, color=PAPER, edgecolor=ORANGE, linewidth=1.1, hatch="////"
    )
    ax.plot([guideline, guideline], [-0.6, len(rows) - 0.3], color=INK, linewidth=1.1)
    for place, row in zip(places, rows.itertuples(), strict=True):
        bold = "bold" if row.key == subject else "normal"
        text = f"{row.value:.2f}{'e' if row.is_estimate else ''}"
        ax.annotate(
            text,
            (row.value, place),
            (4, 0),
            textcoords="offset points",
            va="center",
            fontsize=8,
            weight=bold,
            bbox=PLATE,
        )
    ax.set_ylim(-0.6, len(rows) + 0.5)
    ax.set_xlim(0, max(float(rows["value"].max()), guideline) * 1.001)
    name_rows(ax, rows, subject)
    ax.annotate(
        f"guideline {guideline:g} %", (guideline, len(rows) - 0.2),
        ha="center", va="bottom", fontsize=8, weight="bold", clip_on=False,
    )  # fmt: skip


@plot
@needs_rows
def plot_gap(
    frame: pd.DataFrame, *, lines: tuple[float, float], year: int, unit: str, note: str, subject: str | None = None,
    most: int = 15, width: float = WIDE,
) -> Chart:  # fmt: skip
    """Draw what each country lacks to two lines, in money: the solid bar to the lower line, the open one to the upper.

    Parameters
    ----------
    frame : as `gap_to_lines` gives it, in millions. The `most` largest gaps are drawn; the chart's data has all.
    unit : a thousand millions of what ("billion US dollars").
    """
    low, high = (f"to_{line:g}" for line in lines)
    all_gaps = frame.assign(low=frame[low] / 1000, high=frame[high] / 1000)
    rows = all_gaps.head(most).sort_values("high", ignore_index=True)
    lacking = [
        f"{counted(int(gaps.gt(0).sum()), 'country')} lacked {gaps.sum():,.0f} {unit} to {line:g} percent"
        if gaps.gt(0).any()
        else f"no country lacked anything to {line:g} percent"
        for line, gaps in zip(lines, (all_gaps["low"], all_gaps["high"]), strict=True)
    ]
    finding = f"In {year}, {'; '.join(lacking)}"
    scale = (
        f"{unit[0].upper()}{unit[1:]} to the line; open bar {lines[1]:g} percent, solid bar and brackets "
        f"{lines[0]:g} percent; the {len(rows)} largest gaps"
    )
    chart, bottom, top = sheet(width, 0.25 * len(rows) + 0.1, finding, scale, note)
    left = 0.18 + max(text_width(name, 8.5, bold=True) for name in rows["name"])
    ax = axes_in(chart, left, 0.9, bottom, top, floor=0.05)
    _draw_gaps(ax, rows, subject)
    most_lacking = rows.iloc[-1]
    alt = (
        f"Bar chart of the {len(rows)} largest gaps in {year}. {most_lacking['name']} lacks most: "
        f"{most_lacking['high']:,.1f} {unit} to {lines[1]:g} percent, "
        f"{most_lacking['low']:,.1f} to {lines[0]:g} percent."
    )
    return chart.describe("gap", alt, frame)


def _draw_gaps(ax: Axes, rows: pd.DataFrame, subject: str | None) -> None:
    places = np.arange(len(rows))
    ax.barh(places, rows["high"], height=0.64, color=PAPER, edgecolor=ORANGE, linewidth=1.1)
    ax.barh(places, rows["low"], height=0.64, color=BLUE)
    for place, row in zip(places, rows.itertuples(), strict=True):
        text = f"{row.high:,.1f}" + (f" ({row.low:,.1f})" if row.low > 0 else "")
        bold = "bold" if row.key == subject else "normal"
        ax.annotate(text, (row.high, place), (4, 0), textcoords="offset points", va="center", fontsize=8, weight=bold)
    name_rows(ax, rows, subject)
    ax.set_xlim(0, rows["high"].max() or 1)
    ax.set_ylim(-0.6, len(rows) - 0.4)


def _ordinal(place: int) -> str:
    ending = "th" if 10 <= place % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place}{ending}"


def _listing(rows: pd.DataFrame) -> str:
    return ", ".join(f"{row.name_} {row.value:.2f}" for row in rows.rename(columns={"name": "name_"}).itertuples())

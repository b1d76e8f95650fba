"""The story of one year's figures: what each later edition made of them, months to scale."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.charts.chart import BLUE, FAINT, INK, MUTED, ORANGE, PAPER, WIDE, Chart, Nothing
from analysis.charts.labels import DASHES, spread
from analysis.charts.notes import FEWEST_HELD, HeldShare
from analysis.charts.style import NO_FIGURES, PLATE, Words, axes_in, plot, sheet, text_width

_MOST = 7  # countries whose shares are drawn
_NEAR = 0.3  # inches between two counts that would touch
_MARKERS = "os^Dv<>"
_DAY_SIZE, _DAY_LINE = 7.5, 10.5  # points of type and of a line of the editions' months
_LEADER = {"arrowstyle": "-", "color": MUTED, "linewidth": 0.7, "shrinkA": 0, "shrinkB": 0}


def kept_words(ranking: pd.DataFrame, counts: pd.DataFrame, *, held: HeldShare, year: int, guideline: float) -> str:
    """Return who keeps the guideline in a year, and how the count of another year was revised, in two sentences.

    `ranking`: as `compliance` gives it. `counts`: rows of `counts_by_edition` for the year that is followed.
    """
    estimated = len(ranking) > 0 and bool(ranking["is_estimate"].all())
    said = f"{int(ranking['meets'].sum())} {held.of} keep the {guideline:g} percent guideline in {year}"
    said = held.headline(said + (", by estimates." if estimated else "."))
    rows = counts.loc[counts["missing"].eq(0)].sort_values("published_on")
    if len(rows) <= 1 or rows["count"].iloc[0] == rows["count"].iloc[-1]:
        return said
    first, last = rows.iloc[0], rows.iloc[-1]
    days = [f"{pd.Timestamp(row['published_on']):%B %Y}" for row in (first, last)]
    return (
        f"{said} For {int(first['period'])} the edition of {days[0]} counts {first['count']}, that of {days[1]} "
        f"{last['count']}."
    )


@plot(NO_FIGURES)
def plot_revisions(
    counts: pd.DataFrame, *, shares: pd.DataFrame, year: int, guideline: float, what: str, note: str,
    subject: str | None = None, fewest: float = FEWEST_HELD, width: float = WIDE,
) -> Chart | Nothing:  # fmt: skip
    """Draw how many countries kept the guideline in one year by each edition, and below whose shares crossed it.

    `counts`, `shares`: rows of `counts_by_edition` and `shares_by_edition` for that year. Editions of which fewer than
    `fewest` of the members are held are not counted; where some are missing the square is open and the date says how
    many are held.
    """
    every = counts.sort_values("published_on", ignore_index=True).assign(
        day=lambda f: pd.to_datetime(f["published_on"]),
        told=lambda f: [told_count(*row) for row in zip(f["count"], f["held"], f["held"] + f["missing"], strict=True)],
        enough=lambda f: [HeldShare(h, h + m, fewest).enough for h, m in zip(f["held"], f["missing"], strict=True)],
    )
    rows = every.loc[every["enough"]].reset_index(drop=True)
    if rows.empty:
        return Nothing(f"There is no chart: every edition is held in too small a part for a count of {year}.")
    lines = _lines(shares, rows["edition"].tolist(), guideline, subject)
    finding = f"At {guideline:g} percent in {year}, by edition: {', '.join(rows['told'])} countries"
    named = lines.loc[lines["key"].eq(subject)].sort_values("published_on")
    if len(named):
        values = ", ".join(f"{value:.2f}" for value in named["value"])
        finding += f". {named['name'].iloc[0]}: {values}"
    scale = f"Above: countries at or above {guideline:g} percent in {year}. Below: shares that crossed it. {what}"
    low = 1.9 if lines["key"].nunique() > 1 else 1.2
    body = 1.35 + 0.62 + (low + 0.25 if len(lines) else 0)
    chart, bottom, top = sheet(width, body, Words(finding, scale, note))
    right = 0.25 + max((text_width(name, 8, bold=True) for name in lines["label"]), default=0.2)
    height = chart.get_size_inches()[1]
    split = top - 1.35 / height
    ax = axes_in(chart, 0.45, right, split, top)
    _draw_counts(ax, rows)
    if len(lines):
        below = axes_in(chart, 0.45, right, bottom, split - 0.62 / height, floor=0.08)
        _draw_lines(below, lines, guideline, subject, ax.get_xlim())
    alt = f"The count for {year} by edition: " + "; ".join(
        f"{row.told} in the edition of {row.day.day} {row.day:%B %Y}" for row in rows.itertuples()
    )
    left_out = every.loc[~every["enough"], "edition"]
    alt += f". Not counted, too little is held: {', '.join(left_out)}" if len(left_out) else ""
    wide = lines.pivot(index="edition", columns="name", values="text").rename_axis(columns=None).reset_index()
    data = every.drop(columns=["day"])
    data = data.merge(wide, on="edition", how="left", validate="one_to_one") if len(lines) else data
    return chart.describe("revisions", alt + ".", data)


def told_count(count: int, held: int, listed: int) -> str:
    """Return a count with what it is a count of, where not all is held.

    >>> told_count(23, 31, 31), told_count(22, 30, 31)
    ('23', '22 of the 30 held')
    """
    return f"{count}" if held >= listed else f"{count} of the {held} held"


def _lines(shares: pd.DataFrame, editions: list[str], guideline: float, subject: str | None) -> pd.DataFrame:
    """Return the shares of the subject and of those who crossed the guideline: marked cells and wide ways first."""
    drawn = shares.loc[shares["edition"].isin(editions)]
    meets = drawn.assign(meets=drawn["value"] >= guideline).groupby("key")
    spans = (meets["value"].max() - meets["value"].min()).loc[meets["meets"].nunique() > 1]
    typed = set(drawn.loc[drawn["mark"].ne(""), "key"])
    crossing = sorted(spans.index, key=lambda key: (key not in typed, -spans[key]))
    keys = [*([subject] if subject in set(drawn["key"]) else []), *(key for key in crossing if key != subject)][:_MOST]
    chosen = drawn.loc[drawn["key"].isin(keys)].sort_values(["key", "published_on"])
    ends = chosen.groupby("key")["value"].transform("last")
    dagger = chosen["mark"].ne("").map({True: "†", False: ""})
    return chosen.assign(
        label=[f"{name} {end:.2f}" for name, end in zip(chosen["name"], ends, strict=True)],
        text=[f"{value:.2f}{mark}" for value, mark in zip(chosen["value"], dagger, strict=True)],
        order=chosen["key"].map({key: place for place, key in enumerate(keys)}),
    )


def _draw_counts(ax: Axes, rows: pd.DataFrame) -> None:
    whole = rows["missing"].eq(0).to_numpy()
    ax.plot(rows["day"], rows["count"], "-", color=BLUE, linewidth=2)
    ax.fill_between(rows["day"], rows["count"], color=FAINT, alpha=0.5, linewidth=0)
    ax.plot(rows["day"][whole], rows["count"][whole], "o", ms=7, color=BLUE)
    ax.plot(rows["day"][~whole], rows["count"][~whole], "s", ms=7, mfc=PAPER, mec=ORANGE, mew=1.6)
    room = (rows["day"].max() - rows["day"].min()) * 0.07 or pd.Timedelta(days=60)
    ax.set(xlim=(rows["day"].min() - room, rows["day"].max() + room))
    ax.set(ylim=(0, max(rows["count"].max(), 1) * 1.3), xticks=[], yticks=[])
    ax.spines["left"].set_visible(False)
    before, above = -np.inf, False
    for row, at in zip(rows.itertuples(), _across(ax, rows["day"]), strict=True):
        above = not (above and at - before < _NEAR)  # one under its point where the one before is too near
        ax.annotate(
            f"{row.count}", (row.day, row.count), (0, 7 if above else -8), textcoords="offset points", ha="center",
            va="bottom" if above else "top", fontsize=11, weight="bold",
        )  # fmt: skip
        before = at
    _name_days(ax, rows)


def _across(ax: Axes, days: pd.Series) -> list[float]:
    """Return how many inches right of the axes' left end days stand."""
    low, high = ax.get_xlim()
    inches = ax.get_position().width * ax.figure.get_size_inches()[0]  # type: ignore[union-attr]
    return [(ax.convert_xunits(day) - low) / (high - low) * inches for day in days]


def _name_days(ax: Axes, rows: pd.DataFrame) -> None:
    """Write each edition's month under its point, in a lower row where the one before is too near."""
    names = [
        f"{row.day:%b} {row.day.year}" + (f"\n{row.held} of {row.held + row.missing} held" if row.missing else "")
        for row in rows.itertuples()
    ]
    levels = _levels(names, _across(ax, rows["day"]))
    lines = pd.Series([name.count("\n") + 1 for name in names]).groupby(levels).max()
    for day, name, level in zip(rows["day"], names, levels, strict=True):
        below = 4 + _DAY_LINE * int(lines.loc[: level - 1].sum())
        place: dict[str, Any] = {"xycoords": ("data", "axes fraction"), "textcoords": "offset points"}
        if level:
            ax.annotate("", (day, 0), (0, -below), arrowprops=_LEADER, annotation_clip=False, zorder=2, **place)
        ax.annotate(
            name, (day, 0), (0, -below), ha="center", va="top", fontsize=_DAY_SIZE, color=INK, annotation_clip=False,
            bbox=PLATE, **place,
        )  # fmt: skip


def _levels(names: list[str], across: list[float]) -> list[int]:
    """Return in which row, from 0 below the axis, each of some centred texts has room; `across` are inches.

    >>> _levels(["Apr 2025", "Aug 2025", "Jul 2026"], [1.0, 1.2, 2.0])
    [0, 1, 0]
    """
    ends: list[float] = []
    levels = []
    for name, at in zip(names, across, strict=True):
        half = max(text_width(line, _DAY_SIZE) for line in name.split("\n")) / 2 + 0.03
        level = next((n for n, end in enumerate(ends) if at - half >= end), len(ends))
        ends[level : level + 1] = [at + half]
        levels.append(level)
    return levels


def _draw_lines(
    ax: Axes, lines: pd.DataFrame, guideline: float, subject: str | None, between: tuple[float, float]
) -> None:
    """Draw the shares from edition to edition, each named at its end; the guideline ends where the names begin."""
    low, high = min(lines["value"].min(), guideline), max(lines["value"].max(), guideline)
    room = (high - low) * 0.12 or 0.1
    ax.set(ylim=(low - room, high + room), yticks=[guideline], xticks=[])
    ax.set_yticklabels([f"{guideline:g} %"], fontsize=8, weight="bold")
    ax.spines[["left", "bottom"]].set_visible(False)
    parts = [part for _, part in sorted(lines.groupby("order"), key=lambda pair: int(pair[0]))]
    last = pd.Timestamp(lines["published_on"].max())
    heights = spread(ax, [float(part["value"].iloc[-1]) for part in parts], [0] * len(parts))
    for number, (part, height) in enumerate(zip(parts, heights, strict=True)):
        bold = part["key"].iloc[0] == subject
        colour = BLUE if bold else (ORANGE if part["value"].iloc[-1] < guideline else MUTED)
        days = pd.to_datetime(part["published_on"])
        ax.plot(days, part["value"], linestyle=DASHES[number % 4], color=colour, linewidth=2.2 if bold else 1.4)
        typed = part["mark"].ne("").to_numpy()
        marker = _MARKERS[number % len(_MARKERS)]
        ax.plot(days[~typed], part["value"][~typed], marker, ms=4.5, color=colour)
        ax.plot(days[typed], part["value"][typed], marker, ms=6.5, mfc=PAPER, mec=colour, mew=1.5)
        for day, value in zip(days[typed], part["value"][typed], strict=True):
            ax.annotate("†", (day, value), (-8, -7), textcoords="offset points", fontsize=8, color=colour)
        ax.annotate(
            part["label"].iloc[0], (last, height), (10, 0), textcoords="offset points", va="center",
            fontsize=8, color=colour, weight="bold" if bold else "normal", annotation_clip=False,
        )  # fmt: skip
    ax.set(xlim=between)
    ax.plot([between[0], ax.convert_xunits(last)], [guideline, guideline], color=INK, linewidth=1, zorder=1.5)

"""Any measure as a chart: the order of one period, one entity over periods, one figure over editions."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.charts.chart import BLUE, ORANGE, WIDE, Chart, Nothing
from analysis.charts.compliance import figures
from analysis.charts.labels import country_rows, label_end
from analysis.charts.style import NO_FIGURES, Words, framed, label_numbers, plot, text_width
from analysis.reference import Reference

_TICKS, _DOTTED = 10, 60  # periods named, and up to which each has its dot


@plot(NO_FIGURES)
def plot_standing(
    frame: pd.DataFrame, *, what: str, period: str, note: str, subject: str = "", most: int = 12, width: float = WIDE
) -> Chart | Nothing:
    """Draw who stands highest in a period (`standing`), and the subject where it stands further down."""
    head = frame.head(most)
    own = frame.loc[frame["key"].eq(subject)]
    rows = pd.concat([head, own.loc[~own["key"].isin(head["key"])]]).iloc[::-1].reset_index(drop=True)
    first = frame.iloc[0]
    finding = f"{first['name']} stands highest of {len(frame)} in {period} with {_text(first)}"
    if len(frame) == 1:
        finding = f"{first['name']} alone has a figure in {period}: {_text(first)}"
    if len(own) and own["key"].iloc[0] != first["key"]:
        finding += f"; {own['name'].iloc[0]} is number {own['place'].iloc[0]} with {_text(own.iloc[0])}"
    right = 0.14 + max(text_width(_text(row), 8) for row in rows.to_dict("records"))
    named = rows.assign(name=rows["place"].astype(str) + "  " + rows["name"])
    words = Words(finding, what, note)
    chart, ax = country_rows(named, words, width=width, margins=(0.3, right, 0.08), row=0.2, subject=subject)
    colours = [ORANGE if key == subject else BLUE for key in rows["key"]]
    ax.barh(np.arange(len(rows)), rows["value"], height=0.7, color=colours)
    for place, row in enumerate(rows.to_dict("records")):
        label_end(ax, max(row["value"], 0), place, _text(row))
    alt = f"Bar chart of the {len(head)} highest of {len(frame)} in {period}: " + ", ".join(
        f"{row['name']} {_text(row)}" for row in head.head(3).to_dict("records")
    )
    return chart.describe("standing", alt + ".", frame)


@plot(NO_FIGURES)
def plot_path(frame: pd.DataFrame, *, name: str, what: str, note: str, width: float = WIDE) -> Chart | Nothing:
    """Draw an entity's figures over the periods (`over_periods`); open dots are estimates, `name` is whose they are."""
    last = frame.iloc[-1]
    before = frame.iloc[:-1]
    finding = f"{name[:1].upper()}{name[1:]}: {_text(last)} in {last['period']}{since_when(frame)}"
    chart, ax = framed(width, 2.2, Words(finding, what, note), left=0.55, right=0.5, floor=0.3)
    places = np.arange(len(frame))
    ax.plot(places, frame["value"], color=BLUE, linewidth=1.8)
    if len(frame) <= _DOTTED:
        _draw_dots(ax, places, frame, "o", 4.5)
    shown = np.unique(np.linspace(0, len(frame) - 1, min(_TICKS, len(frame))).round().astype(int))
    ax.set_xticks(shown, frame["period"].iloc[shown])
    ax.set_xlim(-0.3, len(frame) - 0.7)
    ax.grid(axis="y")
    label_numbers(ax.yaxis)
    alt = f"Line of {len(frame)} periods from {frame['period'].iloc[0]} to {last['period']}"
    alt += f", between {_figure(frame['value'].min())} and {_figure(frame['value'].max())}." if len(before) else "."
    return chart.describe("path", alt, frame)


@plot(NO_FIGURES)
def plot_revised(
    frame: pd.DataFrame, *, name: str, period: str, what: str, note: str, width: float = WIDE
) -> Chart | Nothing:
    """Draw one figure as each edition gave it (`over_editions`), days to scale; open dots are estimates."""
    first, last = frame.iloc[0], frame.iloc[-1]
    moved = last["value"] - first["value"]
    name = f"{name[:1].upper()}{name[1:]}"
    finding = f"{name}, {period}: {_text(first)} at first, {_text(last)} in the last of {len(frame)} editions"
    if not moved:
        which = f"the first and the last of {len(frame)} editions" if len(frame) > 1 else "the only edition that has it"
        finding = f"{name}, {period}: {_text(last)} in {which}"
    chart, ax = framed(width, 1.9, Words(finding, what, note), left=0.55, right=0.5, floor=0.3)
    ax.step(frame["published_on"], frame["value"], where="post", color=BLUE, linewidth=1.4)
    _draw_dots(ax, frame["published_on"], frame, "s", 5)
    days = frame["published_on"]
    shown = days if len(days) <= 4 else days.iloc[[0, len(days) // 2, -1]]
    ax.set_xticks(list(shown), [f"{day:%b %Y}" for day in shown])
    ax.tick_params(axis="x", pad=7)
    ax.margins(0.06, 0.2)
    ax.grid(axis="y")
    label_numbers(ax.yaxis)
    alt = "One figure by edition: " + "; ".join(
        f"{_text(row)} ({row['published_on']:%B %Y})" for row in frame.to_dict("records")[:12]
    )
    return chart.describe("revised", alt + ".", frame)


def _draw_dots(ax: Axes, places: Any, frame: pd.DataFrame, marker: str, size: float) -> None:
    open_ones = frame["is_estimate"].to_numpy()
    for which, face in ((~open_ones, BLUE), (open_ones, "white")):
        ax.plot(places[which], frame["value"][which], marker, color=BLUE, ms=size, markerfacecolor=face)


def since_when(frame: pd.DataFrame) -> str:
    """Return since when the last figure is the highest or the lowest, as the end of a sentence; empty for neither.

    >>> since_when(pd.DataFrame({"period": ["2019", "2020", "2021", "2022"], "value": [5.0, 2.0, 3.0, 4.0]}))
    ', the highest since 2019'
    """
    last, before = frame["value"].iloc[-1], frame.iloc[:-1]
    for word, beaten in (("highest", before["value"] >= last), ("lowest", before["value"] <= last)):
        if len(before) > 1 and not beaten.iloc[-1]:
            first = f"{before['period'].iloc[0]}, the first held"
            return f", the {word} since {before.loc[beaten, 'period'].iloc[-1] if beaten.any() else first}"
    return ""


def _text(row: pd.Series | dict) -> str:
    return f"{_figure(row['value'])}{'e' if row['is_estimate'] else ''}"


def _figure(value: float) -> str:
    """Return a figure with its thousands apart, never as a power of ten."""
    return f"{value:,.6f}".rstrip("0").rstrip(".")


def standing(reference: Reference, measure: str, *, edition: str, period: str) -> pd.DataFrame:
    """Return who has which figure of a period in one edition, highest first, totals apart.

    Columns: `place` (1 is the highest; equal figures share one), `key`, `name`, `value` (as published), `is_estimate`.
    """
    cells = reference.cells.of(measure)
    keys = [key for key in cells.keys.get((edition, period), ()) if key not in reference.aggregates]
    frame = figures(reference, measure, filter(None, (cells.get(edition, key, period) for key in keys)))
    return (
        frame.sort_values(["value", "key"], ascending=[False, True], ignore_index=True)
        .assign(place=lambda f: f["value"].rank(method="min", ascending=False).astype(int))
        .loc[:, ["place", "key", "name", "value", "is_estimate"]]
    )


def over_periods(reference: Reference, measure: str, key: str) -> pd.DataFrame:
    """Return an entity's figure of each period, as the last edition that holds it says.

    Columns: `period`, `value`, `is_estimate`, `edition`, `published_on`.
    """
    rows = _figures_of(reference, measure, key)
    return rows.sort_values(["period", "published_on"]).drop_duplicates("period", keep="last", ignore_index=True)


def over_editions(reference: Reference, measure: str, key: str, period: str) -> pd.DataFrame:
    """Return an entity's figure of one period in every edition that holds it, the first published first."""
    rows = _figures_of(reference, measure, key)
    return rows.loc[rows["period"].eq(period)].sort_values("published_on", ignore_index=True)


def _figures_of(reference: Reference, measure: str, key: str) -> pd.DataFrame:
    days = {edition.id: pd.Timestamp(edition.published_on) for edition in reference.editions}
    own = figures(reference, measure, (cell for cell in reference.cells.of(measure) if cell.key == key))
    columns = ["period", "value", "is_estimate", "edition", "published_on"]
    return own.assign(published_on=own["edition"].map(days)).loc[:, columns]


def claims_of(claims: pd.DataFrame, checks: pd.DataFrame, *, package: str, measure: str) -> pd.DataFrame:
    """Return what articles claim of a measure and how it fares, in the order of the articles."""
    of_it = claims["package"].eq(package) & claims["measure"].eq(measure)
    chosen = claims.loc[of_it, ["claim_id", "article_id", "text"]]
    verdicts = checks[["claim_id", "verdict", "sentence"]]
    return chosen.merge(verdicts, on="claim_id", how="left", validate="one_to_many").drop(columns="claim_id")


def measures_table(reference: Reference) -> pd.DataFrame:
    """Return the measures of a package: id, title, unit, the names that articles may use."""
    return pd.DataFrame(
        [
            {"measure": m.id, "title": m.title, "unit": m.label, "named": ", ".join((m.names or m.phrases)[:3])}
            for m in reference.measures.values()
        ]
    )

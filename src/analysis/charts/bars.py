"""Sorted bars against a line, those of an edition that decided claims, and two shares against one another."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.charts.chart import BLUE, INK, MUTED, ORANGE, PAPER, WIDE, Chart, Nothing
from analysis.charts.compliance import compliance
from analysis.charts.labels import country_rows, draw_guideline, label_end, label_points
from analysis.charts.notes import HeldShare, coverage, source_note
from analysis.charts.style import NO_FIGURES, Words, framed, plot
from analysis.reference import Reference, load_references
from analysis.verdicts import loads
from analysis.wording import agrees, counted

_FAR = 20  # years ahead beyond which a year is not named


@plot(NO_FIGURES)
def plot_compliance(
    frame: pd.DataFrame, *, guideline: float, year: int, what: str, note: str, held: HeldShare | None = None,
    subject: str | None = None, width: float = WIDE,
) -> Chart:  # fmt: skip
    """Draw the countries of one year, highest first, against the guideline, as `compliance` gives them."""
    held = held or HeldShare(len(frame), len(frame))
    meeting, total = int(frame["meets"].sum()), len(frame)
    rows = frame.sort_values(["value", "exact"], ascending=True, ignore_index=True)
    reached = f"{meeting} {held.of} reached {guideline:g} percent in {year}"
    reach = agrees(meeting, "reaches", "reach")
    finding = reached.replace("reached", reach) + ", by estimates" if frame["is_estimate"].all() else reached
    named = rows.loc[rows["key"].eq(subject)]
    if len(named):
        place = total - int(named.index[0])
        ending = "th" if 10 <= place % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
        finding += f"; {named['name'].iloc[0]} stands {place}{ending} with {named['value'].iloc[0]:.2f}"
    words = Words(held.headline(finding), what, note)
    chart, ax = country_rows(rows, words, width=width, margins=(0.45, 0.55, 0.08), subject=subject)
    places, meets = np.arange(len(rows)), rows["meets"].to_numpy()
    hatched: dict[str, Any] = {"color": PAPER, "edgecolor": ORANGE, "linewidth": 1.1, "hatch": "////"}
    ax.barh(places[meets], rows["value"][meets], height=0.7, color=BLUE)
    ax.barh(places[~meets], rows["value"][~meets], height=0.66, **hatched)
    ax.set(ylim=(-0.6, len(rows) + 0.5), xlim=(0, max(float(rows["value"].max()), guideline) * 1.001))
    for place, row in enumerate(rows.itertuples()):
        text = f"{row.value:.2f}{'e' if row.is_estimate else ''}{'†' if row.mark else ''}"
        label_end(ax, row.value, place, text, line=guideline, weight="bold" if row.key == subject else "normal")
    draw_guideline(ax, guideline, len(rows))
    alt = (
        f"Bar chart of {total} countries in {year}, highest first: {_listing(frame.head(3))} lead, "
        f"{_listing(frame.tail(3))} are last. {meeting} {reach} {guideline:g} percent, {total - meeting} "
        f"{agrees(total - meeting, 'does', 'do')} not."
    )
    return chart.describe("compliance", alt, frame)


@plot(NO_FIGURES)
def plot_road(
    frame: pd.DataFrame, *, line: float, year: int, target: int, pace_years: int, unit: str, note: str,
    held: HeldShare | None = None, subject: str | None = None, width: float = WIDE,
) -> Chart | Nothing:  # fmt: skip
    """Draw how far each country below a line is from it, with what it lacks in points and money, and when it is there.

    `frame`: as `road_to` gives it; money in millions. `target`: the year by which the line is to be reached. `unit`: a
    thousand millions of what ("billion US dollars"). The chart's data has the countries at the line too.
    """
    held = held or HeldShare(len(frame), len(frame))
    rows = frame.loc[frame["gap"].gt(0)].iloc[::-1].reset_index(drop=True)
    if rows.empty:
        return Nothing(held.headline(f"All {len(frame)} countries held reached {line:g} percent in {year}."))
    has_money, by_then = bool(rows["money"].notna().any()), int(rows["reached_in"].le(target).sum())
    there, others = len(frame) - len(rows), agrees(len(rows), "the other lacks", "the others lack")
    low, high = rows["gap"].min(), rows["gap"].max()
    finding = f"{there} {held.of} {agrees(there, 'is', 'are')} at {line:g} percent in {year}; {others} {low:.2f}"
    finding += " points" if low == high else f" to {high:.2f} points"
    together, money = agrees(len(rows), "", "together "), rows["money"].sum() / 1000
    finding += f", {together}{money:,.{int(money < 10)}f} {unit} a year" if has_money else ""
    are = agrees(by_then, "is", "are")
    finding += f". At the pace of the last {pace_years} years {by_then} of them {are} there by {target}"
    short = unit.replace("billion", "bn").replace("US dollars", "$")
    heads = ["points", *([short] if has_money else []), "there in"]
    scale = f"Percent of GDP in {year}, and what is missing to {line:g}: {', '.join(heads[:-1])}; the year at this pace"
    column = 0.66 if width >= WIDE * 0.7 else 0.53
    margins = (0.42, column * len(heads) + 0.12, 0.05)
    words = Words(held.headline(finding), scale, note)
    chart, ax = country_rows(rows, words, width=width, margins=margins, row=0.19, subject=subject)
    _draw_road(ax, rows, line)
    columns = [[f"{gap:.2f}" for gap in rows["gap"]], _when(rows["reached_in"], year)]
    if has_money:
        columns.insert(1, [f"{money / 1000:,.1f}" for money in rows["money"]])
    for number, (head, texts) in enumerate(zip(heads, columns, strict=True)):
        for place, text in [*enumerate(texts), (len(rows) - 0.2, head)]:
            ax.annotate(
                text, (1, place), (column * 72 * (number + 1), 0), xycoords=("axes fraction", "data"),
                textcoords="offset points", ha="right", va="center", fontsize=7.5, annotation_clip=False,
                weight="bold" if text is head else "normal",
            )  # fmt: skip
    alt = f"Chart of {counted(len(rows), 'country')} below {line:g} percent in {year}. " + "; ".join(
        f"{name} lacks {gap} points, there in {when}"
        for name, gap, when in zip(rows["name"][::-1], columns[0][::-1], columns[-1][::-1], strict=True)
    )
    return chart.describe("road", alt + ".", frame)


def _draw_road(ax: Axes, rows: pd.DataFrame, line: float) -> None:
    places = np.arange(len(rows))
    ax.hlines(places, rows["value"], line, color=ORANGE, linewidth=1.4, linestyle=(0, (2, 1.5)))
    ax.barh(places, rows["value"], height=0.5, color=BLUE)
    ax.plot([line, line], [-0.6, len(rows) - 0.5], color=INK, linewidth=1.1)
    ax.set(xlim=(0, line * 1.002), ylim=(-0.6, len(rows) + 0.4))
    ax.annotate(f"{line:g} %", (line, len(rows) - 0.4), ha="right", va="bottom", fontsize=8, weight="bold")


def _when(years: "pd.Series[int]", year: int) -> list[str]:
    """Return the years as a reader needs them: far ones without a false exactness, none where the share falls.

    >>> _when(pd.Series([2029, 2076, None], dtype="Int64"), 2026)
    ['2029', '> 2046', 'never']
    """
    return ["never" if pd.isna(when) else f"{when}" if when <= year + _FAR else f"> {year + _FAR}" for when in years]


def _listing(rows: pd.DataFrame) -> str:
    return ", ".join(f"{name} {value:.2f}" for name, value in zip(rows["name"], rows["value"], strict=True))


def plot_deciding_ranking(
    claims: pd.DataFrame, checks: pd.DataFrame, references: Iterable[Reference] | None = None
) -> Chart | Nothing:
    """Draw the ranking that an article's claims rest on, in the edition that decided.

    The claim is chosen that counts over a threshold, else one that gives a country's figure; its measure, year and
    edition are drawn against that threshold, else against the guideline agreed last of those due by that year.
    """
    packages = {reference.name: reference for reference in (references or load_references())}
    decided = claims.merge(
        checks.loc[:, ["claim_id", "verdict", "edition", "published_on", "chain"]].dropna(subset=["edition"]),
        on="claim_id",
        validate="one_to_one",
    ).assign(period=lambda f: [_period(chain) for chain in f["chain"]])
    usable = decided.loc[
        decided["kind"].isin(["count", "value", "guideline", "comparison", "rank"])
        & decided["measure"].notna()
        & decided["period"].astype(str).str.fullmatch(r"\d{4}")
    ].assign(counts=lambda f: f["threshold"].isna())
    for row in usable.sort_values("counts", kind="stable").to_dict("records"):
        reference = packages.get(row["package"])
        if reference is not None and (drawn := _draw(reference, row, usable)) is not None:
            return drawn
    return Nothing("No claim of this article rests on a ranking of countries in one year.")


def _period(chain: object) -> str:
    return str(((loads(chain) or {}).get("reference") or {}).get("period") or "")


def _draw(reference: Reference, row: dict, usable: pd.DataFrame) -> Chart | Nothing | None:
    measure = reference.measures.get(row["measure"])
    if measure is None or measure.unit != "percent":
        return None
    line, year = row["threshold"], int(row["period"])
    if pd.isna(line):
        known = reference.guidelines_on(measure.id, pd.Timestamp(row["published_on"]).date())
        due = [guideline for guideline in known if (guideline.target_year or year) <= year]
        if not due:
            return None
        line = float(due[0].value)
    ranking = compliance(reference, year=year, edition=row["edition"], guideline=line, measure=measure.id)
    if ranking.empty:
        return None
    named = usable.loc[usable["measure"].eq(measure.id) & usable["key"].isin(ranking["key"])]
    subjects = named.sort_values("verdict", key=lambda v: v.ne("refuted"), kind="stable")["key"]
    return plot_compliance(
        ranking, guideline=line, year=year, what=f"{measure.title[:1].upper()}{measure.title[1:]}, percent",
        note=source_note(
            reference, (row["edition"],), measures=(measure.id,), estimates=bool(ranking["is_estimate"].any())
        ),
        held=coverage(reference, ranking, year=year, measure=measure.id),
        subject=None if subjects.empty else str(subjects.iloc[0]),
    )  # fmt: skip


@plot(NO_FIGURES)
def plot_quadrants(
    frame: pd.DataFrame, *, year: int, across_line: float, up_line: float, across: str, up: str, note: str,
    held: HeldShare | None = None, subject: str | None = None, width: float = WIDE,
) -> Chart:  # fmt: skip
    """Draw two shares against one another, as `two_measures` gives them; the two guidelines make four fields.

    Countries are named by their ISO code where there is room; the chart's data has them all.
    """
    both = (frame["across"] >= across_line) & (frame["up"] >= up_line)
    neither = (frame["across"] < across_line) & (frame["up"] < up_line)
    held = held or HeldShare(len(frame), len(frame))
    finding = f"{int(both.sum())} {held.of} kept both guidelines in {year}, {int(neither.sum())} kept neither"
    words = Words(held.headline(finding), f"Across: {across}. Up: {up}", note)
    chart, ax = framed(width, min(4.6, width * 0.95), words, left=0.36, right=0.34, floor=0.3)
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
    bold: dict[str, Any] = {"textcoords": "offset points", "fontsize": 8, "weight": "bold"}
    ax.annotate(f"{across_line:g} %", (across_line, ax.get_ylim()[1]), (3, -1), va="top", **bold)
    ax.annotate(f"{up_line:g} %", (ax.get_xlim()[1], up_line), (0, 3), ha="right", **bold)
    label_points(ax, frame, x="across", y="up", text="key", first=(subject,) if subject else ())
    above, below = (", ".join(frame["name"][part]) or "none" for part in (both, neither))
    alt = (
        f"Scatter chart of {len(frame)} countries in {year}. At or above both lines ({across_line:g} percent across, "
        f"{up_line:g} percent up): {above}. Below both: {below}."
    )
    return chart.describe("quadrants", alt, frame)

"""A claim against the official figure, and verdicts counted."""

import math

import pandas as pd
from matplotlib.axes import Axes

from analysis.charts.chart import Chart, Nothing
from analysis.charts.labels import row_names
from analysis.charts.style import BLUE, INK, MUTED, ORANGE, PAPER, WIDE, axes_in, plot, sheet, shorten
from analysis.wording import counted

VERDICT_WORDS = {"supported": "supported", "refuted": "refuted", "not_enough_info": "not enough information"}
MARK = {"supported": ("o", BLUE, BLUE), "refuted": ("X", ORANGE, ORANGE), "not_enough_info": ("s", PAPER, MUTED)}


@plot
def plot_claims(frame: pd.DataFrame, *, note: str, most: int = 30, width: float = WIDE) -> Chart | Nothing:
    """Draw each claim's interval as a bar and the official figure as a mark, each on a scale of its own.

    Parameters
    ----------
    frame : one row a claim with `text`, `value_text`, `low`, `high` (missing is without end), `figure`,
        `figure_text`, `verdict` and `edition`, as `claim_intervals` gives it. Rows that are not `drawn` are
        counted in the note.
    """
    left_out, frame = _left_out(frame.loc[~frame["drawn"]]), frame.loc[frame["drawn"]].drop(columns=["drawn", "kind"])
    if frame.empty:
        return Nothing(f"No claim has an official figure to draw. {left_out}".strip())
    counts = frame["verdict"].value_counts()
    rows = frame.sort_values("verdict", key=lambda v: v.ne("refuted"), kind="stable").head(most)
    told = [f"{counts[v]} {words}" for v, words in VERDICT_WORDS.items() if v in counts]
    finding = f"{counted(len(frame), 'claim')} with an official figure: {', '.join(told)}"
    scale = "Bar: what the wording allows. Mark: the official figure (● supported, ✖ refuted, □ undecided)"
    if len(rows) < len(frame):
        scale += f". {len(rows)} of {len(frame)} claims, refuted ones first"
    row_height = 0.62
    chart, _, top = sheet(width, row_height * len(rows), finding, scale, f"{note} {left_out}".strip())
    height = chart.get_size_inches()[1]
    for number, row in enumerate(rows.to_dict("records")):
        low = top - (number + 1) * row_height / height
        label = shorten(f"“{row['text']}”", chart.get_size_inches()[0] - 0.2, 8.5)
        chart.text(0.08 / chart.get_size_inches()[0], low + (row_height - 0.08) / height, label, va="top", fontsize=8.5)
        ax = axes_in(chart, 0.12, 0.12, low + 0.06 / height, low + (row_height - 0.24) / height)
        _draw_interval(ax, row, chart)
    alt = " ".join(
        f"“{row['text']}”: figure {row['figure_text']}, {VERDICT_WORDS[row['verdict']]}."
        for row in rows.to_dict("records")
    )
    return chart.describe("claims", alt, frame)


def _left_out(claims: pd.DataFrame) -> str:
    """Say which claims have no bar, by verdict, the decided ones with their kinds."""
    parts = []
    for verdict, words in VERDICT_WORDS.items():
        chosen = claims.loc[claims["verdict"].eq(verdict)]
        if len(chosen):
            kinds = ", ".join(sorted(set(chosen["kind"]))) if verdict != "not_enough_info" else "no official figure"
            parts.append(f"{len(chosen)} {words} ({kinds})")
    return f"Without a bar: {', '.join(parts)}." if parts else ""


def claim_intervals(claims: pd.DataFrame, checks: pd.DataFrame) -> pd.DataFrame:
    """Return the claims with interval, figure and verdict for `plot_claims`; `drawn`: claim and table have a figure."""
    merged = checks.drop(columns=["low", "high", "package", "start", "end", "text"], errors="ignore").merge(
        claims.drop(columns="article_id", errors="ignore"), on="claim_id", validate="many_to_one"
    )
    scaled = merged.assign(
        figure=merged["figure"] * _scales(merged), drawn=merged["figure"].notna() & merged["value"].notna()
    )
    columns = ["claim_id", "text", "value_text", "low", "high", "figure", "figure_text", "verdict", "edition"]
    return scaled.loc[:, [*columns, "kind", "drawn"]].reset_index(drop=True)


def _scales(claims: pd.DataFrame) -> list[float]:
    """Return what a figure in each claim's table is multiplied with to be in the claim's unit ("million dollars")."""
    from analysis.reference import load_references

    scales = {(r.name, m.id): float(m.scale) for r in load_references() for m in r.measures.values()}
    return [scales.get(pair, 1.0) for pair in zip(claims["package"], claims["measure"], strict=True)]


def _draw_interval(ax: Axes, row: dict, chart: Chart) -> None:
    low = row["low"] if math.isfinite(row["low"]) else None
    high = row["high"] if math.isfinite(row["high"]) else None
    known = [v for v in (low, high, row["figure"]) if v is not None]
    pad = max((max(known) - min(known)) * 0.35, abs(row["figure"]) * 0.02, 0.05)
    left, right = min(known) - pad, max(known) + pad
    ax.set(xlim=(left, right), ylim=(0, 1), yticks=[], xticks=[])
    ax.hlines(0.62, left, right, color=MUTED, linewidth=0.6)
    begin, end = (low if low is not None else left), (high if high is not None else right)
    ax.hlines(0.62, begin, end if end > begin else begin + (right - left) * 0.004, color=MUTED, linewidth=6, alpha=0.55)
    marker, face, edge = MARK[row["verdict"]]
    ax.plot(row["figure"], 0.62, marker, ms=8, mfc=face, mec=edge, mew=1.4, zorder=4)
    ax.spines[["left", "bottom"]].set_visible(False)
    claimed = f"claimed {row['value_text'] or ''}".strip()
    official = f"official {row['figure_text'] or row['figure']}"
    room = chart.get_size_inches()[0] / 2 - 0.2
    ax.text(0, 0.3, shorten(claimed, room, 8), transform=ax.transAxes, fontsize=8, va="top", color=MUTED)
    ax.text(
        1,
        0.3,
        shorten(official, room, 8),
        transform=ax.transAxes,
        fontsize=8,
        va="top",
        ha="right",
        color=INK,
        weight="bold",
    )


def _fared(sums: pd.Series) -> str:
    """Say how claims fared: columns of `VERDICT_WORDS` and `all`."""
    said = {"supported": "supported", "refuted": "refuted", "not_enough_info": "open"}
    only = [word for verdict, word in said.items() if sums[verdict] == sums["all"]]
    if only:
        return f"All {sums['all']:.0f} claims are {only[0]}" if sums["all"] > 1 else f"The only claim is {only[0]}"
    are = "is" if sums["supported"] == 1 else "are"
    return (
        f"{sums['supported']:.0f} of {sums['all']:.0f} claims {are} supported, {sums['refuted']:.0f} refuted, "
        f"{sums['not_enough_info']:.0f} cannot be decided"
    )


@plot
def plot_verdicts(frame: pd.DataFrame, *, group: str, note: str, width: float = WIDE) -> Chart | Nothing:
    """Draw how many claims of each group were supported, refuted or left open.

    Parameters
    ----------
    frame : columns `group` (any name), `verdict` and `count`.
    """
    if frame.empty:
        return Nothing("No checkable claim was found.")
    wide = frame.pivot_table(index=group, columns="verdict", values="count", aggfunc="sum", fill_value=0)
    wide = wide.reindex(columns=list(VERDICT_WORDS), fill_value=0)
    wide = wide.assign(all=wide.sum(axis=1)).sort_values("all", ascending=True, kind="stable")
    sums = wide.sum()
    finding = _fared(sums)
    scale = "Claims: solid = supported, hatched = refuted, open = not enough information"
    names, widest, row = row_names(wide.index, width * 0.42)
    chart, bottom, top = sheet(width, row * len(wide) + 0.1, finding, scale, note)
    ax = axes_in(chart, 0.18 + widest, 0.7, bottom, top, floor=0.05)
    begin = wide["all"] * 0
    looks = {"supported": (BLUE, BLUE, ""), "refuted": (PAPER, ORANGE, "/////"), "not_enough_info": (PAPER, MUTED, "")}
    for verdict, (face, edge, hatch) in looks.items():
        ax.barh(range(len(wide)), wide[verdict], left=begin, height=0.62, color=face, edgecolor=edge, hatch=hatch)
        begin = begin + wide[verdict]
    for place, (total, supported) in enumerate(zip(wide["all"], wide["supported"], strict=True)):
        ax.annotate(
            f"{supported:.0f} of {total:.0f}",
            (total, place),
            (4, 0),
            textcoords="offset points",
            va="center",
            fontsize=8,
        )
    ax.set_yticks(range(len(wide)), names)
    ax.set(xticks=[], xlim=(0, max(wide["all"].max(), 1)), ylim=(-0.6, len(wide) - 0.4))
    ax.spines["bottom"].set_visible(False)
    alt = (
        finding
        + ". "
        + "; ".join(
            f"{name}: {row['supported']:.0f} supported, {row['refuted']:.0f} refuted, {row['not_enough_info']:.0f} open"
            for name, row in wide.iloc[::-1].iterrows()
        )
    )
    return chart.describe("verdicts", alt + ".", frame)

"""Claims over time: what was claimed when, with the interval its wording allows, and how it fared."""

import numpy as np
import pandas as pd

from analysis.charts.chart import Chart
from analysis.charts.claims import MARK, VERDICT_WORDS
from analysis.charts.deciding import Nothing
from analysis.charts.labels import label_points
from analysis.charts.style import MUTED, WIDE, axes_in, plot, sheet


def claims_over_time(
    articles: pd.DataFrame, claims: pd.DataFrame, checks: pd.DataFrame, unit: str = "percent"
) -> pd.DataFrame:
    """Return the claims of one unit with the day of their article: `day`, `key`, `value`, `low`, `high`, `verdict`."""
    days = articles.assign(day=articles["published"].fillna(articles["published_from"])).set_index("article_id")["day"]
    return (
        claims.loc[claims["unit"].eq(unit) & claims["value"].notna()]
        .assign(day=lambda f: f["article_id"].map(days), key=lambda f: f["subject"].fillna(f["key"]).fillna("?"))
        .merge(checks.loc[:, ["claim_id", "verdict"]], on="claim_id", validate="one_to_one")
        .dropna(subset=["day"])
        .sort_values(["day", "claim_id"], ignore_index=True)
        .loc[:, ["day", "key", "value", "low", "high", "verdict", "text", "article_id"]]
    )


def plot_claims_over_time(frame: pd.DataFrame, *, what: str, note: str) -> "Chart | Nothing":
    """Draw claimed values by the day of their article, or say that there are none.

    Parameters
    ----------
    frame : as `claims_over_time` gives it.
    """
    return _plot(frame, what=what, note=note) if len(frame) else Nothing("No dated claim of this unit was found.")


@plot
def _plot(frame: pd.DataFrame, *, what: str, note: str, width: float = WIDE) -> Chart:
    counts = frame["verdict"].value_counts()
    years = pd.to_datetime(frame["day"]).dt.year
    finding = f"{len(frame)} claims, {years.min()} to {years.max()}: " + ", ".join(
        f"{counts[v]} {words}" for v, words in VERDICT_WORDS.items() if v in counts
    )
    scale = f"{what}; bar: what the wording allows; ● supported, ✖ refuted, □ undecided"
    chart, bottom, top = sheet(width, 3.2, finding, scale, note)
    ax = axes_in(chart, 0.36, 0.5, bottom, top, floor=0.3)
    days = pd.to_datetime(frame["day"])
    points = frame.assign(x=days.dt.year + days.dt.dayofyear / 366)
    # articles of one day would hide one another: their claims stand side by side
    points["x"] += points.groupby("day").cumcount() * (points["x"].max() - points["x"].min() + 1) * 0.012
    highest = float(points["value"].max()) * 1.25 or 1.0
    for verdict, (marker, face, edge) in MARK.items():
        part = points.loc[points["verdict"].eq(verdict)]
        ax.vlines(part["x"], part["low"].fillna(0), part["high"].fillna(highest), color=MUTED, linewidth=1.4, alpha=0.6)
        ax.plot(part["x"], part["value"], marker, ms=6, mfc=face, mec=edge, mew=1.2)
    ax.set(xlim=(points["x"].min() - 0.3, points["x"].max() + 0.3), ylim=(0, highest))
    first, last = int(np.floor(points["x"].min())), int(np.ceil(points["x"].max()))
    ax.set_xticks(range(first, last + 1, max(1, (last - first) // (8 if width >= WIDE * 0.7 else 4))))
    ax.set_xlim(points["x"].min() - 0.3, points["x"].max() + 0.3)
    ax.tick_params(axis="y", labelsize=8, labelcolor=MUTED)
    ax.set_yticks([tick for tick in ax.get_yticks() if 0 < tick <= highest])
    ax.set_ylim(0, highest)
    ax.grid(axis="y")
    label_points(ax, points, x="x", y="value", text="key")
    alt = "Claims by day: " + "; ".join(
        f"{day:%Y-%m-%d} {row['key']} {row['value']:g}, {VERDICT_WORDS[row['verdict']]}"
        for day, row in zip(days, frame.to_dict("records"), strict=True)
    )
    return chart.describe("claims_over_time", alt + ".", frame)

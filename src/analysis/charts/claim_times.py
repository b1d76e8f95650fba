"""Claims article by article, in the order of publication: what was claimed, what the wording allows, how it fared."""

import pandas as pd
from matplotlib.axes import Axes

from analysis.charts.chart import WIDE, Chart, Nothing
from analysis.charts.claims import MARK
from analysis.charts.labels import label_points
from analysis.charts.style import FAINT, MUTED, axes_in, label_numbers, plot, sheet, shorten, text_width
from analysis.verdicts import VERDICT_WORDS
from analysis.wording import counted

_FEWEST = 2  # articles that an order in time is worth


def claims_by_day(
    articles: pd.DataFrame, claims: pd.DataFrame, checks: pd.DataFrame, measure: str = "share_of_gdp"
) -> pd.DataFrame:
    """Return the value claims about one measure with the day of their article.

    Columns: `day`, `source`, `key` (the subject), `value`, `low`, `high`, `verdict`, `text`, `article_id`.
    """
    told = articles.assign(day=articles["published"].fillna(articles["published_from"])).set_index("article_id")
    return (
        claims.loc[claims["measure"].eq(measure) & claims["kind"].eq("value") & claims["value"].notna()]
        .assign(
            day=lambda f: f["article_id"].map(told["day"]),
            source=lambda f: f["article_id"].map(told["source"]),
            key=lambda f: f["subject"].fillna(f["key"]).fillna(""),
        )
        .merge(checks.loc[:, ["claim_id", "verdict"]], on="claim_id", validate="one_to_one")
        .dropna(subset=["day"])
        .sort_values(["day", "article_id", "claim_id"], ignore_index=True)
        .loc[:, ["day", "source", "key", "value", "low", "high", "verdict", "text", "article_id"]]
    )


def plot_claims_by_day(frame: pd.DataFrame, *, what: str, note: str) -> "Chart | Nothing":
    """Draw the claimed values of each article on a line of its own, the earliest on top, or say that there are none.

    Parameters
    ----------
    frame : as `claims_by_day` gives it.
    """
    if frame.empty:
        return Nothing("No dated claim about this measure was found.")
    if frame["article_id"].nunique() < _FEWEST:
        return Nothing("Fewer than two articles of a known day claim this measure: there is no order to show.")
    return _plot(frame, what=what, note=note)


@plot
def _plot(frame: pd.DataFrame, *, what: str, note: str, width: float = WIDE) -> Chart:
    counts = frame["verdict"].value_counts()
    years = sorted(set(pd.to_datetime(frame["day"]).dt.year))
    span = f"in {years[0]}" if len(years) == 1 else f"from {years[0]} to {years[-1]}"
    finding = f"{counted(len(frame), 'claim')} {span}: " + ", ".join(
        f"{counts[v]} {words}" for v, words in VERDICT_WORDS.items() if v in counts
    )
    scale = (
        f"{what}; bar: what the wording allows; ● supported, ✖ refuted, □ undecided; subjects named where there is room"
    )
    articles = frame.drop_duplicates("article_id")["article_id"].tolist()
    chart, bottom, top = sheet(width, 0.42 * len(articles) + 0.3, finding, scale, note)
    names = [_article(row, width * 0.34) for row in frame.drop_duplicates("article_id").to_dict("records")]
    left = 0.2 + max(text_width(name, 8) for name in names)
    ax = axes_in(chart, left, 0.3, bottom, top, floor=0.28)
    points = frame.assign(y=[len(articles) - 1 - articles.index(article) for article in frame["article_id"]])
    _draw(ax, points)
    ax.set_yticks(range(len(articles)), names[::-1], fontsize=8)
    ax.set(ylim=(-0.6, len(articles) - 0.4), xlim=(0, float(points["value"].max()) * 1.12))
    label_numbers(ax.xaxis)
    ax.spines["left"].set_visible(False)
    refuted_first = points.sort_values("verdict", key=lambda v: v.ne("refuted"), kind="stable")
    label_points(ax, refuted_first, x="value", y="y", text="key", size=7, beside=False)
    alt = "Claims by article: " + "; ".join(
        f"{row['day']:%Y-%m-%d} {row['key']} {row['value']:g}, {VERDICT_WORDS[row['verdict']]}"
        for row in frame.to_dict("records")
    )
    return chart.describe("claims_by_day", alt + ".", frame)


def _article(row: dict, room: float) -> str:
    """Return an article's day, with its source where there is room for enough of it."""
    day, source = f"{row['day']:%Y-%m-%d}", row["source"] if isinstance(row["source"], str) else ""
    name = shorten(f"{day} {source}".strip(), room, 8)
    return name if len(name) >= min(len(day) + 12, len(f"{day} {source}".strip())) else day


def _draw(ax: Axes, points: pd.DataFrame) -> None:
    highest = float(points["value"].max()) * 1.12
    for y in sorted(set(points["y"])):
        ax.axhline(y, color=FAINT, linewidth=0.8, zorder=0)
    ax.hlines(
        points["y"], points["low"].fillna(0), points["high"].fillna(highest), color=MUTED, linewidth=4, alpha=0.35
    )
    for verdict, (marker, face, edge) in MARK.items():
        part = points.loc[points["verdict"].eq(verdict)]
        ax.plot(part["value"], part["y"], marker, ms=6, mfc=face, mec=edge, mew=1.2, zorder=3)

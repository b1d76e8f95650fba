"""Claims against official figures, verdicts counted, and what was claimed article by article."""

import re

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.charts.chart import BLUE, FAINT, INK, MUTED, ORANGE, PAPER, WIDE, Chart, Nothing
from analysis.charts.labels import label_points, row_names, stacked_bars, sums_by, widest_of
from analysis.charts.style import Words, axes_in, framed, label_numbers, plot, sheet, shorten
from analysis.verdicts import VERDICT_WORDS, side_by_side
from analysis.wording import counted

_FEWEST, _ROW, _AXIS = 3, 0.36, 0.5  # claims that a chart is worth; inches of a row, of an axis with its unit
_TOO_FEW = "Fewer than three claims share a unit: the table compares them."
_FEWEST_ARTICLES = 2  # that an order in time is worth
_FIGURE = re.compile(r"^[−+-]?[\d.,]+(?: of \d+)?\s*")
_LOOKS = {
    "supported": {"color": BLUE, "edgecolor": BLUE},
    "refuted": {"color": PAPER, "edgecolor": ORANGE, "hatch": "/////"},
    "not_enough_info": {"color": PAPER, "edgecolor": MUTED},
}  # of bars
MARK = {"supported": ("o", BLUE, BLUE), "refuted": ("X", ORANGE, ORANGE), "not_enough_info": ("s", PAPER, MUTED)}


@plot(_TOO_FEW)
def plot_claims(frame: pd.DataFrame, *, note: str, most: int = 24, width: float = WIDE) -> Chart | Nothing:
    """Draw claimed figures against official ones on a labelled axis a unit, for units that at least three claims share.

    `frame`: as `claim_intervals` gives it; rows that are not `drawn`, or whose unit fewer share, are counted in the
    note. A missing end of an interval is none.
    """
    drawn = frame.loc[frame["drawn"]]
    shared = drawn.groupby("unit_label")["claim_id"].transform("size").ge(_FEWEST)
    rows = drawn.loc[shared].head(most)
    if rows.empty:
        return Nothing(_TOO_FEW)
    finding = f"{counted(len(rows), 'claim')} against official figures: {_counts(rows)}"
    scale = "Bar and tick: what the wording allows, and the figure claimed. Official: ● supported, ✖ refuted, □ open"
    others = len(frame) - len(rows)
    noted = f"{note} {counted(others, 'other claim')} of {len(frame)} stand in the table alone." if others else note
    groups = [(label, part) for label, part in rows.groupby("unit_label", sort=False)]
    heights = [_ROW * len(part) + _AXIS for _, part in groups]
    chart, _, top = sheet(width, sum(heights), Words(finding, scale, noted.strip()))
    sheet_height = chart.get_size_inches()[1]
    names, _ = row_names(rows["text"], width * 0.4, 8)
    left, name_of = 0.18 + widest_of(names, 8), dict(zip(rows["claim_id"], names, strict=True))
    for (label, part), height in zip(groups, heights, strict=True):
        bottom = top - height / sheet_height
        ax = axes_in(chart, left, 0.35, bottom, top, floor=_AXIS - 0.08)
        _draw_group(ax, part, label, [name_of[claim] for claim in part["claim_id"]])
        top = bottom
    alt = " ".join(
        f"“{row['text']}”: claimed {row['value_text'] or format(row['value'], 'g')}, official "
        f"{row['figure_text'] or format(row['figure'], 'g')}, {VERDICT_WORDS[row['verdict']]}."
        for row in rows.to_dict("records")
    )
    return chart.describe("claims", alt, rows.drop(columns=["drawn", "kind"]))


def _draw_group(ax: Axes, rows: pd.DataFrame, label: str, names: list[str]) -> None:
    """Draw the claims of one unit, the first on top, on an axis that names the unit."""
    ends = rows[["value", "low", "high", "figure"]].to_numpy(dtype=float)
    known = ends[np.isfinite(ends)]
    pad = max((known.max() - known.min()) * 0.08, abs(known.max()) * 0.02, 0.05)
    ax.set(xlim=(known.min() - pad, known.max() + pad), ylim=(-0.6, len(rows) - 0.4))
    for place, row in zip(range(len(rows) - 1, -1, -1), rows.to_dict("records"), strict=True):
        low = row["low"] if np.isfinite(row["low"]) else ax.get_xlim()[0]
        high = row["high"] if np.isfinite(row["high"]) else ax.get_xlim()[1]
        ax.hlines(place, low, high, color=MUTED, linewidth=6, alpha=0.4)
        ax.plot(row["value"], place, "|", ms=11, color=INK, mew=1.3)
        marker, face, edge = MARK[row["verdict"]]
        ax.plot(row["figure"], place, marker, ms=6.5, mfc=face, mec=edge, mew=1.3, zorder=4)
    ax.set_yticks(range(len(rows)), names[::-1], fontsize=8)
    label_numbers(ax.xaxis)
    ax.set_xlabel(label, fontsize=8, loc="left", labelpad=2)
    ax.grid(axis="x")
    ax.spines["left"].set_visible(False)


def claim_intervals(claims: pd.DataFrame, checks: pd.DataFrame) -> pd.DataFrame:
    """Return the claims with interval, figure and verdict for `plot_claims`; `drawn`: claim and table have a figure."""
    beside = side_by_side(claims, checks)
    columns = [
        "claim_id", "text", "value_text", "value", "low", "high", "figure", "figure_text", "verdict", "edition", "kind",
        "drawn", "unit_label",
    ]  # fmt: skip
    is_share = beside["unit"].eq("percent")  # "a majority of the allies", of which a table has the number
    as_said = ~is_share | beside["figure_text"].fillna("").str.contains("%", regex=False)
    return beside.assign(
        figure=beside["official_value"].astype(float),
        drawn=beside["official_value"].notna() & beside["value"].notna() & beside["figure"].notna() & as_said,
        unit_label=[_unit_label(text) for text in beside["figure_text"]],
    ).loc[:, columns]


def _unit_label(figure: object) -> str:
    """Return the unit of a figure as readers see it.

    >>> _unit_label("2.12 % of GDP"), _unit_label("23 of 32 members"), _unit_label(None)
    ('% of GDP', 'members', '')
    """
    return _FIGURE.sub("", figure) if isinstance(figure, str) else ""


def _fared(sums: pd.Series) -> str:
    said = {"supported": "supported", "refuted": "refuted", "not_enough_info": "open"}
    only = [word for verdict, word in said.items() if sums[verdict] == sums["all"]]
    if only:
        return f"All {sums['all']:.0f} claims are {only[0]}" if sums["all"] > 1 else f"The only claim is {only[0]}"
    are = "is" if sums["supported"] == 1 else "are"
    return (
        f"{sums['supported']:.0f} of {sums['all']:.0f} claims {are} supported, {sums['refuted']:.0f} refuted, "
        f"{sums['not_enough_info']:.0f} cannot be decided"
    )


@plot("No checkable claim was found.")
def plot_verdicts(frame: pd.DataFrame, *, group: str, note: str, width: float = WIDE) -> Chart | Nothing:
    """Draw how many claims of each `group`, a column beside `verdict` and `count`, hold, fail or stay open."""
    wide = sums_by(frame, group, "verdict", "count", VERDICT_WORDS)
    finding = _fared(wide.sum())
    words = Words(finding, "Claims: solid = supported, hatched = refuted, open = not enough information", note)
    labels = (f"{row['supported']:.0f} of {row['all']:.0f} hold" for _, row in wide.iterrows())
    chart = stacked_bars(wide, _LOOKS, labels, words, width=width, room=0.42, right=0.95)
    told = "; ".join(
        f"{name}: {row['supported']:.0f} supported, {row['refuted']:.0f} refuted, {row['not_enough_info']:.0f} open"
        for name, row in wide.iloc[::-1].iterrows()
    )
    return chart.describe("verdicts", f"{finding}. {told}.", frame)


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


@plot("No dated claim about this measure was found.")
def plot_claims_by_day(frame: pd.DataFrame, *, what: str, note: str, width: float = WIDE) -> Chart | Nothing:
    """Draw the values that articles claim (`claims_by_day`), each article's on a line, the earliest on top."""
    articles = frame.drop_duplicates("article_id")
    if len(articles) < _FEWEST_ARTICLES:
        return Nothing("Fewer than two articles of a known day claim this measure: there is no order to show.")
    years = sorted(set(pd.to_datetime(frame["day"]).dt.year))
    span = f"in {years[0]}" if len(years) == 1 else f"from {years[0]} to {years[-1]}"
    finding = f"{counted(len(frame), 'claim')} {span}: {_counts(frame)}"
    scale = (
        f"{what}; bar: what the wording allows; ● supported, ✖ refuted, □ undecided; subjects named where there is room"
    )
    names = [_article(*row, width * 0.34) for row in zip(articles["day"], articles["source"], strict=True)]
    words, body = Words(finding, scale, note), 0.42 * len(names) + 0.3
    chart, ax = framed(width, body, words, left=0.2 + widest_of(names, 8), right=0.3, floor=0.28)
    places = dict(zip(articles["article_id"], range(len(names) - 1, -1, -1), strict=True))
    points = frame.assign(y=frame["article_id"].map(places))
    highest = float(points["value"].max()) * 1.12
    for y in range(len(names)):
        ax.axhline(y, color=FAINT, linewidth=0.8, zorder=0)
    bars = points["low"].fillna(0), points["high"].fillna(highest)
    ax.hlines(points["y"], *bars, color=MUTED, linewidth=4, alpha=0.35)
    for verdict, (marker, face, edge) in MARK.items():
        part = points.loc[points["verdict"].eq(verdict)]
        ax.plot(part["value"], part["y"], marker, ms=6, mfc=face, mec=edge, mew=1.2, zorder=3)
    ax.set_yticks(range(len(names)), names[::-1], fontsize=8)
    ax.set(ylim=(-0.6, len(names) - 0.4), xlim=(0, highest))
    label_numbers(ax.xaxis)
    ax.spines["left"].set_visible(False)
    refuted_first = points.sort_values("verdict", key=lambda v: v.ne("refuted"), kind="stable")
    label_points(ax, refuted_first, x="value", y="y", text="key", size=7, beside=False)
    alt = "Claims by article: " + "; ".join(
        f"{row['day']:%Y-%m-%d} {row['key']} {row['value']:g}, {VERDICT_WORDS[row['verdict']]}"
        for row in frame.to_dict("records")
    )
    return chart.describe("claims_by_day", alt + ".", frame)


def _article(published: pd.Timestamp, source: object, room: float) -> str:
    """Return an article's day, with its source where there is room for enough of it."""
    day = f"{published:%Y-%m-%d}"
    whole = f"{day} {source}" if isinstance(source, str) and source else day
    name = shorten(whole, room, 8)
    return name if len(name) >= min(len(day) + 12, len(whole)) else day


def _counts(frame: pd.DataFrame) -> str:
    """Return how many claims have each verdict, in words."""
    counts = frame["verdict"].value_counts()
    return ", ".join(f"{counts[v]} {words}" for v, words in VERDICT_WORDS.items() if v in counts)

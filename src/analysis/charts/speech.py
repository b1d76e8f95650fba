"""Who speaks, about whom, when, and who is mentioned with whom: shares, grids, pairs of names, an article's dates."""

from collections import Counter
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.charts.chart import FAINT, INK, MUTED, PAPER, WIDE, Chart, Nothing
from analysis.charts.labels import named_rows, stacked_bars, sums_by, widest_of
from analysis.charts.style import Words, axes_in, plot, sheet, shorten
from analysis.normal import normalise
from analysis.tables.speakers import DOCUMENTS, NOT_NAMED, is_named, speaker_names
from analysis.verdicts import loads
from analysis.wording import agrees, counted

_NARROWEST = 3
_WAYS = {  # as in the texts; no colours of verdicts
    "verbatim": {"color": MUTED, "edgecolor": MUTED},
    "reported": {"color": PAPER, "edgecolor": MUTED, "hatch": "/////"},
}


def speaker_shares(quotes: pd.DataFrame, most: int = 15) -> pd.DataFrame:
    """Return words quoted by speaker, inside quotation marks and outside, for the `most` quoted; the unnamed as one.

    Columns: `speaker`, `way` (``verbatim``, ``reported``), `words`, `share` (percent of the words of all `quotes`).
    """
    told = quotes.assign(speaker=speaker_names(quotes), words=quotes["text"].str.split().str.len())
    told = told.assign(verbatim=[_words_inside(row) for row in told.to_dict("records")])
    sums = (
        told.assign(reported=lambda f: f["words"] - f["verbatim"])
        .groupby("speaker", as_index=False)[["words", *_WAYS]]
        .sum()
        .sort_values(["words", "speaker"], ascending=[False, True])
    )
    return (
        sums.head(most)
        .drop(columns="words")
        .melt(id_vars="speaker", value_vars=list(_WAYS), var_name="way", value_name="words")
        .assign(
            share=lambda f: (100.0 * f["words"] / max(int(sums["words"].sum()), 1)).astype(float).round(1),
            total=lambda f: f.groupby("speaker")["words"].transform("sum"),
        )
        .loc[lambda f: f["words"].gt(0)]
        .sort_values(["total", "speaker", "way"], ascending=[False, True, False], ignore_index=True)
        .drop(columns="total")
    )


def _words_inside(quote: dict[str, Any]) -> int:
    if quote["kind"] != "mixed":
        return int(quote["words"]) if quote["kind"] == "direct" else 0
    spans, begin = loads(quote["quoted_spans"]) or [], quote["start"]
    inside = sum(len(quote["text"][start - begin : end - begin].split()) for start, end in spans)
    return min(inside, int(quote["words"]))


@plot("No quote was found.")
def plot_speaker_shares(frame: pd.DataFrame, *, note: str, width: float = WIDE) -> Chart | Nothing:
    """Draw how many words each speaker is quoted with, and in what way (`speaker_shares`)."""
    wide = sums_by(frame, "speaker", "way", "words", _WAYS)
    named = ~wide.index.isin([NOT_NAMED, DOCUMENTS])
    wide = pd.concat([wide.loc[~named], wide.loc[named]])
    share = frame.loc[frame["speaker"].eq(wide.index[-1]), "share"].sum()
    part = "all" if len(wide) == 1 else f"{share:.0f} percent"
    finding = f"{wide.index[-1]} has {part} of the quoted words"
    if named.sum() > 1 and wide["all"].iloc[-1] > wide["all"].iloc[-2]:
        finding += ", more than any other named speaker"
    finding = finding if named.any() else "No quote has a named speaker"
    words = Words(finding, "Words quoted: solid = verbatim, hatched = reported", note)
    labels = (f"{words:,.0f}" for words in wide["all"])
    chart = stacked_bars(wide, _WAYS, labels, words, width=width, room=0.42, right=0.55)
    alt = "Bar chart of quoted words by speaker. " + "; ".join(
        f"{name} {row['all']:.0f} ({row['verbatim']:.0f} verbatim, {row['reported']:.0f} reported)"
        for name, row in wide.iloc[::-1].iterrows()
    )
    return chart.describe("speakers", alt + ".", frame)


def quote_entity_counts(quotes: pd.DataFrame, mentions: pd.DataFrame, most: int = 8) -> pd.DataFrame:
    """Return how often each speaker's quotes mention each entity: columns `speaker`, `entity`, `count`.

    A mention counts when it lies within a quote of another entity; the `most` frequent of either are kept.
    """
    named = quotes.loc[is_named(quotes), ["article_id", "start", "end", "speaker", "speaker_id"]]
    inside = (
        named.merge(
            mentions.loc[:, ["article_id", "start", "end", "entity_id", "name"]], on="article_id", suffixes=("", "_m")
        )
        .loc[lambda f: (f["start_m"] >= f["start"]) & (f["end_m"] <= f["end"]) & f["entity_id"].ne(f["speaker_id"])]
        .groupby(["speaker", "name"], as_index=False)
        .size()
        .rename(columns={"name": "entity", "size": "count"})
    )
    kept = {
        c: inside.groupby(c)["count"].sum().sort_values(ascending=False, kind="stable").head(most).index
        for c in ("speaker", "entity")
    }
    return inside.loc[inside["speaker"].isin(kept["speaker"]) & inside["entity"].isin(kept["entity"])].reset_index(
        drop=True
    )


@plot("No quote names anybody else.")
def plot_quote_entities(frame: pd.DataFrame, *, note: str, width: float = WIDE) -> Chart | Nothing:
    """Draw `quote_entity_counts`: whose quotes (rows) name whom (columns), the count in a dot whose area shows it."""
    grid = frame.pivot_table(index="speaker", columns="entity", values="count", aggfunc="sum", fill_value=0)
    rows = grid.sum(axis=1).sort_values(kind="stable").index
    columns = grid.sum(axis=0).sort_values(ascending=False, kind="stable").index[: 8 if width >= WIDE * 0.7 else 5]
    rows = rows[grid.loc[rows, columns].sum(axis=1) > 0]
    labels = [shorten(str(entity), 1.25, 8) for entity in columns]
    above = 0.25 + 0.66 * widest_of(labels, 8)  # inches that the slanted names take
    leading = frame.loc[frame["count"].eq(frame["count"].max())]
    times = counted(int(frame["count"].max()), "mention")
    finding = f"{leading['speaker'].iloc[0]} speaks most often of {leading['entity'].iloc[0]}: {times}"
    if len(leading) > 1:
        finding = f"No one name stands out: at most {times} by one speaker"
    words = Words(finding, "Mentions of each name within each speaker's quotes", note)
    chart, bottom, top = sheet(width, 0.3 * len(rows) + above + 0.05, words)
    names = [shorten(str(name), width * 0.34, 8.5) for name in rows]
    left = 0.18 + widest_of(names, 8.5)
    ax = axes_in(chart, left, 0.75, bottom, top - above / chart.get_size_inches()[1], floor=0.05)
    for y, speaker in enumerate(rows):
        for x, entity in enumerate(columns):
            if count := int(grid.loc[speaker, entity]):
                ax.plot(x, y, "o", ms=9 + 5 * (count / grid.to_numpy().max()) ** 0.5, color=MUTED)
                ax.text(x, y, str(count), ha="center", va="center_baseline", fontsize=8, color=PAPER, weight="bold")
    for x, label in enumerate(labels):
        ax.annotate(
            label, (x, len(rows) - 0.4), rotation=40, rotation_mode="anchor", ha="left", va="bottom", fontsize=8,
            annotation_clip=False,
        )  # fmt: skip
    ax.set_yticks(range(len(rows)), names)
    ax.set(xticks=[], xlim=(-0.6, max(len(columns), 1) - 0.4), ylim=(-0.6, max(len(rows), 1) - 0.4))
    ax.grid(axis="y")
    ax.spines[["left", "bottom"]].set_visible(False)
    alt = "Grid of speakers and the names in their quotes: " + "; ".join(
        f"{row['speaker']} of {row['entity']} {row['count']}" for row in frame.to_dict("records")
    )
    return chart.describe("quote_entities", alt + ".", frame)


@plot("No date was found.")
def plot_timeline(
    frame: pd.DataFrame, *, note: str, published: tuple[str, str] | None = None, width: float = WIDE
) -> Chart | Nothing:
    """Draw the days and spans an article speaks of, one row each, in order; the publication window as a band.

    `frame`: the dates of one article; open ones are left out. `published`: first and last day of publication.
    """
    rows = (
        frame.dropna(subset=["begin", "end_date"])
        .assign(first=lambda f: _days(f["begin"]), last=lambda f: _days(f["end_date"]))
        .dropna(subset=["first", "last"])
        .sort_values(["first", "last"], ascending=[False, False], ignore_index=True)
    )
    left_open = len(frame) - len(rows)
    stay = f"; {left_open} {agrees(left_open, 'stays', 'stay')} open" if left_open else ""
    if rows.empty:
        return Nothing(f"No time expression can be placed{stay}.")
    finding = f"{counted(len(rows), 'time expression')} can be placed{stay}"
    scale = "Days and spans the article speaks of; grey band: when it appeared; squares: later"
    names, words = [shorten(str(name), width * 0.36, 8.5) for name in rows["text"]], Words(finding, scale, note)
    chart, ax = named_rows(names, words, width=width, body=0.24 * len(rows) + 0.45, right=0.45, floor=0.3)
    window = _days(pd.Series(published or (), dtype=object)).tolist()
    if window:
        ax.axvspan(window[0], max(window[1], window[0] + 0.004), color=FAINT, zorder=0)
    for place, row in enumerate(rows.itertuples()):
        later = bool(window) and row.first > window[1]
        ax.hlines(place, row.first, max(row.last, row.first), color=INK if later else MUTED, linewidth=4)
        ax.plot(row.first, place, "s" if later else "o", ms=5, color=INK if later else MUTED)
    ends = [*rows["first"], *rows["last"], *window]
    pad = max((max(ends) - min(ends)) * 0.06, 0.15)
    ax.set_xlim(min(ends) - pad, max(ends) + pad)
    _year_ticks(ax, width)
    alt = "Timeline: " + "; ".join(f"{row.text}: {row.begin} to {row.end_date}" for row in rows.iloc[::-1].itertuples())
    return chart.describe("timeline", alt + ".", rows.drop(columns=["first", "last"]))


def _year_ticks(ax: Axes, width: float) -> None:
    """Label months with their year when less than three years are shown, else years."""
    low, high = ax.get_xlim()
    if high - low < _NARROWEST:
        months = pd.Series(pd.date_range(f"{int(low)}-01-01", f"{int(high)}-12-01", freq="MS"))
        shown = [(x, f"{day:%b %Y}") for x, day in zip(_days(months), months, strict=True) if low <= x <= high]
    else:
        shown = [(float(year), str(year)) for year in range(int(low) + 1, int(high) + 1)]
    step = max(1, -(-len(shown) // (3 if width < WIDE * 0.7 else 8)))
    ax.set_xticks([x for x, _ in shown[::step]], [text for _, text in shown[::step]])
    ax.grid(axis="x")


def _days(values: pd.Series) -> pd.Series:
    days = pd.to_datetime(values, errors="coerce")
    return days.dt.year + (days.dt.dayofyear - 1) / 366


def co_mentions(mentions: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Return how often two entities are named in one paragraph, the commonest pair first.

    Entities of the gazetteer are one across articles; others are by name and label. Noun phrases ("the alliance") and
    metonyms count as what they stand for.

    Columns: `a`, `b` (names, the more mentioned first), `a_label`, `b_label`, `paragraphs`, `articles`.
    """
    named = mentions.assign(shown=_names(mentions), paragraph=_paragraphs(mentions, articles))
    alone = Counter(named["shown"])
    place = {name: number for number, name in enumerate(sorted(alone, key=lambda name: (-alone[name], name)))}
    once = named.sort_values("article_id", kind="stable").drop_duplicates(
        ["article_id", "paragraph", "shown"], keep="last"
    )
    once = once.loc[:, ["article_id", "paragraph", "shown", "label"]].assign(place=once["shown"].map(place))
    labels = once.drop_duplicates("shown").set_index("shown")["label"]
    return (
        once.merge(once, on=["article_id", "paragraph"], suffixes=("_a", "_b"), validate="many_to_many")
        .loc[lambda f: f["place_a"] < f["place_b"]]
        .groupby(["shown_a", "shown_b"], as_index=False)
        .agg(paragraphs=("paragraph", "size"), articles=("article_id", "nunique"))
        .rename(columns={"shown_a": "a", "shown_b": "b"})
        .assign(a_label=lambda f: f["a"].map(labels), b_label=lambda f: f["b"].map(labels))
        .loc[:, ["a", "b", "a_label", "b_label", "paragraphs", "articles"]]
        .sort_values(["paragraphs", "articles", "a", "b"], ascending=[False, False, True, True], ignore_index=True)
    )


def _names(mentions: pd.DataFrame) -> pd.Series:
    """Return the name an entity is shown by: where two entities share one, with what tells them apart."""
    ids = mentions["entity_id"].str.replace(r"^.*#.*$", "", regex=True)
    key = ids.where(ids.ne(""), mentions["label"])
    shared = key.groupby(mentions["name"]).transform("nunique").gt(1)
    return mentions["name"].where(~shared, mentions["name"] + " (" + key.str.replace("/", " ") + ")")


def _paragraphs(mentions: pd.DataFrame, articles: pd.DataFrame) -> pd.Series:
    """Return in which paragraph of its article each mention stands."""
    texts, places = articles.set_index("article_id")["text"], pd.Series(0, mentions.index)
    for article_id, starts in mentions.groupby("article_id")["start"]:
        normal = normalise(texts[article_id])
        ends = [normal.to_original(start, end)[1] for start, end in normal.paragraphs]
        places[starts.index] = np.searchsorted(ends, starts, side="right")
    return places


@plot("No paragraph names two persons, bodies or places together.")
def plot_pairs(frame: pd.DataFrame, *, note: str, most: int = 16, width: float = WIDE) -> Chart | Nothing:
    """Draw which names stand in one paragraph (`co_mentions`), a bar a pair, the commonest on top.

    The note counts what is left out; pairs named together once are not shown.
    """
    shown = frame.loc[frame["paragraphs"].gt(1)].head(most)
    if shown.empty:
        return Nothing("No two names stand together in more than one paragraph.")
    rows = shown.iloc[::-1].reset_index(drop=True)
    left = len(frame) - len(shown)
    noted = f"{note} Left out: {counted(left, 'pair')} with as few or fewer paragraphs." if left else note
    wide = pd.DataFrame({"all": rows["paragraphs"].tolist()}, index=rows["a"] + " – " + rows["b"])
    top, equal = shown.iloc[0], int(shown["paragraphs"].eq(shown["paragraphs"].iloc[0]).sum())
    times = counted(int(top["paragraphs"]), "paragraph")
    finding = f"{top['a']} and {top['b']} are named together most often: in {times}"
    if equal > 1:
        finding = f"{equal} pairs are named together most often, in {times} each, such as {top['a']} and {top['b']}"
    words, labels = Words(finding, "Paragraphs that name both", noted), (f"{count:,}" for count in wide["all"])
    chart = stacked_bars(wide, {"all": {"color": MUTED}}, labels, words, width=width, room=0.55, right=0.5)
    told = "; ".join(f"{pair.a} and {pair.b} {pair.paragraphs}" for pair in shown.itertuples())
    alt = f"Bars for {counted(len(shown), 'pair')} of names, by the paragraphs that name both: {told}."
    return chart.describe("pairs", alt, shown)

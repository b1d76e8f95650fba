"""Who is mentioned with whom: pairs of names that one paragraph names together, the commonest first, as bars."""

from collections import Counter
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from analysis.charts.chart import WIDE, Chart, Nothing
from analysis.charts.labels import stacked_bars
from analysis.charts.style import MUTED, Words, plot
from analysis.normal import normalise
from analysis.wording import counted


def co_mentions(mentions: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Return how often two entities are named in one paragraph, the commonest pair first.

    Entities of the gazetteer are one across articles; others are by name and label. Noun phrases ("the alliance") and
    metonyms count as what they stand for.

    Columns: `a`, `b` (names, the more mentioned first), `a_label`, `b_label`, `paragraphs`, `articles`.
    """
    labels: dict[str, str] = {}
    alone: Counter[str] = Counter()
    paragraphs: Counter[tuple[str, str]] = Counter()
    found: dict[tuple[str, str], set[str]] = {}
    names = _names(mentions)
    for article_id, groups in _by_paragraph(mentions.assign(shown=names), articles):
        for rows in groups:
            labels |= {row["shown"]: row["label"] for row in rows if row["shown"] not in labels}
            together = sorted({row["shown"] for row in rows})
            alone.update(row["shown"] for row in rows)
            for pair in combinations(together, 2):
                paragraphs[pair] += 1
                found.setdefault(pair, set()).add(article_id)
    rows = [
        {"a": a, "b": b, "a_label": labels[a], "b_label": labels[b], "paragraphs": n, "articles": len(found[pair])}
        for pair, n in paragraphs.items()
        for a, b in [sorted(pair, key=lambda name: (-alone[name], name))]
    ]
    columns = ["a", "b", "a_label", "b_label", "paragraphs", "articles"]
    return pd.DataFrame(rows, columns=columns).sort_values(
        ["paragraphs", "articles", "a", "b"], ascending=[False, False, True, True], ignore_index=True
    )


def _names(mentions: pd.DataFrame) -> pd.Series:
    """Return the name an entity is shown by: where two entities share one, with what tells them apart."""
    ids = mentions["entity_id"].str.replace(r"^.*#.*$", "", regex=True)
    key = ids.where(ids.ne(""), mentions["label"])
    shared = key.groupby(mentions["name"]).transform("nunique").gt(1)
    return mentions["name"].where(~shared, mentions["name"] + " (" + key.str.replace("/", " ") + ")")


def _by_paragraph(mentions: pd.DataFrame, articles: pd.DataFrame) -> "list[tuple[str, list[list[dict[str, Any]]]]]":
    """Return for each article its mentions by the paragraph in which they begin."""
    texts = articles.set_index("article_id")["text"]
    grouped = []
    for article_id, rows in mentions.groupby("article_id", sort=True):
        normal = normalise(texts[article_id])
        ends = [normal.to_original(start, end)[1] for start, end in normal.paragraphs]
        places = np.searchsorted(ends, rows["start"].to_numpy(), side="right")
        groups: dict[int, list[dict[str, Any]]] = {}
        for place, row in zip(places, rows.to_dict("records"), strict=True):
            groups.setdefault(int(place), []).append(row)
        grouped.append((str(article_id), list(groups.values())))
    return grouped


@plot
def plot_pairs(frame: pd.DataFrame, *, note: str, most: int = 16, width: float = WIDE) -> Chart | Nothing:
    """Draw which names stand in one paragraph, a bar a pair, the commonest on top.

    Parameters
    ----------
    frame : as `co_mentions` gives it.
    most : pairs shown; the note counts what is left out. Pairs named together once are not shown.
    """
    if frame.empty:
        return Nothing("No paragraph names two persons, bodies or places together.")
    shown = frame.loc[frame["paragraphs"].gt(1)].head(most)
    if shown.empty:
        return Nothing("No two names stand together in more than one paragraph.")
    rows = shown.iloc[::-1].reset_index(drop=True)
    left = len(frame) - len(shown)
    noted = f"{note} Left out: {counted(left, 'pair')} with as few or fewer paragraphs." if left else note
    wide = pd.DataFrame({"all": rows["paragraphs"].tolist()}, index=rows["a"] + " – " + rows["b"])
    words, labels = Words(_finding(shown), "Paragraphs that name both", noted), (f"{count:,}" for count in wide["all"])
    chart = stacked_bars(wide, {"all": {"color": MUTED}}, labels, words, width=width, room=0.55, right=0.5)
    told = "; ".join(f"{pair.a} and {pair.b} {pair.paragraphs}" for pair in shown.itertuples())
    alt = f"Bars for {counted(len(shown), 'pair')} of names, by the paragraphs that name both: {told}."
    return chart.describe("pairs", alt, shown)


def _finding(shown: pd.DataFrame) -> str:
    top = shown.iloc[0]
    equal = shown.loc[shown["paragraphs"].eq(top["paragraphs"])]
    times = counted(int(top["paragraphs"]), "paragraph")
    if len(equal) > 1:
        return f"{len(equal)} pairs are named together most often, in {times} each, such as {top['a']} and {top['b']}"
    return f"{top['a']} and {top['b']} are named together most often: in {times}"

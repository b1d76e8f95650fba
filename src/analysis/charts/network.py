"""Who is mentioned with whom: names in a column, an arc for each pair that one paragraph names together."""

from collections import Counter
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Arc

from analysis.charts.chart import Chart, Nothing
from analysis.charts.style import BLUE, INK, MUTED, ORANGE, PLATE, WIDE, axes_in, plot, sheet, shorten, text_width
from analysis.normal import normalise
from analysis.wording import counted

_SORTS = {"PERSON": "person", "NORP": "place", "ORG": "body", "GPE": "place", "LOC": "place", "FAC": "place"}
_LOOKS = {"person": ("o", BLUE), "body": ("s", ORANGE), "place": ("^", MUTED), "other": ("D", INK)}
_SIGNS = {"person": "●", "body": "■", "place": "▲", "other": "◆"}
_PLURALS = {"person": "persons", "body": "bodies", "place": "countries and places", "other": "others"}
_ROW = 0.235  # inches between two names
_LABELLED = 6  # arcs that carry their count
_SIZE = 8.5
Pairs = dict[tuple[str, str], int]


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
def plot_network(frame: pd.DataFrame, *, note: str, most: int = 16, width: float = WIDE) -> Chart | Nothing:
    """Draw who is named with whom: names in a column, arcs between those in one paragraph, thicker for more.

    Parameters
    ----------
    frame : as `co_mentions` gives it.
    most : names shown, and one and a half times as many pairs, the commonest first; the note counts what is left out.
    """
    if frame.empty:
        return Nothing("No paragraph names two persons, bodies or places together.")
    shown = _strongest(frame, most)
    pairs = {(row.a, row.b): int(row.paragraphs) for row in shown.itertuples()}
    sorts = _sorts(shown)
    order = arranged(list(sorts), pairs)
    chart, bottom, ceiling = sheet(
        width, _ROW * len(order) + 0.15, _finding(shown), _scale(sorts), f"{note}{_left_out(frame, shown)}"
    )
    names = {name: shorten(name, width * 0.46, _SIZE) for name in order}
    left = 0.34 + max(text_width(text, _SIZE, bold=True) for text in names.values())
    ax = axes_in(chart, left, 0.12, bottom, ceiling)
    places = {name: len(order) - 1 - place for place, name in enumerate(order)}
    top = _commonest(pairs)
    _draw_arcs(ax, pairs, places, top)
    bold = {name for pair in top for name in pair}
    for name, y in places.items():
        marker, colour = _LOOKS[sorts[name]]
        ax.plot(0, y, marker, ms=6.5, color=colour, clip_on=False, zorder=3)
        ax.annotate(
            names[name], (0, y), (-9, 0), textcoords="offset points", ha="right", va="center", fontsize=_SIZE,
            weight="bold" if name in bold else "normal", annotation_clip=False,
        )  # fmt: skip
    ax.axis("off")
    return chart.describe("network", _alt(shown, sorts), shown)


def _strongest(frame: pd.DataFrame, most: int) -> pd.DataFrame:
    """Return the commonest pairs, as many as leave room: at most `most` names and half as many arcs again."""
    names: set[str] = set()
    kept: list[int] = []
    for place, pair in enumerate(zip(frame["a"], frame["b"], strict=True)):
        if len(kept) < most * 1.5 and len(names | set(pair)) <= most:
            names |= set(pair)
            kept.append(place)
    return frame.iloc[kept].reset_index(drop=True)


def _commonest(pairs: Pairs) -> list[tuple[str, str]]:
    """Return the pair to stand out, or the pairs where up to three share the first place."""
    top = [pair for pair, count in pairs.items() if count == max(pairs.values())]
    return top if len(top) <= 3 else []


def _sorts(shown: pd.DataFrame) -> dict[str, str]:
    """Return for each name in the pairs whether it is a person, body, place or another."""
    labels = {
        **dict(zip(shown["b"], shown["b_label"], strict=True)),
        **dict(zip(shown["a"], shown["a_label"], strict=True)),
    }
    return {name: _SORTS.get(label, "other") for name, label in sorted(labels.items())}


def arranged(names: list[str], pairs: Pairs) -> list[str]:
    """Return the names in an order in which those that belong together stand near: short arcs, the same every time.

    Each name in turn is moved to its best place until no move shortens the arcs, weighed by their counts; the heavier
    half stands above.

    >>> arranged(["a", "b", "c", "d"], {("a", "d"): 5, ("b", "c"): 5, ("a", "b"): 1})
    ['c', 'b', 'a', 'd']
    """
    index = {name: place for place, name in enumerate(names)}
    weights = np.zeros((len(names), len(names)))
    for (a, b), count in pairs.items():
        weights[index[a], index[b]] = weights[index[b], index[a]] = count
    order = [int(i) for i in np.argsort(-weights.sum(axis=1), kind="stable")]
    best = _length(order, weights)
    for _ in range(len(names)):
        before = best
        for name in list(order):
            rest = [other for other in order if other != name]
            tried = [[*rest[:place], name, *rest[place:]] for place in range(len(order))]
            lengths = [_length(candidate, weights) for candidate in tried]
            place = int(np.argmin(lengths))
            if lengths[place] < best - 1e-9:
                order, best = tried[place], lengths[place]
        if best == before:
            break
    heavy = weights.sum(axis=1)[order]
    return [
        names[i]
        for i in (order if heavy[: len(order) // 2].sum() >= heavy[::-1][: len(order) // 2].sum() else order[::-1])
    ]


def _length(order: list[int], weights: np.ndarray) -> float:
    place = np.empty(len(order))
    place[order] = np.arange(len(order))
    return float((np.abs(place[:, None] - place[None, :]) * weights).sum())


def _draw_arcs(ax: Axes, pairs: Pairs, places: dict[str, int], top: list[tuple[str, str]]) -> None:
    most = max(pairs.values())
    widest = max(abs(places[a] - places[b]) for a, b in pairs)
    ax.set(xlim=(-0.15, widest / 2 + 0.6), ylim=(-0.6, len(places) - 0.4))
    ranked = sorted(pairs.items(), key=lambda item: (-item[1], item[0]))
    counted: list[tuple[float, float]] = []
    for (a, b), count in reversed(ranked):
        span, middle = abs(places[a] - places[b]), (places[a] + places[b]) / 2
        strong = (a, b) in top
        arc = Arc(
            (0, middle), span, span, theta1=-90, theta2=90, linewidth=0.6 + 3.4 * count / most,
            color=INK if strong else BLUE, alpha=1.0 if strong else 0.3 + 0.5 * count / most, zorder=1 + strong,
        )  # fmt: skip
        ax.add_patch(arc)
    for (a, b), count in ranked[:_LABELLED]:
        at = (abs(places[a] - places[b]) / 2, (places[a] + places[b]) / 2)
        if count > 1 and all(abs(at[1] - y) > 0.8 or abs(at[0] - x) > 0.8 for x, y in counted):
            counted.append(at)
            ax.annotate(
                str(count), at, (3, 0), textcoords="offset points", va="center", fontsize=7.5, bbox=PLATE, zorder=4
            )


def _finding(shown: pd.DataFrame) -> str:
    top = shown.iloc[0]
    equal = shown.loc[shown["paragraphs"].eq(top["paragraphs"])]
    times = counted(int(top["paragraphs"]), "paragraph")
    if len(equal) > 1:
        return f"{len(equal)} pairs are named together most often, in {times} each, such as {top['a']} and {top['b']}"
    return f"{top['a']} and {top['b']} are named together most often: in {times}"


def _scale(sorts: dict[str, str]) -> str:
    present = [f"{_SIGNS[sort]} {_PLURALS[sort]}" for sort in _LOOKS if sort in sorts.values()]
    return f"{', '.join(present)}; an arc joins two in one paragraph, the thicker the more (numbers: paragraphs)"


def _left_out(frame: pd.DataFrame, shown: pd.DataFrame) -> str:
    names = len(set(frame["a"]) | set(frame["b"])) - len(set(shown["a"]) | set(shown["b"]))
    pairs = len(frame) - len(shown)
    if not pairs:
        return ""
    also = f", and {names:,} names" if names else ""
    return f" Left out: {pairs:,} pairs with as few or fewer paragraphs{also}."


def _alt(shown: pd.DataFrame, sorts: dict[str, str]) -> str:
    told = "; ".join(f"{row.a} and {row.b} {row.paragraphs}" for row in shown.head(30).itertuples())
    rest = f"; {len(shown) - 30} more pairs" if len(shown) > 30 else ""
    return f"Arcs between {len(sorts)} names that stand in one paragraph, with the number of paragraphs: {told}{rest}."

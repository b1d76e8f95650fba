"""The published report of one article, made from its tables alone: no kernel, no notebook.

Matplotlib is loaded where the first chart is drawn.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.display.evidence import Claimed, PublishedCards
from analysis.display.marked import marked_up, speaker_signs
from analysis.display.markup import filled
from analysis.display.origins import Origins
from analysis.display.readings import QUOTE_KINDS, plain
from analysis.report.page import Shown as Cell
from analysis.report.page import prose, shown, shown_as
from analysis.tables.speakers import is_named
from analysis.verdicts import loads, publishers

if TYPE_CHECKING:
    from analysis.charts import Chart, Nothing
    from analysis.display import ArticleView

_FIRST = 6  # claims of the first screen
_PLACES, _OTHERS = "Countries, peoples and places", "Others"
_GROUPS = {  # headings in their order
    "PERSON": "People", "ORG": "Organisations", "GPE": _PLACES, "LOC": _PLACES, "FAC": _PLACES, "NORP": _PLACES,
    "LAW": _OTHERS, "EVENT": _OTHERS, "PRODUCT": _OTHERS, "WORK_OF_ART": _OTHERS,
}  # fmt: skip
_MOST_NAMES = 24  # of a group


def article_notebook(
    view: "ArticleView", drawings: Callable[[], Mapping[str, Cell]] | None = None
) -> Mapping[str, Any]:
    """Return the published report of an article in the form of an executed notebook: prose and outputs, no code.

    `drawings` gives its charts, asked for when everything else is there; by default they are drawn here.
    """
    claimed = Claimed(view.claims, view.checks, view.names, most=_FIRST)
    text = marked_up(view.text, view.tables, plain(view.article["title"]) or None, published=True)
    sections = [
        ("The article", f'{_legend(view)}<div class="an-text" lang="en">{text}</div>'),
        ("The claims one by one", PublishedCards(view.claims, view.checks, view.names).to_html()),
        ("Claimed and official figures on one scale", "claims"),
        ("The table behind the claims", "ranking"),
        ("Who is quoted", "speakers"),
        ("", published_quotes(view.quotes)),
        ("Who and what is named", published_names(view.entities, view.mentions)),
        ("Where the official figures come from", Origins(view.checks).to_html()),
    ]
    drawn = drawings() if drawings is not None else article_drawings(view.claims, view.checks, view.quotes)
    cells = [shown(view.finding.to_html()), *([shown(claimed.to_html())] if len(claimed.frame) else [])]
    for heading, content in sections:
        cells += [prose(f"## {heading}")] if heading else []
        cells.append(drawn[content] if content in drawn else shown(content))
    return {"cells": cells}


def article_drawings(
    claims: pd.DataFrame, checks: pd.DataFrame, quotes: pd.DataFrame, *, pictures: bool = True
) -> Mapping[str, Cell]:
    """Return the charts of an article as cells: `claims`, `ranking`, `speakers`; `pictures`: as PNG as well.

    Whoever asks another process for them does not load matplotlib.
    """
    from analysis import charts

    shares = charts.speaker_shares(quotes)
    note = "Words of quotes in this article, counted from the text."
    made = {
        "claims": charts.plot_claims(charts.claim_intervals(claims, checks), note=""),
        "ranking": charts.plot_deciding_ranking(claims, checks),
        "speakers": charts.plot_speaker_shares(shares, note=note)
        if shares["speaker"].nunique() != 1
        else charts.Nothing("One speaker has all the quoted words."),
    }
    return {name: _drawn(chart, picture=pictures) for name, chart in made.items()}


def prepare_drawing() -> None:
    """Load what charts are made with, and draw one that nobody sees: the first costs the most."""
    from analysis import charts

    publishers()  # which reads the packages
    said = pd.DataFrame({"speaker": ["Ada", "Eva"], "way": "verbatim", "words": [3, 2], "share": [60.0, 40.0]})
    _drawn(charts.plot_speaker_shares(said, note=""))


def _drawn(chart: "Chart | Nothing", *, picture: bool = True) -> Cell:
    from analysis.charts import Chart

    return shown_as(chart.bundle(picture=picture)) if isinstance(chart, Chart) else shown(chart._repr_html_())


def _legend(view: "ArticleView") -> str:
    """Return what the marks mean, for the marks that are there, and why an undated article is given its days."""
    kinds, present = set(view.quotes["kind"]), set(view.checks["verdict"])
    return filled("key.html", article=view.article, kinds=kinds, present=present, who=speaker_signs(view.quotes))


def published_quotes(quotes: pd.DataFrame) -> str:
    """Return the quotes as readers need them: who, in what way, the words, which lead into the text."""
    rows = quotes.assign(named=is_named(quotes).astype(bool)).to_dict("records")
    return filled("quotes.html", quotes=rows, ways=QUOTE_KINDS)


def published_names(entities: pd.DataFrame, mentions: pd.DataFrame) -> str:
    """Return who and what is named, the most mentioned first, each leading to its first mention."""
    first = mentions.sort_values("start").drop_duplicates("entity_id").set_index("entity_id")["mention_id"]
    rows = (
        entities.assign(first=entities["entity_id"].map(first), group=entities["label"].map(_GROUPS))
        .dropna(subset=["first", "group"])
        .sort_values(["mention_count", "name"], ascending=[False, True], kind="stable")
    )
    parts = [(word, rows.loc[rows["group"].eq(word)].to_dict("records")) for word in dict.fromkeys(_GROUPS.values())]
    return filled("names.html", groups=[part for part in parts if part[1]], most=_MOST_NAMES, loads=loads)

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
from analysis.display.readings import QUOTE_KINDS, VERDICTS, loads, plain, short_id
from analysis.report.page import Shown as Cell
from analysis.report.page import prose, shown, shown_as
from analysis.tables.speakers import is_named
from analysis.verdicts import publishers

if TYPE_CHECKING:
    from analysis.charts import Chart, Nothing
    from analysis.display import ArticleView

_FIRST = 6  # claims of the first screen
_PLACES, _OTHERS = "Countries, peoples and places", "Others"
_GROUPS = {  # headings in their order
    "PERSON": "People", "ORG": "Organisations", "GPE": _PLACES, "LOC": _PLACES, "FAC": _PLACES, "NORP": _PLACES,
    "LAW": _OTHERS, "EVENT": _OTHERS, "PRODUCT": _OTHERS, "WORK_OF_ART": _OTHERS,
}  # fmt: skip
_MOST_NAMES, _MOST_FORMS = 24, 6  # of a group, of a name


def article_notebook(
    view: "ArticleView", drawings: Callable[[], Mapping[str, Cell]] | None = None
) -> Mapping[str, Any]:
    """Return the published report of an article in the form of an executed notebook: prose and outputs, no code.

    `drawings` gives its charts, asked for when everything else is there; by default they are drawn here.
    """
    claimed = Claimed(view.claims, view.checks, view.names, most=_FIRST)
    text = marked_up(view.text, view.tables, plain(view.article["title"]) or None, published=True)
    first = [
        shown(view.finding.to_html()),
        *([shown(claimed.to_html())] if len(claimed.frame) else []),
        prose("## The article"),
        shown(f'{_legend(view)}<div class="an-text" lang="en">{text}</div>'),
        prose("## The claims one by one"),
        shown(PublishedCards(view.claims, view.checks, view.names).to_html()),
    ]
    quotes, names = published_quotes(view.quotes), published_names(view.entities, view.mentions)
    origins = Origins(view.checks).to_html()
    drawn = drawings() if drawings is not None else article_drawings(view.claims, view.checks, view.quotes)
    cells = [
        *first,
        prose("## Claimed and official figures on one scale"),
        drawn["claims"],
        prose("## The table behind the claims"),
        drawn["ranking"],
        prose("## Who is quoted"),
        drawn["speakers"],
        shown(quotes),
        prose("## Who and what is named"),
        shown(names),
        prose("## Where the official figures come from"),
        shown(origins),
    ]
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
    from markupsafe import Markup

    parts = speaker_signs(view.quotes)
    if len(view.quotes):
        kinds = set(view.quotes["kind"])
        parts += ["tinted: verbatim"] if kinds - {"indirect"} else []
        parts += [Markup('<span class="an-q an-indirect">hatched</span>: reported')] if kinds - {"direct"} else []
    present = set(view.checks["verdict"])
    reason = "" if plain(view.article["published"]) else plain(view.article["published_reason"])
    return filled(
        "key.html", parts=parts, verdicts=[verdict for verdict in VERDICTS if verdict in present], reason=reason
    )


def published_quotes(quotes: pd.DataFrame) -> str:
    """Return the quotes as readers need them: who, in what way, the words, which lead into the text."""
    rows = [
        {
            **{str(column): value for column, value in quote.items()},
            "named": known,
            "written": " ".join(plain(quote["speaker_text"]).split()),
            "way": QUOTE_KINDS[quote["kind"]],
            "name": short_id(quote["quote_id"]),
            "words": " ".join(quote["text"].split()),
        }
        for quote, known in zip(quotes.to_dict("records"), is_named(quotes), strict=True)
    ]
    return filled("quotes.html", quotes=rows)


def published_names(entities: pd.DataFrame, mentions: pd.DataFrame) -> str:
    """Return who and what is named, the most mentioned first, each leading to its first mention."""
    first = mentions.sort_values("start").drop_duplicates("entity_id").set_index("entity_id")["mention_id"].to_dict()
    ordered = entities.sort_values(["mention_count", "name"], ascending=[False, True], kind="stable").to_dict("records")
    groups: dict[str, list[dict[str, str]]] = {word: [] for word in dict.fromkeys(_GROUPS.values())}
    for row in ordered:
        if row["label"] in _GROUPS and row["entity_id"] in first:
            times = f"{row['mention_count']}×" if row["mention_count"] > 1 else ""
            forms = [form for form in loads(row["forms"]) or [] if form != row["name"]]
            told = ", ".join(filter(None, (" ".join(plain(row["role"]).split()), times)))
            name = {"name": row["name"], "anchor": short_id(first[row["entity_id"]]), "told": told}
            groups[_GROUPS[row["label"]]].append({**name, "forms": ", ".join(forms[:_MOST_FORMS])})
    return filled("names.html", groups=[(word, names) for word, names in groups.items() if names], most=_MOST_NAMES)

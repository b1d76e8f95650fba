"""The published report of one article, made from its tables alone: no kernel, no notebook."""

from collections.abc import Callable, Mapping
from html import escape
from typing import TYPE_CHECKING, Any

from analysis.display.claimed import Claimed
from analysis.display.evidence import PublishedCards
from analysis.display.marked import speaker_signs
from analysis.display.origins import Origins
from analysis.display.published import published_names, published_quotes, published_text
from analysis.display.readings import MARKS, VERDICTS, plain
from analysis.report.cells import Shown as Cell
from analysis.report.cells import shown

if TYPE_CHECKING:
    import pandas as pd

    from analysis.display import ArticleView

_FIRST = 6  # claims of the first screen


def article_notebook(
    view: "ArticleView", drawings: Callable[[], Mapping[str, Cell]] | None = None
) -> Mapping[str, Any]:
    """Return the published report of an article in the form of an executed notebook: prose and outputs, no code.

    `drawings` gives its charts, asked for when everything else is there; by default they are drawn here.
    """
    claimed = Claimed(view.claims, view.checks, view.names, most=_FIRST)
    first = [
        shown(view.finding.to_html()),
        *([shown(claimed.to_html())] if len(claimed.frame) else []),
        _prose("## The article"),
        shown(f"{_legend(view)}{published_text(view.text, view.tables, plain(view.article['title']) or None)}"),
        _prose("## The claims one by one"),
        shown(PublishedCards(view.claims, view.checks, view.names).to_html()),
    ]
    quotes, names = published_quotes(view.quotes), published_names(view.entities, view.mentions)
    origins = Origins(view.checks).to_html()
    drawn = drawings() if drawings is not None else article_drawings(view.claims, view.checks, view.quotes)
    cells = [
        *first,
        _prose("## Claimed and official figures on one scale"),
        drawn["claims"],
        _prose("## The table behind the claims"),
        drawn["ranking"],
        _prose("## Who is quoted"),
        drawn["speakers"],
        shown(quotes),
        _prose("## Who and what is named"),
        shown(names),
        _prose("## Where the official figures come from"),
        shown(origins),
    ]
    return {"cells": cells}


def article_drawings(
    claims: "pd.DataFrame", checks: "pd.DataFrame", quotes: "pd.DataFrame", *, pictures: bool = True
) -> Mapping[str, Cell]:
    """Return the charts of an article as cells; whoever asks another process for them does not load matplotlib."""
    from analysis.report.drawings import draw_article

    return draw_article(claims, checks, quotes, pictures=pictures)


def _legend(view: "ArticleView") -> str:
    """Return what the marks mean, for the marks that are there, and why an undated article is given its days."""
    parts = speaker_signs(view.quotes)
    if len(view.quotes):
        kinds = set(view.quotes["kind"])
        parts += ["tinted: verbatim"] if kinds - {"indirect"} else []
        parts += ['<span class="an-q an-indirect">hatched</span>: reported'] if kinds - {"direct"} else []
    present = set(view.checks["verdict"])
    parts += [
        f'<span class="an-badge an-{verdict}">{MARKS[verdict]}</span> {word}'
        for verdict, word in VERDICTS.items()
        if verdict in present
    ]
    reason = plain(view.article["published_reason"])
    why = (
        f'<details class="an-why"><summary>Why this day</summary><p class="an-muted">{escape(reason)}.</p></details>'
        if reason and not plain(view.article["published"])
        else ""
    )
    items = "".join(f"<li>{part}</li>" for part in parts)
    return f'{why}<ul class="an-key" aria-label="Marks in the text">{items}</ul>' if parts else why


def _prose(text: str) -> Cell:
    return {"cell_type": "markdown", "source": text}

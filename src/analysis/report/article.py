"""The published report of one article, made from its tables alone: no kernel, no notebook."""

from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING, Any

from analysis import charts
from analysis.display.claimed import Claimed
from analysis.display.marked import initials, speaker_tints
from analysis.display.origins import Origins
from analysis.display.published import (
    PublishedCards,
    published_names,
    published_quotes,
    published_text,
)
from analysis.display.readings import MARKS, VERDICTS, plain
from analysis.tables.speakers import is_named

if TYPE_CHECKING:
    from analysis.display import ArticleView

_FIRST = 6  # claims of the first screen
Cell = dict[str, Any]


def article_notebook(view: "ArticleView") -> Mapping[str, Any]:
    """Return the published report of an article in the form of an executed notebook: prose and outputs, no code."""
    claimed = Claimed(view.claims, view.checks, view.names, most=_FIRST)
    cells = [
        _shown(view.finding.to_html()),
        *([_shown(claimed.to_html())] if len(claimed.frame) else []),
        _prose("## The article"),
        _shown(f"{_legend(view)}{published_text(view.text, view.tables, plain(view.article['title']) or None)}"),
        _prose("## The claims one by one"),
        _shown(PublishedCards(view.claims, view.checks, view.names).to_html()),
        _prose("## Claimed and official figures on one scale"),
        _drawn(charts.plot_claims(charts.claim_intervals(view.claims, view.checks), note="")),
        _prose("## The table behind the claims"),
        _drawn(charts.plot_deciding_ranking(view.claims, view.checks)),
        _prose("## Who is quoted"),
        _drawn(_shares(view)),
        _shown(published_quotes(view.quotes)),
        _prose("## Who and what is named"),
        _shown(published_names(view.entities, view.mentions)),
        _prose("## Where the official figures come from"),
        _shown(Origins(view.checks).to_html()),
    ]
    return {"cells": cells}


def _shares(view: "ArticleView") -> Any:
    shares = charts.speaker_shares(view.quotes)
    if shares["speaker"].nunique() < 2:
        return charts.Nothing("One speaker has all the quoted words.")
    return charts.plot_speaker_shares(shares, note="Words of quotes in this article, counted from the text.")


def _legend(view: "ArticleView") -> str:
    """Return what the marks mean, for the marks that are there, and why an undated article is given its days."""
    tints = speaker_tints(view.quotes)
    short = initials(list(tints))
    parts = [
        f'<span class="an-q an-s{tint}">&nbsp;{escape(short[name])}&nbsp;</span> {escape(name)}'
        for name, tint in tints.items()
    ]
    if not is_named(view.quotes).all():
        parts.append('<span class="an-q an-nobody">&nbsp;?&nbsp;</span> not named')
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


def _shown(html: str) -> Cell:
    data = {"text/html": f'<div class="an">{html}</div>'}
    return {"cell_type": "code", "source": "", "outputs": [{"output_type": "display_data", "data": data}]}


def _drawn(chart: Any) -> Cell:
    if isinstance(chart, charts.Nothing):
        return _shown(chart._repr_html_())
    outputs = [{"output_type": "display_data", "data": chart.bundle()}]
    return {"cell_type": "code", "source": "", "outputs": outputs}

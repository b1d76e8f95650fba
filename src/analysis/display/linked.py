"""Tables over many articles whose rows lead to them: words to their place in the text, verdicts to their card."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.display.places import Places, link, places_of
from analysis.display.readings import headline, html
from analysis.display.tables import ShownTable, Writer

_IDS = ("quote_id", "claim_id", "number_id", "mention_id")
_WORDS = ("text", "as_written", "speaker", "claimed", "title")


def linked_table(
    frame: pd.DataFrame, tables: Mapping[str, pd.DataFrame], pages: str, label: str, *, article: bool = True,
    most: int = 500, first: int = 0,
) -> ShownTable:  # fmt: skip
    """Return a frame as a table whose rows lead to the pages of their articles.

    Parameters
    ----------
    frame : rows with `article_id` and, where a row stands in the text, its id; ids are not shown. Its words (`text`,
        `as_written`, `speaker`, `claimed` or `title`) lead to their place, `verdict` to the claim's card.
    pages : folder of the articles' pages; empty: nothing is linked.
    article : show the article's title as a last column. most, first : rows shown, rows before the fold.
    """
    places = places_of(tables["articles"], pages)
    titles = article_titles(tables["articles"])
    id_column = next((name for name in _IDS if name in frame.columns), "")
    words = next((name for name in _WORDS if name in frame.columns), "")
    cells: dict[str, Writer] = {}
    if words:
        cells[words] = _words(places, words, id_column)
    if id_column == "claim_id" and "verdict" in frame.columns:
        cells["verdict"] = lambda row: link(places.card(row["article_id"], row["claim_id"]), html(row["verdict"]))
    full = frame.drop(columns=[name for name in frame.columns if len(frame) and frame[name].isna().all()])
    shown = full.assign(article=full["article_id"].map(titles)) if article else full
    cells["article"] = lambda row: link(places.href(row["article_id"], ""), html(row["article"]))
    return ShownTable(shown, label, cells=cells, most=most, hidden=("article_id", *_IDS), first=first)


def article_titles(articles: pd.DataFrame) -> dict[str, str]:
    """Return the title of each article, or its first words where it has none."""
    return {row["article_id"]: headline(row) for row in articles.to_dict("records")}


def _words(places: Places, words: str, id_column: str) -> Writer:
    def write(row: dict[str, Any]) -> str:
        anchor = row[id_column] if id_column else None
        href = places.in_text(row["article_id"], anchor) if anchor else places.href(row["article_id"], "")
        return link(href, html(row[words]), ' dir="auto"')

    return write

"""Widgets to look through many articles: pick an article, a speaker, a name, a verdict, see what is left."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.display.tables import Table, styled
from analysis.display.view import ArticleView
from analysis.display.words import MARKS, VERDICTS, plain

ANY = ""


def explore(tables: Mapping[str, pd.DataFrame]) -> Any:
    """Return a box of menus over some articles; every change shows the quotes and claims that are left.

    With one article chosen its marked-up text stands below. The menus work by keyboard alone.
    """
    import ipywidgets

    articles = tables["articles"].to_dict("records")
    menus = {
        "article": _menu("Article", [(plain(a["title"]) or a["article_id"], a["article_id"]) for a in articles]),
        "speaker": _menu("Speaker", [(name, name) for name in sorted(tables["quotes"]["speaker"].dropna().unique())]),
        "entity": _menu("Name", [(name, name) for name in sorted(tables["entities"]["name"].dropna().unique())]),
        "verdict": _menu("Verdict", [(f"{MARKS[v]} {word}", v) for v, word in VERDICTS.items()]),
    }
    shown = ipywidgets.HTML()

    def show(_change: object = None) -> None:
        shown.value = styled(found_html(tables, **{name: menu.value for name, menu in menus.items()}))

    for menu in menus.values():
        menu.observe(show, names="value")
    show()
    return ipywidgets.VBox([ipywidgets.HBox(list(menus.values()), layout={"flex_flow": "row wrap"}), shown])


def found_html(
    tables: Mapping[str, pd.DataFrame], article: str = ANY, speaker: str = ANY, entity: str = ANY, verdict: str = ANY
) -> str:
    """Return the quotes and claims that fit all that was picked, as HTML."""
    quotes, claims = tables["quotes"], tables["claims"].merge(
        tables["checks"].loc[:, ["claim_id", "verdict", "sentence"]], on="claim_id", validate="one_to_one"
    )  # fmt: skip
    if article:
        quotes, claims = (frame.loc[frame["article_id"].eq(article)] for frame in (quotes, claims))
    if speaker:
        quotes = quotes.loc[quotes["speaker"].eq(speaker)]
        claims = claims.loc[claims["quote_id"].isin(quotes["quote_id"])]
    if entity:
        quotes, claims = (_naming(frame, tables["mentions"], entity) for frame in (quotes, claims))
    if verdict:
        claims = claims.loc[claims["verdict"].eq(verdict)]
    claims = claims.assign(verdict=claims["verdict"].map(lambda v: f"{MARKS[v]} {VERDICTS[v]}"))
    parts = [
        f"<p>{len(quotes)} quotes, {len(claims)} claims.</p>",
        Table(quotes.loc[:, ["speaker", "text", "kind", "article_id"]], "Quotes", most=100).to_html(),
        Table(claims.loc[:, ["verdict", "text", "sentence", "article_id"]], "Claims", most=100).to_html(),
    ]
    if article:
        parts.append(ArticleView(tables, article).to_html())
    return "".join(parts)


def _naming(frame: pd.DataFrame, mentions: pd.DataFrame, entity: str) -> pd.DataFrame:
    """Keep the rows within whose span the name is mentioned."""
    named = mentions.loc[mentions["name"].eq(entity), ["article_id", "start", "end"]]
    spans = frame.reset_index().loc[:, ["index", "article_id", "start", "end"]]
    inside = spans.merge(named, on="article_id", suffixes=("", "_m")).loc[
        lambda f: (f["start"] <= f["start_m"]) & (f["end_m"] <= f["end"])
    ]
    return frame.loc[sorted(set(inside["index"]))]


def _menu(word: str, options: list[tuple[str, str]]) -> Any:
    import ipywidgets

    return ipywidgets.Dropdown(options=[("any", ANY), *options], value=ANY, description=word)

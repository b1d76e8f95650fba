"""Quotes and claims by article, speaker, name and verdict: what fits a choice, and what each further choice leaves."""

from collections.abc import Mapping

import pandas as pd

from analysis.display.readings import MARKS, VERDICTS, headline
from analysis.tables.speakers import speaker_names
from analysis.wording import counted

ANY = ""  # the value of a menu that leaves everything in
MENUS = {"article": "Article", "speaker": "Speaker", "entity": "Name", "verdict": "Verdict"}
_LONGEST = 60  # characters of an option
Choice = Mapping[str, str]


class Rows:
    """The quotes and claims of some articles, with what each can be picked by.

    A claim is said by the speaker of its quote. A quote has the verdicts of the claims in it, and the names that are
    mentioned within it.
    """

    def __init__(self, tables: Mapping[str, pd.DataFrame]) -> None:
        self.titles = _titles(tables["articles"])
        self.quotes = tables["quotes"].assign(
            row=tables["quotes"]["quote_id"], speaker=speaker_names, article=lambda f: f["article_id"].map(self.titles)
        )
        self.claims = (
            tables["claims"]
            .merge(tables["checks"].loc[:, ["claim_id", "verdict", "sentence"]], on="claim_id", validate="one_to_one")
            .assign(row=lambda f: f["claim_id"], article=lambda f: f["article_id"].map(self.titles))
        )
        self._links = _links(self.quotes, self.claims, tables["mentions"])

    def fitting(self, choice: Choice, without: str = "") -> set[str]:
        """Return the ids of the quotes and claims that fit a choice, one menu left out of account."""
        left = {*self.quotes["row"], *self.claims["row"]}
        for menu, value in choice.items():
            if value != ANY and menu != without:
                links = self._links[menu]
                left &= set(links.loc[links["value"].eq(value), "row"])
        return left

    def picked(self, choice: Choice) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Return the quotes and the claims that fit a choice, as readers see them; a chosen article is not repeated."""
        left = self.fitting(choice)
        quotes, claims = (frame.loc[frame["row"].isin(left)] for frame in (self.quotes, self.claims))
        verdicts = claims["verdict"].map(lambda v: f"{MARKS[v]} {VERDICTS[v]}")
        where = [] if choice.get("article") else ["article"]
        return (
            quotes.loc[:, ["speaker", "text", "kind", *where]].rename(columns={"text": "quote"}),
            claims.assign(verdict=verdicts)
            .loc[:, ["verdict", "text", "sentence", *where]]
            .rename(columns={"text": "claim", "sentence": "evidence"}),
        )

    def options(self, menu: str, choice: Choice) -> list[tuple[str, str]]:
        """Return the options of a menu with what each would leave, by the other menus; those that leave none last."""
        links = self._links[menu]
        left = links["row"].isin(self.fitting(choice, without=menu))
        is_claim = links["row"].isin(self.claims["row"])
        counts = (
            links.assign(claims=left & is_claim, quotes=left & ~is_claim)
            .groupby("value", sort=False)[["quotes", "claims"]]
            .sum()
            .assign(place=lambda f: self._places(menu, f.index), all=lambda f: -f["quotes"] - f["claims"])
            .assign(none=lambda f: f["all"].eq(0))
            .sort_values(["none", "place", "all"], kind="stable")
        )
        found = [(self._label(menu, value, n, m), value) for value, n, m, *_ in counts.itertuples()]
        return [("any", ANY), *found]

    def told(self, choice: Choice) -> str:
        """Return a choice in words."""
        return ", ".join(
            f"{MENUS[menu].lower()} “{self._word(menu, value)}”" for menu, value in choice.items() if value
        )

    def _places(self, menu: str, values: pd.Index) -> list[int]:
        """Return where options stand: articles and verdicts in an order of their own, all else the most found first."""
        order = {"article": list(self.titles), "verdict": list(VERDICTS)}.get(menu, [])
        return [order.index(value) if value in order else 0 for value in values]

    def _label(self, menu: str, value: str, quotes: int, claims: int) -> str:
        counts = [counted(n, word) for n, word in ((quotes, "quote"), (claims, "claim")) if n]
        return f"{self._word(menu, value)} ({', '.join(counts) or 'nothing left'})"

    def _word(self, menu: str, value: str) -> str:
        word = self.titles.get(value, value) if menu == "article" else value
        word = f"{MARKS[value]} {VERDICTS[value]}" if menu == "verdict" else word
        return word if len(word) <= _LONGEST else f"{word[: _LONGEST - 1].rstrip()}…"


def _titles(articles: pd.DataFrame) -> dict[str, str]:
    """Return the articles' titles in the order of publication."""
    ordered = articles.sort_values(["published", "article_id"]).to_dict("records")
    return {row["article_id"]: headline(row) for row in ordered}


def _links(quotes: pd.DataFrame, claims: pd.DataFrame, mentions: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return for each menu which row has which value."""
    both = pd.concat([frame.loc[:, ["row", "article_id", "start", "end"]] for frame in (quotes, claims)])
    speakers = quotes.loc[:, ["row", "speaker"]]
    said = claims.loc[:, ["row", "quote_id"]].merge(
        speakers.rename(columns={"row": "quote_id"}), on="quote_id", validate="many_to_one"
    )
    carried = claims.loc[claims["quote_id"].notna(), ["quote_id", "verdict"]].drop_duplicates()
    found = {
        "article": both.loc[:, ["row", "article_id"]],
        "speaker": pd.concat([speakers, said.loc[:, ["row", "speaker"]]]),
        "entity": _named(both, mentions),
        "verdict": pd.concat([claims.loc[:, ["row", "verdict"]], carried.rename(columns={"quote_id": "row"})]),
    }
    return {menu: frame.set_axis(["row", "value"], axis=1) for menu, frame in found.items()}


def _named(spans: pd.DataFrame, mentions: pd.DataFrame) -> pd.DataFrame:
    """Return which names are mentioned within which span, each once."""
    within = spans.merge(
        mentions.loc[:, ["article_id", "start", "end", "name"]].dropna(subset=["name"]),
        on="article_id", suffixes=("", "_m"), validate="many_to_many",
    ).loc[lambda f: (f["start"] <= f["start_m"]) & (f["end_m"] <= f["end"])]  # fmt: skip
    return within.loc[:, ["row", "name"]].drop_duplicates()

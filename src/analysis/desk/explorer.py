"""Widgets to look through many articles: pick an article, a speaker, a name, a verdict, see what is left."""

import threading
from collections.abc import Mapping
from html import escape
from typing import Any

import pandas as pd

from analysis.display.markup import cut, styled
from analysis.display.readings import MARKS, headline
from analysis.display.tables import Live, ShownTable, keeping_keys, refill, widget
from analysis.display.view import ArticleView
from analysis.tables.speakers import speaker_names
from analysis.verdicts import VERDICT_WORDS
from analysis.wording import counted

ANY = ""  # the value of a menu that leaves everything in
MENUS = {"article": "Article", "speaker": "Speaker", "entity": "Name", "verdict": "Verdict"}
_LONGEST = 60  # characters of an option
Choice = Mapping[str, str]
Links = dict[str, dict[Any, set[str]]]  # by menu and value, the ids of rows


class Explorer(Live):
    """Four menus over some articles, a button that sets them back, and the quotes and claims that they leave.

    Each option says what it leaves, given the other menus. With one article chosen its marked-up text stands below.
    Everything works by keyboard alone.

    `menus`: the widgets ``article``, ``speaker``, ``entity`` and ``verdict``; `reset` is the button. `told`: says how
    much is left; `quotes` and `claims` are the tables, `text` is the chosen article. `choice`: what is picked, by menu;
    an empty value leaves everything in.
    """

    def __init__(self, tables: Mapping[str, pd.DataFrame]) -> None:
        import ipywidgets

        self._tables, self._rows = tables, Rows(tables)
        self._turn, self._filling = threading.RLock(), 0  # JupyterLab handles what widgets send in other threads too
        everything = dict.fromkeys(MENUS, ANY)
        self.choice = dict(everything)
        layout = {"width": "22rem", "max_width": "100%"}
        self.menus = {
            name: ipywidgets.Dropdown(
                options=self._rows.options(name, everything), value=ANY, description=word, layout=layout
            )
            for name, word in MENUS.items()
        }
        self.reset = ipywidgets.Button(description="Show everything", tooltip="Set all menus back to “any”")
        self.told, self.text = ipywidgets.HTML(), ipywidgets.HTML()
        quotes, claims = self._rows.picked(everything)
        self.quotes, self.claims = widget(quotes, "Quotes"), widget(claims, "Claims")
        for name, menu in self.menus.items():
            menu.observe(lambda change, name=name: self._choose({name: change["new"]}), names="value")
        self.reset.on_click(lambda _button: self._choose(everything))
        menus = ipywidgets.HBox([*self.menus.values(), self.reset], layout={"flex_flow": "row wrap"})
        self.box = keeping_keys(menus, self.told, self.quotes, self.claims, self.text)
        self._show()

    def _repr_html_(self) -> str:
        quotes, claims = self._rows.picked(self.choice)
        invited = '<p class="an-muted">Run this cell in JupyterLab to pick by article, speaker, name and verdict.</p>'
        tables = (ShownTable(quotes, "Quotes", most=10), ShownTable(claims, "Claims", most=10))
        return styled(invited + self._said(quotes, claims) + "".join(table.to_html() for table in tables))

    def __repr__(self) -> str:
        quotes, claims = self._rows.picked(self.choice)
        return f"Menus over {counted(len(quotes), 'quote')} and {counted(len(claims), 'claim')}"

    def _choose(self, chosen: Choice) -> None:
        if self._filling != threading.get_ident():
            self.choice.update(chosen)
            with self._turn:
                self._show()

    def _show(self) -> None:
        """Show what the menus leave, and in each menu what its options would leave."""
        choice = dict(self.choice)
        self._filling = threading.get_ident()
        try:
            for name, menu in self.menus.items():
                with menu.hold_sync():
                    menu.options = self._rows.options(name, choice)
                    menu.value = choice[name]
        finally:
            self._filling = 0
        quotes, claims = self._rows.picked(choice)
        self.told.value = styled(self._said(quotes, claims))
        refill(self.quotes, quotes)
        refill(self.claims, claims)
        article = choice["article"]
        self.text.value = styled(ArticleView(self._tables, article).to_html()) if article else ""

    def _said(self, quotes: pd.DataFrame, claims: pd.DataFrame) -> str:
        if len(quotes) or len(claims):
            told = f"{counted(len(quotes), 'quote')} and {counted(len(claims), 'claim')}."
        else:
            picked = self._rows.told(self.choice)
            told = f"Nothing fits {picked or 'here'}. Set a menu back to “any”, or press “Show everything”."
        return f'<p role="status">{escape(told)}</p>'


explore = Explorer  # as notebooks call it


class Rows:
    """The quotes and claims of some articles, with what each can be picked by.

    A claim is said by the speaker of its quote. A quote has the verdicts of the claims in it, and the names that are
    mentioned within it.
    """

    def __init__(self, tables: Mapping[str, pd.DataFrame]) -> None:
        ordered = tables["articles"].sort_values(["published", "article_id"]).to_dict("records")
        self.titles = {row["article_id"]: headline(row) for row in ordered}
        self.quotes = tables["quotes"].assign(
            row=tables["quotes"]["quote_id"], speaker=speaker_names, article=lambda f: f["article_id"].map(self.titles)
        )
        self.claims = (
            tables["claims"]
            .merge(tables["checks"].loc[:, ["claim_id", "verdict", "sentence"]], on="claim_id", validate="one_to_one")
            .assign(row=lambda f: f["claim_id"], article=lambda f: f["article_id"].map(self.titles))
        )
        # of other menus the most found stand first
        self._orders = {"article": list(self.titles), "verdict": list(VERDICT_WORDS)}
        self._links = _links(self.quotes, self.claims, tables["mentions"])

    def fitting(self, choice: Choice, without: str = "") -> set[str]:
        """Return the ids of the quotes and claims that fit a choice, one menu left out of account."""
        chosen = [(menu, value) for menu, value in choice.items() if value != ANY and menu != without]
        left = {*self.quotes["row"], *self.claims["row"]}
        return left.intersection(*(self._links[menu].get(value, ()) for menu, value in chosen))

    def picked(self, choice: Choice) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Return the quotes and the claims that fit a choice, as readers see them; a chosen article is not repeated."""
        left = self.fitting(choice)
        quotes, claims = (frame.loc[frame["row"].isin(left)] for frame in (self.quotes, self.claims))
        verdicts = claims["verdict"].map(lambda v: f"{MARKS[v]} {VERDICT_WORDS[v]}")
        where = [] if choice.get("article") else ["article"]
        return (
            quotes.loc[:, ["speaker", "text", "kind", *where]].rename(columns={"text": "quote"}),
            claims.assign(verdict=verdicts)
            .loc[:, ["verdict", "text", "sentence", *where]]
            .rename(columns={"text": "claim", "sentence": "evidence"}),
        )

    def options(self, menu: str, choice: Choice) -> list[tuple[str, str]]:
        """Return the options of a menu with what each would leave, by the other menus; those that leave none last."""
        left, order = self.fitting(choice, without=menu), self._orders.get(menu, [])
        both, found = [left & set(frame["row"]) for frame in (self.quotes, self.claims)], []
        for value, rows in self._links[menu].items():
            quotes, claims = (len(rows & ids) for ids in both)
            told = ", ".join(counted(n, word) for n, word in ((quotes, "quote"), (claims, "claim")) if n)
            place = order.index(value) if value in order else 0
            option = f"{self._word(menu, value)} ({told or 'nothing left'})", value
            found.append((not told, place, -quotes - claims, option))
        return [("any", ANY), *(option for *_, option in sorted(found, key=lambda each: each[:3]))]

    def told(self, choice: Choice) -> str:
        return ", ".join(
            f"{MENUS[menu].lower()} “{self._word(menu, value)}”" for menu, value in choice.items() if value
        )

    def _word(self, menu: str, value: str) -> str:
        word = self.titles.get(value, value) if menu == "article" else value
        word = f"{MARKS[value]} {VERDICT_WORDS[value]}" if menu == "verdict" else word
        return cut(word, _LONGEST)


def _links(quotes: pd.DataFrame, claims: pd.DataFrame, mentions: pd.DataFrame) -> Links:
    """Return for each menu which rows have which value."""
    both = pd.concat([frame.loc[:, ["row", "article_id", "start", "end"]] for frame in (quotes, claims)])
    speakers = quotes.loc[:, ["row", "speaker"]]
    said = claims.loc[:, ["row", "quote_id"]].merge(
        speakers.rename(columns={"row": "quote_id"}), on="quote_id", validate="many_to_one"
    )
    named = both.merge(
        mentions.loc[:, ["article_id", "start", "end", "name"]].dropna(subset=["name"]),
        on="article_id", suffixes=("", "_m"), validate="many_to_many",
    ).loc[lambda f: (f["start"] <= f["start_m"]) & (f["end_m"] <= f["end"])]  # fmt: skip
    carried = claims.loc[claims["quote_id"].notna(), ["quote_id", "verdict"]].drop_duplicates()
    found = {
        "article": both.loc[:, ["row", "article_id"]],
        "speaker": pd.concat([speakers, said.loc[:, ["row", "speaker"]]]),
        "entity": named.loc[:, ["row", "name"]].drop_duplicates(),
        "verdict": pd.concat([claims.loc[:, ["row", "verdict"]], carried.rename(columns={"quote_id": "row"})]),
    }
    return {
        menu: {value: set(rows["row"]) for value, rows in frame.groupby(frame.columns[1], sort=False)}
        for menu, frame in found.items()
    }

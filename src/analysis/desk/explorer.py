"""Widgets to look through many articles: pick an article, a speaker, a name, a verdict, see what is left."""

from collections.abc import Mapping
from html import escape
from typing import Any

import pandas as pd

from analysis.desk.picking import ANY, MENUS, Choice, Rows
from analysis.display.long import keeping_keys, refill, shown_as, widget
from analysis.display.markup import styled
from analysis.display.tables import ShownTable
from analysis.display.view import ArticleView
from analysis.wording import counted


def explore(tables: Mapping[str, pd.DataFrame]) -> "Explorer":
    """Return menus over some articles; every change shows the quotes and claims that are left.

    Each option says what it leaves, given the other menus. With one article chosen its marked-up text stands below.
    Everything works by keyboard alone.
    """
    return Explorer(tables)


class Explorer:
    """Four menus, a button that sets them back, and what they leave.

    Attributes
    ----------
    menus : the widgets ``article``, ``speaker``, ``entity`` and ``verdict``; `reset` is the button.
    told : says how much is left; `quotes` and `claims` are the tables, `text` is the chosen article.
    """

    def __init__(self, tables: Mapping[str, pd.DataFrame]) -> None:
        import ipywidgets

        self._tables, self._rows, self._filling = tables, Rows(tables), False
        everything = dict.fromkeys(MENUS, ANY)
        self.menus = {name: _menu(word, self._rows.options(name, everything)) for name, word in MENUS.items()}
        self.reset = ipywidgets.Button(description="Show everything", tooltip="Set all menus back to “any”")
        self.told, self.text = ipywidgets.HTML(), ipywidgets.HTML()
        quotes, claims = self._rows.picked(everything)
        self.quotes, self.claims = widget(quotes, "Quotes"), widget(claims, "Claims")
        for name, menu in self.menus.items():
            menu.observe(lambda _change, name=name: self._show(name), names="value")
        self.reset.on_click(lambda _button: self._pick(everything))
        menus = ipywidgets.HBox([*self.menus.values(), self.reset], layout={"flex_flow": "row wrap"})
        self.box = keeping_keys(menus, self.told, self.quotes, self.claims, self.text)
        self._show()

    @property
    def choice(self) -> dict[str, str]:
        """What is picked; an empty value leaves everything in."""
        return {name: menu.value for name, menu in self.menus.items()}

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return shown_as(self.box, self)

    def _repr_html_(self) -> str:
        quotes, claims = self._rows.picked(self.choice)
        invited = '<p class="an-muted">Run this cell in JupyterLab to pick by article, speaker, name and verdict.</p>'
        tables = (ShownTable(quotes, "Quotes", most=10), ShownTable(claims, "Claims", most=10))
        return styled(invited + self._said(quotes, claims) + "".join(table.to_html() for table in tables))

    def __repr__(self) -> str:
        quotes, claims = self._rows.picked(self.choice)
        return f"Menus over {counted(len(quotes), 'quote')} and {counted(len(claims), 'claim')}"

    def _show(self, changed: str = "") -> None:
        """Show what the menus leave, and in the other menus what their options would leave."""
        if self._filling:
            return
        choice = self.choice
        self._fill({name: menu for name, menu in self.menus.items() if name != changed}, choice)
        quotes, claims = self._rows.picked(choice)
        self.told.value = styled(self._said(quotes, claims))
        refill(self.quotes, quotes)
        refill(self.claims, claims)
        article = choice["article"]
        self.text.value = styled(ArticleView(self._tables, article).to_html()) if article else ""

    def _pick(self, choice: Choice) -> None:
        """Set all menus at once."""
        self._fill(self.menus, choice)
        self._show()

    def _fill(self, menus: Mapping[str, Any], choice: Choice) -> None:
        """Write the options of menus without taking that for a choice of the reader's."""
        self._filling = True
        for name, menu in menus.items():
            with menu.hold_sync():
                menu.options = self._rows.options(name, choice)
                menu.value = choice[name]
        self._filling = False

    def _said(self, quotes: pd.DataFrame, claims: pd.DataFrame) -> str:
        if len(quotes) or len(claims):
            told = f"{counted(len(quotes), 'quote')} and {counted(len(claims), 'claim')}."
        else:
            picked = self._rows.told(self.choice)
            told = f"Nothing fits {picked or 'here'}. Set a menu back to “any”, or press “Show everything”."
        return f'<p role="status">{escape(told)}</p>'


def _menu(word: str, options: list[tuple[str, str]]) -> Any:
    import ipywidgets

    layout = {"width": "22rem", "max_width": "100%"}
    return ipywidgets.Dropdown(options=options, value=ANY, description=word, layout=layout)

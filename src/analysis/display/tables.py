"""Frames as tables in a page: escaped, scrollable, numbers right, cells that may link and be linked to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

import pandas as pd

from analysis.display.markup import Shown, filled, link, places_of
from analysis.display.readings import headline, plain

_FEWEST_FOLDED = 5  # rows that a fold is worth
_WIDE, _SHORT = 32, 12  # characters from which a column gets room to wrap, up to which it is never wrapped
_IDS = ("quote_id", "claim_id", "number_id", "mention_id")
_WORDS = ("text", "as_written", "speaker", "claimed", "title")
Writer = Callable[[dict[str, Any]], str]
_ON_PAPER = 100  # rows of the table that stands for the widget in a report and in a notebook not yet run
_OPTIONS: dict[str, Any] = {
    "showIndex": False,
    "allow_html": False,  # what an article says stays text
    "classes": "display compact",
    "style": "width:100%;table-layout:auto;margin:0",
    "maxBytes": "8MB",
    "language": {
        "info": "_START_ to _END_ of _TOTAL_",
        "infoEmpty": "",
        "infoFiltered": "(found among _MAX_)",
        "lengthMenu": "_MENU_ a page",
        "zeroRecords": "Nothing found.",
    },
}


@dataclass(frozen=True)
class ShownTable(Shown):
    """A frame that shows itself as a table.

    Attributes
    ----------
    frame : the rows; column names are the headings, underscores read as spaces.
    label : what the table holds, for readers who do not see it.
    row_id : gives a row its HTML id, or None.
    cells : writers for some columns, given the whole row; what they return is escaped unless it is `Markup`.
    most : rows shown; the rest is counted. hidden : columns that only `cells` use. first : rows before a fold; 0: all.
    """

    frame: pd.DataFrame
    label: str
    row_id: Callable[[dict[str, Any]], str] | None = None
    cells: Mapping[str, Writer] = field(default_factory=dict)
    most: int = 500
    hidden: tuple[str, ...] = ()
    first: int = 0

    def __repr__(self) -> str:
        shown = self.frame.drop(columns=list(self.hidden), errors="ignore")
        return shown.head(self.most).to_string(index=False)

    def to_html(self) -> str:
        columns = [
            {"name": str(name), "title": str(name).replace("_", " "), "kind": _kind(self.frame[name])}
            for name in self.frame.columns
            if name not in self.hidden
        ]
        rows = []
        for found in self.frame.head(self.most).to_dict("records"):
            row = {str(name): value for name, value in found.items()}
            written = {name: write(row) for name, write in self.cells.items() if name in row}
            rows.append((self.row_id(row) if self.row_id else "", {**row, **written}))
        return filled(
            "table.html", label=self.label, columns=columns, rows=rows, rest=len(self.frame) - self.most,
            compared=sum(column["kind"] == "an-num" for column in columns) > 1,
            first=self.first if self.first and len(rows) > self.first + _FEWEST_FOLDED else len(rows),
        )  # fmt: skip


def _kind(values: pd.Series) -> str:
    if pd.api.types.is_bool_dtype(values):
        return ""
    if pd.api.types.is_numeric_dtype(values):
        return "an-num"
    longest = max((len(plain(v)) for v in values), default=0)
    return "an-wide" if longest > _WIDE else "an-short" if longest <= _SHORT else ""


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
    id_column = next((name for name in _IDS if name in frame.columns), "")
    words = next((name for name in _WORDS if name in frame.columns), "")
    full = frame.drop(columns=[name for name in frame.columns if len(frame) and frame[name].isna().all()])
    shown = full.assign(article=full["article_id"].map(article_titles(tables["articles"]))) if article else full

    def place(row: dict[str, Any]) -> str:
        anchor = row[id_column] if id_column else None
        return places.in_text(row["article_id"], anchor) if anchor else places.href(row["article_id"], "")

    cells: dict[str, Writer] = {"article": lambda row: link(places.href(row["article_id"], ""), row["article"])}
    if words:
        cells[words] = lambda row: link(place(row), row[words], ' dir="auto"')
    if id_column == "claim_id":
        cells["verdict"] = lambda row: link(places.card(row["article_id"], row["claim_id"]), row["verdict"])
    return ShownTable(shown, label, cells=cells, most=most, hidden=("article_id", *_IDS), first=first)


def article_titles(articles: pd.DataFrame) -> dict[str, str]:
    """Return the title of each article, or its first words where it has none."""
    return {row["article_id"]: headline(row) for row in articles.to_dict("records")}


@dataclass(frozen=True, repr=False)
class LongTable(ShownTable):
    """A frame that shows itself as a table with search, sorting and pages where widgets live, else as a plain table."""

    most: int = _ON_PAPER

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return shown_as(lambda: widget(self.frame, self.label), self)


class Live:
    """What is widgets, its `box`, in JupyterLab; a report and a notebook that nobody has open show its HTML."""

    box: Any

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return shown_as(lambda: self.box, self)


def shown_as(live: Callable[[], Any], still: Any) -> dict[str, Any]:
    """Return both forms of an output: the widget, where somebody has the notebook open, and what lasts.

    Tools that run notebooks by themselves (papermill, nbconvert) allow their kernel no input: a widget would be dead,
    and nbconvert would show an empty place for it.
    """
    from IPython import get_ipython

    views: dict[str, Any] = {}
    if getattr(getattr(get_ipython(), "kernel", None), "_allow_stdin", True):
        bundle = live()._repr_mimebundle_()
        views = bundle[0] if isinstance(bundle, tuple) else bundle
    return {**views, "text/html": still._repr_html_(), "text/plain": repr(still)}


def widget(frame: pd.DataFrame, label: str) -> Any:
    """Return a frame as a heading over an itables widget, whose code comes from the kernel, never from another host."""
    import ipywidgets
    from itables.widget import ITable

    return keeping_keys(ipywidgets.HTML(f"<h3>{escape(label)}</h3>"), ITable(_readable(frame), **_OPTIONS))


def refill(shown: Any, frame: pd.DataFrame) -> None:
    """Give a widget other rows; without any it is not shown."""
    shown.children[1].update(_readable(frame), **_OPTIONS)
    shown.layout.display = None if len(frame) else "none"


def _readable(frame: pd.DataFrame) -> pd.DataFrame:
    """Return all values as readers see them; columns of numbers are still sorted as numbers."""
    return pd.DataFrame({str(name).replace("_", " "): [plain(v) for v in frame[name]] for name in frame.columns})


def keeping_keys(*children: Any) -> Any:
    """Return widgets in a column whose keys are theirs while one of them has the focus."""
    from importlib.resources import files

    import ipywidgets
    from anywidget import AnyWidget

    script = files("analysis.display").joinpath("keys.js").read_text(encoding="utf-8")
    return ipywidgets.VBox([*children, AnyWidget(_esm=script)])

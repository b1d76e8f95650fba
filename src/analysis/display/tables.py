"""Frames as tables in a page: escaped, scrollable, numbers right, cells that may link and be linked to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

import pandas as pd

from analysis.display.places import Places, link, places_of
from analysis.display.readings import headline, html, plain
from analysis.wording import counted

_FEWEST_FOLDED = 5  # rows that a fold is worth
_WIDE, _SHORT = 32, 12  # characters from which a column gets room to wrap, up to which it is never wrapped
Writer = Callable[[dict[str, Any]], str]


@dataclass(frozen=True)
class ShownTable:
    """A frame that shows itself as a table.

    Attributes
    ----------
    frame : the rows; column names are the headings, underscores read as spaces.
    label : what the table holds, for readers who do not see it.
    row_id : gives a row its HTML id, or None.
    cells : writers of HTML for some columns, given the whole row; all other values are escaped.
    most : rows shown; the rest is counted. hidden : columns that only `cells` use. first : rows before a fold; 0: all.
    """

    frame: pd.DataFrame
    label: str = "ShownTable"
    row_id: Callable[[dict[str, Any]], str] | None = None
    cells: Mapping[str, Writer] = field(default_factory=dict)
    most: int = 500
    hidden: tuple[str, ...] = ()
    first: int = 0

    def _repr_html_(self) -> str:
        return styled(self.to_html())

    def __repr__(self) -> str:
        shown = self.frame.drop(columns=list(self.hidden), errors="ignore")
        return shown.head(self.most).to_string(index=False)

    def to_html(self) -> str:
        """Return the table without the style sheet."""
        if self.frame.empty:
            return f'<p class="an-muted an-empty">{escape(self.label)}: none.</p>'
        columns = [str(name) for name in self.frame.columns if name not in self.hidden]
        records = self.frame.head(self.most).to_dict("records")
        kinds = {name: _kind(self.frame[name]) for name in columns}
        head = "".join(f'<th scope="col"{kinds[name]}>{escape(name.replace("_", " "))}</th>' for name in columns)
        rows = [self._row({str(k): v for k, v in row.items()}, columns, kinds) for row in records]
        compared = " an-compare" if sum("an-num" in kind for kind in kinds.values()) > 1 else ""
        rest = len(self.frame) - self.most
        are = "is" if rest == 1 else "are"
        more = f'<p class="an-muted">{counted(rest, "more row")} {are} in the tables.</p>' if rest > 0 else ""

        def table(part: list[str], label: str) -> str:
            body = "<tbody>\n" + "\n".join(part) + "\n</tbody>"
            return (
                f'<div class="an-scroll" tabindex="0" role="region" aria-label="{escape(label)}">'
                f'<table class="an-table{compared}"><thead><tr>{head}</tr></thead>{body}</table></div>'
            )

        folded = rows[self.first :] if self.first and len(rows) > self.first + _FEWEST_FOLDED else []
        shown = table(rows[: len(rows) - len(folded)], self.label)
        if folded:
            told = f"{counted(len(folded), 'more row')}"
            shown += f"<details><summary>{told}</summary>{table(folded, f'{self.label}, {told}')}</details>"
        return f"{shown}{more}"

    def _row(self, row: dict[str, Any], columns: list[str], kinds: Mapping[str, str]) -> str:
        name = f' id="{escape(self.row_id(row))}"' if self.row_id else ""
        cells = "".join(
            f"<td{kinds[column]}{named(column)}>{self.cells.get(column, lambda r, c=column: html(r[c]))(row)}</td>"
            for column in columns
        )
        return f"<tr{name}>{cells}</tr>"


def named(column: str) -> str:
    """Return the attribute that tells a cell's column where a narrow screen shows rows as cards."""
    return f' data-name="{escape(column.replace("_", " "))}"'


def styled(body: str) -> str:
    """Return HTML with the style sheet that it needs in a notebook; a report has the sheet once and drops this one."""
    return f'<style class="an-style">{style_sheet()}</style><div class="an tex2jax_ignore mathjax_ignore">{body}</div>'


def style_sheet() -> str:
    """Return the style sheet of marked-up articles, cards and tables."""
    from importlib.resources import files

    return files("analysis.display").joinpath("article.css").read_text(encoding="utf-8")


def _kind(values: pd.Series) -> str:
    if pd.api.types.is_bool_dtype(values):
        return ""
    if pd.api.types.is_numeric_dtype(values):
        return ' class="an-num"'
    longest = max((len(plain(v)) for v in values), default=0)
    return ' class="an-wide"' if longest > _WIDE else ' class="an-short"' if longest <= _SHORT else ""


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

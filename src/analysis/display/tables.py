"""Frames as tables in a page: escaped, scrollable, numbers right, cells that may link and be linked to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

import pandas as pd

from analysis.display.readings import html, plain
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

"""Articles, tables, verdicts and evidence as a reader sees them in a notebook and in a report."""

from analysis.display.evidence import Cards, Evidence, cell_anchor, cells_of
from analysis.display.marked import marked_up
from analysis.display.sources import from_root, tables_of
from analysis.display.tables import Table, style_sheet, styled
from analysis.display.view import ArticleView, read_article

__all__ = [
    "ArticleView", "Cards", "Evidence", "Table", "cell_anchor", "cells_of", "from_root", "marked_up", "read_article",
    "style_sheet", "styled", "tables_of",
]  # fmt: skip

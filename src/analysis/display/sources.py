"""Tables for notebooks: made now or read from a folder, and what corrections by hand did to them.

Paths are from where the user stands.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from html import escape
from pathlib import Path

import pandas as pd

from analysis.corrections import correct_tables, corrections_of, fits_told, named_file, read_corrections
from analysis.display.markup import Shown
from analysis.display.readings import plain
from analysis.display.tables import ShownTable
from analysis.errors import ArticleError, ParameterError, TableError
from analysis.paths import given_path
from analysis.tables import TABLES

SAMPLES = "data/samples"


class CorrectedTables(dict[str, "pd.DataFrame"]):
    """Tables by name; with corrections made by hand also their log, ``corrections``.

    `before`: the tables as they were extracted, which corrections are made for.
    """

    def __init__(self, tables: Mapping[str, pd.DataFrame], before: Mapping[str, pd.DataFrame]) -> None:
        super().__init__(tables)
        self.before = before


def tables_of(articles: str, tables: str = "", corrections: str = "") -> CorrectedTables:
    """Return all tables of some articles.

    Parameters
    ----------
    articles : a file or folder; analysed now unless `tables` is given.
    tables : a folder that `extract` or an earlier run has written.
    corrections : a corrections table; applied, and the claims judged again. Empty: those of these articles in the
        usual ``corrections.csv``, if there is one; "none": none. The log of what was applied and what no longer fits is
        the table ``corrections``.

    Raises `CorrectionError` if the corrections cannot be read or contradict each other.
    """
    from analysis.articles import read_articles
    from analysis.corpus import build_tables, read_tables

    check_corrections_file(corrections)
    found = read_tables(given_path(tables)) if tables else build_tables(read_articles(given_path(articles)))
    return with_file(found, corrections)


def with_file(tables: Mapping[str, pd.DataFrame], path: str) -> CorrectedTables:
    """Return tables with the corrections of a file, or of the usual one, applied and their log beside them."""
    done = correct_tables(tables, corrections_of(path, set(tables["articles"]["sha256"])))
    return CorrectedTables({**done.tables, "corrections": done.log}, before=tables)


def check_corrections_file(path: str) -> None:
    """Refuse a corrections table that is missing or wrong, before anything takes long."""
    place, _ = named_file(path)
    if place is not None:
        read_corrections(place)


def analysed_article(path: str, published: str = "") -> "dict[str, pd.DataFrame]":
    """Return the tables of one article file, analysed now.

    Raises `ArticleError` if it cannot be read or analysed.
    """
    from analysis.articles import read_article
    from analysis.corpus import build_tables

    try:
        day = date.fromisoformat(published) if published else None
    except ValueError:
        said = f"published is {published!r}; give a day as YYYY-MM-DD, such as 2024-06-27"
        raise ParameterError(said) from None
    article = read_article(given_path(path), day)
    tables = build_tables([article])
    if len(tables["failures"]):
        raise ArticleError(str(tables["failures"]["message"].iloc[0]))
    return tables


def stored_article(folder: Path, article_id: str) -> "dict[str, pd.DataFrame]":
    """Return one article's rows of the tables in a folder, reading no others.

    Raises `TableError` if there are no tables in the folder.
    """
    import pyarrow.parquet

    place = given_path(folder)
    if not (place / "articles").is_dir():
        raise TableError(f"{folder}: holds no tables; name a folder that 'python -m analysis extract' has written")
    chosen = [("article_id", "==", article_id)]
    return {
        table.name: pyarrow.parquet.read_table(place / table.name, filters=chosen, use_threads=False)
        .to_pandas(use_threads=False)
        .astype({column.name: column.dtype for column in table.columns})
        for table in TABLES
        if table.name != "failures"
    }


@dataclass(frozen=True)
class CorrectionsMade(Shown):
    """The log of some corrections; shows itself as a line that opens a table."""

    log: pd.DataFrame

    def __repr__(self) -> str:
        return f"{fits_told(self.log)}."

    def to_html(self) -> str:
        if self.log.empty:
            return ""
        rows = self.log.to_dict("records")
        shown = self.log.loc[:, ["row", "table", "action", "text", "value"]].assign(
            reason=[": ".join(filter(None, (plain(row["who"]), plain(row["why"])))) for row in rows],
            result=[f"applied. {r['also']}".strip() if r["applied"] else f"left out: {r['reason']}" for r in rows],
        )
        opened = " open" if (self.log["article_id"].notna() & ~self.log["applied"]).any() else ""
        table = ShownTable(shown.rename(columns={"row": "row of the file"}), "Corrections by hand").to_html()
        return f"<details{opened}><summary>By hand: {escape(repr(self))}</summary>{table}</details>"


def corrections_made(found: Mapping[str, pd.DataFrame]) -> CorrectionsMade | None:
    """Return what corrections by hand did to some tables, or None, which shows nothing, where none were given."""
    log = found.get("corrections")
    return None if log is None or log.empty else CorrectionsMade(log)

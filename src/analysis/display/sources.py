"""Tables for notebooks: made now from articles, or read from a folder; paths are from the project root."""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

import pandas as pd

from analysis.corrections import Correction, correct_tables, read_corrections
from analysis.errors import ArticleError, ParameterError, TableError
from analysis.paths import project_root

SAMPLES = "data/samples"
_IN_ARTICLE = ("articles", "quotes", "mentions", "entities", "numbers", "dates", "claims", "checks")


def from_root(path: str | Path) -> Path:
    """Return a path resolved from the project root, whatever folder the notebook runs in."""
    return Path(path) if Path(path).is_absolute() else project_root() / path


class Found(dict[str, "pd.DataFrame"]):
    """Tables by name; with corrections made by hand also their log, ``corrections``.

    Attributes
    ----------
    before : the tables as they were extracted, which corrections are made for.
    """

    def __init__(self, tables: Mapping[str, pd.DataFrame], before: Mapping[str, pd.DataFrame]) -> None:
        super().__init__(tables)
        self.before = before


def tables_of(articles: str, tables: str = "", corrections: str = "") -> Found:
    """Return all tables of some articles.

    Parameters
    ----------
    articles : a file or folder, from the project root; analysed now unless `tables` is given.
    tables : a folder that `extract` or an earlier run has written.
    corrections : a corrections table, from the project root; applied, and the claims judged again. The log of what
        was applied and what no longer fits is the table ``corrections``.

    Raises
    ------
    CorrectionError
        If the corrections cannot be read or contradict each other.
    """
    from analysis.articles import read_articles
    from analysis.corpus import build_tables, read_tables

    todo = corrections_from(corrections)
    found = read_tables(from_root(tables)) if tables else build_tables(read_articles(from_root(articles)))
    return corrected(found, todo)


def corrections_from(path: str) -> tuple[Correction, ...]:
    """Return the corrections of a file, from the project root; none where no file is named."""
    return read_corrections(from_root(path)) if path else ()


def corrected(tables: Mapping[str, pd.DataFrame], corrections: Iterable[Correction]) -> Found:
    """Return tables with corrections applied and their log beside them."""
    done = correct_tables(tables, corrections)
    return Found({**done.tables, "corrections": done.log}, before=tables)


def analysed_article(path: str, published: str = "") -> "dict[str, pd.DataFrame]":
    """Return the tables of one article file, analysed now.

    Raises
    ------
    ArticleError
        If it cannot be read or analysed.
    """
    from analysis.articles import read_article
    from analysis.corpus import build_tables

    article = read_article(from_root(path), _day(published))
    tables = build_tables([article])
    if len(tables["failures"]):
        raise ArticleError(str(tables["failures"]["message"].iloc[0]))
    return tables


def stored_article(folder: Path, article_id: str) -> "dict[str, pd.DataFrame]":
    """Return one article's rows of the tables in a folder, reading no others.

    Raises
    ------
    TableError
        If there are no tables in the folder.
    """
    import pyarrow.parquet

    place = from_root(folder)
    if not (place / "articles").is_dir():
        raise TableError(f"{folder}: holds no tables; name a folder that 'python -m analysis extract' has written")
    chosen = [("article_id", "==", article_id)]
    return {
        name: pyarrow.parquet.read_table(place / name, filters=chosen, use_threads=False).to_pandas(use_threads=False)
        for name in _IN_ARTICLE
    }


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ParameterError(f"published is {text!r}; give a day as YYYY-MM-DD, such as 2024-06-27") from None

"""The tables that a run of reports reads: made once, kept while neither the articles nor the rules change."""

import dataclasses
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.articles import Columns, digest_inputs, read_articles
from analysis.runs.record import code_hash, digest

if TYPE_CHECKING:
    from analysis.corpus import Tables
    from analysis.corpus.building import Parses
    from analysis.tables import Article, Failure


@dataclass(frozen=True)
class Intake:
    """How articles are read: the day of those without one, what columns are called, what parses them."""

    published: date | None = None
    columns: Columns | None = None
    parses: "Parses | None" = None


def stored_tables(
    articles: str | Path, folder: Path, made_from: str, reading: Intake = Intake()
) -> "tuple[Tables, str, bool]":
    """Return the tables of some articles, the hash of what they were made from, and whether they are new.

    They are read from `folder` when `made_from`, the hash told last time, still fits; else made, and not written yet.

    Raises
    ------
    ArticleError
        If there is nothing to read at `articles`.
    """
    from analysis.corpus import build_tables, read_tables
    from analysis.errors import TableError

    now = digest(code_hash(), digest_inputs(articles), str(reading.published), str(reading.columns))
    if now == made_from:
        try:
            return read_tables(folder), now, False
        except TableError:
            pass
    items = (_dated(item, reading.published) for item in read_articles(articles, reading.columns))
    return build_tables(items, parses=reading.parses), now, True


def _dated(item: "Article | Failure", published: date | None) -> "Article | Failure":
    from analysis.tables import Article

    if published is not None and isinstance(item, Article) and item.published is None:
        return dataclasses.replace(item, published=published, published_reason="given with the run")
    return item

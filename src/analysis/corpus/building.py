"""Articles → all tables, in the text's own offsets; an article that fails is a row in `failures`."""

import dataclasses
import functools
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import pandas as pd

from analysis import tables as t
from analysis.annotate import Document, annotate_many
from analysis.articles import attempt, read_articles
from analysis.articles.faults import ARTICLE_SECONDS, seconds_for, time_limit
from analysis.corpus.stages import Analysis, Resources, analyse, default_resources, rows_of
from analysis.garbage import no_collection
from analysis.reference import Reference
from analysis.reference.gazetteer import Gazetteer
from analysis.tables import Article, Failure, Table, row_id

_BATCH_CHARACTERS = 400_000
_HEADING = re.compile(r"^#{1,6}\s+")  # Markdown
_IN_ARTICLE = (t.QUOTES, t.MENTIONS, t.ENTITIES, t.NUMBERS, t.DATES, t.CLAIMS)
_BUILT = (t.ARTICLES, *_IN_ARTICLE)
Record = dict[str, Any]
_SPAN_LISTS = ("quoted_spans",)
_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Parses(Protocol):
    """What gives the documents of some articles, in order."""

    def documents(self, articles: Iterable[tuple[str, str, date | None]]) -> Iterator[Document]:
        """Yield one document an article."""


class Tables(dict[str, pd.DataFrame]):
    """The frames by table name, also as attributes: ``tables.quotes``."""

    def __getattr__(self, name: str) -> pd.DataFrame:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(f"no table {name!r}; there are {', '.join(self)}") from None


def build_tables(
    articles: Iterable[Article | Failure] | str | Path,
    references: Iterable[Reference] | None = None,
    gazetteer: Gazetteer | None = None,
    parses: Parses | None = None,
) -> Tables:
    """Extract everything from some articles and check their claims.

    Parameters
    ----------
    articles : what `read_articles` yields, or a path to read.
    references, gazetteer : by default all that are bundled.
    parses : what parses them; by default this process.

    Returns
    -------
    A validated frame a table: articles, quotes, mentions, entities, numbers, dates, claims, checks, failures.
    """
    from analysis.corpus.stories import with_stories

    resources = default_resources()
    if references is not None or gazetteer is not None:
        chosen = resources.references if references is None else tuple(references)
        resources = Resources(gazetteer or resources.gazetteer, chosen)
    items = read_articles(articles) if isinstance(articles, (str, Path)) else articles
    built = build_part(items, resources, parses)
    return Tables({**built, "articles": with_stories(built["articles"])})


def build_part(
    items: Iterable[Article | Failure],
    resources: Resources,
    parses: Parses | None = None,
    *,
    alone: bool = False,
    article_seconds: float = ARTICLE_SECONDS,
) -> Tables:
    """Extract and check one part of a corpus; stories are told apart later, over all parts.

    Articles are parsed in batches, or each `alone`: then the next is asked for when all is found in the one before.
    """
    records: dict[str, list[Record]] = {table.name: [] for table in _BUILT}
    failures: list[Failure] = []
    for batch in _batches(items, failures, 0 if alone else _BATCH_CHARACTERS):
        with no_collection():
            for article, document in _documents(batch, failures, parses):
                about = article, document, resources, article_seconds
                found = attempt("extract", article.article_id, _extracted, *about)
                if isinstance(found, Failure):
                    failures.append(found)
                    continue
                for name, rows in found.items():
                    records[name] += rows
    with no_collection():
        built = Tables({table.name: table.validate(table.frame(records[table.name])) for table in _BUILT})
        built["checks"] = _checks(built, resources, failures)
        built["failures"] = t.FAILURES.validate(t.FAILURES.frame(asdict(failure) for failure in failures))
        return built


def _extracted(
    article: Article, document: Document, resources: Resources, article_seconds: float
) -> dict[str, list[Record]]:
    with time_limit(seconds_for(len(article.text), article_seconds)):
        found = analyse(document, resources)
        rows = rows_of(found)
        records = {table.name: records_of(document, table, rows[table.name]) for table in _IN_ARTICLE}
        return {"articles": [_article_record(article, found)], **records}


def _batches(
    items: Iterable[Article | Failure], failures: list[Failure], most_characters: int
) -> Iterator[list[Article]]:
    batch: list[Article] = []
    characters = 0
    for item in items:
        if isinstance(item, Failure):
            failures.append(item)
            continue
        batch.append(item)
        characters += len(item.text)
        if characters > most_characters:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


def _documents(
    batch: Sequence[Article], failures: list[Failure], parses: Parses | None
) -> Iterator[tuple[Article, Document]]:
    parse = parses.documents if parses is not None else annotate_many
    wanted = [(a.article_id, a.text, a.published) for a in batch]
    parsed = attempt("annotate", batch[0].article_id, lambda: list(parse(wanted)))
    if not isinstance(parsed, Failure):
        yield from zip(batch, parsed, strict=True)
    elif len(batch) == 1:
        failures.append(parsed)
    else:
        for article in batch:
            yield from _documents([article], failures, parses)


def _article_record(article: Article, found: Analysis) -> Record:
    record = asdict(article)
    document = found.document
    if article.title is None and (span := document.title_span) is not None:
        record["title"] = _HEADING.sub("", document.original_text(span.start_char, span.end_char))
    if article.published is None and found.window is not None:
        record["published_from"], record["published_to"] = found.window.first, found.window.last
        record["published_reason"] = "; ".join(found.window.reasons)
    if document.unparsed or document.corrections:
        unread = (document.to_original(*r) for r in document.unparsed)
        notes = [
            *json.loads(article.notes or "[]"),
            *(
                ["unparsed", f"{article.text[first : first + 20]}… ({last - first:,} characters from {first:,} on)"]
                for first, last in unread
            ),
            *(["correction", document.original_text(*r)] for r in document.corrections),
        ]
        record["notes"] = _json(notes)
    return record


def _checks(built: Tables, resources: Resources, failures: list[Failure]) -> pd.DataFrame:
    """Judge the claims of all articles at once; when that fails, article by article."""
    from analysis.check import check_claims

    claims, articles = built["claims"], built["articles"]
    found = attempt("check", "all", check_claims, claims, articles, resources.references)
    if not isinstance(found, Failure):
        return found
    parts = [t.CHECKS.frame([])]
    for name, own in claims.groupby("article_id", sort=False):
        article = articles.loc[articles["article_id"] == name]
        part = attempt("check", str(name), check_claims, own, article, resources.references)
        (failures if isinstance(part, Failure) else parts).append(part)
    return t.CHECKS.validate(pd.concat(parts, ignore_index=True))


def records_of(document: Document, table: Table, rows: Iterable[object]) -> list[Record]:
    """Return the rows of one article, in order and with offsets in its normal form, as records of a table.

    All offsets of the records point into ``document.original``, and every text column is cut from there.
    """
    plan, records = _plan(table), []
    for number, row in enumerate(rows, start=1):
        record: Record = {name: getattr(row, name) for name in plan.fields}
        record.setdefault("article_id", document.article_id)
        for first, last in plan.pairs:
            start, end = record[first], record[last]
            if start is not None and end is not None:
                record[first], record[last] = document.to_original(start, end)
        for name in plan.lists:
            items = [document.to_original(*span) for span in record[name]] if name in _SPAN_LISTS else record[name]
            record[name] = _json(items)
        for name, first, last in plan.cuts:
            start, end = record[first], record[last]
            record[name] = None if start is None or end is None else document.original[start:end]
        if table.id_column:
            record[table.id_column] = row_id(document.article_id, table.id_letter, number)
        records.append(record)
    return records


class _Plan(NamedTuple):
    """How rows become records: what is copied, which pairs are offsets, which fields are lists, what is cut out."""

    fields: tuple[str, ...]
    pairs: list[tuple[str, str]]
    lists: list[str]
    cuts: list[tuple[str, str, str]]


@functools.cache
def _plan(table: Table) -> _Plan:
    defaults = {field.name: field.default for field in dataclasses.fields(table.row)}
    starts = [name.removesuffix("start") for name in defaults if name == "start" or name.endswith("_start")]
    cuts = [(c.name, f"{c.cut}_start", f"{c.cut}_end") for c in table.columns if c.cut]
    return _Plan(
        fields=tuple(defaults),
        pairs=[(f"{name}start", f"{name}end") for name in starts if f"{name}end" in defaults],
        lists=[name for name, default in defaults.items() if isinstance(default, tuple)],
        cuts=[("text", "start", "end"), *cuts] if table.spans else cuts,
    )

"""One found input → one `Article` row with its text exactly as read."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from pathlib import Path, PurePosixPath

from analysis.articles.authors import byline_author
from analysis.articles.columns import Columns
from analysis.articles.decoding import decode, decode_html
from analysis.articles.documents import docx_extractor, pdf_extractor, read_docx, read_pdf
from analysis.articles.faults import ARTICLE_SECONDS, attempt, reading_seconds, time_limit
from analysis.articles.finding import find_inputs
from analysis.articles.front_matter import part_front_matter
from analysis.articles.html import blocks_as_json, html_extractor, read_html
from analysis.articles.inputs import Input, refuse_large, shown
from analysis.articles.language import language_of
from analysis.articles.page_dates import day_in_address, day_of
from analysis.articles.page_parts import notes_as_json
from analysis.articles.published import read_published
from analysis.errors import ArticleError
from analysis.tables import Article, Failure

_MARKDOWN = (".md", ".markdown")


class LanguageError(ArticleError):
    """An article in a language that the rules do not know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    text: str
    encoding: str | None = None
    extractor: str | None = None
    blocks: str | None = None
    title: str | None = None
    published: date | None = None
    source: str | None = None
    author: str | None = None
    created: date | None = None
    reason: str | None = None
    notes: str | None = None


def read_articles(path: str | Path, columns: Columns | None = None) -> Iterator[Article | Failure]:
    """Yield every article behind a file, folder, pattern or URL; a `Failure` for each that cannot be read.

    Forms: ``.txt .md .html .pdf .docx``, tables ``.jsonl .json .csv .parquet`` (id, text; optional title, published,
    source, author, url; `columns` names others), feeds ``.rss .atom .xml``, ``.warc``; tables, feeds and archives also
    as ``.gz`` or ``.zst``. A folder may hold an ``articles.csv`` with path, published, source, title, author.

    Raises
    ------
    ArticleError
        If there is nothing at `path` or no article in it.
    """
    for item in find_inputs(path, columns):
        if isinstance(item, Input):
            yield read_input(item)
        elif isinstance(item, Failure):
            yield item


def read_article(path: str | Path, published: date | None = None) -> Article:
    """Read the one article in a file; `published` overrides the date found with it.

    Raises
    ------
    ArticleError
        If it cannot be read or the file holds more than one.
    """
    items = list(islice(read_articles(path), 2))
    if len(items) != 1:
        raise ArticleError(f"{shown(path)}: holds more than one article; use read_articles")
    only = items[0]
    if isinstance(only, Failure):
        raise ArticleError(only.message)
    return with_date(only, published) if published else only


def read_input(item: Input, seconds: float = ARTICLE_SECONDS) -> Article | Failure:
    """Return an input as an article, or why it is none.

    Parameters
    ----------
    seconds : CPU-seconds that reading a short one may take; a long one may take more in proportion.
    """
    return attempt("read", item.article_id, _in_time, item, seconds, place=item.place)


def _in_time(item: Input, seconds: float) -> Article:
    with time_limit(reading_seconds(len(item.data), seconds)):
        return _article(item)


def with_date(article: Article, published: date) -> Article:
    """Return the article with another publication date."""
    return replace(
        article, published=published, published_from=published, published_to=published,
        published_reason="given: argument",
    )  # fmt: skip


def _article(item: Input) -> Article:
    refuse_large(len(item.data), item.place)
    read = _READERS[item.form](item)
    text = read.text
    published, reason = _published(item, read)
    if (language := language_of(text)) != "en":
        raise LanguageError(f"{item.place}: is written in another language ({language}); only English is analysed")
    return Article(
        article_id=item.article_id, title=item.title or read.title, published=published, published_from=published,
        published_to=published, published_reason=reason, source=item.source or read.source,
        author=item.author or read.author, language=language, encoding=read.encoding, extractor=read.extractor,
        source_sha256=None if item.form == "record" else hashlib.sha256(item.data).hexdigest(),
        sha256=hashlib.sha256(text.encode("utf-8")).hexdigest(), blocks=read.blocks, notes=read.notes, text=text,
    )  # fmt: skip


def _published(item: Input, read: _Read) -> tuple[date | None, str | None]:
    """Return the day given beside an article, else the one found in it, else the one in its address or file name."""
    if given := _given(item):
        return given, f"given: {item.given}"
    if read.published:
        return read.published, read.reason
    if item.address and (day := day_in_address(item.address)):
        return day, "read in its address"
    if item.form != "record" and (day := day_in_address(PurePosixPath(item.article_id).name)):
        return day, "read in the name of its file"
    return read.created, "made on this day, says the document" if read.created else None


def _given(item: Input) -> date | None:
    """Return the day given beside an article in a form of its own, or in any other that names one day only."""
    try:
        return read_published(item.published, item.place)
    except ArticleError:
        if day := day_of(item.published):
            return day
        raise


def _read_text(item: Input) -> _Read:
    text, encoding = decode(item.data, item.place)
    said: dict[str, str] = {}
    if item.article_id.lower().endswith(_MARKDOWN):
        said, text = part_front_matter(text)
        if not text.strip():
            raise ArticleError(f"{item.place}: holds nothing below its front matter; an article needs text")
    day = day_of(said.get("published"))
    return _Read(
        text=text, encoding=encoding, title=said.get("title"), source=said.get("source"), published=day,
        reason="given: front matter" if day else None, author=said.get("author") or byline_author(text),
    )  # fmt: skip


def _read_html(item: Input) -> _Read:
    source, encoding = decode_html(item.data, item.place)
    page = read_html(source, item.place, item.address)
    found = page.published
    return _Read(
        text=page.text, encoding=encoding, extractor=html_extractor(), blocks=blocks_as_json(page.blocks),
        title=page.title, published=found.day if found else None, source=page.source, author=page.author,
        reason=found.reason if found else None, notes=notes_as_json(page.notes),
    )  # fmt: skip


def _read_pdf(item: Input) -> _Read:
    text, pages = read_pdf(item.data, item.place)
    return _Read(text=text, extractor=pdf_extractor(), blocks=blocks_as_json(pages))


def _read_docx(item: Input) -> _Read:
    found = read_docx(item.data, item.place)
    return _Read(
        text=found.text, extractor=docx_extractor(), blocks=blocks_as_json(found.blocks), title=found.title,
        author=byline_author(found.text) or found.author, created=found.created,
    )  # fmt: skip


def _read_record(item: Input) -> _Read:
    text = item.data.decode("utf-8")
    if not text.strip("\ufeff\u200b\u2060 \t\r\n\f\v\x00"):
        raise ArticleError(f"{item.place}: text is empty; an article needs text")
    return _Read(text=text, author=byline_author(text))


_READERS = {"text": _read_text, "html": _read_html, "pdf": _read_pdf, "docx": _read_docx, "record": _read_record}

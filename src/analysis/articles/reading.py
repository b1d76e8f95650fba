"""One found input → one `Article` row with its text exactly as read."""

import hashlib
import json
import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Any

from analysis.articles.decoding import BLANK, decode, decode_html
from analysis.articles.documents import read_docx, read_pdf
from analysis.articles.faults import ARTICLE_SECONDS, attempt, reading_seconds, time_limit
from analysis.articles.finding import find_inputs
from analysis.articles.html import read_html
from analysis.articles.inputs import Input, PageDate, Read, refuse_large, shown
from analysis.articles.page_dates import day_in_address, day_of, read_published
from analysis.articles.page_parts import byline_author
from analysis.articles.records import Columns
from analysis.errors import ArticleError
from analysis.lexicons import entries
from analysis.tables import Article, Failure

_MARKDOWN = (".md", ".markdown")
_YAML = re.compile(r"---[ \t]*\r?\n(.*?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|$)", re.DOTALL)
_TOML = re.compile(r"\+\+\+[ \t]*\r?\n(.*?)\r?\n\+\+\+[ \t]*(?:\r?\n|$)", re.DOTALL)
_LONGEST_FRONT = 20_000  # characters
_FRONT_NAMES = {
    "title": ("title",), "published": ("date", "published", "publishDate", "published_at", "created"),
    "author": ("author", "authors", "byline"), "source": ("source", "publisher", "publication"),
    "address": ("url", "source_url", "link"),
}  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_SAMPLE = 4_000  # characters from the start, the middle and the end
_SHORTEST = 12  # words; fewer do not tell a language
_TOO_NEAR = 10  # nats; briefs full of names are as likely English as its creoles
_ENGLISH_SHARE = 0.25  # of function words: running English has 0.35 to 0.5, headlines 0.2


class LanguageError(ArticleError):
    """An article in a language that the rules do not know."""


def read_articles(path: str | Path, columns: Columns | None = None) -> Iterator[Article | Failure]:
    """Yield every article behind a file, folder, pattern or URL; a `Failure` for each that cannot be read.

    Forms: ``.txt .md .html .pdf .docx``, tables ``.jsonl .json .csv .parquet`` (id, text; optional title, published,
    source, author, url; `columns` names others), feeds ``.rss .atom .xml``, ``.warc``; tables, feeds and archives also
    as ``.gz`` or ``.zst``. A folder may hold an ``articles.csv`` with path, published, source, title, author.
    Raises ArticleError if there is nothing at `path` or no article in it.
    """
    found = (item for item in find_inputs(path, columns) if isinstance(item, (Input, Failure)))
    return (read_input(item) if isinstance(item, Input) else item for item in found)


def read_article(path: str | Path, published: date | None = None) -> Article:
    """Read the one article in a file; `published` overrides the date found with it.

    Raises ArticleError if it cannot be read or the file holds more than one.
    """
    only, *others = islice(read_articles(path), 2)
    if others:
        raise ArticleError(f"{shown(path)}: holds more than one article; use read_articles")
    if isinstance(only, Failure):
        raise ArticleError(only.message)
    return with_date(only, published) if published else only


def read_input(item: Input, seconds: float = ARTICLE_SECONDS) -> Article | Failure:
    """Return an input as an article, or why it is none; in so many CPU-seconds, a long one in more in proportion."""

    def in_time() -> Article:
        with time_limit(reading_seconds(len(item.data), seconds)):
            return _article(item)

    return attempt("read", item.article_id, in_time, place=item.place)


def with_date(article: Article, published: date) -> Article:
    return replace(
        article, published=published, published_from=published, published_to=published,
        published_reason="given: argument",
    )  # fmt: skip


def dated(item: Article | Failure, published: date | None) -> Article | Failure:
    """Return an article that has no day of its own with the one that is given, if any is."""
    if isinstance(item, Article) and item.published is None and published is not None:
        return with_date(item, published)
    return item


def _article(item: Input) -> Article:
    refuse_large(len(item.data), item.place)
    read = _READERS[item.form](item)
    text = read.text
    published, reason = _published(item, read)
    if (language := language_of(text)) != "en":
        raise LanguageError(f"{item.place}: is written in another language ({language}); only English is analysed")
    as_json = partial(json.dumps, ensure_ascii=False, separators=(",", ":"))
    return Article(
        article_id=item.article_id, title=item.title or read.title, published=published, published_from=published,
        published_to=published, published_reason=reason, source=item.source or read.source,
        author=item.author or read.author, language=language, encoding=read.encoding, extractor=read.extractor,
        source_sha256=None if item.form == "record" else hashlib.sha256(item.data).hexdigest(),
        sha256=hashlib.sha256(text.encode("utf-8")).hexdigest(),
        blocks=as_json(read.blocks) if read.blocks else None, notes=as_json(read.notes) if read.notes else None,
        text=text,
    )  # fmt: skip


def _published(item: Input, read: Read) -> tuple[date | None, str | None]:
    """Return the day given beside an article, else the one found in it, else the one in its address or file name."""
    try:
        given = read_published(item.published, item.place)
    except ArticleError:
        given = day_of(item.published)  # any other form that names one day only
        if given is None:
            raise
    if given:
        return given, f"given: {item.given}"
    if read.published:
        return read.published.day, read.published.reason
    if day := day_in_address(item.address):
        return day, "read in its address"
    if item.form != "record" and (day := day_in_address(PurePosixPath(item.article_id).name)):
        return day, "read in the name of its file"
    return read.created, "made on this day, says the document" if read.created else None


def _read_text(item: Input) -> Read:
    text, encoding = decode(item.data, item.place)
    said: dict[str, str] = {}
    if item.article_id.lower().endswith(_MARKDOWN):
        said, text = part_front_matter(text)
        if not text.strip():
            raise ArticleError(f"{item.place}: holds nothing below its front matter; an article needs text")
    day = day_of(said.get("published"))
    return Read(
        text=text, encoding=encoding, title=said.get("title"), source=said.get("source"),
        published=PageDate(day, "given: front matter") if day else None,
        author=said.get("author") or byline_author(text),
    )  # fmt: skip


def _read_html(item: Input) -> Read:
    source, encoding = decode_html(item.data, item.place)
    return replace(read_html(source, item.place, item.address), encoding=encoding)


def _read_record(item: Input) -> Read:
    text = item.data.decode("utf-8")
    if not text.strip(BLANK):
        raise ArticleError(f"{item.place}: text is empty; an article needs text")
    return Read(text=text, author=byline_author(text))


_READERS: dict[str, Callable[[Input], Read]] = {
    "text": _read_text,
    "html": _read_html,
    "pdf": lambda item: read_pdf(item.data, item.place),
    "docx": lambda item: read_docx(item.data, item.place),
    "record": _read_record,
}


def part_front_matter(text: str) -> tuple[dict[str, str], str]:
    """Return front matter and the text below it; a text without readable front matter is returned as it is."""
    head = text[:_LONGEST_FRONT]
    found = _YAML.match(head) or _TOML.match(head)
    if found is None:
        return {}, text
    import yaml

    try:
        given = tomllib.loads(found[1]) if head.startswith("+") else yaml.safe_load(found[1])
    except (yaml.YAMLError, ValueError, RecursionError):
        given = None
    if not isinstance(given, dict):
        return {}, text
    said = {what: value for what, names in _FRONT_NAMES.items() if (value := _first_said(given, names))}
    return said, text[found.end() :].lstrip("\r\n")


def _first_said(given: dict[str, Any], names: tuple[str, ...]) -> str | None:
    value = next((given[name] for name in names if given.get(name)), None)
    items = value if isinstance(value, list) else [value]
    return "; ".join(str(item).strip() for item in items if isinstance(item, (str, int, date))) or None


def language_of(text: str) -> str:
    """Return the ISO 639-1 code of the language a text is written in; a text too short to tell is ``en``."""
    third, middle = _SAMPLE // 3, len(text) // 2
    parts = (text[:third], text[middle : middle + third], text[-third:])
    sample = text if len(text) <= _SAMPLE else " ".join(parts)
    words = [word.casefold() for word in _WORD.findall(sample)]
    if len(words) < _SHORTEST and sample.isascii():
        return "en"
    english = entries("function_words", "word")
    if words and sum(word in english for word in words) >= _ENGLISH_SHARE * len(words):
        return "en"
    import py3langid

    ranked = py3langid.rank(sample)
    best, score = ranked[0]
    return "en" if score - dict(ranked)["en"] < _TOO_NEAR else str(best)

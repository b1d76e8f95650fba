"""Everything that is an article behind a path, one `Input` each, without reading more than one at a time."""

import hashlib
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import IO

from analysis.articles.decoding import decompressed
from analysis.articles.faults import attempt, each, failure_of, reading_seconds
from analysis.articles.feeds import read_feed, read_warc
from analysis.articles.files import SIDECAR, File, known_forms, list_files
from analysis.articles.inputs import Ignored, Input, refuse_large, shown
from analysis.articles.records import (
    Columns,
    NoTextColumnError,
    read_csv,
    read_json,
    read_jsonl,
    read_parquet,
    read_sidecar,
)
from analysis.errors import ArticleError
from analysis.tables import Failure

Reader = Callable[[IO[bytes], str, Columns], Iterator[Input | ArticleError | Failure]]
_MANY: dict[str, Reader] = {
    "jsonl": read_jsonl, "json": read_json, "csv": read_csv, "parquet": read_parquet,
    "feed": lambda stream, place, _: read_feed(stream, place),
    "warc": lambda stream, place, _: read_warc(stream, place),
}  # fmt: skip
_MAYBE_ARTICLES = ("csv", "json", "parquet")
_TOLD = 5  # rows of the table beside the articles that are named


def find_inputs(path: str | Path, columns: Columns | None = None) -> Iterator[Input | Failure | Ignored]:
    """Yield every article behind a path in the order of file names and rows.

    A `Failure` stands for what cannot be read as an article: a broken line, a link out of the folder, a second article
    with the same id. An `Ignored` file among others has no form of article or is a table without the column of the
    text; `columns` names those of tables.

    Raises ArticleError if there is nothing at `path`, nothing in it, or a single file is no form of article.
    """
    single, columns = _is_single(path), columns or Columns()
    sidecar = attempt("read", SIDECAR, _sidecar, path)
    if isinstance(sidecar, Failure):
        yield sidecar
        sidecar = {}
    seen: set[int] = set()
    unused = set(sidecar)
    empty = True
    for file in list_files(path):
        for item in _items(file, single, columns):
            if isinstance(item, Ignored) and item.place in sidecar:
                unused.discard(item.place)
                error = ArticleError(f"{item.place}: {item.reason}; {known_forms()}")
                item = failure_of(item.place, "read", error)
            empty = empty and isinstance(item, Ignored)
            if isinstance(item, Input) and (item.article_id in sidecar):
                unused.discard(item.article_id)
                item = _described(item, sidecar[item.article_id])
            yield _once(item, seen)
    if empty:
        raise ArticleError(f"{shown(path)}: holds no articles; {known_forms()}")
    if unused:
        yield _not_there(sorted(unused))


def find_ignored(path: str | Path, columns: Columns | None = None) -> Iterator[Ignored]:
    """Yield the files behind a path that are no articles, without reading those that are."""
    single, listed = _is_single(path), attempt("read", SIDECAR, _sidecar, path)
    for file in list_files(path):
        if isinstance(file, Ignored) or (isinstance(file, File) and file.form in _MAYBE_ARTICLES):
            first = islice(_items(file, single, columns or Columns()), 1)
            told = (item for item in first if isinstance(item, Ignored))
            yield from (item for item in told if isinstance(listed, Failure) or item.place not in listed)


def digest_inputs(path: str | Path) -> str:
    """Return a hash over all that is read of what lies behind a path: names, contents, faults."""
    found = hashlib.sha256()

    def digest(file: File) -> bytes:
        with file.open() as stream:
            return hashlib.file_digest(stream, "sha256").digest()  # type: ignore[arg-type]

    beside = () if "://" in str(path) else (File(SIDECAR, str(Path(path) / SIDECAR), "csv"),)
    for file in (*beside, *list_files(path)):
        found.update(repr(file if not isinstance(file, File) else (file.article_id, file.form)).encode("utf-8"))
        if isinstance(file, File):
            found.update(repr(attempt("read", file.article_id, digest, file)).encode("utf-8"))
    return found.hexdigest()[:16]


def _items(file: File | Ignored | Failure, single: bool, columns: Columns) -> Iterator[Input | Failure | Ignored]:
    if not isinstance(file, File):
        yield file
        return
    place = shown(file.article_id)
    read = _records(file, place, columns) if file.form in _MANY else _whole(file, place)
    for number, item in enumerate(each("read", file.article_id, read, reading_seconds(file.size), place)):
        if not isinstance(item, Failure):
            yield item
        elif item.error == NoTextColumnError.__name__ and not single:
            yield Ignored(place, item.message.removeprefix(f"{place}: "))
        elif single and file.form in _MANY and number == 0 and item.article_id == file.article_id:
            raise ArticleError(item.message)
        else:
            yield item


def _whole(file: File, place: str) -> Iterator[Input]:
    refuse_large(file.size, place)
    with file.open() as stream:
        data = stream.read(file.size + 1)
    yield Input(article_id=file.article_id, form=file.form, data=data, place=place)  # type: ignore[arg-type]


def _records(file: File, place: str, columns: Columns) -> Iterator[Input | Failure | Ignored]:
    if not file.size and not file.filesystem:
        raise ArticleError(f"{place}: the file is empty; a table, feed or archive of articles holds some")
    number = 0
    with file.open() as packed:
        stream = decompressed(packed, file.compression, place)
        for number, item in enumerate(_MANY[file.form](stream, place, columns), start=1):
            if isinstance(item, Exception):
                item = failure_of(f"{file.article_id}:{number}", "read", item, place)
            yield item
    if not number:
        yield Ignored(place, "holds no articles")


def _not_there(paths: list[str]) -> Failure:
    """Return one failure for all rows of the table beside the articles that lead to none."""
    first = ", ".join(repr(shown(path)) for path in paths[:_TOLD])
    more = f" and {len(paths) - _TOLD:,} more" if len(paths) > _TOLD else ""
    verb = "is" if len(paths) == 1 else "are"
    said = f"{SIDECAR} lists {first}{more}, which {verb} not there; correct the path or remove the row"
    return failure_of((len(paths) == 1 and paths[0]) or SIDECAR, "read", ArticleError(said), SIDECAR)


def _once(item: Input | Failure | Ignored, seen: set[int]) -> Input | Failure | Ignored:
    if not isinstance(item, Input):
        return item
    from xxhash import xxh3_64_intdigest

    key = xxh3_64_intdigest(item.article_id.encode("utf-8"))
    if key in seen:
        said = f"{item.place}: the id {shown(item.article_id)!r} was used before; ids are unique"
        return failure_of(item.article_id, "read", ArticleError(said), item.place)
    seen.add(key)
    return item


def _is_single(path: str | Path) -> bool:
    try:
        return "://" not in str(path) and "\0" not in str(path) and Path(path).is_file()
    except OSError:
        return False  # what is wrong with it is told when it is listed


def _sidecar(path: str | Path) -> dict[str, dict[str, str]]:
    """Return what ``articles.csv`` in a folder says, by article id; nothing when there is none."""
    if "://" in str(path) or "\0" in str(path):
        return {}
    beside = File(SIDECAR, str(Path(path) / SIDECAR), "csv")
    if not os.path.lexists(beside.location):
        return {}
    with beside.open() as stream:
        return read_sidecar(stream, SIDECAR)


def _described(item: Input, row: dict[str, str]) -> Input:
    return replace(
        item, title=row["title"] or item.title, published=row["published"] or item.published,
        source=row["source"] or item.source, author=row["author"] or item.author, given=SIDECAR,
    )  # fmt: skip

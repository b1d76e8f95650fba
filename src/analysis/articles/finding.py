"""Everything that is an article behind a path, one `Input` each, without reading more than one at a time."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import IO

from analysis.articles.columns import Columns
from analysis.articles.compressed import decompressed
from analysis.articles.feeds import read_feed
from analysis.articles.files import SIDECAR, File, known_forms, list_files
from analysis.articles.inputs import Ignored, Input, refuse_large, shown
from analysis.articles.json_files import read_json
from analysis.articles.records import NoTextColumnError, read_csv, read_jsonl, read_parquet, read_sidecar
from analysis.articles.warc import read_warc
from analysis.errors import ArticleError
from analysis.tables import Failure

Reader = Callable[[IO[bytes], str, Columns], Iterator[Input | ArticleError]]
_MANY: dict[str, Reader] = {
    "jsonl": read_jsonl, "json": read_json, "csv": read_csv, "parquet": read_parquet,
    "feed": lambda stream, place, _: read_feed(stream, place),
    "warc": lambda stream, place, _: read_warc(stream, place),
}  # fmt: skip
_MAYBE_ARTICLES = ("csv", "json", "parquet")


def find_inputs(path: str | Path, columns: Columns | None = None) -> Iterator[Input | Failure | Ignored]:
    """Yield every article behind a path in the order of file names and rows.

    A `Failure` stands for what cannot be read as an article: a broken line, a link out of the folder, a second article
    with the same id. An `Ignored` file among others has no form of article or is a table without the column of the
    text; `columns` names those of tables.

    Raises
    ------
    ArticleError
        If there is nothing at `path`, nothing in it, or a single file is no form of article.
    """
    single, columns = _is_single(path), columns or Columns()
    sidecar = _sidecar(path)
    seen: set[int] = set()
    unused = set(sidecar)
    empty = True
    for file in list_files(path):
        for item in _items(file, single, columns):
            if isinstance(item, Ignored) and item.place in sidecar:
                unused.discard(item.place)
                item = _failure(item.place, ArticleError(f"{item.place}: {item.reason}; {known_forms()}"))
            empty = empty and isinstance(item, Ignored)
            if isinstance(item, Input) and (item.article_id in sidecar):
                unused.discard(item.article_id)
                item = _described(item, sidecar[item.article_id])
            yield item if _is_new(item, seen) else _duplicate(item)
    if empty:
        raise ArticleError(f"{shown(path)}: holds no articles; {known_forms()}")
    for missing in sorted(unused):
        yield Failure(
            article_id=missing or SIDECAR, stage="read", error="ArticleError",
            message=f"{SIDECAR} lists {shown(missing)!r}, which is not there; correct the path or remove the row",
        )  # fmt: skip


def find_ignored(path: str | Path, columns: Columns | None = None) -> Iterator[Ignored]:
    """Yield the files behind a path that are no articles, without reading those that are."""
    single, listed = _is_single(path), _sidecar(path)
    for file in list_files(path):
        if isinstance(file, Ignored) or (isinstance(file, File) and file.form in _MAYBE_ARTICLES):
            first = islice(_items(file, single, columns or Columns()), 1)
            yield from (item for item in first if isinstance(item, Ignored) and item.place not in listed)


def _items(file: File | Ignored | ArticleError, single: bool, columns: Columns) -> Iterator[Input | Failure | Ignored]:
    if isinstance(file, ArticleError):
        yield _failure(str(file).split(": ", 1)[0], file)
        return
    if isinstance(file, Ignored):
        yield file
        return
    try:
        if file.form in _MANY:
            yield from _records(file, columns)
        else:
            yield _whole(file)
    except NoTextColumnError as error:
        if single:
            raise
        place = shown(file.article_id)
        yield Ignored(place, str(error).removeprefix(f"{place}: "))
    except ArticleError as error:
        if single and file.form in _MANY:
            raise
        yield _failure(file.article_id, error)
    except OSError as error:
        yield _failure(file.article_id, ArticleError(f"{shown(file.article_id)}: {shown(error.strerror or error)}"))


def _whole(file: File) -> Input:
    refuse_large(file.size, shown(file.article_id))
    with file.open() as stream:
        data = stream.read(file.size + 1)
    return Input(
        article_id=file.article_id, form=file.form, data=data, place=shown(file.article_id)  # type: ignore[arg-type]
    )  # fmt: skip


def _records(file: File, columns: Columns) -> Iterator[Input | Failure]:
    place = shown(file.article_id)
    with file.open() as packed:
        stream = decompressed(packed, file.compression, place)
        for number, item in enumerate(_MANY[file.form](stream, place, columns), start=1):
            if isinstance(item, ArticleError):
                yield _failure(f"{file.article_id}:{number}", item)
            else:
                yield item


def _failure(article_id: str, error: Exception) -> Failure:
    return Failure(article_id=article_id, stage="read", error=type(error).__name__, message=str(error))


def _is_new(item: Input | Failure | Ignored, seen: set[int]) -> bool:
    if not isinstance(item, Input):
        return True
    from xxhash import xxh3_64_intdigest

    key = xxh3_64_intdigest(item.article_id.encode("utf-8", "surrogatepass"))
    if key in seen:
        return False
    seen.add(key)
    return True


def _duplicate(item: Input | Failure | Ignored) -> Input | Failure | Ignored:
    assert isinstance(item, Input)
    said = f"{item.place}: the id {shown(item.article_id)!r} was used before; ids are unique"
    return _failure(item.article_id, ArticleError(said))


def _is_single(path: str | Path) -> bool:
    return "://" not in str(path) and Path(path).is_file()


def _sidecar(path: str | Path) -> dict[str, dict[str, str]]:
    """Return what ``articles.csv`` in a folder says, by article id; nothing when there is none."""
    if "://" in str(path) or "\0" in str(path):
        return {}
    beside = Path(path) / SIDECAR
    if not beside.is_file():
        return {}
    with beside.open("rb") as stream:
        return read_sidecar(stream, SIDECAR)


def _described(item: Input, row: dict[str, str]) -> Input:
    return replace(
        item, title=row["title"] or item.title, published=row["published"] or item.published,
        source=row["source"] or item.source, author=row["author"] or item.author, given=SIDECAR,
    )  # fmt: skip

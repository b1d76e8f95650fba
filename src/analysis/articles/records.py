"""Tables of articles: JSON, JSON lines, CSV and parquet with columns id, text and perhaps title, published, source."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import IO, Any, TypeVar

from analysis.articles.decoding import ALLOWANCE, HIGHEST_RATIO, bounded_lines
from analysis.articles.faults import attempt
from analysis.articles.inputs import LARGEST_ARTICLE, Input, shown
from analysis.errors import ArticleError
from analysis.tables import Failure

_T = TypeVar("_T")
_LONGEST_ID = 1_000  # characters; it stands in every row
_FEWEST_ROWS, _MOST_ROWS, _BYTES_AT_ONCE = 64, 16_384, 16_000_000
_KNOWN = {
    "id": ("id", "article_id"), "title": ("title",), "published": ("published",), "source": ("source",),
    "author": ("author",), "address": ("url",),
}  # fmt: skip
_ELSEWHERE = {
    "id": ("id", "article_id", "uid", "uuid", "guid", "url", "link", "uri"),
    "title": ("title", "headline"),
    "published": ("published", "published_at", "publishedAt", "published_date", "date_published", "datePublished",
                  "publish_date", "publication_date", "pubDate", "pub_date", "date"),
    "source": ("source", "publisher", "publication", "outlet", "newspaper", "site"),
    "author": ("author", "authors", "byline"),
    "address": ("url", "link", "uri"),
}  # fmt: skip
_DELIMITERS = (",", ";", "\t", "|")


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table as its owner names them.

    With a `text` column of another name, id, date, title, source and author are looked for under the names that data
    sets use, and rows without an id are counted; `id` and `published` name them outright.

    >>> Columns(text="body").of({"url": "https://a.example/1", "body": "…", "date": "2024-06-27"}, "published")
    '2024-06-27'
    """

    text: str = "text"
    id: str | None = None
    published: str | None = None

    @property
    def are_own(self) -> bool:
        return self != Columns()

    def names(self, what: str) -> tuple[str, ...]:
        """Return the columns that may hold an id, a title …, the first filled one counts."""
        named = {"text": self.text, "id": self.id, "published": self.published}.get(what)
        return (named,) if named else (_ELSEWHERE if self.are_own else _KNOWN)[what]

    def of(self, record: Mapping[str, Any], what: str) -> Any:
        return next((record[name] for name in self.names(what) if record.get(name) not in (None, "")), None)

    def wanted(self) -> frozenset[str]:
        return frozenset(name for what in ("text", *_KNOWN) for name in self.names(what))


def delimiter_of(header: str, needed: Iterable[str]) -> str:
    """Return what stands between the columns of a CSV: the mark that makes one of the needed names a column."""
    wanted, header = set(needed), header.strip("\ufeff\r\n")
    names = ((mark, next(csv.reader([header], delimiter=mark), [])) for mark in _DELIMITERS)
    return next((mark for mark, found in names if wanted & set(found)), ",")


class NoTextColumnError(ArticleError):
    """A table without the column that makes it a table of articles."""


def read_jsonl(stream: IO[bytes], place: str, columns: Columns) -> Iterator[Input | Failure | ArticleError]:
    """Yield the records of a JSON-lines stream; a failure stands for a line that is none."""
    for number, line in enumerate(bounded_lines(stream, LARGEST_ARTICLE), start=1):
        where = f"{place}, line {number}"
        if line is None:
            yield ArticleError(f"{where}: is longer than {LARGEST_ARTICLE:,} bytes; one article a line")
        elif line.strip():
            yield input_of(line, where, columns, number, partial(_from_json, place=where))


def _from_json(line: bytes, place: str) -> Mapping[str, Any]:
    try:
        record = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ArticleError(f"{place}: is not UTF-8 (byte {error.start}); JSON lines are UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise ArticleError(f"{place}: is not valid JSON ({shown(error)}); one object a line") from error
    if not isinstance(record, dict):
        raise ArticleError(f"{place}: is {type(record).__name__}, not an object with id and text")
    return record


def read_csv(stream: IO[bytes], place: str, columns: Columns) -> Iterator[Input | Failure | ArticleError]:
    """Yield the rows of a CSV file in UTF-8; columns may stand apart by semicolons or tabs, as spreadsheets write.

    Raises NoTextColumnError if it has no column ``text``.
    """
    try:
        rows = _table(_csv_lines(stream), [columns.text])
    except (csv.Error, UnicodeDecodeError) as error:
        raise ArticleError(f"{place}: cannot be read as CSV in UTF-8 ({shown(error)})") from error
    try:
        _check_columns(rows.fieldnames or (), place, columns)
        for number, row in enumerate(rows, start=1):
            yield input_of(row, f"{place}, line {rows.line_num}", columns, number)
    except csv.Error as error:
        yield ArticleError(f"{place}, line {rows.line_num}: {shown(error)}; quote fields as RFC 4180 says")
    except UnicodeDecodeError as error:
        yield ArticleError(f"{place}: is not UTF-8 ({shown(error.reason)}); save the table as UTF-8")


def _table(lines: Iterator[str], needed: Iterable[str]) -> "csv.DictReader[str]":
    csv.field_size_limit(LARGEST_ARTICLE)
    header = next(lines, "")
    return csv.DictReader(chain([header], lines), delimiter=delimiter_of(header, needed))


def _csv_lines(stream: IO[bytes]) -> Iterator[str]:
    for number, line in enumerate(bounded_lines(stream, LARGEST_ARTICLE)):
        if line is None:
            raise csv.Error(f"a line is longer than {LARGEST_ARTICLE:,} bytes")
        yield line.decode("utf-8-sig" if number == 0 else "utf-8")


def read_parquet(stream: IO[bytes], place: str, columns: Columns) -> Iterator[Input | Failure | ArticleError]:
    """Yield the rows of a parquet file.

    Raises NoTextColumnError if it has no column ``text``, ArticleError if it is no parquet file.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    number = 0
    try:
        file = pq.ParquetFile(stream)
        names = file.schema_arrow.names
        _check_columns(names, place, columns)
        _refuse_bomb(file.metadata, place)
        if file.schema_arrow.field(columns.text).type in (pa.string(), pa.large_string()):
            file = pq.ParquetFile(stream, read_dictionary=[columns.text])  # a repeated text is held once
        wanted = [name for name in names if name in columns.wanted()]
        for batch in file.iter_batches(batch_size=_rows_at_once(file.metadata), columns=wanted):
            cells = {name: batch[name] for name in wanted}
            for index in range(batch.num_rows):
                number += 1
                yield input_of(index, f"{place}, row {number}", columns, number, partial(_from_row, cells=cells))
    except (pa.ArrowException, OSError) as error:
        behind = f" behind row {number}" if number else ""
        raise ArticleError(f"{place}: cannot be read as parquet{behind} ({shown(error)})") from error


def _from_row(index: int, cells: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: column[index].as_py() for name, column in cells.items()}


def _rows_at_once(metadata: Any) -> int:
    """Return how many rows to unpack at once: each time the column's whole dictionary is copied."""
    groups = [metadata.row_group(number) for number in range(metadata.num_row_groups)]
    heaviest = max((group.total_byte_size / max(1, group.num_rows) for group in groups), default=1.0)
    return int(min(_MOST_ROWS, max(_FEWEST_ROWS, _BYTES_AT_ONCE / max(1.0, heaviest))))


def _refuse_bomb(metadata: Any, place: str) -> None:
    """Refuse a file that expands beyond reason: a group of rows is unpacked as a whole."""
    for group in map(metadata.row_group, range(metadata.num_row_groups)):
        columns = [group.column(index) for index in range(group.num_columns)]
        packed, plain = (sum(c.total_compressed_size for c in columns), sum(c.total_uncompressed_size for c in columns))
        if plain > ALLOWANCE + HIGHEST_RATIO * packed:
            said = f"expands to more than {HIGHEST_RATIO} times its size, as no text does; not read further"
            raise ArticleError(f"{place}: {said}")


def _check_columns(names: Sequence[str], place: str, columns: Columns) -> None:
    """Refuse a table without the column of the text, or with one twice, as it cannot be told which is meant."""
    if columns.text not in names:
        has = ", ".join(shown(name) for name in names) or "none"
        raise NoTextColumnError(
            f"{place}: has no column {columns.text!r}; it has: {has}; expected: id, text and, if known, title, "
            "published, source; another name of the text is given with --text-column"
        )
    for name in names:
        if name in columns.wanted() and names.count(name) > 1:
            raise ArticleError(f"{place}: has the column {name!r} {names.count(name)} times; keep one of them")


def input_of(
    record: _T,
    place: str,
    columns: Columns,
    number: int,
    read: Callable[[_T], Mapping[str, Any]] = dict,  # type: ignore[assignment]
) -> Input | Failure:
    """Return one record as an input, or what is wrong with it; `number` is its place among the records."""
    article_id = f"{place.rpartition(', ')[0] or place}:{number}"
    return attempt("read", article_id, lambda: _input(read(record), place, columns, article_id), place=place)


def _input(record: Mapping[str, Any], place: str, columns: Columns, otherwise: str) -> Input:
    identity = columns.of(record, "id")
    if identity is None and columns.are_own and not columns.id:
        identity = otherwise
    text = record.get(columns.text)
    if isinstance(identity, bool) or not isinstance(identity, (str, int)):
        raise ArticleError(f"{place}: has no id; give each record a text or a whole number as its id")
    where = f"{place} (id {shown(identity)})"
    if not isinstance(text, str):
        raise ArticleError(f"{where}: text is {type(text).__name__}, not a string")
    if len(str(identity)) > _LONGEST_ID:
        raise ArticleError(f"{where}: the id has {len(str(identity)):,} characters, at most {_LONGEST_ID:,} are read")
    given = {name: _said(columns.of(record, name)) for name in ("title", "source", "author", "address")}
    published = columns.of(record, "published")
    given["published"] = None if published is None else str(published)
    for name, value in ({"id": str(identity), "text": text} | given).items():
        try:
            (value or "").encode("utf-8")
        except UnicodeEncodeError as error:
            said = f"character {error.start} of {name} is half a surrogate pair; repair the JSON escapes"
            raise ArticleError(f"{where}: {said}") from error
    return Input(article_id=str(identity), form="record", data=text.encode("utf-8"), place=where, **given)  # type: ignore[arg-type]


def _said(value: object) -> str | None:
    """Return a text, the name of an object, or a list of them as one text."""
    if isinstance(value, Mapping):
        return _said(value.get("name") or value.get("title"))
    if isinstance(value, (list, tuple)):
        return "; ".join(filter(None, map(_said, value))) or None
    return value.strip() or None if isinstance(value, str) else None


def read_sidecar(stream: IO[bytes], place: str) -> dict[str, dict[str, str]]:
    """Return the rows of an ``articles.csv`` by path: published, title, source, author.

    Raises ArticleError if it has no column ``path``, names a path twice or is not UTF-8.
    """
    try:
        rows = _table(_csv_lines(stream), ["path"])
        if "path" not in (rows.fieldnames or ()):
            has = ", ".join(shown(name) for name in rows.fieldnames or ()) or "none"
            raise ArticleError(
                f"{place}: has no column 'path'; it has: {has}; expected: path, published, source, title"
            )
        found: dict[str, dict[str, str]] = {}
        for row in rows:
            path = (row.get("path") or "").strip()
            if path in found:
                raise ArticleError(f"{place}, line {rows.line_num}: {shown(path)} is listed twice; keep one row")
            found[path] = {k: (row.get(k) or "").strip() for k in ("published", "title", "source", "author")}
    except (UnicodeDecodeError, csv.Error) as error:
        raise ArticleError(f"{place}: cannot be read as CSV in UTF-8 ({shown(error)})") from error
    return found


_LARGEST = 100_000_000  # bytes; a larger collection belongs in JSON lines


def read_json(stream: IO[bytes], place: str, columns: Columns) -> Iterator[Input | Failure | ArticleError]:
    """Yield the records of a JSON file; JSON lines under that name are read as such.

    Raises NoTextColumnError if no object in it has a text, ArticleError if it is no JSON or too large.
    """
    data = stream.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        said = f"a JSON file of more than {_LARGEST:,} bytes is not read; give JSON lines (.jsonl)"
        raise ArticleError(f"{place}: {said}")
    try:
        content = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ArticleError(f"{place}: is not UTF-8 (byte {error.start}); JSON is UTF-8") from error
    except (ValueError, RecursionError) as error:
        if _is_lines(data):
            yield from read_jsonl(io.BytesIO(data), place, columns)
            return
        raise ArticleError(f"{place}: is not valid JSON ({shown(error)})") from error
    records = _records(content, columns)
    first = content[0] if isinstance(content, list) and content else content
    named = [*(name for record in records for name in record)] or (list(first)[:20] if isinstance(first, dict) else [])
    _check_columns(list(dict.fromkeys(named)), place, columns)
    without_ids = all(columns.of(record, "id") is None for record in records)
    for number, record in enumerate(records, start=1):
        where = f"{place}, record {number}" if isinstance(content, list) or len(records) > 1 else place
        if without_ids:
            record = {**record, columns.names("id")[0]: place if len(records) == 1 else f"{place}:{number}"}
        yield input_of(record, where, columns, number)


def _is_lines(data: bytes) -> bool:
    first, _, rest = data.lstrip().partition(b"\n")
    try:
        return bool(rest.strip()) and isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return False


def _records(content: Any, columns: Columns) -> list[dict[str, Any]]:
    """Return the objects with a text: the content, its list, or the first list in it that has one."""
    if isinstance(content, dict) and columns.text not in content:
        content = next((v for v in content.values() if isinstance(v, list) and _have_text(v, columns)), [])
    items = content if isinstance(content, list) else [content]
    return [item for item in items if isinstance(item, dict)] if _have_text(items, columns) else []


def _have_text(items: list[Any], columns: Columns) -> bool:
    return any(isinstance(item, dict) and columns.text in item for item in items)

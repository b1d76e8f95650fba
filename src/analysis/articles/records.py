"""Tables of articles: JSON lines, CSV and parquet with the columns id, text and optionally title, published, source."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import IO, Any

from analysis.articles.compressed import ALLOWANCE, HIGHEST_RATIO, bounded_lines
from analysis.articles.inputs import LARGEST_ARTICLE, Input, shown
from analysis.errors import ArticleError

_ID_COLUMNS = ("id", "article_id")
_PARQUET_BATCH = 64


class NoTextColumnError(ArticleError):
    """A table without the column that makes it a table of articles."""


def read_jsonl(stream: IO[bytes], place: str) -> Iterator[Input | ArticleError]:
    """Yield the records of a JSON-lines stream; an error stands for a line that is none."""
    for number, line in enumerate(bounded_lines(stream, LARGEST_ARTICLE), start=1):
        where = f"{place}, line {number}"
        if line is None:
            yield ArticleError(f"{where}: is longer than {LARGEST_ARTICLE:,} bytes; one article a line")
        elif line.strip():
            yield _from_json(line, where)


def _from_json(line: bytes, place: str) -> Input | ArticleError:
    try:
        record = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return ArticleError(f"{place}: is not UTF-8 (byte {error.start}); JSON lines are UTF-8")
    except (ValueError, RecursionError) as error:
        return ArticleError(f"{place}: is not valid JSON ({shown(error)}); one object a line")
    if not isinstance(record, dict):
        return ArticleError(f"{place}: is {type(record).__name__}, not an object with id and text")
    return input_of(record, place)


def read_csv(stream: IO[bytes], place: str) -> Iterator[Input | ArticleError]:
    """Yield the rows of a CSV file in UTF-8.

    Raises
    ------
    NoTextColumnError
        If it has no column ``text``.
    """
    csv.field_size_limit(LARGEST_ARTICLE)
    rows = csv.DictReader(_csv_lines(stream, place))
    try:
        require_text_column(rows.fieldnames or (), place)
        for row in rows:
            yield input_of(row, f"{place}, line {rows.line_num}")
    except csv.Error as error:
        yield ArticleError(f"{place}, line {rows.line_num}: {shown(error)}; quote fields as RFC 4180 says")
    except UnicodeDecodeError as error:
        yield ArticleError(f"{place}: is not UTF-8 ({shown(error.reason)}); save the table as UTF-8")


def _csv_lines(stream: IO[bytes], place: str) -> Iterator[str]:
    for number, line in enumerate(bounded_lines(stream, LARGEST_ARTICLE)):
        if line is None:
            raise csv.Error(f"a line is longer than {LARGEST_ARTICLE:,} bytes")
        yield line.decode("utf-8-sig" if number == 0 else "utf-8")


def read_parquet(stream: IO[bytes], place: str) -> Iterator[Input | ArticleError]:
    """Yield the rows of a parquet file.

    Raises
    ------
    NoTextColumnError
        If it has no column ``text``.
    ArticleError
        If it is no parquet file.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(stream, read_dictionary=["text"])  # a repeated text is held once
        require_text_column(file.schema_arrow.names, place)
        _refuse_bomb(file.metadata, place)
        wanted = [n for n in file.schema_arrow.names if n in {*_ID_COLUMNS, "text", "title", "published", "source"}]
        number = 0
        for batch in file.iter_batches(batch_size=_PARQUET_BATCH, columns=wanted):
            for index in range(batch.num_rows):
                number += 1
                yield input_of({n: batch[n][index].as_py() for n in wanted}, f"{place}, row {number}")
    except (pa.ArrowException, OSError) as error:
        raise ArticleError(f"{place}: cannot be read as parquet ({shown(error)})") from error


def _refuse_bomb(metadata: Any, place: str) -> None:
    """Refuse a file that expands beyond reason: a group of rows is unpacked as a whole."""
    for number in range(metadata.num_row_groups):
        group = metadata.row_group(number)
        columns = [group.column(index) for index in range(group.num_columns)]
        packed, plain = (
            sum(getattr(c, f"total_{kind}_size") for c in columns) for kind in ("compressed", "uncompressed")
        )
        if plain > ALLOWANCE + HIGHEST_RATIO * packed:
            raise ArticleError(
                f"{place}: expands to more than {HIGHEST_RATIO} times its size, as no text does; not read further"
            )


def require_text_column(names: Iterable[str], place: str) -> None:
    """Refuse a table without the column ``text``."""
    if "text" not in names:
        has = ", ".join(shown(name) for name in names) or "none"
        raise NoTextColumnError(
            f"{place}: has no column 'text'; it has: {has}; expected: id, text and, if known, title, published, source"
        )


def input_of(record: Mapping[str, Any], place: str) -> Input | ArticleError:
    """Return one record as an input, or what is wrong with it."""
    identity = next((record[name] for name in _ID_COLUMNS if record.get(name) not in (None, "")), None)
    text = record.get("text")
    if isinstance(identity, bool) or not isinstance(identity, (str, int)):
        return ArticleError(f"{place}: has no id; give each record a text or a whole number as its id")
    where = f"{place} (id {shown(identity)})"
    if not isinstance(text, str):
        return ArticleError(f"{where}: text is {type(text).__name__}, not a string")
    try:
        data = text.encode("utf-8")
    except UnicodeEncodeError as error:
        return ArticleError(f"{where}: character {error.start} is half a surrogate pair; repair the JSON escapes")
    published = record.get("published")
    return Input(
        article_id=str(identity), form="record", data=data, place=where,
        title=_optional(record.get("title")), source=_optional(record.get("source")),
        published=None if published is None else str(published),
    )  # fmt: skip


def _optional(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def read_sidecar(stream: IO[bytes], place: str) -> dict[str, dict[str, str]]:
    """Return the rows of an ``articles.csv`` by path: published, title, source.

    Raises
    ------
    ArticleError
        If it has no column ``path``, names a path twice or is not UTF-8.
    """
    try:
        rows = csv.DictReader(io.StringIO(stream.read(LARGEST_ARTICLE).decode("utf-8-sig"), newline=""))
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
            found[path] = {k: (row.get(k) or "").strip() for k in ("published", "title", "source")}
    except (UnicodeDecodeError, csv.Error) as error:
        raise ArticleError(f"{place}: cannot be read as CSV in UTF-8 ({shown(error)})") from error
    return found

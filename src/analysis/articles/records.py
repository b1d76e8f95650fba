"""Tables of articles: JSON lines, CSV and parquet with the columns id, text and optionally title, published, source."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import IO, Any

from analysis.articles.columns import Columns, delimiter_of
from analysis.articles.compressed import ALLOWANCE, HIGHEST_RATIO, bounded_lines
from analysis.articles.inputs import LARGEST_ARTICLE, Input, shown
from analysis.errors import ArticleError

_PARQUET_BATCH = 64


class NoTextColumnError(ArticleError):
    """A table without the column that makes it a table of articles."""


def read_jsonl(stream: IO[bytes], place: str, columns: Columns) -> Iterator[Input | ArticleError]:
    """Yield the records of a JSON-lines stream; an error stands for a line that is none."""
    for number, line in enumerate(bounded_lines(stream, LARGEST_ARTICLE), start=1):
        where = f"{place}, line {number}"
        if line is None:
            yield ArticleError(f"{where}: is longer than {LARGEST_ARTICLE:,} bytes; one article a line")
        elif line.strip():
            yield _from_json(line, where, columns, number)


def _from_json(line: bytes, place: str, columns: Columns, number: int) -> Input | ArticleError:
    try:
        record = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return ArticleError(f"{place}: is not UTF-8 (byte {error.start}); JSON lines are UTF-8")
    except (ValueError, RecursionError) as error:
        return ArticleError(f"{place}: is not valid JSON ({shown(error)}); one object a line")
    if not isinstance(record, dict):
        return ArticleError(f"{place}: is {type(record).__name__}, not an object with id and text")
    return input_of(record, place, columns, number)


def read_csv(stream: IO[bytes], place: str, columns: Columns) -> Iterator[Input | ArticleError]:
    """Yield the rows of a CSV file in UTF-8; columns may stand apart by semicolons or tabs, as spreadsheets write.

    Raises
    ------
    NoTextColumnError
        If it has no column ``text``.
    """
    csv.field_size_limit(LARGEST_ARTICLE)
    lines = _csv_lines(stream, place)
    try:
        header = next(lines, "")
        rows = csv.DictReader(chain([header], lines), delimiter=delimiter_of(header, [columns.text]))
    except (csv.Error, UnicodeDecodeError) as error:
        raise ArticleError(f"{place}: cannot be read as CSV in UTF-8 ({shown(error)})") from error
    try:
        require_text_column(rows.fieldnames or (), place, columns)
        for number, row in enumerate(rows, start=1):
            yield input_of(row, f"{place}, line {rows.line_num}", columns, number)
    except csv.Error as error:
        yield ArticleError(f"{place}, line {rows.line_num}: {shown(error)}; quote fields as RFC 4180 says")
    except UnicodeDecodeError as error:
        yield ArticleError(f"{place}: is not UTF-8 ({shown(error.reason)}); save the table as UTF-8")


def _csv_lines(stream: IO[bytes], place: str) -> Iterator[str]:
    for number, line in enumerate(bounded_lines(stream, LARGEST_ARTICLE)):
        if line is None:
            raise csv.Error(f"a line is longer than {LARGEST_ARTICLE:,} bytes")
        yield line.decode("utf-8-sig" if number == 0 else "utf-8")


def read_parquet(stream: IO[bytes], place: str, columns: Columns) -> Iterator[Input | ArticleError]:
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
        file = pq.ParquetFile(stream, read_dictionary=[columns.text])  # a repeated text is held once
        require_text_column(file.schema_arrow.names, place, columns)
        _refuse_bomb(file.metadata, place)
        wanted = [name for name in file.schema_arrow.names if name in columns.wanted()]
        number = 0
        for batch in file.iter_batches(batch_size=_PARQUET_BATCH, columns=wanted):
            for index in range(batch.num_rows):
                number += 1
                yield input_of({n: batch[n][index].as_py() for n in wanted}, f"{place}, row {number}", columns, number)
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


def require_text_column(names: Iterable[str], place: str, columns: Columns) -> None:
    """Refuse a table without the column of the text."""
    if columns.text not in names:
        has = ", ".join(shown(name) for name in names) or "none"
        raise NoTextColumnError(
            f"{place}: has no column {columns.text!r}; it has: {has}; expected: id, text and, if known, title, "
            "published, source; another name of the text is given with --text-column"
        )


def input_of(record: Mapping[str, Any], place: str, columns: Columns, number: int) -> Input | ArticleError:
    """Return one record as an input, or what is wrong with it; `number` is its place among the records."""
    identity = columns.of(record, "id")
    if identity is None and columns.are_own and not columns.id:
        identity = f"{place.split(', ', maxsplit=1)[0]}:{number}"
    text = record.get(columns.text)
    if isinstance(identity, bool) or not isinstance(identity, (str, int)):
        return ArticleError(f"{place}: has no id; give each record a text or a whole number as its id")
    where = f"{place} (id {shown(identity)})"
    if not isinstance(text, str):
        return ArticleError(f"{where}: text is {type(text).__name__}, not a string")
    try:
        data = text.encode("utf-8")
    except UnicodeEncodeError as error:
        return ArticleError(f"{where}: character {error.start} is half a surrogate pair; repair the JSON escapes")
    published = columns.of(record, "published")
    return Input(
        article_id=str(identity), form="record", data=data, place=where, title=_said(columns.of(record, "title")),
        source=_said(columns.of(record, "source")), author=_said(columns.of(record, "author")),
        address=_said(columns.of(record, "address")), published=None if published is None else str(published),
    )  # fmt: skip


def _said(value: object) -> str | None:
    """Return a text, the name of an object, or a list of them as one text."""
    if isinstance(value, Mapping):
        return _said(value.get("name") or value.get("title"))
    if isinstance(value, (list, tuple)):
        return "; ".join(filter(None, map(_said, value))) or None
    return value.strip() or None if isinstance(value, str) else None


def read_sidecar(stream: IO[bytes], place: str) -> dict[str, dict[str, str]]:
    """Return the rows of an ``articles.csv`` by path: published, title, source, author.

    Raises
    ------
    ArticleError
        If it has no column ``path``, names a path twice or is not UTF-8.
    """
    try:
        text = stream.read(LARGEST_ARTICLE).decode("utf-8-sig")
        header = text.partition("\n")[0]
        rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter_of(header, ["path"]))
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

"""JSON files: one record, a list of them, or an object that holds the list (as news services send it)."""

import io
import json
from collections.abc import Iterator
from typing import IO, Any

from analysis.articles.columns import Columns
from analysis.articles.inputs import Input, shown
from analysis.articles.records import input_of, read_jsonl, require_text_column
from analysis.errors import ArticleError
from analysis.tables import Failure

_LARGEST = 100_000_000  # bytes; a larger collection belongs in JSON lines


def read_json(stream: IO[bytes], place: str, columns: Columns) -> Iterator[Input | Failure | ArticleError]:
    """Yield the records of a JSON file; JSON lines under that name are read as such.

    Raises
    ------
    NoTextColumnError
        If no object in it has a text.
    ArticleError
        If it is no JSON or too large.
    """
    data = stream.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise ArticleError(
            f"{place}: a JSON file of more than {_LARGEST:,} bytes is not read; give JSON lines (.jsonl)"
        )
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
    require_text_column(_names(content, records), place, columns)
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


def _names(content: Any, records: list[dict[str, Any]]) -> list[str]:
    if records:
        return [name for record in records for name in record]
    first = content[0] if isinstance(content, list) and content else content
    return list(first)[:20] if isinstance(first, dict) else []

"""Rows in the normal form of one article → records and frames in the article's text as read."""

import dataclasses
import functools
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from analysis.tables import Column, Projecting, Table, row_id

if TYPE_CHECKING:
    import pandas as pd

Record = dict[str, Any]
_SPAN_LISTS = ("quoted_spans",)


def frame_of(document: Projecting, table: Table, rows: Iterable[object]) -> "pd.DataFrame":
    """Return the rows of one article as a validated frame.

    Parameters
    ----------
    rows : row dataclasses of `table` in order, offsets in the document's normal form.

    Returns
    -------
    The frame of `table`; all offsets point into ``document.original`` and every text column is cut from there.

    Raises
    ------
    TableError
        If a row does not fit the schema.
    """
    return table.validate(table.frame(records_of(document, table, rows)))


def records_of(document: Projecting, table: Table, rows: Iterable[object]) -> list[Record]:
    """Return the rows of one article as records of a table, not validated."""
    return list(_records(document, table, rows))


def _records(document: Projecting, table: Table, rows: Iterable[object]) -> Iterator[Record]:
    plan = _plan(table)
    for number, row in enumerate(rows, start=1):
        record: Record = {name: getattr(row, name) for name in plan.fields}
        for first, last in plan.pairs:
            start, end = record[first], record[last]
            if start is not None and end is not None:
                record[first], record[last] = document.to_original(start, end)
        for name in plan.lists:
            record[name] = _as_json(document, name, record[name])
        if table.spans:
            record["text"] = document.original[record["start"] : record["end"]]
        for name, first, last in plan.cuts:
            start, end = record[first], record[last]
            record[name] = None if start is None or end is None else document.original[start:end]
        if "article_id" not in record:
            record["article_id"] = document.article_id
        if table.id_column:
            record[table.id_column] = row_id(document.article_id, table.id_letter, number)
        yield record


@dataclasses.dataclass(frozen=True, slots=True)
class _Plan:
    """What to do with the fields of a table's row class."""

    fields: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]
    lists: tuple[str, ...]
    cuts: tuple[tuple[str, str, str], ...]


@functools.cache
def _plan_of(row: type, columns: tuple[Column, ...]) -> _Plan:
    names = tuple(field.name for field in dataclasses.fields(row))
    defaults = {field.name: field.default for field in dataclasses.fields(row)}
    starts = [name for name in names if name == "start" or name.endswith("_start")]
    pairs = tuple((name, name.removesuffix("start") + "end") for name in starts)
    return _Plan(
        fields=names,
        pairs=tuple((first, last) for first, last in pairs if last in names),
        lists=tuple(name for name in names if isinstance(defaults[name], tuple)),
        cuts=tuple((c.name, f"{c.cut}_start", f"{c.cut}_end") for c in columns if c.cut),
    )


def _plan(table: Table) -> _Plan:
    return _plan_of(table.row, table.columns)


def _as_json(document: Projecting, name: str, items: Iterable[Any]) -> str:
    if name in _SPAN_LISTS:
        items = [document.to_original(start, end) for start, end in items]
    return json.dumps(list(items), ensure_ascii=False, separators=(",", ":"))


def frames_of(records: Mapping[str, list[Record]], tables: Iterable[Table]) -> "dict[str, pd.DataFrame]":
    """Return one validated frame a table from the records of many articles."""
    return {table.name: table.validate(table.frame(records[table.name])) for table in tables}

"""How a table is declared: one frozen dataclass is a row inside an article and, column by column, the table's schema.

A row's offsets are in the normal form of its article; `corpus.building.records_of` projects them onto the text as read
and cuts every ``text`` column from there, so that ``articles.text[start:end] == text`` holds in every table.
"""

import dataclasses
import datetime
import functools
import types
import typing
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from analysis.errors import TableError

if TYPE_CHECKING:
    import pandas as pd
    import pandera.pandas as pa

_DTYPES: dict[tuple[type, bool], str] = {
    (str, False): "string", (str, True): "string",
    (int, False): "int64", (int, True): "Int64",
    (float, False): "float64", (float, True): "float64",
    (bool, False): "bool", (bool, True): "boolean",
    (datetime.date, False): "datetime64[s]", (datetime.date, True): "datetime64[s]",
}  # fmt: skip


def column(description: str, *, default: Any = dataclasses.MISSING, **told: Any) -> Any:
    """Declare a column: what it means, and what else `Column` tells: its permitted `values`, its range, its `cut`."""
    return field(metadata={"description": description, **told}, default=default)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table as the codebook lists it.

    `cut` names the offset pair a text column is cut from (``"speaker"`` for ``speaker_start``/``speaker_end``).
    """

    name: str
    type: type
    optional: bool
    description: str
    values: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    cut: str = ""

    @property
    def dtype(self) -> str:
        return _DTYPES[self.type, self.optional]

    @property
    def can_break(self) -> bool:
        """Whether a value of the type can break the schema: by its range or permitted values, or by missing."""
        bounded = self.low is not None or self.high is not None
        return bool(self.values) or bounded or not (self.optional or self.dtype in ("int64", "bool"))

    def permits(self, column: "pd.Series") -> bool:
        """Say whether cells of the right type have permitted values."""
        cells = column.array  # quicker than the series, and most tables are of one article
        missing = cells.isna()
        there = cells[~missing] if missing.any() else cells
        return (
            (self.optional or len(there) == len(cells))
            and (not self.values or set(there.unique()) <= set(self.values))
            and (self.low is None or bool((there >= self.low).all()))
            and (self.high is None or bool((there <= self.high).all()))
        )


@dataclass(frozen=True)
class Table:
    """A table: its name, what one row is, its row class and its columns in order."""

    name: str
    row_is: str
    row: type
    id_column: str = ""
    id_letter: str = ""
    spans: bool = True

    @functools.cached_property
    def columns(self) -> tuple[Column, ...]:
        """All columns, the shared leading ones first."""
        hints, own = typing.get_type_hints(self.row), []
        for item in dataclasses.fields(self.row):
            kind, optional = _plain_type(hints[item.name])
            known = any(kind is key for key, _ in _DTYPES)  # tuples are written as JSON
            own.append(Column(item.name, kind if known else str, optional, **item.metadata))
        article = Column("article_id", str, False, "the article; see `articles`")
        lead = [] if article.name in {c.name for c in own} else [article]
        if self.spans:
            lead += [
                Column("start", int, False, "offset of the first character in the article's text", low=0),
                Column("end", int, False, "offset after the last character", low=0),
                Column("text", str, False, "the characters `[start, end)` of the article's text"),
            ]
        if self.id_column:
            counted = f"`article_id#{self.id_letter}NNNN`, counted by offset from 1"
            lead.append(Column(self.id_column, str, False, counted))
        leading = {c.name for c in lead}
        return (*lead, *(c for c in own if c.name not in leading))

    @functools.cached_property
    def schema(self) -> "pa.DataFrameSchema":
        import pandera.pandas as pa

        columns = {}
        for c in self.columns:
            bounds = ((c.values or None, pa.Check.isin), (c.low, pa.Check.ge), (c.high, pa.Check.le))
            checks = [check(bound) for bound, check in bounds if bound is not None]
            columns[c.name] = pa.Column(c.dtype, nullable=c.optional, checks=checks)
        return pa.DataFrameSchema(columns, strict=True, ordered=True, name=self.name)

    def frame(self, records: "Iterable[Mapping[str, Any]]") -> "pd.DataFrame":
        """Return records as a frame with this table's columns and dtypes, not yet validated."""
        import pandas as pd

        rows = list(records)
        cells = {c.name: pd.array([row.get(c.name) for row in rows], dtype=_read_dtype(c.dtype)) for c in self.columns}
        return pd.DataFrame(cells, index=pd.RangeIndex(len(rows)), copy=False)

    def validate(self, frame: "pd.DataFrame") -> "pd.DataFrame":
        """Return the frame if it satisfies the schema.

        Raises `TableError` if a column is missing, unknown, of another type or outside its permitted values.
        """
        typed = [(name, str(dtype)) for name, dtype in frame.dtypes.items()] == [
            (c.name, c.dtype) for c in self.columns
        ]
        if typed and all(c.permits(frame[c.name]) for c in self.columns if c.can_break):
            return frame
        import pandera.errors  # slow to load: only asked what is wrong

        try:
            return self.schema.validate(frame, lazy=True)
        except pandera.errors.SchemaErrors as error:
            cases = error.failure_cases[["column", "check", "failure_case"]].head(5).to_dict("records")
            said = "; ".join(f"{c['column']}: {c['check']} fails for {c['failure_case']!r}" for c in cases)
            raise TableError(f"table {self.name} does not fit its schema: {said}") from error


@functools.cache
def _read_dtype(name: str) -> Any:
    import pandas as pd

    return pd.api.types.pandas_dtype(name)


def _plain_type(hint: Any) -> tuple[type, bool]:
    if isinstance(hint, types.UnionType) or typing.get_origin(hint) is typing.Union:
        inner = [arg for arg in typing.get_args(hint) if arg is not type(None)]
        return _plain_type(inner[0])[0], True
    if typing.get_origin(hint) is typing.Literal:
        return str, False
    return typing.get_origin(hint) or hint, False


def row_id(article_id: str, letter: str, number: int) -> str:
    """Return a row's id.

    >>> row_id("seeds/a.txt", "q", 3)
    'seeds/a.txt#q0003'
    """
    return f"{article_id}#{letter}{number:04d}"

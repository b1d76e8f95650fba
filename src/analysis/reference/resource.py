"""One table of a package: what its descriptor says of it, and its cells, read when they are first asked for."""

import csv
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import ReferenceDataError
from analysis.reference.days import Days, parse_days

DESCRIPTOR = "datapackage.yaml"
_TRUE, _FALSE = frozenset({"true", "yes", "1"}), frozenset({"false", "no", "0", ""})


@dataclass(frozen=True)
class Resource:
    """One file of a package, its schema and our block about it; read once, against its checksum.

    A table or frame of its cells has `_line`: the line of the CSV, or the row of the parquet file, from 1.
    """

    folder: Path
    name: str
    path: str
    hash: str | None
    size: int | None
    fields: tuple[str, ...]
    primary_key: tuple[str, ...]
    block: Mapping[str, Any]

    @property
    def kind(self) -> str:
        """What the resource is for us: one of `read.KINDS`."""
        return str(self.block["kind"])

    @property
    def where(self) -> str:
        return f"{self.folder.name}/{self.path}"

    @property
    def in_descriptor(self) -> str:
        """How a message names the place where the descriptor speaks of it."""
        return f"{self.folder.name}/{DESCRIPTOR}: resource {self.name}"

    @property
    def is_recorded(self) -> bool:
        """Whether the file is there with the size recorded for it, and has a checksum to be read against."""
        path = self.folder / self.path
        return bool(self.hash) and path.is_file() and path.stat().st_size == self.size

    @cached_property
    def sha256(self) -> str:
        """The checksum as recorded, else of the file as it is."""
        return (self.hash or "").removeprefix("sha256:") or hashlib.sha256(self._content()).hexdigest()

    def columns(self, *required: str) -> dict[str, str]:
        """Return the block's ``columns`` map; a required role without a column is refused."""
        columns = dict(self.block.get("columns") or {})
        missing = [role for role in required if role not in columns]
        if missing:
            raise ReferenceDataError(
                f"{self.in_descriptor} (kind {self.kind}) does not say which column "
                f"holds {', '.join(missing)}; add 'x-reference: columns: {{{missing[0]}: COLUMN}}'"
            )
        return columns

    def role_column(self, role: str) -> str:
        """Return the column that an indicator's block names for a role (entity, time, edition)."""
        name = (self.block.get(role) or {}).get("column")
        if not name:
            raise ReferenceDataError(
                f"{self.in_descriptor} does not say which column is the {role}; "
                f"add '{role}: {{column: NAME}}' to its x-reference"
            )
        return self.require(str(name))

    def require(self, column: str, what: str = "x-reference") -> str:
        """Return a column that the descriptor relies on; a file without it is refused."""
        header = self._parquet.schema_arrow.names if self._parquet else self.table.column_names
        _require(column, header, self.where, what)
        return column

    def check(self) -> None:
        """Read the whole table; what is wrong in it is refused, and that it lacks a column of the block."""
        header = self.table.column_names
        for column in self.columns().values():
            _require(column, header, self.where)

    def rows(self, *required: str, also: Iterable[str] = ()) -> list["Row"]:
        """Return the rows of a small table; a column that the block or `also` names and the file lacks is refused."""
        columns = {**{column: column for column in also}, **self.columns(*required)}
        places = self._places(columns)
        cells = zip(*(column.to_pylist() for column in self.table.columns), strict=True)
        return [Row(self, columns, places, row) for row in cells]

    def row(self, number: int) -> "Row":
        """Return one row of a table that is looked up in, counted from 0."""
        columns = self.columns()
        return Row(self, columns, self._places(columns), [cells[number].as_py() for cells in self.table.columns])

    def _places(self, columns: Mapping[str, str]) -> dict[str, int]:
        return {role: self.table.column_names.index(self.require(column)) for role, column in columns.items()}

    def texts(self, role: str) -> list[str]:
        """Return the cells of the column of a role, empty ones where there is none."""
        column = self.columns().get(role)
        return [""] * len(self.table) if column is None else self.table[self.require(column)].to_pylist()

    def frame(self) -> pd.DataFrame:
        """Return the cells of the indicator as a frame."""
        return self.table.to_pandas()

    def frame_of(self, column: str, value: str) -> pd.DataFrame:
        """Return the rows with a value in a column; of a parquet file only the row groups that can have it are read."""
        from pyarrow import compute

        in_part = self._parquet and "table" not in vars(self)
        table = self._checked(self._groups(column, value)) if in_part else self.table
        return table.filter(compute.equal(table[column], value)).to_pandas()

    @cached_property
    def table(self) -> Any:
        """The cells as an arrow table of texts, with `_line`."""
        return self._checked(self._groups() if self._parquet else self._csv())

    def _csv(self) -> Any:
        import pyarrow as pa
        from pyarrow import csv as arrow

        content = self._content()
        try:
            header = next(csv.reader([re.split(rb"[\r\n]", content, maxsplit=1)[0].decode("utf-8-sig")]))
            table = arrow.read_csv(
                pa.BufferReader(content), arrow.ReadOptions(use_threads=False),
                arrow.ParseOptions(newlines_in_values=True),
                arrow.ConvertOptions(column_types=dict.fromkeys(header, pa.string()), strings_can_be_null=False),
            )  # fmt: skip
            if set(table.schema.types) != {pa.string()}:
                raise ValueError("its first line is no header")
        except (ValueError, csv.Error) as error:
            raise ReferenceDataError(f"{self.where}: not a CSV table in UTF-8 ({error})") from error
        return table.append_column("_line", pa.array(range(2, len(table) + 2)))

    @cached_property
    def _parquet(self) -> Any:
        if not self.path.endswith(".parquet"):
            return None
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            return pq.ParquetFile(pa.BufferReader(self._content()))
        except pa.ArrowInvalid as error:
            raise ReferenceDataError(f"{self.where}: not a parquet file ({error})") from error

    def _groups(self, column: str = "", value: str | None = None) -> Any:
        """Return the row groups of a parquet file whose statistics do not exclude a value, as texts."""
        import pyarrow as pa
        from pyarrow import compute

        sizes = [self._parquet.metadata.row_group(n).num_rows for n in range(self._parquet.num_row_groups)]
        metadata = map(self._parquet.metadata.row_group, range(len(sizes)))
        groups = [n for n, group in enumerate(metadata) if value is None or _may_hold(group, column, value)]
        lines = [line for n in groups for line in range(sum(sizes[:n]) + 1, sum(sizes[: n + 1]) + 1)]
        table = self._parquet.read_row_groups(groups, use_threads=False)
        texts = {name: compute.fill_null(table[name].cast(pa.string()), "") for name in table.column_names}
        return pa.table(texts | {"_line": pa.array(lines, pa.int64())})

    def _content(self) -> bytes:
        path = self.folder / self.path
        if not path.is_file():
            raise ReferenceDataError(f"{self.where}: the file is missing; {DESCRIPTOR} names it as {self.name}")
        content = path.read_bytes()
        sha256 = hashlib.sha256(content).hexdigest()
        expected = (self.hash or "").removeprefix("sha256:")
        if expected and expected != sha256:
            raise ReferenceDataError(
                f"{self.where}: sha256 is {sha256[:12]}…, {DESCRIPTOR} says {expected[:12]}…; "
                "restore the file or record the new one ('hash' and 'bytes' of the resource)"
            )
        return content

    def _checked(self, table: Any) -> Any:
        """Return a table if it has the columns of the descriptor and no primary key twice."""
        for name in self.fields:
            _require(name, table.column_names, self.where, f"{DESCRIPTOR} lists it")
        key = list(self.primary_key)
        if not key or not set(key) <= set(table.column_names):
            return table
        keys = [*zip(*(table[column].to_pylist() for column in key), strict=True)]
        if len(set(keys)) < len(keys):
            self._refuse_second(key, keys, table["_line"].to_pylist())
        return table

    def _refuse_second(self, key: list[str], keys: list[tuple[str, ...]], lines: list[int]) -> None:
        first: dict[tuple[str, ...], int] = {}
        cells, line = next(row for row in zip(keys, lines, strict=True) if first.setdefault(*row) != row[1])
        named = ", ".join(f"{column}={cell}" for column, cell in zip(key, cells, strict=True))
        raise ReferenceDataError(
            f"{self.where}: lines {first[cells]} and {line} have the same key ({named}); "
            "one row a key is right: remove one, or give the second its own edition"
        )

    def __getstate__(self) -> dict[str, Any]:
        """Leave what was read out when sent to a worker."""
        return {name: value for name, value in self.__dict__.items() if name not in ("_parquet", "table")}


def _require(column: str, header: Sequence[str], where: str, why: str = "x-reference") -> None:
    if column not in header:
        have = ", ".join(name for name in header if name != "_line")
        raise ReferenceDataError(f"{where}: column {column!r} is missing ({why}); the file has {have}")


def _may_hold(group: Any, column: str, value: str) -> bool:
    for place in range(group.num_columns):
        found = group.column(place)
        if found.path_in_schema == column and found.statistics is not None and found.statistics.has_min_max:
            return bool(found.statistics.min <= value <= found.statistics.max)
    return True


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table by the roles that its block gives the columns; a role without a column is empty."""

    resource: Resource
    columns: Mapping[str, str]
    places: Mapping[str, int]
    cells: Sequence[Any]

    @property
    def line(self) -> int:
        return int(self.cells[-1])

    @property
    def where(self) -> str:
        return f"{self.resource.where}, line {self.line}"

    def __getitem__(self, role: str) -> str:
        place = self.places.get(role)
        return "" if place is None else self.cells[place].strip()

    def names(self, role: str) -> tuple[str, ...]:
        """Return the names that a cell lists, divided by ``|``."""
        return tuple(name for name in self[role].split("|") if name)

    def days(self, role: str) -> Days | None:
        """Return a date of any precision, or None where nothing is written."""
        return parse_days(self[role], f"{self.where}, column {self.columns[role]}") if self[role] else None

    def needed_days(self, role: str, wanted: str) -> Days:
        """Return a date that must be there; `wanted` says what is to be written."""
        found = self.days(role)
        if found is None:
            raise ReferenceDataError(f"{self.where}: {self.columns[role]} is empty; write {wanted}")
        return found

    def flag(self, role: str) -> bool:
        """Return whether a cell says yes."""
        return read_flag(self[role], self.where, self.columns[role])

    def number(self, role: str) -> Decimal:
        return read_decimal(self[role], self.where)


def read_flag(text: str, where: str, column: str) -> bool:
    """Return what a cell of true and false says."""
    said = text.strip().lower()
    if said not in _TRUE | _FALSE:
        raise ReferenceDataError(f"{where}: {column} is {text!r}; true or false is right")
    return said in _TRUE


def read_decimal(raw: str, where: str) -> Decimal:
    """Read a figure exactly as written."""
    try:
        number = Decimal(raw.strip())
    except InvalidOperation:
        number = Decimal("nan")
    if not number.is_finite():
        raise ReferenceDataError(f"{where}: {raw!r} is not a number; write digits with a decimal point, no commas")
    return number

"""The descriptor of a reference package: ``datapackage.yaml`` read and its ``x-reference`` blocks looked at."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from analysis.errors import ReferenceDataError
from analysis.reference.days import Days, parse_days

DESCRIPTOR = "datapackage.yaml"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same, in C, where PyYAML was built with it
GAZETTEER = "gazetteer"  # `analysis.reference.gazetteer` reads these
KINDS = (
    "indicator", "editions", "population", "populations", "guidelines", "offices", "people", "names", "sources",
    "notes",
)  # fmt: skip
_MAPS = frozenset(
    {
        "entity", "time", "edition", "measure", "columns", "population", "thresholds", "measures", "covers",
        "offices", "organisations", "disputed", "default_subject", "populations",
    }
)  # fmt: skip
_OTHERS = frozenset(
    {
        "kind", "topics", "name", "organisation", "gazetteer", "unlisted_note", "count_noun", "also", "phrases",
        "end_unknown", "editions", "margin", "forecasts", "always", "by_cabinet", "approximate", "events", "adopts",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Resource:
    """One resource of the descriptor: a CSV file, its schema and our block about it."""

    package: str
    name: str
    path: str
    hash: str | None
    bytes: int | None
    fields: tuple[str, ...]
    primary_key: tuple[str, ...]
    block: Mapping[str, Any]

    @property
    def kind(self) -> str:
        """What the resource is for us: one of `KINDS`."""
        return str(self.block["kind"])

    @property
    def where(self) -> str:
        return f"{self.package}/{self.path}"

    def columns(self, *required: str) -> dict[str, str]:
        """Return the block's ``columns`` map; a required role without a column is refused."""
        columns = dict(self.block.get("columns") or {})
        missing = [role for role in required if role not in columns]
        if missing:
            raise ReferenceDataError(
                f"{self.package}/{DESCRIPTOR}: resource {self.name} (kind {self.kind}) does not say which column "
                f"holds {', '.join(missing)}; add 'x-reference: columns: {{{missing[0]}: COLUMN}}'"
            )
        return columns


def read_descriptor(folder: Path) -> tuple[Mapping[str, Any], tuple[Resource, ...]]:
    """Read ``datapackage.yaml`` of a package and its resources that have an ``x-reference`` block.

    Raises `ReferenceDataError` if the file is missing, is not YAML, or a block's kind is unknown.
    """
    path = folder / DESCRIPTOR
    if not path.is_file():
        raise ReferenceDataError(
            f"{folder}: no {DESCRIPTOR} there; a reference package is a folder with {DESCRIPTOR} and CSV files"
        )
    try:
        descriptor = _LOADER(path.read_text(encoding="utf-8")).get_single_data()
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ReferenceDataError(
            f"{folder.name}/{DESCRIPTOR}: not YAML in UTF-8 ({' '.join(str(error).split())})"
        ) from error
    if not isinstance(descriptor, dict) or not isinstance(descriptor.get("resources"), list):
        raise ReferenceDataError(f"{folder.name}/{DESCRIPTOR}: no list 'resources'; see docs/adding.md for an example")
    found = (_resource(folder.name, raw) for raw in descriptor["resources"])
    resources = tuple(resource for resource in found if resource is not None)
    if not resources:
        raise ReferenceDataError(
            f"{folder.name}/{DESCRIPTOR}: no resource has an 'x-reference' block, so nothing says how its columns are "
            "to be read; see docs/adding.md for an example"
        )
    return descriptor, resources


def _resource(package: str, raw: Any) -> Resource | None:
    where = f"{package}/{DESCRIPTOR}"
    if not isinstance(raw, dict) or not raw.get("name") or not raw.get("path"):
        raise ReferenceDataError(f"{where}: a resource needs 'name' and 'path', found {raw!r}")
    block = raw.get("x-reference")
    if block is None or (isinstance(block, dict) and block.get("kind") == GAZETTEER):
        return None
    if not isinstance(block, dict) or block.get("kind") not in KINDS:
        kind = block.get("kind") if isinstance(block, dict) else block
        raise ReferenceDataError(
            f"{where}: resource {raw['name']}: x-reference kind is {kind!r}, one of {', '.join(KINDS)} is right"
        )
    _check_shape(block, f"{where}: resource {raw['name']}: x-reference")
    schema = raw.get("schema") or {}
    key = schema.get("primaryKey") or ()
    return Resource(
        package, raw["name"], raw["path"], raw.get("hash"), raw.get("bytes"),
        tuple(f["name"] for f in schema.get("fields") or ()), (key,) if isinstance(key, str) else tuple(key), block,
    )  # fmt: skip


def _check_shape(block: Mapping[str, Any], where: str) -> None:
    """Refuse keys that mean nothing here, and a list or text where names with values belong."""
    unknown = sorted(set(map(str, block)) - _MAPS - _OTHERS)
    if unknown:
        raise ReferenceDataError(
            f"{where}: {unknown[0]!r} is no key of a block; known are {', '.join(sorted(_MAPS | _OTHERS))}"
        )
    maps = {key: block[key] for key in _MAPS if block.get(key) is not None}
    measures = maps.get("measures")
    measures = {f"measures: {name}": spec for name, spec in measures.items()} if isinstance(measures, dict) else {}
    for key, value in (maps | measures).items():
        if not isinstance(value, dict | None):
            raise ReferenceDataError(f"{where}: {key} is {value!r}; names with values are right, as {{column: NAME}}")


_TRUE, _FALSE = frozenset({"true", "yes", "1"}), frozenset({"false", "no", "0", ""})


def role_column(resource: Resource, frame: pd.DataFrame, role: str) -> str:
    """Return the column that the block names for a role (entity, time, edition)."""
    name = (resource.block.get(role) or {}).get("column")
    if not name:
        raise ReferenceDataError(
            f"{resource.package}/{DESCRIPTOR}: resource {resource.name} does not say which column is the {role}; "
            f"add '{role}: {{column: NAME}}' to its x-reference"
        )
    require_column(resource, frame, name)
    return str(name)


def require_column(resource: Resource, frame: pd.DataFrame, column: str, what: str = "x-reference") -> None:
    """Refuse a file without a column that the descriptor relies on."""
    if column not in frame.columns:
        have = ", ".join(str(c) for c in frame.columns if c != "_line")
        raise ReferenceDataError(f"{resource.where}: column {column!r} ({what}) is missing; the file has {have}")


def optional_column(resource: Resource, frame: pd.DataFrame, column: str | None) -> "pd.Series[str]":
    """Return a column as text, or empty text where the block names none."""
    if column is None:
        return pd.Series([""] * len(frame), index=frame.index, dtype="str")
    require_column(resource, frame, column)
    return frame[column]


def flag_column(resource: Resource, frame: pd.DataFrame, column: str | None) -> "pd.Series[bool]":
    """Return a true/false column; a column that is not named is all false."""
    texts = optional_column(resource, frame, column).str.strip().str.lower()
    wrong = texts.loc[~texts.isin(_TRUE | _FALSE)]
    if len(wrong):
        raise ReferenceDataError(
            f"{resource.where}, line {wrong.index[0] + 2}: {column} is {wrong.iloc[0]!r}; true or false is right"
        )
    return texts.isin(_TRUE)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table by the roles that its block gives the columns; a role without a column is empty."""

    resource: Resource
    columns: Mapping[str, str]
    cells: Mapping[Any, Any]

    @property
    def line(self) -> int:
        return int(self.cells["_line"])

    @property
    def where(self) -> str:
        return f"{self.resource.where}, line {self.line}"

    def __getitem__(self, role: str) -> str:
        return str(self.cells.get(self.columns.get(role, ""), "")).strip()

    def days(self, role: str) -> Days | None:
        """Return a date of any precision, or None where nothing is written."""
        return parse_days(self[role], f"{self.where}, column {self.columns[role]}") if self[role] else None

    def needed_days(self, role: str, wanted: str) -> Days:
        """Return a date that must be there; `wanted` says what is to be written."""
        found = self.days(role)
        if found is None:
            raise ReferenceDataError(f"{self.where}: {self.columns[role]} is empty; write {wanted}")
        return found


def rows_of(resource: Resource, frame: pd.DataFrame, *required: str) -> list[Row]:
    """Return the rows of a table; a column that the block names and the file lacks is refused."""
    columns = resource.columns(*required)
    for column in columns.values():
        require_column(resource, frame, column)
    return [Row(resource, columns, cells) for cells in frame.to_dict("records")]


def read_decimal(resource: Resource, raw: str, line: int) -> Decimal:
    """Read a figure exactly as written."""
    try:
        number = Decimal(raw.strip())
    except InvalidOperation:
        number = Decimal("nan")
    if not number.is_finite():
        raise ReferenceDataError(
            f"{resource.where}, line {line}: {raw!r} is not a number; write digits with a decimal point, no commas"
        )
    return number

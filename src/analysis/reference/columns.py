"""Columns of a package's files, found by the role the descriptor gives them."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

import pandas as pd

from analysis.errors import ReferenceDataError
from analysis.reference.days import Days, parse_days
from analysis.reference.descriptor import DESCRIPTOR, Resource

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


def read_days(row: Mapping[Any, Any], column: str | None, where: str) -> Days | None:
    """Read a date of any precision, or None where the cell is empty or no column is named."""
    text = str(row[column]).strip() if column else ""
    return parse_days(text, f"{where}, column {column}") if text else None

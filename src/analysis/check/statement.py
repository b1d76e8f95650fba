"""A claim's row as the judges see it: typed, figures as decimals, arguments read."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal, InvalidOperation
from typing import Any

from analysis.check.worded import Wording
from analysis.errors import TableError
from analysis.tables.intervals import Interval
from analysis.tables.rows import CLAIM_KINDS

_NUMBERS = frozenset({"rank", "times", "times_low", "times_high", "from_value", "from_low", "from_high", "by", "by_low",
                      "by_high"})  # fmt: skip
_DECIMALS = ("value", "low", "high", "threshold", "out_of")


@dataclass(frozen=True, slots=True)
class Statement:
    """What a claim states; the fields are those of `analysis.tables.Claim`."""

    kind: str
    package: str | None = None
    measure: str | None = None
    key: str | None = None
    subject: str | None = None
    period: str | None = None
    period_source: str | None = None
    value: Decimal | None = None
    value_text: str | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    low_open: bool = False
    high_open: bool = False
    unit: str | None = None
    comparator: str | None = None
    threshold: Decimal | None = None
    out_of: Decimal | None = None
    population: str | None = None
    arguments: Mapping[str, Any] = field(default_factory=dict)
    modality: str = "asserted"
    negated: bool = False
    doubt: str | None = None

    @property
    def present(self) -> bool:
        """Whether the claim is about the article's own time, not about a period that it names."""
        return self.period is None or self.period_source == "article"

    @property
    def wording(self) -> Wording:
        """The figure as the article words it, in its unit."""
        return self.wording_of(self.unit)

    def wording_of(self, unit: str | None) -> Wording:
        """Return the figure as worded; without a unit for one that needs none (a count, a year of age)."""
        return Wording(self.value, self.value_text, self.low, self.high, self.low_open, self.high_open, unit)

    @property
    def interval(self) -> Interval:
        """The interval of `value`; a value without one stands for itself."""
        return self.wording.interval


def read_statement(row: Mapping[str, Any]) -> Statement:
    """Return the statement of one row of CLAIMS, or of a chain's ``statement``.

    Raises
    ------
    TableError
        If its kind is unknown, a figure is no number or its arguments are no JSON object.
    """
    where = f"claim {row.get('claim_id') or '(without id)'}"
    given = {field.name: row.get(field.name) for field in fields(Statement)}
    values: dict[str, Any] = {name: None if _is_missing(value) else value for name, value in given.items()}
    if values["kind"] not in CLAIM_KINDS:
        raise TableError(f"{where}: kind {values['kind']!r}; one of {', '.join(CLAIM_KINDS)} is right")
    for name in _DECIMALS:
        values[name] = _number(values[name], f"{where}: {name}")
    values["arguments"] = _arguments(values["arguments"], where)
    for name in ("low_open", "high_open", "negated"):
        values[name] = bool(values[name])
    values["modality"] = values["modality"] or "asserted"
    return Statement(**values)


def _number(value: Any, what: str) -> Decimal | None:
    try:
        return as_decimal(value)
    except InvalidOperation as error:
        raise TableError(f"{what} is {value!r}; a number is right") from error


def _arguments(value: Any, where: str) -> dict[str, Any]:
    try:
        arguments = json.loads(value) if isinstance(value, str) else (value or {})
    except json.JSONDecodeError as error:
        raise TableError(f"{where}: arguments are not JSON ({error}); an object is right, as {{}}") from error
    if not isinstance(arguments, dict):
        raise TableError(f"{where}: arguments are {value!r}; a JSON object is right, as {{}}")
    for name in _NUMBERS & arguments.keys():
        _number(arguments[name], f"{where}: argument {name}")
    return arguments


def write_statement(statement: Statement) -> dict[str, Any]:
    """Return a statement as JSON values without its empty fields; `read_statement` reads it back."""
    values = {field.name: getattr(statement, field.name) for field in fields(statement)}
    return {
        name: float(value) if isinstance(value, Decimal) else value
        for name, value in values.items()
        if value is not None and value is not False and value != {}
    }


def as_decimal(value: Any) -> Decimal | None:
    """Return a float, int or text as the decimal it is written as."""
    if _is_missing(value):
        return None
    return Decimal(str(value)) if not isinstance(value, float) else Decimal(repr(value))


def _is_missing(value: Any) -> bool:
    return not isinstance(value, dict) and (value is None or str(value) in ("nan", "NaT", "<NA>"))

"""A claim's row as the judges see it: typed, figures as decimals with the interval that their words allow."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import cache
from typing import Any

from analysis.errors import TableError
from analysis.lexicons import read_lexicon
from analysis.tables.intervals import Interval, plain
from analysis.tables.rows import CLAIM_KINDS

_NUMBERS = frozenset({"rank", "times", "times_low", "times_high", "from_value", "from_low", "from_high", "by", "by_low",
                      "by_high", "of_low", "of_high"})  # fmt: skip
_DECIMALS = ("value", "low", "high", "threshold", "out_of")
_COARSE = 1000  # from which on one digit is too little
_WRITTEN = re.compile(r"\d[\d,]*(?:\.(\d+))?")


@dataclass(frozen=True, slots=True)
class Wording:
    """A figure with its interval; a figure without one stands for itself.

    Attributes
    ----------
    value : the figure. text : as written, for sentences and for the digit it is rounded to.
    low, high, low_open, high_open : the interval, a missing end infinite, an open one itself left out.
    unit : the unit it must have in the table; missing where it is a count, a place or a change.
    """

    value: Decimal | None = None
    text: str | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    low_open: bool = False
    high_open: bool = False
    unit: str | None = None

    @property
    def interval(self) -> Interval:
        """The figures allowed."""
        if self.low is None and self.high is None and self.value is not None:
            return Interval(self.value, self.value)
        return Interval(self.low, self.high, self.low_open, self.high_open)

    @property
    def is_empty(self) -> bool:
        """Whether no figure is worded."""
        return self.value is None and self.low is None and self.high is None

    def __str__(self) -> str:
        """Return the figure as the article words it."""
        if self.text:
            return f"'{self.text}'"
        return plain(self.value) if self.value is not None else "the statement"

    @property
    def is_round(self) -> bool:
        """Whether the interval is wider than the rounding of the last written digit ("70", "about 65")."""
        if not self.value or self.low is None or self.high is None or not self.low < self.value < self.high:
            return False
        if self.is_hedged or self._written is None:
            return self.is_hedged
        digits, step = self._written
        return self.high - self.low > abs(self.value) / digits * step

    @property
    def _written(self) -> tuple[Decimal, Decimal] | None:
        """The first number of the text, with one unit of its last digit."""
        found = _WRITTEN.search(self.text or "")
        digits = Decimal(found.group().replace(",", "")) if found else Decimal(0)
        return (digits, Decimal(1).scaleb(-len(found.group(1) or ""))) if found and digits else None

    @property
    def is_hedged(self) -> bool:
        """Whether the wording says that the figure is not exact ("about 65")."""
        return (self.text or "").casefold().startswith(_hedges())

    def borders(self, figure: Decimal) -> bool:
        """Say whether a figure lies outside the interval of a round or hedged figure, but not twice as far off."""
        if not self.is_round or self.value is None or self.low is None or self.high is None:
            return False
        return 2 * self.low - self.value <= figure <= 2 * self.high - self.value

    def is_coarse_for(self, figure: Decimal) -> bool:
        """Say whether a figure rounds to a bare "a million" or "two thousand" but is more than a tenth away from it."""
        if self.value is None or self.low is None or self.high is None or abs(self.value) < _COARSE:
            return False
        return self.low < self.value < self.high and abs(figure - self.value) > abs(self.value) / 10

    def allows(self, figure: Decimal) -> bool:
        """Say whether a figure lies in the interval, or rounds half-up to the figure as written."""
        low, high = self.interval.low, self.interval.high
        if figure in self.interval or self._written is None or not self.value or low is None or high is None:
            return figure in self.interval
        written, step = self._written
        magnitude = self.value / written
        in_smaller_steps = low < high and high - low < abs(magnitude) * step
        return not in_smaller_steps and (figure / magnitude).quantize(step, ROUND_HALF_UP) == written

    def meets(self, low: Decimal, high: Decimal) -> bool:
        """Say whether one of the figures between two is allowed."""
        inside = self.low is not None and low < self.low < high
        return inside or self.allows(low) or self.allows(high)

    def scaled(self, divisor: Decimal) -> "Wording":
        """Return the figure in units `divisor` times as large."""
        value, low, high = (None if end is None else end / divisor for end in (self.value, self.low, self.high))
        return replace(self, value=value, low=low, high=high)


@cache
def _hedges() -> tuple[str, ...]:
    return tuple(f"{row['phrase']} " for row in read_lexicon("hedges") if row["rule"] == "double")


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

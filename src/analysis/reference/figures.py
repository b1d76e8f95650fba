"""The figures of a package: its indicator in long form, its cells measure by measure, the editions they belong to."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import ReferenceDataError
from analysis.grouping import grouped
from analysis.reference import validate
from analysis.reference.gazetteer import country_names
from analysis.reference.measures import Measure
from analysis.reference.model import Edition
from analysis.reference.resource import Resource, read_decimal, read_flag

FIGURE_COLUMNS = (
    "edition", "published_on", "key", "name", "period", "measure", "unit", "value", "raw", "is_estimate", "source",
    "file", "line", "column",
)  # fmt: skip
_KEPT = frozenset(FIGURE_COLUMNS) - {"published_on", "name", "value"}
_FEWEST = 20  # revised cells that a margin is computed from
CellKey = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure of one edition with everything that is needed to find it again.

    `line` counts the lines of a CSV with its header, or the rows of a parquet file, from 1.
    """

    edition: str
    measure: str
    key: str
    period: str
    raw: str
    value: Decimal
    is_estimate: bool
    unit: str
    source: str
    file: str
    line: int
    column: str


class MeasureCells:
    """The cells of one measure."""

    def __init__(self, measure: str, figures: pd.DataFrame, where: str = "") -> None:
        self.measure = measure
        self._columns = {name: figures[name].tolist() for name in FIGURE_COLUMNS if name in _KEPT}
        places = list(zip(*(self._columns[name] for name in ("edition", "key", "period")), strict=True))
        self._place = {triple: place for place, triple in enumerate(places)}
        if len(self._place) < len(places):
            second = next(place for place, triple in enumerate(places) if self._place[triple] != place)
            edition, key, period = places[second]
            one, two = sorted(self._columns["line"][place] for place in (second, self._place[places[second]]))
            raise ReferenceDataError(
                f"{where}/{self._columns['file'][second]}: lines {one} and {two} both give {measure} of {key}, "
                f"{period}, in edition {edition}; one value a cell is right: remove one, or give the second an own "
                "edition"
            )

    def get(self, edition: str, key: str, period: str) -> Cell | None:
        place = self._place.get((edition, key, period))
        return None if place is None else self._at(place)

    def _at(self, place: int) -> Cell:
        at = {name: values[place] for name, values in self._columns.items()}
        return Cell(value=Decimal(at["raw"].strip()), **at)

    def of_edition(self, edition: str) -> Iterator[Cell]:
        """Yield the cells of one edition, in the order of the table."""
        return map(self._at, self._by_edition.get(edition, ()))

    def __iter__(self) -> Iterator[Cell]:
        return map(self._at, range(len(self)))

    def __len__(self) -> int:
        return len(self._place)

    @cached_property
    def _by_edition(self) -> Mapping[str, tuple[int, ...]]:
        return grouped((edition, place) for (edition, _, _), place in self._place.items())

    @cached_property
    def periods(self) -> Mapping[str, tuple[str, ...]]:
        """The periods held, sorted, by edition."""
        held = grouped((edition, period) for edition, _, period in self._place)
        return {edition: tuple(sorted(set(periods))) for edition, periods in held.items()}

    def revision(self, editions: Sequence[str]) -> Decimal | None:
        """Return how far figures were revised: the 95th percentile of the relative change, in percent, up to the last
        of the editions (given in order) that has the same cell; None where fewer than twenty cells stand in several.
        """
        order = {edition: place for place, edition in enumerate(editions)}
        held = grouped(
            ((key, period), (order[edition], float(self._columns["raw"][place])))
            for (edition, key, period), place in self._place.items()
        )
        changes = sorted(
            abs(value - last) / max(abs(value), abs(last)) if value != last else 0.0
            for figures in map(sorted, held.values())
            for last in [figures[-1][1]]
            for _, value in figures[:-1]
        )
        if len(changes) < _FEWEST:
            return None
        return Decimal(100 * changes[math.ceil(0.95 * len(changes)) - 1]).quantize(Decimal("0.01"))

    @cached_property
    def editions_by_key(self) -> Mapping[str, frozenset[str]]:
        """The editions that have a figure of an entity."""
        held = grouped((key, edition) for edition, key, _ in self._place)
        return {key: frozenset(editions) for key, editions in held.items()}

    @cached_property
    def keys(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """The entities that have a figure, by edition and period, in the order of the table."""
        return grouped(((edition, period), key) for edition, key, period in self._place)


class Cells(Mapping[CellKey, Cell]):
    """Every cell of a package by (edition, measure, key, period)."""

    def __init__(self, measures: Mapping[str, Measure], read: Callable[[str], pd.DataFrame], where: str) -> None:
        self._measures = measures
        self._read = read
        self._where = where
        self._held: dict[str, MeasureCells] = {}

    def of(self, measure: str) -> MeasureCells:
        """Return the cells of one measure, for one with bases those of the first of them that an edition has.

        They are read when the measure is first asked for.
        """
        if measure not in self._held:
            parts = [self._read(base) for base in self._measures[measure].bases]
            cell = ["edition", "key", "period"]
            figures = pd.concat(parts).drop_duplicates(cell) if parts else self._read(measure)
            self._held[measure] = MeasureCells(measure, figures, self._where)
        return self._held[measure]

    def __getitem__(self, key: CellKey) -> Cell:
        edition, measure, entity, period = key
        found = self.of(measure).get(edition, entity, period) if measure in self._measures else None
        if found is None:
            raise KeyError(key)
        return found

    def __iter__(self) -> Iterator[CellKey]:
        return ((c.edition, name, c.key, c.period) for name in self._measures for c in self.of(name))

    def __len__(self) -> int:
        return sum(len(self.of(name)) for name in self._measures)


def read_figures(resource: Resource, frame: pd.DataFrame, measures: tuple[str, ...]) -> pd.DataFrame:
    """Return the cells of measures in long form, whatever form the file has (a row a cell, or a column a measure)."""
    column = measure_column(resource)
    if column:
        named = (m["value"] for m in resource.block["measures"].values() if m and m.get("value"))
        value = resource.require(next(named, "value"))
        wanted = frame.loc[frame[resource.require(column)].isin(measures)]
        long = _base(resource, wanted).assign(measure=wanted[column], raw=wanted[value], column=value)
    else:
        specs = {name: resource.block["measures"][name] or {} for name in measures}
        own = (name for name, spec in specs.items() if spec.get("figures") != "none" and not spec.get("bases"))
        wide = {name: resource.require(str(specs[name].get("value", name)), f"measure {name}") for name in own}
        base = _base(resource, frame)
        parts = [base.assign(measure=name, raw=frame[value], column=value) for name, value in wide.items()]
        long = pd.concat(parts, ignore_index=True) if parts else base.assign(measure="", raw="", column="").head(0)
    long = long.loc[long["raw"].str.strip() != ""].reset_index(drop=True)
    return long.assign(value=_values(resource, long))


def measure_column(resource: Resource) -> str | None:
    """Return the column that names the measure of a row, or None for a table with a column for each measure."""
    return (resource.block.get("measure") or {}).get("column")


def _base(resource: Resource, frame: pd.DataFrame) -> pd.DataFrame:
    columns = resource.columns()
    return pd.DataFrame(
        {
            "edition": _edition_ids(resource, frame),
            "published_text": _published_texts(resource, frame),
            "key": frame[resource.role_column("entity")],
            "name": _names(resource, frame),
            "period": frame[resource.role_column("time")],
            "unit": _optional(resource, frame, columns.get("unit")),
            "is_estimate": _flags(resource, frame, columns.get("estimate")),
            "source": _optional(resource, frame, columns.get("source")),
            "file": resource.path,
            "line": frame["_line"],
        }
    )


def _optional(resource: Resource, frame: pd.DataFrame, column: str | None) -> "pd.Series[str] | str":
    return "" if column is None else frame[resource.require(column)]


def _flags(resource: Resource, frame: pd.DataFrame, column: str | None) -> "pd.Series[bool] | bool":
    if column is None:
        return False
    once = frame.drop_duplicates(resource.require(column))
    cells = zip(once[column], once["_line"], strict=True)
    said = {text: read_flag(text, f"{resource.where}, line {line}", column) for text, line in cells}
    return frame[column].map(said).astype(bool)


def _values(resource: Resource, long: pd.DataFrame) -> "pd.Series[float]":
    values = pd.to_numeric(long["raw"].str.strip(), errors="coerce").astype(float)
    for place in np.flatnonzero(~np.isfinite(values.to_numpy())):
        read_decimal(long["raw"].iloc[place], f"{resource.where}, line {long['line'].iloc[place]}")
    return values


def read_keys(resource: Resource, frame: pd.DataFrame) -> dict[str, str]:
    key = resource.role_column("entity")
    once = frame.drop_duplicates(key, keep="last")
    return dict(zip(once[key], _names(resource, once), strict=True))


def _names(resource: Resource, frame: pd.DataFrame) -> "pd.Series[str]":
    """Return the entities' names: the table's own, else the gazetteer's for countries, else the keys."""
    entity = resource.block["entity"]
    if entity.get("name"):
        return frame[resource.require(entity["name"])]
    keys = frame[resource.role_column("entity")]
    known = country_names() if entity.get("gazetteer") == "countries" else {}
    return keys.map({code: known.get(code, code) for code in keys.unique()})


def _edition_ids(resource: Resource, frame: pd.DataFrame) -> "pd.Series[str] | str":
    spec = resource.block.get("edition") or {}
    return frame[resource.role_column("edition")] if "column" in spec else _only_edition(resource)


def _only_edition(resource: Resource) -> str:
    return str((resource.block.get("edition") or {}).get("id") or resource.folder.name)


def _published_texts(resource: Resource, frame: pd.DataFrame) -> "pd.Series[str] | str":
    """Return the publication days the indicator itself gives: a column, or one day for a table of one edition."""
    spec = resource.block.get("edition") or {}
    return frame[resource.require(spec["published"])] if spec.get("published") else str(spec.get("published_on") or "")


def editions_of_rows(resource: Resource) -> tuple[Edition, ...]:
    """Return the editions of a package without an edition table: the one its descriptor tells, else those of its rows.

    The table is read only where its rows say it.
    """
    spec = dict(resource.block.get("edition") or {})
    told: Any = [(_only_edition(resource), [str(spec.get("published_on"))], None, None)]
    if "column" in spec or not spec.get("published_on"):
        table = resource.frame()
        figures = pd.DataFrame(
            {
                "edition": _edition_ids(resource, table),
                "text": _published_texts(resource, table),
                "period": table[resource.role_column("time")],
            }
        )
        spans = figures.groupby("edition", sort=True).agg({"text": lambda s: sorted(set(s)), "period": ["min", "max"]})
        told = spans.itertuples(name=None)
    editions = []
    for name, texts, first, last in told:
        if len(texts) > 1:
            raise ReferenceDataError(
                f"{resource.where}: edition {name!r} has {len(texts)} publication dates ({', '.join(texts)}); "
                "one edition has one"
            )
        day, title = validate.publication_day(str(name), texts[0], resource.where), str(spec.get("title") or name)
        publisher = str(spec.get("publisher") or "")
        editions.append(Edition(str(name), title, publisher, day, "full", "full", first, last, day))
    return validate.in_order(editions, resource.where)

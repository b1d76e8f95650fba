"""The figures of a package as cells, measure by measure, each measure read when it is first asked for."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

import pandas as pd

from analysis.errors import ReferenceDataError
from analysis.reference.measures import Measure

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
    def _by_edition(self) -> Mapping[str, list[int]]:
        found: dict[str, list[int]] = {}
        for (edition, _, _), place in self._place.items():
            found.setdefault(edition, []).append(place)
        return found

    @cached_property
    def periods(self) -> Mapping[str, tuple[str, ...]]:
        """The periods held, sorted, by edition."""
        found: dict[str, set[str]] = {}
        for edition, _, period in self._place:
            found.setdefault(edition, set()).add(period)
        return {edition: tuple(sorted(periods)) for edition, periods in found.items()}

    def revision(self, editions: Sequence[str]) -> Decimal | None:
        """Return how far figures were revised: the 95th percentile of the relative change, in percent, up to the last
        of the editions (given in order) that has the same cell; None where fewer than twenty cells stand in several.
        """
        order = {edition: place for place, edition in enumerate(editions)}
        held: dict[tuple[str, str], list[tuple[int, float]]] = {}
        for (edition, key, period), place in self._place.items():
            held.setdefault((key, period), []).append((order[edition], float(self._columns["raw"][place])))
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
        found: dict[str, set[str]] = {}
        for edition, key, _ in self._place:
            found.setdefault(key, set()).add(edition)
        return {key: frozenset(editions) for key, editions in found.items()}

    @cached_property
    def keys(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """The entities that have a figure, by edition and period, in the order of the table."""
        found: dict[tuple[str, str], list[str]] = {}
        for edition, key, period in self._place:
            found.setdefault((edition, period), []).append(key)
        return {pair: tuple(keys) for pair, keys in found.items()}


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
